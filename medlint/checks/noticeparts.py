"""A notice as a piece of its page's Markdown: what holds it, how it is labelled, split off and cut out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from medlint.checks.noticewords import label_of
from medlint.diagnostic import Edit
from medlint.layout import NoticeLayout
from medlint.monograph import Block, Monograph, Notice
from medlint.parser.boxes import call_out_at
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import Span

_ANSWER = lazy(r"[*_]{0,3}A(?:ns(?:wer)?)?[ \t]*+\d{0,3}[ \t]*+[:.]")
_RUN = lazy(r"\*+|(?<!\w)_+|_+(?!\w)|`+")
_INDENT = lazy(r"(\r\n|\n|\r)[ \t]+")


@dataclass(frozen=True)
class Part:
    """A notice and the first block that holds it. `boxed`: a call-out opens it."""

    notice: Notice
    block: Block
    boxed: bool

    def words(self, doc: Monograph, layout: NoticeLayout) -> str:
        """Return the notice's Markdown as it may stand elsewhere on the page, with the standard label."""
        span = self.notice.span
        if self.block.quoted or self.boxed:
            span = Span(_line_start(doc, span.start), span.end)
        words = _relabel(doc.text, span, self.relabelled(doc, layout))
        if self.block.kind == "paragraph" and not self.block.quoted and not self.boxed:
            words = _INDENT.sub(r"\1", words)
        return words.replace("\r\n", "\n").replace("\r", "\n")

    def relabelled(self, doc: Monograph, layout: NoticeLayout) -> tuple[Edit, ...]:
        """Return the edit that gives the notice the standard label where it is; none where it has it."""
        notice, text = self.notice, doc.text
        if notice.standard:
            return ()
        if notice.label is not None and not self.boxed:
            if notice.label.start > notice.span.start:
                # The marks round the words stay: they may close further on ("**Note: ...**").
                return (Edit(notice.label, layout.labels[0]),)
            return (Edit(Span(notice.span.start, notice.text.start), f"{label_of(layout)} "),)
        start = notice.text.start
        dress = _dress(notice.text.of(text))
        if len(dress) > 1:
            return (Edit(Span(start + len(dress), start + len(dress)), f"{layout.labels[0]}: "),)
        return (Edit(Span(start, start), f"{label_of(layout)} "),)

    def split_at(self, doc: Monograph, start: int, label: str) -> Edit | None:
        """Return the edit that makes what begins at `start` a paragraph of its own, under `label`.

        None where that would tear marks apart, or where the block is inside of a quote or a call-out.
        """
        text, span = doc.text, self.block.span
        below = text[span.end : doc.source.line_span(doc.source.position(span.end).line).end].strip()
        last_line = doc.source.position(span.end).line
        abuts = last_line < len(doc.source.line_starts) and bool(doc.source.line_span(last_line + 1).of(text).strip())
        if self.block.quoted or self.boxed or below or abuts:
            return None
        before = text[span.start : start]
        gap = Span(span.start + len(before.rstrip()), start)
        dress = _dress(span.of(text))
        if len(dress) > 1 and not before[len(dress) :].count(dress):
            return Edit(gap, f"{dress}\n\n{dress}{label.strip('*:')}: ")
        if not (_is_balanced(before) and _is_balanced(text[start : span.end])):
            return None
        return Edit(gap, f"\n\n{label} ")

    def is_all_of_an_answer(self, doc: Monograph) -> bool:
        """Return whether nothing of an answer would be left without the notice."""
        before = doc.text[self.block.span.start : self.notice.text.start].rstrip("*_ \t\r\n")
        return _ANSWER.match(doc.text, self.notice.text.start) is not None or before[-1:] in ("", "?", ":")


def part_of(doc: Monograph, notice: Notice) -> Part | None:
    """Return the notice as a part of its page."""
    start = notice.span.start
    number = bisect_right(doc.blocks, start, key=lambda one: one.span.end)
    if number == len(doc.blocks):
        return None
    block = doc.blocks[number]
    return Part(notice, block, call_out_at(doc.text, start, notice.span.end) is not None)


def cut(doc: Monograph, notice: Notice) -> Edit | None:
    """Return the edit that takes a notice out of its page, with the smaller of the gaps before and behind it.

    None where it shares a list item with something else, or where a smaller heading below it would lose its place.
    """
    part = part_of(doc, notice)
    if part is None:
        return None
    text, block = doc.text, part.block
    number = bisect_left(doc.blocks, notice.span.end, key=lambda one: one.span.start)
    behind = doc.blocks[number] if number < len(doc.blocks) else None
    if block.kind == "heading" and behind is not None and behind.kind == "heading" and behind.level > block.level:
        return None
    if block.item is not None and (
        sum(one.item == block.item for one in doc.blocks) > 1
        or not block.marker
        or block.depth > 1
        or (behind is not None and behind.depth > 1)
        or notice.span.start > block.span.start
    ):
        return None
    if notice.span.start > block.span.start and not _is_balanced(notice.span.of(text)):
        return None
    start, end = notice.span.start, doc.source.line_span(doc.source.position(notice.span.end).line).end
    if block.quoted or block.item is not None or block.kind in ("heading", "html"):
        start = _line_start(doc, start)
    before = len(text[:start].rstrip())
    after = len(text) - len(text[end:].lstrip())
    if text[end:after].count("\n") < text[before:start].count("\n") and before > 0:
        return Edit(Span(start, after - _indent(text, after)), "")
    return Edit(Span(before, end), "")


def _indent(text: str, offset: int) -> int:
    """Return how much white space stands before `offset` on its line."""
    return len(text[:offset]) - len(text[:offset].rstrip(" \t"))


def _line_start(doc: Monograph, offset: int) -> int:
    return doc.source.line_span(doc.source.position(offset).line).start


def _relabel(text: str, span: Span, edits: tuple[Edit, ...]) -> str:
    for edit in edits:
        return text[span.start : edit.span.start] + edit.text + text[edit.span.end : span.end]
    return span.of(text)


def _dress(words: str) -> str:
    """Return the marks of emphasis that all of `words` stand in, such as "**", or ""."""
    match = re.match(r"\*+|_+", words)
    marks = match.group() if match else ""
    inner = words[len(marks) : -len(marks)] if marks else ""
    whole = bool(inner) and words.endswith(marks) and marks[0] not in inner
    return marks if whole else ""


def _is_balanced(words: str) -> bool:
    """Return whether all emphasis, code and brackets that open in `words` close in it, as far as counting tells."""
    runs = _RUN.findall(words)
    return (
        all(sum(run[0] == mark for run in runs) % 2 == 0 for mark in "*_`")
        and words.count("(") == words.count(")")
        and words.count("[") == words.count("]")
    )
