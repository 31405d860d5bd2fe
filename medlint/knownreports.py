"""Reports on pages that are known, by what `memo` made of their inspections.

A run with thousands of known pages shows little of them, so what a finding says is worked out when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from medlint.config import Config
from medlint.diagnostic import Diagnostic, Fact, FileReport, Fix, PlacedFact, Safety, Severity
from medlint.keepsakes import Reference, refer_to, referred_by
from medlint.late import late
from medlint.memo import (
    SHORT,
    Packed,
    parts_of,
    unpack,
    unpack_excerpt,
    unpack_fact,
    unpack_sighting,
)
from medlint.records import fields
from medlint.rule import Rule
from medlint.settlement import active_rules, fix_of, gravity_of, safety_of, settle
from medlint.text import Position, Span
from medlint.typed import Any
from medlint.wording import fill

Rules = Mapping[str, tuple[Rule, Severity]]

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
    return [_unless_odd(report_of, path, next(packed), config) if pair else None for pair, path, config in pages]


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


def report_of(path: str, packed: Packed, config: Config) -> FileReport:
    """Return the report on a page by the whole of it, read."""
    sightings, facts, suppressions = packed
    if suppressions:
        # They ask for lines, and may depend on the day.
        return settle(path, unpack(packed), config)
    rules = active_rules(config)
    report = _KnownReport(path, findings_of(path, sightings, rules), facts=facts_of(path, facts, rules))
    # The class is frozen.
    _fill_packed(report, packed)
    _fill_config(report, config)
    return report


class LikeChecked(FileReport):
    """A report of a kind of its own that is equal to the report on the page when it was checked."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        names = [one.name for one in fields(FileReport)]
        return isinstance(other, FileReport) and all(getattr(self, name) == getattr(other, name) for name in names)

    __hash__ = FileReport.__hash__


class _KnownReport(LikeChecked):
    """A report that is put aside as what it was made of: to work all of its findings out takes ten times as long."""

    __slots__ = ("_config", "_packed")

    def __reduce__(self) -> tuple[Callable[..., FileReport], tuple[Any, ...]]:
        try:
            packed, config = self._packed, self._config
        except AttributeError:
            # Made of another with a change.
            return FileReport, tuple(getattr(self, one.name) for one in fields(FileReport))
        return _known_again, (refer_to(config), self.path, packed)


_fill_packed, _fill_config = (getattr(_KnownReport, name).__set__ for name in ("_packed", "_config"))


def _known_again(config: Reference, path: str, packed: Packed) -> FileReport:
    return report_of(path, packed, referred_by(config))


def findings_of(path: str, sightings: Packed, rules: Rules) -> tuple[Diagnostic, ...]:
    """Return what is told of what was seen in a page. Errors: ValueError."""
    for one in sightings:
        if len(one) < SHORT:
            raise ValueError("a finding is shorter than any")
    return tuple([known_finding(path, *rules[one[0]], one) for one in sightings if one[0] in rules])


def facts_of(path: str, facts: Packed, rules: Rules) -> tuple[PlacedFact, ...]:
    """Return what cross-file rules learned from a page."""
    return tuple([_known_fact(path, rules[one[0]][1], one) for one in facts if one[0] in rules])


def known_finding(path: str, rule: Rule, severity: Severity, packed: Packed) -> Diagnostic:
    """Return a finding whose message, place and fix are worked out when they are asked for."""
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
