"""Questions and answers: form, question marks, answers, repeats and number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from medlint.checks import check
from medlint.diagnostic import Edit, Finding, Related
from medlint.monograph import Faq, Monograph
from medlint.text import Span

# The styles of the parser that each form of a layout allows, and the markers that go with it.
_FORMS = {
    "list": (("li-inline",), "QA", "* **Q: ...?** A: ..."),
    "paragraphs": (("para",), "QA", "**Q: ...?** and A: ... in paragraphs"),
    "headings": (("heading",), None, "one heading a question"),
}
_WORD = re.compile(r"\w+")


def _conforms(faq: Faq, form: str) -> bool:
    styles, markers, _ = _FORMS[form]
    return faq.style in styles and (markers is None or faq.markers == markers)


@check("faq-form")
@dataclass(frozen=True)
class FaqForm:
    """The page's questions are all in one form, but not in the layout's. Said once a page, with one fix for all."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        form = doc.layout.faq_form
        odd = [faq for faq in doc.faqs if not _conforms(faq, form)]
        if not odd:
            return
        edits = _to_list(doc, odd) if form == "list" else ()
        values = {"odd": len(odd), "count": len(doc.faqs), "form": _FORMS[form][2]}
        yield Finding(odd[0].question_span, values, edits)


def _to_list(doc: Monograph, faqs: list[Faq]) -> tuple[Edit, ...]:
    """Write questions as list items, every word kept; nothing where one is not surely read."""
    if any(faq.style == "other" for faq in faqs):
        return ()
    edits = []
    for faq in faqs:
        line = doc.source.position(faq.span.start).line
        start = doc.source.line_span(line).start
        before = doc.text[start : faq.span.start]
        # Only list markers and indentation may stand before a question on its line.
        lead = re.fullmatch(r"[ \t]*(?P<item>(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?:#{1,6}[ \t]+)?[ \t]*", before)
        if lead is None:
            return ()
        question = faq.question_span.of(doc.text).strip()
        answer = faq.answer_span.of(doc.text) if faq.answer_span else ""
        item = f"* **Q: {question}** A:"
        if answer:
            lines = re.split(r"\r\n|\n|\r", answer)
            # What stood below an item of a list is indented already.
            kept = ("  ", "\t") if lead["item"] else ()
            rest = [text if not text.strip() or text.startswith(kept) else f"  {text}" for text in lines[1:]]
            item = doc.source.newline.join([f"{item} {lines[0]}", *rest])
        edits.append(Edit(Span(start, faq.span.end), item))
    return tuple(edits)


@check("mixed-faq-forms")
@dataclass(frozen=True)
class MixedFaqForms:
    """A page asks some questions in one form and some in another. The first of the rarer form is flagged."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        counts = Counter(faq.style for faq in doc.faqs)
        if len(counts) > 1:
            usual = max(counts, key=lambda style: (counts[style], style == "li-inline", style))
            odd = next(faq for faq in doc.faqs if faq.style != usual)
            yield Finding(odd.question_span, {"odd": len(doc.faqs) - counts[usual], "count": len(doc.faqs)})


@check("faq-question-mark")
@dataclass(frozen=True)
class FaqQuestionMark:
    """A question does not end on a question mark."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        for faq in doc.faqs:
            if "?" not in faq.question:
                span = faq.question_span
                yield Finding(span, {"question": _short(faq.question)}, (Edit(Span(span.end, span.end), "?"),))


@check("unanswered-faq")
@dataclass(frozen=True)
class UnansweredFaq:
    """A question has no answer, or one without a word."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        for faq in doc.faqs:
            if not _WORD.search(faq.answer):
                yield Finding(faq.question_span, {"question": _short(faq.question)})


@check("repeated-faq")
@dataclass(frozen=True)
class RepeatedFaq:
    """The same question, word for word, twice in one section of questions."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        first: dict[tuple[int, str], Faq] = {}
        bodies = [section.body for section in doc.sections if section.key == "faqs"]
        for faq in doc.faqs:
            group = next((number for number, body in enumerate(bodies) if faq.span.start in body), -1)
            words = (group, " ".join(_WORD.findall(faq.question.casefold())))
            earlier = first.setdefault(words, faq)
            if earlier is not faq:
                line = doc.source.position(earlier.question_span.start).line
                related = (Related(earlier.question_span, "asked here first"),)
                yield Finding(faq.question_span, {"question": _short(faq.question), "line": line}, related=related)


@check("too-few-faqs")
@dataclass(frozen=True)
class TooFewFaqs:
    """The FAQ section asks fewer questions than the layout's minimum."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        section = doc.section("faqs")
        if section is not None and len(doc.faqs) < doc.layout.faq_minimum:
            count = len(doc.faqs)
            asked = "no question" if count == 0 else f"{count} question{'s' * (count > 1)}"
            yield Finding(section.title, {"asked": asked, "minimum": doc.layout.faq_minimum})


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}..."
