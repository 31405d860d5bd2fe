"""A process beside this one: it checks the few pages that are not known while this one reads what is known of the rest.

It starts as a copy of this process, which takes no time, and what it finds comes back through a pipe. It is no pool:
where a run has many pages to check, `executors` has those.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from medlint.watch import current

if TYPE_CHECKING:
    from medlint.candidates import Candidate
    from medlint.diagnostic import FileReport
    from medlint.engine import Task


class LostError(Exception):
    """The other process ended before it was done."""


class Aside:
    """Does `work` in another process, whose results may be any that can be pickled.

    Errors: OSError where no process can be started.
    """

    def __init__(self, work: Callable[[], Iterator[Any]]) -> None:
        here, there = os.pipe()
        try:
            self._child = os.fork()
        except OSError:
            os.close(here)
            os.close(there)
            raise
        if self._child == 0:
            os.close(here)
            _work(work, there)
        os.close(there)
        self._pipe = here

    def results(self) -> Iterator[Any]:
        """Yield what comes, as it comes.

        Errors: LostError where there is more that will not come.
        """
        try:
            with open(self._pipe, "rb") as pipe:  # noqa: PTH123 - a descriptor
                # What is unpickled is what a copy of this very process has pickled.
                yield from _items(pipe)
        finally:
            # Nobody waits for the rest.
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)


def _items(pipe: BinaryIO) -> Iterator[Any]:
    while True:
        try:
            more, item = pickle.load(pipe)
        except (EOFError, pickle.UnpicklingError, OSError) as error:
            raise LostError from error
        if not more:
            return
        yield item


def _work(work: Callable[[], Iterator[Any]], there: int) -> NoReturn:
    """Send the results, and end without a word: what this process cannot do the first one will do and tell."""
    try:
        # Ctrl-C ends it at once; the first process tells.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with open(there, "wb") as pipe:
            for item in work():
                pickle.dump((True, item), pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
            pickle.dump((False, None), pipe, pickle.HIGHEST_PROTOCOL)
    finally:
        # Nothing of what is open belongs to this process.
        os._exit(0)


def check_aside(
    pages: Sequence[Candidate],
    tasks: Callable[[], Iterator[Task]],
    expect: Callable[[Candidate, bytes, int], None],
    check_here: Callable[[Iterator[Task]], Iterator[FileReport]],
) -> Iterator[FileReport] | None:
    """Return the reports on `pages`, of which `tasks` makes tasks, from a process that starts now; None if none can.

    `expect` is told of each page the digest and the size of what was read. If that process ends before it is done,
    `check_here` checks the rest: it will also tell what was wrong.
    """
    try:
        aside = Aside(lambda: _work_on(tasks())) if _is_possible() else None
    except OSError:
        return None
    return _reports(aside, pages, tasks, expect, check_here) if aside is not None else None


def _reports(
    aside: Aside,
    pages: Sequence[Candidate],
    tasks: Callable[[], Iterator[Task]],
    expect: Callable[[Candidate, bytes, int], None],
    check_here: Callable[[Iterator[Task]], Iterator[FileReport]],
) -> Iterator[FileReport]:
    watch = current()
    done = 0
    try:
        for report, content, size, noted in aside.results():
            if report is not None:
                expect(pages[done], content, size)
                done += 1
                yield report
            elif watch is not None:
                watch.join(noted)
    except LostError:
        if watch is not None:
            watch.lose()
        yield from check_here(islice(tasks(), done, None))


def _work_on(tasks: Iterator[Task]) -> Iterator[Any]:
    from medlint.engine import check
    from medlint.recall import content_digest

    for job, config in tasks:
        content, size = (content_digest(job.data), len(job.data)) if job.data is not None else (b"", -1)
        yield check(job, config), content, size, None
    watch = current()
    yield None, b"", 0, watch.noted() if watch is not None else None


def _is_possible() -> bool:
    """Return whether this system starts a process as a copy, without harm."""
    return sys.platform == "linux" and hasattr(os, "fork")
