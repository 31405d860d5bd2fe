"""The fast path: pages of plain Markdown, read in one pass without a Markdown parser.

Nearly every monograph is made of ATX headings, paragraphs and lists alone. Their blocks are found here by CommonMark's
rules for just these (0.31: 4.2, 4.8, 5.2, 5.3). A page with anything else is left to markdown-it-py, whole. It is
never another opinion: tests hold both to the same blocks on generated Markdown.
"""

from __future__ import annotations

import re

from medlint.monograph import Block
from medlint.patterns import lazy
from medlint.text import Span

# Where one of these characters opens a line, or a list item's text, the line may be more than text.
_SUSPECT = frozenset(">`~<[#-=:|*_+0123456789")
# Quotes, fences, HTML, link definitions; rules, setext underlines, table delimiters; headings that are indented.
_NOT_TEXT = lazy(r">|```|~~~|<[A-Za-z/!?]|\[|#|[-=:|][-=:| ]*(?![^\r\n])|([*_])(?: *\1){2,} *(?![^\r\n])")
# In a list item's text also: another marker.
_NOT_ITEM_TEXT = lazy(_NOT_TEXT.pattern + r"|(?:[-*+]|\d{1,9}[.)])(?![^ \r\n])")
# A line of a marker alone: an empty item, or an item whose text is indented code.
_BARE_MARKER = lazy(r"(?:[-*+]|\d{1,9}[.)])(?: *(?![^\r\n])| {5})")
_MARKERS = frozenset("-*+0123456789")
_MARKER = lazy(r"(?:[-*+]|(\d{1,9})[.)])( +)(?=[^ \r\n])")
_HASHES = lazy(r"#{1,6}(?![^ \r\n])")


def scan_blocks(text: str, start: int, first_line: int) -> tuple[Block, ...] | None:
    """Return the leaf blocks of `text` from offset `start` on, or None where the page is not plain.

    `first_line` is the number of the line that begins at `start`, from 1.
    """
    if "\t" in text or "\0" in text or text.count("\r") != text.count("\r\n"):
        return None
    return _Scan(text, first_line).read(start)


class _Scan:
    """Reads line by line; `_items` holds the open list items as (marker indent, content indent, number)."""

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._blocks: list[Block] = []
        self._items: list[tuple[int, int, int]] = []
        self._count = 0
        self._line = first_line
        # The open paragraph: where it begins (-1 if there is none), on which line, its end so far, its item's marker.
        self._start = -1
        self._first = 0
        self._end = 0
        self._marker = ""

    def read(self, start: int) -> tuple[Block, ...] | None:
        position = start
        for line in self._text[start:].split("\n"):
            length = len(line)
            words = line.strip(" \r")
            if words:
                first = position if line[0] != " " else position + length - len(line.lstrip(" "))
                stop = position + length - (line[-1] == "\r")
                if words[0] not in _SUSPECT:
                    plain = self._add(first, stop, first - position)
                else:
                    plain = self._add_suspect(words, first, stop, first - position)
                if not plain:
                    return None
            elif self._start >= 0:
                self._close()
            position += length + 1
            self._line += 1
        if self._start >= 0:
            self._close()
        return tuple(self._blocks)

    def _add(self, first: int, stop: int, indent: int) -> bool:
        """Add a line of text to the open paragraph, or open one. False: a case for the real parser."""
        if self._start < 0:
            items = self._items
            # A new paragraph belongs to the innermost item whose content it is indented to.
            while items and indent < items[-1][1]:
                items.pop()
            if indent - (items[-1][1] if items else 0) >= 4:
                return False
            self._start, self._marker, self._first = first, "", self._line
        self._end = stop
        return True

    def _add_suspect(self, words: str, first: int, stop: int, indent: int) -> bool:
        """Do the same for a line that may be a heading, a list item or what only the real parser reads."""
        text = self._text
        if words[0] == "#":
            hashes = _HASHES.match(text, first)
            if hashes is not None:
                if indent:
                    return False
                self._heading(hashes.end(), stop)
                return True
        elif words[0] in _MARKERS and (marker := _MARKER.match(text, first)):
            begin = marker.end()
            if text[begin] in _SUSPECT and _NOT_ITEM_TEXT.match(text, begin):
                return False
            if len(marker[2]) > 4 or _NOT_TEXT.match(text, first):
                return False
            opened = self._item(marker, indent, begin, stop)
            return self._add(first, stop, indent) if opened is False else opened is True
        if _NOT_TEXT.match(text, first) or _BARE_MARKER.match(text, first):
            return False
        return self._add(first, stop, indent)

    def _item(self, marker: re.Match[str], indent: int, begin: int, stop: int) -> bool | None:
        """Open a list item. False: the marker is a paragraph's text. None: a case for the real parser."""
        items = self._items
        depth = len(items)
        while depth and indent < items[depth - 1][1]:
            depth -= 1
        if indent - (items[depth - 1][1] if depth else 0) >= 4:
            return False if self._start >= 0 else None
        if depth < len(items) and indent - items[depth][0] >= 4:
            return None
        number = marker[1]
        if self._start >= 0:
            if depth == len(items) and number is not None and int(number) != 1:
                return False
            self._close()
        del items[depth:]
        self._count += 1
        items.append((indent, indent + begin - marker.start(), self._count))
        self._start, self._end, self._first = begin, stop, self._line
        self._marker = "1." if number is not None else self._text[marker.start()]
        return True

    def _close(self) -> None:
        text, start, end, items = self._text, self._start, self._end, self._items
        while end > start and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        item, depth = (items[-1][2], len(items)) if items else (None, 0)
        self._blocks.append(
            Block("paragraph", Span(start, end), self._first, self._line - 1, 0, item, self._marker, depth)
        )
        self._start = -1

    def _heading(self, hashes_end: int, stop: int) -> None:
        if self._start >= 0:
            self._close()
        self._items.clear()
        span = heading_words(self._text, hashes_end, stop)
        level = 1
        while self._text[hashes_end - level - 1 : hashes_end - level] == "#":
            level += 1
        self._blocks.append(Block("heading", span, self._line, self._line, level))


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
