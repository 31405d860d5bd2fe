"""The engine: one pure function checks one page; `run` hands pages to an executor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import lru_cache
from itertools import islice

from medlint.binding import bind
from medlint.config import Config
from medlint.diagnostic import FileReport, Problem, Safety
from medlint.frontmatter import FrontMatter
from medlint.inspection import crash, inspect
from medlint.monograph import Monograph
from medlint.once import let_go
from medlint.parser import parse
from medlint.records import dataclass, field, replace
from medlint.scope import Scope
from medlint.settlement import settle
from medlint.sighting import Inspection
from medlint.stopwatch import running
from medlint.text import DecodeError, Source, Span, decode
from medlint.triggers import Folded
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

BATCH = 32
WARM_UP = 12


@dataclass(frozen=True, slots=True)
class Job:
    """One file to check. `data` are its bytes; where they could not be had, `problem` says why.

    `attachments`: the text of the saved pages that its `references` names, by the path that it names them by. `fix`:
    which fixes are made: none, the safe ones (Safety.SAFE), or the unsafe ones too (Safety.UNSAFE). `memo` asks for
    what a cache is to keep. `scope`: what is told of the page, for nothing else is fixed.
    """

    path: str
    data: bytes | None
    problem: str | None = None
    attachments: Mapping[str, str] = field(default_factory=dict)
    fix: Safety | None = None
    memo: bool = False
    scope: Scope | None = None


# What an executor is sent, in batches.
Task = tuple[Job, Config]


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
        return _lost(job, config, "the parser", error)
    inspection = inspect(page, config)
    report = settle(job.path, inspection, config)
    if job.fix is not None:
        from medlint.repair import repair

        report = repair(page, report, config, job.fix, job.scope)
    # What a page says of other files is not known from the page alone.
    if job.memo and not (inspection.crashed or report.fixed or job.attachments or job.data is None):
        from medlint.memo import encode

        report = replace(report, memo=encode(inspection))
    let_go(page)
    return report


def _lost(job: Job, config: Config, where: str, error: Exception) -> FileReport:
    """Return the report on a page of which nothing is known, because medlint failed."""
    return settle(job.path, Inspection((crash(Source(job.path, ""), config, where, error),), crashed=True), config)


def _read(job: Job, config: Config) -> Monograph:
    """Return the parsed page; of a file that is no text, an empty page with the problem."""
    reason = job.problem
    if job.data is not None:
        try:
            watch = running()
            with watch.timing("parse") if watch else nullcontext():
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


def _check_batch(batch: Sequence[Task]) -> list[FileReport]:
    # What goes back to another process is pickled.
    import medlint.transport  # noqa: F401

    return [check(job, config) for job, config in batch]


def run(
    jobs: Iterable[Task],
    executor: Executor | None = None,
    *,
    batch: int = BATCH,
    window: int = 8,
    renew: Callable[[Exception], Executor] | None = None,
) -> Iterator[FileReport]:
    """Yield a report for every job, in the jobs' order. `crossfile.conclude` then adds what several pages show.

    Without an executor the pages are checked here. With one, they go out in batches of `batch` pages, at most `window`
    batches ahead of the one that is waited for, so that memory stays flat. The caller owns the executor. The first few
    pages are checked here in any case: processes that are forked then inherit rules, tables and compiled patterns.

    Where the executor fails, `renew` is given the fault and returns an executor to go on with (without it, the fault is
    raised). The pages of the batches that were under way are then checked one by one, since any of them may be to
    blame; one that fails again is LNT001.
    """
    pending = iter(jobs)
    for job, config in pending if executor is None else islice(pending, WARM_UP):
        yield check(job, config)
    if executor is None:
        return
    crew = _Crew(executor, renew)
    queue: deque[tuple[Sequence[Task], Future[list[FileReport]] | None]] = deque()
    while True:
        while len(queue) < window and (chunk := list(islice(pending, batch))):
            queue.append((chunk, crew.submit(chunk)))
        if not queue:
            return
        oldest, future = queue.popleft()
        reports = crew.reports(oldest, future)
        if reports is None:
            # Whatever else was under way is lost with the executor.
            yield from crew.one_by_one(oldest)
            for suspects, _ in queue:
                yield from crew.one_by_one(suspects)
            queue.clear()
        else:
            yield from reports


@dataclass(slots=True)
class _Crew:
    """An executor that may fail and be replaced. Checking raises nothing, so what a future raises is the executor's."""

    executor: Executor
    renew: Callable[[Exception], Executor] | None

    def submit(self, chunk: Sequence[Task]) -> Future[list[FileReport]] | None:
        """Send a batch out; None where the executor takes no more, which shows when its reports are asked for."""
        try:
            return self.executor.submit(_check_batch, chunk)
        except RuntimeError:
            if self.renew is None:
                raise
            return None

    def reports(self, chunk: Sequence[Task], future: Future[list[FileReport]] | None) -> list[FileReport] | None:
        """Return a batch's reports; None, with a new executor, where this one failed."""
        try:
            return (future or self.executor.submit(_check_batch, chunk)).result()
        except Exception as error:
            if self.renew is None:
                raise
            self.executor = self.renew(error)
            return None

    def one_by_one(self, chunk: Sequence[Task]) -> Iterator[FileReport]:
        """Yield the reports of a batch that failed, page by page."""
        for task in chunk:
            reports = self.reports([task], None)
            if reports is None:
                job, config = task
                fault = RuntimeError("the process that checked the page ended before it was done")
                yield _lost(job, config, "a process", fault)
            else:
                yield from reports
