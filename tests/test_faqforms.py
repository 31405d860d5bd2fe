"""Questions and answers from every form into every other, by the safe fix."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import FRONT

from medlint.config import Config, default_config
from medlint.diagnostic import Safety
from medlint.engine import Job, check
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.parser.plaintext import block_text
from medlint.text import decode

BASE = default_config()
FORMS = ("list", "paragraphs", "headings")
TOP = FRONT + "# Exampline\n\n### Usage\n\nIt eases pain.\n\n### FAQs\n\n"
END = "\n\n### Precautions\n\nTell your doctor if you are pregnant.\n"

_Pairs = list[tuple[str, list[str]]]


def _indent(text: str, margin: str) -> str:
    return "\n".join(margin + line if line else "" for line in text.split("\n"))


def _item(head: str, blocks: list[str], margin: str) -> str:
    """Write blocks behind `head` inside of a list item: the first on its line where it is a paragraph."""
    first, rest = (blocks[0], blocks[1:]) if blocks[0][0].isalpha() else ("", blocks)
    inside = _indent(first, margin).lstrip()
    return "\n\n".join([f"{head} {inside}".rstrip(), *(_indent(block, margin) for block in rest)])


def _nested(question: str, blocks: list[str]) -> str:
    return f"* **Q: {question}**\n" + _item("    * A:", blocks, "      ")


def _sibling(question: str, blocks: list[str]) -> str:
    return f"* **Q: {question}**\n" + _item("* **A:**", blocks, "  ")


def _paragraphs(question: str, blocks: list[str]) -> str:
    return f"**Q: {question}**\n\n" + _item("A:", blocks, "")


SOURCES: dict[str, Callable[[str, list[str]], str]] = {
    "list": lambda question, blocks: _item(f"* **Q: {question}** A:", blocks, "  "),
    "wide list": lambda question, blocks: _item(f"-   **Q:  {question}**  **A:**", blocks, "    "),
    "nested": _nested,
    "sibling": _sibling,
    "bold item": lambda question, blocks: _item(f"* **{question}**", blocks, "  "),
    "numbered": lambda question, blocks: _item(f"1. **{question}**", blocks, "   "),
    "paragraphs": _paragraphs,
    "one line": lambda question, blocks: _item(f"**Q: {question}** A:", blocks, ""),
    "plain": lambda question, blocks: f"Q: {question}\n" + _item("A:", blocks, ""),
    "bold paragraph": lambda question, blocks: f"**{question}**\n\n" + "\n\n".join(blocks),
    "heading": lambda question, blocks: f"#### {question}\n\n" + "\n\n".join(blocks),
    "labelled heading": lambda question, blocks: f"#### **Q3: {question}**\n\n" + _item("**A:**", blocks, ""),
}

_WORDS = st.lists(
    st.sampled_from(["take", "one", "tablet", "10 mg", "twice", "a day", "é", "<5", "*soon*"]), min_size=1
)
_QUESTIONS = st.lists(st.sampled_from(["pain", "sleep", "food", "milk", "sun", "wine"]), min_size=1, max_size=3).map(
    lambda words: f"Can I take it with {' and '.join(words)}?"
)
_SENTENCE = _WORDS.map(lambda words: f"Yes, {' '.join(words[:8])}.")
_PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=2).map("\n".join)
_BLOCK = st.one_of(
    _PARAGRAPH,
    _SENTENCE.map(lambda words: f"* {words}\n* in the evening:\n  * with water"),
    _SENTENCE.map(lambda words: f"1. {words}\n2. Wait for 30 minutes."),
    st.just("| Age | Dose |\n|-----|------|\n| 6-12 | 5 mg |"),
    st.just("```\n  half a tablet\n\nlater\n```"),
)
_ANSWER = st.lists(st.one_of(_PARAGRAPH, _BLOCK), min_size=1, max_size=3)
_PAIRS = st.lists(st.tuples(_QUESTIONS, _ANSWER), min_size=1, max_size=3)


def _page(written: list[str]) -> str:
    return TOP + "\n\n".join(written) + END


@cache
def _config(form: str, *codes: str) -> Config:
    rules = tuple(pair for pair in BASE.rules if pair[0].startswith(codes))
    return replace(BASE, rules=rules, layout=replace(BASE.layout, faq_form=form))


def _fix(text: str, form: str) -> str:
    """Return the page after the safe fixes of the forms; nothing may be left to say."""
    report = check(Job("page.md", text.encode(), fix=Safety.SAFE), _config(form, "FAQ001", "FAQ002"))
    assert not report.diagnostics, text
    return text if report.fixed_text is None else report.fixed_text


def _read(text: str) -> Monograph:
    return parse(decode("page.md", text.encode()), BASE.layout)


def _answers(page: Monograph) -> list[tuple[str, str]]:
    return [
        (faq.question, block_text(page.source, page.blocks, faq.answer_span) if faq.answer_span else "")
        for faq in page.faqs
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("source", SOURCES)
@given(pairs=_PAIRS)
@settings(max_examples=10)
def test_every_form_is_brought_into_every_other(source: str, form: str, pairs: _Pairs) -> None:
    text = _page([SOURCES[source](question, blocks) for question, blocks in pairs])
    fixed = _fix(text, form)
    before, after = _read(text), _read(fixed)
    assert [question for question, _ in _answers(after)] == [question for question, _ in pairs]
    assert _answers(after) == _answers(before)
    assert fixed.startswith(TOP)
    assert fixed.endswith(END)
    assert _fix(fixed, form) == fixed


@given(sources=st.lists(st.sampled_from(["list", "paragraphs", "heading"]), min_size=3, max_size=3), pairs=_PAIRS)
@settings(max_examples=40)
def test_mixed_forms_are_one_finding_with_one_fix(sources: list[str], pairs: _Pairs) -> None:
    written = [SOURCES[source](*pair) for source, pair in zip(sources, pairs, strict=False)]
    text = _page(written)
    config = _config("list", "FAQ001", "FAQ002")
    used = set(sources[: len(pairs)])
    codes = [one.code for one in check(Job("page.md", text.encode()), config).diagnostics]
    assert codes == ([] if used == {"list"} else ["FAQ002"] if len(used) > 1 else ["FAQ001"])
    for form in FORMS:
        assert _answers(_read(_fix(text, form))) == _answers(_read(text))


def test_an_answer_that_is_a_list_stays_one() -> None:
    text = _page(["* **What is in it?**\n  * Iron\n  * Zinc"])
    assert _fix(text, "list") == _page(["* **Q: What is in it?** A:\n  * Iron\n  * Zinc"])
    assert _fix(text, "headings") == _page(["#### What is in it?\n\n* Iron\n* Zinc"])
    assert _fix(text, "paragraphs") == _page(["**Q: What is in it?**\n\nA:\n\n* Iron\n* Zinc"])


def test_a_stray_star_before_the_answer_goes() -> None:
    text = _page(["* **Q: Can I drive?**\n    *A: Yes.", "* **Q: Can I swim?**\n    *A: No.*"])
    assert _fix(text, "list") == _page(["* **Q: Can I drive?** A: Yes.", "* **Q: Can I swim?** A: No."])


def test_a_bold_beginning_of_an_answer_is_no_stray_mark() -> None:
    text = _page(["* **Q: Can I drive?** **A: No.** Wait a day."])
    assert _fix(text, "list") == text
    assert _fix(text, "headings") == _page(["#### Can I drive?\n\n**No.** Wait a day."])


def test_an_answer_that_would_be_a_list_keeps_its_label() -> None:
    text = _page(["* **Q: How many?** A: 2. More is too much."])
    assert _fix(text, "headings") == _page(["#### How many?\n\nA: 2. More is too much."])


def test_tight_lists_get_the_empty_lines_of_paragraphs() -> None:
    text = TOP.rstrip("\n") + "\n* **Q: Is it safe?** A: Yes.\n* **Q: Is it old?** A: No.\n***\nReviewed in May." + END
    fixed = "**Q: Is it safe?**\n\nA: Yes.\n\n**Q: Is it old?**\n\nA: No.\n\n***\nReviewed in May."
    assert _fix(text, "paragraphs") == TOP + fixed + END


def test_line_ends_are_the_file_s_own() -> None:
    text = _page(["**Q: Is it safe?**\n\nA: Yes.\n\nVery."]).replace("\n", "\r\n")
    assert _fix(text, "list") == _page(["* **Q: Is it safe?** A: Yes.\n\n  Very."]).replace("\n", "\r\n")


@pytest.mark.parametrize(
    "written",
    [
        "*Is it safe?* Yes. *Is it old?* No.",
        "> **Q: Is it safe?**\n>\n> A: Yes.",
        "* Before you ask:\n\n  **Is it safe?** Yes.",
    ],
)
def test_what_is_not_surely_read_is_left(written: str) -> None:
    (one,) = check(Job("page.md", _page([written]).encode()), _config("list", "FAQ001")).diagnostics
    assert one.fix is None


@given(st.text(alphabet="QA:*_?#-1. \n\tab>|`", max_size=200))
@settings(max_examples=150)
def test_no_text_breaks_the_fix(noise: str) -> None:
    text = TOP + noise + END
    for form in FORMS:
        report = check(Job("page.md", text.encode(), fix=Safety.SAFE), _config(form, "FAQ"))
        assert not report.crashed
        if report.fixed_text is not None:
            words = re.findall(r"[ab]+", TOP + noise)
            assert re.findall(r"[ab]+", report.fixed_text)[: len(words)] == words
