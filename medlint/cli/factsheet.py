"""What the registry knows of one drug or combination, and its facts by filters, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medlint.colour import Palette
from medlint.records import dataclass
from medlint.registry import (
    CombinationFact,
    Drug,
    Fact,
    Identity,
    Registry,
    Verdict,
    judge,
    judge_drug,
)
from medlint.registry.document import row_to_json
from medlint.registry.facts import EVERYWHERE, SOLD
from medlint.registry.sentence import write_date, write_order, write_sentence
from medlint.terminal import safe, wrap
from medlint.typed import Any

Row = Fact | CombinationFact


@dataclass(frozen=True)
class Sheet:
    """All that is known of what a user asked for.

    `drug` and `facts` are of a single drug, `members` of a combination. `orders` are the facts about this very
    combination or, of a single drug, about all combinations that it is in.
    """

    query: str
    markets: tuple[str, ...]
    registry: Registry
    verdict: Verdict
    drug: Drug | None = None
    facts: tuple[Fact, ...] = ()
    orders: tuple[CombinationFact, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the registry has anything."""
        return bool(self.drug or self.facts or self.orders)

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as JSON data; `summary` is "" where nothing is to be said of the site's markets."""
        verdict = self.verdict
        return {
            "query": self.query,
            "known": self.known,
            "drug": row_to_json(self.drug) if self.drug else None,
            "members": list(self.members),
            "summary": write_sentence(verdict, self.registry),
            "verdict": {
                "kind": verdict.kind,
                "everywhere": verdict.everywhere,
                **{key: list(getattr(verdict, key)) for key in ("gone", "ended", "sold", "limited", "unknown")},
            },
            "markets": list(self.markets),
            "facts": [row_to_json(fact) for fact in self._sorted()],
            "combinations": [row_to_json(order) for order in self.orders],
        }

    def to_text(self, columns: int, palette: Palette) -> str:
        """Return the sheet as text for a terminal that is `columns` wide, without control characters."""
        return "\n".join(self._lines(columns, palette)) + "\n"

    def _lines(self, columns: int, palette: Palette) -> Iterator[str]:
        drug = self.drug
        yield palette.paint("strong", safe(drug.name if drug else " + ".join(self.members)))
        if drug:
            for label, words in (
                ("also called", drug.names),
                ("brands", drug.brands),
                ("acronyms", drug.lookup_only),
                ("note", (drug.note,) if drug.note else ()),
            ):
                if words:
                    yield _wrapped(f"{label}: {', '.join(words)}", columns, 2)
        summary = write_sentence(self.verdict, self.registry) or "nothing that a page would have to say"
        yield _wrapped(f"in {', '.join(self.markets)}: {summary}.", columns, 2)
        for fact in self._sorted():
            yield ""
            yield from self._fact(fact, columns, palette)
        if drug and self.orders:
            yield f"\n{palette.paint('strong', f'in {len(self.orders)} combinations')}"
        for order in self.orders:
            if not drug:
                yield ""
            yield from self._order(order, columns, palette, brief=drug is not None)
        for member in self.members:
            yield ""
            yield _wrapped(f"{member}: {_member(member, self)}", columns, 2)

    def _sorted(self) -> list[Fact]:
        """Return the facts of the world and of the site's markets first."""
        first = (EVERYWHERE, *self.markets)
        return sorted(
            self.facts,
            key=lambda fact: (
                first.index(fact.jurisdiction) if fact.jurisdiction in first else len(first),
                fact.jurisdiction,
            ),
        )

    def _fact(self, fact: Fact, columns: int, palette: Palette) -> Iterator[str]:
        place = self.registry.place(fact.jurisdiction).removeprefix("the ")
        where = "everywhere" if fact.jurisdiction == EVERYWHERE else place
        head = f"{fact.status} {write_date(fact.date)}".strip()
        yield f"  {palette.paint('strong', safe(where))}: {palette.paint(_role(fact), safe(head))}"
        details = (
            ("why", fact.reason or fact.reason_category),
            ("of what", fact.scope),
            ("note", fact.note),
            ("source", f"{fact.source} ({fact.confidence})"),
        )
        for label, text in details:
            if text:
                yield _wrapped(f"{label}: {text}", columns, 4)

    def _order(self, order: CombinationFact, columns: int, palette: Palette, brief: bool) -> Iterator[str]:
        names = " + ".join(sorted(order.members))
        if brief:
            yield _wrapped(f"{names}: {write_order(order, self.registry)}", columns, 2)
            return
        yield f"  {palette.paint(_role(order), safe(write_order(order, self.registry)))}"
        details = (
            ("as notified", order.notified_as),
            ("why", order.reason),
            ("of what", order.scope),
            ("in law", "; ".join(filter(None, (order.legal_status, order.legal_note)))),
            ("source", f"{order.source} ({order.confidence})"),
        )
        for label, text in details:
            if text:
                yield _wrapped(f"{label}: {text}", columns, 4)


