"""Reading medlint's own JSON reports back, so that the reports of several machines become one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from medlint.diagnostic import Diagnostic, Edit, Fact, FileReport, Fix, PlacedFact, Safety, Severity
from medlint.records import dataclass
from medlint.text import Position, Span
from medlint.typed import Any


class ReportError(Exception):
    """A file is no report of medlint's; the message says why."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not checked, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What a JSON report holds. `reports` has an entry for each file of which there is something to tell."""

    reports: tuple[FileReport, ...]
    files: int
    skipped: tuple[Skipped, ...]
    excluded: int
    crashed: int


def read_report(path: Path) -> ReadReport:
    """Return what a report of `--output-format json` holds. It is checked against the report's schema first.

    Errors: ReportError.
    """
    from medlint.schema import violations_of

    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise ReportError(f"'{path}' cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise ReportError(f"'{path}' is no JSON; write it with --output-format json") from None
    violations = violations_of("report", document) if isinstance(document, dict) else ()
    if not isinstance(document, dict) or violations:
        reason = violations[0].sentence if violations else "it is no object"
        raise ReportError(f"'{path}' is no report of medlint's: {reason}")
    return _report(document)


def _report(document: Mapping[str, Any]) -> ReadReport:
    diagnostics: dict[str, list[Diagnostic]] = {}
    facts: dict[str, list[PlacedFact]] = {}
    for entry in document["diagnostics"]:
        diagnostics.setdefault(entry["path"], []).append(_diagnostic(entry))
    for entry in document.get("facts", ()):
        facts.setdefault(entry["path"], []).append(_fact(entry))
    summary = document["summary"]
    paths = sorted({*diagnostics, *facts})
    # Suppressed findings are told for the whole run alone.
    counts = [summary["suppressed"], *[0] * len(paths)]
    return ReadReport(
        tuple(
            FileReport(path, tuple(diagnostics.get(path, ())), suppressed=count, facts=tuple(facts.get(path, ())))
            for path, count in zip(paths, counts, strict=False)
        ),
        files=summary["files"],
        skipped=tuple(Skipped(entry["path"], entry["reason"]) for entry in summary["skipped"]),
        excluded=summary.get("excluded", 0),
        crashed=summary.get("crashed", 0),
    )


def _diagnostic(entry: Mapping[str, Any]) -> Diagnostic:
    start, end = _position(entry["start"]), _position(entry["end"])
    return Diagnostic(
        path=entry["path"],
        code=entry["code"],
        name=entry["name"],
        severity=Severity(entry["severity"]),
        message=entry["message"],
        help=entry["help"],
        span=_span(start.offset, end.offset),
        start=start,
        end=end,
        fix=_fix(entry["fix"]) if entry["fix"] else None,
        mark=entry.get("mark", ""),
    )


def _fact(entry: Mapping[str, Any]) -> PlacedFact:
    start, end = _position(entry["start"]), _position(entry["end"])
    fact = Fact(_span(start.offset, end.offset), entry["key"], entry["values"])
    severity = Severity(entry["severity"])
    return PlacedFact(entry["path"], entry["code"], severity, fact, start, end, suppressed=entry["suppressed"])


def _position(entry: Mapping[str, int]) -> Position:
    return Position(entry["line"], entry["column"], entry["offset"])


def _span(start: int, end: int) -> Span:
    return Span(start, max(start, end))


def _fix(entry: Mapping[str, Any]) -> Fix:
    edits = tuple(Edit(_span(edit["start"], edit["end"]), edit["text"]) for edit in entry["edits"])
    return Fix(entry["title"], edits, Safety(entry["safety"]))
