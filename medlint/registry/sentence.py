"""The fact behind a verdict in one sentence: what happened where, when and why."""

from __future__ import annotations

from collections.abc import Sequence

from medlint.registry.facts import ENDED, EVERYWHERE, GONE, CombinationFact, Fact
from medlint.registry.registry import Registry
from medlint.registry.verdict import GONE_ELSEWHERE, NONE, Verdict

_IN_COURT = {"contested": ", contested in court", "quashed": ", quashed in court", "rescinded": ", since rescinded"}
_VERBS = {"withdrawn": "withdrawn", "banned": "banned", "suspended": "suspended", "discontinued": "no longer sold"}


def write_sentence(verdict: Verdict, registry: Registry) -> str:
    """Return the sentence without a full stop, "" where there is nothing to say.

    "Withdrawn in the EU (2009) and the US (2009): progressive multifocal leukoencephalopathy". It names the markets
    that the verdict counts as gone or ended, says "everywhere" only where a row of the registry does, and adds which
    of the markets are known to sell the drug.
    """
    if verdict.kind == NONE:
        return ""
    if verdict.orders:
        return write_order(verdict.orders[0], registry)
    told = _told(verdict)
    if not told:
        return ""
    groups: dict[str, dict[str, list[Fact]]] = {}
    for fact in told:
        groups.setdefault(fact.reason, {}).setdefault(_VERBS[fact.status], []).append(fact)
    text = "; ".join(
        _list([f"{verb} {_where(facts, registry)}" for verb, facts in verbs.items()])
        + (f": {reason}" if reason else "")
        for reason, verbs in groups.items()
    )
    proposed = {fact.jurisdiction: fact for fact in verdict.facts if fact.status == "proposed"}
    sold = [registry.place(market) for market in verdict.sold if market not in proposed]
    text += f"; still sold in {_list(sold)}" if sold else ""
    text += f"; withdrawal proposed {_where(list(proposed.values()), registry)}" if proposed else ""
    return text[0].upper() + text[1:]


def write_order(order: CombinationFact, registry: Registry) -> str:
    """Return a combination's order in words: "Prohibited in India by S.O. 4383(E) of 7 September 2018 ..."."""
    where = "everywhere" if order.jurisdiction == EVERYWHERE else f"in {registry.place(order.jurisdiction)}"
    # An order keeps its name when it has lost its force.
    prohibited = order.status == "banned" or (order.order and order.status == "returned")
    text = f"{'prohibited' if prohibited else _VERBS.get(order.status, order.status)} {where}"
    if order.order:
        text += f" by {order.order}"
        text += f" of {write_date(order.date)}" if order.date else ""
    elif order.date:
        text += f" ({order.year})"
    if not order.whole:
        text += f", {'as notified' if order.order else 'limited to'}: {order.scope}"
    text += _IN_COURT.get(order.legal_status, "")
    return text[0].upper() + text[1:]


def write_date(date: str) -> str:
    """Return "2 August 2024" for 2024-08-02, "August 2024" for 2024-08 and "2024" for 2024."""
    year, month, day = (*date.split("-"), "", "")[:3]
    return " ".join(filter(None, (day.lstrip("0"), _MONTHS[int(month) - 1] if month else "", year)))


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _told(verdict: Verdict) -> list[Fact]:
    """Return one fact a place: that of the world where it says all, else those of the markets that lost the drug."""
    out = [fact for fact in verdict.facts if fact.whole and fact.status in GONE | ENDED]
    world = [fact for fact in out if fact.jurisdiction == EVERYWHERE]
    if verdict.everywhere and world:
        return world[:1]
    told: dict[str, Fact] = {}
    if verdict.kind == GONE_ELSEWHERE:
        for fact in out:
            told.setdefault(fact.jurisdiction, fact)
        return list(told.values())
    for fact in out:
        wanted = GONE if fact.jurisdiction in verdict.gone else ENDED if fact.jurisdiction in verdict.ended else ()
        if fact.status in wanted:
            # The first order in a market is the one that people know; facts come by date.
            told.setdefault(fact.jurisdiction, fact)
    places = (*verdict.gone, *verdict.ended)
    return sorted(told.values(), key=lambda fact: places.index(fact.jurisdiction))


def _where(facts: Sequence[Fact], registry: Registry) -> str:
    if any(fact.jurisdiction == EVERYWHERE for fact in facts):
        year = facts[0].year
        return ("anywhere" if facts[0].status in ENDED else "everywhere") + (f" ({year})" if year else "")
    places = [registry.place(fact.jurisdiction) + (f" ({fact.year})" if fact.year else "") for fact in facts]
    return f"in {_list(places)}"


def _list(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
