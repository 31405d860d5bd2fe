"""A drug that is gone: does the page say so, soon enough, and in one voice?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.departures import Departure, cite, declare, departures, name_of, propose
from medlint.checks.spokenforms import speaks_of
from medlint.diagnostic import Finding, Related, Severity
from medlint.monograph import Monograph
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.registry import MARKETS
from medlint.registry.facts import GONE, WHOLE, Fact
from medlint.registry.verdict import (
    COMBINATION_CONTESTED,
    COMBINATION_GONE,
    COMMERCIAL_END,
    GONE_ELSEWHERE,
    GONE_EVERYWHERE_KNOWN,
    GONE_SOME,
    SCOPED_ONLY,
    judge_drug,
    names_form,
)
from medlint.statements import Context, Statement, context_of
from medlint.statements.statement import AVAILABLE, DRUG, EVERYWHERE, FORM, NEVER_APPROVED, NOT_AVAILABLE, UNSTATED
from medlint.text import Span

_ENDS = {
    "withdrawn": "was withdrawn",
    "banned": "was banned",
    "suspended": "was suspended",
    "discontinued": "is no longer sold",
}
# "not widely available" tells no reader that there is none.
_HEDGES = r"\b(?:widely|readily|commonly|generally|usually|typically|always|easily|normally)\b"
_HEDGED = lazy(_HEDGES, re.I)
_HEDGED_BEFORE = lazy(_HEDGES + r"[\s*_]*\Z", re.I)
_LONGEST_HEDGE = 20
_DENIALS = frozenset({NOT_AVAILABLE, NEVER_APPROVED})
_LATE = frozenset({"dosage", "side_effects", "how_it_works", "precautions", "faqs", "disclaimer", "ai_note"})


@check("withdrawn-not-stated")
@dataclass(frozen=True)
class WithdrawnNotStated:
    """The registry knows that the drug, or a partner of the combination, is gone, and the page never says so.

    markets, registry: from the configuration. The severity follows the fact: error where no market is known to sell
    it, warning where one still does, for a plain end of sale, and where Dosage offers a form that is gone by order;
    info where only the title names such a form, or its sale merely ended.
    """

    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        context = context_of(doc, self.registry, self.markets)
        if context.verdict.kind in (COMBINATION_GONE, COMBINATION_CONTESTED):
            # The prohibition of the combination is the graver fact and has a rule of its own.
            return
        yield from _forms(context)
        if context.verdict.kind == SCOPED_ONLY:
            return
        for departure in departures(context):
            severity = _severity(departure)
            if severity is None or departure.said or (severity is not Severity.ERROR and _told_in_part(context)):
                continue
            if not _denied(context):
                yield Finding(doc.title_span, _values(departure, context), severity=severity)


@check("withdrawn-not-prominent")
@dataclass(frozen=True)
class WithdrawnNotProminent:
    """The page says that its drug is gone, and says so first below Usage."""

    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        context = context_of(doc, self.registry, self.markets)
        usage = doc.section("usage")
        if usage is None or not context.departures:
            return
        for departure in departures(context):
            if not departure.said or not departure.final:
                continue
            first = departure.said[0]
            if first.section in _LATE and first.phrase.start > usage.span.end and not _denied(context, usage.span.end):
                section = next(s for s in doc.sections if first.phrase.start in s.span)
                values = {"name": departure.name, "section": section.heading, "model": propose(departure, context)}
                yield Finding(first.phrase, values, related=(Related(usage.title, "say it here, or above"),))
                return


@check("availability-contradiction")
@dataclass(frozen=True)
class AvailabilityContradiction:
    """The page says that its drug is gone, and elsewhere that it can be had."""

    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        context = context_of(doc, self.registry, self.markets)
        gone = [one for one in context.farewells if one.scope in (EVERYWHERE, UNSTATED)]
        if not gone or not next(departures(context)).final:
            return
        ends = {one.span for one in context.departures}
        for one in context.said(frozenset({AVAILABLE})):
            if one.subject == DRUG and one.asserts and one.scope != FORM:
                if one.span in ends or one.time == "past":
                    continue
                line = doc.source.position(gone[0].phrase.start).line
                values = {"said": _quote(one, doc), "gone": _quote(gone[0], doc), "line": line}
                yield Finding(one.phrase, values, related=(Related(gone[0].phrase, "said to be gone here"),))
                return


def _forms(context: Context) -> Iterator[Finding]:
    """Yield the drugs of the page of which the very form that it is about is gone, and it tells no end at all."""
    identity = context.identity
    drugs = sorted(identity.names) if identity.drug is None else ()
    verdicts = [judge_drug(name, context.registry, context.markets, identity.forms) for name in drugs]
    for verdict in verdicts or [context.verdict]:
        if verdict.kind != SCOPED_ONLY or context.departures or _denied(context):
            continue
        # The site's own market comes first.
        facts = sorted(verdict.facts, key=lambda fact: (*context.markets, fact.jurisdiction).index(fact.jurisdiction))
        name = context.name if identity.drug is not None else name_of(context, verdict.subject)
        graded = ((fact, _severity_of_form(fact, context, name)) for fact in facts)
        fact, severity = next((one for one in graded if one[1] is not None), (None, None))
        if fact is None:
            continue
        told = f"one form of {name} ({fact.scope}) {_end_of_form(fact, context)}"
        values = {
            "name": name,
            "fact": told,
            "source": fact.source,
            "model": f"{told[0].upper()}{told[1:]}. Ask your doctor or pharmacist what to use.",
        }
        yield Finding(context.doc.title_span, values, severity=severity)


def _severity_of_form(fact: Fact, context: Context, name: str) -> Severity | None:
    """Return how grave it is that a fact ends one form, None where the page is not about that form.

    What the title says of the form counts, and where it says nothing, what Dosage says.
    """
    if fact.scope == WHOLE or not fact.forms or fact.status not in _ENDS:
        return None
    ordered = fact.status in GONE
    if context.identity.drug is None and not ordered:
        # "Tablets that hold nothing else" were given up for those that hold more.
        return None
    titled = context.identity.forms
    if titled and not names_form(fact.forms, titled):
        return None
    partner = "" if context.identity.drug is not None else name
    # A page may tell of each partner in turn, each time with a section of its own.
    if any(speaks_of(context, fact.forms, s.body, partner) for s in context.doc.sections if s.key == "dosage"):
        return Severity.WARNING if ordered else Severity.INFO
    return Severity.INFO if titled else None


def _severity(departure: Departure) -> Severity | None:
    verdict = departure.verdict
    if verdict.kind == GONE_EVERYWHERE_KNOWN:
        return Severity.ERROR
    if verdict.kind == GONE_SOME:
        return Severity.WARNING
    if verdict.kind == COMMERCIAL_END:
        # The end of the EU's own licence leaves national ones, and says little of the other markets.
        slight = verdict.sold or (verdict.ended == ("EU",) and verdict.unknown)
        return Severity.INFO if slight else Severity.WARNING
    return Severity.INFO if verdict.kind == GONE_ELSEWHERE else None


def _told_in_part(context: Context) -> bool:
    """Say whether the page tells the end of a form or a use: enough where the drug is sold elsewhere, or may be."""
    return any(one.subject in (DRUG, FORM) for one in context.departures)


def _denied(context: Context, end: int | None = None) -> bool:
    """Say whether the page, up to `end`, says in another way that its drug cannot be had."""
    return any(
        one.asserts
        and one.subject == DRUG
        and one.scope in (EVERYWHERE, UNSTATED)
        and (end is None or one.phrase.end <= end)
        and not _is_hedged(one.phrase, context.doc.prose)
        for one in context.said(_DENIALS)
    )


def _is_hedged(phrase: Span, prose: str) -> bool:
    """Say whether a denial leaves room: "not widely available", "typically not available"."""
    before = prose[max(0, phrase.start - _LONGEST_HEDGE) : phrase.start]
    return _HEDGED.search(phrase.of(prose)) is not None or _HEDGED_BEFORE.search(before) is not None


def _values(departure: Departure, context: Context) -> dict[str, object]:
    return {
        "name": departure.name,
        "fact": declare(departure, context),
        "source": cite(departure),
        "model": propose(departure, context),
    }


def _end_of_form(fact: Fact, context: Context) -> str:
    """Return how, where, when and why a form went: "was banned in India (16 March 2011), because of ..."."""
    from medlint.registry.sentence import write_date

    where = "everywhere" if fact.jurisdiction == "WW" else f"in {context.registry.place(fact.jurisdiction)}"
    date = f" ({write_date(fact.date)})" if fact.date else ""
    reason = f", because of {fact.reason}" if fact.reason else ""
    return f"{_ENDS[fact.status]} {where}{date}{reason}"


def _quote(statement: Statement, doc: Monograph) -> str:
    return " ".join(statement.phrase.of(doc.prose).replace("*", "").split())
