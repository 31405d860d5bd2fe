"""Where a page says what it is about: the title in the front matter and the first heading."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.monograph import Monograph
from medlint.records import dataclass
from medlint.text import Span

_MARKS = "*_ \t"


@dataclass(frozen=True, slots=True)
class Naming:
    """A text that names the page's medicine. `exact`: the text stands at `span` letter by letter, without escapes."""

    text: str
    span: Span
    exact: bool = True

    def part(self, start: int, end: int) -> Span:
        """Return where the letters from `start` to `end` of the text stand; the whole place if that is not known."""
        return Span(self.span.start + start, self.span.start + end) if self.exact else self.span


def title_field(doc: Monograph) -> Naming | None:
    """Return the front matter's title."""
    value, place = doc.meta.get("title"), doc.front_matter.spans.get(("title",))
    if not isinstance(value, str) or place is None or not value.strip():
        return None
    raw = place.value.of(doc.text)
    quoted = len(raw) > 1 and raw[0] in "'\"" and raw[-1] == raw[0]
    span = Span(place.value.start + 1, place.value.end - 1) if quoted else place.value
    exact = span.of(doc.text) == value
    return Naming(value, span if exact else place.value, exact)


def heading_of(doc: Monograph) -> Naming | None:
    """Return the level-1 heading that holds the page's title, without emphasis around it."""
    block = next((one for one in doc.blocks if one.kind == "heading" and one.level == 1), None)
    if block is None or block.span != doc.title_span or not block.span:
        return None
    raw = block.span.of(doc.text)
    words = raw.strip(_MARKS)
    start = block.span.start + len(raw) - len(raw.lstrip(_MARKS))
    return Naming(words, Span(start, start + len(words))) if words else None


def names_of(doc: Monograph) -> Iterator[Naming]:
    """Yield the texts that name the page, the heading first: that is what a reader sees."""
    heading, title = heading_of(doc), title_field(doc)
    if heading is not None:
        yield heading
    if title is not None and (heading is None or title.text != heading.text):
        yield title
