"""Questions and answers, in every form that real pages give them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from medlint.monograph import Block, Faq, Notice, Section
from medlint.parser.faqmarks import BOLD, NUMBER, A, Q, asks, marked_end
from medlint.parser.faqmarkup import find_asked, find_rows, without_tags
from medlint.parser.running import EDGES, find_running, plain
from medlint.patterns import lazy
from medlint.records import dataclass, field
from medlint.text import Source, Span, end_of_line

_NEXT_LINE = lazy(r"[\r\n][ \t>]*+")
_LEAD = lazy(r"[ \t>]*+")
# What a marked question begins with, where it is not a number.
_SIGNS = "*_ \tQq"


@dataclass(slots=True)
class _Open:
    """A question whose answer is still being read."""

    question: Span
    style: str
    asks: bool
    start: int
    end: int
    answers: bool = False
    parts: list[Span] = field(default_factory=list)


def find_faqs(
    source: Source, sections: tuple[Section, ...], blocks: tuple[Block, ...], notices: tuple[Notice, ...]
) -> tuple[Faq, ...]:
    """Return the questions of all FAQ sections, in page order."""
    alone = [notice.span for notice in notices if notice.alone]
    begins = [span.start for span in alone]
    starts = [block.span.start for block in blocks]
    found: list[Faq] = []
    for section in sections:
        if section.key == "faqs":
            units = [
                (block, span)
                for block in blocks[max(0, bisect_right(starts, section.body.start) - 1) : _upto(starts, section.body)]
                if (span := _clip(block.span, section.body)) is not None and not _within(span.start, alone, begins)
            ]
            found += _Reader(source, units).read()
    return tuple(found)


def _upto(starts: list[int], body: Span) -> int:
    """Return the number of blocks that begin before the body ends."""
    return bisect_left(starts, body.end)


def _within(offset: int, spans: list[Span], begins: list[int]) -> bool:
    """Return whether one of the spans, sorted and apart from each other, holds an offset."""
    number = bisect_right(begins, offset) - 1
    return number >= 0 and offset in spans[number]


def _clip(span: Span, body: Span) -> Span | None:
    start, end = max(span.start, body.start), min(span.end, body.end)
    if start >= end:
        return None
    return span if end - start == len(span) else Span(start, end)


class _Reader:
    """Reads one FAQ section, block by block."""

    def __init__(self, source: Source, units: list[tuple[Block, Span]]) -> None:
        self._source = source
        self._text = source.text
        self._units = units
        self._open: _Open | None = None
        self._faqs: list[Faq] = []
        asked = [
            block.level
            for block, span in units
            if block.kind == "heading" and span.of(self._text).rstrip(EDGES).endswith("?")
        ]
        self._question_levels = set(asked)

    def read(self) -> list[Faq]:
        for block, span in self._units:
            if block.kind in ("heading", "paragraph"):
                self._block(block, span)
            elif block.kind == "rule":
                # What stands below a rule ("Last reviewed: ...") is no answer any more.
                self._finish()
            elif block.kind == "html":
                self._html(span)
            elif block.kind == "table" and (rows := list(find_rows(self._source, span))):
                self._finish()
                self._faqs += rows
            elif self._open is not None:
                self._open.parts.append(span)
        self._finish()
        if self._faqs:
            return self._faqs
        paragraphs = [span for block, span in self._units if block.kind == "paragraph"]
        return list(find_running(self._source, paragraphs))

    def _html(self, span: Span) -> None:
        cursor = span.start
        for asked in find_asked(self._text, span):
            self._add(without_tags(self._text, Span(cursor, asked.element.start)))
            self._finish()
            self._open = _Open(asked.words, "other", False, asked.element.start, asked.element.end)
            cursor = asked.element.end
        self._add(without_tags(self._text, Span(cursor, span.end)))

    def _add(self, part: Span | None) -> None:
        if self._open is not None and part is not None:
            self._open.parts.append(part)

    def _block(self, block: Block, span: Span) -> None:
        cursor = span.start
        for start in self._starts(span):
            question = self._question(block, start, span.end)
            if question is None:
                continue
            if start > cursor:
                self._continue(Span(cursor, start))
            self._finish()
            self._open = question
            cursor = question.end
            cursor = self._take_marker(cursor, span.end)
        if cursor < span.end:
            if cursor == span.start and (block.kind == "heading" or self._is_caption(block, span)):
                # A heading that asks nothing ("Celecoxib") opens another group: the answer above it is over.
                self._finish()
            else:
                self._continue(Span(cursor, span.end))

    def _is_caption(self, block: Block, span: Span) -> bool:
        """Return whether a paragraph outside of lists is bold words alone, as a heading is."""
        bold = BOLD.fullmatch(self._text, span.start, span.end) if block.item is None else None
        return bold is not None and len(bold["words"]) <= 80

    def _starts(self, span: Span) -> list[int]:
        """Where a question may begin: at the block's own beginning, and at every line of it."""
        text, first, end = self._text, span.start, span.end
        starts = [first]
        opens_line = text[first] in " \t>" and (not first or text[first - 1] in "\r\n")
        if opens_line and (lead := _LEAD.match(text, first, end)):
            starts.append(lead.end())
        if text.find("\n", first, end) >= 0 or text.find("\r", first, end) >= 0:
            starts += [match.end() for match in _NEXT_LINE.finditer(text, first, end)]
        return starts if starts[-1] < end else [start for start in starts if start < end]

    def _question(self, block: Block, start: int, end: int) -> _Open | None:
        text = self._text
        first = start == block.span.start or text[block.span.start : start].isspace()
        sign = text[start]
        if block.kind != "heading" and not (sign in _SIGNS or sign.isdigit() or (first and block.marker == "1.")):
            return None
        line_end = end_of_line(text, start, end)
        number = NUMBER.match(text, start, line_end) if sign.isdigit() else None
        ordered = (block.marker == "1." and first) or (number is not None and block.item is None)
        at = number.end() if number else start
        marker = Q.match(text, at, line_end)
        if marker is not None and marker.end() < line_end:
            stop, resume = marked_end(text, marker, end)
            style = self._style(block, ordered, "li-inline", "para")
            return self._opened(marker.end(), stop, resume, start, style, asks=True)
        if block.kind == "heading" and first:
            words = text[at:end].strip(EDGES + ":")
            if words.endswith("?") or block.level in self._question_levels:
                return self._opened(at, end, end, start, "heading", asks=False)
            return None
        bold = BOLD.match(text, at, end)
        if bold is not None and asks(NUMBER.sub("", bold["words"], count=1)):
            inner = NUMBER.match(text, bold.start("words"), bold.end("words"))
            style = self._style(block, ordered or inner is not None, "bold-li", "bold-para")
            first_word = inner.end() if inner else bold.start("words")
            return self._opened(first_word, bold.end("words"), bold.end(), start, style, asks=False)
        if ordered and first and (mark := text.find("?", at, line_end)) >= 0:
            return self._opened(at, mark + 1, mark + 1, start, "numbered", asks=False)
        return None

    @staticmethod
    def _style(block: Block, ordered: bool, listed: str, plain: str) -> str:
        if block.kind == "heading":
            return "heading"
        if ordered:
            return "numbered"
        return listed if block.item is not None else plain

    def _opened(self, start: int, stop: int, resume: int, begin: int, style: str, *, asks: bool) -> _Open | None:
        text = self._text
        while stop > start and text[stop - 1] in EDGES:
            stop -= 1
        while start < stop and text[start] in EDGES:
            start += 1
        return _Open(Span(start, stop), style, asks, begin, resume) if stop > start else None

    def _take_marker(self, cursor: int, end: int) -> int:
        """Step over white space and an "A:" that stand between a question and its answer."""
        assert self._open is not None
        text = self._text
        while cursor < end and text[cursor].isspace():
            cursor += 1
        marker = A.match(text, cursor, end)
        if marker:
            self._open.answers = True
            behind = marker.end()
            self._open.end = cursor + len(text[cursor:behind].rstrip())
            return behind
        return cursor

    def _continue(self, span: Span) -> None:
        """Add a piece of text to the answer that is open."""
        if self._open is None:
            return
        start = span.start
        if not self._open.parts and not self._open.answers:
            if self._open.style == "li-inline" and self._open.end < start and not self._same_line(start):
                self._open.style = "li-split"
            start = self._take_marker(start, span.end)
        trimmed = self._source.trimmed(start, span.end)
        if trimmed:
            self._open.parts.append(trimmed)
            self._open.end = trimmed.end

    def _same_line(self, offset: int) -> bool:
        assert self._open is not None
        return end_of_line(self._text, self._open.question.end, offset) == offset

    def _finish(self) -> None:
        if self._open is None:
            return
        item, self._open = self._open, None
        answer = Span(item.parts[0].start, item.parts[-1].end) if item.parts else None
        self._faqs.append(
            Faq(
                plain(item.question.of(self._text)),
                plain(answer.of(self._text)) if answer else "",
                item.style,
                "Q" * item.asks + "A" * item.answers,
                Span(item.start, max(item.end, item.question.end, answer.end if answer else 0)),
                item.question,
                answer,
            )
        )
