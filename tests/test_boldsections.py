"""Bold labels become headings: the same sections, the same words, and only what the fix says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.config import Config, default_config
from medlint.diagnostic import FileReport, Safety
from medlint.engine import Job, check
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.rule import load_rules
from medlint.testing import alone
from medlint.text import decode

RULE = next(rule for rule in load_rules() if rule.code == "STR006")
CONFIG = alone(default_config(), RULE)
TOP = "---\ntitle: Timolol + Brinzolamide\n---\n\n# Timolol + Brinzolamide\n\n"


def fixed(body: str, level: Safety = Safety.SAFE, config: Config = CONFIG) -> FileReport:
    return check(Job("page.md", (TOP + body).encode(), fix=level), config)


def body_of(report: FileReport) -> str | None:
    return None if report.fixed_text is None else report.fixed_text.removeprefix(TOP)


def page(text: str) -> Monograph:
    return parse(decode("page.md", text.encode()), CONFIG.layout)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("**Usage:**\n\nFor glaucoma.\n", "### Usage\n\nFor glaucoma.\n"),
        ("**Usage:**\nFor glaucoma.\n", "### Usage\n\nFor glaucoma.\n"),
        ("Text.\n**Usage:**\nFor glaucoma.\n", "Text.\n\n### Usage\n\nFor glaucoma.\n"),
        ("**Usage**\n\n* one\n* two\n", "### Usage\n\n* one\n* two\n"),
        ("  __Usage__:  \n\nFor glaucoma.\n", "  ### Usage\n\nFor glaucoma.\n"),
        ("**Dosage (adults):**\n\nOne drop.\n", "### Dosage (adults)\n\nOne drop.\n"),
        ("**Dosage** (adults):\n\nOne drop.\n", "### Dosage (adults)\n\nOne drop.\n"),
        ("**1. Usage:**\n\nFor glaucoma.\n", "### 1. Usage\n\nFor glaucoma.\n"),
        ("**Usage:**", "### Usage"),
    ],
)
def test_a_label_alone_on_its_line_is_fixed_safely(body: str, expected: str) -> None:
    assert body_of(fixed(body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("**Usage:** For glaucoma.\n", "### Usage\n\nFor glaucoma.\n"),
        ("**Usage** \u2013 For glaucoma.\n", "### Usage\n\nFor glaucoma.\n"),
        ("**Usage: For** glaucoma.\n", "### Usage\n\n**For** glaucoma.\n"),
        ("**Usage** (adults): For glaucoma.\n", "### Usage (adults)\n\nFor glaucoma.\n"),
        ("**Usage:** one\n**Dosage:** two\n", "### Usage\n\none\n\n### Dosage\n\ntwo\n"),
        (
            "* **Usage:** one\n* **Dosage:** two\n* **Precautions:** three\n  and four\n",
            "### Usage\n\none\n\n### Dosage\n\ntwo\n\n### Precautions\n\nthree\n  and four\n",
        ),
    ],
)
def test_text_on_the_labels_line_makes_the_fix_unsafe(body: str, expected: str) -> None:
    report = fixed(body)
    assert body_of(report) is None
    assert {one.fix.safety for one in report.diagnostics if one.fix} == {Safety.UNSAFE}
    assert body_of(fixed(body, Safety.UNSAFE)) == expected


DRUGS = "### Timolol\n\n**Usage:**\n\nOne.\n\n### Brinzolamide\n\n**Usage:** {}\n\n### Dosage\n\nOne drop.\n"


def test_labels_of_one_name_are_fixed_together_or_not_at_all() -> None:
    assert body_of(fixed(DRUGS.format("two"))) is None
    text = body_of(fixed(DRUGS.format("two"), Safety.UNSAFE))
    assert text is not None
    assert text.count("#### Usage\n\n") == 2
    assert body_of(fixed(DRUGS.format("* two"), Safety.UNSAFE)) is None


@pytest.mark.parametrize(
    "body",
    [
        "**Usage:** - against glaucoma\n",
        "**Usage:** 1. glaucoma\n",
        "**Usage:** > quoted\n",
        "**Usage:** | a | b |\n",
        "**Usage:**\n    indented far\n",
        "**Timolol**\n\n**Usage:** one\n\n**Brinzolamide**\n\n**Usage:** two\n",
        "* **Usage:** one\n\n  more\n* **Dosage:** two\n\n  more\n* **Precautions:** three\n\n  more\n",
        "* **Usage:** one\n  * more\n* **Dosage:** two\n  * more\n* **Precautions:** three\n  * more\n",
    ],
)
def test_what_a_heading_would_break_has_no_fix(body: str) -> None:
    report = fixed(body, Safety.UNSAFE)
    assert report.diagnostics
    assert body_of(report) is None
    assert all(one.fix is None for one in report.diagnostics)


@pytest.mark.parametrize(
    ("body", "heading"),
    [
        ("## Dosage\n\nOne drop.\n\n**Usage:**\n\nFor glaucoma.\n", "## Usage"),
        ("## Timolol\n\n**Usage:**\n\nFor glaucoma.\n", "### Usage"),
        ("### Timolol\n\n**Usage:**\n\nFor glaucoma.\n", "#### Usage"),
        ("### What we do not know\n\nMuch.\n\n**Usage:**\n\nFor glaucoma.\n", "### Usage"),
    ],
)
def test_the_heading_gets_the_level_of_the_pages_sections(body: str, heading: str) -> None:
    text = body_of(fixed(body))
    assert text is not None
    assert heading in text.split("\n")


def test_a_site_with_bold_headings_gets_a_bold_heading() -> None:
    config = replace(CONFIG, layout=replace(CONFIG.layout, heading_form="bold"))
    assert body_of(fixed("**Usage:**\n\nFor glaucoma.\n", config=config)) == "### **Usage**\n\nFor glaucoma.\n"


LABELS = ("Generic Name", "Usage", "Dosage", "Side Effects", "How it Works", "Precautions", "FAQs")
FORMS = (
    "**{}:**\n\n{}",
    "**{}:**\n{}",
    "**{}:** {}",
    "__{}__\n\n{}",
    "**{}** (note): {}",
    "### {}\n{}",
    "### {}\n\n{}",
)
BODIES = (
    "For pain, 20 mg.",
    "Take it:\n\n* with water,\n* with 1.5 g of food.",
    "One.\nTwo.\n\nThree.",
    "* **Q: May I drive?** A: Yes.\n\n* **Q: Why?** A: No harm.",
    "**Note:** read the leaflet.",
)
SECTIONS = st.lists(
    st.tuples(st.sampled_from(LABELS), st.sampled_from(FORMS), st.sampled_from(BODIES)),
    min_size=1,
    max_size=7,
    unique_by=lambda one: one[0],
)


def read(text: str) -> list[tuple[str | None, list[str]]]:
    doc = page(text)
    return [(section.key, words(section.body.of(doc.text))) for section in doc.sections]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


@given(SECTIONS, st.sampled_from(["\n", "\r\n"]), st.sampled_from([Safety.SAFE, Safety.UNSAFE]))
@settings(max_examples=120)
def test_the_fixed_page_reads_as_before(parts: list[tuple[str, str, str]], newline: str, level: Safety) -> None:
    text = (TOP + "\n\n".join(form.format(label, body) for label, form, body in parts) + "\n").replace("\n", newline)
    report = check(Job("page.md", text.encode(), fix=level), CONFIG)
    after = report.fixed_text or text
    assert read(after) == read(text)
    assert words(after) == words(text)
    assert [(faq.question, faq.answer) for faq in page(after).faqs] == [
        (faq.question, faq.answer) for faq in page(text).faqs
    ]
    if newline == "\r\n":
        assert after.count("\n") == after.count("\r\n")
    again = check(Job("page.md", after.encode(), fix=level), CONFIG)
    assert again.fixed_text is None
    # What begins a list behind its label cannot be moved below a heading.
    lists = any("\n" not in form and body.startswith("*") for _, form, body in parts)
    assert again.diagnostics == () or lists or level is Safety.SAFE
