"""The flags of the front matter, `is_banned` and `status`, against the registry and the page's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.departures import name_of
from medlint.diagnostic import Edit, Finding, Related, Severity
from medlint.monograph import Monograph
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.registry import MARKETS, Verdict
from medlint.registry.facts import ENDED, GONE
from medlint.registry.verdict import (
    COMBINATION_CONTESTED,
    COMBINATION_GONE,
    COMMERCIAL_END,
    GONE_EVERYWHERE_KNOWN,
    GONE_SOME,
    RETURNED_OR_RESTRICTED,
)
from medlint.statements import SOME, Context, Statement, context_of
from medlint.statements.statement import BANNED, MARKET, SUSPENDED
from medlint.text import Span

_BANNED = "is_banned"
_STATUS = "status"
# Values of `status` that say that the medicine cannot be had, and the one that says that it can; the others speak of
# the page, or of what was never sold.
_GONE_VALUES = ("withdrawn", "banned", "discontinued")
_SOLD_VALUE = "marketed"
_ORDERED = lazy(r"\b(?:withdr|recall|remov|pull|delist|revok|cancel)\w*|\boff the\b", re.I)


@dataclass(frozen=True, slots=True)
class _Flag:
    """A flag as the page has it: its key, and whether it calls the medicine gone."""

    key: str
    gone: bool


@dataclass(frozen=True, slots=True)
class _Conflict:
    """What a flag contradicts, the value that it ought to have ("" where that is for a person to say)."""

    fact: str
    value: str
    severity: Severity | None = None
    statement: Statement | None = None
    lost: Verdict | None = None


@check("status-flag")
@dataclass(frozen=True)
class StatusFlag:
    """A flag of the front matter calls a medicine sold that is gone, or gone that is sold.

    markets, registry: from the configuration. A flag that is not there says nothing. Warning where the order is before
    the courts, and where only the page's own words are against the flag.
    """

    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        flags = list(_flags(doc))
        if not flags:
            return
        context = context_of(doc, self.registry, self.markets)
        for flag in flags:
            conflict = _sold_but_flagged(flag, context) if flag.gone else _gone_but_not_flagged(flag, context)
            if conflict is None:
                continue
            place = doc.front_matter.spans[(flag.key,)].value
            values = {
                "flag": f"{flag.key}: {' '.join(place.of(doc.text).split())}",
                "fact": conflict.fact,
                "advice": _advise(flag, conflict),
            }
            related = (Related(conflict.statement.phrase, "said here"),) if conflict.statement else ()
            value = conflict.value
            if flag.key == _STATUS and conflict.lost and _stands_alone(place, doc):
                value += "".join(f"{doc.source.newline}{line}" for line in _details(conflict.lost, context))
            edits = (Edit(place, value),) if value else ()
            yield Finding(place, values, edits, related, conflict.severity)


def _flags(doc: Monograph) -> Iterator[_Flag]:
    banned = doc.meta.get(_BANNED)
    if isinstance(banned, bool):
        yield _Flag(_BANNED, banned)
    status = doc.meta.get(_STATUS)
    if status in _GONE_VALUES:
        yield _Flag(_STATUS, True)
    elif status == _SOLD_VALUE:
        yield _Flag(_STATUS, False)


def _gone_but_not_flagged(flag: _Flag, context: Context) -> _Conflict | None:
    """Return what speaks against a flag by which the medicine can be had."""
    verdict = context.verdict
    gone = (GONE_EVERYWHERE_KNOWN, COMBINATION_GONE, COMBINATION_CONTESTED)
    lost = next((one for one in (verdict, *verdict.members) if one.kind in gone), None)
    if lost is not None:
        severity = Severity.WARNING if lost.kind == COMBINATION_CONTESTED else None
        return _Conflict(_tell(lost, context), _value(flag, lost), severity, lost=lost)
    if verdict.kind == COMMERCIAL_END:
        # An end of sale is no ban.
        if flag.key == _BANNED or verdict.sold:
            return None
        return _Conflict(_tell(verdict, context), "discontinued", Severity.WARNING, lost=verdict)
    if verdict.kind in (GONE_SOME, RETURNED_OR_RESTRICTED) or verdict.sold:
        return None
    said = next((one for one in context.farewells if _counts(one, flag, context)), None)
    if said is None:
        return None
    return _Conflict(_quote("the page says", said, context.doc), _said_value(flag, said), Severity.WARNING, said)


def _counts(statement: Statement, flag: _Flag, context: Context) -> bool:
    """Say whether a statement of the page speaks against the flag: not of one country, nor of an end of sale."""
    if statement.scope == MARKET and not set(statement.places) - {SOME} & {*context.markets}:
        return False
    by_order = statement.claim in (BANNED, SUSPENDED) or _ORDERED.search(statement.span.of(context.doc.text))
    return bool(by_order) or (flag.key == _STATUS and "commercial" not in statement.reasons)


def _sold_but_flagged(flag: _Flag, context: Context) -> _Conflict | None:
    """Return what speaks against a flag by which the medicine is gone."""
    verdict = context.verdict
    if verdict.sold and not (verdict.gone or verdict.ended):
        places = [context.registry.place(market) for market in verdict.sold]
        value = "false" if flag.key == _BANNED else _SOLD_VALUE
        return _Conflict(f"it is sold in {' and '.join(filter(None, (', '.join(places[:-1]), places[-1])))}", value)
    known = (verdict.kind, *(member.kind for member in verdict.members))
    if not {GONE_EVERYWHERE_KNOWN, GONE_SOME, COMBINATION_GONE, COMBINATION_CONTESTED, COMMERCIAL_END}.isdisjoint(
        known
    ):
        # That the page keeps silent on a fact is another rule's business.
        return None
    if any(one.asserts for one in context.statements):
        return None
    return _Conflict("the page never says so", "", Severity.WARNING)


def _value(flag: _Flag, verdict: Verdict) -> str:
    if flag.key == _BANNED:
        return "true"
    rows = verdict.orders or [fact for fact in verdict.facts if fact.jurisdiction in verdict.gone or verdict.everywhere]
    return "banned" if all(row.status == "banned" for row in rows if row.status in GONE) else "withdrawn"


def _details(lost: Verdict, context: Context) -> Iterator[str]:
    """Yield the lines that a status of its kind needs beside it, in so far as they are missing and known."""
    meta, registry = context.doc.meta, context.registry
    if "status_where" not in meta:
        places = [registry.place(market).removeprefix("the ") for market in (*lost.gone, *lost.ended)]
        yield f"status_where: {'worldwide' if lost.everywhere else '[' + ', '.join(places) + ']'}"
    ends = [fact.date for fact in lost.facts if fact.whole and fact.status in GONE | ENDED]
    dates = sorted(filter(None, (*ends, *(order.date for order in lost.orders[:1]))))
    if dates and "status_since" not in meta:
        # A month alone is neither a year nor a day.
        yield f"status_since: {dates[0] if len(dates[0]) != 7 else dates[0][:4]}"


def _stands_alone(place: Span, doc: Monograph) -> bool:
    """Say whether lines may be put behind a value: it ends its line, and its key begins one."""
    line = doc.source.line_span(doc.source.position(place.start).line)
    key = doc.front_matter.spans[(_STATUS,)].key
    return key.start == line.start and doc.text[place.end : line.end].strip() == ""


def _said_value(flag: _Flag, statement: Statement) -> str:
    if flag.key == _BANNED:
        return "true"
    return "banned" if statement.claim == BANNED else "withdrawn"


def _advise(flag: _Flag, conflict: _Conflict) -> str:
    if not conflict.value:
        return "Say in the text where, since when and why, or correct the flag."
    if flag.gone:
        return f"Write `{flag.key}: {conflict.value}`, and say in the text what is restricted, if anything is."
    return (
        f"Write `{flag.key}: {conflict.value}`, and say the same in the text: where, since when, why, and what to do."
    )


def _tell(verdict: Verdict, context: Context) -> str:
    from medlint.registry.sentence import write_sentence

    fact = write_sentence(verdict, context.registry)
    name = context.name if verdict is context.verdict else name_of(context, verdict.subject)
    verb = "was" if fact.startswith(("Withdrawn", "Banned", "Suspended")) else "is"
    return f"{name} {verb} {fact[:1].lower()}{fact[1:]}"


def _quote(intro: str, statement: Statement, doc: Monograph) -> str:
    words = " ".join(statement.phrase.of(doc.text).replace("*", "").split())
    return f"{intro} '{words}' on line {doc.source.position(statement.phrase.start).line}"
