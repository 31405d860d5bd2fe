"""The copy of the questions in the front matter, and the fix that writes it anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.config import default_config
from medlint.diagnostic import Diagnostic, Safety
from medlint.engine import Job, check
from medlint.frontmatter import read
from medlint.text import decode
from medlint.yamlwrite import Style, write_double, write_scalar

BASE = default_config()
CONFIG = replace(BASE, rules=tuple(pair for pair in BASE.rules if pair[0] == "FAQ007"))
BODY = """
# Exampline

### FAQs

* **Q: Can I drive?** A: **Yes**, after 2 hours.
* **Q: How do I take it?** A: So:
  1. Wash your hands.
  2. Take 1 tablet.
"""
RIGHT = (
    "\n  - q: Can I drive?\n    a: Yes, after 2 hours."
    '\n  - q: How do I take it?\n    a: "So:\\n1. Wash your hands.\\n2. Take 1 tablet."'
)


def page(faqs: str, body: str = BODY) -> str:
    return f"---\ntitle: Exampline\nfaqs:{faqs}\nis_banned: false # as of May\n---\n{body}"


def lint(text: str) -> tuple[Diagnostic, ...]:
    return check(Job("page.md", text.encode()), CONFIG).diagnostics


def fix(text: str, level: Safety = Safety.SAFE) -> str:
    report = check(Job("page.md", text.encode(), fix=level), CONFIG)
    assert not report.diagnostics
    assert report.fixed_text is not None
    again = check(Job("page.md", report.fixed_text.encode(), fix=level), CONFIG)
    assert again.fixed_text is None
    return report.fixed_text


@pytest.mark.parametrize(
    "faqs",
    [
        RIGHT,
        (
            "\n  - q: can I **drive**\n    a: Yes after 2 hours"
            "\n  - q: How do I take it?\n    a: 'So: Wash your hands. Take 1 tablet.'"
        ),
        (
            "\n- a: Yes, after 2 hours.\n  id: 1\n  q: Can I drive?"
            "\n- q: How do I take it?\n  a: |\n    So:\n\n    1. Wash your hands.\n    2. Take 1 tablet."
        ),
        " true",
        "\n  - name: Can I drive?",
        "\n  - Can I drive?",
    ],
)
def test_silent(faqs: str) -> None:
    assert not lint(page(faqs))


def test_silent_where_the_front_matter_or_the_page_has_no_questions() -> None:
    assert not lint(f"---\ntitle: Exampline\n---\n{BODY}")
    assert not lint(page(RIGHT, "\n# Exampline\n\n### Usage\n\nPain.\n"))


@pytest.mark.parametrize(
    ("faqs", "flagged", "fault"),
    [
        (RIGHT.replace("2 hours", "3 hours"), "Yes, after 3 hours.", "entry 1 the answer is another"),
        (
            RIGHT.replace("drive?", "drive?** **A:** Yes, after 2 hours."),
            "Can I drive?** **A:** Yes",
            "holds the answer",
        ),
        (RIGHT.replace("drive?", "drive?**"), "Can I drive?**", "a mark '**' is left"),
        (RIGHT.replace("Yes, after", "'A: Yes, after").replace("2 hours.", "2 hours.'"), "A: Yes", "begins with 'A:'"),
        (RIGHT.replace("\n    a: Yes, after 2 hours.", ""), "q: Can I drive?", "the answer is missing"),
        (RIGHT.replace(" Can I drive?", ""), "", "the question is missing"),
        ("\n  - q: Can I drive?\n    a: Yes, after 2 hours.", "faqs", "it holds 1 questions and the page 2"),
        ("", "faqs", "it holds 0 questions and the page 2"),
        (" []", "faqs", "it holds 0 questions and the page 2"),
    ],
)
def test_faults(faqs: str, flagged: str, fault: str) -> None:
    text = page(faqs)
    (one,) = lint(text)
    assert one.span.of(text).startswith(flagged)
    assert fault in one.message


def test_entries_that_are_right_and_all_other_bytes_stay() -> None:
    wrong = RIGHT.replace("Yes, after 2 hours.", '"A:** Yes, after 2 hours."  ').replace("- q: How", "-  q:   How")
    wrong = wrong.replace('\n    a: "So', '\n     a: "So')
    assert fix(page(wrong)) == page(wrong).replace("A:** Yes", "Yes")


def test_other_keys_stay_where_the_entry_is_about_the_same_question() -> None:
    wrong = RIGHT.replace("Yes, after 2 hours.", "A little.").replace("    a: A", "    id: 7\n    a: A")
    (one,) = lint(page(wrong))
    assert one.fix is not None
    assert one.fix.safety is Safety.UNSAFE
    assert fix(page(wrong), Safety.UNSAFE) == page(wrong).replace("A little.", "Yes, after 2 hours.")


@pytest.mark.parametrize(
    "faqs",
    [
        RIGHT.replace("2 hours.", "3 hours. # checked"),
        RIGHT.replace("\n  - q: How", "\n  # on taking\n  - q: How").replace("Yes, ", ""),
        "\n  - q: Can I drive?\n    a: >- # short\n      Yes.",
        "\n  - id: 7\n    q: Can I swim?\n    a: No.\n  - id: 8\n    q: How do I take it?\n    a: So.",
        "\n  - id: 7\n    q: Can I drive?\n    a: Yes, after 2 hours.",
        RIGHT.replace("a: Yes, after 2 hours.", "a: &no No.") + "\nshort: *no",
    ],
)
def test_no_fix_where_something_would_be_lost(faqs: str) -> None:
    (one,) = lint(page(faqs))
    assert one.fix is None


def test_no_fix_where_the_page_has_a_question_without_an_answer() -> None:
    (one,) = lint(page(RIGHT, BODY.replace("**Yes**, after 2 hours.", "")))
    assert one.fix is None


def test_a_copy_with_words_of_its_own_is_no_safe_matter() -> None:
    (one,) = lint(page(RIGHT.replace("2 hours", "3 hours")))
    assert one.fix is not None
    assert one.fix.safety is Safety.UNSAFE


@pytest.mark.parametrize(
    ("faqs", "fixed"),
    [
        (" []", '\n  - q: "Can I drive?"\n    a: "Yes, after 2 hours."\n  - q: "How do I take it?"\n    a: "So:'),
        ("", '\n  - q: "Can I drive?"\n    a: "Yes, after 2 hours."\n  - q: "How do I take it?"\n    a: "So:'),
        (" null", '\n  - q: "Can I drive?"\n    a: "Yes, after 2 hours."\n  - q: "How do I take it?"\n    a: "So:'),
        (
            "\n-   a: 'Yes'\n    q: 'Can I drive?'",
            "\n-   a: 'Yes, after 2 hours.'\n    q: 'Can I drive?'\n-   a: \"So:",
        ),
        (
            "\n  - q: |-\n      Can I drive?\n    a: >\n      Yes",
            "\n  - q: Can I drive?\n    a: Yes, after 2 hours.\n  - q: H",
        ),
        (
            " [{q: Can I drive?, a: 'Yes'}, {q: 'How do I take it?', a: ''}]",
            " [{q: Can I drive?, a: 'Yes, after 2 hours.'}",
        ),
    ],
)
def test_the_list_is_written_in_the_style_of_the_file(faqs: str, fixed: str) -> None:
    assert fix(page(faqs)).startswith(page(fixed).split("\nis_banned")[0])
    assert fix(page(faqs)).endswith(f"\nis_banned: false # as of May\n---\n{BODY}")


def test_line_ends_are_the_file_s_own() -> None:
    text = page("\n  - q: |-\n      Can I drive?\n    a: >\n      Yes").replace("\n", "\r\n")
    fixed = fix(text)
    assert fixed.count("\n") == fixed.count("\r\n")
    assert "      So:\r\n      1. Wash your hands." in fixed


_WORDS = st.lists(
    st.sampled_from(
        ["take", "No:", "#1", "'one'", '"two"', "10 mg", "- x", "\\\\", "é", "😀", "&amp;", "<5", "a_b", "**so**"]
    ),
    min_size=1,
    max_size=20,
).map(" ".join)


@given(st.lists(_WORDS, min_size=1, max_size=3), st.sampled_from(list(Style)))
@settings(max_examples=100)
def test_a_copy_cut_in_the_wrong_place_is_written_anew(answers: list[str], style: Style) -> None:
    body = "\n# Exampline\n\n### FAQs\n" + "".join(
        f"\n#### Q{number}: Is it {number}?\n\n**A:** Yes {answer}\n" for number, answer in enumerate(answers)
    )
    faqs = "".join(
        f"\n  - q: {write_scalar(f'Is it {number}?** **A:** Yes {answer}', style, 6)}"
        f"\n    a: {write_double('A:** Yes')}"
        for number, answer in enumerate(answers)
    )
    fixed = fix(page(faqs, body))
    front = read(decode("page.md", fixed.encode()))
    assert not front.problems
    assert [entry["q"] for entry in front.data["faqs"]] == [f"Is it {number}?" for number in range(len(answers))]
    assert all(entry["a"].startswith("Yes ") and "**" not in entry["a"] for entry in front.data["faqs"])
    assert fixed.endswith(f"\nis_banned: false # as of May\n---\n{body}")


def test_the_copy_and_the_form_are_put_right_in_one_run() -> None:
    body = BODY.replace("* **Q: Can I drive?** A: **Yes**", "**Can I drive?**\n\n**Yes**").replace(
        "\n* **Q", "\n\n* **Q"
    )
    text = page(RIGHT.replace("drive?", "drive?** **A:** Yes, after 2 hours."), body)
    config = replace(BASE, rules=tuple(pair for pair in BASE.rules if pair[0].startswith("FAQ")))
    report = check(Job("page.md", text.encode(), fix=Safety.SAFE), config)
    assert {one.code for one in report.fixed} == {"FAQ002", "FAQ007"}
    assert not {one.code for one in report.diagnostics} - {"FAQ006"}
    assert report.fixed_text is not None
    assert report.fixed_text.startswith(page(RIGHT, "\n# Exampline\n\n### FAQs\n\n* **Q: Can I drive?** A: **Yes**"))
