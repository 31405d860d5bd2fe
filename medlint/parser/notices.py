"""Notices: the disclaimer and the note that a machine wrote the page, labelled or not."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from medlint.layout import Layout
from medlint.monograph import Block, Notice
from medlint.parser.backmatter import content_end
from medlint.parser.boxes import call_out_at
from medlint.parser.labels import fold, forms, label_at
from medlint.parser.noticepage import NoticePage
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass
from medlint.text import Source, Span
from medlint.triggers import Folded, Needs, needs_of

_SENTENCE_END = lazy(r"(?<=[.!?])[*_)\"”]*\s+")
_ANSWER = lazy(r"[*_]{0,3}A(?:nswer)?[ \t]*[:.]")
_FAQ_START = lazy(r"[*_]{0,3}\s*+(?:Q(?:uestion)?\s*+\d*+\s*+[:.)]|[^\n?]{3,200}\?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reader:
    """One kind of notice with its labels folded and its patterns compiled; `written` is what a text needs to hold one
    of its own labels."""

    kind: str
    labels: frozenset[str]
    other_labels: frozenset[str]
    recognise: tuple[LazyPattern, ...]
    needs: Needs
    written: frozenset[Needs]

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
            needs_of(notice.recognise[0] if notice.recognise else ""),
            frozenset(map(_needs_of_label, notice.labels)),
        )
        for notice in (layout.ai_note, layout.disclaimer)
    )


def _needs_of_label(label: str) -> Needs:
    """Return what a text needs to hold a label: all of its words, but for an "and" that may be written "&"."""
    words = fold(label).split()
    return needs_of(".*".join(rf"\b{re.escape(word)}\b" for word in words if word != "and"))


def find_notices(source: Source, layout: Layout, blocks: tuple[Block, ...], folded: Folded) -> tuple[Notice, ...]:
    """Return the page's notices in order: those with a label of the layout's own, else what reads like one.

    Where a labelled notice stands, a remark of the same kind further up ("this information is no medical advice" under
    Dosage) is a part of its section.
    """
    if not blocks:
        return ()
    page = NoticePage(source, blocks, folded)
    readers = _readers(layout)
    notices: list[Notice] = []
    for reader in readers:
        notices += list(_labelled(page, reader, readers)) or list(_recognised(page, reader, notices))
    notices.sort(key=lambda notice: notice.span.start)
    end = content_end(source.text, layout, blocks, notices) if notices else 0
    return tuple(notice._replace(last=notice.span.end >= end) for notice in notices)


def _labelled(page: NoticePage, reader: _Reader, readers: tuple[_Reader, ...]) -> Iterator[Notice]:
    """Return the notices of one kind that bear a label of the layout's own."""
    behind = 0
    for number in page.with_any(reader.written):
        block = page.blocks[number]
        if number < behind:
            continue
        if block.kind == "heading":
            found, behind = _under_heading(page, reader, readers, number)
            yield from found
        elif block.kind == "html":
            titled = page.titled(number)
            if titled is not None and fold(titled.label.name) in reader.labels:
                words = titled.label.words.shift(block.span.start)
                yield Notice(reader.kind, titled.span, titled.body, words, True, True, False)
                behind = titled.after
        elif block.kind == "paragraph":
            for one in page.marked(number, reader.labels):
                # "Disclaimer: ..." without bold marks counts only where the words behind it are one.
                if one.label.bold or reader.recognises(one.body.of(page.view)):
                    yield Notice(reader.kind, one.span, one.body, one.label.words, True, True, False)
                    behind = one.after
                    break


def _recognised(page: NoticePage, reader: _Reader, notices: list[Notice]) -> Iterator[Notice]:
    """Return what reads like a notice of one kind, under another label ("Note:") or none."""
    places = reader.places(page.view, page.folded)
    for number in sorted({bisect_right(page.starts, place) - 1 for place in places}):
        block = page.blocks[number]
        if any(block.span.start in notice.span for notice in notices):
            continue
        if block.kind == "html":
            if reader.recognises(page.html_words(block)):
                yield Notice(reader.kind, block.span, block.span, None, False, True, False)
        elif block.kind == "paragraph":
            for one in page.marked(number, reader.other_labels, boxes=True):
                boxed = call_out_at(page.source.text, one.label.start, block.span.end)
                # "> [!NOTE] This page ..." has its words on the line that opens it.
                start = boxed.title.start if boxed and boxed.body >= block.span.end else one.label.end
                body = page.source.trimmed(start, min(one.body.end, block.span.end))
                if reader.recognises(body.of(page.view)):
                    yield Notice(reader.kind, one.span, body, one.label.words, False, True, False)
                    break
            else:
                yield from _unlabelled(page, reader, block, places)


def _under_heading(
    page: NoticePage, reader: _Reader, readers: tuple[_Reader, ...], number: int
) -> tuple[list[Notice], int]:
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


def _starts_notice(page: NoticePage, readers: tuple[_Reader, ...], block: Block) -> bool:
    if block.kind != "paragraph":
        return False
    label = label_at(page.source.text, block.span.start, block.span.end, plain=True)
    if label is None:
        return False
    name = fold(label.name)
    return any(name in reader.labels or name in reader.other_labels for reader in readers)


def _unlabelled(page: NoticePage, reader: _Reader, block: Block, places: list[int]) -> Iterator[Notice]:
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
