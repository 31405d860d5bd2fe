"""Heading levels, and headings that are more than a plain label."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.config import Overrides, default_config, resolve
from medlint.diagnostic import FileReport, Safety
from medlint.engine import Job, check
from medlint.rule import load_rules
from medlint.testing import alone

RULES = {rule.code: rule for rule in load_rules()}
TITLE = "---\ntitle: Timolol\n---\n"


def run(code: str, body: str, level: Safety = Safety.UNSAFE, top: str = TITLE, form: str = "plain") -> FileReport:
    config = alone(default_config(), RULES[code])
    config = replace(config, layout=replace(config.layout, heading_form=form))
    return check(Job("page.md", (top + body).encode(), fix=level), config)


def levels(text: str) -> list[int]:
    return [len(line) - len(line.lstrip("#")) for line in text.split("\n") if line.startswith("#")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1, 3, 3], [1, 2, 2]),
        ([1, 3, 4, 5, 3], [1, 2, 3, 4, 2]),
        ([1, 2, 4, 4, 2, 3], [1, 2, 3, 3, 2, 3]),
        ([1, 4, 2, 3], [1, 2, 2, 3]),
        ([3, 4], [2, 3]),
        ([2, 4], [2, 3]),
    ],
)
def test_the_tree_moves_up_as_one(before: list[int], after: list[int]) -> None:
    report = run("STR007", "".join(f"{'#' * level} Words\n\nText.\n\n" for level in before), Safety.SAFE)
    assert len(report.fixed) == 1
    assert levels(report.fixed_text or "") == after
    assert report.diagnostics == ()


@pytest.mark.parametrize(
    ("body", "top"),
    [
        ("## Usage\n\n### Adults\n\n## Dosage\n", TITLE),
        ("# Timolol\n\nUsage\n-----\n\n### Adults\n", TITLE),
        ("### Usage\n\nText.\n\n#### Adults\n", ""),
        ("# Timolol\n\n> #### Quoted\n\n## Usage\n", TITLE),
        ("# Timolol\n\n```\n#### no heading\n```\n", TITLE),
        ("No heading at all.\n", TITLE),
    ],
)
def test_a_page_without_gaps_is_left_alone(body: str, top: str) -> None:
    assert run("STR007", body, top=top).diagnostics == ()


def test_closing_hashes_and_items_of_lists_are_no_obstacle() -> None:
    report = run("STR007", "# T\n\n### Usage ###\n\n- #### In a list\n")
    assert report.fixed_text == TITLE + "# T\n\n## Usage ###\n\n- ### In a list\n"


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12), st.booleans())
@settings(max_examples=150)
def test_one_fix_closes_all_gaps(before: list[int], titled: bool) -> None:
    body = "".join(f"{'#' * level} Words\n\nText.\n\n" for level in before)
    report = run("STR007", body, Safety.SAFE, TITLE if titled else "")
    after = levels(report.fixed_text or body)
    assert report.diagnostics == ()
    assert all(new <= old for old, new in zip(before, after, strict=True))
    assert all(later <= earlier + 1 for earlier, later in pairwise(after))


def test_the_rule_is_off_where_the_preset_says_so() -> None:
    def active(preset: str) -> bool:
        config = resolve(".", Overrides(isolated=True, config=(f'extends="{preset}"',))).for_path("page.md")
        return "STR007" in dict(config.rules)

    assert [active(preset) for preset in ("minimal-medicine", "rxsite", "none")] == [False, True, True]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("### Usage:", "### Usage", "ends on a colon"),
        ("### Usage :", "### Usage", "ends on a colon"),
        ("### **Usage**", "### Usage", "is in bold"),
        ("### **Usage:**", "### Usage", "is in bold and ends on a colon"),
        ("### **Usage**:", "### Usage", "is in bold and ends on a colon"),
        ("### __Usage__ (adults)", "### Usage (adults)", "is in bold"),
        ("### Usage: ###", "### Usage ###", "ends on a colon"),
        ("Usage:\n------", "Usage\n------", "ends on a colon"),
        ("# **Timolol**", "# Timolol", "is in bold"),
    ],
)
def test_marks_are_taken_off_safely(before: str, after: str, fault: str) -> None:
    report = run("STR008", f"{before}\n\nText.\n", Safety.SAFE)
    assert [one.message.split("' ", 1)[1] for one in report.fixed] == [fault]
    assert report.fixed_text == f"{TITLE}{after}\n\nText.\n"
    assert report.diagnostics == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("### Usage: It lowers the pressure in the eye.\n", "### Usage\n\nIt lowers the pressure in the eye.\n"),
        ("### Generic Name: Timolol\nText.\n", "### Generic Name\n\nTimolol\n\nText.\n"),
        ("#### **Adults:** One drop each day.\n", "#### Adults\n\nOne drop each day.\n"),
        ("#### **Adults**  One drop, as the leaflet has it\n", "#### Adults\n\nOne drop, as the leaflet has it\n"),
    ],
)
def test_text_is_moved_out_of_a_heading_by_an_unsafe_fix(before: str, after: str) -> None:
    assert run("STR008", before, Safety.SAFE).fixed_text is None
    report = run("STR008", before)
    assert report.fixed_text == TITLE + after
    assert report.diagnostics == ()


@pytest.mark.parametrize(
    "body",
    [
        "### Usage: - It lowers the pressure in the eye.\n",
        "### Usage: It lowers the pressure in the eye. ###\n",
        "- ### Usage: It lowers the pressure in the eye.\n",
        "Usage: It lowers the pressure in the eye.\n---\n",
    ],
)
def test_text_that_would_not_stay_a_paragraph_is_left_in_the_heading(body: str) -> None:
    report = run("STR008", body)
    assert [one.fix for one in report.diagnostics] == [None]


@pytest.mark.parametrize(
    "body",
    [
        "### Usage\n",
        "### Dosage (Not Applicable)\n",
        "### Dosage: adults\n",
        "### Phase 2: the first month of the treatment\n",
        "### Ratio 2:1\n",
        "### *Saccharomyces boulardii*\n",
        "### Is it safe: yes or no?\n",
        "### **Q1: May I drive?**\n",
        "> ### **Usage:**\n",
        "### **:**\n",
        "### :\n",
        "###\n",
    ],
)
def test_plain_headings_and_questions_are_left_alone(body: str) -> None:
    assert run("STR008", body).diagnostics == ()


def test_where_all_headings_are_bold_only_colons_are_noise() -> None:
    report = run("STR008", "## **Usage**\n\n### **Adults:**\n\n### **Children:** As the leaflet says.\n", form="bold")
    assert report.fixed_text == f"{TITLE}## **Usage**\n\n### **Adults**\n\n### **Children**\n\nAs the leaflet says.\n"


def test_an_underlined_heading_that_would_turn_into_a_list_keeps_its_marks() -> None:
    report = run("STR008", "**1. Usage**\n---\n\nText.\n")
    assert [one.fix for one in report.diagnostics] == [None]


@pytest.mark.parametrize("sign", [" ", ":", "**", "**a:** ", "a: ", "(", "__"])
def test_no_heading_takes_long(sign: str) -> None:
    report = run("STR008", f"### x{sign * (60_000 // len(sign))}y:\n")
    assert not report.crashed
