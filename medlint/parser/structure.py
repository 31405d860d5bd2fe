"""Sections: headings and bold labels that name a part of the monograph."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache

from medlint.layout import Layout
from medlint.monograph import Block, Notice, Section
from medlint.named import NamedTuple
from medlint.once import once
from medlint.parser.labels import fold, forms, label_at, without_bracket
from medlint.patterns import lazy
from medlint.text import Source, Span

_BOLD = lazy(r"(?P<marks>\*\*|__)(?P<words>.+?)(?P=marks)[ \t]*:?[ \t]*")
_LINE = lazy(r"[^\r\n]+")
_JOINT = lazy(r"\s+(?:of|for|with|about|on)\Z")
_AFTER_DRUG = lazy(r"(?:['\u2019]s)?(?:\s*[:\u2013\u2014]\s*|\s+)")
_ASKED = lazy(r"what (?:is|are) the (?:possible )?")
# So many list items must carry section names before lists are read as a page's sections.
_LISTED_SECTIONS = 3


_BETWEEN = lazy(r"[+/,&]")
# Titles come from strangers, and each of their parts is looked for in each heading.
_LONGEST_TITLE = 600
_MOST_DRUGS = 12


class Vocabulary:
    """Which folded name stands for which section key. `title` is the page's: its parts may stand beside a name."""

    def __init__(self, layout: Layout, title: str = "") -> None:
        self._keys = _keys(layout)
        self._title = title
        self.required = _required(layout)

    @once
    def _drugs(self) -> list[str]:
        return _drugs(self._title) if self._title else []

    def exact(self, name: str) -> str | None:
        """Return the key of a name that is in the vocabulary as it is."""
        return self._keys.get(fold(name))

    def loose(self, heading: str) -> str | None:
        """Return the key of a heading that may go on in a bracket or behind a colon, or name a drug of the title
        ("Ciprofloxacin Usage", "Dosage of Ciprofloxacin")."""
        keys, literal = self._keys, forms(heading)
        # Most headings are a name as it is.
        if literal and (key := keys.get(literal[0])) is not None:
            return key
        return next((keys[form] for form in self._forms(literal) if form in keys), None)

    def _forms(self, literal: tuple[str, ...]) -> Iterator[str]:
        for form in literal:
            for words in (form, *self._without_drug(form)):
                yield words
                if asked := _ASKED.match(words):
                    yield words[asked.end() :]

    def _without_drug(self, form: str) -> Iterator[str]:
        for drug in self._drugs:
            if form.startswith(drug) and (joint := _AFTER_DRUG.match(form, len(drug))):
                yield form[joint.end() :]
            elif form.endswith(" " + drug):
                yield _JOINT.sub("", form[: -len(drug) - 1])
            elif f" {drug} " in form:
                yield form.replace(drug, "it")


@cache
def _keys(layout: Layout) -> dict[str, str]:
    return {fold(name): section.key for section in layout.sections for name in section.names}


@cache
def _required(layout: Layout) -> frozenset[str]:
    return frozenset(section.key for section in layout.sections if section.required)


def _drugs(title: str) -> list[str]:
    names = (part.strip() for part in _BETWEEN.split(title[:_LONGEST_TITLE]))
    return list(dict.fromkeys(fold(name) for name in names if len(name) > 3))[:_MOST_DRUGS]


class Mark(NamedTuple):
    """A place where a section begins; its end is known only when all marks are."""

    key: str | None
    heading: str
    level: int
    markup: str
    start: int
    title: Span
    body_start: int


def find_sections(
    source: Source,
    layout: Layout,
    blocks: tuple[Block, ...],
    notices: tuple[Notice, ...],
    heading: Block | None,
    title: str,
) -> tuple[Section, ...]:
    """Return the page's sections in order. `heading` is the one that holds the page's title, if any."""
    vocabulary = Vocabulary(layout, title)
    headings = [block for block in blocks if block.kind == "heading" and block is not heading and not block.quoted]
    marks = _heading_marks(source, vocabulary, layout, headings, notices)
    wanted = vocabulary.required - {mark.key for mark in marks}
    if wanted:
        marks += _labels(source, vocabulary, blocks, notices, wanted)
    marks = sorted([*marks, *_notice_marks(source, notices)], key=lambda mark: mark.start)
    return tuple(_close(source, marks, headings))


