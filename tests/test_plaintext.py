"""Markdown as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.parser import read_blocks
from medlint.parser.plaintext import block_text, has_stray_marks, inline_text
from medlint.text import Source, Span


def words(markdown: str) -> str:
    source = Source("page.md", markdown)
    return block_text(source, read_blocks(source, 0), Span(0, len(markdown)))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**No.** Take *one* `tablet`.", "No. Take one tablet."),
        ("See [the leaflet](https://example.org/1).", "See the leaflet."),
        ("CrCl <30 and age >65", "CrCl <30 and age >65"),
        ("5 &lt; 6 \\* 2 &amp; more", "5 < 6 * 2 & more"),
        ("P2Y<sub>12</sub>, 10<sup>9</sup>/L, the 1<sup>st</sup> day", "P2Y12, 10\u2079/L, the 1st day"),
        ("one<br>two<!-- three -->", "one two"),
        ("![a tablet](x.png) snake_case_name", "a tablet snake_case_name"),
        ("What is it?** **A:** No", "What is it? A: No"),
    ],
)
def test_one_paragraph(markdown: str, text: str) -> None:
    assert inline_text(markdown) == text


@pytest.mark.parametrize(("markdown", "stray"), [("**No.** Yes", False), ("No.** Yes", True), ("2 * 3", False)])
def test_marks_that_lost_their_other_half(markdown: str, stray: bool) -> None:
    assert has_stray_marks(markdown) is stray


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("One\ntwo.\n\nThree.", "One two.\n\nThree."),
        (
            "If:\n\n3. you bleed,\n4. it lasts for 2 days\n   or more.",
            "If:\n3. you bleed,\n4. it lasts for 2 days or more.",
        ),
        ("* Iron\n* Zinc:\n  - as *sulfate*\n  - as oxide", "- Iron\n- Zinc:\n  - as sulfate\n  - as oxide"),
        ("* Iron\n\n  Take it with food.\n* Zinc", "- Iron\n\n  Take it with food.\n- Zinc"),
        ("* Iron only", "Iron only"),
        ("| Age | Dose |\n|---|:-:|\n| 6 to 12 | **5 mg** |", "Age | Dose\n6 to 12 | 5 mg"),
        ("Mix:\n\n```\n  1 part\n2 parts\n```", "Mix:\n\n  1 part\n2 parts"),
        ("> Not with\n> alcohol.", "Not with alcohol."),
        ("#### In short\n\nNo.", "In short\n\nNo."),
    ],
)
def test_blocks(markdown: str, text: str) -> None:
    assert words(markdown) == text


def test_the_span_may_begin_and_end_inside_of_a_block() -> None:
    markdown = "* **Q: Safe?** A: Yes.\n  * Today\n  * Tomorrow\n* **Q: Old?** A: No."
    source = Source("page.md", markdown)
    span = Span(markdown.index("Yes"), markdown.index("\n* **Q: Old"))
    assert block_text(source, read_blocks(source, 0), span) == "Yes.\n- Today\n- Tomorrow"


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert "**" not in inline_text(text)
    assert "\r" not in words(text)
