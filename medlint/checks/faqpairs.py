"""Questions and answers taken apart, so that they can be written in another form."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from medlint.monograph import Block, Faq, Monograph
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import Span

# What may stand before a question on its line: white space, an item's mark, a heading's.
LEAD = lazy(r"(?P<indent>[ \t]{0,40})(?P<item>(?:[-*+]|\d{1,9}[.)])[ \t]{1,40})?(?:#{1,6}[ \t]{1,40})?[ \t]{0,40}")
# Between these and the question's words: its number, its "Q:", their marks.
_LABEL = lazy(
    r"[ \t*_]{0,40}(?:\d{1,3}[.)])?[ \t*_]{0,40}"
    r"(?:Q(?:uestion|n)?[ \t]{0,9}\.?[ \t]{0,9}\#?\d{0,3}[ \t]{0,9}[:.)\-\u2013]|Q\d{1,3}[ \t])?[ \t*_]{0,40}",
    re.IGNORECASE,
)
# Between question and answer: marks, a colon, an item's mark, "A:".
_JOINT = lazy(
    r"(?P<close>[ \t*_]{0,40}):?[ \t*_]{0,40}(?:<br[ \t]{0,9}/?>)?\s{0,80}(?P<item>(?:[-*+]|\d{1,9}[.)])[ \t]{1,40})?"
    r"(?P<label>[*_]{0,3}[ \t]{0,9}(?:A(?:ns(?:wer)?)?[ \t]{0,9}\d{0,3}[ \t]{0,9}[:.])?[ \t*_]{0,40})\s{0,80}"
)
_RUN = lazy(r"\*+|_+")
_LINE_END = lazy(r"\r\n|\n|\r")
_SPACE = lazy(r"\s+")
_TAB = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and its answer, taken apart. `lines` are the answer's, without the indentation of what held them.

    `lead` is what stands before it on its line, with its list mark; `inline` says that the answer may follow "A:" on
    its line, `apart` that an empty line stood before it.
    """

    span: Span
    lead: str
    question: str
    lines: tuple[str, ...]
    inline: bool
    apart: bool


def stray_mark(doc: Monograph, faq: Faq) -> str:
    """Return a `*` or `_` before "Q:" or "A:" that does not close right behind it, "" where there is none.

    `*A: ...` is what is left of a bold or nested `A:`. `**A: No.** It ...` is none: the answer's first words are bold.
    """
    if faq.answer_span is None:
        return ""
    text, start, asked, end = doc.text, faq.span.start, faq.question_span, faq.answer_span.start
    stars = text.count("*", start, asked.start) + text.count("*", asked.end, end)
    lines = text.count("_", start, asked.start) + text.count("_", asked.end, end)
    if not (stars | lines) & 1:
        return ""
    marks = _open_marks(text[start : asked.start], text[asked.end : end])
    return marks if marks in ("*", "_") else ""


def _open_marks(before: str, between: str) -> str | None:
    """Return the marks round the labels that close nothing, None where more than one does."""
    joint = _JOINT.fullmatch(between)
    if joint is None:
        return None
    runs = [*_RUN.findall(before), *_RUN.findall(joint["close"]), *_RUN.findall(joint["label"])]
    left: list[str] = []
    for run in runs:
        if left and left[-1] == run:
            left.pop()
        else:
            left.append(run)
    return None if len(left) > 1 else "".join(left)


