"""The fast path: pages of plain Markdown, read in one pass without a Markdown parser.

Nearly every monograph is made of ATX headings, paragraphs and lists alone. Their blocks are found here by CommonMark's
rules for just these (0.31: 4.2, 4.8, 5.2, 5.3). A page with anything else is left to markdown-it-py, whole. It is
never another opinion: tests hold both to the same blocks on generated Markdown.
"""

from __future__ import annotations

from functools import lru_cache

from medlint.monograph import Block
from medlint.patterns import lazy
from medlint.text import Span

# Where one of these characters opens a line, or a list item's text, the line may be more than text.
_SUSPECT = frozenset(">`~<[#-=:|*_+0123456789")
# Or it is indented.
_ASKED = _SUSPECT | {" "}
# Quotes, fences, HTML, link definitions; rules, setext underlines, table delimiters; headings that are indented.
_NOT_TEXT = lazy(r">|```|~~~|<[A-Za-z/!?]|\[|#|[-=:|][-=:| ]*(?![^\r\n])|([*_])(?: *\1){2,} *(?![^\r\n])")
# In a list item's text also: another marker.
_NOT_ITEM_TEXT = lazy(_NOT_TEXT.pattern + r"|(?:[-*+]|[0-9]{1,9}[.)])(?![^ \r\n])")
# A line of a marker alone: an empty item, or an item whose text is indented code.
_BARE_MARKER = lazy(r"(?:[-*+]|[0-9]{1,9}[.)])(?: *(?![^\r\n])| {5})")
_MARKERS = frozenset("-*+0123456789")
_MARKER = lazy(r"(?:[-*+]|([0-9]{1,9})[.)])( +)(?=[^ \r\n])")
_MOST_HASHES = 6
# So much of a line tells most items and bold words: "* **B".
_OPENING = 5
# A block is made in half of the time so: by its class's name, it counts and names what it is given.
_new = tuple.__new__


def scan_blocks(text: str, start: int, first_line: int) -> tuple[Block, ...] | None:
    """Return the leaf blocks of `text` from offset `start` on, or None where the page is not plain.

    `first_line` is the number of the line that begins at `start`, from 1.
    """
    if "\t" in text or "\0" in text or ("\r" in text and text.count("\r") != text.count("\r\n")):
        return None
    return _Scan(text, first_line).read(start)


