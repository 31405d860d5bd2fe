"""Notices: the disclaimer and the note that a machine wrote the page, labelled or not."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

from medlint.monograph import Block, Layout, Notice
from medlint.parser.labels import Label, fold, forms, label_at
from medlint.patterns import LazyPattern, lazy
from medlint.text import Source, Span
from medlint.triggers import Folded, Needs, needs_of

_LINE = re.compile(r"[^\r\n]+")
_BELOW = re.compile(r"\sbelow\b")
_TAG = re.compile(r"<[^<>]*>")
_SENTENCE_END = re.compile(r"(?<=[.!?])[*_)\"”]*\s+")
_ANSWER = re.compile(r"[*_]{0,3}A(?:nswer)?[ \t]*[:.]")
_FAQ_START = re.compile(r"[*_]{0,3}\s*(?:Q(?:uestion)?\s*\d*\s*[:.)]|[^\n?]{3,200}\?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reader:
    """One kind of notice with its labels folded and its patterns compiled; `words` are the labels' longest words."""

    kind: str
    labels: frozenset[str]
    other_labels: frozenset[str]
    recognise: tuple[LazyPattern, ...]
    needs: Needs
    words: frozenset[str]

    def recognises(self, text: str) -> bool:
        return bool(self.recognise) and all(pattern.search(text) for pattern in self.recognise)

    def places(self, text: str, folded: Folded) -> list[int]:
        """Where the first pattern, the rarest, matches: a paragraph without one of these is no such notice."""
        if not self.recognise:
            return []
        find = self.recognise[0].finditer
        return [m.start() for span in folded.passages(self.needs) for m in find(text, span.start, span.end)]


@cache
def _readers(layout: Layout) -> tuple[_Reader, ...]:
    return tuple(
        _Reader(
            notice.kind,
            frozenset(map(fold, notice.labels)),
            frozenset(map(fold, notice.other_labels)),
            tuple(lazy(pattern, re.IGNORECASE) for pattern in notice.recognise),
            needs_of(notice.recognise[0]) if notice.recognise else (),
            frozenset(max(fold(label).split(), key=len) for label in (*notice.labels, *notice.other_labels)),
        )
        for notice in (layout.ai_note, layout.disclaimer)
    )


def find_notices(source: Source, layout: Layout, blocks: tuple[Block, ...], folded: Folded) -> tuple[Notice, ...]:
    """Return the page's notices in order: those with a label of the layout's own, else what reads like one.

    Where a labelled notice stands, a remark of the same kind further up ("this information is no medical advice" under
    Dosage) is a part of its section.
    """
    if not blocks:
        return ()
    page = _Page(source, blocks, folded)
    readers = _readers(layout)
    notices: list[Notice] = []
    for reader in readers:
        notices += list(_labelled(page, reader, readers)) or list(_recognised(page, reader, notices))
    notices.sort(key=lambda notice: notice.span.start)
    return tuple(_mark_last(source.text, notices, blocks))


@dataclass(frozen=True)
class _Page:
    """What finding one page's notices looks at."""

    source: Source
    blocks: tuple[Block, ...]
    folded: Folded

    @cached_property
    def view(self) -> str:
        """What patterns run on, as long as the text: above the first section's end "the information below" is the whole
        page, so the word "below" is blanked there; further down it is one section."""
        text = self.source.text
        seen = False
        for block in self.blocks:
            if block.kind == "heading" and seen:
                return _BELOW.sub("      ", text[: block.span.start]) + text[block.span.start :]
            seen = seen or block.kind != "heading"
        return text

    def with_words(self, reader: _Reader) -> set[int]:
        """Return the numbers of the blocks in which a label's longest word stands: few of a page's blocks."""
        return set().union(*map(self.folded.pieces_with, reader.words))

    def labels(self, block: Block) -> Iterator[Label]:
        """Return the labels that open a line of a block."""
        text = self.source.text
        for start in _line_starts(text, block.span):
            label = label_at(text, start, block.span.end, plain=True)
            if label is not None:
                yield label


def _labelled(page: _Page, reader: _Reader, readers: tuple[_Reader, ...]) -> Iterator[Notice]:
    """Return the notices of one kind that bear a label of the layout's own."""
    behind = 0
    for number in sorted(page.with_words(reader)):
        block = page.blocks[number]
        if number < behind:
            continue
        if block.kind == "heading":
            found, behind = _under_heading(page, reader, readers, number)
            yield from found
        elif block.kind == "html":
            yield from _in_html(page, reader, block, labelled=True)
        elif block.kind == "paragraph":
            for label in page.labels(block):
                body, after = _labelled_body(page, number, label.end)
                # "Disclaimer: ..." without bold marks counts only where the words behind it are one.
                if fold(label.name) in reader.labels and (label.bold or reader.recognises(body.of(page.view))):
                    yield Notice(reader.kind, Span(label.start, body.end), body, label.words, True, True, False)
                    behind = after
                    break


