"""Format full: each diagnostic with its source line and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from medlint.diagnostic import Diagnostic
from medlint.reporters.excerpt import draw
from medlint.reporters.run import Listed, Options
from medlint.reporters.texts import text_of
from medlint.terminal import safe, wrap


def list_full(findings: Iterable[Listed], options: Options) -> Iterator[str]:
    """Yield one block a diagnostic, each ending in an empty line."""
    for report, number in findings:
        yield text_of(report, number, options, lambda diagnostic: _block(diagnostic, options))


def _block(diagnostic: Diagnostic, options: Options) -> str:
    line = diagnostic.start.line
    gutter = len(str(line))
    lines = [
        headline(diagnostic, safe(diagnostic.message), options),
        " " * gutter + options.palette.paint("gutter", "--> ") + place(diagnostic),
    ]
    if diagnostic.excerpt and diagnostic.excerpt.text.strip():
        lines.append(" " * (gutter + 1) + options.palette.paint("gutter", "|"))
        lines.append(draw(diagnostic.excerpt, line, options.width, options.palette, diagnostic.severity))
    lines += notes(diagnostic, gutter, options)
    return "\n".join(lines) + "\n\n"


def headline(diagnostic: Diagnostic, text: str, options: Options) -> str:
    """Return `error[CODE] name: text`, wrapped."""
    paint = options.palette.paint
    severity, code, name = diagnostic.severity.value, diagnostic.code, diagnostic.name
    taken = len(severity) + len(code) + len(name) + 5
    return (
        f"{paint(severity, f'{severity}[{code}]')} {paint('strong', name)}: "
        f"{wrap(text, options.width, first=taken, indent=4)}"
    )


def place(diagnostic: Diagnostic) -> str:
    """Return `path:line:column`."""
    return f"{safe(diagnostic.path)}:{diagnostic.start.line}:{diagnostic.start.column}"


def notes(diagnostic: Diagnostic, gutter: int, options: Options) -> Iterator[str]:
    """Yield what explains a diagnostic: related places, help and fix, each wrapped behind a gutter of that width."""
    for related in diagnostic.related:
        yield _note("note", safe(related.message), gutter, options)
    if diagnostic.help:
        yield _note("help", diagnostic.help, gutter, options)
    if diagnostic.fix:
        yield _note("fix", f"{diagnostic.fix.title} ({diagnostic.fix.safety.value})", gutter, options)


# Help and fixes are few and repeat from page to page.
@lru_cache(maxsize=1024)
def _note(kind: str, text: str, gutter: int, options: Options) -> str:
    taken = gutter + len(kind) + 5
    sign = options.palette.paint("gutter", "=")
    label = options.palette.paint("hint", kind)
    return f"{' ' * (gutter + 1)}{sign} {label}: {wrap(safe(text), options.width, first=taken, indent=taken)}"
