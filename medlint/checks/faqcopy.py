"""The copy of a page's questions in its front matter, which search engines and listings show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from medlint.checks import check
from medlint.diagnostic import Edit, Finding, Safety
from medlint.monograph import Faq, Monograph
from medlint.parser.plaintext import block_text, has_stray_marks, inline_text
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import Pointer, Span
from medlint.typed import Any

# What text is compared by: numbers whole, words, and the signs that change what a number says.
_TOKEN = lazy(r"\d+(?:[.,/:]\d+)*|[^\W\d_]+|[<>\u2264\u2265=\u00b1%+]|(?<!\w)-(?=\d)")
_ORDINAL = lazy(r"^[ \t]*\d{1,9}[.)][ \t]+", re.MULTILINE)
# Where one of these stands in an answer, its words are not those of its Markdown.
_SPECIAL = lazy(r"[<&\\|\[`\r\n]")
# Of more values than this nobody asks whether the page holds their words.
_MOST = 400
_LINE_END = lazy(r"[\r\n]")

_Words = tuple[str, ...]


def _words(text: str) -> _Words:
    return tuple(_TOKEN.findall(text.casefold()))


def _readings(text: str) -> set[_Words]:
    """Return the words with the numbers of lists and without: a copy may leave them out."""
    return {_words(text), _words(_ORDINAL.sub("", text))}


@check("faq-copy")
@dataclass(frozen=True)
class FaqCopy:
    """The front matter's list of questions says something else than the page. Said once, with one fix for all.

    `fields` are names of the list, `questions` and `answers` names of the two keys of an entry; the first are the
    usual ones. Pages without such a list, and lists on a page that asks nothing, are none of this check's.
    """

    fields: tuple[str, ...] = ("faqs", "faq")
    questions: tuple[str, ...] = ("q", "question")
    answers: tuple[str, ...] = ("a", "answer")

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        name = next((name for name in self.fields if name in doc.meta), None)
        if name is None or not doc.faqs:
            return
        entries = doc.meta[name] or []
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            return
        keys = {key for entry in entries for key in entry}
        question = next((key for key in self.questions if key in keys), None)
        answer = next((key for key in self.answers if key in keys), None)
        if entries and question is None and answer is None:
            return
        copy = Copy(name, tuple(entries), question or self.questions[0], answer or self.answers[0])
        yield from _compare(doc, copy)


@dataclass(frozen=True, slots=True)
class Copy:
    """The list `field` of the front matter; `question` and `answer` are the keys in its entries."""

    field: str
    entries: tuple[Mapping[str, Any], ...]
    question: str
    answer: str


def _compare(doc: Monograph, copy: Copy) -> Iterator[Finding]:
    count = len(doc.faqs)
    wrong = {number: fault for number in range(min(count, len(copy.entries))) if (fault := _fault(doc, copy, number))}
    if not wrong and count == len(copy.entries):
        return
    if count != len(copy.entries):
        span = doc.front_matter.spans[copy.field,].key
        said = f"it holds {len(copy.entries)} questions and the page {count}"
    else:
        number, (key, reason) = next(iter(wrong.items()))
        span = _first_line(doc, (copy.field, number, key), (copy.field, number))
        others = f" ({len(wrong)} of {count} entries differ)" if len(wrong) > 1 else ""
        said = f"in entry {number + 1} {reason}{others}"
    edits: tuple[Edit, ...] = ()
    # What is not surely read, or has no answer to copy, is left to a person.
    if all(faq.style != "other" and faq.answer for faq in doc.faqs):
        from medlint.checks.copyedits import write_entries

        edits = write_entries(doc, copy, wrong, [_plain(doc, faq) for faq in doc.faqs])
    safety = None if not edits or _holds(doc, list(_values(copy))) else Safety.UNSAFE
    yield Finding(span, {"field": copy.field, "fault": said}, edits, safety=safety)


def _fault(doc: Monograph, copy: Copy, number: int) -> tuple[str, str] | None:
    """Return the key of the entry's first value that differs from the page, and how it differs."""
    faq, entry = doc.faqs[number], copy.entries[number]
    question, answer = entry.get(copy.question), entry.get(copy.answer)
    if not isinstance(question, str) or not question.strip():
        return copy.question, "the question is missing"
    if not isinstance(answer, str) or not answer.strip():
        return copy.answer, "the answer is missing"
    asked = faq.question_span.of(doc.text)
    answered = faq.answer_span.of(doc.text) if faq.answer_span else ""
    if not _says(question, asked, lambda: inline_text(asked)):
        return copy.question, _explain(question, asked, answered)
    if not _says(answer, answered, lambda: _plain(doc, faq)[1]):
        marked = _words(answer)[:1] == ("a",) and _words(answer)[1:] == _words(answered)
        return copy.answer, "the answer begins with 'A:'" if marked else "the answer is another than on the page"
    return None


