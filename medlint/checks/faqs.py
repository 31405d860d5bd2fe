"""Questions and answers: question marks, answers, repeats and number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from medlint.checks import check
from medlint.diagnostic import Edit, Finding, Related
from medlint.monograph import Faq, Monograph
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import Span

_WORD = lazy(r"\w+")
# Question marks of all scripts, the doubled ones too.
_MARK = lazy("[?\u037e\u055e\u061f\u203d\u2047-\u2049\ufe56\uff1f]")
_GREEK = lazy("[\u0370-\u03ff]")
_STOP = lazy(r"(?<!\betc)[.:,;!]{1,3}\Z")
_OPENING = lazy(
    r"(?:what|how|can|could|is|are|was|were|should|shall|do|does|did|will|would|who|whom|whose|when|where|why|which|may|"
    r"might|has|have|had|am)\b",
    re.IGNORECASE,
)


@check("faq-question-mark")
@dataclass(frozen=True)
class FaqQuestionMark:
    """A question has no question mark. Edits add one where the words ask; a topic ("Storage") is to be reworded."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        for faq in doc.faqs:
            if not _asks(faq.question):
                span = faq.question_span
                # A full stop or a colon gives way to the mark, the dot of "etc." does not.
                stop = _STOP.search(doc.text, span.start, span.end)
                end = stop.start() if stop else span.end
                edits = (Edit(Span(end, span.end), "?"),) if _OPENING.match(faq.question) else ()
                yield Finding(span, {"question": _short(faq.question)}, edits)


def _asks(question: str) -> bool:
    # Greek asks with a semicolon.
    return "?" in question or bool(_MARK.search(question)) or (question.endswith(";") and bool(_GREEK.search(question)))


@check("unanswered-faq")
@dataclass(frozen=True)
class UnansweredFaq:
    """A question has no answer, or one without a word."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        for faq in doc.faqs:
            if not faq.answer[:1].isalnum() and not _WORD.search(faq.answer):
                yield Finding(faq.question_span, {"question": _short(faq.question)})


@check("repeated-faq")
@dataclass(frozen=True)
class RepeatedFaq:
    """The same question, word for word, twice in one section of questions."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        if not _may_repeat(doc.faqs):
            return
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


def _may_repeat(faqs: Sequence[Faq]) -> bool:
    """Return whether two questions may have the same words: then both have each letter as often.

    To count letters is a tenth of the work of taking words apart, and few pages ask anything twice.
    """
    folded = [faq.question.casefold() for faq in faqs]
    counts = {(words.count("e"), words.count("t"), words.count("a"), words.count("s")) for words in folded}
    return len(counts) < len(folded)


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
