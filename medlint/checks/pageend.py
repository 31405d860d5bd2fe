"""The end of a page, where notices belong: whether text can be put there, and where."""

from __future__ import annotations

import re

from medlint.diagnostic import Edit
from medlint.monograph import Block, Monograph
from medlint.parser.backmatter import is_footer, notice_at
from medlint.patterns import lazy
from medlint.text import Span

_BLANK_LINE_BEFORE = lazy(r"(?:\A|(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)[ \t]*|\A[ \t\r\n]*)\Z")
_FENCE = lazy(r"(`{3,}|~{3,})")
# CommonMark 0.31, 4.6: HTML blocks of the first five kinds end at these words alone, the others at a blank line.
_HTML_ENDS = (
    (
        lazy(r"<(?:script|pre|style|textarea)(?:[\s>]|\Z)", re.IGNORECASE),
        lazy(r"</(?:script|pre|style|textarea)>", re.I),
    ),
    (lazy(r"<!--"), lazy(r"-->")),
    (lazy(r"<\?"), lazy(r"\?>")),
    (lazy(r"<!\[CDATA\["), lazy(r"\]\]>")),
    (lazy(r"<![A-Za-z]"), lazy(r">")),
)
# Elements that hold blocks: what follows one that stays open is inside of it, and may be folded or hidden.
_HOLDER = lazy(
    r"<(/?)(?:article|aside|blockquote|center|details|dialog|div|fieldset|figure|footer|form|header|main|nav|section|"
    r"summary|svg|table|template|noscript)\b[^<>]*?(/?)>",
    re.IGNORECASE,
)


def is_open(doc: Monograph) -> bool:
    """Return whether what is appended to a page would land in something: a fence, a comment or an HTML element that
    nothing closes."""
    if not doc.blocks:
        return True
    depth = 0
    if "<" in doc.text:
        for block in doc.blocks:
            if block.kind == "html":
                for tag in _HOLDER.finditer(doc.text, block.span.start, block.span.end):
                    depth += 0 if tag[2] else -1 if tag[1] else 1
    return depth > 0 or _stays_open(doc.text, doc.blocks[-1])


def _stays_open(text: str, block: Block) -> bool:
    # A list item or a quote ends before a line that is not indented, and all in it with it.
    if block.item is not None or block.quoted:
        return False
    if block.kind == "code":
        words = block.span.of(text).strip()
        fence = _FENCE.match(words)
        return fence is not None and not _closes(words, fence[1])
    if block.kind == "html":
        words = block.span.of(text).strip()
        return any(start.match(words) and not end.search(words) for start, end in _HTML_ENDS)
    return False


def _closes(words: str, fence: str) -> bool:
    lines = words.replace("\r", "\n").split("\n")
    last = lines[-1].strip()
    return len(lines) > 1 and len(last) >= len(fence) and not last.strip(fence[0])


def appended(doc: Monograph, kind: str, words: str) -> tuple[Edit, ...]:
    """Return the edits that end a page with a notice of `kind`; none where it would land in something.

    It stands before the lines that sign the page ("Last reviewed: ..."), and a disclaimer before the AI note. What the
    file ends on, a line's end or none, stays.
    """
    if not words or is_open(doc):
        return ()
    tail = _tail(doc, kind)
    if tail is None:
        end = len(doc.text.rstrip())
        # White space that breaks a line stays with the line.
        while end < len(doc.text) and doc.text[end] in " \t":
            end += 1
        return (Edit(Span(end, end), f"\n\n{words}"),)
    start = doc.source.line_span(tail.start_line).start
    gap = "" if _BLANK_LINE_BEFORE.search(doc.text[max(0, start - 200) : start]) else "\n"
    return (Edit(Span(start, start), f"{gap}{words}\n\n"),)


def _tail(doc: Monograph, kind: str) -> Block | None:
    """Return the first of the blocks at the page's end that a notice of `kind` stands before."""
    first: Block | None = None
    for block in reversed(doc.blocks):
        asked = kind == "disclaimer" and block.item is None and doc.notices
        notice = notice_at(doc.notices, block.span.start) if asked else None
        if (notice is not None and notice.alone and notice.kind == "ai_note") or is_footer(doc.text, block):
            first = block
        # The rule above a footer is the footer's; that above a notice divides it from the page's text.
        elif not (block.kind == "rule" and first is not None and is_footer(doc.text, first)):
            return first
        else:
            first = block
    return first
