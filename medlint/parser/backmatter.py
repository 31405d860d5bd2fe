"""The end of a page: what may stand below its notices, and where its own text ends."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from medlint.layout import Layout
from medlint.monograph import Block, Notice
from medlint.parser.boxes import words_of_html
from medlint.parser.labels import fold, forms, label_at
from medlint.patterns import lazy

_LONGEST_FOOTER = 300
_DATE = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?[\s./-]+)?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[\s,./-]+)?"
    r"(?:\d{1,2},?[\s./-]+){0,2}(?:19|20)\d\d(?:-\d\d){0,2}"
)
# "Last reviewed: 3 March 2025", "Content updated in 2024 by ...", "© 2025 ...": lines that sign a page.
_FOOTER = lazy(
    r"[*_(\s]{0,6}(?:"
    r"(?:(?:this|the)\s+)?(?:page|content|article|monograph|information|text|date)?\s{0,4}(?:was\s+|of\s+)?(?:last\s+)?"
    r"(?:medically\s+|clinically\s+)?(?:reviewed?|updated?|revised|revision|modified|checked)\b(?:\s+date)?"
    r"(?:\s+by\b[^\r\n]{0,60}?)?\s{0,4}(?:[:\u2013\u2014-]|\b(?:on|in|at)\b)?[*_\s]{0,6}" + _DATE + r"[*_)]{0,4}"
    r"(?:\s+by\b[^\r\n]{0,100}|[ \t]{0,4}[|;,\u2013\u2014-][^\r\n]{0,160})?[ \t.*_)]{0,6}(?=[\r\n]|\Z)"
    r"|(?:next\s+)?review\s+(?:due|date)\b|(?:page\s+)?version\s+\d"
    r"|©|\(c\)|&copy;|copyright\b|all\s+rights\s+reserved"
    r")",
    re.IGNORECASE,
)
_FENCE_END = lazy(r":{3,20}[ \t]*\Z")


def is_footer(text: str, block: Block) -> bool:
    """Return whether a block is a line that signs the page: when it was reviewed, whose it is."""
    return (
        block.kind == "paragraph"
        and block.item is None
        and len(block.span) <= _LONGEST_FOOTER
        and _FOOTER.match(text, block.span.start, block.span.end) is not None
    )


def is_mark(text: str, block: Block) -> bool:
    """Return whether a block has no words: a rule, tags alone, the end of a call-out."""
    if block.kind == "rule":
        return True
    if block.kind == "html":
        return not words_of_html(block.span.of(text)).strip()
    return block.kind == "paragraph" and _FENCE_END.match(text, block.span.start, block.span.end) is not None


def notice_at(notices: Sequence[Notice], offset: int) -> Notice | None:
    """Return the notice that `offset` lies in, of `notices` in page order."""
    if not notices or offset < notices[0].span.start:
        return None
    number = bisect_right(notices, offset, key=lambda one: one.span.start) - 1
    return notices[number] if number >= 0 and offset in notices[number].span else None


def content_end(text: str, layout: Layout, blocks: tuple[Block, ...], notices: Sequence[Notice]) -> int:
    """Return where the page's own text ends: only notices, references and footers stand below it.

    `notices` are in page order.
    """
    end = 0
    for block in reversed(blocks):
        span = block.span
        holder = notice_at(notices, span.start)
        if holder is not None and span.end <= holder.span.end:
            # Text that no heading has claimed for the references stands below this notice.
            if end:
                return end
        elif _opens_references(text, layout, block):
            end = 0
        elif block.kind == "heading":
            return end or span.end
        elif not end and not is_mark(text, block) and not is_footer(text, block):
            inside = bisect_left(notices, span.start, key=lambda one: one.span.start)
            # A notice that begins inside of a paragraph ends it.
            end = (
                notices[inside].span.start if inside < len(notices) and notices[inside].span.start in span else span.end
            )
    return end


def _opens_references(text: str, layout: Layout, block: Block) -> bool:
    if block.kind == "heading":
        return not _references(layout).isdisjoint(forms(block.span.of(text)))
    if block.kind != "paragraph" or block.item is not None or text[block.span.start] not in "*_":
        return False
    label = label_at(text, block.span.start, block.span.end)
    return label is not None and fold(label.name) in _references(layout)


@cache
def _references(layout: Layout) -> frozenset[str]:
    return frozenset(fold(name) for section in layout.sections if section.key == "references" for name in section.names)