class _Scan:
    """Reads line by line; `_items` holds the open list items as (marker indent, content indent, number)."""

    __slots__ = ("_blocks", "_count", "_end", "_first", "_items", "_line", "_marker", "_start", "_text")

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
        text, asked, items = self._text, _ASKED, self._items
        returns = "\r" in text
        for line in text[start:].split("\n"):
            end = start + len(line)
            if returns and line and line[-1] == "\r":
                line = line[:-1]
            if line:
                sign = line[0]
                kind = _kind_of(line[:_OPENING]) if sign in asked else "text"
                # What is not indented, as nearly all lines are, belongs to no item above.
                if kind == "item":
                    if self._start >= 0:
                        self._close()
                    self._count += 1
                    items[:] = [(0, 2, self._count)]
                    self._start, self._marker, self._first, self._end = start + 2, sign, self._line, end
                elif kind == "text":
                    if self._start < 0:
                        items.clear()
                        self._start, self._marker, self._first = start, "", self._line
                    self._end = end
                elif not (self._heading(line, start) if kind == "heading" else self._read_line(line, start, end)):
                    return None
            elif self._start >= 0:
                self._close()
            start = end + 1
            self._line += 1
        if self._start >= 0:
            self._close()
        return tuple(self._blocks)

    def _read_line(self, line: str, start: int, end: int) -> bool:
        """Read a line that is indented, or begins in a way of its own. False: a case for the real parser."""
        words = line.lstrip(" ")
        if not words:
            if self._start >= 0:
                self._close()
            return True
        indent = len(line) - len(words)
        first = start + indent
        if words[0] in _SUSPECT:
            return self._read_suspect(words, first, end, indent)
        self._end = end
        return self._start >= 0 or self._open(first, indent)

    def _open(self, first: int, indent: int) -> bool:
        """Open a paragraph. False: a case for the real parser."""
        items = self._items
        # It belongs to the innermost item whose content it is indented to.
        while items and indent < items[-1][1]:
            items.pop()
        if indent - (items[-1][1] if items else 0) >= 4:
            return False
        self._start, self._marker, self._first = first, "", self._line
        return True

    def _read_suspect(self, words: str, first: int, end: int, indent: int) -> bool:
        """Read a line that may be a heading, a list item or what only the real parser reads."""
        kind = _kind_of(words[:_OPENING])
        opened: bool | None = False
        if kind == "item":
            opened = self._item(words[0], indent, first, first + 2)
        elif kind == "heading":
            return not indent and self._heading(words, first)
        elif kind == "unclear":
            marker = _MARKER.match(words) if words[0] in _MARKERS else None
            if marker is None:
                if _NOT_TEXT.match(words) or _BARE_MARKER.match(words):
                    return False
            elif len(marker[2]) > 4 or _NOT_TEXT.match(words) or _NOT_ITEM_TEXT.match(words, marker.end()):
                return False
            else:
                opened = self._item(marker[1] or words[0], indent, first, first + marker.end())
        if opened is False:
            opened = self._start >= 0 or self._open(first, indent)
        self._end = end
        return opened is True

    def _item(self, marker: str, indent: int, first: int, begin: int) -> bool | None:
        """Open a list item. False: the marker is a paragraph's text. None: a case for the real parser.

        `marker` is its sign or its number, at `first`; its text begins at `begin`.
        """
        items = self._items
        depth = len(items)
        while depth and indent < items[depth - 1][1]:
            depth -= 1
        if indent - (items[depth - 1][1] if depth else 0) >= 4:
            return False if self._start >= 0 else None
        if depth < len(items) and indent - items[depth][0] >= 4:
            return None
        numbered = marker not in "-*+"
        if self._start >= 0:
            if numbered and depth == len(items) and int(marker) != 1:
                return False
            self._close()
        del items[depth:]
        self._count += 1
        items.append((indent, indent + begin - first, self._count))
        self._start, self._first = begin, self._line
        self._marker = "1." if numbered else marker
        return True

    def _close(self) -> None:
        """Add the open paragraph to the blocks."""
        text, start, end, items = self._text, self._start, self._end, self._items
        while end > start and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        item, depth = (items[-1][2], len(items)) if items else (None, 0)
        values = ("paragraph", Span(start, end), self._first, self._line - 1, 0, item, self._marker, depth, False)
        self._blocks.append(_new(Block, values))
        self._start = -1

    def _heading(self, line: str, start: int) -> bool:
        """Add the heading that a line is. False: it is none, and a case for the real parser."""
        words = line.lstrip("#")
        level = len(line) - len(words)
        if level > _MOST_HASHES or (words and words[0] != " "):
            return False
        if self._start >= 0:
            self._close()
        self._items.clear()
        bare = words.strip()
        if bare and bare[-1] != "#":
            begin = start + len(line) - len(words.lstrip())
            span = Span(begin, begin + len(bare))
        else:
            span = heading_words(self._text, start + level, start + len(line))
        self._blocks.append(_new(Block, ("heading", span, self._line, self._line, level, None, "", 0, False)))
        return True


@lru_cache(maxsize=4096)
def _kind_of(opening: str) -> str:
    """Return what the first characters of a line make clear at a glance: "heading", "item", "text" or "unclear"."""
    if opening[0] == "#":
        return "heading"
    if opening[0] in "-*+" and opening[1:2] == " " and _is_plain(opening[2:]):
        return "item"
    return "text" if _is_plain(opening) else "unclear"


def _is_plain(opening: str) -> bool:
    """Return whether text begins so: with a letter, or with bold words."""
    return opening[:1].isalpha() or (opening[:2] == "**" and opening[2:3].isalpha())


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
