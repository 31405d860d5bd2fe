"""Where a page says what it is about: the title in the front matter and the first heading."""

from __future__ import annotations

from medlint.named import NamedTuple
from medlint.once import once_a_page
from medlint.text import Span
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.monograph import Monograph

_MARKS = "*_ \t"


class Naming(NamedTuple):
    """A text that names the page's medicine. `exact`: the text stands at `span` letter by letter, without escapes."""

    text: str
    span: Span
    exact: bool = True

    def part(self, start: int, end: int) -> Span:
        """Return where the letters from `start` to `end` of the text stand; the whole place if that is not known."""
        return Span(self.span.start + start, self.span.start + end) if self.exact else self.span


class _Namings(NamedTuple):
    title: Naming | None
    heading: Naming | None
    both: tuple[Naming, ...]


def title_field(doc: Monograph) -> Naming | None:
    """Return the front matter's title."""
    return _namings(doc).title


def heading_of(doc: Monograph) -> Naming | None:
    """Return the level-1 heading that holds the page's title, without emphasis around it."""
    return _namings(doc).heading


def names_of(doc: Monograph) -> tuple[Naming, ...]:
    """Return the texts that name the page, the heading first: that is what a reader sees."""
    return _namings(doc).both


@once_a_page
def _namings(doc: Monograph) -> _Namings:
    title, heading = _title_field(doc), _heading_of(doc)
    second = None if title and heading and title.text == heading.text else title
    return _Namings(title, heading, tuple(filter(None, (heading, second))))


def _title_field(doc: Monograph) -> Naming | None:
    value, place = doc.meta.get("title"), doc.front_matter.spans.get(("title",))
    if not isinstance(value, str) or place is None or not value.strip():
        return None
    raw = place.value.of(doc.text)
    quoted = len(raw) > 1 and raw[0] in "'\"" and raw[-1] == raw[0]
    span = Span(place.value.start + 1, place.value.end - 1) if quoted else place.value
    exact = span.of(doc.text) == value
    return Naming(value, span if exact else place.value, exact)


def _heading_of(doc: Monograph) -> Naming | None:
    # Only headings have a level.
    span = next((block.span for block in doc.blocks if block.level == 1), None)
    if not span or span != doc.title_span:
        return None
    raw = span.of(doc.text)
    words = raw.strip(_MARKS)
    if len(words) == len(raw):
        return Naming(words, span) if words else None
    start = span.start + len(raw) - len(raw.lstrip(_MARKS))
    return Naming(words, Span(start, start + len(words))) if words else None
