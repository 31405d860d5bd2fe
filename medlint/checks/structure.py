"""Sections: which are missing, empty, repeated, out of order or not marked up as headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from medlint.checks import check
from medlint.diagnostic import Finding, Related
from medlint.monograph import Monograph, Section, SectionName

_WORD = re.compile(r"\w")
_NAME_BREAK = re.compile(r"\s*(?:\+|/|,|&|\band\b|\bwith\b)\s*")


def _listing(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


@check("missing-sections")
@dataclass(frozen=True)
class MissingSections:
    """One finding for each required section that a page with sections does not have."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        present = {section.key for section in doc.known_sections}
        if not present:
            return
        order = [name for name in doc.layout.sections if name.required or name.key in present]
        for number, name in enumerate(order):
            if name.required and name.key not in present:
                yield Finding(doc.title_span, {"section": name.names[0], "place": self._place(order, number, present)})

    @staticmethod
    def _place(order: list[SectionName], number: int, present: set[str | None]) -> str:
        """Say where the section belongs, by a neighbour that the page has."""
        for name in reversed(order[:number]):
            if name.key in present:
                return f"after '{name.names[0]}'"
        after = next((name for name in order[number:] if name.key in present), None)
        return f"before '{after.names[0]}'" if after else "in the page"


@check("no-sections")
@dataclass(frozen=True)
class NoSections:
    """The page has front matter and text, but no section at all."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        if not doc.known_sections and doc.front_matter.present:
            required = [name.names[0] for name in doc.layout.sections if name.required]
            if required:
                yield Finding(doc.title_span, {"sections": _listing(required)})


@check("empty-section")
@dataclass(frozen=True)
class EmptySection:
    """A section's body holds no word."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        for section, following in zip_longest(doc.sections, doc.sections[1:]):
            if section.key in (None, "disclaimer", "ai_note") or _WORD.search(section.body.of(doc.text)):
                continue
            # "### Generic Name: Ivabradine" says it in the heading; "### Usage" over "### Ivabradine" says it below.
            in_heading = ":" in section.heading.rstrip(": *_")
            below = following is not None and following.key in (None, section.key)
            if not in_heading and not below:
                yield Finding(section.title, {"section": section.title.of(doc.text)})


@check("repeated-section")
@dataclass(frozen=True)
class RepeatedSection:
    """The same section twice, unless the page goes through its ingredients one by one.

    Headings are an outline, so between two of them only another heading begins a new part. Between bold labels, a label
    that names an ingredient of the title does too.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        first: dict[tuple[str | None, str], Section] = {}
        for section in doc.known_sections:
            name = (section.key, section.heading.rstrip(": ").casefold())
            earlier = first.setdefault(name, section)
            if earlier is section or self._divided(doc, earlier, section):
                continue
            line = doc.source.position(earlier.title.start).line
            yield Finding(
                section.title,
                {"section": section.title.of(doc.text), "line": line},
                related=(Related(earlier.title, "the first one"),),
            )

    @staticmethod
    def _divided(doc: Monograph, earlier: Section, later: Section) -> bool:
        """Return whether a new part begins between two sections of one name."""
        ingredients = [name.casefold() for name in _NAME_BREAK.split(doc.title) if len(name) > 3]
        # "Generic Name: Timolol" is a section and begins a part at once.
        own = {
            section.title.start
            for section in doc.known_sections
            if not any(name in section.heading.casefold() for name in ingredients)
        }
        for block in doc.blocks:
            if not earlier.title.end <= block.span.start < later.title.start:
                continue
            words = block.span.of(doc.text)
            if block.kind == "heading" and not any(start in block.span for start in own):
                return True
            if later.markup in ("heading", "bold-heading"):
                continue
            label = words.split("\n", 1)[0]
            if label.startswith("**") and len(label) < 80 and any(name in label.casefold() for name in ingredients):
                return True
        return False


@check("section-order")
@dataclass(frozen=True)
class SectionOrder:
    """A section stands before one that the layout puts above it. Said once a page."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        ranks = {name.key: rank for rank, name in enumerate(doc.layout.sections)}
        seen: list[Section] = []
        for section in doc.known_sections:
            if any(section.key == other.key for other in seen):
                continue
            over = next((other for other in seen if ranks[other.key or ""] > ranks[section.key or ""]), None)
            if over is not None:
                values = {"section": section.title.of(doc.text), "other": over.title.of(doc.text)}
                yield Finding(section.title, values, related=(Related(over.title, "this one is to come later"),))
                return
            seen.append(section)


@check("bold-sections")
@dataclass(frozen=True)
class BoldSections:
    """A section's name is bold text instead of a heading."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        for section in doc.known_sections:
            if section.markup in ("bold-line", "bold-label"):
                heading = f"{'#' * self._level(doc, section)} {section.heading}"
                yield Finding(section.title, {"section": section.heading, "heading": heading})

    @staticmethod
    def _level(doc: Monograph, section: Section) -> int:
        """The level of the page's sections, or the one below the heading that this section stands under."""
        above = [s.level for s in doc.sections if s.level and s.key is None and s.title.start < section.title.start]
        return min(6, max(doc.layout.section_level, above[-1] + 1 if above else 0))
