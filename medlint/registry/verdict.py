"""What the registry's facts amount to for one page, in the markets that its site serves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from medlint.named import NamedTuple
from medlint.registry.facts import DISPUTED, ENDED, EVERYWHERE, GONE, SOLD, CombinationFact, Fact
from medlint.registry.identity import Identity
from medlint.registry.registry import Registry

MARKETS = ("IN", "US", "EU", "GB")
_MOST_JUDGED = 4_096

# Kinds of a verdict, the gravest first. For one drug:
GONE_EVERYWHERE_KNOWN = "gone_everywhere_known"
GONE_SOME = "gone_some"
COMMERCIAL_END = "commercial_end"
RETURNED_OR_RESTRICTED = "returned_or_restricted"
SCOPED_ONLY = "scoped_only"
GONE_ELSEWHERE = "gone_elsewhere"
# For a combination, which may also be a commercial end, or returned or restricted:
COMBINATION_GONE = "combination_gone"
COMBINATION_CONTESTED = "combination_contested"
COMBINATION_SCOPED = "combination_scoped"
NONE = "none"

# "systemic" says that the page is about what is swallowed or injected.
_IMPLIED = {
    "capsule": ("oral",),
    "dispersible tablet": ("oral",),
    "oral liquid": ("oral",),
    "systemic": ("oral", "injection"),
}


class Verdict(NamedTuple):
    """What holds for a page's drug, or for its combination as a whole.

    `subject`: the drug's INN, or a combination's members joined by " + ". The markets among those asked for are sorted
    into `gone` (withdrawn, banned or suspended), `ended` (sale ended without an order), `sold` (marketed, returned or
    restricted), `limited` (a form, strength, age group or use only, or in dispute) and `unknown`. `everywhere`: a row
    of the registry says so for the whole world. `matched`: the page names the very form that a limited fact is about.
    `facts` (of a drug) and `orders` (of a combination) are what this rests on, the surest first; those of other places
    where only these know of an end ("gone_elsewhere").
    """

    subject: str
    kind: str = NONE
    gone: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    sold: tuple[str, ...] = ()
    limited: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    everywhere: bool = False
    matched: bool = False
    facts: tuple[Fact, ...] = ()
    orders: tuple[CombinationFact, ...] = ()
    members: tuple[Verdict, ...] = ()


def judge(identity: Identity, registry: Registry, markets: Sequence[str] = MARKETS) -> Verdict:
    """Return the verdict on a page about `identity` for a site that serves `markets` (ISO codes and "EU").

    A combination's verdict is about the very same set of members; its `members` are the verdicts on those members that
    are gone as drugs of their own.
    """
    if identity.drug is not None:
        return judge_drug(identity.drug, registry, markets, identity.forms)
    parts = (judge_drug(name, registry, markets, identity.forms) for name in sorted(identity.names))
    gone = tuple(part for part in parts if part.kind in (GONE_EVERYWHERE_KNOWN, GONE_SOME))
    return _judge_combination(identity, registry, markets)._replace(members=gone)


def judge_drug(
    name: str, registry: Registry, markets: Sequence[str] = MARKETS, forms: frozenset[str] = frozenset()
) -> Verdict:
    """Return the verdict on one drug, by its INN. `forms` are those that the page says it is about."""
    if not registry.facts(name):
        return Verdict(name, unknown=tuple(markets))
    # Combinations share their members, and several rules ask for each of them.
    key = name, tuple(markets), forms
    known = registry.judged.get(key)
    if known is None:
        if len(registry.judged) >= _MOST_JUDGED:
            registry.judged.clear()
        known = registry.judged[key] = _judge_drug(name, registry, markets, forms)
    verdict: Verdict = known
    return verdict


def _judge_drug(name: str, registry: Registry, markets: Sequence[str], forms: frozenset[str]) -> Verdict:
    known = [fact for fact in registry.facts(name) if fact.actionable]
    if not known:
        return Verdict(name, unknown=tuple(markets))
    facts = tuple(fact for fact in known if _concerns(fact, registry, markets))
    states = {market: _state(facts, registry, market) for market in markets}
    gone, ended, sold, limited, unknown = (
        tuple(market for market in markets if states[market] == state)
        for state in ("gone", "ended", "sold", "limited", "")
    )
    # The end of one brand's licence says nothing of a page; that of one form may.
    parts = [f for f in facts if not f.whole and (f.status in GONE or (f.status in ENDED and f.forms))]
    kind = NONE
    if gone:
        kind = GONE_SOME if sold or limited else GONE_EVERYWHERE_KNOWN
    elif ended:
        kind = COMMERCIAL_END
    elif parts:
        kind = SCOPED_ONLY
    elif any(fact.status in SOLD - {"marketed"} or fact.status in DISPUTED for fact in facts):
        kind = RETURNED_OR_RESTRICTED
    elif not facts:
        facts = tuple(fact for fact in known if fact.whole and fact.status in GONE)
        kind = GONE_ELSEWHERE if facts else NONE
    world = any(fact.jurisdiction == EVERYWHERE and fact.whole and fact.status in GONE | ENDED for fact in facts)
    return Verdict(
        *(name, kind, gone, ended, sold, limited, unknown),
        everywhere=world and not sold,
        matched=any(names_form(fact.forms, forms) for fact in parts),
        facts=facts,
    )


def names_form(limits: Sequence[str], forms: Collection[str]) -> bool:
    """Say whether one of a page's `forms` is one that a fact is limited to."""
    return any(form in limits or any(wider in limits for wider in _IMPLIED.get(form, ())) for form in forms)


