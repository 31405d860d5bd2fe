"""Questions in HTML and in tables, and where a question and its answer end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.config import default_config
from medlint.monograph import Faq
from medlint.parser import parse
from medlint.text import decode

LAYOUT = default_config().layout
TOP = "---\ntitle: Exampline\n---\n\n# Exampline\n\n### FAQs\n\n"


def faqs(written: str) -> tuple[Faq, ...]:
    return parse(decode("page.md", (TOP + written).encode()), LAYOUT).faqs


@pytest.mark.parametrize(
    ("written", "pairs"),
    [
        ("<details>\n<summary>Can I drive?</summary>\n\nYes, *soon*.\n\nAsk.\n\n</details>", ["Yes, *soon*. Ask."]),
        ("<details><summary><b>Q: Can I drive?</b></summary><p>A: Yes.</p></details>", ["Yes."]),
        ("<h4>Can I drive?</h4>\n<p>Yes.</p>\n<h4>Can I drive?</h4>\n<p>No.</p>", ["Yes.", "No."]),
        ("<dl>\n<dt>Can I drive?</dt>\n<dd>Yes.</dd>\n</dl>", ["Yes."]),
        ("| Question | Answer |\n|---|---|\n| **Can I drive?** | Yes. |\n| Can I drive? | |", ["Yes.", ""]),
    ],
)
def test_html_and_tables(written: str, pairs: list[str]) -> None:
    found = faqs(written)
    assert [faq.question for faq in found] == ["Can I drive?"] * len(pairs)
    assert [faq.answer for faq in found] == pairs
    assert {faq.style for faq in found} == {"other"}


@pytest.mark.parametrize(
    "written",
    [
        "<details>\n<summary>More</summary>\n\nYes.\n\n</details>",
        "| Dose | Age |\n|---|---|\n| 5 mg | 6? |",
        "<!-- Can I drive? -->",
    ],
)
def test_no_question(written: str) -> None:
    assert not faqs(written)


def test_a_table_in_an_answer_stays_in_it() -> None:
    (one,) = faqs("* **Q: How much?** A: See:\n\n  | Age | Dose |\n  |---|---|\n  | 6 | 5 mg |")
    assert one.answer.endswith("| 6 | 5 mg |")
    assert one.answer_span is not None
    assert one.span.end == one.answer_span.end


def test_the_marker_of_an_answer_that_is_not_there_belongs_to_the_question() -> None:
    (one,) = faqs("* **Q: How much?** A:")
    assert (TOP + "* **Q: How much?** A:")[one.span.start : one.span.end] == "**Q: How much?** A:"


def test_bold_words_at_the_beginning_of_an_answer_are_its_own() -> None:
    (one,) = faqs("**Q: Can I drive?**\nA:  **No.** Wait.")
    assert one.answer_span is not None
    assert (TOP + "**Q: Can I drive?**\nA:  **No.** Wait.")[one.answer_span.start :] == "**No.** Wait."


@given(st.text(alphabet="<>/sumarydtlhp4 ?|Qq:\n*", max_size=120))
def test_any_markup_is_read(written: str) -> None:
    text = TOP + written
    for faq in faqs(written):
        assert len(TOP) <= faq.span.start < faq.span.end <= len(text)
        assert faq.question_span.start >= faq.span.start
