"""Format sarif: SARIF 2.1.0, as code scanning of GitHub takes it.

Sources: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; GitHub, "SARIF support for code
scanning". `primaryLocationLineHash` is left to GitHub's upload action, which computes it, and warns of another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from medlint import __version__
from medlint.diagnostic import Diagnostic, Silenced, Silencer
from medlint.jsontext import dump
from medlint.named import NamedTuple
from medlint.reporters.gravity import gravity
from medlint.reporters.identity import identities
from medlint.reporters.places import source_of
from medlint.reporters.run import Options, Run
from medlint.reporters.sarifrules import LEVELS, describe_rules
from medlint.reporters.telling import tell_whole
from medlint.terminal import safe
from medlint.text import Source, Span
from medlint.typed import Any, TextIO

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "medlint/v1"

# GitHub refuses a file with more results, or one that is larger when gzipped, and shows the gravest 5,000. What a
# file holds beside its rules and results is less than the margin.
MOST_RESULTS = 25_000
MOST_SHOWN = 5_000
MOST_BYTES = 10_000_000
_MARGIN = 200_000
_CHUNK = 250
_MOST_SKIPPED = 100

# "[words](1)" in a message would be a link, "{0}" a placeholder.
_LINK = re.compile(r"\]\(")
_BRACKET = re.compile(r"[\[\]]")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


class _Entry(NamedTuple):
    diagnostic: Diagnostic
    silenced: Silenced | None


def write_sarif(run: Run, options: Options, stream: TextIO) -> None:
    """Write one document, one result a line: told findings before silenced ones, each with the gravest first."""
    entries = _entries(run)
    rules = describe_rules((entry.diagnostic for entry in entries[:MOST_RESULTS]), options.rule_folders)
    results = _results(run, entries[:MOST_RESULTS], {rule["id"]: index for index, rule in enumerate(rules)}, options)
    driver = dump({"name": "medlint", "version": __version__, "semanticVersion": __version__, "rules": rules})
    kept = _fitting(results, MOST_BYTES - _MARGIN - len(driver.encode()))
    notices = list(_notices(len(entries), kept, len(run.diagnostics)))
    for notice in notices:
        options.notify(notice)
    stream.write(f'{{"$schema": {dump(SCHEMA)}, "version": "2.1.0", "runs": [{{\n')
    stream.write(f'"tool": {{"driver": {driver}}},\n')
    if run.shard:
        # What stands before the last slash is a category: the upload of one shard must not replace that of another.
        part, whole = run.shard
        stream.write(f'"automationDetails": {dump({"id": f"medlint/{part}-of-{whole}/"})},\n')
    stream.write(f'"columnKind": "unicodeCodePoints",\n"invocations": [{dump(_invocation(run, notices, options))}],\n')
    stream.write('"results": [' + ",".join("\n" + text for text in results[:kept]) + "\n]}]}\n")


def _entries(run: Run) -> list[_Entry]:
    told = sorted(run.diagnostics, key=gravity)
    silenced = sorted(run.silenced, key=lambda one: gravity(one.diagnostic))
    return [*(_Entry(one, None) for one in told), *(_Entry(one.diagnostic, one) for one in silenced)]


def _results(run: Run, entries: Sequence[_Entry], indices: dict[str, int], options: Options) -> list[str]:
    known = identities(run, options.pages)
    states = any(one.by is Silencer.BASELINE for one in run.silenced)
    return [
        dump(
            {
                **_result(diagnostic, indices[diagnostic.code], known[id(diagnostic)], options),
                **_standing(silenced, states, bool(run.silenced)),
            }
        )
        for diagnostic, silenced in entries
    ]


def _result(diagnostic: Diagnostic, index: int, fingerprint: str, options: Options) -> dict[str, Any]:
    name = options.pages.name(diagnostic.path)
    start, end = diagnostic.start, diagnostic.end
    region = {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": LEVELS[diagnostic.severity],
        "message": {"text": plain(tell_whole(diagnostic))},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(name)}, "region": region}}],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if diagnostic.related:
        source = source_of(diagnostic, options.pages)
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": plain(related.message)},
                "physicalLocation": {"artifactLocation": {"uri": uri(name)}, "region": _region(related.span, source)},
            }
            for number, related in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.fix:
        replacements = [
            {"deletedRegion": _characters(edit.span), "insertedContent": {"text": edit.text}}
            for edit in diagnostic.fix.edits
        ]
        change = {"artifactLocation": {"uri": uri(name)}, "replacements": replacements}
        title = f"{diagnostic.fix.title} ({diagnostic.fix.safety.value})"
        result["fixes"] = [{"description": {"text": plain(title)}, "artifactChanges": [change]}]
    return result


def _standing(silenced: Silenced | None, states: bool, any_silenced: bool) -> dict[str, Any]:
    """What is known of a result by a baseline and by comments; nothing is said where there are none."""
    if not any_silenced:
        return {}
    standing: dict[str, Any] = {"suppressions": []}
    if silenced:
        kind = "inSource" if silenced.by is Silencer.COMMENT else "external"
        suppression = {"kind": kind, "status": "accepted"}
        reason = safe(silenced.reason)
        standing["suppressions"] = [{**suppression, "justification": reason} if reason else suppression]
    if states:
        # What a comment silences is told neither now nor by the baseline.
        standing["baselineState"] = "unchanged" if silenced else "new"
    return standing


def plain(text: str) -> str:
    """Return `text` as a SARIF message that has neither links nor placeholders, without invisible characters."""
    text = _PLACEHOLDER.sub(r"{{\1}}", safe(text))
    return _BRACKET.sub(r"\\\g<0>", text) if _LINK.search(text) else text


def uri(name: str) -> str:
    """Return a path as a URI reference: relative paths stay relative, absolute ones become `file:` URIs."""
    quoted = quote(name.encode("utf-8", "surrogateescape"), safe="/~")
    return f"file://{quoted}" if quoted.startswith("/") else quoted


def _region(span: Span, source: Source | None) -> dict[str, int]:
    if source is None or span.end > len(source.text):
        return _characters(span)
    start, end = source.position(span.start), source.position(span.end)
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _characters(span: Span) -> dict[str, int]:
    return {"charOffset": span.start, "charLength": len(span)}


def _fitting(results: Sequence[str], room: int) -> int:
    """Return how many of the results, from the first on, take at most `room` bytes when they are gzipped."""
    if sum(map(len, results)) * 4 <= room or sum(len(text.encode()) for text in results) <= room:
        return len(results)
    import zlib

    # The weakest compression, so that every other makes the file smaller still.
    packer = zlib.compressobj(1)
    used = 0
    for first in range(0, len(results), _CHUNK):
        used += len(packer.compress("\n".join(results[first : first + _CHUNK]).encode()))
        used += len(packer.flush(zlib.Z_SYNC_FLUSH))
        if used > room:
            return first
    return len(results)


def _notices(found: int, kept: int, told: int) -> Iterator[str]:
    if kept < found:
        yield (
            f"{found - kept:,} of {found:,} findings are left out of the SARIF report, the gravest first being kept: "
            f"code scanning takes at most {MOST_RESULTS:,} results and {MOST_BYTES // 1_000_000} MB."
        )
    if told > MOST_SHOWN:
        yield f"code scanning shows the gravest {MOST_SHOWN:,} results of a report; here are {min(told, kept):,}."


def _invocation(run: Run, notices: Sequence[str], options: Options) -> dict[str, Any]:
    notifications: list[dict[str, Any]] = [{"level": "warning", "message": {"text": text}} for text in notices]
    for skipped in run.skipped[:_MOST_SKIPPED]:
        where = {"physicalLocation": {"artifactLocation": {"uri": uri(options.pages.name(skipped.path))}}}
        text = f"The file was not checked: {plain(skipped.reason)}."
        notifications.append({"level": "warning", "message": {"text": text}, "locations": [where]})
    if len(run.skipped) > _MOST_SKIPPED:
        text = f"{len(run.skipped) - _MOST_SKIPPED:,} more files were not checked."
        notifications.append({"level": "warning", "message": {"text": text}})
    return {"executionSuccessful": not run.crashed, "toolExecutionNotifications": notifications}
