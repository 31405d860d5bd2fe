"""Whom of a page's drugs the registry, or the page itself, calls gone, and what the page says of it."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.records import dataclass
from medlint.registry import Verdict
from medlint.registry.verdict import (
    COMBINATION_GONE,
    COMMERCIAL_END,
    GONE_ELSEWHERE,
    GONE_EVERYWHERE_KNOWN,
    GONE_SOME,
    NONE,
)
from medlint.statements import SOME, Context, Statement
from medlint.statements.statement import DRUG, EVERYWHERE, MEMBER, NEVER_APPROVED, UNSTATED

_EARLY = ("", "generic_name", "usage", "dosage")


@dataclass(frozen=True, slots=True)
class Departure:
    """A drug of the page (or its combination as a whole) that is gone.

    `name`: as the page writes it; `verdict`: what the registry knows; `said`: the page's statements that it is gone,
    in page order; `partner`: it is one drug of a combination.
    """

    name: str
    verdict: Verdict
    said: tuple[Statement, ...]
    partner: bool = False

    @property
    def surely(self) -> bool:
        """Whether the registry knows that it is gone wherever anything is known of it."""
        return self.verdict.kind in (GONE_EVERYWHERE_KNOWN, COMBINATION_GONE)

    @property
    def recorded(self) -> bool:
        """Whether the registry knows an end of it in one of the site's markets."""
        return self.surely or self.verdict.kind in (GONE_SOME, COMMERCIAL_END)

    @property
    def final(self) -> bool:
        """Whether no reader can have it: no market is known to sell it, or only the page speaks and says so flatly."""
        if self.verdict.sold:
            return False
        return self.recorded or (self.verdict.kind in (NONE, GONE_ELSEWHERE) and self._flatly)

    @property
    def vaguely(self) -> bool:
        """Whether only the page speaks, and says so early, of "many countries" that it does not name."""
        # Of a combination, the registry may know its partners.
        if self.verdict.sold or self.verdict.members or self.verdict.kind not in (NONE, GONE_ELSEWHERE):
            return False
        return any(set(one.places) == {SOME} and one.section in _EARLY for one in self.said)

    @property
    def _flatly(self) -> bool:
        flat = [one for one in self.said if one.scope in (EVERYWHERE, UNSTATED)]
        # One passing remark is not enough where nobody else says so.
        return len(flat) > 1 or any(one.section in _EARLY for one in flat)


def departures(context: Context) -> Iterator[Departure]:
    """Yield the page's drug, or its combination and then those partners that are gone by the registry."""
    verdict = context.verdict
    yield Departure(context.name, verdict, () if _never_came(context) else context.farewells)
    for member in verdict.members:
        said = tuple(one for one in context.departures if one.subject == MEMBER and one.name == member.subject)
        said = tuple(sorted({*said, *context.farewells}, key=lambda one: one.phrase))
        yield Departure(name_of(context, member.subject), member, said, partner=True)


def _never_came(context: Context) -> bool:
    """Say whether the page, and it alone, is about a drug that was never approved: that is another story."""
    return (
        context.verdict.kind == NONE
        and bool(context.farewells)
        and any(one.subject == DRUG and one.asserts for one in context.said(frozenset({NEVER_APPROVED})))
    )


def name_of(context: Context, inn: str) -> str:
    """Return how the page's title writes a drug."""
    names = context.registry.names
    for written in context.identity.written:
        resolved = names.resolve(written)
        if resolved and resolved.inn == inn:
            return written
    return inn


def tell(departure: Departure, context: Context) -> str:
    """Return the registry's fact as a sentence without full stop, "" where it knows none."""
    from medlint.registry.sentence import write_sentence

    return write_sentence(departure.verdict, context.registry)


def declare(departure: Departure, context: Context) -> str:
    """Return the registry's fact as a clause about the drug: "Valdecoxib was withdrawn everywhere (2005): ..."."""
    fact = tell(departure, context)
    verb = "is" if fact.startswith("No longer") else "was"
    return f"{departure.name or 'this medicine'} {verb} {fact[:1].lower()}{fact[1:]}"


def propose(departure: Departure, context: Context) -> str:
    """Return the sentences that the page should have, made of the registry's fact."""
    if not tell(departure, context):
        return f"{departure.name} was withdrawn in [country] in [year] because of [reason]. {_INSTEAD}"
    return f"{declare(departure, context)}. {_WHETHER if departure.verdict.sold else _INSTEAD}"


_INSTEAD = "Ask your doctor or pharmacist what to take instead."
_WHETHER = "Ask your doctor or pharmacist whether you can have it."


def cite(departure: Departure) -> str:
    """Return the sources of the registry's facts, the surest first."""
    verdict = departure.verdict
    rows = verdict.orders[:1] or [
        fact for fact in verdict.facts if verdict.everywhere or fact.jurisdiction in (*verdict.gone, *verdict.ended)
    ]
    sources = [source for row in rows for source in row.source.split("; ") if not source.startswith("year:")]
    return "; ".join(list(dict.fromkeys(sources))[:3]) or "medlint's registry"
