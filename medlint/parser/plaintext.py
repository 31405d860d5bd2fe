"""Markdown as plain text: what a reader sees, without marks, for copies of a page's text outside of the page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from medlint.monograph import Block
from medlint.patterns import lazy
from medlint.text import Source, Span
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SPACE = lazy(r"\s+")
# Without one of these a paragraph of Markdown is its own text.
_MARKS = lazy(r"[*_\[\]<&\\`!\0]")
_LINE_END = lazy(r"\r\n|\n|\r")
_QUOTE = lazy(r"[ \t]*(?:>[ \t]?)*[ \t]*")
_MARKER = lazy(r"(\d{1,9}[.)]|[-*+])[ \t]+\Z")
_FENCE = lazy(r"[ \t]*(?:`{3,}|~{3,})")
_DELIMITERS = lazy(r"[ \t]*+\|?[-:| \t]*-[-:| \t]*+")
_CELL_BREAK = lazy(r"(?<!\\)\|")
_BREAK = lazy(r"<br[ \t]*/?>", re.IGNORECASE)
_RAISED = lazy(r"<(/?)sup\b[^>]*>", re.IGNORECASE)
_NUMBER = lazy(r"[-+\u2212]?\d+")
_SUPERSCRIPTS = str.maketrans(
    "0123456789+-\u2212", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207b"
)
_INDENT = "  "


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def inline_text(markdown: str) -> str:
    """Return the words of one paragraph's Markdown on one line.

    Marks, tags, comments and link targets are left out; escapes and entities stand for what they mean. A `**` that
    closes nothing is left out too: it is a mark that lost its other half.
    """
    # Most answers hold no mark at all, and a parser is a hundred times slower.
    text = _render(markdown).replace("**", "") if _MARKS.search(markdown) else markdown
    return _SPACE.sub(" ", text).strip()


def has_stray_marks(markdown: str) -> bool:
    """Return whether a `**` of one paragraph's Markdown has lost its other half, so that readers see it."""
    return "**" in markdown and "**" in _render(markdown)


def _render(markdown: str) -> str:
    parts: list[str] = []
    raised = False
    for token in _parser().parseInline(markdown)[0].children or []:
        tag = _RAISED.fullmatch(token.content) if token.type == "html_inline" else None
        if tag:
            raised = not tag[1]
        words = _words(token)
        # "10<sup>9</sup>" is never to become 109.
        parts.append(words.translate(_SUPERSCRIPTS) if raised and _NUMBER.fullmatch(words) else words)
    return "".join(parts)


def _words(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak") or (token.type == "html_inline" and _BREAK.fullmatch(token.content)):
        return " "
    if token.type == "image":
        return "".join(map(_words, token.children or []))
    return token.content if token.type in ("text", "text_special", "code_inline") else ""


def block_text(source: Source, blocks: Sequence[Block], span: Span) -> str:
    """Return the words of all blocks in `span`, which may begin in the middle of one. `blocks` are the page's.

    Paragraphs stand apart by an empty line. Items keep a line each, behind "-" or the very number that they have, and
    nested ones are indented by two spaces; an item that is alone has no mark. A table's row is a line, with " | "
    between cells. Lines end in "\\n".
    """
    first = max(0, bisect_right(blocks, span.start, key=lambda block: block.span.start) - 1)
    last = bisect_left(blocks, span.end, key=lambda block: block.span.start)
    inside = [block for block in blocks[first:last] if span.start < block.span.end]
    items = [block for block in inside if block.marker and block.span.start >= span.start]
    listed = {block.item for block in items} if len(items) > 1 else set()
    shallowest = min((block.depth for block in items), default=0)
    parts: list[str] = []
    for block in inside:
        piece = Span(max(block.span.start, span.start), min(block.span.end, span.end))
        words = _block_words(source.text, block, piece)
        if not words:
            continue
        is_listed = block.item in listed
        is_item = is_listed and bool(block.marker) and block.span.start >= span.start
        if is_listed:
            indent = _INDENT * (block.depth - shallowest)
            lead = f"{_mark(source, block)} " if is_item else _INDENT
            words = indent + lead + words.replace("\n", f"\n{indent}{_INDENT}")
        if parts:
            parts.append("\n" if is_item else "\n\n")
        parts.append(words)
    return "".join(parts)


def _mark(source: Source, block: Block) -> str:
    """Return the mark of an item's first block: its number as it is written, else "-"."""
    line = source.line_span(block.start_line).start
    mark = _MARKER.search(source.text, line, block.span.start)
    return mark[1] if mark and mark[1][0].isdigit() else "-"


def _block_words(text: str, block: Block, span: Span) -> str:
    if block.kind == "rule":
        return ""
    lines = _LINE_END.split(span.of(text))
    if block.quoted:
        lines = [lines[0], *(_QUOTE.sub("", line, count=1) for line in lines[1:])]
    if block.kind == "code":
        from textwrap import dedent

        fenced = _FENCE.match(lines[0]) is not None
        body = lines[1:-1] if fenced and _FENCE.fullmatch(lines[-1].rstrip()) else lines[fenced:]
        return dedent("\n".join(body)).strip("\n")
    if block.kind == "table":
        rows = [line.strip().strip("|") for line in lines if not _DELIMITERS.fullmatch(line)]
        return "\n".join(" | ".join(inline_text(cell) for cell in _CELL_BREAK.split(row)) for row in rows)
    return inline_text("\n".join(line.strip(" \t") for line in lines))
