"""Which findings of a page are told: not those that a baseline knows, and with --since those of the change alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from medlint.diagnostic import Diagnostic, FileReport, Silenced, Silencer
from medlint.fingerprints import Key, is_page_wide, key_of
from medlint.records import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed in a page. `lines` are ranges, first and last line, from 1.

    `whole` says that faults of the page as a whole are the writer's too. `before` counts the findings that the page
    had before the change, where that is known: whatever is not among them is new, on whichever line.
    """

    lines: tuple[tuple[int, int], ...]
    whole: bool = True
    before: Mapping[Key, int] | None = None

    def touches(self, diagnostic: Diagnostic) -> bool:
        """Return whether the finding is on a changed line, or about the whole of a page that was changed."""
        if is_page_wide(diagnostic):
            return self.whole
        first, last = diagnostic.start.line, diagnostic.end.line
        # What ends before the first character of a line is not on it.
        last -= last > first and diagnostic.end.column == 1
        return any(start <= last and first <= end for start, end in self.lines)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is told of one page. `known` counts the findings that its baseline knows; without `change`, all others are.

    A scope is no more than its page's part, and picklable: where fixes are made, a worker has to know it.
    """

    known: Mapping[Key, int] = field(default_factory=dict)
    change: Change | None = None

    def sift(self, report: FileReport) -> FileReport:
        """Return the report with what is not told taken out of its diagnostics.

        A report that was sifted before may have been given more findings: then only those are judged anew.
        """
        known = Counter(self.known)
        known.subtract(key_of(one.diagnostic) for one in report.silenced if one.by is Silencer.BASELINE)
        # Of equal findings, those that the change does not touch are the old ones.
        change = self.change
        old = _taken(sorted(report.diagnostics, key=lambda one: change is not None and change.touches(one)), known)
        rest = [one for one in report.diagnostics if id(one) not in old]
        elsewhere = self._elsewhere(rest, report)
        if not old and not elsewhere:
            return report
        return replace(
            report,
            diagnostics=tuple(one for one in rest if id(one) not in elsewhere),
            silenced=(*report.silenced, *(Silenced(one, Silencer.BASELINE) for one in old.values())),
            elsewhere=(*report.elsewhere, *elsewhere.values()),
        )

    def _elsewhere(self, diagnostics: Iterable[Diagnostic], report: FileReport) -> dict[int, Diagnostic]:
        """Return the findings that were there before the change, and that it does not touch, by their `id`."""
        change = self.change
        if change is None:
            return {}
        untouched = [one for one in diagnostics if not change.touches(one)]
        if change.before is None:
            return {id(one): one for one in untouched}
        before = Counter(change.before)
        before.subtract(map(key_of, report.elsewhere))
        return _taken(untouched, before)

    def after(self, sifted: FileReport) -> Scope:
        """Return the scope for the same page once it is fixed: lines are others then, and what was left out stays out.

        `sifted` is what `sift` gave for the page as it was.
        """
        known = Counter(key_of(one.diagnostic) for one in sifted.silenced if one.by is Silencer.BASELINE)
        if self.change is None:
            return Scope(known)
        return Scope(known, Change((), whole=False, before=Counter(map(key_of, sifted.elsewhere))))


def _taken(diagnostics: Iterable[Diagnostic], counts: Counter[Key]) -> dict[int, Diagnostic]:
    """Return, by their `id`, as many of the diagnostics as `counts` has of each key, the first ones."""
    taken: dict[int, Diagnostic] = {}
    if counts:
        for one in diagnostics:
            key = key_of(one)
            if counts[key] > 0:
                counts[key] -= 1
                taken[id(one)] = one
    return taken
