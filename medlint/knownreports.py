"""Reports on pages that are known, by what `memo` made of their inspections.

A run with thousands of known pages shows little of them, so what a finding says is worked out when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from medlint.config import Config
from medlint.diagnostic import Diagnostic, Fact, FileReport, Fix, Outline, PlacedFact, Safety, Severity
from medlint.late import late
from medlint.memo import (
    SHORT,
    Packed,
    parts_of,
    sketch_of,
    unpack,
    unpack_excerpt,
    unpack_fact,
    unpack_sighting,
    whole_of,
)
from medlint.records import fields
from medlint.rule import Rule
from medlint.settlement import active_rules, fix_of, gravity_of, safety_of, settle
from medlint.text import Position, Span
from medlint.wording import fill

Rules = Mapping[str, tuple[Rule, Severity]]

# How many parts the sketch of a finding has that is as grave as its rule and has no fix.
_PLAIN = 2

# What of a report is worked out late; all else is as it is by default, for a page is kept that suppresses nothing and
# was not fixed.
_LATE_FIELDS = ("diagnostics", "facts")
_PLAIN_FIELDS = {one.name: one.default for one in fields(FileReport) if one.name not in ("path", *_LATE_FIELDS)}
_late_report = late(FileReport, "path", *_PLAIN_FIELDS, "_outline", "_learned", "_pick")
_late_finding = late(Diagnostic, "path", "code", "name", "severity", "fix")
_late_fix = late(Fix, "safety")
_late_fact = late(Fact, "key", "values")
_late_placed_fact = late(PlacedFact, "path", "code", "severity", "fact", "suppressed")


def reports(texts: Sequence[str | None], paths: Sequence[str], configs: Sequence[Config]) -> list[FileReport | None]:
    """Return the reports on pages by what `encode` made of their inspections; None where it made no such text."""
    found = [_unless_damaged(text) for text in texts]
    read = _read_at_once([pair[1] for pair in found if pair is not None])
    if read is None:
        # The checksums are right, so somebody else wrote it.
        return [None for _ in texts]
    packed = iter(read)
    pages = zip(found, paths, configs, strict=True)
    return [_unless_odd(_report, path, next(packed), config) if pair else None for pair, path, config in pages]


def late_reports(
    texts: Sequence[str | None], paths: Sequence[str], configs: Sequence[Config]
) -> list[FileReport | None]:
    """Return the same as `reports`, of texts that are known to be whole, and that nobody else can have written.

    What their findings are is read when one of them is asked for.
    """
    read = _read_at_once([sketch_of(text) for text in texts if text is not None])
    if read is None:
        return [None for _ in texts]
    sketches = iter(read)
    pairs = [(next(sketches), text) if text is not None else None for text in texts]
    pages = zip(pairs, paths, configs, strict=True)
    return [_unless_odd(_sketched, path, pair, config) if pair else None for pair, path, config in pages]


def _read_at_once(texts: Sequence[str]) -> list[Packed] | None:
    """Return what JSON texts hold, None where one is no such text: one document takes a third of the time of many."""
    import json

    try:
        read: list[Packed] = json.loads(f"[{','.join(texts)}]")
    except (ValueError, RecursionError):
        return None
    return read if len(read) == len(texts) else None


def _unless_damaged(text: str | None) -> tuple[str, str] | None:
    try:
        return parts_of(text) if text is not None else None
    except ValueError:
        return None


def _unless_odd(make: Callable[[str, Any, Config], FileReport], path: str, read: Any, config: Config) -> Any:
    try:
        return make(path, read, config)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None


def _report(path: str, packed: Packed, config: Config) -> FileReport:
    sightings, facts, suppressions = packed
    if suppressions:
        # They ask for lines, and may depend on the day.
        return settle(path, unpack(packed), config)
    rules = active_rules(config)
    return FileReport(path, _findings(path, sightings, rules), facts=_facts(path, facts, rules))


def _findings(path: str, sightings: Packed, rules: Rules) -> tuple[Diagnostic, ...]:
    for one in sightings:
        if len(one) < SHORT:
            raise ValueError("a finding is shorter than any")
    return tuple([_known_finding(path, *rules[one[0]], one) for one in sightings if one[0] in rules])


def _facts(path: str, facts: Packed, rules: Rules) -> tuple[PlacedFact, ...]:
    return tuple([_known_fact(path, rules[one[0]][1], one) for one in facts if one[0] in rules])


def _sketched(path: str, read: tuple[Packed, str], config: Config) -> FileReport:
    (sightings, facts, suppressions), text = read
    rules = active_rules(config)
    whole = _Whole(path, text, rules)
    if suppressions:
        return _report(path, whole.read(), config)
    outline = tuple(
        [
            (one[0], rules[one[0]][1], None, one[1]) if len(one) == _PLAIN else _outline(*rules[one[0]], *one)
            for one in sightings
            if one[0] in rules
        ]
    )
    learned = tuple([(code, key, values) for code, key, values in facts if code in rules])
    return _late_report(path, *_PLAIN_FIELDS.values(), outline, learned, whole.finding, whole.field_of_report)


class _Whole:
    """What `memo` made of a page beside the sketch, read when it is first asked for."""

    __slots__ = ("_packed", "_path", "_rules", "_text")

    def __init__(self, path: str, text: str, rules: Rules) -> None:
        self._path = path
        self._text = text
        self._rules = rules
        self._packed: Packed | None = None

    def read(self) -> Packed:
        if self._packed is None:
            import json

            self._packed = packed = json.loads(whole_of(self._text))
            packed[0] = [one for one in packed[0] if one[0] in self._rules]
        return self._packed

    def finding(self, number: int) -> Diagnostic:
        one = self.read()[0][number]
        return _known_finding(self._path, *self._rules[one[0]], one)

    def field_of_report(self, name: str) -> object:
        if name not in _LATE_FIELDS:
            raise AttributeError(name)
        sightings, facts, _ = self.read()
        if name == "diagnostics":
            return _findings(self._path, sightings, self._rules)
        return _facts(self._path, facts, self._rules)


def _outline(
    rule: Rule,
    severity: Severity,
    code: str,
    said: str,
    own: str | None = None,
    safety: str | None = None,
    fixable: bool = False,
) -> Outline:
    """Return what is told of a finding by its sketch; `severity` is the configuration's for the rule."""
    offered = safety_of(rule, Safety(safety) if safety else None) if fixable else None
    return code, gravity_of(rule, severity, Severity(own) if own else None), offered, said


