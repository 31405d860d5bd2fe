"""The reason that a page gives for its drug's end, against the registry's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.checks import check
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.registry import MARKETS, Fact
from medlint.registry.facts import ENDED, GONE
from medlint.statements import Context, context_of
from medlint.statements.lexicon import load
from medlint.statements.sentences import sentences_of
from medlint.statements.statement import UNKNOWN
from medlint.text import Span
from medlint.triggers import Needs, needs_of

_COMMERCIAL = "commercial"
# "Safety" and "risk": true of whatever harm the registry names.
_GENERAL = "other"
# How far in front of a sentence that which it speaks of may stand, in characters.
_NEAR = 80
# Of these a page may speak beside the harm itself.
_COMPANIONS = frozenset({_GENERAL, _COMMERCIAL, UNKNOWN, "mortality", "efficacy"})


@dataclass(frozen=True, slots=True)
class _Reason:
    """A reason as a page gives it: its categories, and the words themselves."""

    categories: frozenset[str]
    span: Span


@check("reason-contradicted")
@dataclass(frozen=True)
class ReasonContradicted:
    """The page gives a reason for the end of its drug, or says that none is known, and the registry has another.

    Regular expressions, case ignored. unknown: says that the reason is not known; `about`: what such a sentence, or the
    question that it answers, must speak of. cause: leads to a reason, which its group `reason` holds. harm, business:
    what makes a reason one of safety, or of commerce. markets, registry: from the configuration.
    """

    unknown: tuple[str, ...]
    about: str
    cause: str
    harm: str
    business: str
    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()
    _unknown: tuple[tuple[Needs, LazyPattern], ...] = field(init=False, repr=False, compare=False)
    _patterns: dict[str, LazyPattern] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        unknown = tuple((needs_of(pattern), lazy(pattern, re.I)) for pattern in self.unknown)
        object.__setattr__(self, "_unknown", unknown)
        patterns = {name: lazy(getattr(self, name), re.I) for name in ("about", "cause", "harm", "business")}
        object.__setattr__(self, "_patterns", patterns)

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        context = context_of(doc, self.registry, self.markets)
        if not context.verdict.facts or context.identity.drug is None:
            return
        known = _known(context)
        if not known:
            return
        fact, accepted = known[0], _categories(known)
        reasons = sorted(self._reasons(context), key=lambda reason: reason.span)
        if any(reason.categories & accepted - _COMPANIONS for reason in reasons):
            # It has the right one; what it says besides may be true as well.
            return
        for reason in [*self._ignorance(doc), *reasons]:
            said = " ".join(reason.span.of(doc.prose).replace("*", "").split())
            if self._contradicts(reason, said, accepted):
                yield Finding(reason.span, {"said": said, "reason": fact.reason, "source": fact.source})
                return

    def _contradicts(self, reason: _Reason, said: str, accepted: frozenset[str]) -> bool:
        given = reason.categories
        if UNKNOWN in given:
            return True
        if accepted - {UNKNOWN} == {_COMMERCIAL}:
            return self._patterns["harm"].search(said) is not None and not self._patterns["business"].search(said)
        if self._patterns["business"].search(said):
            return _COMMERCIAL not in accepted and not self._patterns["harm"].search(said)
        exact = given - _COMPANIONS
        return bool(exact) and _COMMERCIAL not in accepted and exact.isdisjoint(accepted) and not given & {_GENERAL}

    def _ignorance(self, doc: Monograph) -> Iterator[_Reason]:
        """Yield the places where the page says that the reason is not known."""
        for needs, pattern in self._unknown:
            for passage in doc.folded.passages(needs):
                for match in pattern.finditer(doc.prose, passage.start, passage.end):
                    sentences = sentences_of(doc)
                    sentence = sentences.at(match.start())
                    if sentence is None or sentences.asks(sentence):
                        continue
                    answer = next(
                        (faq for faq in doc.faqs if faq.answer_span and match.start() in faq.answer_span), None
                    )
                    # "It is no longer sold. The reasons are unknown."
                    start = max(passage.start, sentence.start - _NEAR)
                    context = doc.prose[start : sentence.end] + (f" {answer.question}" if answer else "")
                    if self._patterns["about"].search(context):
                        yield _Reason(frozenset({UNKNOWN}), Span(*match.span()))

    def _reasons(self, context: Context) -> Iterator[_Reason]:
        """Yield the reasons that the page gives in the sentences that say that its drug is gone."""
        if not context.farewells:
            return
        prose = sentences_of(context.doc).text
        for sentence in dict.fromkeys(one.span for one in context.farewells):
            for match in self._patterns["cause"].finditer(prose, sentence.start, sentence.end):
                span = context.doc.source.trimmed(*match.span("reason"))
                yield _Reason(_read(span.of(prose)), span)


def _known(context: Context) -> list[Fact]:
    """Return the facts of the drug's end that give a reason, the surest first."""
    return [
        fact
        for fact in context.verdict.facts
        if fact.whole and fact.status in GONE | ENDED and fact.reason and fact.reason_category not in ("", _GENERAL)
    ]


def _categories(facts: list[Fact]) -> frozenset[str]:
    """Return the categories of the facts' reasons, those that their words name included."""
    named = (_read(fact.reason) - {_GENERAL, UNKNOWN} for fact in facts if fact.reason_category != _COMMERCIAL)
    return frozenset(fact.reason_category for fact in facts).union(*named)


def _read(reason: str) -> frozenset[str]:
    # Some words are a reason only behind what says that they are one.
    words = f"due to {reason}"
    return frozenset(category for pattern, category in load().reasons if pattern.search(words))
