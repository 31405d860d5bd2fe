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
    """Return one entry a rule, the most frequent first, then by code. Diagnostics of a page follow each other."""
    groups: dict[str, _Group] = {}
    for diagnostic in diagnostics:
        group = groups.get(diagnostic.code)
        if group is None:
            group = groups[diagnostic.code] = _Group(diagnostic.name, diagnostic.severity)
        group.add(diagnostic)
    counts = [RuleCount(code, one.name, one.severity, one.fix, one.findings, one.pages) for code, one in groups.items()]
    return sorted(counts, key=lambda count: (-count.findings, count.code))


@dataclass(slots=True)
class _Group:
    name: str
    severity: Severity
    fix: Safety | None = None
    findings: int = 0
    pages: int = 0
    last: str | None = None

    def add(self, one: Diagnostic) -> None:
        if one.severity.reaches(self.severity):
            self.severity = one.severity
        if one.fix is not None and self.fix is not Safety.UNSAFE:
            self.fix = one.fix.safety
        self.findings += 1
        self.pages += one.path != self.last
        self.last = one.path
