"""Call-outs, HTML boxes and back matter: what a notice may be set in, and what may stand below it."""

from __future__ import annotations

import pytest
from counting import comes_to_an_end

from medlint.config import default_config
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.parser.boxes import call_out_at, title_of_html, words_of_html
from medlint.text import decode

LAYOUT = default_config().layout
SAYS = "This page is for information only and is not medical advice. Ask a doctor."


def page(end: str) -> Monograph:
    text = f"# Examplol\n\n### Usage\n\nFor pain.\n\n{end}\n"
    return parse(decode("page.md", text.encode()), LAYOUT)


@pytest.mark.parametrize(
    "box",
    [
        f"> [!WARNING] Disclaimer\n> {SAYS}",
        f"> [!disclaimer]\n> {SAYS}",
        f"> [!NOTE]\n> **Disclaimer:** {SAYS}",
        f"> [!note]- Medical disclaimer\n> {SAYS}",
        f'!!! warning "Disclaimer"\n    {SAYS}',
        f'!!! warning "Disclaimer"\n\n    {SAYS}',
        f"!!! disclaimer\n    {SAYS}",
        f'??? note "Medical Disclaimer"\n    {SAYS}',
        f":::caution Disclaimer\n{SAYS}\n:::",
        f":::note[Disclaimer]\n\n{SAYS}\n\n:::",
        f"::: {{.disclaimer}}\n{SAYS}\n:::",
        f'<div class="box"><strong>Disclaimer:</strong> {SAYS}</div>',
        f"<aside>\n<h4>Medical Disclaimer</h4>\n<p>{SAYS}</p>\n</aside>",
        f"<details>\n<summary>Disclaimer</summary>\n\n{SAYS}\n\n</details>",
        f"<p><b>Important disclaimer</b><br>{SAYS}</p>",
    ],
)
def test_the_title_of_a_box_is_the_label_of_the_notice_in_it(box: str) -> None:
    doc = page(box)
    (notice,) = doc.notices
    assert (notice.standard, notice.alone, notice.last) == (True, True, True)
    assert "is not medical advice" in notice.text.of(doc.text)
    assert notice.label is not None
    assert "disclaimer" in notice.label.of(doc.text).lower()
    # The line that opens the box is a part of it.
    assert notice.span.of(doc.text)[0] in "[!?:<"


@pytest.mark.parametrize(
    ("box", "label"),
    [
        (f"> [!IMPORTANT]\n> {SAYS}", "IMPORTANT"),
        (f"> [!tip] {SAYS}", "tip"),
        (f"!!! danger\n    {SAYS}", "danger"),
        (f":::info\n{SAYS}\n:::", "info"),
    ],
)
def test_another_box_is_another_label(box: str, label: str) -> None:
    doc = page(box)
    (notice,) = doc.notices
    assert not notice.standard
    assert notice.text.of(doc.text).startswith("This page")
    if not box.startswith("> [!tip]"):
        assert notice.label is not None
        assert notice.label.of(doc.text) == label


@pytest.mark.parametrize(
    "box",
    [
        f"<!-- <b>Disclaimer:</b> {SAYS} -->",
        f"<div>\n<!-- Disclaimer: {SAYS} -->\n</div>",
        f"<!--\n**Disclaimer:** {SAYS}",
        "<div>Ask a doctor</div>",
        "> [!NOTE]\n> Take it with food.",
    ],
)
def test_what_nobody_sees_is_no_notice(box: str) -> None:
    assert page(box).notices == ()


def test_a_dose_in_angle_brackets_is_no_tag() -> None:
    html = "<p>CrCl <30 and age >65 <br/> <!-- gone --> stop</p>"
    words = words_of_html(html)
    assert len(words) == len(html)
    assert words.split() == ["CrCl", "<30", "and", "age", ">65", "stop"]


def test_the_title_is_the_first_text_of_a_box() -> None:
    html = "<div>\n  <h3> Disclaimer </h3><p>Text</p></div>"
    span = title_of_html(html)
    assert span is not None
    assert span.of(html) == "Disclaimer"
    assert title_of_html("<div>\n</div>") is None


def test_a_line_that_opens_nothing() -> None:
    for text in ("[link](x)", "!!!", "::", "plain", "[!]"):
        assert call_out_at(text, 0, len(text)) is None


@pytest.mark.parametrize(
    "text", [":::" * 500_000, "!!! " + "a " * 500_000, "[!a]" + " " * 1_000_000, "<!--" * 300_000, "<a " * 500_000]
)
def test_long_lines_are_read_at_once(text: str) -> None:
    with comes_to_an_end():
        call_out_at(text, 0, len(text))
        title_of_html(text)


@pytest.mark.parametrize(
    ("below", "last"),
    [
        ("### References\n\n* A book.\n* [Another](https://example.org)", True),
        ("## Sources:\n\n1. A book.", True),
        ("**References:** a book.", True),
        ("**Further Reading**\n\n* A book.", True),
        ("---\n\n*Last reviewed: 3 March 2025*", True),
        ("Page last updated in 2024 by the editors", True),
        ("Last reviewed 2025-03-04 | Next review: 2027", True),
        ("**Medically reviewed by** A. Pharmacist on 1st March, 2025.", True),
        ("© 2025 Example Press", True),
        ("**AI note:** This page was drafted by AI. It may contain mistakes.\n\n### References\n\n* A book.", True),
        ("### References\n\n* A book.\n\n**AI note:** This page was drafted by AI. It may contain mistakes.", True),
        ("---\n\n<br>", True),
        ("### Storage\n\nKeep it dry.", False),
        ("### References\n\n* A book.\n\n### Storage\n\nKeep it dry.", False),
        ("Keep it dry.\n\n### References\n\n* A book.", False),
        ("The dose was last reviewed by your doctor.", False),
        ("Update: it was withdrawn in 2004.", False),
        ("Revised 2019 guidelines advise against it.", False),
    ],
)
def test_references_and_footers_may_follow_the_disclaimer(below: str, last: bool) -> None:
    doc = page(f"**Disclaimer:** {SAYS}\n\n{below}")
    assert next(doc.notices_of("disclaimer")).last is last
