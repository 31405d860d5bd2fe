"""The form in which questions and answers are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.faqpairs import stray_mark
from medlint.diagnostic import Finding
from medlint.monograph import Faq, Monograph
from medlint.records import dataclass

# The styles of the parser that each form of a layout allows, and the markers that go with it.
_FORMS = {
    "list": (("li-inline",), "QA", "* **Q: ...?** A: ..."),
    "paragraphs": (("para",), "QA", "**Q: ...?** and A: ... in paragraphs"),
    "headings": (("heading",), None, "one heading a question"),
}


def _odd(doc: Monograph) -> list[Faq]:
    """Return the questions that are not in the layout's form, or have a mark that closes nothing."""
    styles, markers, _ = _FORMS[doc.layout.faq_form]
    return [
        faq
        for faq in doc.faqs
        if faq.style not in styles or (markers is not None and faq.markers != markers) or stray_mark(doc, faq)
    ]


@check("faq-form")
@dataclass(frozen=True)
class FaqForm:
    """Questions are not in the layout's form, or have a mark that closes nothing. Said once, with one fix for all."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        odd = _odd(doc)
        if not odd:
            return
        from medlint.checks.formedits import to_form

        stray = stray_mark(doc, odd[0])
        fault = f"a stray '{stray}' before 'A:'" if stray else f"not in the form '{_FORMS[doc.layout.faq_form][2]}'"
        values = {"fault": fault, "odd": len(odd), "count": len(doc.faqs)}
        yield Finding(odd[0].question_span, values, to_form(doc, odd, doc.layout.faq_form, _odd))


@check("mixed-faq-forms")
@dataclass(frozen=True)
class MixedFaqForms:
    """A page asks some questions in one form and some in another. The first of the rarer form is flagged.

    The edits write all of them in the layout's form.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        if len({faq.style for faq in doc.faqs}) > 1:
            from medlint.checks.formedits import to_form

            counts = Counter(faq.style for faq in doc.faqs)
            usual = max(counts, key=lambda style: (counts[style], style == "li-inline", style))
            first = next(faq for faq in doc.faqs if faq.style != usual)
            values = {"odd": len(doc.faqs) - counts[usual], "count": len(doc.faqs)}
            edits = to_form(doc, _odd(doc), doc.layout.faq_form, _odd)
            yield Finding(first.question_span, values, edits)
