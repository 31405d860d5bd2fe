"""Format concise: one line a diagnostic, for editors and searches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medlint.diagnostic import Diagnostic
from medlint.reporters.full import place
from medlint.reporters.run import Listed, Options
from medlint.reporters.text import text_reporter
from medlint.reporters.texts import text_of
from medlint.terminal import safe


def list_concise(findings: Iterable[Listed], options: Options) -> Iterator[str]:
    """Yield `path:line:column: CODE name [severity] message` lines, not wrapped, and an empty line at the end."""
    line = ""
    for report, number in findings:
        line = text_of(report, number, options, lambda diagnostic: _line(diagnostic, options))
        yield line
    if line:
        yield "\n"


write_concise = text_reporter(list_concise)


def _line(diagnostic: Diagnostic, options: Options) -> str:
    paint = options.palette.paint
    severity = diagnostic.severity
    return (
        f"{place(diagnostic)}: {paint('strong', f'{diagnostic.code} {diagnostic.name}')} "
        f"{paint(severity, f'[{severity}]')} {safe(diagnostic.message)}\n"
    )
