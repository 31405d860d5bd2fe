"""The cache of a run: where it lies, whether it is to be used, and what is told about it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from medlint.cli.output import tell
from medlint.cli.projects import ProjectOf
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medlint.candidates import Candidate, Candidates
    from medlint.diagnostic import FileReport, Safety
    from medlint.engine import Job
    from medlint.previous import Previous, Recorder
    from medlint.recall import Recall, Recollection


class Memory:
    """What a run recalls and keeps. Without a cache it recalls nothing and keeps nothing."""

    def __init__(self, recall: Recall | None = None, folder: str | None = None) -> None:
        self._recall = recall
        self.folder = folder
        self._waiting: dict[str, tuple[Candidate, bytes, int]] = {}

    @property
    def keeps(self) -> bool:
        """Whether anything is kept, so that memos are worth asking for."""
        return self._recall is not None

    def sort_out(self, candidates: Candidates, fix: Safety | None) -> Recollection | None:
        """Return which pages are known, those left out on which fixes are to be made; None where nothing is."""
        if self._recall is None:
            return None
        known = self._recall.sort_out(candidates)
        if fix is not None:
            from medlint.fix import allowed

            for number, report in enumerate(known.reports(candidates)):
                if report is None or any(allowed(diagnostic, fix) for diagnostic in report.diagnostics):
                    known.forget(number)
        return known

    def expect(self, one: Candidate, job: Job) -> None:
        """Remember which content was read of a page until its report is there."""
        if self._recall is not None and job.data is not None:
            from medlint.recall import content_digest

            self.expect_content(one, content_digest(job.data), len(job.data))

    def expect_content(self, one: Candidate, content: bytes, size: int) -> None:
        """Remember the digest and the size of what was read of a page, by whomever."""
        self._waiting[one.path] = one, content, size

    def expected(self, path: str) -> tuple[bytes, int] | None:
        """Return the digest and the size of what was read of a page, None where nothing is to be kept of it."""
        return self._waiting[path][1:] if path in self._waiting else None

    def keep(self, reports: Iterator[FileReport]) -> Iterator[FileReport]:
        """Yield the reports, and keep their memos."""
        from medlint.records import replace

        for report in reports:
            one, content, size = self._waiting.pop(report.path, (None, b"", 0))
            if report.memo is None or self._recall is None:
                yield report
                continue
            if one is not None:
                self._recall.keep(one, content, size, report.memo)
            self._recall.take_down(report.path, report.memo)
            yield replace(report, memo=None)

    def lines(self) -> Iterator[str]:
        """Yield what -v tells."""
        if self._recall is not None:
            hits = f"{self._recall.known:,} not even read, {self._recall.same:,} read and known"
            misses = ", ".join(f"{number:,} {reason}" for reason, number in sorted(self._recall.missed.items()))
            yield f"hits: {hits}; misses: {misses or 'none'}"


@contextmanager
def open_memory(
    given: dict[str, Any],
    project_of: ProjectOf,
    path: str,
    previous: Previous | None = None,
    recorder: Recorder | None = None,
    *,
    opens: bool = True,
) -> Iterator[Memory]:
    """Give the memory of a run that begins at `path`, by the options --no-cache and --cache-dir.

    `previous` is a run that differs by the content of some pages alone, and `recorder` takes this one down. Unless it
    `opens` the cache, another process puts into it what is found.
    """
    if given["no_cache"]:
        yield Memory()
        return
    from medlint.cachefolder import is_committed
    from medlint.recall import Recall

    folder = cache_folder(given["cache_dir"], project_of, path)
    if is_committed(folder):
        tell(
            f"the cache '{folder}' is part of the repository, so it is not trusted and not used; "
            "take it out (git rm -r --cached) and let git ignore it.",
            kind="warning",
        )
        yield Memory()
        return
    if not opens:
        yield Memory(Recall(None, previous, recorder), folder)
        return
    from medlint.cache import Cache

    with Cache(folder) as cache:
        memory = Memory(Recall(cache, previous, recorder), folder)
        yield memory
    if given["verbose"]:
        trouble = [f"it could not be used: {cache.trouble}"] if cache.trouble else []
        for line in (f"'{folder}'", *memory.lines(), *trouble):
            tell(line, kind="cache")


def cache_folder(named: str | None, project_of: ProjectOf, path: str) -> str:
    """Return the folder of the cache: the one that is named, else the project's own."""
    from medlint.cachefolder import FOLDER

    return named or os.path.join(project_of(path).root, FOLDER)
