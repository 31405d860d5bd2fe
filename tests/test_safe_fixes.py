"""All safe fixes together, on pages of every form: nothing is lost, nothing is made worse, and the second run rests."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medlint.config import default_config
from medlint.diagnostic import FileReport, Safety
from medlint.engine import Job, check
from medlint.fix import prose_numbers
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.text import decode

CONFIG = default_config()
HOUSE = replace(
    CONFIG,
    layout=replace(
        CONFIG.layout,
        ai_note=replace(
            CONFIG.layout.ai_note,
            wording="This page was written with the help of an AI language model. A pharmacist has not checked it yet. "
            "It may contain mistakes.",
            declared=True,
        ),
    ),
)

TITLES = ("Generic Name", "Usage", "Dosage", "Side Effects", "How it Works", "Precautions")
BODIES = (
    "Exampline",
    "Exampline eases pain in adults; 1.5 g a day is the most.",
    "Take 250 mg every 6 to 8 hours.\n\n* Adults: 500 mg\n* Children: 10 mg/kg\n    1. Weigh.\n    2. Measure.",
    "Headache (1 in 10), nausea.\n\n**Serious:** a rash. Stop and see a doctor.",
    "It blocks COX-2.\nA second line stands here.",
    "| age | dose |\n| --- | --- |\n| 6 | 5 mg |\n\nDo not take it with alcohol.",
)
HEADINGS = ("### {0}", "### **{0}**", "### {0}:", "**{0}**", "**{0}:**", "## {0}", "#### {0}")
QUESTIONS = ("Can I drive", "May I take 2 tablets", "How is it stored", "What if I miss a dose")
ANSWERS = (
    "Yes, after 4 hours.",
    "No. Take 1 tablet.",
    "Below 25 °C.\n\n   In a dry place, for 12 months.",
    "Ask your pharmacist **first**; see 3 things:\n\n   * the dose\n   * the hour",
)
FAQ_FORMS = (
    "* **Q: {0}?** A: {1}",
    "* **Q: {0}** A: {1}",
    "**Q: {0}?**\nA: {1}",
    "**Q{2}: {0}?**\n\nA{2}: {1}",
    "* **Q: {0}?**\n   * A: {1}",
    "* **{0}?** {1}",
    "**{0}?**\n\n{1}",
    "#### {0}?\n\n{1}",
    "{2}. **{0}?** {1}",
    "{2}. {0}? {1}",
)
DISCLAIMER = "This information is for educational purposes only and is not medical advice. Ask a doctor or pharmacist."
TAILS = (
    "",
    f"**Disclaimer:** {DISCLAIMER}",
    f"### Disclaimer\n\n{DISCLAIMER}",
    DISCLAIMER,
    f"**Note:** {DISCLAIMER}",
    f"**Disclaimer:** {DISCLAIMER}\n\n### References\n\n1. A book, 2019.",
    f"**Disclaimer:** {DISCLAIMER}\n\n**AI note:** Made with AI. No doctor has checked this page. It may be wrong.",
    "---",
)
NEWLINES = ("\n", "\r\n", "\r")


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """Bytes of a page whose parts are written in any of the forms that real pages have."""
    copied = draw(st.booleans())
    asked = draw(st.lists(st.tuples(st.sampled_from(QUESTIONS), st.sampled_from(ANSWERS)), max_size=4, unique=True))
    form = draw(st.sampled_from(FAQ_FORMS))
    mixed = draw(st.booleans()) and draw(st.booleans())
    front = ["layout: minimal-medicine", "title: Exampline"]
    if copied and asked:
        front.append("faqs:")
        for question, answer in asked:
            words = " ".join(answer.split())
            front += [f'  - q: "{question}?** A: {words}"', f"    a: 'A:** {words}'"]
    parts = ["---\n" + "\n".join(front) + "\n---", "# Exampline"]
    heading = draw(st.sampled_from(HEADINGS))
    early = draw(st.integers(0, 19)) == 0
    for number, (title, body) in enumerate(zip(TITLES, BODIES, strict=True)):
        if draw(st.integers(0, 9)):
            blank = draw(st.sampled_from(("\n", "\n\n")))
            parts.append(heading.format(title) + blank + body)
        if early and number == 2:
            parts.append(f"**Disclaimer:** {DISCLAIMER}")
    parts.append(heading.format("FAQs"))
    for number, (question, answer) in enumerate(asked, 1):
        shape = draw(st.sampled_from(FAQ_FORMS)) if mixed else form
        parts.append(shape.format(question, answer, number))
    parts.append(draw(st.sampled_from(TAILS)))
    text = "\n\n".join(part for part in parts if part) + draw(st.sampled_from(("", "\n", "\n\n")))
    mark = b"\xef\xbb\xbf" * draw(st.booleans())
    return mark + text.replace("\n", draw(st.sampled_from(NEWLINES))).encode()


def read(data: bytes) -> Monograph:
    return parse(decode("exampline.md", data), HOUSE.layout)


def counted(report: FileReport) -> Counter[str]:
    return Counter(one.code for one in report.diagnostics)


def words(text: str) -> Counter[str]:
    """The words of a text; labels that a fix may write anew are not among them."""
    found = Counter(word for word in re.findall(r"\w+", text.casefold()) if not re.fullmatch(r"[qa]\d*|\d+", word))
    for label in ("note", "disclaimer", "ai"):
        del found[label]
    return found


@given(pages())
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_safe_fixes_lose_nothing_and_come_to_rest(data: bytes) -> None:
    before = check(Job("exampline.md", data), HOUSE)
    after = check(Job("exampline.md", data, fix=Safety.SAFE), HOUSE)
    assert not after.crashed
    grown = counted(after) - counted(before)
    assert not grown
    if after.fixed_text is None:
        assert not any(one.fix and one.fix.safety is Safety.SAFE for one in after.diagnostics)
        return
    fixed = (b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b"") + after.fixed_text.encode()
    old, new = read(data), read(fixed)
    assert prose_numbers(old) == prose_numbers(new)
    body = old.text[old.front_matter.body_start :], new.text[new.front_matter.body_start :]
    assert not words(body[0]) - words(body[1])
    assert [faq.question.rstrip("?") for faq in old.faqs] == [faq.question.rstrip("?") for faq in new.faqs]
    assert {section.key for section in old.sections} <= {section.key for section in new.sections}
    for ending in ("\r\n", "\n", "\r"):
        if ending not in old.text.replace("\r\n", "" if ending != "\r\n" else "\r\n"):
            assert ending not in new.text.replace("\r\n", "" if ending != "\r\n" else "\r\n")
    again = check(Job("exampline.md", fixed, fix=Safety.SAFE), HOUSE)
    assert again.fixed_text is None
    assert counted(again) == counted(after)
