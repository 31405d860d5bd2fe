"""Slots that nobody filled, and raw values where words should stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from medlint.checks import check
from medlint.checks.forbid import Forbid, Search
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.named import NamedTuple
from medlint.needs import opening_of
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.text import Span
from medlint.triggers import Sieve, needs_of

_LABEL = r"(?:[*_]{0,3}[A-Z][^:|\n*_]{0,60}(?:[*_]{0,3}\s?:|:[*_]{0,3})[ \t]{0,4})?"
_QUOTES = r"[\"'“”*_`\[(]{0,3}"
_CLOSING = r"[\"'“”*_`\])]{0,3}\.?[*_]{0,2}"
_CELL = r"(?<=\|)[ \t]{0,4}"
_LONGEST = 120


class _Values:
    """Values as all that stands in a place. Of each it is known by which words it is to be found in a page."""

    def __init__(self, words: tuple[str, ...]) -> None:
        flags = re.IGNORECASE
        # Wherever a value is looked for, no word goes on in front of it or behind it.
        self._words = Sieve(
            (needs_of(rf"\b(?:{word})\b"), Search(opening_of(word, flags), lazy(word, flags))) for word in words
        )

    def on(self, doc: Monograph) -> _Found | None:
        """Return the expressions for those values that the page may hold, None where it holds none."""
        held = [
            search.pattern.pattern
            for needs, search in self._words.sift(doc.folded)
            if search.may_match(doc.text) and (needs or search.pattern.search(doc.text))
        ]
        return _found(tuple(held)) if held else None


class _Found(NamedTuple):
    """A value as all there is, as all that there is behind a label, and as a table's cell."""

    alone: LazyPattern
    labelled: LazyPattern
    cell: LazyPattern


@cache
def _found(words: tuple[str, ...]) -> _Found:
    value = rf"(?P<value>{'|'.join(words)})"
    end = rf"{_CLOSING}\s*\Z"
    return _Found(
        lazy(rf"{_QUOTES}{value}{end}", re.IGNORECASE),
        lazy(rf"{_LABEL}{_QUOTES}{value}{end}", re.IGNORECASE),
        lazy(rf"{_CELL}{value}(?=[ \t]{{0,40}}\|)", re.IGNORECASE),
    )


@check("placeholder")
@dataclass(frozen=True)
class Placeholder:
    """Speaks of unfilled slots and of values that are no words.

    patterns, markup, unless: as of the check `forbid`; both are looked for in the front matter's values too.
    values: what no reader may see as a whole paragraph, a label's or a cell's text, or a value of the front matter
    ("undefined", "TBD").
    names: the same for the page's title and the front matter alone ("Drug name").
    fillers: what is no answer where it is all that a section or an FAQ's answer holds ("N/A").
    """

    patterns: tuple[str, ...]
    markup: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    _forbid: Forbid = field(init=False, repr=False, compare=False)
    _value: _Values = field(init=False, repr=False, compare=False)
    _name: _Found = field(init=False, repr=False, compare=False)
    _filler: _Found = field(init=False, repr=False, compare=False)
    _slots: tuple[LazyPattern, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_forbid", Forbid(self.patterns, self.markup, self.unless))
        object.__setattr__(self, "_value", _Values(self.values))
        object.__setattr__(self, "_name", _found((*self.names, *self.values)))
        object.__setattr__(self, "_filler", _found((*self.fillers, *self.values)))
        slots = tuple(lazy(pattern, re.IGNORECASE) for pattern in (*self.patterns, *self.markup))
        object.__setattr__(self, "_slots", slots)

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        spans = (*self._valueless(doc), *self._in_fields(doc))
        found = [*self._forbid(doc), *(_finding(doc, span) for span in spans)]
        end = 0
        for finding in sorted(found, key=lambda one: (one.span.start, -one.span.end)):
            if finding.span.start >= end:
                end = finding.span.end
                yield finding

    def _valueless(self, doc: Monograph) -> Iterator[Span]:
        for span in _fields(doc):
            yield from _whole(self._name.alone, doc.text, span)
        title = next((block.span for block in doc.blocks if block.level == 1), None)
        if title:
            yield from _whole(self._name.alone, doc.prose, title)
        # Few pages hold any, and they are looked for in every paragraph.
        if values := self._value.on(doc):
            for block in doc.blocks:
                if block.kind == "table":
                    cells = values.cell.finditer(doc.prose, block.span.start, block.span.end)
                    yield from (Span(*match.span("value")) for match in cells)
                elif block.kind == "paragraph":
                    yield from _whole(values.labelled, doc.prose, block.span)
        bodies = [section.body for section in doc.sections if section.key]
        bodies += [faq.answer_span for faq in doc.faqs if faq.answer_span]
        for body in bodies:
            # Most are long.
            if body.end - body.start <= _LONGEST:
                yield from _whole(self._filler.alone, doc.prose, body)

    def _in_fields(self, doc: Monograph) -> Iterator[Span]:
        """Yield the slots in the front matter's values."""
        front = doc.text[: doc.front_matter.body_start]
        if not any(sign in front for sign in "[{<%"):
            return
        for span in _fields(doc):
            for slot in self._slots:
                yield from (Span(*match.span()) for match in slot.finditer(doc.text, span.start, span.end))


def _fields(doc: Monograph) -> Iterator[Span]:
    """Yield the front matter's values of one line that are text."""
    for pointer, place in doc.front_matter.spans.items():
        text = place.value.of(doc.text)
        # A list or a mapping is asked entry by entry.
        if pointer and text and text[0] not in "[{-" and "\n" not in text:
            yield place.value


def _whole(pattern: LazyPattern, text: str, span: Span) -> Iterator[Span]:
    """Yield the place of the value that is all of a short text, if there is one."""
    if 0 < len(span) <= _LONGEST and (match := pattern.match(text, span.start, span.end)):
        yield Span(*match.span("value"))


def _finding(doc: Monograph, span: Span) -> Finding:
    return Finding(span, {"found": " ".join(span.of(doc.text).split())})
