"""Format grouped: one heading a file, its diagnostics in columns below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from medlint.diagnostic import Diagnostic
from medlint.reporters.run import Listed, Options
from medlint.reporters.text import text_reporter
from medlint.terminal import safe, wrap


def list_grouped(findings: Iterable[Listed], options: Options) -> Iterator[str]:
    """Yield one block a file, each ending in an empty line; `findings` are sorted by path."""
    for path, group in groupby(findings, key=lambda one: one[0].path):
        yield _block(path, [report.finding(number) for report, number in group], options)


def _block(path: str, group: list[Diagnostic], options: Options) -> str:
    paint = options.palette.paint
    places = [f"{d.start.line}:{d.start.column}" for d in group]
    column = max(map(len, places))
    severity_column = max(len(d.severity.value) for d in group)
    indent = column + severity_column + 6
    lines = [paint("strong", safe(path))]
    for where, diagnostic in zip(places, group, strict=True):
        severity = diagnostic.severity.value
        taken = indent + len(diagnostic.code) + len(diagnostic.name) + 3
        lines.append(
            f"  {where:>{column}}  {paint(severity, severity)}{' ' * (severity_column - len(severity))}  "
            f"{diagnostic.code} {paint('strong', diagnostic.name)}: "
            f"{wrap(safe(diagnostic.message), options.width, first=taken, indent=indent)}"
        )
    return "\n".join(lines) + "\n\n"


write_grouped = text_reporter(list_grouped)
