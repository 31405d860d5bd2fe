"""A process beside this one: it checks the few pages that are not known while this one reads what is known of the rest.

It starts as a copy of this process, which takes no time, and what it finds comes back through a pipe. It is no pool:
where a run has many pages to check, `executors` has those.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice

from medlint.typed import TYPE_CHECKING, Any, BinaryIO, NoReturn
from medlint.watching import current

if TYPE_CHECKING:
    from medlint.candidates import Candidate
    from medlint.cli.caching import Memory
    from medlint.diagnostic import FileReport
    from medlint.engine import Task

Check = Callable[[Iterator["Task"]], Iterator["FileReport"]]

# To read what is known of so many pages takes as long as to load what checks pages.
WORTH_ASIDE = 500
# How long, in seconds, a process that has told all may take to put it into the cache, and how often that is looked at.
_PATIENCE = 2.0
_INTERVAL = 0.002


class LostError(Exception):
    """The other process ended before it was done."""


class Aside:
    """Another process, a copy of this one, that does `work`, which is given a pipe to this one.

    Closing it ends the process, unless all that it was to tell has come. Errors: OSError where none can be started.
    """

    def __init__(self, work: Callable[[BinaryIO], None]) -> None:
        here, there = os.pipe()
        try:
            self._child = os.fork()
        except OSError:
            os.close(here)
            os.close(there)
            raise
        if self._child == 0:
            os.close(here)
            _do(work, there)
        os.close(there)
        self._pipe = here
        self._told_all = False

    def received(self) -> Iterator[Any]:
        """Yield what comes, as it comes.

        Errors: LostError when nothing more will come.
        """
        try:
            with open(self._pipe, "rb", closefd=False) as pipe:
                while True:
                    # What is unpickled is what a copy of this very process has pickled.
                    yield pickle.load(pipe)
        except (EOFError, pickle.UnpicklingError, OSError) as error:
            raise LostError from error

    def has_told_all(self) -> None:
        """Take note that nothing more will come: what the process still does, it may finish."""
        self._told_all = True

    def close(self) -> None:
        """End the process. Whatever it still held is lost. Closing again does nothing."""
        child, self._child = self._child, 0
        if not child:
            return
        os.close(self._pipe)
        end = time.monotonic() + _PATIENCE
        while self._told_all and time.monotonic() < end:
            if os.waitpid(child, os.WNOHANG)[0]:
                return
            time.sleep(_INTERVAL)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _do(work: Callable[[BinaryIO], None], there: int) -> NoReturn:
    """Do the work, and end without a word: what this process cannot do the first one will do and tell."""
    try:
        # Ctrl-C ends it at once; the first process tells.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with open(there, "wb") as pipe:
            work(pipe)
    finally:
        # Nothing of what is open belongs to this process.
        os._exit(0)


def check_aside(
    pages: Sequence[Candidate], tasks: Callable[[], Iterator[Task]], memory: Memory, check_here: Check
) -> Iterator[FileReport] | None:
    """Return the reports on `pages`, of which `tasks` makes tasks, from a process that starts now; None if none can.

    `memory` then expects what that process has read. If it ends before it is done, `check_here` checks the rest, and
    tells what was wrong.
    """
    if sys.platform != "linux":
        # Elsewhere there is no such copy, or the system's own libraries do not stand it.
        return None
    try:
        aside = Aside(lambda pipe: _check_into(pipe, tasks(), memory))
    except OSError:
        return None
    return _closed_after(aside, reports_of(aside, pages, tasks, memory, check_here))


def _closed_after(aside: Aside, reports: Iterator[FileReport]) -> Iterator[FileReport]:
    with closing(aside):
        yield from reports


def send(pipe: BinaryIO, report: FileReport | None, about: Any) -> None:
    """Send a report with what is to be known of its page; last, instead of a report, what the watch has noted."""
    import medlint.transport  # noqa: F401, tells how reports are pickled

    pickle.dump((report, about), pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _check_into(pipe: BinaryIO, tasks: Iterator[Task], memory: Memory) -> None:
    """Send each report with what `memory` expects of its page."""
    from medlint.engine import check

    for job, config in tasks:
        send(pipe, check(job, config), memory.expected(job.path))
    send_end(pipe)


def send_end(pipe: BinaryIO) -> None:
    """Send what says that nothing more will come."""
    watch = current()
    send(pipe, None, watch.noted() if watch is not None else None)


def reports_of(
    aside: Aside, pages: Sequence[Candidate], tasks: Callable[[], Iterator[Task]], memory: Memory, check_here: Check
) -> Iterator[FileReport]:
    """Yield the reports on `pages` as `check_aside` does, from a process that whoever started it closes."""
    watch = current()
    done = 0
    try:
        for report, about in aside.received():
            if report is None:
                if watch is not None:
                    watch.join(about)
                aside.has_told_all()
                return
            if about is not None:
                memory.expect_content(pages[done], *about)
            done += 1
            yield report
    except LostError:
        if watch is not None:
            watch.lose()
        yield from check_here(islice(tasks(), done, None))