def _concerns(fact: Fact, registry: Registry, markets: Sequence[str]) -> bool:
    if fact.jurisdiction == EVERYWHERE or fact.jurisdiction in markets:
        return True
    # A member state says nothing of the whole union, except that the drug is sold in it.
    return fact.status in SOLD and registry.union(fact.jurisdiction) in markets


def _state(facts: Sequence[Fact], registry: Registry, market: str) -> str:
    """Return "gone", "ended", "sold", "limited" or, where nothing is known, "" for one market."""
    own = [fact for fact in facts if fact.jurisdiction == market]
    world = [fact for fact in facts if fact.jurisdiction == EVERYWHERE]
    out = [fact for fact in (*own, *world) if fact.whole and fact.status in GONE | ENDED]
    sold = [
        fact
        for fact in facts
        if fact.status in SOLD and market in (fact.jurisdiction, registry.union(fact.jurisdiction))
    ]
    if not sold and all(fact.jurisdiction == EVERYWHERE for fact in out):
        # What is said of a market itself counts before what is said of the world.
        sold = [fact for fact in world if fact.status in SOLD and fact.whole]
    if out and not (sold and _is_later(sold, out)):
        return "gone" if any(fact.status in GONE for fact in out) else "ended"
    if sold:
        return "sold" if any(fact.whole or fact.status != "marketed" for fact in sold) else "limited"
    return "limited" if own or world else ""


def _is_later(sold: Sequence[Fact], out: Sequence[Fact]) -> bool:
    """Say whether the drug was sold after it had gone; where a date is missing it is taken to be sold."""
    if not all(fact.date for fact in (*sold, *out)):
        return True
    return max(fact.date for fact in sold) >= max(fact.date for fact in out)


def _judge_combination(identity: Identity, registry: Registry, markets: Sequence[str]) -> Verdict:
    subject = " + ".join(sorted(identity.names))
    orders = tuple(
        order
        for order in registry.combination(identity.names)
        if order.actionable and order.jurisdiction in (EVERYWHERE, *markets)
    )
    if not orders:
        return Verdict(subject)
    kinds = {order: _kind_of(order, identity.forms) for order in orders}
    kind = min(kinds.values(), key=_GRAVITY.index, default=NONE)
    places = {order.jurisdiction for order, its in kinds.items() if its == kind}
    here = tuple(market for market in markets if places & {market, EVERYWHERE})
    return Verdict(
        subject,
        kind,
        gone=here if kind in (COMBINATION_GONE, COMBINATION_CONTESTED) else (),
        ended=here if kind == COMMERCIAL_END else (),
        limited=here if kind == COMBINATION_SCOPED else (),
        everywhere=kind in (COMBINATION_GONE, COMMERCIAL_END) and EVERYWHERE in places,
        matched=any(not order.whole and names_form(order.forms, identity.forms) for order in orders),
        # Those that make the verdict come first.
        orders=tuple(sorted(orders, key=lambda order: kinds[order] != kind)),
    )


_GRAVITY = (COMBINATION_GONE, COMBINATION_CONTESTED, COMBINATION_SCOPED, COMMERCIAL_END, RETURNED_OR_RESTRICTED, NONE)


def _kind_of(order: CombinationFact, forms: frozenset[str]) -> str:
    if order.status in ENDED:
        return COMMERCIAL_END if order.whole else NONE
    if order.status not in GONE or order.legal_status not in ("in force", "contested"):
        return RETURNED_OR_RESTRICTED
    if not (order.whole or names_form(order.forms, forms)):
        return COMBINATION_SCOPED
    return COMBINATION_GONE if order.legal_status == "in force" else COMBINATION_CONTESTED
