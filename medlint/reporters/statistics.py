"""Counts by rule."""

from __future__ import annotations

from collections.abc import Iterable

from medlint.diagnostic import Diagnostic, Safety, Severity
from medlint.records import dataclass


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule speaks, and on how many pages.

    `severity` is the gravest that it speaks with, `fix` the safety of its fixes (the least safe one counts), None
    where it offers none.
    """

    code: str
    name: str
    severity: Severity
    fix: Safety | None
    findings: int
    pages: int


def count_by_rule(diagnostics: Iterable[Diagnostic]) -> list[RuleCount]:
    """Return one entry a rule, the most frequent first, then by code."""
    groups: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        groups.setdefault(diagnostic.code, []).append(diagnostic)
    counts = [
        RuleCount(
            code,
            group[0].name,
            min((d.severity for d in group), key=lambda severity: severity.rank),
            _least_safe(group),
            len(group),
            len({d.path for d in group}),
        )
        for code, group in groups.items()
    ]
    return sorted(counts, key=lambda count: (-count.findings, count.code))


def _least_safe(group: list[Diagnostic]) -> Safety | None:
    safeties = {d.fix.safety for d in group if d.fix}
    return Safety.UNSAFE if Safety.UNSAFE in safeties else Safety.SAFE if Safety.SAFE in safeties else None
