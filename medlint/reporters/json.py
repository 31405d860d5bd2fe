"""Formats json and json-lines, for programs: every finding, described by schemas/report.schema.json."""

from __future__ import annotations

from collections.abc import Iterator
from json.encoder import encode_basestring as quote

from medlint.diagnostic import Diagnostic, Fix, PlacedFact, Severity
from medlint.jsontext import dump, escaped
from medlint.reporters.run import Options, Run
from medlint.reporters.statistics import count_by_rule
from medlint.reporters.texts import text_of
from medlint.text import Position
from medlint.typed import Any, TextIO


def write_json(run: Run, options: Options, stream: TextIO) -> None:
    """Write one document, one diagnostic a line: small, yet readable for a person and for a line-wise comparison."""
    stream.write('{"version": 1, "diagnostics": [')
    # A baseline is asked when the shards are merged, and needs to know what was flagged.
    make = _marked_row if run.partial else _row
    for index, (report, number) in enumerate(run.each()):
        stream.write(("," if index else "") + "\n" + text_of(report, number, options, make))
    stream.write("\n]")
    if run.fixed:
        _write_list("fixed", (_fixed(one) for report in run.reports for one in report.fixed), stream)
    if run.partial:
        _write_list("facts", (_fact(fact) for report in run.reports for fact in report.facts), stream)
    if options.statistics:
        stream.write(f', "statistics": {dump(_statistics(run))}')
    stream.write(f', "summary": {dump(_summary(run))}}}\n')


def _write_list(name: str, entries: Iterator[dict[str, Any]], stream: TextIO) -> None:
    stream.write(f', "{name}": [')
    for index, entry in enumerate(entries):
        stream.write(("," if index else "") + "\n" + dump(entry))
    stream.write("\n]")


def write_json_lines(run: Run, options: Options, stream: TextIO) -> None:
    """Write one diagnostic a line, each a document as it stands in the list of `write_json`, and nothing else."""
    stream.writelines(text_of(report, number, options, _row) + "\n" for report, number in run.each())


def _row(one: Diagnostic, more: str = "") -> str:
    """Return a finding as `dump` would write it, with `more` fields at its end.

    A run has thousands, and to make dictionaries of each takes three times as long.
    """
    (line, column, offset), (last_line, last_column, end) = one.start, one.end
    return escaped(
        f'{{"path": {quote(one.path)}, "code": {quote(one.code)}, "name": {quote(one.name)}, '
        f'"severity": "{one.severity}", "message": {quote(one.message)}, "help": {quote(one.help)}, '
        f'"start": {{"line": {line}, "column": {column}, "offset": {offset}}}, '
        f'"end": {{"line": {last_line}, "column": {last_column}, "offset": {end}}}, '
        f'"fix": {_fix(one.fix) if one.fix else "null"}, "url": null{more}}}'
    )


def _marked_row(one: Diagnostic) -> str:
    return _row(one, f', "mark": {quote(one.mark)}')


def _headline(diagnostic: Diagnostic) -> dict[str, str]:
    return {
        "path": diagnostic.path,
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": position.offset}


def _fix(fix: Fix) -> str:
    edits = [
        f'{{"start": {edit.span.start}, "end": {edit.span.end}, "text": {quote(edit.text)}}}' for edit in fix.edits
    ]
    return f'{{"title": {quote(fix.title)}, "safety": "{fix.safety}", "edits": [{", ".join(edits)}]}}'


def _fixed(diagnostic: Diagnostic) -> dict[str, Any]:
    assert diagnostic.fix is not None
    return {
        **_headline(diagnostic),
        "title": diagnostic.fix.title,
        "safety": diagnostic.fix.safety.value,
        "line": diagnostic.start.line,
    }


def _fact(placed: PlacedFact) -> dict[str, Any]:
    return {
        "path": placed.path,
        "code": placed.code,
        "severity": placed.severity.value,
        "key": placed.fact.key,
        "values": dict(placed.fact.values),
        "start": _position(placed.start),
        "end": _position(placed.end),
        "suppressed": placed.suppressed,
    }


def _statistics(run: Run) -> list[dict[str, Any]]:
    return [
        {
            "code": count.code,
            "name": count.name,
            "severity": count.severity.value,
            "fix": count.fix.value if count.fix else None,
            "findings": count.findings,
            "pages": count.pages,
        }
        for count in count_by_rule(run.stream())
    ]


def _summary(run: Run) -> dict[str, Any]:
    return {
        "files": run.files,
        "skipped": [{"path": skipped.path, "reason": skipped.reason} for skipped in run.skipped],
        "errors": run.counts[Severity.ERROR],
        "warnings": run.counts[Severity.WARNING],
        "infos": run.counts[Severity.INFO],
        "suppressed": run.suppressed,
        "known": run.known,
        "elsewhere": run.elsewhere,
        "stale": len(run.stale),
        "fixed": run.fixed,
        "crashed": run.crashed,
        "excluded": run.excluded,
    }
