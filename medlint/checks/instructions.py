"""Instructions for a drug that is gone: doses, and advice to take, to store or to make up for it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.departures import Departure, departures, tell
from medlint.diagnostic import Finding, Related, Severity
from medlint.folding import fold
from medlint.monograph import Monograph
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.registry import MARKETS
from medlint.statements import Context, context_of
from medlint.statements.sentences import sentences_of
from medlint.text import Span

_AMOUNT = lazy(
    r"(?<![\w.])\d[\d.,]*\s*(?:(?:-|\u2013|to)\s*\d[\d.,]*\s*)?(?:mg|mcg|\u00b5g|\u03bcg|micrograms?|milligrams?|g|grams?|"
    r"ml|units?|iu|tablets?|capsules?|drops?|puffs?|sprays?)(?:/(?:kg|m\u00b2|day|m2))*(?![\w%])",
    re.I,
)
_GIVEN = lazy(
    r"\b(?:daily|per\s+day|a\s+day|/day|times|once|twice|every|hourly|dose[sd]?|dosage|dosing|take[ns]?|start\w*|initial\w*|"
    r"maintenance|maximum|increase\w*|infus\w*|inject\w*|administer\w*|appl(?:y|ied)|bedtime|adults?|children|weekly|"
    r"mg/kg|divided)\b|/kg|/day",
    re.I,
)
_PAST = lazy(
    r"\b(?:was|were|had|would\s+have|could\s+have|historical\w*|previously|formerly|originally|used\s+to\s+be|in\s+the\s+past|"
    r"before\s+(?:its|it\s+was)|prior\s+to\s+(?:its|withdrawal|discontinuation)|at\s+the\s+time|when\s+it\s+was|once|"
    r"older|archiv\w*|past)\b",
    re.I,
)
# "once daily" is no past, and "take ... once you" is none.
_ONCE = lazy(r"\bonce\b(?!\s+(?:used|given|prescribed|recommended|available))", re.I)
# What marks all that follows in a section as history.
_HISTORY = lazy(
    r"\bhistorical\w*|\b(?:was|were)\s+(?:typically|usually|generally|previously|formerly|commonly|originally|often)|"
    r"\bpreviously|\bformerly|\bwhen\s+it\s+was\s+(?:available|marketed|sold|in\s+use)|\bpast\s+(?:use|practice|dos)|"
    r"\b(?:usual|typical|recommended|common|standard|adult)\s+(?:\w+\s+)?(?:dos\w+|regimens?)\s+(?:was|were)|\bwould\s+have\s+been",
    re.I,
)
_PAST_USE = lazy(
    r"\b(?:was|were)\s+(?:\w+\s+){0,6}?(?:used|indicated|prescribed|given|employed)|\bprimary\s+use\s+was", re.I
)
_LONGEST_LIST = 60
_NOTICES = ("disclaimer", "ai_note")


@check("withdrawn-current-dosing")
@dataclass(frozen=True)
class WithdrawnCurrentDosing:
    """The page says that its drug is gone and gives a dose that is not marked as history.

    markets, registry: from the configuration. Error where the registry knows of no market that sells it and of one
    that withdrew it, else warning.
    """

    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        context = context_of(doc, self.registry, self.markets)
        gone = _gone(context)
        if gone is None:
            return
        dose = next(_doses(doc, _other_partners(gone, context)), None)
        if dose is not None:
            severity = Severity.ERROR if gone.surely else Severity.WARNING
            values = {"name": gone.name, "dose": " ".join(dose.of(doc.prose).split())}
            yield Finding(dose, values | _said(gone, context), related=_related(gone), severity=severity)


@check("withdrawn-present-tense")
@dataclass(frozen=True)
class WithdrawnPresentTense:
    """The page says that its drug is gone and speaks of it as if it could be had.

    use: how a page tells in the present what a drug is for; it does not count in a section that tells it in the past.
    handling: advice to take, to store or to make up for a dose. unless: words that make history or a condition of a
    sentence. All are regular expressions on one sentence, case ignored. markets, registry: from the configuration.
    """

    use: tuple[str, ...]
    handling: tuple[str, ...]
    unless: tuple[str, ...] = ()
    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()
    _use: LazyPattern = field(init=False, repr=False, compare=False)
    _handling: LazyPattern = field(init=False, repr=False, compare=False)
    _unless: LazyPattern = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("use", "handling", "unless"):
            joined = "|".join(f"(?:{pattern})" for pattern in getattr(self, name)) or r"(?!)"
            try:
                object.__setattr__(self, f"_{name}", lazy(joined, re.I))
            except re.error as error:
                raise ValueError(f"'{name}': a regular expression is wrong: {error}") from error

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        context = context_of(doc, self.registry, self.markets)
        gone = _gone(context)
        if gone is None:
            return
        found = sorted(self._find(doc, gone, _other_partners(gone, context)))
        if found:
            values = {"name": gone.name, "found": " ".join(found[0].of(doc.prose).replace("*", "").split())}
            yield Finding(found[0], values | _said(gone, context), related=_related(gone))

    def _find(self, doc: Monograph, gone: Departure, others: LazyPattern) -> Iterator[Span]:
        sentences = sentences_of(doc)
        text = sentences.text
        usage = doc.section("usage")
        told = usage is not None and _PAST_USE.search(usage.body.of(text)) is not None
        low = fold(text)
        for lazily in (self._handling,) if told else (self._handling, self._use):
            pattern, view = lazily.reading(text, low)
            for match in pattern.finditer(view):
                sentence = sentences.at(match.start())
                if sentence is None or sentences.asks(sentence) or _section(doc, match.start()) in _NOTICES:
                    continue
                words = sentence.of(text)
                # "Tizanidine is used to treat" says nothing of the partner that is gone.
                another = others.search(words) is not None and gone.name.casefold() not in words.casefold()
                if not another and not self._unless.search(words):
                    yield Span(*match.span())


def _gone(context: Context) -> Departure | None:
    """Return the drug of the page that nobody can have, and of which the page says so."""
    if not context.departures:
        return None
    return next((one for one in departures(context) if one.said and one.final), None)


def _said(gone: Departure, context: Context) -> dict[str, object]:
    fact = tell(gone, context)
    return {"line": context.doc.source.position(gone.said[0].phrase.start).line, "fact": f" ({fact})" if fact else ""}


def _related(gone: Departure) -> tuple[Related, ...]:
    return (Related(gone.said[0].phrase, "said to be gone here"),)


def _section(doc: Monograph, offset: int) -> str | None:
    return next((section.key for section in doc.sections if offset in section.span), "")


def _other_partners(gone: Departure, context: Context) -> LazyPattern:
    """Return what finds the names of those partners of a combination that are not the one that is gone."""
    names = [name for name in context.identity.written if gone.partner and name != gone.name]
    return lazy("|".join(rf"\b{re.escape(name.split(' ')[0])}" for name in names) or r"(?!)", re.I)


def _doses(doc: Monograph, others: LazyPattern) -> Iterator[Span]:
    """Yield the amounts of doses that are told as if they held today; sentences about `others` are left out."""
    sentences = sentences_of(doc)
    text = sentences.text
    for part in _parts(doc):
        history = _HISTORY.search(text, part.start, part.end)
        for match in _AMOUNT.finditer(text, part.start, history.start() if history else part.end):
            sentence = sentences.at(match.start())
            if sentence is None or sentences.asks(sentence):
                continue
            words = sentence.of(text)
            if not _GIVEN.search(words) or others.search(words) or _is_past(words):
                continue
            if not _led(doc, text, match.start()):
                yield Span(*match.span())


def _parts(doc: Monograph) -> Iterator[Span]:
    """Yield Usage, Dosage and each answer, which stands by itself: what marks one as history does not mark the next."""
    for section in doc.sections:
        if section.key in ("usage", "dosage"):
            yield Span(section.span.start, section.body.end)
    yield from (faq.answer_span for faq in doc.faqs if faq.answer_span)


def _is_past(sentence: str) -> bool:
    return _PAST.search(_ONCE.sub("", sentence)) is not None


def _led(doc: Monograph, text: str, offset: int) -> bool:
    """Say whether what stands at `offset` is in a list below a line that tells of the past."""
    index = bisect_right(doc.blocks, offset, key=lambda block: block.span.start) - 1
    if index < 0 or doc.blocks[index].item is None:
        return False
    lead = next(
        (block for block in reversed(doc.blocks[max(0, index - _LONGEST_LIST) : index]) if block.item is None), None
    )
    return lead is not None and _is_past(lead.span.of(text))
