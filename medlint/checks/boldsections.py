"""Sections whose names are bold text, and the headings that they are turned into."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.outline import (
    heading_words,
    is_blank_line,
    label_name,
    main_level,
    names_ingredient,
    opens_block,
    parts_of,
)
from medlint.diagnostic import Edit, Finding, Safety
from medlint.monograph import Block, Monograph, Section
from medlint.once import once
from medlint.patterns import lazy
from medlint.records import dataclass, replace
from medlint.text import Span

_LINE = "bold-line"
_MARKUP = (_LINE, "bold-label")
_BRACKET = lazy(r"\([^()\r\n]{1,160}\)")
_MARKS = lazy(r"[*_]{1,3}")


@check("bold-sections")
@dataclass(frozen=True)
class BoldSections:
    """A section's name is bold text instead of a heading.

    The edits write the heading. They are safe where the name is alone on its line; where the text follows on the same
    line, the author may have meant a short line of facts, so a person has to look. There are none where the page goes
    on in a way that a heading would break: where it tells its drugs apart by bold labels alone, or inside of nested
    lists.

    Of labels of one name, all are fixed or none, and all are unsafe if one is.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        if not any(section.markup in _MARKUP for section in doc.known_sections):
            return
        found = list(_findings(doc))
        # Once a heading has a section's name, bold labels of that name are read as text: all of them, or none.
        kept = {section.key for section, finding in found if not finding.edits}
        unsafe = {section.key for section, finding in found if finding.safety is not Safety.SAFE}
        for section, finding in found:
            edits = () if section.key in kept else finding.edits
            yield replace(finding, edits=edits, safety=Safety.UNSAFE if section.key in unsafe else Safety.SAFE)


def _findings(doc: Monograph) -> Iterator[tuple[Section, Finding]]:
    """Yield each bold label with its finding, as if it were the page's only one."""
    page = _Page(doc)
    drug: Section | None = None
    for section in doc.sections:
        if section.key is None and section.level:
            drug = section if names_ingredient(doc, section.heading) else None
        elif section in page.labels:
            # The level of the page's sections, or the one below the heading of the drug that this one is about.
            level = min(6, max(page.level, drug.level + 1 if drug else 0))
            label = _Label(doc, section, page.block_of(section))
            heading = f"{'#' * level} {heading_words(doc, label.words)}"
            edits = () if label_name(section) in page.repeated else label.edits(heading, page)
            alone = section.markup == _LINE and not label.listed
            values = {"section": section.heading, "heading": heading}
            safety = Safety.SAFE if alone else Safety.UNSAFE
            yield section, Finding(section.title, values, edits, safety=safety)


@dataclass(frozen=True)
class _Page:
    """What all labels of one page are looked at with."""

    doc: Monograph

    @once
    def level(self) -> int:
        return main_level(self.doc)

    @once
    def labels(self) -> frozenset[Section]:
        return frozenset(section for section in self.doc.known_sections if section.markup in _MARKUP)

    @once
    def _starts(self) -> list[int]:
        return [block.span.start for block in self.doc.blocks]

    def block_of(self, section: Section) -> int:
        """Return the number of the block that a section's name stands in."""
        return bisect_right(self._starts, section.title.start) - 1

    @once
    def repeated(self) -> frozenset[str]:
        """The names that come twice without a heading between: as headings they would seem to repeat."""
        parts = parts_of(self.doc)
        last: dict[str, Section] = {}
        found = set()
        for section in self.doc.known_sections:
            name = label_name(section)
            if name in last and not parts.heading_between(last[name], section):
                found.add(name)
            last[name] = section
        return frozenset(found)

    def has_more(self, number: int) -> bool:
        """Return whether a block's list item holds other blocks too, or stands in another item itself."""
        block, after = self.doc.blocks[number], self.doc.blocks[number + 1 : number + 2]
        return block.depth > 1 or any(one.item == block.item or one.depth > 1 for one in after)


class _Label:
    """One bold label, the block that it stands in, and what it takes to make it a heading."""

    def __init__(self, doc: Monograph, section: Section, number: int) -> None:
        self._doc = doc
        self._section = section
        self._number = number
        self._block: Block = doc.blocks[number]
        self._line = doc.source.position(section.span.start).line
        line_end = doc.source.line_span(self._line).end
        # The label's markup ends at the text behind it, or at the end of its line.
        self._end = section.body.start if section.body and section.body.start < line_end else line_end
        self._rest = doc.text[self._end : line_end]

    @property
    def listed(self) -> bool:
        """Whether the label opens an item of a list."""
        return self._block.item is not None

    @property
    def words(self) -> str:
        """The section's name, with the bracket that stands between it and its colon."""
        bracket = _BRACKET.search(self._doc.text, self._section.title.end, self._end)
        return f"{self._section.heading} {bracket.group()}" if bracket else self._section.heading

    def edits(self, heading: str, page: _Page) -> tuple[Edit, ...]:
        """Return the edit that makes the label a heading with blank lines around it; none where more would change."""
        doc = self._doc
        if self.listed and page.has_more(self._number):
            return ()
        following = self._line + 1
        if self._rest:
            broken, gap = opens_block(self._rest), f"\n\n{self._open_marks()}"
        elif is_blank_line(doc, following):
            broken, gap = False, ""
        else:
            # A line of the label's own paragraph: below a heading it may be read as something else.
            inside = self._block.end_line >= following
            broken, gap = inside and opens_block(doc.source.line_span(following).of(doc.text)), "\n"
        if broken:
            return ()
        start = doc.source.line_span(self._line).start if self.listed else self._section.span.start
        above = "" if is_blank_line(doc, self._line - 1) else "\n"
        return (Edit(Span(start, self._end), above + heading + gap),)

    def _open_marks(self) -> str:
        """Return the bold marks that go on behind the label ("**Usage: for pain**"): the text behind needs them."""
        text = self._doc.text
        marks = _MARKS.match(text, self._section.span.start)
        if marks is None or marks.group() in text[self._section.title.end : self._end]:
            return ""
        return marks.group()
