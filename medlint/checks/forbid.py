"""Words that must not stand in a page: the general check behind most style rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from medlint.checks import check
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.named import NamedTuple
from medlint.needs import opening_of
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.text import Span
from medlint.triggers import Needs, Sieve, needs_of

_FEW = 4


class Search(NamedTuple):
    """A pattern, and the letters that all its matches begin with: to look for those first is quicker."""

    opening: str
    pattern: LazyPattern

    def may_match(self, text: str) -> bool:
        """Return whether its first letters are there."""
        # To look for one letter is quicker again.
        return self.opening[:1] in text and self.opening in text


@check("forbid")
@dataclass(frozen=True)
class Forbid:
    """Speaks wherever one of `patterns` matches the page's prose.

    patterns: regular expressions, case ignored unless `case` is true; at one place the longest match counts.
    markup: the same, but they read the Markdown as it is written: code, tags and the targets of links too.
    unless: a match is left alone where one of these matches too, in the same sentence and overlapping it.
    once: true speaks once in a paragraph, at the first match: a refusal in three sentences is one refusal.
    questions: false leaves the questions of the FAQs out ("Does a negative scan mean I don't have ...?").
    """

    patterns: tuple[str, ...] = ()
    markup: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    questions: bool = True
    case: bool = False
    once: bool = False
    _find: Sieve[Search] = field(init=False, repr=False, compare=False)
    _read: Sieve[Search] = field(init=False, repr=False, compare=False)
    _guard: Sieve[Search] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.patterns and not self.markup:
            raise ValueError("'patterns' is empty")
        object.__setattr__(self, "_find", _sieve(self.patterns, self.case))
        object.__setattr__(self, "_read", _sieve(self.markup, self.case))
        object.__setattr__(self, "_guard", _sieve(self.unless, self.case))

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        found = _matches(self._find, doc) if self.patterns else []
        if self.markup:
            found += _matches(self._read, doc, markup=True)
        if not found:
            return
        left_alone = _matches(self._guard, doc)
        if not self.questions:
            left_alone += [faq.question_span for faq in doc.faqs]
        end = 0
        # At one place the longest match counts.
        for span in sorted(found, key=lambda span: (span.start, -span.end)):
            if span.start >= end and not any(one.start < span.end and span.start < one.end for one in left_alone):
                end = self._block_end(doc, span) if self.once else span.end
                yield Finding(span, {"found": " ".join(span.of(doc.text).split())})

    @staticmethod
    def _block_end(doc: Monograph, span: Span) -> int:
        return next((block.span.end for block in doc.blocks if span.start in block.span), span.end)


def _matches(patterns: Sieve[Search], doc: Monograph, *, markup: bool = False) -> list[Span]:
    """Return where the patterns match. A match lies in one block: what spans two paragraphs is no phrase."""
    found: list[Span] = []
    text = doc.text if markup else doc.prose
    for needs, search in patterns.sift(doc.folded):
        if not search.may_match(text):
            continue
        spans = doc.folded.passages(needs)
        if not spans:
            continue
        pattern, view = search.pattern.reading(text, doc.folded.text if markup else doc.small_prose)
        # One search of all blocks at once is quicker than one of each, and most patterns are not there.
        if len(spans) > _FEW and not pattern.search(view, spans[0].start, spans[-1].end):
            continue
        for span in spans:
            found += [Span(*match.span()) for match in pattern.finditer(view, span.start, span.end)]
    return found


def _sieve(patterns: Sequence[str], case: bool) -> Sieve[Search]:
    """Return a sieve of patterns.

    Errors: ValueError, with a sentence for the rule's author.
    """
    flags = 0 if case else re.IGNORECASE
    return Sieve((_needs(pattern), Search(opening_of(pattern, flags), lazy(pattern, flags))) for pattern in patterns)


def _needs(pattern: str) -> Needs:
    try:
        return needs_of(pattern)
    except re.error as error:
        raise ValueError(f"the regular expression '{pattern}' is wrong: {error}") from error
