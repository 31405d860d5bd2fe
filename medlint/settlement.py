"""From what was seen in a page to what a user is told: the configuration's severities, and the page's suppressions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from medlint.config import Config
from medlint.diagnostic import Diagnostic, FileReport, Fix, PlacedFact, Safety, Severity
from medlint.rule import Rule, load_rules
from medlint.sighting import Inspection, SightedFact, Sighting
from medlint.wording import fill

CRASH = "LNT001"
UNREADABLE = "FIL001"


@lru_cache(maxsize=64)
def active_rules(config: Config) -> Mapping[str, tuple[Rule, Severity]]:
    """Return the active rules by code, sorted, each with its severity in this configuration."""
    by_code = {rule.code: rule for rule in load_rules(config.rule_folders)}
    # Whatever is selected, a file that cannot be read is never passed over: it would seem clean.
    active = {UNREADABLE: by_code[UNREADABLE].severity, **dict(config.rules)}
    return {code: (by_code[code], active[code]) for code in sorted(active)}


def settle(path: str, inspection: Inspection, config: Config) -> FileReport:
    """Return the report on a page by what was seen in it."""
    rules = active_rules(config)
    if CRASH not in rules and inspection.crashed:
        rules = {**rules, CRASH: _crash_rule(config)}
    told: list[Diagnostic] = []
    suppressed = 0
    for sighting in inspection.sightings:
        if sighting.code not in rules:
            continue
        if any(item.covers(sighting.code, sighting.start.line) for item in inspection.suppressions):
            suppressed += 1
            continue
        told.append(_tell(path, *rules[sighting.code], sighting))
    told.sort(key=lambda diagnostic: diagnostic.sort_key)
    facts = tuple(_place(path, rules[one.code][1], one, inspection) for one in inspection.facts if one.code in rules)
    return FileReport(path, tuple(told), suppressed=suppressed, facts=facts, crashed=inspection.crashed)


def _tell(path: str, rule: Rule, severity: Severity, sighting: Sighting) -> Diagnostic:
    # A graver word of the configuration wins over a check's own; "info" by fact stays below an error by default.
    if sighting.severity is not None and severity == rule.severity:
        severity = sighting.severity
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
        fix=_fix(rule, sighting) if sighting.edits else None,
    )


def _fix(rule: Rule, sighting: Sighting) -> Fix | None:
    safety = sighting.safety or rule.safety
    if rule.fix is None or safety is Safety.MANUAL:
        return None
    return Fix(fill(rule.fix, sighting.values), sighting.edits, safety)


def _place(path: str, severity: Severity, sighted: SightedFact, inspection: Inspection) -> PlacedFact:
    return PlacedFact(
        path=path,
        code=sighted.code,
        severity=severity,
        fact=sighted.fact,
        start=sighted.start,
        end=sighted.end,
        excerpt=sighted.excerpt,
        suppressed=any(item.covers(sighted.code, sighted.start.line) for item in inspection.suppressions),
    )


def _crash_rule(config: Config) -> tuple[Rule, Severity]:
    rule = next(rule for rule in load_rules(config.rule_folders) if rule.code == CRASH)
    return rule, Severity.ERROR
