"""How the reports of a run come in: those that are known, and the others from whoever checks their pages, in order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat

from medlint.cli.caching import Memory
from medlint.cli.fixing import Fixer
from medlint.cli.progress import count_up
from medlint.cli.projects import ensure_usable
from medlint.cli.scoping import Scoping
from medlint.cli.session import read_job
from medlint.reports import IN_MEMORY
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from medlint.candidates import Candidate, Candidates
    from medlint.cli.aside import Aside
    from medlint.diagnostic import FileReport, Safety
    from medlint.engine import Task


class Flow:
    """The pages of one run. No more of them are in memory than are under way."""

    def __init__(
        self,
        candidates: Candidates,
        memory: Memory,
        scoping: Scoping,
        fixer: Fixer,
        level: Safety | None,
        ahead: Aside | None = None,
    ) -> None:
        """`ahead` checks those pages already that `memory` does not know."""
        self._candidates = candidates
        self._memory = memory
        self._scoping = scoping
        self._fixer = fixer
        self._level = level
        self._ahead = ahead
        self._known = memory.sort_out(candidates, level)

    def reports(self, given: dict[str, Any]) -> Iterator[FileReport]:
        """Yield a report for each page; `given` are the options of the command.

        They come in order, but where pages are checked beside this process: those come last then, so that nothing waits
        for them, unless there are so many that they could not be sorted in memory. Errors: Misuse.
        """
        total, known = len(self._candidates), len(self._known or ())
        if known == total and given["executor"] != "dask" and not given["scheduler"]:
            # What checks pages need not even be loaded. A cluster that is asked for is asked for all the same.
            yield from count_up(self._recalled(), total, given["quiet"])
            return
        if self._ahead is not None:
            from medlint.cli.aside import reports_of

            checked = reports_of(self._ahead, list(self._unknown()), self._tasks, self._memory, self._check)
            yield from count_up(self._joined(self._memory.keep(checked), total), total, given["quiet"])
            return
        if not known and self._is_quick(given, total):
            # In one process, without a look at what starts others.
            checked = self._settled(self._check(self._tasks()))
            yield from count_up(self._in_order(checked), total, given["quiet"])
            return
        from medlint.cli.executors import open_executor

        with open_executor(given, total - known) as workforce:
            aside = self._check_aside(given, known) if workforce.executor is None else None
            checked = aside or self._check(self._tasks(), workforce.executor, **workforce.settings)
            checked = self._settled(checked)
            reports = self._joined(checked, total) if aside is not None else self._in_order(checked)
            yield from count_up(reports, total, given["quiet"])

    @staticmethod
    def _is_quick(given: dict[str, Any], pages: int) -> bool:
        from medlint.engine import WARM_UP

        return pages <= WARM_UP and given["executor"] == "process" and not given["scheduler"]

    def _settled(self, checked: Iterator[FileReport]) -> Iterator[FileReport]:
        kept = self._memory.keep(checked)
        return kept if self._level is None else self._fixer.settle(kept)

    def _slots(self) -> Iterator[FileReport | None]:
        """Yield for each page in order its report if the page is known, else None."""
        if self._known is None:
            yield from repeat(None, len(self._candidates))
            return
        for number, report in enumerate(self._known.reports(self._candidates)):
            # What was there a moment ago and cannot be read is made anew.
            lost = report is None and number in self._known
            yield self._check_one(self._candidates[number]) if lost else report

    def _joined(self, checked: Iterator[FileReport], total: int) -> Iterator[FileReport]:
        """Yield what is known, and then what comes from beside this process, if so many can be sorted in memory."""
        return chain(self._recalled(), checked) if total <= IN_MEMORY else self._in_order(checked)

    def _in_order(self, checked: Iterator[FileReport]) -> Iterator[FileReport]:
        return (next(checked) if report is None else report for report in self._slots())

    def _recalled(self) -> Iterator[FileReport]:
        return (report for report in self._slots() if report is not None)

    def _unknown(self) -> Iterator[Candidate]:
        known = self._known
        if known is None:
            return iter(self._candidates)
        return (self._candidates[number] for number in range(len(self._candidates)) if number not in known)

    @staticmethod
    def _check(tasks: Iterator[Task], executor: Executor | None = None, **settings: Any) -> Iterator[FileReport]:
        from medlint import engine

        return engine.run(tasks, executor, **settings)

    def _check_aside(self, given: dict[str, Any], known: int) -> Iterator[FileReport] | None:
        """Have what is not known checked in a process beside this one, if it is little beside what is known."""
        if not known or self._level is not None or given["jobs"] < 2 or given.get("profile"):
            return None
        from medlint.cli.aside import WORTH_ASIDE, check_aside

        if known < WORTH_ASIDE:
            return None
        return check_aside(list(self._unknown()), self._tasks, self._memory, self._check)

    def _tasks(self) -> Iterator[Task]:
        # Each is read when it is asked for, and not before.
        for one in self._unknown():
            job, config = read_job(one, self._level, self._memory.keeps)
            self._memory.expect(one, job)
            ensure_usable(config)
            if self._level is not None:
                job = self._scoping.scoped(job)
                self._fixer.expect(one.real, job, config)
            yield job, config

    def _check_one(self, one: Candidate) -> FileReport:
        from medlint.engine import check

        job, config = read_job(one)
        ensure_usable(config)
        return check(job, config)
