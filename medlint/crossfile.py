"""Cross-file rules: what several pages show together, once all of them were checked."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter

from medlint.binding import BoundRule, bind_rule
from medlint.config import Config
from medlint.diagnostic import Diagnostic, FileReport, PlacedFact, Severity, Silenced, Silencer, sort_key
from medlint.fingerprints import page_mark
from medlint.records import fields
from medlint.reports import Reports
from medlint.settlement import active_rules
from medlint.wording import fill

_place = attrgetter("path", "fact.span.start")
_AT_ONCE = 16_384


def conclude(reports: Iterable[FileReport], configs: Iterable[Config], *, complete: bool = False) -> Reports:
    """Return the reports with the findings of cross-file rules added; `configs` are those that pages were checked by.

    Nothing of a page is read again: its facts hold what is needed. `complete` says that these are all pages of the
    site: only then is a suppression of such a rule known to take nothing out, and told.
    """
    settings = tuple(configs)
    gathering = _Gathering(settings)
    whole = Reports(gathering.watch(reports))
    added: dict[str, list[Diagnostic]] = {}
    silenced: dict[str, list[Diagnostic]] = {}
    for code, facts in sorted(gathering.telling(whole).items()):
        bound = gathering.rules[code]
        for fact, values in bound.conclude(facts) if bound.conclude is not None else ():
            told = _diagnostic(bound, fact, {**fact.fact.values, **values})
            (silenced if fact.suppressed else added).setdefault(fact.path, []).append(told)
    if not (added or silenced or gathering.pending):
        return whole

    def add(report: FileReport) -> FileReport:
        if report.path in added or report.path in silenced or report.pending:
            return _add(report, added.get(report.path, []), silenced.get(report.path, []), complete)
        return report

    return whole.changed(add)


class _Facts:
    """The facts of one rule, in the order in which they come: the page of each, and what it is compared by, as numbers.

    Where the rule tells of any fact, `marks` is None.
    """

    def __init__(self, bound: BoundRule) -> None:
        self._marks_of, self._stands_out = bound.marks, bound.stands_out
        self._marks = array("q")
        # Up to where the marks of each fact go.
        self._ends = array("Q")
        self._alone: list[int] = []
        # The pages' numbers.
        self.pages = array("Q")

    def add(self, page: int, path: str, key: str, values: Mapping[str, str]) -> None:
        """Take in a fact of a page, by the page's number and path."""
        self.pages.append(page)
        if self._marks_of is not None:
            self._marks.extend(map(hash, self._marks_of(path, key, values)))
            self._ends.append(len(self._marks))
            if self._stands_out is not None and self._stands_out(values):
                self._alone.append(len(self._ends) - 1)

    def telling(self) -> Iterable[int]:
        """Return the numbers of the facts that share a mark with another, or tell something alone."""
        if self._marks_of is None:
            return range(len(self.pages))
        shared = _repeated(self._marks)
        places = [place for place, mark in enumerate(self._marks) if mark in shared] if shared else ()
        return {*self._alone, *(bisect_right(self._ends, place) for place in places)}


class _Gathering:
    """Which facts tell anything. Of the others, and of a large site they are most, no more than a number is kept."""

    def __init__(self, configs: tuple[Config, ...]) -> None:
        self._configs = configs
        self.rules: dict[str, BoundRule] = {}
        self.pending = False
        # None for a rule that no configuration has.
        self._facts: dict[str, _Facts | None] = {}

    def watch(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """Yield the reports, and note what their facts are compared by."""
        known = self._facts
        for page, report in enumerate(reports):
            if report.pending:
                self.pending = True
            for code, key, values in report.learned:
                facts = known[code] if code in known else self._bind(code)
                if facts is not None:
                    facts.add(page, report.path, key, values)
            yield report

    def _bind(self, code: str) -> _Facts | None:
        for config in self._configs:
            if code in active_rules(config):
                # As ever, the last configuration that has the rule decides.
                self.rules[code] = bind_rule(config, code)
        bound = self.rules.get(code)
        facts = self._facts[code] = _Facts(bound) if bound is not None else None
        return facts

    def telling(self, reports: Reports) -> dict[str, list[PlacedFact]]:
        """Return, by rule, the facts that share a mark with another or tell something alone, by path and place."""
        # Of each page that has any: which of its facts of a rule, counted from the first.
        wanted: dict[int, dict[str, set[int]]] = {}
        for code, facts in self._facts.items():
            if facts is None:
                continue
            for number in facts.telling():
                page = facts.pages[number]
                wanted.setdefault(page, {}).setdefault(code, set()).add(number - bisect_left(facts.pages, page))
        found: dict[str, list[PlacedFact]] = {}
        for page, report in enumerate(reports) if wanted else ():
            if page in wanted:
                for code, places in wanted[page].items():
                    own = [number for number, one in enumerate(report.learned) if one[0] == code]
                    # Of a page that is known, facts are worked out only now.
                    found.setdefault(code, []).extend(report.facts[own[place]] for place in sorted(places))
        for told in found.values():
            told.sort(key=_place)
        return found


def _repeated(numbers: array[int]) -> frozenset[int]:
    """Return the numbers that occur more than once."""
    # As numbers of Python's they take five times as much memory, so of many no more are made at once than of some.
    parts = [array(numbers.typecode) for _ in range(len(numbers) // _AT_ONCE + 1)]
    for number in numbers:
        parts[number % len(parts)].append(number)
    found: set[int] = set()
    for part in parts:
        ordered = sorted(part)
        found.update(one for one, following in pairwise(ordered) if one == following)
    return frozenset(found)


def _add(report: FileReport, found: Sequence[Diagnostic], silenced: Sequence[Diagnostic], complete: bool) -> FileReport:
    """Return the report with the findings of cross-file rules, those that the page takes out, and what that settles."""
    severities = {(one.code, one.start.offset): one.severity for one in silenced}
    reasons = {fact: pending.reason for pending in report.pending for fact in pending.facts}
    told = [*report.diagnostics, *found]
    for pending in report.pending:
        used = [severities[fact] for fact in pending.facts if fact in severities]
        if not used and complete and pending.unneeded is not None:
            told.append(pending.unneeded)
        if Severity.ERROR in used and pending.unreasoned is not None:
            told.append(pending.unreasoned)
    out = (Silenced(one, Silencer.COMMENT, reasons.get((one.code, one.start.offset), "")) for one in silenced)
    whole = {item.name: getattr(report, item.name) for item in fields(FileReport)}
    changes = {
        "diagnostics": tuple(sorted(told, key=sort_key)),
        "suppressed": report.suppressed + len(silenced),
        "silenced": (*report.silenced, *out),
        "pending": (),
        "joined": True,
    }
    # A report on a page that is known is of a kind of its own.
    return FileReport(**{**whole, **changes})


def _diagnostic(bound: BoundRule, fact: PlacedFact, values: dict[str, object]) -> Diagnostic:
    rule = bound.rule
    return Diagnostic(
        path=fact.path,
        code=rule.code,
        name=rule.name,
        severity=fact.severity,
        message=fill(rule.message, values),
        help=fill(rule.help, values),
        span=fact.fact.span,
        start=fact.start,
        end=fact.end,
        excerpt=fact.excerpt,
        # Not by its message, which names other pages: they may be renamed.
        mark=page_mark(fact.fact.key),
    )
