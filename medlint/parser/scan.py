"""The fast path: pages of plain Markdown, read in one pass without a Markdown parser.

Nearly every monograph is made of ATX headings, paragraphs and lists alone. Their blocks are found here by CommonMark's
rules for just these (0.31: 4.2, 4.8, 5.2, 5.3). A page with anything else is left to markdown-it-py, whole. It is
never another opinion: tests hold both to the same blocks on generated Markdown.
"""

from __future__ import annotations

import re

from medlint.monograph import Block
from medlint.text import Span

# Where one of these characters opens a line, or a list item's text, the line may be more than text.
_SUSPECT = frozenset(">`~<[#-=:|*_+0123456789")
# Quotes, fences, HTML, link definitions; rules, setext underlines, table delimiters; indented headings.
_NOT_TEXT = re.compile(r">|```|~~~|<[A-Za-z/!?]|\[|#|[-=:|][-=:| ]*(?![^\r\n])|([*_])(?: *\1){2,} *(?![^\r\n])")
# In a list item's text also: another marker.
_NOT_ITEM_TEXT = re.compile(_NOT_TEXT.pattern + r"|(?:[-*+]|\d{1,9}[.)])(?![^ \r\n])")
# A line of a marker alone: an empty item, or an item whose text is indented code.
_BARE_MARKER = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?: *(?![^\r\n])| {5})")
_LINE = re.compile(
    r"(?P<indent> *)(?:(?P<hashes>#{1,6})(?=[ \r\n]|\Z) *|(?P<marker>[-*+]|(?P<number>\d{1,9})[.)]) +(?=[^ \r\n]))?"
    r"(?P<text>[^\r\n]*)(?:\r\n|\n|\Z)"
)


def scan_blocks(text: str, start: int, first_line: int) -> tuple[Block, ...] | None:
    """Return the leaf blocks of `text` from offset `start` on, or None where the page is not plain.

    `first_line` is the number of the line that begins at `start`, from 1.
    """
    if "\t" in text or "\0" in text or text.count("\r") != text.count("\r\n"):
        return None
    return _Scan(first_line).read(text, start)


class _Scan:
    """Reads line by line; `_items` holds the open list items as (marker indent, content indent, number)."""

    def __init__(self, first_line: int) -> None:
        self._blocks: list[Block] = []
        self._items: list[tuple[int, int, int]] = []
        self._count = 0
        self._line = first_line
        # The open paragraph: where it begins, on which line, its last line's end, and its item's marker.
        self._start = -1
        self._first = 0
        self._end = 0
        self._marker = ""

    def read(self, text: str, start: int) -> tuple[Block, ...] | None:
        end = len(text)
        position = start
        items = self._items
        match_line = _LINE.match
        while position < end:
            match = match_line(text, position)
            assert match is not None
            position = match.end()
            begin, stop = match.span("text")
            marker = match["marker"]
            hashes = match["hashes"]
            if hashes is not None:
                if match.end("indent") > match.start("indent"):
                    return None
                self._heading(text, match)
            elif begin == stop:
                self._close()
            else:
                first = match.end("indent")
                indent = first - match.start("indent")
                if marker is None:
                    if text[begin] in _SUSPECT and (_NOT_TEXT.match(text, begin) or _BARE_MARKER.match(text, begin)):
                        return None
                else:
                    if text[begin] in _SUSPECT and _NOT_ITEM_TEXT.match(text, begin):
                        return None
                    if begin - match.end("marker") > 4 or _NOT_TEXT.match(text, first):
                        return None
                    opened = self._item(match, indent)
                    if opened is None:
                        return None
                    if opened:
                        self._line += 1
                        continue
                    begin = first
                if self._start >= 0:
                    self._end = stop
                else:
                    # A new paragraph belongs to the innermost item whose content it is indented to.
                    while items and indent < items[-1][1]:
                        items.pop()
                    if indent - (items[-1][1] if items else 0) >= 4:
                        return None
                    self._open(begin, stop, "")
            self._line += 1
        self._close()
        return tuple(_trim(text, block) for block in self._blocks)

    def _item(self, match: re.Match[str], indent: int) -> bool | None:
        """Open a list item. False: the marker is a paragraph's text. None: a case for the real parser."""
        items = self._items
        depth = len(items)
        while depth and indent < items[depth - 1][1]:
            depth -= 1
        if indent - (items[depth - 1][1] if depth else 0) >= 4:
            return False if self._start >= 0 else None
        if depth < len(items) and indent - items[depth][0] >= 4:
            return None
        number = match["number"]
        if self._start >= 0 and depth == len(items) and number is not None and int(number) != 1:
            return False
        self._close()
        del items[depth:]
        self._count += 1
        items.append((indent, match.start("text") - match.start(), self._count))
        self._open(match.start("text"), match.end("text"), "1." if number is not None else match["marker"])
        return True

    def _open(self, begin: int, stop: int, marker: str) -> None:
        self._start, self._end, self._marker, self._first = begin, stop, marker, self._line

    def _close(self) -> None:
        if self._start < 0:
            return
        items = self._items
        self._blocks.append(
            Block(
                "paragraph",
                Span(self._start, self._end),
                self._first,
                self._line - 1,
                0,
                items[-1][2] if items else None,
                self._marker,
                len(items),
            )
        )
        self._start = -1

    def _heading(self, text: str, match: re.Match[str]) -> None:
        self._close()
        self._items.clear()
        span = heading_words(text, match.end("hashes"), match.end("text"))
        self._blocks.append(Block("heading", span, self._line, self._line, len(match["hashes"])))


def heading_words(text: str, start: int, end: int) -> Span:
    """Return the span of an ATX heading's words, where `start` is the offset behind its opening hashes."""
    begin = start
    while end > begin and text[end - 1] in " \t":
        end -= 1
    closing = end
    while closing > begin and text[closing - 1] == "#":
        closing -= 1
    if closing < end and (closing == begin or text[closing - 1] in " \t"):
        end = closing
    while end > begin and text[end - 1].isspace():
        end -= 1
    while begin < end and text[begin].isspace():
        begin += 1
    return Span(begin, end) if begin < end else Span(start, start)


def _trim(text: str, block: Block) -> Block:
    """Take white space off a span's ends, as the other reader does."""
    span = block.span
    piece = text[span.start : span.end]
    if not piece or not (piece[0].isspace() or piece[-1].isspace()):
        return block
    stripped = piece.strip()
    start = span.start + (len(piece) - len(piece.lstrip()) if stripped else 0)
    return Block(
        block.kind,
        Span(start, start + len(stripped)),
        block.start_line,
        block.end_line,
        block.level,
        block.item,
        block.marker,
        block.depth,
    )
