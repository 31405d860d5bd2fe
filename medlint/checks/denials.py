"""Pages that call their own medicine gone although it is sold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from medlint.checks import check
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.registry import MARKETS, Fact
from medlint.registry.facts import SOLD
from medlint.statements import SOME, Context, Statement, context_of
from medlint.statements.sentences import sentences_of
from medlint.statements.statement import AVAILABLE, DRUG, FORM, RESTRICTED, UNSTATED
from medlint.statements.statement import EVERYWHERE as WORLD

_STATUSES = {"marketed": "sold", "returned": "sold again", "restricted": "sold with restrictions", "proposed": "sold"}

_SUPPOSED = lazy(r"\b(?:if|should|unless|whether)\b", re.I)


@check("wrongly-called-unavailable")
@dataclass(frozen=True)
class WronglyCalledUnavailable:
    """The registry knows that the drug is sold in a market of the site, and the page says flatly that it is gone.

    back: regular expressions, case ignored; a page that states one of them knows that the drug came back, or is sold.
    markets, registry: from the configuration. Where the registry does not know, nothing is said.
    """

    back: tuple[str, ...]
    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()
    _back: LazyPattern = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_back", lazy("|".join(self.back), re.I))

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        context = context_of(doc, self.registry, self.markets)
        if not context.verdict.sold or context.identity.drug is None or not context.farewells:
            return
        if self._tells_of_return(doc):
            return
        said = (one for one in context.statements if one.subject == DRUG and one.asserts and one.scope != FORM)
        if any(one.claim in (AVAILABLE, RESTRICTED) for one in said):
            # A page of two minds has a rule of its own.
            return
        for statement in context.farewells:
            if markets := _denied(statement, context):
                words = " ".join(statement.phrase.of(doc.text).replace("*", "").split())
                facts = _facts(markets, context)
                values = {"name": doc.title, "said": words, "fact": _tell(facts, context), "source": facts[0].source}
                yield Finding(statement.phrase, values)
                return

    def _tells_of_return(self, doc: Monograph) -> bool:
        sentences = sentences_of(doc)
        for match in self._back.finditer(doc.prose):
            sentence = sentences.at(match.start())
            if sentence and not sentences.asks(sentence) and not _SUPPOSED.search(sentence.of(doc.prose)):
                return True
        return False


def _denied(statement: Statement, context: Context) -> list[str]:
    """Return the markets that are known to sell the drug and of which the statement says that they do not."""
    verdict = context.verdict
    if statement.scope in (WORLD, UNSTATED):
        # Where one market has lost it, the page ought to say which: that is an incomplete notice, not a wrong one.
        partly = bool(verdict.gone or verdict.ended) and statement.scope == UNSTATED
        return [] if partly else list(verdict.sold)
    return [place for place in statement.places if place in verdict.sold and place != SOME]


def _facts(markets: Sequence[str], context: Context) -> list[Fact]:
    """Return the latest fact by which each of the markets sells the drug."""
    registry = context.registry
    sold = [fact for fact in context.verdict.facts if fact.status in SOLD]
    found: dict[Fact, None] = {}
    for market in markets:
        own = [fact for fact in sold if market in (fact.jurisdiction, registry.union(fact.jurisdiction))]
        found[max(own or sold, key=lambda fact: fact.date)] = None
    return list(found)


def _tell(facts: Sequence[Fact], context: Context) -> str:
    from medlint.registry.sentence import write_date

    parts = []
    for fact in facts:
        where = "everywhere" if fact.jurisdiction == "WW" else f"in {context.registry.place(fact.jurisdiction)}"
        date = f" (since {write_date(fact.date)})" if fact.date else ""
        parts.append(f"{_STATUSES[fact.status]} {where}{date}")
    return "; ".join(parts)
