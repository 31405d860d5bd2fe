"""A page's outline: the level of its sections, how its site writes a heading, and where a new part begins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from medlint.monograph import Block, Monograph, Section
from medlint.parser.labels import fold
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import Span

_NAME_BREAK = lazy(r"(?<!\s)\s*(?:\+|/|,|&|\band\b|\bwith\b)\s*")
_LINE = lazy(r"[^\r\n]+")
_LONGEST_LABEL = 80
# What makes a line more than a paragraph's beginning: code, a list, a heading, a quote, a rule, a table, a tag or the
# target of a link.
_BLOCK_START = lazy(
    r"[ ]{4}|[ ]{0,3}(?:\t|(?:[-+*]|\#{1,6}|\d{1,9}[.)])(?:[ \t]|$)|[>|<]|```|~~~|(?:-[ \t]*){3}|(?:_[ \t]*){3}"
    r"|(?:\*[ \t]*){3}$|\[[^\]\n]{1,80}\]:)"
)


def main_level(doc: Monograph) -> int:
    """Return the heading level of the page's sections (1 to 6): that of those it has, else the layout's."""
    levels = [section.level for section in doc.known_sections if section.level]
    return min(levels, default=doc.layout.section_level)


def heading_words(doc: Monograph, words: str) -> str:
    """Return a heading's words in the site's form: plain, or in bold."""
    return f"**{words}**" if doc.layout.heading_form == "bold" and "*" not in words else words


def opens_block(line: str) -> bool:
    """Return whether a line that begins a paragraph's place would be read as another block: a list, a quote, code."""
    return bool(_BLOCK_START.match(line))


def is_blank_line(doc: Monograph, line: int) -> bool:
    """Return whether line `line` (from 1) is blank, as are those before the first and behind the last."""
    return not 1 <= line <= len(doc.source.line_starts) or not doc.source.line_span(line).of(doc.text).strip()


def names_ingredient(doc: Monograph, words: str) -> bool:
    """Return whether a heading or label names a drug of the page's title, by a name of more than three letters."""
    folded = fold(words)
    return any(name in folded for name in _ingredients(doc.title))


@lru_cache(maxsize=256)
def _ingredients(title: str) -> tuple[str, ...]:
    return tuple(fold(name) for name in _NAME_BREAK.split(title) if len(name) > 3)


def outline_headings(doc: Monograph) -> tuple[Block, ...]:
    """Return the page's headings without those inside of quotes, in order."""
    return tuple(block for block in doc.blocks if block.kind == "heading" and not block.quoted)


def hashes_of(doc: Monograph, heading: Block) -> Span | None:
    """Return the span of the `#` signs before a heading's words; None for a heading that is underlined instead."""
    text = doc.text
    end = heading.span.start
    while end and text[end - 1] in " \t":
        end -= 1
    if text[end - heading.level : end] != "#" * heading.level:
        return None
    return Span(end - heading.level, end)


def label_name(section: Section) -> str:
    """Return a section's heading for comparison with another's."""
    return section.heading.rstrip(": ").casefold()


@dataclass(frozen=True)
class Parts:
    """Where parts of the page on one drug each may begin: the offsets of headings, and of bold labels, in order."""

    headings: tuple[int, ...]
    labels: tuple[int, ...]

    def heading_between(self, earlier: Section, later: Section) -> bool:
        """Return whether a heading between two sections begins a new part."""
        return _any_between(self.headings, earlier, later)

    def label_between(self, earlier: Section, later: Section) -> bool:
        """Return whether a bold label between two sections names a drug of the title."""
        return _any_between(self.labels, earlier, later)


def parts_of(doc: Monograph) -> Parts:
    """Return where a page's parts may begin: at headings that are no section's, and at bold names of its drugs.

    A section's heading that names a drug ("Generic Name: Timolol") begins such a part at once.
    """
    own = [section.title.start for section in doc.known_sections if not names_ingredient(doc, section.heading)]
    headings, labels = [], []
    for block in doc.blocks:
        if block.kind == "heading":
            place = bisect_left(own, block.span.start)
            if place == len(own) or own[place] not in block.span:
                headings.append(block.span.start)
        elif doc.text.startswith("**", block.span.start):
            label = _LINE.match(doc.text, block.span.start, block.span.end)
            if label and len(label.group()) < _LONGEST_LABEL and names_ingredient(doc, label.group()):
                labels.append(block.span.start)
    return Parts(tuple(headings), tuple(labels))


def _any_between(offsets: Sequence[int], earlier: Section, later: Section) -> bool:
    place = bisect_left(offsets, earlier.title.end)
    return place < len(offsets) and offsets[place] < later.title.start
