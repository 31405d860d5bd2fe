"""The engine: one pure function checks one page; `run` hands pages to an executor."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from medlint.binding import bind
from medlint.config import Config
from medlint.diagnostic import FileReport, Problem, Safety
from medlint.frontmatter import FrontMatter
from medlint.inspection import crash, inspect
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.repair import repair
from medlint.text import DecodeError, Source, Span, decode
from medlint.triggers import Folded

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

BATCH = 32
WARM_UP = 12


@dataclass(frozen=True, slots=True)
class Job:
    """One file to check. `data` are its bytes; where they could not be had, `problem` says why.

    `attachments`: the text of the saved pages that its `references` names, by the path that it names them by. `fix`:
    which fixes are made: none, the safe ones (Safety.SAFE), or the unsafe ones too (Safety.UNSAFE).
    """

    path: str
    data: bytes | None
    problem: str | None = None
    attachments: Mapping[str, str] = field(default_factory=dict)
    fix: Safety | None = None


@lru_cache(maxsize=64)
def _intern(config: Config) -> Config:
    """Return the first of all equal configurations, so that what is kept by its parts is found again at once."""
    return config


def check(job: Job, config: Config) -> FileReport:
    """Check one page, and fix it if the job asks for that. Pure: no file is read or written.

    Never raises: what fails inside of medlint is diagnostic LNT001.
    """
    config = _intern(config)
    # Before the page is read: the patterns tell by which words they are to be found in it.
    bind(config)
    try:
        page = _read(job, config)
    except Exception as error:
        return FileReport(job.path, (crash(Source(job.path, ""), config, "the parser", error),), crashed=True)
    report = inspect(page, config)
    return report if job.fix is None else repair(page, report, config, job.fix)


def _read(job: Job, config: Config) -> Monograph:
    """Return the parsed page; of a file that is no text, an empty page with the problem."""
    reason = job.problem
    if job.data is not None:
        try:
            page = parse(decode(job.path, job.data), config.layout)
            return replace(page, attachments=job.attachments) if job.attachments else page
        except DecodeError as error:
            reason = error.reason
    front = FrontMatter({}, {}, Span(0, 0), 0, False)
    problem = Problem("unreadable-file", Span(0, 0), {"reason": reason or "it cannot be read"})
    nothing = Span(0, 0)
    return Monograph(
        Source(job.path, ""), config.layout, front, (), "", nothing, (), (), (), "", Folded("", ()), (problem,)
    )


def _check_batch(batch: Sequence[tuple[Job, Config]]) -> list[FileReport]:
    return [check(job, config) for job, config in batch]


def run(
    jobs: Iterable[tuple[Job, Config]], executor: Executor | None = None, *, batch: int = BATCH, window: int = 8
) -> Iterator[FileReport]:
    """Yield a report for every job, in the jobs' order. `crossfile.conclude` then adds what several pages show.

    Without an executor the pages are checked here. With one, they go out in batches of `batch` pages, at most `window`
    batches ahead of the one that is waited for, so that memory stays flat. The caller owns the executor. The first few
    pages are checked here in any case: processes that are forked then inherit rules, tables and compiled patterns.
    """
    pending = iter(jobs)
    for job, config in pending if executor is None else islice(pending, WARM_UP):
        yield check(job, config)
    if executor is None:
        return
    queue: deque[Future[list[FileReport]]] = deque()
    while True:
        while len(queue) < window and (chunk := list(islice(pending, batch))):
            queue.append(executor.submit(_check_batch, chunk))
        if not queue:
            return
        yield from queue.popleft().result()
