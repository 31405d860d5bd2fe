"""Sentences of a page: never across blocks, questions apart from their answers, abbreviations kept together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from medlint.monograph import Block, Monograph
from medlint.once import once, once_a_page
from medlint.patterns import lazy
from medlint.text import Span

# Emphasis and typographic marks stand for one plain character each, so that offsets stay true.
_PLAIN = {
    "*": " ",
    "_": " ",
    "\u2019": "'",
    "\u2018": "'",
    "\u2010": "-",
    "\u2011": "-",
    "\u00a0": " ",
    "\u202f": " ",
}
_PLAIN_ASCII = {mark: plainer for mark, plainer in _PLAIN.items() if mark.isascii()}
# It begins with all the characters that an end may begin with, for which a block is searched in no time.
_END = lazy(r"[.!?\r\n](?:(?<=[.!?])[.!?]*[\"'\u201d)\]]*(?=\s|\Z)\s*|(?<=[\r\n])[\r\n]*+\s*+(?=\|))")
_ABBREVIATION = lazy(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|ca|cf|dr|mr|mrs|ms|prof|st|fig|inc|ltd|co|corp|dept|min|max|vol|resp|incl)"
    r"|\b(?:[a-z]\.)+[a-z]|(?<![\w.])[A-Z])\.\Z",
    re.IGNORECASE,
)
_NEXT = lazy(r"[\"'\u201c(\[]*[a-z]")


_WORDLESS = ("code", "rule")


def plain(prose: str) -> str:
    """Return `prose` at equal length, with emphasis blanked and curly marks made straight."""
    for mark, plainer in (_PLAIN_ASCII if prose.isascii() else _PLAIN).items():
        # Quicker than a translation table, which looks at every letter.
        prose = prose.replace(mark, plainer)
    return prose


class Sentences:
    """The sentences of a page. `text` is its prose as `plain` gives it; a sentence is found by an offset in it."""

    def __init__(self, doc: Monograph, text: str) -> None:
        self.text = text
        self._blocks = doc.blocks
        # A question or an answer, and a bold label with text behind it, stand in one block with what follows.
        cuts = [section.body.start for section in doc.sections]
        for faq in doc.faqs:
            cuts += (faq.question_span.start, faq.question_span.end)
            if faq.answer_span:
                cuts.append(faq.answer_span.start)
        self._cuts = sorted(cuts)
        self._faqs = doc.faqs
        self._known: dict[int, list[Span]] = {}

    @once
    def _questions(self) -> list[tuple[int, int]]:
        return sorted([(faq.question_span.start, faq.question_span.end) for faq in self._faqs])

    def at(self, offset: int) -> Span | None:
        """Return the sentence that holds `offset`, None outside of all blocks."""
        index = bisect_right(self._blocks, offset, key=_block_start) - 1
        if index < 0 or offset not in self._blocks[index].span or self._blocks[index].kind in _WORDLESS:
            return None
        if index not in self._known:
            self._known[index] = list(self._split(self._blocks[index]))
        known = self._known[index]
        place = bisect_right(known, offset, key=_start) - 1
        return known[place] if place >= 0 and offset in known[place] else None

    def asks(self, sentence: Span) -> bool:
        """Say whether it is a question: of the FAQs, or one that ends on a question mark."""
        text = sentence.of(self.text).rstrip(" \"')]")
        if text.endswith("?"):
            return True
        place = bisect_right(self._questions, (sentence.start, len(self.text))) - 1
        return place >= 0 and sentence.start < self._questions[place][1]

    def _split(self, block: Block) -> Iterator[Span]:
        text, start = self.text, block.span.start
        ends = [match.end() for match in _END.finditer(text, start, block.span.end) if not self._runs_on(match)]
        first, last = bisect_right(self._cuts, start), bisect_right(self._cuts, block.span.end - 1)
        for end in sorted({*ends, *self._cuts[first:last], block.span.end}):
            if start < end:
                yield Span(start, end)
                start = end

    def _runs_on(self, match: re.Match[str]) -> bool:
        """Say whether what looks like an end is none: an abbreviation, or a small letter behind a full stop."""
        if not match.group().startswith("."):
            return False
        if _NEXT.match(self.text, match.end()):
            return True
        stop = match.start() + 1
        return _ABBREVIATION.search(self.text, max(0, stop - 12), stop) is not None


def _block_start(block: Block) -> int:
    return block.span.start


def _start(span: Span) -> int:
    return span.start


@once_a_page
def plain_prose(doc: Monograph) -> str:
    """Return the prose of a page as `plain` gives it; several rules read it."""
    return plain(doc.prose)


@once_a_page
def sentences_of(doc: Monograph) -> Sentences:
    """Return the sentences of a page; several rules ask for them, and they are found once."""
    return Sentences(doc, plain_prose(doc))
