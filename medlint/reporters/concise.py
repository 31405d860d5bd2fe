"""Format concise: one line a diagnostic, for editors and searches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medlint.diagnostic import Diagnostic
from medlint.reporters.full import place
from medlint.reporters.run import Options
from medlint.terminal import safe


def list_concise(diagnostics: Iterable[Diagnostic], options: Options) -> Iterator[str]:
    """Yield `path:line:column: CODE name [severity] message` lines, not wrapped, and an empty line at the end."""
    paint = options.palette.paint
    diagnostic = None
    for diagnostic in diagnostics:
        severity = diagnostic.severity
        yield (
            f"{place(diagnostic)}: {paint('strong', f'{diagnostic.code} {diagnostic.name}')} "
            f"{paint(severity, f'[{severity}]')} {safe(diagnostic.message)}\n"
        )
    if diagnostic:
        yield "\n"
