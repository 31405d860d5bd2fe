"""Questions in HTML (`<details>`, headings, definition lists) and in tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.monograph import Faq
from medlint.named import NamedTuple
from medlint.parser.running import EDGES, make_faq
from medlint.patterns import lazy
from medlint.text import Source, Span

_TAGS = r"(?:</?[a-z][^<>]{0,200}>\s{0,20}){0,4}"
_ASKED = lazy(
    rf"<(summary|h[1-6]|dt)\b[^<>]{{0,200}}>\s{{0,20}}{_TAGS}"
    rf"(?:Q(?:uestion)?\s?\d{{0,3}}[:.)]\s{{0,9}})?(?P<words>[^<>]{{2,400}}\?)\s{{0,20}}{_TAGS}</\1>",
    re.IGNORECASE,
)
_LEADING = lazy(rf"(?:\s|<[^<>]{{1,200}}>)*+(?:A(?:nswer)?:)?\s*+{_TAGS}", re.IGNORECASE)
_TRAILING = lazy(r"</?[a-zA-Z][^<>]{0,200}>\Z")
# How much of a piece's end is looked at for its last tag.
_TAIL = 240
_LINE = lazy(r"[^\r\n]+")
_CELL = lazy(r"(?:[^|\\]|\\.)+")
_HEADER = lazy(r"[\s|*_]*(?:(?:common|frequent\w*)\s+)?(?:asked\s+)?(?:questions?|faqs?|q)[\s*_]*\|", re.IGNORECASE)
_FEWEST_LINES = 3


class Asked(NamedTuple):
    """A question's words, and the whole element that they stand in."""

    words: Span
    element: Span


def find_asked(text: str, span: Span) -> Iterator[Asked]:
    """Yield the questions of an HTML block: elements that name what is below them and end on a question mark."""
    for match in _ASKED.finditer(text, span.start, span.end):
        yield Asked(Span(*match.span("words")), Span(*match.span()))


def without_tags(text: str, span: Span) -> Span | None:
    """Return the span without the tags and the white space at its ends; None where nothing else is in it."""
    match = _LEADING.match(text, span.start, span.end)
    start, end = match.end() if match else span.start, span.end
    while True:
        while end > start and text[end - 1].isspace():
            end -= 1
        last = _TRAILING.search(text, max(start, end - _TAIL), end)
        if last is None:
            break
        end = last.start()
    return Span(start, end) if start < end else None


def find_rows(source: Source, span: Span) -> Iterator[Faq]:
    """Yield the questions of a table whose first column is headed so: each with the row's other cells."""
    text = source.text
    if not _HEADER.match(text, span.start, span.end):
        return
    lines = [match.span() for match in _LINE.finditer(text, span.start, span.end)]
    for start, end in lines[_FEWEST_LINES - 1 :]:
        cells = [source.trimmed(*match.span()) for match in _CELL.finditer(text, start, end)]
        cells = [cell for cell in cells if len(cell)]
        question = cells[0] if cells else Span(start, start)
        while len(question) and text[question.start] in EDGES:
            question = Span(question.start + 1, question.end)
        while len(question) and text[question.end - 1] in EDGES:
            question = Span(question.start, question.end - 1)
        if len(question):
            yield make_faq(text, question, Span(cells[1].start, cells[-1].end) if len(cells) > 1 else None)
