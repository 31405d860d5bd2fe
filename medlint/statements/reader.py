"""Reads a page's statements: finds the phrases of the lexicon and tells subject, scope, time and the rest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from medlint.folding import fold
from medlint.monograph import Monograph
from medlint.once import once
from medlint.patterns import lazy
from medlint.registry import Identity, Registry
from medlint.statements import lexicon as tables
from medlint.statements.lexicon import Family, Lexicon
from medlint.statements.sentences import Sentences, plain, sentences_of
from medlint.statements.statement import CLAIMS, DEPARTED, FORM, Statement
from medlint.statements.subject import Subjects
from medlint.text import Span
from medlint.triggers import needs_of

# Loaded with this module: a page that is parsed knows only the words that somebody asked for before.
_LEXICON = tables.load()
for _family in _LEXICON.families:
    for _before, _word in _family.anchors:
        needs_of(" ".join([*_before, _word]))
        needs_of(_word)

_NEGATED = lazy(r"(?:\b(?:not|never|neither|nor)|n't)\s+(?:\w+\s+){0,3}\Z")
_PAST = lazy(r"\b(?:was|were|had|withdrew|pulled|did)\b")
_YEAR = lazy(r"(?<!\d)(?:19[3-9]\d|20[0-4]\d)(?!\d)")
# A phrase of these claims that a "not" belongs to cannot be denied once more.
_OWN_NEGATION = lazy(r"\b(?:no|not|never|un\w+)\b|n't")
_CONDITION = lazy(r"\b(?:if|once|until|unless|whenever|when|whether)\b[^,;.:]*\Z")
# No page says more about availability; one that does is made to cost time.
_MOST = 300
_MOST_PHRASES = 8
# How far back the words of an anchor may begin.
_REACH = 24
# What makes of "banned" a ban on one use, or for some people.
_LIMITED = lazy(
    r"\s*(?:for|in)\s+(?:use\s+(?:in|by)\s+)?(?:p(?:a)?ediatric|children|infants|newborns|pregnan\w+|adolescents|"
    r"(?:this|that|the\s+treatment\s+of|treating)\b)|\s*as\s+an?\s+(?!medic|drug|human)",
)


def read_statements(
    doc: Monograph, identity: Identity, registry: Registry, claims: Collection[str] = CLAIMS
) -> tuple[Statement, ...]:
    """Return what the page says about availability, in page order. `identity` is whom the page is about.

    `claims`: those that are asked for; fewer cost less.
    """
    asked = frozenset(claims)
    if not _LEXICON.anchors(asked, weak=False).sift(doc.folded):
        return ()
    reading = _Reading(doc, identity, registry, asked)
    found = reading.read(weak=False)
    strong = {(one.subject, one.name) for one, _ in found if one.asserts and one.claim in DEPARTED}
    if strong:
        # Words such as "its removal" are looked for only where something plainer has been said.
        found += reading.read(weak=True)
    kept = (one for one, weak in found if not weak or (one.subject, one.name) in strong)
    return tuple(sorted(kept, key=lambda one: one.phrase))


class _Named:
    """What one sentence names besides its claims."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text, self._lexicon = text, lexicon

    @once
    def places(self) -> tuple[str, ...]:
        return tuple(self._lexicon.places.find(self._text))

    @once
    def years(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_YEAR.findall(self._text)))

    @once
    def reasons(self) -> tuple[str, ...]:
        return tuple(category for pattern, category in self._lexicon.reasons if pattern.search(self._text))