def _says(copied: str, markdown: str, render: Callable[[], str]) -> bool:
    """Return whether a value of the copy has the very words of a piece of the page, and no mark without its other."""
    if has_stray_marks(copied):
        return False
    if copied.split() == markdown.split() or _words(copied) == _words(markdown):
        return True
    if not _SPECIAL.search(markdown) and not _SPECIAL.search(copied):
        return False
    wanted = _readings(render())
    return not wanted.isdisjoint(_readings(copied)) or not wanted.isdisjoint(_readings(inline_text(copied)))


def _explain(question: str, asked: str, answered: str) -> str:
    words, wanted, rest = _words(question), _words(inline_text(asked)), _words(answered)
    if words == wanted:
        return "a mark '**' is left in the question"
    if words[: len(wanted)] == wanted and words[len(wanted) :][:2] in (("a", *rest[:1]), rest[:2]):
        return "the question holds the answer too"
    return "the question is another than on the page"


def _plain(doc: Monograph, faq: Faq) -> tuple[str, str]:
    answer = block_text(doc.source, doc.blocks, faq.answer_span) if faq.answer_span else ""
    return inline_text(faq.question_span.of(doc.text)), answer


def _values(copy: Copy) -> Iterator[str]:
    for entry in copy.entries:
        yield from (str(entry[key]) for key in (copy.question, copy.answer) if entry.get(key) is not None)


def _holds(doc: Monograph, values: Sequence[str]) -> bool:
    """Return whether the words of each value stand in the page's questions, one behind the other."""
    pieces = [f" {' '.join(_words(value))} " for value in values]
    if len(pieces) > _MOST:
        return False
    bodies = [f" {' '.join(_words(s.body.of(doc.text)))} " for s in doc.sections if s.key == "faqs"]
    rest = [
        number for number, piece in enumerate(pieces) if piece.strip() and not any(piece in body for body in bodies)
    ]
    if not rest:
        return True
    bodies.append(f" {' '.join(word for faq in doc.faqs for word in _words(inline_text(faq.span.of(doc.text))))} ")
    plain = [f" {' '.join(_words(inline_text(values[number])))} " for number in rest]
    return all(any(piece in body for body in bodies) for piece in plain)


def _first_line(doc: Monograph, *pointers: Pointer) -> Span:
    """Return the first line of a value's words; the value is that of the first of `pointers` which the file has."""
    spans, text = doc.front_matter.spans, doc.text
    span = next(spans[pointer].value for pointer in pointers if pointer in spans)
    start, end, mark = span.start, span.end, text[span.start : span.start + 1]
    if mark in ("|", ">"):
        start = doc.source.trimmed(_line_end(text, start, end), end).start
    elif mark in ('"', "'"):
        start, end = start + 1, end - 1
    return Span(start, _line_end(text, start, end))


def _line_end(text: str, start: int, end: int) -> int:
    found = _LINE_END.search(text, start, end)
    return found.start() if found else max(start, end)
