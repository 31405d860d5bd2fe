"""Descriptions: marks are taken out where YAML still reads a text, what is cut off stays."""

from __future__ import annotations

import pytest

from medlint.checks.description import DescriptionShape
from medlint.config import default_config
from medlint.fix import apply
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.text import decode

LAYOUT = default_config().layout
CHECK = DescriptionShape("description")


def page(yaml: str) -> Monograph:
    return parse(decode("page.md", f"---\ntitle: A\n{yaml}\nlayout: x\n---\n\nText.\n".encode()), LAYOUT)


def mended(yaml: str) -> str:
    doc = page(yaml)
    text, _ = apply(doc.text, [edit for finding in CHECK(doc) for edit in finding.edits])
    after = parse(decode("page.md", text.encode()), LAYOUT)
    assert [finding for finding in CHECK(after) if finding.values["fault"] == "holds Markdown marks"] == []
    assert after.meta["layout"] == "x"
    return str(after.meta["description"])


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("description: Against **severe** pain", "Against severe pain"),
        ("description: '**Severe** pain, __always__'", "Severe pain, always"),
        ('description: "- Against pain"', "Against pain"),
        ('description: "## Against *severe* pain"', "Against severe pain"),
        ("description: >-\n  - Against **severe\n  pain** and fever", "Against severe pain and fever"),
        ("description: >-\r\n  * Against pain", "Against pain"),
        ("description: |\n  \u2022 Against pain", "Against pain\n"),
        ("description: >-\n  Against *P.\n  falciparum*", "Against P. falciparum"),
    ],
)
def test_marks_are_taken_out(yaml: str, expected: str) -> None:
    assert mended(yaml) == expected


@pytest.mark.parametrize(
    "yaml",
    [
        "description: Against pain - and fever",
        "description: UGT1A1*28 and 2*3 and 4*5",
        "description: snake_case and dunder__name",
        "description:",
        "description: 5",
        "description: [one, two]",
        "descriptions: '**x**'",
    ],
)
def test_plain_words_are_left_alone(yaml: str) -> None:
    assert list(CHECK(page(yaml))) == []


@pytest.mark.parametrize("end", ["...", "\u2026", '..."'])
def test_what_is_cut_off_has_no_fix(end: str) -> None:
    start = '"' if end.endswith('"') else ""
    doc = page(f"description: {start}Against pain and{end}")
    (finding,) = CHECK(doc)
    assert (finding.span.of(doc.text), finding.edits) == (end.rstrip('"'), ())


def test_a_value_that_would_be_no_text_any_more_has_no_fix() -> None:
    (finding,) = CHECK(page("description: tr**ue**"))
    assert finding.edits == ()
