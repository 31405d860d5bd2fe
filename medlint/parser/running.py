"""Questions in running text: the last resort, where a FAQ section shows none of the usual forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from medlint.monograph import Faq
from medlint.patterns import lazy
from medlint.text import Source, Span

EDGES = " \t\r\n*_"
_ITALIC = lazy(r"(?<![*_\w])(?P<marks>[*_])(?P<words>[^*_\n]{4,240}\?)(?P=marks)(?![*_])")


def plain(text: str) -> str:
    """Return text on one line without bold and italic marks at its edges."""
    return " ".join(text.split()).strip(EDGES)


def find_running(source: Source, paragraphs: Sequence[Span]) -> Iterator[Faq]:
    """Yield questions in italics inside of running text, and plain paragraphs that end on a question mark."""
    text = source.text
    for span in paragraphs:
        matches = list(_ITALIC.finditer(text, span.start, span.end))
        for match, following in zip_longest(matches, matches[1:]):
            answer = source.trimmed(match.end(), following.start() if following else span.end)
            yield make_faq(text, Span(match.start("words"), match.end("words")), answer or None)
    for question, answer in zip_longest(paragraphs, paragraphs[1:]):
        words = question.of(text)
        if words.rstrip(EDGES).endswith("?") and not _ITALIC.search(words):
            asked_again = answer is not None and answer.of(text).rstrip(EDGES).endswith("?")
            yield make_faq(text, question, None if asked_again else answer)


def make_faq(text: str, question: Span, answer: Span | None) -> Faq:
    """Return the question with its answer, in the style "other"."""
    return Faq(
        question=plain(question.of(text)),
        answer=plain(answer.of(text)) if answer else "",
        style="other",
        markers="",
        span=Span(question.start, answer.end if answer else question.end),
        question_span=question,
        answer_span=answer,
    )
