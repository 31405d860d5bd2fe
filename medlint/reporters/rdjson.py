"""Formats rdjson and rdjsonl: the Reviewdog Diagnostic Format, with columns in UTF-8 bytes from 1.

Source: proto/rdf in the repository of reviewdog. Paths are relative to the working folder, as reviewdog takes them.
"""

from __future__ import annotations

from collections.abc import Iterator

from medlint.diagnostic import Diagnostic, Severity
from medlint.jsontext import dump
from medlint.reporters.full import place
from medlint.reporters.pages import as_unicode
from medlint.reporters.places import ByteRange, byte_range, byte_range_of, source_of
from medlint.reporters.run import Options, Run
from medlint.reporters.telling import tell_whole
from medlint.terminal import safe
from medlint.text import Span
from medlint.typed import Any, TextIO

SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
# What is longer is no suggestion that anybody reads in a comment; in code points.
_LONGEST_SUGGESTION = 4000


def write_rdjson(run: Run, options: Options, stream: TextIO) -> None:
    """Write one document, one diagnostic a line."""
    stream.write('{"source": {"name": "medlint"}, "diagnostics": [')
    for index, entry in enumerate(_entries(run, options)):
        stream.write(("," if index else "") + "\n" + dump(entry))
    stream.write("\n]}\n")


def write_rdjsonl(run: Run, options: Options, stream: TextIO) -> None:
    """Write one diagnostic a line, and nothing where there is none."""
    stream.writelines(dump(entry) + "\n" for entry in _entries(run, options))


def _entries(run: Run, options: Options) -> Iterator[dict[str, Any]]:
    unknown = 0
    for diagnostic in run.diagnostics:
        where = byte_range(diagnostic, options.pages)
        unknown += where.start.column is None
        yield _entry(diagnostic, where, options)
    if unknown:
        findings = "1 finding has" if unknown == 1 else f"{unknown:,} findings have"
        options.notify(
            f"{findings} a line and no column in the rdjson report: the page could not be read again as it was."
        )


def _entry(diagnostic: Diagnostic, where: ByteRange, options: Options) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "message": tell_whole(diagnostic),
        "location": {"path": as_unicode(diagnostic.path), "range": _range(where)},
        "severity": SEVERITIES[diagnostic.severity],
        "source": {"name": "medlint"},
        "code": {"value": f"{diagnostic.code} {diagnostic.name}"},
    }
    suggestions = [_range_and_text(*found) for found in _suggestion(diagnostic, options)]
    if suggestions:
        entry["suggestions"] = suggestions
    entry["original_output"] = (
        f"{place(diagnostic)}: {diagnostic.code} {diagnostic.name} [{diagnostic.severity.value}] "
        f"{safe(diagnostic.message)}"
    )
    return entry


def _suggestion(diagnostic: Diagnostic, options: Options) -> Iterator[tuple[ByteRange, str]]:
    """Yield the fix as one replacement: of several, each could be taken without the others."""
    source = source_of(diagnostic, options.pages) if diagnostic.fix else None
    if diagnostic.fix is None or source is None:
        return
    edits = sorted(diagnostic.fix.edits, key=lambda edit: edit.span)
    start, end = edits[0].span.start, max(edit.span.end for edit in edits)
    if end > len(source.text) or end - start > _LONGEST_SUGGESTION:
        return
    parts = []
    at = start
    for edit in edits:
        parts += [source.text[at : edit.span.start], edit.text]
        at = edit.span.end
    yield byte_range_of(source, Span(start, end)), "".join(parts)


def _range_and_text(where: ByteRange, text: str) -> dict[str, Any]:
    return {"range": _range(where), "text": text}


def _range(where: ByteRange) -> dict[str, Any]:
    if where.start.column is None:
        return {"start": {"line": where.start.line}, "end": {"line": where.end.line}}
    return {name: {"line": at.line, "column": at.column} for name, at in zip(("start", "end"), where, strict=True)}
