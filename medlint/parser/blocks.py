"""Markdown to leaf blocks with offsets, by markdown-it-py's block parser alone."""

from __future__ import annotations

from functools import cache

from medlint.monograph import Block
from medlint.parser.scan import heading_words, scan_blocks
from medlint.patterns import LazyPattern, lazy
from medlint.text import Source, Span
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_CONTAINER = lazy(r"[ \t]*(?:>[ \t]?)*[ \t]*")
_MARKER = lazy(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_HASHES = lazy(r"#{1,6}")
_LEAVES = {"fence": "code", "code_block": "code", "html_block": "html", "hr": "rule"}


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Inline tokens carry no position and cost half of the time, so inline content is never parsed.
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    # A stranger's page may nest lists and quotes as deep as it likes; twenty levels are kept.
    parser.options["maxNesting"] = 40
    return parser


def read_blocks(source: Source, start: int) -> tuple[Block, ...]:
    """Return the leaf blocks of the text from offset `start` (a line's beginning) on, in order."""
    plain = scan_blocks(source.text, start, source.position(start).line)
    return parse_blocks(source, start) if plain is None else plain


def parse_blocks(source: Source, start: int) -> tuple[Block, ...]:
    """Do the same by markdown-it-py, whatever the page holds."""
    first_line = source.position(start).line - 1
    tokens = _parser().parse(source.text[start:])
    return tuple(_Reader(source, first_line).read(tokens))


class _Reader:
    """Walks the tokens and keeps the list items that are open."""

    def __init__(self, source: Source, first_line: int) -> None:
        self._source = source
        self._first_line = first_line
        self._items: list[int] = []
        self._fresh: list[tuple[int, str]] = []
        self._count = 0
        self._quotes = 0
        self._in_table = False

    def read(self, tokens: list[Token]) -> list[Block]:
        blocks = []
        for token in tokens:
            block = self._step(token)
            if block is not None:
                blocks.append(block)
        return blocks

    def _step(self, token: Token) -> Block | None:
        kind = token.type
        if kind == "list_item_open":
            self._count += 1
            self._items.append(self._count)
            marker = "1." if token.info else token.markup
            self._fresh.append((token.map[0] if token.map else 0, marker))
        elif kind == "list_item_close":
            self._items.pop()
            self._fresh.clear()
        elif kind == "blockquote_open":
            self._quotes += 1
        elif kind == "blockquote_close":
            self._quotes -= 1
        elif kind == "table_close":
            self._in_table = False
        elif self._in_table or token.map is None:
            return None
        elif kind == "heading_open":
            return self._leaf("heading", token, int(token.tag[1:]))
        elif kind == "paragraph_open":
            return self._leaf("paragraph", token)
        elif kind == "table_open":
            self._in_table = True
            return self._leaf("table", token)
        elif kind in _LEAVES:
            return self._leaf(_LEAVES[kind], token)
        return None

    def _leaf(self, kind: str, token: Token, level: int = 0) -> Block:
        assert token.map is not None
        first, last = token.map
        if level and token.markup in ("=", "-"):
            last -= 1
        span = self._span(kind, first, last)
        if kind == "heading" and token.markup.startswith("#"):
            line_end = self._source.line_span(self._first_line + first + 1).end
            span = _without_hashes(self._source.text, span.start, line_end)
        block = Block(
            kind=kind,
            span=span,
            start_line=self._first_line + first + 1,
            end_line=self._first_line + token.map[1],
            level=level,
            item=self._items[-1] if self._items else None,
            marker=self._fresh[-1][1] if self._fresh else "",
            depth=len(self._items),
            quoted=self._quotes > 0,
        )
        self._fresh.clear()
        return block

    def _span(self, kind: str, first: int, last: int) -> Span:
        source = self._source
        start = source.line_span(self._first_line + first + 1).start
        end = source.line_span(self._first_line + last).end if last > first else start
        if kind == "code" and not self._items and not self._quotes:
            return Span(start, max(start, end))
        # Step over the quote and list markers that stand on this very line.
        start = _skip(_CONTAINER, source.text, start, end)
        for line, _ in self._fresh:
            if line == first and (match := _MARKER.match(source.text, start, end)):
                start = _skip(_CONTAINER, source.text, match.end(), end)
        return source.trimmed(start, max(start, end))


def _skip(pattern: LazyPattern, text: str, start: int, end: int) -> int:
    match = pattern.match(text, start, end)
    return match.end() if match else start


def _without_hashes(text: str, start: int, line_end: int) -> Span:
    hashes = _HASHES.match(text, start, line_end)
    return heading_words(text, hashes.end() if hashes else start, line_end)
