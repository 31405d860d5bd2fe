"""An inspection as text: what a cache keeps, small and read back quickly.

A checksum, a sketch, a tab and the whole. Both are JSON arrays, in the order of the fields of each type; the sketch
tells of the findings what a run needs of all of them. What cannot be read back gives None, so that a page is inspected
anew whatever stands in a cache.
"""

from __future__ import annotations

from zlib import crc32

from medlint.diagnostic import Edit, Excerpt, Fact, Related, Safety, Severity
from medlint.digests import blake2b
from medlint.sighting import Inspection, PlacedSuppression, PlacedTarget, SightedFact, Sighting
from medlint.text import Position, Span
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medlint.previous import Sketch

Packed = list[Any]

# How many parts a finding has without what few findings have.
SHORT = 10

_SEPARATOR = "\t"


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
    sketch = [
        [_sketch(one) for one in inspection.sightings],
        [[one.code, one.fact.key, dict(one.fact.values)] for one in inspection.facts],
        len(inspection.suppressions),
    ]
    text = f"{_as_json(sketch)}{_SEPARATOR}{_as_json(packed)}"
    return f"{crc32(text.encode('ascii')):08x}{text}"


def _as_json(value: Packed) -> str:
    import json

    return json.dumps(value, separators=(",", ":"))


def _sketch(one: Sighting) -> Packed:
    """Return the code of a finding and what it says; then, where there is any of it, how grave it is and its fix."""
    said = blake2b(_as_json([dict(one.values)]).encode("ascii"), digest_size=8).hexdigest() if one.values else ""
    if not (one.edits or one.severity or one.safety):
        return [one.code, said]
    return [one.code, said, one.severity and one.severity.value, one.safety and one.safety.value, bool(one.edits)]


def decode(text: str) -> Inspection | None:
    """Return the inspection that `encode` made into `text`, or None where it made no such text."""
    import json

    try:
        return unpack(json.loads(parts_of(text)[1]))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


def parts_of(text: str) -> tuple[str, str]:
    """Return the sketch and the whole that `encode` made, each JSON.

    Errors: ValueError where the text and its checksum do not agree.
    """
    if f"{crc32(text[8:].encode('ascii')):08x}" != text[:8]:
        raise ValueError("the text is damaged")
    return sketch_of(text), whole_of(text)


def sketch_of(text: str) -> str:
    """Return the sketch of a text that is not damaged. Errors: ValueError."""
    return text[8 : text.index(_SEPARATOR)]


def read_sketch(text: str) -> Sketch:
    """Return the sketch of a text that is not damaged, read. Errors: ValueError."""
    import json

    findings, facts, suppressions = json.loads(sketch_of(text))
    return tuple(map(tuple, findings)), tuple(map(tuple, facts)), suppressions


def whole_of(text: str) -> str:
    """Return the whole of a text that is not damaged. Errors: ValueError."""
    return text[text.index(_SEPARATOR) + 1 :]


def unpack(packed: Packed) -> Inspection:
    """Return the inspection of which the whole, read as JSON, is `packed`."""
    sightings, facts, suppressions = packed
    return Inspection(
        tuple(map(unpack_sighting, sightings)),
        tuple(map(unpack_fact, facts)),
        tuple(map(_unpack_suppression, suppressions)),
    )


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


def unpack_sighting(packed: Packed) -> Sighting:
    """Return what was seen."""
    code, start, end, line, column, last_line, last_column, values, excerpt, mark = packed[:SHORT]
    edits, related, severity, safety = packed[SHORT:] or ((), (), None, None)
    return Sighting(
        code,
        Span(start, end),
        Position(line, column, start),
        Position(last_line, last_column, end),
        values,
        unpack_excerpt(excerpt),
        tuple(Edit(Span(first, last), text) for first, last, text in edits),
        tuple(Related(Span(first, last), message) for first, last, message in related),
        Severity(severity) if severity else None,
        Safety(safety) if safety else None,
        mark,
    )


def _unpack_suppression(packed: Packed) -> PlacedSuppression:
    targets, told, *rest = packed
    placed = tuple(PlacedTarget(frozenset(codes), unpack_sighting(one)) for codes, one in targets)
    return PlacedSuppression(placed, unpack_sighting(told), *rest)


def _pack_fact(one: SightedFact) -> Packed:
    return [
        *(one.code, one.start.offset, one.end.offset, one.start.line, one.start.column, one.end.line, one.end.column),
        *(one.fact.key, dict(one.fact.values), _pack_excerpt(one.excerpt)),
    ]


def unpack_fact(packed: Packed) -> SightedFact:
    """Return what was learned."""
    code, start, end, line, column, last_line, last_column, key, values, excerpt = packed
    return SightedFact(
        code,
        Fact(Span(start, end), key, values),
        Position(line, column, start),
        Position(last_line, last_column, end),
        unpack_excerpt(excerpt),
    )


def _pack_excerpt(excerpt: Excerpt | None) -> Packed | None:
    if excerpt is None:
        return None
    return [excerpt.text, excerpt.start, excerpt.end, excerpt.left, excerpt.right]


def unpack_excerpt(packed: Packed | None) -> Excerpt | None:
    """Return a flagged line."""
    return None if packed is None else Excerpt(*packed)
