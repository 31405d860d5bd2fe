"""From what was seen in a page to what a user is told: the configuration's severities, and the page's suppressions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from medlint.config import Config
from medlint.diagnostic import (
    Diagnostic,
    FileReport,
    Fix,
    Pending,
    PlacedFact,
    Safety,
    Severity,
    Silenced,
    Silencer,
    sort_key,
)
from medlint.records import replace
from medlint.rule import Rule, load_rules
from medlint.sighting import Inspection, SightedFact, Sighting
from medlint.typed import TYPE_CHECKING
from medlint.wording import fill

if TYPE_CHECKING:
    from datetime import date

    from medlint.silencing import Ledger, Rules

CRASH = "LNT001"
UNREADABLE = "FIL001"


@lru_cache(maxsize=64)
def active_rules(config: Config) -> Mapping[str, tuple[Rule, Severity]]:
    """Return the active rules by code, sorted, each with its severity in this configuration."""
    by_code = {rule.code: rule for rule in load_rules(config.rule_folders)}
    # Whatever is selected, a file that cannot be read is never passed over: it would seem clean.
    active = {UNREADABLE: by_code[UNREADABLE].severity, **dict(config.rules)}
    return {code: (by_code[code], active[code]) for code in sorted(active)}


def settle(path: str, inspection: Inspection, config: Config, today: date | None = None) -> FileReport:
    """Return the report on a page by what was seen in it.

    On the day after its last one, a suppression takes nothing out. `today`, None for this machine's, is asked for only
    where a page suppresses anything: no other report depends on it.
    """
    rules = active_rules(config)
    if CRASH not in rules and inspection.crashed:
        rules = {**rules, CRASH: _crash_rule(config)}
    told = [tell(path, *rules[one.code], one) for one in inspection.sightings if one.code in rules]
    facts = tuple(place_fact(path, rules[one.code][1], one) for one in inspection.facts if one.code in rules)
    if not inspection.suppressions:
        told.sort(key=sort_key)
        return FileReport(path, tuple(told), facts=facts, crashed=inspection.crashed)
    # On most runs no page has any.
    from medlint.silencing import Ledger

    report = FileReport(path, tuple(told), facts=facts, crashed=inspection.crashed)
    return _silence(report, Ledger(inspection, config, rules, today), rules)


def _silence(report: FileReport, ledger: Ledger, rules: Rules) -> FileReport:
    """Take out what the page suppresses; tell what is wrong with its suppressions."""
    told: list[Diagnostic] = []
    silenced: list[Silenced] = []
    for one in report.diagnostics:
        claim = ledger.take(one.code, one.severity, one.start.line)
        if claim is None:
            told.append(one)
        else:
            silenced.append(Silenced(one, Silencer.COMMENT, claim.suppression.reason))
    facts = tuple(
        replace(one, suppressed=ledger.take_fact(one.code, one.start.line, one.start.offset)) for one in report.facts
    )

    def remark(sighting: Sighting | None) -> Diagnostic | None:
        active = rules.get(sighting.code) if sighting is not None else None
        return tell(report.path, *active, sighting) if sighting is not None and active is not None else None

    told += filter(None, map(remark, ledger.remarks()))
    pending = tuple(
        Pending(frozenset(claim.facts), claim.suppression.reason, remark(unneeded), remark(unreasoned))
        for claim, unneeded, unreasoned in ledger.waiting()
    )
    return replace(
        report,
        diagnostics=tuple(sorted(told, key=sort_key)),
        suppressed=len(silenced),
        silenced=tuple(silenced),
        facts=facts,
        pending=pending,
    )


def gravity_of(rule: Rule, severity: Severity, own: Severity | None) -> Severity:
    """Return how grave a finding is, by the configuration's severity for its rule and the check's `own` word.

    A graver word of the configuration wins over a check's own; "info" by fact stays below an error by default.
    """
    return own if own is not None and severity == rule.severity else severity


def tell(path: str, rule: Rule, severity: Severity, sighting: Sighting) -> Diagnostic:
    """Return what a user is told of a sighting; `severity` is the configuration's for the rule."""
    severity = gravity_of(rule, severity, sighting.severity)
    return Diagnostic(
        path=path,
        code=rule.code,
        name=rule.name,
        severity=severity,
        message=fill(rule.message, sighting.values),
        help=fill(rule.help, sighting.values),
        span=sighting.span,
        start=sighting.start,
        end=sighting.end,
        excerpt=sighting.excerpt,
        related=sighting.related,
        fix=fix_of(rule, sighting) if sighting.edits else None,
        mark=sighting.mark,
    )


def fix_of(rule: Rule, sighting: Sighting) -> Fix | None:
    """Return the fix that a sighting with edits has; None where the rule's page offers none."""
    safety = safety_of(rule, sighting.safety)
    return Fix(fill(rule.fix or "", sighting.values), sighting.edits, safety) if safety is not None else None


def safety_of(rule: Rule, own: Safety | None) -> Safety | None:
    """Return how safe a fix of the rule is, by its page and the check's `own` word; None where it offers none."""
    safety = own or rule.safety
    return None if rule.fix is None or safety is Safety.MANUAL else safety


def place_fact(path: str, severity: Severity, sighted: SightedFact) -> PlacedFact:
    """Return a fact as the cross-file rules see it."""
    return PlacedFact(
        path=path,
        code=sighted.code,
        severity=severity,
        fact=sighted.fact,
        start=sighted.start,
        end=sighted.end,
        excerpt=sighted.excerpt,
    )


def _crash_rule(config: Config) -> tuple[Rule, Severity]:
    rule = next(rule for rule in load_rules(config.rule_folders) if rule.code == CRASH)
    return rule, Severity.ERROR
