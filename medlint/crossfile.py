"""Cross-file rules: what several pages show together, once all of them were checked."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, repeat
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
    """The facts of one rule: what each is compared by, as numbers, and how many of these each has.

    Where the rule tells of any fact, `marks` is None.
    """

    def __init__(self, bound: BoundRule) -> None:
        self.bound = bound
        self.marks = array("q") if bound.marks is not None else None
        self._sizes = array("I")

    def add(self, path: str, key: str, values: Mapping[str, str]) -> None:
        """Take in a fact of the page at `path`."""
        marks = self.marks
        if marks is not None and self.bound.marks is not None:
            before = len(marks)
            marks.extend(map(hash, self.bound.marks(path, key, values)))
            self._sizes.append(len(marks) - before)

    def telling(self) -> Iterator[bool]:
        """Yield of each fact, in the order in which they were added, whether it shares a mark with another."""
        if self.marks is None:
            yield from repeat(True)
            return
        shared = _repeated(self.marks)
        end = 0
        for size in self._sizes:
            start, end = end, end + size
            yield not shared.isdisjoint(self.marks[start:end])


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
        for report in reports:
            if report.pending:
                self.pending = True
            for code, key, values in report.learned:
                facts = known[code] if code in known else self._bind(code)
                if facts is not None:
                    facts.add(report.path, key, values)
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
        found: dict[str, list[PlacedFact]] = {}
        telling = {code: (facts.telling(), facts.bound.stands_out) for code, facts in self._facts.items() if facts}
        if not telling:
            return found
        for report in reports:
            for number, (code, _, values) in enumerate(report.learned):
                if code in telling:
                    tells, stands_out = telling[code]
                    if next(tells) or (stands_out is not None and stands_out(values)):
                        # Of a page that is known, facts are worked out only now.
                        found.setdefault(code, []).append(report.facts[number])
        for facts in found.values():
            facts.sort(key=_place)
        return found


def _repeated(numbers: array[int]) -> frozenset[int]:
    """Return the numbers that occur more than once."""
    ordered = sorted(numbers)
    return frozenset(one for one, following in pairwise(ordered) if one == following)


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