def look_up(name: str, registry: Registry, markets: Sequence[str]) -> Sheet:
    """Return all that is known of `name`: a drug by any of its names, or the members of a combination."""
    served = tuple(markets)
    drug = registry.lookup(name)
    identity = registry.identify(name)
    if drug is None and len(identity.names) > 1:
        verdict = judge(identity, registry, served)
        orders = registry.combination(identity.names)
        return Sheet(name, served, registry, verdict, orders=orders, members=tuple(sorted(identity.names)))
    inn = drug.name if drug else identity.drug or name
    orders = tuple(order for order in registry.combinations() if inn in order.members)
    verdict = judge_drug(inn, registry, served, _forms(identity, inn))
    return Sheet(name, served, registry, verdict, drug or registry.lookup(inn), registry.facts(inn), orders)


def list_facts(
    registry: Registry,
    *,
    kinds: Sequence[str] = (),
    jurisdictions: Sequence[str] = (),
    statuses: Sequence[str] = (),
    reasons: Sequence[str] = (),
    confidences: Sequence[str] = (),
) -> Iterator[Row]:
    """Yield the facts that fit every filter; an empty filter fits all. Combinations have no reason category."""
    rows: list[Row] = []
    if not kinds or "single" in kinds:
        rows += [fact for drug in registry.drugs() for fact in registry.facts(drug)]
    if (not kinds or "combination" in kinds) and not reasons:
        rows += registry.combinations()
    for row in rows:
        if (
            (not jurisdictions or row.jurisdiction in jurisdictions)
            and (not statuses or row.status in statuses)
            and (not confidences or row.confidence in confidences)
            and (not reasons or (isinstance(row, Fact) and row.reason_category in reasons))
        ):
            yield row


def write_row(row: Row, palette: Palette) -> str:
    """Return a fact as one line: what, where, status, date, why or by which order, of what, how sure."""
    if isinstance(row, Fact):
        name, why = row.drug, row.reason or row.reason_category
    else:
        name, why = " + ".join(sorted(row.members)), row.order
    date = row.date or "no date"
    rest = " | ".join(filter(None, (date, why, row.scope, row.confidence)))
    status = palette.paint(_role(row), row.status)
    return f"{palette.paint('strong', safe(name))}  {safe(row.jurisdiction)}  {status}  {safe(rest)}"


def _forms(identity: Identity, inn: str) -> frozenset[str]:
    return identity.forms if identity.drug == inn else frozenset()


def _member(name: str, sheet: Sheet) -> str:
    verdict = judge_drug(name, sheet.registry, sheet.markets)
    return write_sentence(verdict, sheet.registry) or "no end of it is known in these markets"


def _role(row: Row) -> str:
    return "good" if row.status in SOLD else "bad"


def _wrapped(text: str, columns: int, indent: int) -> str:
    return " " * indent + wrap(safe(text), columns, first=indent, indent=indent + 2)