def _labels(
    source: Source,
    vocabulary: Vocabulary,
    blocks: tuple[Block, ...],
    notices: tuple[Notice, ...],
    wanted: frozenset[str],
) -> list[Mark]:
    """Return the bold labels that stand for sections which no heading names: of paragraphs, else of list items."""
    taken = [notice.span for notice in notices]
    bold = [mark for mark in _bold_marks(source, vocabulary, blocks, taken, listed=False) if mark.key in wanted]
    wanted -= {mark.key for mark in bold}
    if len(wanted) < _LISTED_SECTIONS:
        return bold
    listed = [mark for mark in _bold_marks(source, vocabulary, blocks, taken, listed=True) if mark.key in wanted]
    return bold + listed if len({mark.key for mark in listed}) >= _LISTED_SECTIONS else bold


def _heading_marks(
    source: Source, vocabulary: Vocabulary, layout: Layout, headings: list[Block], notices: tuple[Notice, ...]
) -> list[Mark]:
    labels = {notice.label.start for notice in notices if notice.label is not None}
    named = [
        (block, vocabulary.loose(block.span.of(source.text))) for block in headings if block.span.start not in labels
    ]
    levels = [block.level for block, key in named if key is not None]
    main = min(levels, default=layout.section_level)
    at_main = {key for block, key in named if block.level == main}
    marks = []
    for block, key in named:
        # A known name one level down ("#### Contraindications" below Precautions) is a section only where the site asks
        # for it and the page has none of that name at its main level.
        if block.level > main and (key not in vocabulary.required or key in at_main):
            continue
        marks.append(_heading_mark(source, block, key))
    return marks


def _heading_mark(source: Source, block: Block, key: str | None) -> Mark:
    title = block.span
    text = title.of(source.text)
    bold = _BOLD.match(text) if text[:1] in ("*", "_") else None
    if bold and (bold.end() == len(text) or key is not None):
        title = Span(title.start + bold.start("words"), title.start + bold.end("words"))
    words = title.of(source.text).rstrip(" \t")
    starts = source.line_starts
    body = starts[block.end_line] if block.end_line < len(starts) else len(source.text)
    markup = "bold-heading" if bold else "heading"
    return Mark(key, words, block.level, markup, starts[block.start_line - 1], title, body)


def _bold_marks(
    source: Source, vocabulary: Vocabulary, blocks: tuple[Block, ...], taken: list[Span], *, listed: bool
) -> Iterator[Mark]:
    text = source.text
    for block in blocks:
        if block.kind != "paragraph" or block.quoted or (block.item is not None) != listed:
            continue
        if listed and not block.marker:
            continue
        for line in _LINE.finditer(text, block.span.start, block.span.end):
            start = line.start()
            while start < line.end() and text[start] in " \t":
                start += 1
            if text[start : start + 1] not in ("*", "_"):
                if listed:
                    break
                continue
            label = label_at(text, start, line.end())
            if label is None or any(start in span for span in taken):
                continue
            key = vocabulary.exact(label.name) or vocabulary.exact(without_bracket(label.name))
            if key is None and label.alone:
                key = vocabulary.loose(label.name)
            # "**Contraindications:**" is far more often a lead-in inside of a section than a section.
            if key in vocabulary.required:
                markup = "bold-line" if label.alone else "bold-label"
                yield Mark(key, label.name.strip(), 0, markup, label.start, label.words, label.end)
            if listed:
                break


def _notice_marks(source: Source, notices: tuple[Notice, ...]) -> Iterator[Mark]:
    for notice in notices:
        if notice.label is None or not notice.standard:
            continue
        words = notice.label.of(source.text)
        before = source.text[notice.span.start : notice.label.start]
        markup = "heading" if before.lstrip().startswith("#") else "bold-label"
        yield Mark(notice.kind, words, before.count("#"), markup, notice.span.start, notice.label, notice.text.start)


def _close(source: Source, marks: list[Mark], headings: list[Block]) -> Iterator[Section]:
    """Give every mark its end: the next mark of the same or a higher rank, or a heading above it."""
    starts = [source.line_starts[block.start_line - 1] for block in headings]
    ends = [*(mark.start for mark in marks[1:]), len(source.text)]
    for (key, heading, level, markup, start, title, body_start), end in zip(marks, ends, strict=False):
        below = range(bisect_right(starts, start), bisect_left(starts, end)) if level else ()
        for number in below:
            if headings[number].level <= level:
                end = starts[number]
                break
        body = source.trimmed(min(body_start, end), end)
        yield Section(key, heading, level, markup, Span(start, max(body.end, title.end)), title, body)
