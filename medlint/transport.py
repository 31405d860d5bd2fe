"""Reports between processes: each finding travels as one row of plain values.

Left to itself, pickle asks each of the seven small objects that a finding is made of for its state, in Python, and the
process that waits for all the others spends more time on reading reports than on writing them. Equal texts, such as a
rule's name and help, are sent once a batch. Importing this module is all that it takes.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable

from medlint.diagnostic import Diagnostic, Edit, Excerpt, Fact, FileReport, Fix, PlacedFact, Safety, Severity
from medlint.text import Position, Span
from medlint.typed import Any

_Row = tuple[Any, ...]
_Packed = tuple[Callable[..., Any], _Row]


def _pack_diagnostic(one: Diagnostic) -> _Packed:
    fix = one.fix
    return _diagnostic, (
        *(one.path, one.code, one.name, one.severity, one.message, one.help, one.span.start, one.span.end),
        *(tuple(one.start), tuple(one.end), _excerpt_row(one.excerpt), one.related),
        None if fix is None else (fix.title, [(e.span.start, e.span.end, e.text) for e in fix.edits], fix.safety),
        one.mark,
    )


def _diagnostic(
    path: str,
    code: str,
    name: str,
    severity: Severity,
    message: str,
    advice: str,
    first: int,
    last: int,
    start: tuple[int, int, int],
    end: tuple[int, int, int],
    excerpt: _Row | None,
    related: _Row,
    fix: tuple[str, list[tuple[int, int, str]], Safety] | None,
    mark: str,
) -> Diagnostic:
    return Diagnostic(
        path,
        code,
        name,
        severity,
        message,
        advice,
        Span(first, last),
        Position(*start),
        Position(*end),
        None if excerpt is None else Excerpt(*excerpt),
        related,
        None if fix is None else Fix(fix[0], tuple(Edit(Span(a, b), text) for a, b, text in fix[1]), fix[2]),
        mark,
    )


def _pack_fact(one: PlacedFact) -> _Packed:
    fact = one.fact
    return _fact, (
        *(one.path, one.code, one.severity, fact.span.start, fact.span.end, fact.key, fact.values),
        *(tuple(one.start), tuple(one.end), _excerpt_row(one.excerpt), one.suppressed),
    )


def _fact(
    path: str,
    code: str,
    severity: Severity,
    first: int,
    last: int,
    key: str,
    values: dict[str, str],
    start: tuple[int, int, int],
    end: tuple[int, int, int],
    excerpt: _Row | None,
    suppressed: bool,
) -> PlacedFact:
    return PlacedFact(
        path,
        code,
        severity,
        Fact(Span(first, last), key, values),
        Position(*start),
        Position(*end),
        None if excerpt is None else Excerpt(*excerpt),
        suppressed,
    )


def _excerpt_row(one: Excerpt | None) -> _Row | None:
    return None if one is None else (one.text, one.start, one.end, one.left, one.right)


def _pack_report(one: FileReport) -> _Packed:
    return FileReport, (
        *(one.path, one.diagnostics, one.suppressed, one.fixed, one.fixed_text, one.facts, one.crashed, one.memo),
        *(one.silenced, one.pending, one.elsewhere, one.joined),
    )


copyreg.pickle(Diagnostic, _pack_diagnostic)
copyreg.pickle(PlacedFact, _pack_fact)
copyreg.pickle(FileReport, _pack_report)
