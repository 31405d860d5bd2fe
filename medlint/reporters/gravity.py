"""Which findings come first where there is room for a few only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medlint.diagnostic import Diagnostic, Severity
from medlint.reporters.collapse import is_harmful


def gravity(diagnostic: Diagnostic) -> tuple[int, bool]:
    """Return what sorts findings by how much they matter: by severity, then what may harm a reader before the rest."""
    return diagnostic.severity.rank, not is_harmful(diagnostic.code)


def spread(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield one finding of each page, then a second of each, and so on.

    Of a page, its gravest come first, and each rule before any again; pages are in the order of their gravest finding.
    """
    pages: dict[str, list[Diagnostic]] = {}
    for one in diagnostics:
        pages.setdefault(one.path, []).append(one)
    queues = sorted((_in_turn(found) for found in pages.values()), key=lambda queue: gravity(queue[0]))
    for turn in range(max(map(len, queues), default=0)):
        yield from (queue[turn] for queue in queues if turn < len(queue))


def gravest(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield errors, then warnings, then the others, each spread over the pages."""
    by_severity: dict[Severity, list[Diagnostic]] = {severity: [] for severity in Severity}
    for one in diagnostics:
        by_severity[one.severity].append(one)
    for found in by_severity.values():
        yield from spread(found)


def _in_turn(found: list[Diagnostic]) -> list[Diagnostic]:
    seen: dict[str, int] = {}
    turns = []
    for one in sorted(found, key=gravity):
        seen[one.code] = seen.get(one.code, 0) + 1
        turns.append((seen[one.code], one))
    return [one for _, one in sorted(turns, key=lambda turn: turn[0])]