def take_apart(doc: Monograph, faq: Faq) -> Pair | None:
    """Return what a question and its answer are made of, None where something stands between that is no markup."""
    text, source = doc.text, doc.source
    start = source.line_span(source.position(faq.span.start).line).start
    lead = LEAD.fullmatch(text, start, faq.span.start)
    label = text[faq.span.start : faq.question_span.start]
    holder = block_at(doc, faq.question_span.start)
    in_item = holder.item is not None
    line_end = source.line_span(source.position(faq.span.end).line).end
    if lead is None or not _LABEL.fullmatch(label) or in_item != bool(lead["item"]) or holder.quoted:
        return None
    if faq.style == "other" or text[faq.span.end : line_end].strip():
        return None
    question = _SPACE.sub(" ", faq.question_span.of(text))
    # A heading's or a paragraph's own indentation means nothing.
    held = lead["indent"] + lead["item"] if in_item else ""
    span = Span(start, faq.span.end)
    if faq.answer_span is None:
        between = text[faq.question_span.end : faq.span.end]
        return Pair(span, held, question, (), True, False) if _open_marks(label, between) == "" else None
    found = _answer(doc, faq, holder, column_of(held))
    if found is None:
        return None
    answer, column, inline = found
    between = text[faq.question_span.end : answer.start]
    marks = _open_marks(label, between)
    if marks is None:
        return None
    lines = _dedented(doc, answer, column)
    if marks:
        lines = _without_marks(lines, marks)
    apart = len(_LINE_END.findall(between)) > 1
    return Pair(span, held, question, tuple(lines), inline, apart)


def _answer(doc: Monograph, faq: Faq, holder: Block, column: int) -> tuple[Span, int, bool] | None:
    """Return the answer with its first item's mark, the column to which what holds it is indented, and whether its
    first line may stand behind "A:"; None where "A:" itself is not in a paragraph. `column` is the question's own.
    """
    assert faq.answer_span is not None
    answer = faq.answer_span
    first = block_at(doc, answer.start)
    if first is holder:
        return answer, column, True
    items = [block for block in blocks_in(doc, answer) if block.marker and block.span.start >= answer.start]
    listed = len(items) > 1 and items[0] is first
    line = doc.source.line_span(first.start_line).start
    if first.kind == "paragraph" and not listed and not first.quoted:
        return answer, column_of(doc.text[line : first.span.start]), True
    if answer.start > first.span.start:
        return None
    white = len(doc.text[line : first.span.start]) - len(doc.text[line : first.span.start].lstrip(" \t"))
    return Span(line + white, answer.end), column_of(doc.text[line : line + white]), False


def block_at(doc: Monograph, offset: int) -> Block:
    """Return the page's last block that begins at `offset` or before."""
    return doc.blocks[max(0, bisect_right(doc.blocks, offset, key=_start) - 1)]


def blocks_in(doc: Monograph, span: Span) -> Iterator[Block]:
    """Give the page's blocks of which any part is in `span`."""
    first = max(0, bisect_right(doc.blocks, span.start, key=_start) - 1)
    last = bisect_left(doc.blocks, span.end, key=_start)
    return (block for block in doc.blocks[first:last] if span.start < block.span.end)


def _start(block: Block) -> int:
    return block.span.start


def column_of(lead: str) -> int:
    """Return the column, from 0, at which text behind `lead` stands, tabs counted."""
    return len(lead.expandtabs(_TAB))


def _dedented(doc: Monograph, answer: Span, column: int) -> list[str]:
    """Return the answer's lines, each without the indentation that its block's first line has, `column` at most."""
    lines = _LINE_END.split(answer.of(doc.text))
    if len(lines) == 1:
        return lines
    first = doc.source.position(answer.start).line
    starts = {block.start_line - first: block for block in blocks_in(doc, answer)}
    kept = lines[:1]
    taken = column
    for number, line in enumerate(lines[1:], 1):
        white = line[: len(line) - len(line.lstrip(" \t"))]
        indent = column_of(white)
        if number in starts:
            taken = min(column, indent)
        kept.append(" " * max(0, indent - taken) + line[len(white) :] if line.strip() else "")
    return kept


def _without_marks(lines: list[str], marks: str) -> list[str]:
    """Return the lines without the other half of `marks`, or with both halves in the answer if it closes midway."""
    text = "\n".join(lines)
    if sum(run == marks for run in _RUN.findall(text)) % 2 == 0:
        return lines
    return (text.removesuffix(marks) if text.endswith(marks) else marks + text).split("\n")
