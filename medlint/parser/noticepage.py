"""One page as the search for notices sees it: its labels, its boxes, and the text that patterns run on."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medlint.monograph import Block
from medlint.once import once
from medlint.parser.boxes import CallOut, call_out_at, title_of_html, without_closer, words_of_html
from medlint.parser.labels import Label, fold, label_at
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import Source, Span, end_of_line
from medlint.triggers import Folded, Needs, needs_of

_BELOW = lazy(r"\sbelow\b")
_BELOW_NEEDS = needs_of(_BELOW.pattern)


class Marked(NamedTuple):
    """A label, the whole that it opens (`span`), the words that it stands for (`body`), and the number of the block
    behind them."""

    label: Label
    span: Span
    body: Span
    after: int


@dataclass(frozen=True)
class NoticePage:
    """A page's blocks; `folded` has the blocks as its pieces."""

    source: Source
    blocks: tuple[Block, ...]
    folded: Folded

    @once
    def view(self) -> str:
        """What patterns run on, as long as the text: above the first section's end "the information below" is the whole
        page, so the word "below" is blanked there; further down it is one section."""
        text = self.source.text
        if not self.folded.may_match(_BELOW_NEEDS):
            return text
        seen = False
        for block in self.blocks:
            if block.kind == "heading" and seen:
                return _BELOW.sub("      ", text[: block.span.start]) + text[block.span.start :]
            seen = seen or block.kind != "heading"
        return text

    @once
    def starts(self) -> list[int]:
        """Where the blocks begin."""
        return [block.span.start for block in self.blocks]

    def with_any(self, choices: Iterable[Needs]) -> list[int]:
        """Return the numbers of the blocks that hold what any of the choices needs: few of a page's blocks."""
        spans = {span.start for needs in choices for span in self.folded.passages(needs)}
        return sorted(bisect_right(self.starts, start) - 1 for start in spans)

    def marked(self, number: int, names: frozenset[str], *, boxes: bool = False) -> Iterator[Marked]:
        """Yield what labels of these folded names mark in a paragraph, each at the start of a line.

        The line that opens a call-out is one, whatever its name where `boxes` is true.
        """
        text, block = self.source.text, self.blocks[number]
        box: CallOut | None = None
        for start in _line_starts(text, block.span):
            opener = call_out_at(text, start, block.span.end)
            if opener is not None:
                box = opener
                words = opener.title or opener.kind
                label = Label(words.of(text), words, start, opener.body, alone=True, bold=True)
            elif (found := label_at(text, start, block.span.end, plain=True)) is not None:
                label = found
            else:
                continue
            if fold(label.name) not in names and not (boxes and opener is not None):
                continue
            # A call-out that opens on the line above a label is the label's own.
            first = box.start if box is not None and box.body == label.start else label.start
            end = without_closer(text, label.end, block.span.end) if box is not None else block.span.end
            body, after = self._body(number, label.end, end, indented=text[first] in "!?")
            yield Marked(label, Span(first, max(body.end, block.span.end)), body, after)

    def _body(self, number: int, start: int, end: int, *, indented: bool) -> tuple[Span, int]:
        """Return a label's text and the number of the block behind it: the next paragraph, where the label is alone."""
        text, blocks = self.source.text, self.blocks
        after = number + 1
        if not text[start:end].strip(" \t\r\n*_"):
            # What a call-out of MkDocs holds is indented, which Markdown alone takes for code.
            kinds = ("paragraph", "code") if indented else ("paragraph",)
            if after < len(blocks) and blocks[after].kind in kinds:
                start, end, after = blocks[after].span.start, blocks[after].span.end, after + 1
        return self.source.trimmed(start, end), after

    def html_words(self, block: Block) -> str:
        """Return the words of an HTML block, its tags and comments blanked."""
        return words_of_html(block.span.of(self.source.text))

    def titled(self, number: int) -> Marked | None:
        """Return what the first words of an HTML block stand for: the rest of the block, or what follows up to the
        tags that close it (`<details><summary>Disclaimer</summary>`)."""
        text, block = self.source.text, self.blocks[number]
        words = self.html_words(block)
        start = len(words) - len(words.lstrip())
        label = label_at(words, start, len(words), plain=True)
        title = title_of_html(block.span.of(text))
        shift = block.span.start
        if label is None and title is None:
            return None
        if label is None or (title is not None and title.end <= label.words.end):
            assert title is not None
            label = Label(title.of(words), title, title.start, title.end, alone=True, bold=True)
        end, after = block.span.end, number + 1
        if not words[label.end :].strip(" :*_\t\r\n"):
            while after < len(self.blocks) and self.blocks[after].kind == "paragraph":
                end, after = self.blocks[after].span.end, after + 1
            if after < len(self.blocks) and self.blocks[after].span.of(text).startswith("</"):
                end, after = self.blocks[after].span.end, after + 1
        return Marked(label, Span(shift, end), Span(label.end + shift, end), after)


def _line_starts(text: str, span: Span) -> Iterator[int]:
    """Yield where each line's words begin, behind a quote mark and indentation."""
    start = span.start
    while start < span.end:
        end = end_of_line(text, start, span.end)
        # An emoji may stand before a label. No sign of ASCII is one.
        while start < end and (
            (sign := text[start]) in " \t>" or (sign > "\x7f" and unicodedata.category(sign) in ("So", "Mn"))
        ):
            start += 1
        if start < end:
            yield start
        start = end + 1