def _known_finding(path: str, rule: Rule, severity: Severity, packed: Packed) -> Diagnostic:
    edits, own, safety = ((), None, None) if len(packed) == SHORT else (packed[SHORT], *packed[SHORT + 2 :])
    offered = safety_of(rule, Safety(safety) if safety else None) if edits else None
    fix = _late_fix(offered, partial(_part_of_fix, rule, packed)) if offered is not None else None
    gravity = gravity_of(rule, severity, Severity(own) if own else None)
    return _late_finding(path, rule.code, rule.name, gravity, fix, partial(_part, rule, packed))


def _part(rule: Rule, packed: Packed, name: str) -> object:
    """Return a field of a finding."""
    _, start, end, line, column, last_line, last_column, values, excerpt, mark = packed[:SHORT]
    match name:
        case "message":
            return fill(rule.message, values)
        case "help":
            return fill(rule.help, values)
        case "span":
            return Span(start, end)
        case "start":
            return Position(line, column, start)
        case "end":
            return Position(last_line, last_column, end)
        case "excerpt":
            return unpack_excerpt(excerpt)
        case "related":
            return unpack_sighting(packed).related
        case "mark":
            return mark
    raise AttributeError(name)


def _part_of_fix(rule: Rule, packed: Packed, name: str) -> object:
    return getattr(fix_of(rule, unpack_sighting(packed)), name)


def _known_fact(path: str, severity: Severity, packed: Packed) -> PlacedFact:
    part = partial(_part_of_fact, packed)
    return _late_placed_fact(path, packed[0], severity, _late_fact(packed[7], packed[8], part), False, part)


def _part_of_fact(packed: Packed, name: str) -> object:
    fact = unpack_fact(packed)
    return getattr(fact.fact if name == "span" else fact, name)
