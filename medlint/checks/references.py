"""References that are older than the end of the drug that they are to prove."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from medlint.checks import check
from medlint.checks.departures import Departure, declare, name_of
from medlint.citation import FILE_KEYS, Citation, entries, read_citation
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.registry import MARKETS, Verdict
from medlint.registry.facts import ENDED, EVERYWHERE, GONE
from medlint.registry.names import fold
from medlint.registry.verdict import COMBINATION_GONE, COMMERCIAL_END, GONE_EVERYWHERE_KNOWN
from medlint.statements import Context, context_of
from medlint.text import Span

_FIELD = "references"
_PLACES = (*FILE_KEYS, "date", "year", "title")
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Older:
    """A reference from before the drug's end, and where it stands in the front matter."""

    citation: Citation
    span: Span


@check("reference-before-withdrawal")
@dataclass(frozen=True)
class ReferenceBeforeWithdrawal:
    """A reference from before the drug's end is offered as proof that the drug is in use.

    Regular expressions, case ignored, on the words of the reference: `current` says that the drug is licensed or sold
    at that time; `use` that it was used; `harm` that the reference is about harm or the end itself. markets, registry:
    from the configuration.
    """

    current: tuple[str, ...]
    use: tuple[str, ...]
    harm: tuple[str, ...]
    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()
    _patterns: tuple[LazyPattern, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        patterns = tuple(lazy("|".join(each), re.I) for each in (self.current, self.use, self.harm))
        object.__setattr__(self, "_patterns", patterns)

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        listed = list(entries(doc.meta.get(_FIELD)))
        if not listed:
            return
        context = context_of(doc, self.registry, self.markets)
        lost = next((one for one in (context.verdict, *context.verdict.members) if _is_final(one)), None)
        end = _end(lost, self.markets) if lost else ""
        if lost is None or not end:
            return
        citations = [(read_citation(entry, doc.attachments), number) for number, entry in listed]
        older = [_Older(one, _place(doc, number)) for one, number in citations if _is_older(one.date, end)]
        # Who cites the end as well, or says that the drug is gone, cites the older ones as history.
        told = bool(context.farewells) or any(one.date and not _is_older(one.date, end) for one, _ in citations)
        name = doc.title if lost is context.verdict else name_of(context, lost.subject)
        from medlint.registry.sentence import write_date

        for one in older:
            if what := self._proof(one.citation, _names(lost, context), told):
                fact = declare(Departure(name, lost, ()), context)
                values = {"date": write_date(one.citation.date), "what": what, "name": name, "fact": fact}
                yield Finding(one.span, values)

    def _proof(self, citation: Citation, names: Sequence[str], told: bool) -> str:
        """Return what makes the reference a proof of use, "" where it is none."""
        words = citation.words
        if len(words.split()) >= _FEWEST_WORDS and not _mentions(words, names):
            return ""
        current, use, harm = self._patterns
        if match := current.search(words):
            return f"says '{' '.join(match.group().split())}'"
        if told or harm.search(citation.title or words):
            return ""
        if match := use.search(citation.title or words):
            return f"tells of its use ('{' '.join(match.group().split())}')"
        return "" if citation.title or citation.words.strip() else "is offered as proof of use"


def _is_final(verdict: Verdict) -> bool:
    """Say whether no market of the site is known to have the drug still."""
    return verdict.kind in (GONE_EVERYWHERE_KNOWN, COMBINATION_GONE) or (
        verdict.kind == COMMERCIAL_END and not verdict.sold
    )


def _end(verdict: Verdict, markets: Sequence[str]) -> str:
    """Return the first date of the drug's end, "" if none is known."""
    facts = [fact for fact in verdict.facts if fact.whole and fact.status in GONE | ENDED]
    dates = [fact.date for fact in facts if fact.jurisdiction in (EVERYWHERE, *markets)]
    return min(filter(None, (*dates, *(order.date for order in verdict.orders[:1]))), default="")


def _is_older(date: str, end: str) -> bool:
    """Compare two dates as far as both are known: "2009" is not older than "2009-04"."""
    common = min(len(date), len(end))
    return bool(date) and date[:common] < end[:common]


def _names(verdict: Verdict, context: Context) -> list[str]:
    """Return the folded names by which a reference may call the drug."""
    known = context.registry.lookup(verdict.subject)
    written = [*verdict.subject.split(" + "), *context.identity.written]
    # Here a brand is as good as a name: the question is only whether the article is about this drug.
    return [key for name in (*written, *((*known.names, *known.brands) if known else ())) if (key := fold(name))]


def _mentions(words: str, names: Sequence[str]) -> bool:
    folded = f" {fold(words)} "
    return any(f" {name} " in folded for name in names)


def _place(doc: Monograph, number: int | None) -> Span:
    """Return the place of an entry: of what it names its source or date by, where it has several lines."""
    spans = doc.front_matter.spans
    entry = (_FIELD,) if number is None else (_FIELD, number)
    places = (spans[(*entry, key)].value for key in _PLACES if (*entry, key) in spans)
    return next(places, spans.get(entry, spans[()]).value)
