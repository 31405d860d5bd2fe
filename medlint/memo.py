"""An inspection as text: what a cache keeps, small and read back quickly.

JSON arrays, in the order of the fields of each type. What cannot be read back gives None, so that a page is inspected
anew whatever stands in a cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from zlib import crc32

from medlint.config import Config
from medlint.diagnostic import (
    Diagnostic,
    Edit,
    Excerpt,
    Fact,
    FileReport,
    Fix,
    PlacedFact,
    Related,
    Safety,
    Severity,
    late,
    sort_key,
)
from medlint.rule import Rule
from medlint.settlement import active_rules, fix_of, gravity_of, safety_of, settle
from medlint.sighting import Inspection, PlacedSuppression, PlacedTarget, SightedFact, Sighting
from medlint.text import Position, Span
from medlint.wording import fill

Packed = list[Any]

# How many parts a finding has without what few findings have.
_SHORT = 10


def encode(inspection: Inspection) -> str:
    """Return an inspection as text, in ASCII."""
    # A run that keeps nothing needs none of it.
    import json

    packed = [
        [_pack_sighting(one) for one in inspection.sightings],
        [_pack_fact(one) for one in inspection.facts],
        [
            [
                [[sorted(target.codes), _pack_sighting(target.told)] for target in one.targets],
                *(_pack_sighting(one.told), one.first, one.last, one.whole_page, one.reason, one.until),
            ]
            for one in inspection.suppressions
        ],
    ]
    text = json.dumps(packed, separators=(",", ":"))
    return f"{crc32(text.encode('ascii')):08x}{text}"


def decode(text: str) -> Inspection | None:
    """Return the inspection that `encode` made into `text`, or None where it made no such text."""
    import json

    try:
        return _inspection(json.loads(_checked(text)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


def reports(texts: Sequence[str | None], paths: Sequence[str], configs: Sequence[Config]) -> list[FileReport | None]:
    """Return the reports on pages by what `encode` made of their inspections; None where it made no such text.

    A run with thousands of known pages shows little of them, so most of each finding is worked out when it is shown.
    """
    import json

    found = [_unless_damaged(text) for text in texts]
    try:
        # One document takes a third of the time of hundreds.
        read = json.loads(f"[{','.join(text for text in found if text is not None)}]")
        if len(read) != sum(text is not None for text in found):
            raise ValueError("one of the texts is more than one document")
    except (ValueError, RecursionError):
        # The checksums are right, so somebody else wrote it.
        return [None for _ in texts]
    packed = iter(read)
    pages = zip(found, paths, configs, strict=True)
    return [_unless_odd(path, next(packed), config) if text is not None else None for text, path, config in pages]


def _checked(text: str) -> str:
    """Return the text behind its checksum. Errors: ValueError where the two do not agree."""
    if f"{crc32(text[8:].encode('ascii')):08x}" != text[:8]:
        raise ValueError("the text is damaged")
    return text[8:]


def _unless_damaged(text: str | None) -> str | None:
    try:
        return _checked(text) if text is not None else None
    except ValueError:
        return None


def _unless_odd(path: str, packed: Packed, config: Config) -> FileReport | None:
    try:
        return _report(path, packed, config)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None


def _inspection(packed: Packed) -> Inspection:
    sightings, facts, suppressions = packed
    return Inspection(
        tuple(map(_unpack_sighting, sightings)),
        tuple(map(_unpack_fact, facts)),
        tuple(map(_unpack_suppression, suppressions)),
    )


def _report(path: str, packed: Packed, config: Config) -> FileReport:
    sightings, facts, suppressions = packed
    if suppressions:
        # They ask for lines, and may depend on the day.
        return settle(path, _inspection(packed), config)
    rules = active_rules(config)
    told = [_late_diagnostic(path, *rules[one[0]], one) for one in sightings if one[0] in rules]
    places = {(one[0], one[1], one[2]) for one in sightings if one[0] in rules}
    if len(places) < len(told):
        # Of equal place and rule, the message decides which comes first.
        told.sort(key=sort_key)
    return FileReport(
        path, tuple(told), facts=tuple(_late_fact(path, rules[one[0]][1], one) for one in facts if one[0] in rules)
    )


def _late_diagnostic(path: str, rule: Rule, severity: Severity, packed: Packed) -> Diagnostic:
    edits, own, safety = ((), None, None) if len(packed) == _SHORT else (packed[_SHORT], *packed[_SHORT + 2 :])
    offered = safety_of(rule, Safety(safety) if safety else None) if edits else None
    fix = late(Fix, (("safety", offered),), partial(_part_of_fix, rule, packed)) if offered is not None else None
    gravity = gravity_of(rule, severity, Severity(own) if own else None)
    known = (("path", path), ("code", rule.code), ("name", rule.name), ("severity", gravity), ("fix", fix))
    return late(Diagnostic, known, partial(_part, rule, packed))


def _part(rule: Rule, packed: Packed, name: str) -> object:
    """Return a field of a finding."""
    _, start, end, line, column, last_line, last_column, values, excerpt, mark = packed[:_SHORT]
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
            return _unpack_excerpt(excerpt)
        case "related":
            return _unpack_sighting(packed).related
        case "mark":
            return mark
    raise AttributeError(name)


def _part_of_fix(rule: Rule, packed: Packed, name: str) -> object:
    return getattr(fix_of(rule, _unpack_sighting(packed)), name)


def _late_fact(path: str, severity: Severity, packed: Packed) -> PlacedFact:
    fact = late(Fact, (("key", packed[7]), ("values", packed[8])), partial(_part_of_fact, packed))
    known = (("path", path), ("code", packed[0]), ("severity", severity), ("fact", fact), ("suppressed", False))
    return late(PlacedFact, known, partial(_part_of_fact, packed))


def _part_of_fact(packed: Packed, name: str) -> object:
    fact = _unpack_fact(packed)
    return getattr(fact.fact if name == "span" else fact, name)


def _pack_sighting(one: Sighting) -> Packed:
    packed: Packed = [
        *(one.code, one.start.offset, one.end.offset, one.start.line, one.start.column, one.end.line, one.end.column),
        *(dict(one.values), _pack_excerpt(one.excerpt), one.mark),
    ]
    # What few findings have comes last, and is left out.
    rest: Packed = [
        [[edit.span.start, edit.span.end, edit.text] for edit in one.edits],
        [[other.span.start, other.span.end, other.message] for other in one.related],
        one.severity and one.severity.value,
        one.safety and one.safety.value,
    ]
    return packed + rest if any(rest) else packed


def _unpack_sighting(packed: Packed) -> Sighting:
    code, start, end, line, column, last_line, last_column, values, excerpt, mark = packed[:_SHORT]
    edits, related, severity, safety = packed[_SHORT:] or ((), (), None, None)
    return Sighting(
        code,
        Span(start, end),
        Position(line, column, start),
        Position(last_line, last_column, end),
        values,
        _unpack_excerpt(excerpt),
        tuple(Edit(Span(first, last), text) for first, last, text in edits),
        tuple(Related(Span(first, last), message) for first, last, message in related),
        Severity(severity) if severity else None,
        Safety(safety) if safety else None,
        mark,
    )


def _unpack_suppression(packed: Packed) -> PlacedSuppression:
    targets, told, *rest = packed
    placed = tuple(PlacedTarget(frozenset(codes), _unpack_sighting(one)) for codes, one in targets)
    return PlacedSuppression(placed, _unpack_sighting(told), *rest)


def _pack_fact(one: SightedFact) -> Packed:
    return [
        *(one.code, one.start.offset, one.end.offset, one.start.line, one.start.column, one.end.line, one.end.column),
        *(one.fact.key, dict(one.fact.values), _pack_excerpt(one.excerpt)),
    ]


def _unpack_fact(packed: Packed) -> SightedFact:
    code, start, end, line, column, last_line, last_column, key, values, excerpt = packed
    return SightedFact(
        code,
        Fact(Span(start, end), key, values),
        Position(line, column, start),
        Position(last_line, last_column, end),
        _unpack_excerpt(excerpt),
    )


def _pack_excerpt(excerpt: Excerpt | None) -> Packed | None:
    if excerpt is None:
        return None
    return [excerpt.text, excerpt.start, excerpt.end, excerpt.left, excerpt.right]


def _unpack_excerpt(packed: Packed | None) -> Excerpt | None:
    return None if packed is None else Excerpt(*packed)