def _recognised(page: _Page, reader: _Reader, notices: list[Notice]) -> Iterator[Notice]:
    """Return what reads like a notice of one kind, under another label ("Note:") or none."""
    places = reader.places(page.view, page.folded)
    starts = [block.span.start for block in page.blocks]
    for number in sorted({bisect_right(starts, place) - 1 for place in places}):
        block = page.blocks[number]
        if any(block.span.start in notice.span for notice in notices):
            continue
        if block.kind == "html":
            yield from _in_html(page, reader, block, labelled=False)
        elif block.kind == "paragraph":
            named = (label for label in page.labels(block) if fold(label.name) in reader.other_labels)
            for label in named:
                body = page.source.trimmed(label.end, block.span.end)
                if reader.recognises(body.of(page.view)):
                    yield Notice(reader.kind, Span(label.start, body.end), body, label.words, False, True, False)
                    break
            else:
                yield from _unlabelled(page, reader, block, places)


def _line_starts(text: str, span: Span) -> Iterator[int]:
    """Yield where each line's words begin, behind a quote mark and indentation."""
    for line in _LINE.finditer(text, span.start, span.end):
        start = line.start()
        # An emoji may stand before a label.
        while start < line.end() and (text[start] in " \t>" or unicodedata.category(text[start]) in ("So", "Mn")):
            start += 1
        if start < line.end():
            yield start


def _labelled_body(page: _Page, number: int, start: int) -> tuple[Span, int]:
    """Return the notice's text and the number of the block behind it: the next paragraph, where the label is alone."""
    source, blocks = page.source, page.blocks
    end = blocks[number].span.end
    after = number + 1
    if not source.text[start:end].strip(" \t\r\n*_") and after < len(blocks) and blocks[after].kind == "paragraph":
        start, end, after = blocks[after].span.start, blocks[after].span.end, after + 1
    return source.trimmed(start, end), after


def _in_html(page: _Page, reader: _Reader, block: Block, *, labelled: bool) -> Iterator[Notice]:
    """Read a box such as `<div class="disclaimer">`, by the text between its tags."""
    text = _TAG.sub(lambda match: " " * len(match.group()), page.source.text[block.span.start : block.span.end])
    label = label_at(text, len(text) - len(text.lstrip()), len(text), plain=True)
    shift = block.span.start
    if labelled and label is not None and fold(label.name) in reader.labels:
        body = Span(label.end + shift, block.span.end)
        yield Notice(reader.kind, block.span, body, label.words.shift(shift), True, True, False)
    elif not labelled and reader.recognises(text):
        yield Notice(reader.kind, block.span, block.span, None, False, True, False)


def _under_heading(page: _Page, reader: _Reader, readers: tuple[_Reader, ...], number: int) -> tuple[list[Notice], int]:
    source, blocks = page.source, page.blocks
    heading = blocks[number]
    if reader.labels.isdisjoint(forms(heading.span.of(source.text))):
        return [], number + 1
    after = number + 1
    while after < len(blocks) and blocks[after].kind != "heading" and not _starts_notice(page, readers, blocks[after]):
        after += 1
    start = blocks[number + 1].span.start if after > number + 1 else heading.span.end
    body = source.trimmed(start, max(start, blocks[after - 1].span.end))
    top = source.line_span(heading.start_line).start
    return [Notice(reader.kind, Span(top, body.end), body, heading.span, True, True, False)], after


def _starts_notice(page: _Page, readers: tuple[_Reader, ...], block: Block) -> bool:
    if block.kind != "paragraph":
        return False
    label = label_at(page.source.text, block.span.start, block.span.end, plain=True)
    return label is not None and any(fold(label.name) in (r.labels | r.other_labels) for r in readers)


def _unlabelled(page: _Page, reader: _Reader, block: Block, places: list[int]) -> Iterator[Notice]:
    """Recognise a notice by what it says: the sentences from the first to the last that any pattern matches."""
    end = block.span.end
    text = page.view[block.span.start : end]
    if not any(block.span.start <= place < end for place in places) or not reader.recognises(text):
        return
    # An answer that ends on a disclaimer holds it; a paragraph of running text is one as a whole.
    alone = block.item is None and not _FAQ_START.match(text) and not _ANSWER.match(text)
    first = min(match.start() for pattern in reader.recognise for match in pattern.finditer(text))
    # Two sentences or more on something else before it: it is that paragraph's end, and none of its own.
    alone = alone and len(_SENTENCE_END.findall(text, 0, first)) < 2
    start = 0 if alone else _sentence_start(text, first)
    span = page.source.trimmed(block.span.start + start, end)
    yield Notice(reader.kind, span, span, None, False, alone, False)


def _sentence_start(text: str, offset: int) -> int:
    """Return where the sentence that holds `offset` begins."""
    return max((match.end() for match in _SENTENCE_END.finditer(text, 0, offset)), default=0)


def _mark_last(text: str, notices: list[Notice], blocks: tuple[Block, ...]) -> Iterator[Notice]:
    """Say of each notice whether only notices (and rules) follow it."""
    content_end = 0
    # Blocks are in order, so the last that is neither a rule nor a notice decides.
    for block in reversed(blocks):
        if block.kind == "rule" or (block.kind == "html" and not _TAG.sub("", block.span.of(text)).strip()):
            continue
        if not any(_holds(notice.span, block.span) for notice in notices):
            inside = [notice.span.start for notice in notices if notice.span.start in block.span]
            content_end = min(inside, default=block.span.end)
            break
    for notice in notices:
        yield replace(notice, last=notice.span.end >= content_end)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
