"""What the notice rules say and mend: on pages that end in every way that Markdown knows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.checks.noticewords import house_notice, is_complete, sentences
from medlint.config import default_config
from medlint.diagnostic import Diagnostic, FileReport, Safety
from medlint.engine import Job, check
from medlint.layout import Layout
from medlint.rule import load_rules
from medlint.text import Span

CONFIG = default_config()
# Emergency advice is asked for where a site selects that rule.
CHOSEN = [(rule.code, rule.severity) for rule in load_rules() if rule.code[:3] in ("DIS", "AIN")]
CONFIG = replace(CONFIG, rules=tuple(CHOSEN))
PEOPLE = replace(CONFIG, rules=tuple(one for one in CONFIG.rules if one[0][:3] == "DIS"))
HOUSE = house_notice(CONFIG.layout.disclaimer, 3)
SAYS = "This page is for information only and is not medical advice. Ask a doctor. In an emergency, call an ambulance."
AI = "**AI note:** This page was drafted by AI. It may contain mistakes."
TOP = "# Examplol\n\n### Usage\n\nFor pain.\n\n"


def run(text: str, level: Safety | None = Safety.SAFE, layout: Layout | None = None, ai: bool = False) -> FileReport:
    config = CONFIG if ai else PEOPLE
    if layout is not None:
        config = replace(config, layout=layout)
    return check(Job("page.md", text.encode(), fix=level), config)


def codes(report: FileReport) -> list[str]:
    return [one.code for one in report.diagnostics]


def fixed(text: str, level: Safety = Safety.SAFE, layout: Layout | None = None, ai: bool = False) -> str:
    report = run(text, level, layout, ai)
    assert report.fixed_text is not None, report.diagnostics
    again = run(report.fixed_text, level, layout, ai)
    assert again.fixed_text is None
    return report.fixed_text


def house(**changes: object) -> Layout:
    return replace(CONFIG.layout, disclaimer=replace(CONFIG.layout.disclaimer, **changes))  # type: ignore[arg-type]


def offered(text: str) -> list[Diagnostic]:
    return [one for one in run(text, None).diagnostics if one.fix is not None]


@pytest.mark.parametrize(
    "end",
    [
        "Ends here.",
        "* An item",
        "* **Q: Why?** A: Because.\n  More of it.",
        "1. One\n\n   Its second paragraph",
        "> A quote",
        "```\ncode\n```",
        "~~~~\n~~~\n~~~~",
        "    indented code",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "---",
        "<div>\nA box\n</div>",
        "<!-- A comment -->",
        "[ref]: https://example.org",
        "* > ```\n  > open in a quote",
        "### References\n\n* A book.",
        "Ends in two spaces  ",
        "Setext\n------",
        "Hard\\",
    ],
)
@pytest.mark.parametrize("tail", ["", "\n", "\n\n\n", "\n   \n"])
def test_a_disclaimer_is_appended_behind_whatever_ends_the_page(end: str, tail: str) -> None:
    text = TOP + end + tail
    after = fixed(text)
    kept = text.rstrip("\n") if not end.endswith(" ") else TOP + end
    assert after.startswith(kept.rstrip())
    assert after.rstrip().endswith("\n\n" + HOUSE)
    assert after.endswith(tail[-1:] or HOUSE)
    assert codes(run(after, None)) == []


@pytest.mark.parametrize(
    "end",
    [
        "```\nopen",
        "~~~ x\n```",
        "<!-- open",
        "<script>\nopen",
        "<pre>\nopen\n\nstill",
        "<details>\n<summary>More</summary>\n\nText.",
        "<div class='box'>\n\nText.",
        "<![CDATA[ open",
    ],
)
def test_nothing_is_appended_inside_of_what_stays_open(end: str) -> None:
    report = run(TOP + end, Safety.UNSAFE)
    assert "DIS001" in codes(report)
    assert report.fixed_text is None
    assert offered(TOP + end) == []


def test_an_empty_page_is_left_alone() -> None:
    for text in ("", "\n\n", "---\ntitle: X\n---\n"):
        assert run(text, Safety.UNSAFE).fixed_text is None


def test_the_disclaimer_goes_before_the_ai_note_and_the_line_that_signs_the_page() -> None:
    after = fixed(f"{TOP}---\n\n{AI}\n\n---\nLast reviewed: March 2025\n")
    assert after == f"{TOP}---\n\n{HOUSE}\n\n{AI}\n\n---\nLast reviewed: March 2025\n"
    assert fixed(f"{TOP}{AI}") == f"{TOP}{HOUSE}\n\n{AI}"


def test_an_ai_note_at_the_top_stays_there() -> None:
    text = f"# Examplol\n\n{AI}\n\n### Usage\n\nFor pain.\n"
    assert fixed(text) == f"{text}\n{HOUSE}\n"


def test_the_lines_of_the_file_end_as_they_did() -> None:
    after = fixed(TOP.replace("\n", "\r\n") + "End.\r\n")
    assert after.endswith(f"End.\r\n\r\n{HOUSE}\r\n")
    assert "\n" not in after.replace("\r\n", "")


def test_a_page_of_the_house_says_nothing_of_its_wording() -> None:
    layout = house(wording="This page is no medical advice. Ask a doctor.")
    after = fixed(TOP, layout=layout)
    assert after.endswith("**Disclaimer:** This page is no medical advice. Ask a doctor.\n\n")
    assert codes(run(after, None, layout)) == []
    assert codes(run(after, None)) == ["DIS002", "DIS006"]


def test_a_longer_house_text_stands_under_a_heading() -> None:
    wording = "This page is no medical advice.\n\n* Ask a doctor.\n* **Never** wait."
    after = fixed(TOP, layout=house(wording=wording))
    assert after == f"{TOP.rstrip()}\n\n### Disclaimer\n\n{wording}\n\n"


@pytest.mark.parametrize(
    "wording",
    [
        "**Disclaimer:** No medical advice. Ask a doctor.",
        '<div class="box"><b>Disclaimer</b> No medical advice. Ask a doctor.</div>',
        '!!! warning "Disclaimer"\n    No medical advice. Ask a doctor.',
        "> [!WARNING] Disclaimer\n> No medical advice. Ask a doctor.",
        "## Medical disclaimer\n\nNo medical advice. Ask a doctor.",
    ],
)
def test_a_house_text_may_bring_its_own_label(wording: str) -> None:
    assert fixed(TOP, layout=house(wording=wording)) == f"{TOP.rstrip()}\n\n{wording}\n\n"


def test_a_house_text_that_leaves_something_out_mends_nothing() -> None:
    assert run(TOP, Safety.UNSAFE, house(wording="Ask a doctor.")).fixed_text is None
    assert run(TOP, Safety.UNSAFE, house(wording="")).fixed_text is None


def test_the_ai_note_is_claimed_only_where_it_is_declared() -> None:
    text = f"{TOP}**Disclaimer:** {SAYS}\n"
    assert run(text, Safety.SAFE, ai=True).fixed_text is None
    assert "drafted by an AI" in fixed(text, Safety.UNSAFE, ai=True)
    note = replace(CONFIG.layout.ai_note, declared=True, wording="AI wrote this page. Nobody has checked it.")
    layout = replace(CONFIG.layout, ai_note=note)
    after = fixed(text, Safety.SAFE, layout, ai=True)
    assert after == f"{text}\n**AI Note:** AI wrote this page. Nobody has checked it.\n"


def test_both_notices_are_appended_in_their_order() -> None:
    after = fixed(TOP, Safety.UNSAFE, ai=True)
    assert 0 < after.index("**Disclaimer:**") < after.index("**AI Note:**")
    assert codes(run(after, None, ai=True)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SAYS, f"**Disclaimer:** {SAYS}"),
        (f"**Note:** {SAYS}", f"**Disclaimer:** {SAYS}"),
        (f"**Note**: {SAYS}", f"**Disclaimer**: {SAYS}"),
        (f"*Please note:* {SAYS}", f"*Disclaimer:* {SAYS}"),
        (f"**Note: {SAYS}**", f"**Disclaimer: {SAYS}**"),
        (f"Remember:  {SAYS}", f"**Disclaimer:** {SAYS}"),
        (f"⚠️ Note: {SAYS}", f"⚠️ **Disclaimer:** {SAYS}"),
        (f"**{SAYS}**", f"**Disclaimer: {SAYS}**"),
        (f"__{SAYS}__", f"__Disclaimer: {SAYS}__"),
        (f"*{SAYS}*", f"**Disclaimer:** *{SAYS}*"),
        (f"> {SAYS}", f"> **Disclaimer:** {SAYS}"),
        (f"> [!IMPORTANT]\n> {SAYS}", f"> [!IMPORTANT]\n> **Disclaimer:** {SAYS}"),
        (f"!!! note\n    {SAYS}", f"!!! note\n    **Disclaimer:** {SAYS}"),
        (f"**In summary:** Strong stuff. {SAYS}", f"**In summary:** Strong stuff.\n\n**Disclaimer:** {SAYS}"),
        (f"**It is strong. {SAYS}**", f"**It is strong.**\n\n**Disclaimer: {SAYS}**"),
        (f"* **Q: Why?** A: So. {SAYS}", f"* **Q: Why?** A: So.\n\n**Disclaimer:** {SAYS}"),
        (f"* **Q: Why?** A: So.\n  {SAYS}", f"* **Q: Why?** A: So.\n\n**Disclaimer:** {SAYS}"),
        (f"{SAYS}\n\n{AI}", f"**Disclaimer:** {SAYS}\n\n{AI}"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_label_is_given_and_every_word_kept(before: str, after: str, newline: str) -> None:
    text = f"{TOP}### FAQs\n\n{before}\n".replace("\n", newline)
    assert fixed(text) == f"{TOP}### FAQs\n\n{after}\n".replace("\n", newline)


@pytest.mark.parametrize(
    "before",
    [
        f"* **Q: Why?** A: So. {SAYS}\n* **Q: When?** A: Now.",
        f"* **Q: Is this advice?** A: {SAYS}",
        "* **Q: Why?** A: Ask a pharmacist. This page is for information and is not medical advice.",
        f"* **Q: Why?** A: **So. {SAYS} And so on.** Really.",
        f"> * **Q: Why?** A: So. {SAYS}",
        f"<p>{SAYS}</p>",
    ],
)
def test_what_belongs_to_its_place_stays_and_the_house_speaks_at_the_end(before: str) -> None:
    text = f"{TOP}### FAQs\n\n{before}\n"
    assert fixed(text) == f"{text}\n{HOUSE}\n"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            f"# Examplol\n\n**Disclaimer:** {SAYS}\n\n### Usage\n\nFor pain.\n",
            f"# Examplol\n\n### Usage\n\nFor pain.\n\n**Disclaimer:** {SAYS}\n",
        ),
        (
            f"# Examplol\n**Disclaimer:**\n{SAYS}\n### Usage\n\nFor pain.",
            f"# Examplol\n### Usage\n\nFor pain.\n\n**Disclaimer:**\n{SAYS}",
        ),
        (
            f"# Examplol\n\n### Disclaimer\n\n{SAYS}\n\n* An item.\n\n### Usage\n\nFor pain.\n\n{AI}\n",
            f"# Examplol\n\n### Usage\n\nFor pain.\n\n### Disclaimer\n\n{SAYS}\n\n* An item.\n\n{AI}\n",
        ),
        (
            f"# Examplol\n\n> **Disclaimer:** {SAYS}\n> More of it.\n\n### Usage\n\nFor pain.\n",
            f"# Examplol\n\n### Usage\n\nFor pain.\n\n> **Disclaimer:** {SAYS}\n> More of it.\n",
        ),
        (
            f"# Examplol\n\n> [!WARNING] Disclaimer\n> {SAYS}\n\n### Usage\n\nFor pain.\n",
            f"# Examplol\n\n### Usage\n\nFor pain.\n\n> [!WARNING] Disclaimer\n> {SAYS}\n",
        ),
        (
            f"# Examplol\n\nNote: {SAYS}\n\n### Usage\n\nFor pain.\n",
            f"# Examplol\n\n### Usage\n\nFor pain.\n\n**Disclaimer:** {SAYS}\n",
        ),
        (
            f"# Examplol\n\n* **Disclaimer:** {SAYS}\n  And more.\n* Strength: high\n\n### Usage\n\nFor pain.\n",
            f"# Examplol\n\n* Strength: high\n\n### Usage\n\nFor pain.\n\n**Disclaimer:** {SAYS}\nAnd more.\n",
        ),
        (
            f"# Examplol\n\nA fine drug.\n**Disclaimer:** {SAYS}\n\n### Usage\n\nFor pain.\n",
            f"# Examplol\n\nA fine drug.\n\n### Usage\n\nFor pain.\n\n**Disclaimer:** {SAYS}\n",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_disclaimer_moves_to_the_end(text: str, after: str, newline: str) -> None:
    assert fixed(text.replace("\n", newline)) == after.replace("\n", newline)


@pytest.mark.parametrize(
    "note",
    [
        f"**Note:** The two are not sold together. {SAYS}",
        f"**Note:** {SAYS} The information below is about tablets.",
        f"**Please note:** {SAYS} The dose is 5 mg.",
    ],
)
def test_a_note_on_the_medicine_stays_where_it_is(note: str) -> None:
    text = f"# Examplol\n\n{note}\n\n### Usage\n\nFor pain.\n"
    assert fixed(text) == f"{text}\n{HOUSE}\n"


@pytest.mark.parametrize("words", ["See the section below.", "Call 112.", "The following is about tablets."])
def test_words_tied_to_their_place_move_only_under_a_persons_eyes(words: str) -> None:
    text = f"# Examplol\n\n**Disclaimer:** {SAYS} {words}\n\n### Usage\n\nFor pain. Take 1 tablet.\n"
    assert run(text).fixed_text is None
    assert fixed(text, Safety.UNSAFE).endswith(f"{words}\n")


def test_a_disclaimer_whose_heading_holds_others_does_not_move() -> None:
    text = f"# Examplol\n\n## Disclaimer\n\n{SAYS}\n\n### Usage\n\nFor pain.\n"
    assert run(text, Safety.UNSAFE).fixed_text is None


def test_a_repeated_disclaimer_is_taken_out_if_the_other_says_as_much() -> None:
    end = f"### Usage\n\nFor pain.\n\n**Disclaimer:** {SAYS}\n"
    text = f"# Examplol\n\n**Disclaimer:** No medical advice. Ask a doctor.\n\n{end}"
    assert run(text).fixed_text is None
    assert fixed(text, Safety.UNSAFE) == f"# Examplol\n\n{end}"
    more = f"# Examplol\n\n**Disclaimer:** Never delay seeking advice. Ask a doctor.\n\n{end}"
    assert run(more, Safety.UNSAFE).fixed_text is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("**Disclaimer:** No medical advice", "**Disclaimer:** No medical advice. "),
        ("**Disclaimer: No medical advice.**", "**Disclaimer: No medical advice.** "),
        ("**Disclaimer:** No medical advice.\n{: .small}", "**Disclaimer:** No medical advice. "),
        ("### Disclaimer\n\n* No medical advice.", "### Disclaimer\n\n* No medical advice.\n\n"),
        ("> **Disclaimer:** No medical advice.", "> **Disclaimer:** No medical advice. "),
        ("::: disclaimer\nNo medical advice.\n:::", "::: disclaimer\nNo medical advice. "),
        ("### Disclaimer", "### Disclaimer\n\n"),
    ],
)
def test_missing_sentences_are_added_to_the_notice(before: str, after: str) -> None:
    text = fixed(f"{TOP}{before}\n", Safety.UNSAFE)
    assert text.startswith(TOP + after)
    assert "Ask a doctor or pharmacist before" in text[len(TOP + after) :]


def test_what_only_another_remark_says_is_added_to_the_one_that_is_labelled() -> None:
    remark = "This information is for education and not medical advice. Ask a nurse."
    last = "This text is no substitute for medical advice. Ask a doctor at once in an emergency."
    text = f"# Examplol\n\n### Usage\n\nFor pain.\n\n{remark}\n\n### Storage\n\nDry.\n\n{last}\n"
    after = fixed(text)
    assert after.endswith(f"**Disclaimer:** {last} This page is for general information only.\n")
    assert remark in after


def test_emergency_advice_is_not_asked_for_where_the_site_prints_the_disclaimer() -> None:
    text = f"{TOP}**Disclaimer:** No medical advice, for information only. Ask a doctor.\n"
    assert codes(run(text, None)) == ["DIS006"]
    assert codes(run(text, None, house(printed=True))) == []


@pytest.mark.parametrize(
    "words",
    [
        "In an emergency, go to a hospital.",
        "Call 112 if it is urgent.",
        "If you took too much, seek medical help at once.",
        "Contact a poison centre after an overdose.",
        "Get immediate medical care if you cannot breathe.",
    ],
)
def test_emergency_advice_in_many_words(words: str) -> None:
    text = f"{TOP}**Disclaimer:** No medical advice, for information only. Ask a doctor."
    assert codes(run(f"{text} {words}\n", None)) == []
    assert codes(run(f"{text} It is about emergency contraception.\n", None)) == ["DIS006"]


def test_the_default_texts_are_complete_and_hold_no_digits() -> None:
    for notice in (CONFIG.layout.disclaimer, CONFIG.layout.ai_note):
        assert is_complete(notice, notice.wording)
        assert not re.search(r"\d", notice.wording)
        for element in notice.elements:
            assert any(re.search(pattern, element.add, re.IGNORECASE) for pattern in element.patterns), element.key
            assert any(re.search(pattern, notice.wording, re.IGNORECASE) for pattern in element.patterns), element.key


def test_sentences_keep_their_marks() -> None:
    text = 'It is strong (5 mg). **Ask a doctor.** "Never!" wait. e.g. now'
    assert [span.of(text) for span in sentences(text, Span(0, len(text)))] == [
        "It is strong (5 mg).",
        "**Ask a doctor.**",
        '"Never!" wait. e.g. now',
    ]


PIECES = st.sampled_from(
    [
        "# Examplol",
        "### Usage",
        "### FAQs",
        "### References",
        "For pain, 5 mg.",
        "* An item",
        f"* **Q: Why?** A: So. {SAYS}",
        f"**Disclaimer:** {SAYS}",
        f"> **Disclaimer:** {SAYS}",
        f"### Disclaimer\n\n{SAYS}",
        "**Disclaimer:**",
        f"**Note:** It is strong. {SAYS}",
        SAYS,
        f"<div>{SAYS}</div>",
        "<details>",
        "</details>",
        "```",
        "<!-- x",
        "---",
        AI,
        "!!! warning",
        f"> [!NOTE]\n> {SAYS}",
        f"**{SAYS}**",
        "Last reviewed: March 2025",
        "| a |\n|---|\n| 1 |",
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=9), st.sampled_from(["\n", "\n\n", "\r\n\r\n"]), st.sampled_from(["", "\n"]))
def test_safe_fixes_keep_every_word_and_settle(pieces: list[str], gap: str, end: str) -> None:
    text = gap.join(pieces).replace("\r\n", "\n").replace("\n", gap[: len(gap) // 2] or gap) + end
    report = run(text)
    assert not report.crashed
    if report.fixed_text is None:
        return
    kept = re.findall(r"\w+", report.fixed_text)
    for word in set(re.findall(r"\w+", text)) - {"Note"}:
        assert kept.count(word) >= len(re.findall(rf"\b{re.escape(word)}\b", text)), word
    assert run(report.fixed_text).fixed_text is None
