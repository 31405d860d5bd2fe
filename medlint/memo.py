"""An inspection as text: what a cache keeps, small and read back quickly.

JSON arrays, in the order of the fields of each type. What cannot be read back gives None, so that a page is inspected
anew whatever stands in a cache.
"""

from __future__ import annotations

import json
from typing import Any

from medlint.diagnostic import Edit, Excerpt, Fact, Related, Safety, Severity
from medlint.sighting import Inspection, PlacedSuppression, PlacedTarget, SightedFact, Sighting
from medlint.text import Position, Span

Packed = list[Any]


def encode(inspection: Inspection) -> str:
    """Return an inspection as text, in ASCII."""
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
    return json.dumps(packed, separators=(",", ":"))


def decode(text: str) -> Inspection | None:
    """Return the inspection that `encode` made into `text`, or None where it made no such text."""
    try:
        sightings, facts, suppressions = json.loads(text)
        return Inspection(
            tuple(map(_unpack_sighting, sightings)),
            tuple(map(_unpack_fact, facts)),
            tuple(map(_unpack_suppression, suppressions)),
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


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
    code, start, end, line, column, last_line, last_column, values, excerpt, mark = packed[:10]
    edits, related, severity, safety = packed[10:] or ((), (), None, None)
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
