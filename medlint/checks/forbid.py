"""Words that must not stand in a page: the general check behind most style rules."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from medlint.checks import check
from medlint.checks.cover import Cover
from medlint.diagnostic import Finding, Severity
from medlint.monograph import Block, Monograph
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
    lesser: a match is a warning, whatever the rule's own severity, where one of these matches over it.
    once: true speaks once in a paragraph, at the first match: a refusal in three sentences is one refusal.
    questions: false leaves the questions of the FAQs out ("Does a negative scan mean I don't have ...?").
    """

    patterns: tuple[str, ...] = ()
    markup: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    lesser: tuple[str, ...] = ()
    questions: bool = True
    case: bool = False
    once: bool = False
    _find: Sieve[Search] = field(init=False, repr=False, compare=False)
    _read: Sieve[Search] = field(init=False, repr=False, compare=False)
    _guard: Sieve[Search] = field(init=False, repr=False, compare=False)
    _lesser: Sieve[Search] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.patterns and not self.markup:
            raise ValueError("'patterns' is empty")
        object.__setattr__(self, "_find", _sieve(self.patterns, self.case))
        object.__setattr__(self, "_read", _sieve(self.markup, self.case))
        object.__setattr__(self, "_guard", _sieve(self.unless, self.case))
        object.__setattr__(self, "_lesser", _sieve(self.lesser, self.case))

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        found = _matches(self._find, doc) if self.patterns else []
        if self.markup:
            found += _matches(self._read, doc, markup=True)
        if not found:
            return
        guarded = _matches(self._guard, doc)
        if not self.questions:
            guarded += [faq.question_span for faq in doc.faqs]
        left_alone, slight = Cover(guarded), Cover(_matches(self._lesser, doc))
        end = 0
        # At one place the longest match counts.
        for span in sorted(found, key=lambda span: (span.start, -span.end)):
            if span.start >= end and span not in left_alone:
                end = self._block_end(doc, span) if self.once else span.end
                severity = Severity.WARNING if span in slight else None
                yield Finding(span, {"found": " ".join(span.of(doc.text).split())}, severity=severity)

    @staticmethod
    def _block_end(doc: Monograph, span: Span) -> int:
        place = bisect_right(doc.blocks, span.start, key=_block_start) - 1
        return doc.blocks[place].span.end if place >= 0 and span.start in doc.blocks[place].span else span.end


def _block_start(block: Block) -> int:
    return block.span.start


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
