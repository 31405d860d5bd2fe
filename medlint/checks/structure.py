"""Sections: which are missing, empty, repeated or out of order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import zip_longest

from medlint.checks import check
from medlint.checks.outline import Parts, label_name, parts_of
from medlint.checks.unknown import find_slips
from medlint.diagnostic import Edit, Finding, Related
from medlint.layout import Layout, SectionName
from medlint.monograph import Monograph, Section
from medlint.patterns import lazy
from medlint.records import dataclass

_WORD = lazy(r"\w")
_HEADINGS = ("heading", "bold-heading")


@lru_cache(maxsize=64)
def _required(layout: Layout) -> frozenset[str | None]:
    return frozenset(name.key for name in layout.sections if name.required)


@lru_cache(maxsize=64)
def _ranks(layout: Layout) -> Mapping[str | None, int]:
    """Return the place of each section in the layout's order, by its key."""
    return {name.key: rank for rank, name in enumerate(layout.sections)}


def _listing(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


@check("missing-sections")
@dataclass(frozen=True)
class MissingSections:
    """One finding for each required section that a page with sections does not have.

    The edit renames a heading that seems to be a slip of the section's name. There is none that writes a heading with
    nothing below it: that would take the finding away and leave the gap.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        present = {section.key for section in doc.known_sections}
        if not present or present >= _required(doc.layout):
            return
        order = [name for name in doc.layout.sections if name.required or name.key in present]
        missing = [number for number, name in enumerate(order) if name.required and name.key not in present]
        slips = self._slips(doc)
        for number in missing:
            name = order[number]
            section, place = name.names[0], self._place(order, number, present)
            if name.key not in slips:
                advice = f"Write a heading '{section}' {place} and its text."
                values = {"found": "", "name": section, "hint": ""}
                yield Finding(doc.title_span, {"section": section, "advice": advice, **values})
                continue
            heading, words = slips[name.key]
            advice = f"If '{heading.heading}' is meant, call it '{words}'; else write the section, {place}."
            values = {"found": heading.heading, "name": words, "hint": f"; is '{heading.heading}' meant for it?"}
            edit = Edit(heading.title, words)
            yield Finding(heading.title, {"section": section, "advice": advice, **values}, (edit,))

    @staticmethod
    def _slips(doc: Monograph) -> dict[str, tuple[Section, str]]:
        """Return the headings that seem to be slips of a section's name: by its key, with the name that is meant."""
        found: dict[str, tuple[Section, str]] = {}
        for section, (words, meant) in find_slips(doc).items():
            found.setdefault(meant.key, (section, words))
        return found

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
        text = doc.text
        for section, following in zip_longest(doc.sections, doc.sections[1:]):
            body = section.body
            if section.key in (None, "disclaimer", "ai_note") or _WORD.search(text, body.start, body.end):
                continue
            # "### Generic Name: Ivabradine" says it in the heading; "### Usage" over "### Ivabradine" says it below.
            in_heading = ":" in section.heading.rstrip(": *_")
            below = following is not None and (following.key in (None, section.key) or _holds(section, following))
            if not in_heading and not below:
                yield Finding(section.title, {"section": section.title.of(doc.text)})


def _holds(section: Section, following: Section) -> bool:
    """Say whether the next section is a label with its text, below a heading: "**Generic Name:** Ivabradine"."""
    return section.markup in _HEADINGS and following.markup == "bold-label"


@check("repeated-section")
@dataclass(frozen=True)
class RepeatedSection:
    """The same section twice, unless the page goes through its ingredients one by one.

    Headings are an outline, so between two of them only another heading begins a new part. Between bold labels, a label
    that names an ingredient of the title does too.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        if len({section.key for section in doc.known_sections}) == len(doc.known_sections):
            return
        first: dict[tuple[str | None, str], Section] = {}
        parts: Parts | None = None
        for section in doc.known_sections:
            earlier = first.setdefault((section.key, label_name(section)), section)
            if earlier is section:
                continue
            parts = parts or parts_of(doc)
            labelled = section.markup not in _HEADINGS
            if parts.heading_between(earlier, section) or (labelled and parts.label_between(earlier, section)):
                continue
            line = doc.source.position(earlier.title.start).line
            yield Finding(
                section.title,
                {"section": section.title.of(doc.text), "line": line},
                related=(Related(earlier.title, "the first one"),),
            )


@check("section-order")
@dataclass(frozen=True)
class SectionOrder:
    """A section stands before one that the layout puts above it. Said once a page."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        ranks = _ranks(doc.layout)
        order = [ranks[section.key] for section in doc.known_sections]
        if order == sorted(order):
            return
        seen: list[Section] = []
        for section in doc.known_sections:
            if any(section.key == other.key for other in seen):
                continue
            over = next((other for other in seen if ranks[other.key] > ranks[section.key]), None)
            if over is not None:
                values = {"section": section.title.of(doc.text), "other": over.title.of(doc.text)}
                yield Finding(section.title, values, related=(Related(over.title, "this one is to come later"),))
                return
            seen.append(section)