class _Reading:
    """Reads one page."""

    def __init__(self, doc: Monograph, identity: Identity, registry: Registry, claims: frozenset[str]) -> None:
        self._doc, self._claims, self._lexicon = doc, claims, _LEXICON
        self._identity, self._registry = identity, registry
        self._opened: set[Span] = set()
        self._known: dict[Span, _Named] = {}

    @once
    def _subjects(self) -> Subjects:
        return Subjects(self._identity, self._registry, self._doc.title, self._lexicon.subjects)

    @once
    def _sentences(self) -> Sentences:
        return sentences_of(self._doc)

    def read(self, weak: bool) -> list[tuple[Statement, bool]]:
        """Return the statements of weak families alone, or of the others, each with whether it is weak.

        What a weak family says in a sentence that is read anyway comes with the others.
        """
        spans = sorted(self._open(weak))[:_MOST]
        return [item for span in spans for item in self.sentence(span)]

    def _open(self, weak: bool) -> set[Span]:
        """Return the sentences that hold an anchor and were not read yet."""
        opened: set[Span] = set()
        folded = self._doc.folded
        for _, (before, word, needs) in self._lexicon.anchors(self._claims, weak).sift(folded):
            # The words before it may end the block above; a sentence lies in the block of the word itself.
            for block in folded.passages(needs):
                text, start = fold(block.of(self._doc.text)), block.start
                at = text.find(word)
                while at >= 0:
                    span = self._sentences.at(start + at) if self._stands(before, word, start + at) else None
                    if span is not None:
                        opened.add(span)
                    at = text.find(word, max(at + 1, span.end - start if span else 0))
        opened -= self._opened
        self._opened |= opened
        return opened

    def _stands(self, before: list[str], word: str, at: int) -> bool:
        """Say whether `word`, which the page has at `at`, is prose, with the words `before` in front of it."""
        prose, end = self._doc.prose, at + len(word)
        if prose[at:end] != self._doc.text[at:end]:
            return False
        return not before or plain(fold(prose[max(0, at - _REACH) : at])).split()[-len(before) :] == before

    def sentence(self, span: Span) -> Iterator[tuple[Statement, bool]]:
        """Yield the statements of one sentence, each with whether its family is weak."""
        text = fold(span.of(self._sentences.text))
        makers, rivals = self._lexicon.speakers(self._claims)
        if not any(_may_speak(family, text) and family.phrase.search(text) for family in makers):
            return
        kept: list[tuple[Family, re.Match[str]]] = []
        for family in rivals:
            found = list(islice(family.phrase.finditer(text), _MOST_PHRASES)) if _may_speak(family, text) else ()
            if not found or (family.guard and family.guard.search(text)):
                continue
            for match in found:
                # The earlier family has the word.
                if not any(match.start() < other.end() and other.start() < match.end() for _, other in kept):
                    kept.append((family, match))
        for family, match in sorted(kept, key=lambda item: item[1].start()):
            if family.claim in self._claims and not _guarded(family, match):
                yield self._statement(span, family, match), family.weak

    def _statement(self, span: Span, family: Family, match: re.Match[str]) -> Statement:
        text = match.string
        subject, name = self._subject(match)
        limited = subject == FORM or (family.claim in DEPARTED and _LIMITED.match(text, match.end()) is not None)
        negated = not _OWN_NEGATION.search(match.group()) and _NEGATED.search(text[: match.start()]) is not None
        phrase = Span(span.start + match.start(), span.start + match.end())
        section = next((s for s in self._doc.sections if phrase.start in s.span), None)
        return Statement(
            span=self._doc.source.trimmed(span.start, span.end),
            phrase=phrase,
            subject=subject,
            name=name,
            claim=family.claim,
            limited=limited,
            circumstances=self._circumstances(span),
            time="past" if _PAST.search(match.group()) else "present",
            negated=negated,
            question=self._sentences.asks(span),
            section=section.key if section else "",
        )

    def _circumstances(self, span: Span) -> _Named:
        if span not in self._known:
            self._known[span] = _Named(span.of(self._sentences.text), self._lexicon)
        return self._known[span]

    def _subject(self, match: re.Match[str]) -> tuple[str, str]:
        for group, value in match.groupdict().items():
            if group.startswith("object") and value is not None:
                return self._subjects.after(match.string[match.end(group) :])
        return self._subjects.before(match.string[: match.start()])


def _may_speak(family: Family, text: str) -> bool:
    """Say whether the text holds the last word of one of the family's anchors."""
    # A loop, not any(): this runs for every family on every sentence that is read.
    for _, word in family.anchors:  # noqa: SIM110
        if word in text:
            return True
    return False


def _guarded(family: Family, match: re.Match[str]) -> bool:
    before, end = match.string[: match.start()], match.end()
    if family.before and family.before.search(before):
        return True
    if family.after and family.after.match(match.string, end):
        return True
    # "once the product is discontinued" is about a treatment, "when it was withdrawn" is not.
    return family.claim in DEPARTED and not _PAST.search(match.group()) and _CONDITION.search(before) is not None
