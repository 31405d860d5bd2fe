"""Suppressions in the front matter of a page: they speak of the whole page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from medlint.diagnostic import Edit
from medlint.suppress.names import NameReader, cut
from medlint.suppress.suppression import Suppression, Target
from medlint.text import Pointer, Span
from medlint.typed import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from medlint.monograph import Monograph

KEY: Final = "medlint"
_LIST: Final = "ignore"
_ENTRY: Final = ("rule", "reason", "until")
_PARTING = re.compile(r"[\s,]+")
_MARKER = re.compile(r"[ \t]*-[ \t]+")
_FORM = "write 'medlint:' and below it 'ignore: [RULE, ...]'."
_ENTRY_FORM = "write the name of a rule, or 'rule:', 'reason:' and 'until:'."


def read_fields(reader: NameReader) -> Iterator[Suppression]:
    """Yield the suppressions of the front matter, in order; `reader` notes what cannot be understood.

    `medlint: {ignore: [CODE|NAME, ...]}`; in the place of a name there may be a mapping with `rule`, `reason` and
    `until` (the last day on which it holds, as in 2027-01-31).
    """
    page = reader.page
    if KEY not in page.meta:
        return
    value = page.meta[KEY]
    if not isinstance(value, dict):
        reader.tell(_place(page, (KEY,)), f"'{KEY}' holds no settings", _FORM)
        return
    for key in value:
        if key != _LIST:
            hint = f"'{_LIST}' is all that it may hold."
            reader.tell(_key(page, (KEY, key)), f"'{KEY}' has no setting '{cut(key)}'", hint)
    listed = value.get(_LIST)
    pointer: Pointer = (KEY, _LIST)
    if isinstance(listed, str):
        yield from _read(reader, listed, pointer, {}, _whole(page, value))
    elif not isinstance(listed, list | None):
        reader.tell(_place(page, pointer), f"'{_LIST}' is no list of rules", _FORM)
    elif not listed:
        reader.tell(_place(page, pointer if _LIST in value else (KEY,)), "this suppression names no rule", _FORM)
    else:
        for number, entry in enumerate(listed):
            edits = _whole(page, value) if len(listed) == 1 else _one(page, number, len(listed))
            yield from _read_entry(reader, entry, (*pointer, number), edits)


def _read_entry(reader: NameReader, entry: Any, pointer: Pointer, edits: tuple[Edit, ...]) -> Iterator[Suppression]:
    page = reader.page
    if isinstance(entry, str):
        yield from _read(reader, entry, pointer, {}, edits)
        return
    if not isinstance(entry, dict) or not isinstance(entry.get("rule"), str):
        reader.tell(_place(page, pointer), "this suppression names no rule", _ENTRY_FORM)
        return
    for key in entry:
        if key not in _ENTRY:
            reader.tell(_key(page, (*pointer, key)), f"a suppression has no '{cut(key)}'", _ENTRY_FORM)
    for key in ("reason", "until"):
        if entry.get(key) is not None and not isinstance(entry[key], str):
            reader.tell(_place(page, (*pointer, key)), f"'{key}' must be text", _ENTRY_FORM)
            return
    yield from _read(reader, entry["rule"], (*pointer, "rule"), entry, edits)


def _read(
    reader: NameReader, names: str, pointer: Pointer, entry: Mapping[str, Any], edits: tuple[Edit, ...]
) -> Iterator[Suppression]:
    page = reader.page
    until = entry.get("until") or ""
    if until and not reader.holds_day(until, _place(page, (*pointer[:-1], "until"))):
        # Whether it still holds is not known, so that it does not.
        return
    span = _place(page, pointer)
    words = [word for word in _PARTING.split(names) if word]
    found = [codes for word in words if (codes := reader.look_up(word, span)) is not None]
    if not found:
        reader.tell(span, "this suppression names no rule", _ENTRY_FORM)
        return
    known = [codes for codes in found if codes]
    yield Suppression(
        span=span,
        targets=tuple(Target(span, codes, edits if len(words) == 1 else ()) for codes in known),
        first=1,
        last=len(page.source.line_starts),
        whole_page=True,
        reason=(entry.get("reason") or "").strip(),
        until=until,
        # What no rule bears is for the writer to mend, and stays.
        edits=edits if len(known) == len(words) else (),
    )


def _key(page: Monograph, pointer: Pointer) -> Span:
    """Return where the name of an entry stands."""
    field = page.front_matter.spans.get(pointer)
    return field.key if field is not None else _place(page, pointer)


def _place(page: Monograph, pointer: Pointer) -> Span:
    """Return where an entry stands, its key for one without a value; the nearest that is known around it."""
    spans = page.front_matter.spans
    while pointer and pointer not in spans:
        pointer = pointer[:-1]
    if not pointer or pointer not in spans:
        return page.title_span
    span = spans[pointer].value or spans[pointer].key
    line = page.source.line_span(page.source.position(span.start).line)
    return page.source.trimmed(span.start, max(span.start, min(span.end, line.end)))


def _whole(page: Monograph, value: Mapping[str, Any]) -> tuple[Edit, ...]:
    """Return the edit that takes the key out with all its lines, where it holds nothing else."""
    place = page.front_matter.spans.get((KEY,))
    if place is None or set(value) != {_LIST}:
        return ()
    lines = _lines(page, Span(place.key.start, max(place.key.end, place.value.end)))
    if lines is None or lines.start != place.key.start or _is_referred_to(page, lines):
        return ()
    return (Edit(lines, ""),)


def _one(page: Monograph, number: int, count: int) -> tuple[Edit, ...]:
    """Return the edit that takes one of several entries out of the list."""
    spans, text = page.front_matter.spans, page.text
    places = [spans.get((KEY, _LIST, place)) for place in range(count)]
    listed = spans.get((KEY, _LIST))
    if listed is None or not all(places):
        return ()
    values = [place.value for place in places if place is not None]
    own = values[number]
    if text[listed.value.start] == "[":
        span = Span(own.start, values[number + 1].start) if number + 1 < count else Span(values[-2].end, own.end)
        return () if "#" in span.of(text) else (Edit(span, ""),)
    lines = _lines(page, own)
    if lines is None or not _MARKER.fullmatch(text, lines.start, own.start) or _is_referred_to(page, lines):
        return ()
    return (Edit(lines, ""),)


def _lines(page: Monograph, span: Span) -> Span | None:
    """Return the lines of a piece of front matter with their line ends; None where other things stand behind it."""
    source = page.source
    piece = source.trimmed(span.start, span.end)
    first, last = (source.position(offset).line for offset in (piece.start, piece.end))
    rest = page.text[piece.end : source.line_span(last).end].strip()
    if (rest and not rest.startswith("#")) or last >= len(source.line_starts):
        return None
    return Span(source.line_starts[first - 1], source.line_starts[last])


def _is_referred_to(page: Monograph, span: Span) -> bool:
    """Return whether a piece of YAML may hold a name (`&name`) that other places refer to."""
    return "&" in span.of(page.text)
