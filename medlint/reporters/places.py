"""Places in other units than code points: columns in UTF-8 bytes, and lines of a bare span.

A finding holds its place in code points and an excerpt of its line, not the page. So that the findings of a run stay
small, and those of a cache and of a merged report have such columns too, the page is read again where the excerpt does
not suffice; it is believed only if the finding's place and excerpt are found in it. Where that fails there is no
column, as a wrong one would be worse.
"""

from __future__ import annotations

from medlint.diagnostic import Diagnostic
from medlint.named import NamedTuple
from medlint.placement import excerpt_of
from medlint.reporters.pages import Pages
from medlint.text import Position, Source, Span

_BOM_BYTES = 3


class BytePlace(NamedTuple):
    """A line from 1, and a column in UTF-8 bytes from 1, None where it is not known."""

    line: int
    column: int | None


class ByteRange(NamedTuple):
    """Where something begins, and the place of the first character behind it. Both columns are known, or neither."""

    start: BytePlace
    end: BytePlace


def source_of(diagnostic: Diagnostic, pages: Pages) -> Source | None:
    """Return the text that `diagnostic` speaks of; None where it cannot be had, or is another by now."""
    source = pages.source(diagnostic.path)
    if source is None or diagnostic.span.end > len(source.text):
        return None
    places = (source.position(diagnostic.span.start), source.position(diagnostic.span.end))
    if places != (diagnostic.start, diagnostic.end):
        return None
    if diagnostic.excerpt is not None and excerpt_of(source, diagnostic.span) != diagnostic.excerpt:
        return None
    return source


def byte_range(diagnostic: Diagnostic, pages: Pages) -> ByteRange:
    """Return the place of `diagnostic` in UTF-8 bytes, without columns where they cannot be told for certain."""
    columns = _by_excerpt(diagnostic)
    if columns is None and (source := source_of(diagnostic, pages)) is not None:
        columns = _byte_column(source, diagnostic.start), _byte_column(source, diagnostic.end)
    first, last = columns or (None, None)
    return ByteRange(BytePlace(diagnostic.start.line, first), BytePlace(diagnostic.end.line, last))


def byte_range_of(source: Source, span: Span) -> ByteRange:
    """Return the place of `span` in UTF-8 bytes."""
    start, end = source.position(span.start), source.position(span.end)
    return ByteRange(BytePlace(start.line, _byte_column(source, start)), BytePlace(end.line, _byte_column(source, end)))


def _by_excerpt(diagnostic: Diagnostic) -> tuple[int, int] | None:
    """The columns by the excerpt, if it has the line up to the finding's end. Line 1 may begin with a hidden mark."""
    excerpt, start, end = diagnostic.excerpt, diagnostic.start.column - 1, diagnostic.end.column - 1
    if excerpt is None or excerpt.left or excerpt.start != start or diagnostic.start.line == 1:
        return None
    if diagnostic.end.line != diagnostic.start.line or end > len(excerpt.text):
        return None
    return _bytes(excerpt.text[:start]) + 1, _bytes(excerpt.text[:end]) + 1


def _byte_column(source: Source, position: Position) -> int:
    # A byte order mark is part of the file's first line, though not of its text.
    mark = _BOM_BYTES if source.bom and position.line == 1 else 0
    return mark + _bytes(source.text[position.offset - position.column + 1 : position.offset]) + 1


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
