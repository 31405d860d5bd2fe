"""What the suppressions of one page take out of its findings, and what is told of those that take nothing out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from medlint.config import Config
from medlint.diagnostic import Severity
from medlint.named import NamedTuple
from medlint.records import dataclass, field, replace
from medlint.rule import Rule, load_rules, select
from medlint.sighting import Inspection, PlacedSuppression, PlacedTarget, Sighting

UNREASONED = "LNT004"
_OWN = "medlint"

Rules = Mapping[str, tuple[Rule, Severity]]


class Policy(NamedTuple):
    """What holds for suppressions, each as codes of rules.

    `own`: medlint's words about itself; `barred`: what the configuration lets nobody suppress; `optional`: off by
    default; `accountable`: an error of these is suppressed with a reason only.
    """

    own: frozenset[str]
    barred: frozenset[str]
    optional: frozenset[str]
    accountable: frozenset[str]


class _Verdict(NamedTuple):
    fault: str
    advice: str
    removable: bool


@dataclass(slots=True, eq=False)
class Claim:
    """One name of a suppression, and what came of it.

    `returned`: it has lapsed, and what it took out is found again. `refused`: the code of a finding that may not be
    suppressed. `facts` are code and offset of the facts of cross-file rules that it takes out.
    """

    suppression: PlacedSuppression
    target: PlacedTarget
    lapsed: bool
    used: bool = False
    unreasoned: bool = False
    returned: bool = False
    refused: str = ""
    facts: list[tuple[str, int]] = field(default_factory=list)


class _Index:
    """Claims by code; of several that speak of a line, the nearest is found."""

    def __init__(self) -> None:
        self._near: dict[str, list[Claim]] = {}
        self._wide: dict[str, Claim] = {}

    def add(self, claim: Claim, codes: frozenset[str]) -> None:
        for code in codes:
            if claim.suppression.whole_page:
                self._wide.setdefault(code, claim)
            else:
                self._near.setdefault(code, []).append(claim)

    def find(self, code: str, line: int) -> Claim | None:
        # Comments stand one behind the other, so that both their first and their last lines ascend.
        near = self._near.get(code, ())
        place = bisect_left(near, line, key=lambda claim: claim.suppression.last)
        if place < len(near) and near[place].suppression.first <= line:
            return near[place]
        return self._wide.get(code)


class Ledger:
    """Keeps account of a page's suppressions while its findings are settled. `today`: None for this machine's."""

    def __init__(self, inspection: Inspection, config: Config, active: Rules, today: date | None) -> None:
        day = (today or date.today()).isoformat()
        self._policy = _policy(config)
        self._active = active
        self._sure = not inspection.crashed
        self._live, self._lapsed, self._refused = _Index(), _Index(), _Index()
        self._claims: list[list[Claim]] = []
        for one in inspection.suppressions:
            lapsed = bool(one.until) and one.until < day
            claims = [Claim(one, target, lapsed) for target in one.targets]
            self._claims.append(claims)
            for claim in claims:
                codes = claim.target.codes - self._policy.own
                (self._lapsed if lapsed else self._live).add(claim, codes - self._policy.barred)
                if not lapsed:
                    self._refused.add(claim, codes & self._policy.barred)

    def take(self, code: str, severity: Severity, line: int) -> Claim | None:
        """Return the claim that takes a finding on `line` out, None where it is told."""
        claim = self._live.find(code, line)
        if claim is not None:
            claim.used = True
            claim.unreasoned |= self._wants_reason(claim, code, severity)
            return claim
        lapsed, refused = self._lapsed.find(code, line), self._refused.find(code, line)
        if lapsed is not None:
            lapsed.returned = True
        if refused is not None:
            refused.refused = code
        return None

    def take_fact(self, code: str, line: int, offset: int) -> bool:
        """Return whether a finding about a cross-file rule's fact would be taken out."""
        claim = self._live.find(code, line)
        if claim is not None:
            claim.facts.append((code, offset))
        return claim is not None

    def remarks(self) -> Iterator[Sighting]:
        """Yield what is to be told of the suppressions, once all findings and facts were taken or left."""
        for claims in self._claims:
            yield from (_unreasoned(claim) for claim in claims if claim.unreasoned)
            verdicts = [(claim, self._judge(claim)) for claim in claims]
            told = [(claim, verdict) for claim, verdict in verdicts if verdict is not None]
            whole = claims[0].suppression.told if claims else None
            alike = len(told) == len(claims) > 1 and len({verdict for _, verdict in told}) == 1
            if whole is not None and alike and (whole.edits or not told[0][1].removable):
                yield _say(whole, told[0][1])
            else:
                yield from (_say(claim.target.told, verdict) for claim, verdict in told)

    def waiting(self) -> Iterator[tuple[Claim, Sighting | None, Sighting | None]]:
        """Yield the claims of which only all pages together tell whether they take findings out.

        With each come what is told if it takes none out, and what if it takes one out that calls for a reason.
        """
        for claim in (claim for claims in self._claims for claim in claims if claim.facts):
            is_open = not claim.used and not claim.refused and self._is_judged(claim)
            wants_reason = any(self._wants_reason(claim, code, self._active[code][1]) for code, _ in claim.facts)
            yield (
                claim,
                # Fixes are made page by page, before all pages are known.
                _say(claim.target.told, _unneeded(claim)._replace(removable=False)) if is_open else None,
                _unreasoned(claim) if wants_reason and not claim.unreasoned else None,
            )

    def _wants_reason(self, claim: Claim, code: str, severity: Severity) -> bool:
        # A dash or a dot is no reason.
        told = any(letter.isalpha() for letter in claim.suppression.reason)
        return severity is Severity.ERROR and code in self._policy.accountable and not told

    def _is_judged(self, claim: Claim) -> bool:
        """Return whether all rules that it names were asked, so that its silence means something."""
        codes = claim.target.codes - self._policy.own - self._policy.barred
        active = codes & self._active.keys()
        return self._sure and bool(active) and codes - active <= self._policy.optional

    def _judge(self, claim: Claim) -> _Verdict | None:
        """Return what is wrong with a claim, None where nothing is, or where that is not known here."""
        own, barred = self._policy.own, self._policy.barred
        if claim.target.codes <= own:
            fault = "does nothing: what medlint says of itself cannot be suppressed"
            return _Verdict(fault, "Mend what its finding is about, or leave the rule out in the settings.", True)
        if claim.lapsed:
            fault = f"has ended on {claim.suppression.until}"
            if claim.returned:
                advice = "What it took out is found again: mend it, or weigh it anew and write a later day."
                return _Verdict(fault, advice, False)
            gone = self._is_judged(claim)
            return _Verdict(fault, "Nothing is found there any more: delete it." if gone else "Delete it.", gone)
        if claim.refused or claim.target.codes - own <= barred:
            code = claim.refused or min(claim.target.codes - own)
            fault = f"does nothing for {code}: the settings let nobody suppress it"
            advice = "Mend what the finding is about, or ask those who keep the settings (`unsuppressible`)."
            return _Verdict(fault, advice, not claim.used and (not claim.refused or self._is_judged(claim)))
        if claim.used or claim.facts or not self._is_judged(claim):
            return None
        return _unneeded(claim)


def _unneeded(claim: Claim) -> _Verdict:
    place = "on this page" if claim.suppression.whole_page else "there"
    advice = "Delete it: it would hide the next fault of that kind, which nobody has weighed."
    return _Verdict(f"is not needed: nothing is found {place}", advice, True)


def _unreasoned(claim: Claim) -> Sighting:
    return replace(claim.target.told, code=UNREASONED, edits=())


def _say(told: Sighting, verdict: _Verdict) -> Sighting:
    values = {**told.values, "fault": verdict.fault, "advice": verdict.advice}
    return replace(told, values=values, edits=told.edits if verdict.removable else ())


@lru_cache(maxsize=64)
def _policy(config: Config) -> Policy:
    rules = load_rules(config.rule_folders)
    params = next((rule.params for rule in rules if rule.code == UNREASONED), {})

    def codes(words: Iterable[str]) -> frozenset[str]:
        return frozenset(rule.code for word in words for rule in select(rules, word))

    own = frozenset(rule.code for rule in rules if rule.category == _OWN)
    optional = frozenset(rule.code for rule in rules if not rule.default)
    return Policy(own, codes(config.unsuppressible) - own, optional, codes(params.get("rules", ())))
