"""Headings that name no section: slips of the pen, and sections that the site does not have."""

from __future__ import annotations

import pytest

from medlint.checks.structure import MissingSections
from medlint.checks.unknown import UnknownSections
from medlint.config import default_config
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.text import decode

LAYOUT = default_config().layout


def page(*headings: str, title: str = "Timolol + Brinzolamide") -> Monograph:
    body = "".join(f"{heading}\n\nText.\n\n" for heading in headings)
    return parse(decode("page.md", f"---\ntitle: {title}\n---\n\n### Usage\n\nText.\n\n{body}".encode()), LAYOUT)


def hints(doc: Monograph) -> dict[str, str]:
    return {str(finding.values["heading"]): str(finding.values["hint"]) for finding in UnknownSections()(doc)}


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("Side Efects", "Side Effects"),
        ("Precuations", "Precautions"),
        ("Dosgae", "Dosage"),
        ("Adverse Effect", "Adverse Effects"),
        ("Storege:", "Storage"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(heading: str, meant: str) -> None:
    assert hints(page(f"### {heading}")) == {heading: f"; did you mean '{meant}'?"}


@pytest.mark.parametrize("heading", ["Conclusion", "What we do not know", "Dosage Adjustments", "History"])
def test_a_heading_of_its_own_is_told_without_a_guess(heading: str) -> None:
    assert hints(page(f"### {heading}")) == {heading: ""}


@pytest.mark.parametrize(
    "headings",
    [
        ("### Timolol",),
        ("### Combined use of timolol and brinzolamide",),
        ("#### Conclusion",),
        ("### Storage", "### Overdose"),
        ("### Dosage (Not Applicable)",),
        ("### **Disclaimer**",),
    ],
)
def test_drugs_sub_headings_and_known_names_are_left_alone(headings: tuple[str, ...]) -> None:
    assert hints(page(*headings)) == {}


def test_a_heading_over_sections_is_left_alone() -> None:
    text = "---\ntitle: A drug\n---\n\n## For patients\n\n### Usage\n\nText.\n\n### Dosage\n\nText.\n"
    assert hints(parse(decode("page.md", text.encode()), LAYOUT)) == {}


def test_a_missing_section_is_looked_for_among_the_slips() -> None:
    doc = page("### Dosage", "### Side Efects", "### How it Works", "### Precautions", "### FAQs", "### Generic Name")
    (finding,) = MissingSections()(doc)
    assert finding.span.of(doc.text) == "Side Efects"
    assert [(edit.span, edit.text) for edit in finding.edits] == [(finding.span, "Side Effects")]
    assert finding.values["hint"] == "; is 'Side Efects' meant for it?"


def test_without_a_slip_the_place_to_write_is_told() -> None:
    doc = page("### Dosage", "### How it Works", "### Precautions", "### FAQs", "### Generic Name")
    (finding,) = MissingSections()(doc)
    assert finding.edits == ()
    assert finding.values["advice"] == "Write a heading 'Side Effects' after 'Dosage' and its text."
