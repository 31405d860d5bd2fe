"""Sections, questions and notices in every markup that real pages show."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import CLEAN, FRONT

from medlint.config import default_config
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.schema import load_schema
from medlint.text import decode

LAYOUT = default_config().layout


def page(text: str) -> Monograph:
    return parse(decode("page.md", text.encode()), LAYOUT)


def sections(text: str) -> list[tuple[str | None, str]]:
    return [(section.key, section.markup) for section in page(text).sections]


def body(text: str, key: str) -> str:
    doc = page(text)
    section = doc.section(key)
    assert section is not None
    return section.body.of(doc.text)


@pytest.mark.parametrize(
    ("heading", "markup"),
    [
        ("### Dosage", "heading"),
        ("### Dosage ###", "heading"),
        ("### Dosage:", "heading"),
        ("### dosage", "heading"),
        ("### Dosage (Not Applicable)", "heading"),
        ("### Dosage: adults only", "heading"),
        ("### Exampline Dosage", "heading"),
        ("### Dosage of Exampline", "heading"),
        ("## **Dosage**", "bold-heading"),
        ("### **Dosage:**", "bold-heading"),
        ("### __Dosage__", "bold-heading"),
        ("Dosage\n------", "heading"),
        ("**Dosage**", "bold-line"),
        ("**Dosage:**", "bold-line"),
        ("**Dosage**:", "bold-line"),
        ("__Dosage:__", "bold-line"),
        ("**Dosage (Not Applicable):**", "bold-line"),
    ],
)
def test_every_markup_of_a_section_is_read_alike(heading: str, markup: str) -> None:
    for newline in ("\n", "\r\n"):
        text = f"{FRONT}# Exampline\n\n{heading}\n\nOne tablet.\n".replace("\n", newline)
        assert sections(text) == [("dosage", markup)]
        assert body(text, "dosage") == "One tablet."


@pytest.mark.parametrize("label", ["**Dosage:** One tablet.", "**Dosage**: One tablet."])
def test_a_bold_label_that_text_follows_is_a_section(label: str) -> None:
    text = f"{FRONT}{label}\n\nMore.\n"
    assert sections(text) == [("dosage", "bold-label")]
    assert body(text, "dosage") == "One tablet.\n\nMore."


@pytest.mark.parametrize(
    "text",
    [
        "**Dosage Adjustments:** none.",
        "**Dosage** matters most.",
        "Take it. **Dosage:** one tablet.",
        "* **Dosage:** one tablet.",
        "```\n### Dosage\n```",
        "> ### Dosage",
        "**Contraindications:** none.",
    ],
)
def test_what_only_looks_like_a_section_is_none(text: str) -> None:
    assert sections(f"{FRONT}{text}\n") == []


def test_a_bold_label_below_a_heading_of_that_name_is_no_second_section() -> None:
    assert sections(f"{FRONT}### Dosage\n\n**Dosage:** one tablet.\n") == [("dosage", "heading")]


def test_list_items_are_sections_only_where_they_carry_a_whole_page() -> None:
    names = ["Generic Name", "Usage", "Dosage", "Side Effects"]
    items = "\n".join(f"* **{name}:** text" for name in names)
    assert [key for key, _ in sections(f"{FRONT}{items}\n")] == ["generic_name", "usage", "dosage", "side_effects"]


def test_a_deeper_heading_of_a_known_name_is_part_of_its_section() -> None:
    text = f"{FRONT}### Usage\na\n\n### Dosage\nb\n\n#### Usage\nc\n"
    assert sections(text) == [("usage", "heading"), ("dosage", "heading")]
    assert body(text, "dosage") == "b\n\n#### Usage\nc"


def test_an_unknown_heading_at_section_level_is_a_section_without_a_key() -> None:
    assert sections(f"{FRONT}### Usage\na\n\n### Trivia\nb\n") == [("usage", "heading"), (None, "heading")]


def test_the_title_is_the_front_matters_and_stands_at_the_first_heading() -> None:
    doc = page(f"{FRONT}# Another\n\n### Usage\na\n")
    assert doc.title == "Exampline"
    assert doc.title_span.of(doc.text) == "Another"


LISTED = "* **Q: Why?** A: So.\n* **Q: How?** A: Thus.\n"


@pytest.mark.parametrize(
    ("text", "style", "markers"),
    [
        (LISTED, "li-inline", "QA"),
        ("* **Q: Why?**  A: So.\n\n* **Q:  How?**\n  A: Thus.\n", "li-inline", "QA"),
        ("* **Q:** Why? **A:** So.\n* **Q:** How? **A:** Thus.\n", "li-inline", "QA"),
        ("* **Q: Why?** So.\n* **Q: How?** Thus.\n", "li-inline", "Q"),
        ("* **Q1: Why?** A1: So.\n* **Q2: How?** A2: Thus.\n", "li-inline", "QA"),
        ("* **Q: Why?** *A: So.*\n* **Q: How?** *A: Thus.*\n", "li-inline", "QA"),
        ("* **Q: Why?**\n    * **A:** So.\n* **Q: How?**\n    * **A:** Thus.\n", "li-split", "QA"),
        ("* **Q: Why?**\n\n  A: So.\n\n* **Q: How?**\n\n  A: Thus.\n", "li-split", "QA"),
        ("* **Q: Why?**\n* **A:** So.\n* **Q: How?**\n* **A:** Thus.\n", "li-split", "QA"),
        ("**Q: Why?**\n\nA: So.\n\n**Q: How?**\n\nA: Thus.\n", "para", "QA"),
        ("**Q: Why?**\nA: So.\n\n**Q: How?**\nA: Thus.\n", "para", "QA"),
        ("**Q: Why?** A: So.\n**Q: How?** A: Thus.\n", "para", "QA"),
        ("Q: Why?\nA: So.\n\nQ: How?\nA: Thus.\n", "para", "QA"),
        ("* **Why?**  So.\n* **How?**  Thus.\n", "bold-li", ""),
        ("**Why?**\n\nSo.\n\n**How?**\n\nThus.\n", "bold-para", ""),
        ("**Why?** So.\n\n**How?** Thus.\n", "bold-para", ""),
        ("#### Why?\n\nSo.\n\n#### How?\n\nThus.\n", "heading", ""),
        ("#### **Q1: Why?**\n\n**A:** So.\n\n#### **Q2: How?**\n\n**A:** Thus.\n", "heading", "QA"),
        ("1. **Why?** So.\n2. **How?** Thus.\n", "numbered", ""),
        ("1. Why? So.\n2. How? Thus.\n", "numbered", ""),
        ("*Why now?* So. *How then?* Thus.\n", "other", ""),
        ("Why?\n\nSo.\n\nHow?\n\nThus.\n", "other", ""),
    ],
)
def test_questions_are_read_in_every_form(text: str, style: str, markers: str) -> None:
    for newline in ("\n", "\r\n"):
        doc = page(
            f"{FRONT}### FAQs\n\n{text}\n**Disclaimer:** For information, not medical advice.\n".replace("\n", newline)
        )
        assert [(faq.question.split()[0].rstrip("?"), faq.answer.rstrip("*")) for faq in doc.faqs] == [
            ("Why", "So."),
            ("How", "Thus."),
        ]
        assert {faq.style for faq in doc.faqs} == {style}
        assert {faq.markers for faq in doc.faqs} == {markers}
        for faq in doc.faqs:
            assert faq.question_span.of(doc.text) == faq.question
            assert faq.answer_span is not None
            assert faq.answer_span.of(doc.text).strip("*") == faq.answer


def test_an_answer_of_several_blocks_is_whole() -> None:
    doc = page(
        f"{FRONT}### FAQs\n\n**Q: What should I avoid?**\n\nA: These:\n\n* milk\n* grapefruit\n\nAsk if unsure.\n\n"
        "**Q: Why?**\n\nA: So.\n"
    )
    assert [faq.answer for faq in doc.faqs] == ["These: * milk * grapefruit Ask if unsure.", "So."]


def test_a_question_without_question_mark_is_still_one() -> None:
    doc = page(f"{FRONT}### FAQs\n\n* **Q: Is it safe** A: Yes.\n* **Can I drive a car** Yes.\n")
    assert [faq.question for faq in doc.faqs] == ["Is it safe", "Can I drive a car"]


def test_a_heading_that_asks_nothing_groups_questions() -> None:
    doc = page(f"{FRONT}### FAQs\n\n#### Tablets\n\n* **Q: Why?** A: So.\n\n#### Syrup\n\n* **Q: How?** A: Thus.\n")
    assert [faq.answer for faq in doc.faqs] == ["So.", "Thus."]


DISCLAIMER = "This information is for educational purposes only and is not medical advice. Ask a doctor."


@pytest.mark.parametrize(
    ("text", "standard", "alone"),
    [
        (f"**Disclaimer:** {DISCLAIMER}", True, True),
        (f"**Disclaimer**: {DISCLAIMER}", True, True),
        (f"**Disclaimer: {DISCLAIMER}**", True, True),
        (f"*Disclaimer:* {DISCLAIMER}", True, True),
        (f"Disclaimer: {DISCLAIMER}", True, True),
        (f"### Disclaimer\n\n{DISCLAIMER}", True, True),
        (f"**Disclaimer:**\n\n{DISCLAIMER}", True, True),
        (f"> **Disclaimer:** {DISCLAIMER}", True, True),
        (f"**Note:** {DISCLAIMER}", False, True),
        (DISCLAIMER, False, True),
        (f"* **Q: Is it safe?** A: Mostly. {DISCLAIMER}", False, False),
    ],
)
def test_the_disclaimer_is_found_however_it_is_labelled(text: str, standard: bool, alone: bool) -> None:
    doc = page(f"{FRONT}### Usage\n\nFor pain.\n\n### FAQs\n\n{text}\n")
    (notice,) = doc.notices
    assert (notice.kind, notice.standard, notice.alone, notice.last) == ("disclaimer", standard, alone, True)
    assert notice.text.of(doc.text).strip("*") == DISCLAIMER


@pytest.mark.parametrize(
    "text", ["**Note:** Take it with food.", "Consult your doctor before use.", "Is it a replacement for care? No."]
)
def test_ordinary_advice_is_no_disclaimer(text: str) -> None:
    assert page(f"{FRONT}### Usage\n\n{text}\n").notices == ()


def test_an_ai_note_is_known_by_its_words_and_may_follow_the_disclaimer() -> None:
    doc = page(
        f"{FRONT}### Usage\na\n\n**Disclaimer:** {DISCLAIMER}\n\n"
        "**Note:** This text is AI-generated and may be inaccurate.\n"
    )
    assert [(notice.kind, notice.last) for notice in doc.notices] == [("disclaimer", True), ("ai_note", True)]


def test_adequate_intake_is_no_ai_note() -> None:
    assert (
        page(f"{FRONT}### Dosage\n\nThe adequate intake (AI) is 35 mcg; AIs such as letrozole differ.\n").notices == ()
    )


def test_prose_blanks_what_is_no_prose_and_keeps_every_offset() -> None:
    text = f"{FRONT}a `code` <b>bold</b> <!-- note --> [link](https://example.org/x) CrCl <30 and age >65\n"
    text += "\n```\nfence\n```\n"
    doc = page(text)
    assert len(doc.prose) == len(doc.text)
    for word in ("title", "code", "<b>", "note", "example.org", "fence"):
        assert word not in doc.prose
    for word in ("bold", "link", "CrCl <30 and age >65"):
        assert doc.prose.index(word) == doc.text.index(word)


def test_the_json_document_holds_what_parse_promises() -> None:
    document = json.loads(json.dumps(page(CLEAN).to_json()))
    assert list(document) == ["path", "front_matter", "title", "sections", "faqs", "notices"]
    assert list(document["sections"][0]) == ["key", "heading", "level", "markup", "line"]
    assert list(document["faqs"][0]) == ["question", "answer", "style", "line"]
    assert [section["key"] for section in document["sections"][:7]] == [
        name.key for name in LAYOUT.sections if name.required
    ]
    assert document["notices"]["disclaimer"]["labelled"]
    assert document["notices"]["ai_note"]["last"]


SECTIONS = ("### Usage", "## **Dosage**", "**FAQs:**", "**Disclaimer:**", DISCLAIMER)
QUESTIONS = ("* **Q: Why?** A: So.", "**Q: Why?**", "A: So.", "1. Why? So.")
ODDITIES = ("> quote", "```", "<div>", "    code", "| a |", "|---|", "---", "title: x", "\u2028", "\f", "é😀", "\t", "")
PIECES = st.sampled_from([*SECTIONS, *QUESTIONS, *ODDITIES, "- - -", "* * *", "[a]: b"])


@given(st.lists(PIECES | st.text(max_size=12), max_size=20), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@settings(max_examples=400)
def test_parsing_never_raises_and_every_span_lies_in_the_text(lines: list[str], newline: str, bom: bool) -> None:
    text = newline.join(lines).replace("\0", "")
    data = ("\ufeff" * bom + text).encode("utf-8", "ignore")
    doc = parse(decode("page.md", data), LAYOUT)
    spans = (
        [section.body for section in doc.sections]
        + [faq.span for faq in doc.faqs]
        + [notice.span for notice in doc.notices]
    )
    assert all(0 <= span.start <= span.end <= len(doc.text) for span in spans)
    assert len(doc.prose) == len(doc.text)
    document = json.loads(json.dumps(doc.to_json()))
    # What the parser makes fits medlint's own schema: only what a writer wrote in the front matter may not.
    assert {violation.pointer[0] for violation in load_schema(None).violations(document)} <= {"front_matter"}
