"""Notices: the disclaimer and the note that a machine wrote the page, labelled or not."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from medlint.monograph import Block, Layout, Notice, NoticeLayout
from medlint.parser.labels import fold, forms, label_at
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

    layout: NoticeLayout
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
            notice,
            frozenset(map(fold, notice.labels)),
            frozenset(map(fold, notice.other_labels)),
            tuple(lazy(pattern, re.IGNORECASE) for pattern in notice.recognise),
            needs_of(notice.recognise[0]) if notice.recognise else (),
            frozenset(max(fold(label).split(), key=len) for label in (*notice.labels, *notice.other_labels)),
        )
        for notice in (layout.ai_note, layout.disclaimer)
    )


def find_notices(source: Source, layout: Layout, blocks: tuple[Block, ...], folded: Folded) -> tuple[Notice, ...]:
    """Return the page's notices in order."""
    if not blocks:
        return ()
    readers = _readers(layout)
    view = _whole_page(source.text, blocks)
    page = _Page(source, view, readers, blocks, tuple(reader.places(view, folded) for reader in readers))
    notices: list[Notice] = []
    number = 0
    for candidate in sorted(_candidates(page, folded)):
        if candidate >= number:
            found, number = _read(page, candidate)
            notices += found
    return tuple(_mark_last(source.text, notices, blocks))


@dataclass(frozen=True, slots=True)
class _Page:
    """What finding one page's notices looks at: `view` is what patterns run on, as long as the text; `places` holds for
    each reader where its first pattern matches."""

    source: Source
    view: str
    readers: tuple[_Reader, ...]
    blocks: tuple[Block, ...]
    places: tuple[list[int], ...]


def _whole_page(text: str, blocks: tuple[Block, ...]) -> str:
    """Blank the word "below" above the first section's end: there "the information below" is the whole page, while
    further down it is one section."""
    seen = False
    for block in blocks:
        if block.kind == "heading" and seen:
            return _BELOW.sub("      ", text[: block.span.start]) + text[block.span.start :]
        seen = seen or block.kind != "heading"
    return text


def _candidates(page: _Page, folded: Folded) -> set[int]:
    """Return the numbers of the blocks in which a label's words or a pattern's match stand: few of a page's blocks."""
    starts = [block.span.start for block in page.blocks]
    found = {bisect_right(starts, place) - 1 for places in page.places for place in places}
    return found.union(*(folded.pieces_with(word) for reader in page.readers for word in reader.words))


def _read(page: _Page, number: int) -> tuple[list[Notice], int]:
    """Return the notices that begin in block `number`, and the number of the next block to look at."""
    block = page.blocks[number]
    if block.kind == "heading":
        return _under_heading(page, number)
    if block.kind == "html":
        return _in_html(page, block), number + 1
    if block.kind != "paragraph":
        return [], number + 1
    text = page.source.text
    for start in _line_starts(text, block.span):
        label = label_at(text, start, block.span.end, plain=True)
        if label is None:
            continue
        name = fold(label.name)
        for reader in page.readers:
            standard = name in reader.labels
            if not standard and name not in reader.other_labels:
                continue
            body, after = _labelled_body(page, number, label.end)
            # "Note:", and a label that is not even bold, count only where the words behind them are a notice.
            if (standard and label.bold) or reader.recognises(body.of(page.view)):
                rest = _unlabelled(page, block, label.start) if label.start > block.span.start else []
                span = Span(label.start, body.end)
                return [*rest, Notice(reader.layout.kind, span, body, label.words, standard, True, False)], after
    return _unlabelled(page, block, block.span.end), number + 1


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


def _in_html(page: _Page, block: Block) -> list[Notice]:
    """Read a box such as `<div class="disclaimer">`, by the text between its tags."""
    text = _TAG.sub(lambda match: " " * len(match.group()), page.source.text[block.span.start : block.span.end])
    start = len(text) - len(text.lstrip())
    for reader in page.readers:
        label = label_at(text, start, len(text), plain=True)
        named = label is not None and fold(label.name) in reader.labels
        if not named and not reader.recognises(text):
            continue
        shift = block.span.start
        words = Span(label.words.start + shift, label.words.end + shift) if named and label else None
        body = Span(label.end + shift, block.span.end) if named and label else block.span
        return [Notice(reader.layout.kind, block.span, body, words, named, True, False)]
    return []


def _under_heading(page: _Page, number: int) -> tuple[list[Notice], int]:
    source, blocks = page.source, page.blocks
    heading = blocks[number]
    names = forms(heading.span.of(source.text))
    for reader in page.readers:
        if reader.labels.isdisjoint(names):
            continue
        after = number + 1
        while after < len(blocks) and blocks[after].kind != "heading" and not _starts_notice(page, blocks[after]):
            after += 1
        start = blocks[number + 1].span.start if after > number + 1 else heading.span.end
        body = source.trimmed(start, max(start, blocks[after - 1].span.end))
        top = source.line_span(heading.start_line).start
        return [Notice(reader.layout.kind, Span(top, body.end), body, heading.span, True, True, False)], after
    return [], number + 1


def _starts_notice(page: _Page, block: Block) -> bool:
    if block.kind != "paragraph":
        return False
    label = label_at(page.source.text, block.span.start, block.span.end, plain=True)
    return label is not None and any(fold(label.name) in (r.labels | r.other_labels) for r in page.readers)


def _unlabelled(page: _Page, block: Block, end: int) -> list[Notice]:
    """Recognise a notice by what it says: the sentences from the first to the last that any pattern matches."""
    for reader, places in zip(page.readers, page.places, strict=True):
        if not any(block.span.start <= place < end for place in places):
            continue
        text = page.view[block.span.start : end]
        if not reader.recognises(text):
            continue
        # An answer that ends on a disclaimer holds it; a paragraph of running text is one as a whole.
        alone = block.item is None and not _FAQ_START.match(text) and not _ANSWER.match(text)
        first = min(match.start() for pattern in reader.recognise for match in pattern.finditer(text))
        # Two sentences or more on something else before it: it is that paragraph's end, and none of its own.
        alone = alone and len(_SENTENCE_END.findall(text, 0, first)) < 2
        start = 0 if alone else _sentence_start(text, first)
        span = page.source.trimmed(block.span.start + start, end)
        return [Notice(reader.layout.kind, span, span, None, False, alone, False)]
    return []


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
