"""From a finding to what a user sees: the message filled, line and column computed, the flagged line cut out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from medlint.binding import BoundRule
from medlint.diagnostic import Diagnostic, Edit, Excerpt, Fact, Finding, Fix, PlacedFact, Safety
from medlint.text import Source, Span

_SLOT = re.compile(r"\{([a-z_]+)\}")
_LINE_END = re.compile(r"\r\n|\n|\r")
_WINDOW = 72


def locate(source: Source, bound: BoundRule, finding: Finding) -> Diagnostic:
    """Turn a finding into what a user sees: this is where positions are computed.

    Errors: KeyError where a template names a value that the finding does not give; ValueError for a span outside.
    """
    rule = bound.rule
    # A graver word of the configuration wins over a check's own; "info" by fact stays below an error by default.
    severity = bound.severity
    if finding.severity is not None and bound.severity == rule.severity:
        severity = finding.severity
    return Diagnostic(
        path=source.path,
        code=rule.code,
        name=rule.name,
        severity=severity,
        message=fill(rule.message, finding.values),
        help=fill(rule.help, finding.values),
        span=finding.span,
        start=source.position(finding.span.start),
        end=source.position(finding.span.end),
        excerpt=excerpt_of(source, finding.span),
        related=finding.related,
        fix=_fix(source, bound, finding),
    )


def place(source: Source, bound: BoundRule, fact: Fact) -> PlacedFact:
    """Give a fact its position, so that a finding about it needs its page no more."""
    return PlacedFact(
        path=source.path,
        code=bound.rule.code,
        severity=bound.severity,
        fact=fact,
        start=source.position(fact.span.start),
        end=source.position(fact.span.end),
        excerpt=excerpt_of(source, fact.span),
    )


def _fix(source: Source, bound: BoundRule, finding: Finding) -> Fix | None:
    safety = finding.safety or bound.rule.safety
    if not finding.edits or bound.rule.fix is None or safety is Safety.MANUAL:
        return None
    edits = sorted(finding.edits, key=lambda edit: edit.span)
    if source.newline != "\n":
        edits = [Edit(edit.span, _LINE_END.sub(source.newline, edit.text)) for edit in edits]
    return Fix(fill(bound.rule.fix, finding.values), tuple(edits), safety)


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put values into `{slots}`. No format specification and no attribute is ever looked up.

    Errors: KeyError for a slot that the check gives no value for.
    """
    return _SLOT.sub(lambda match: str(values[match[1]]), template)


def excerpt_of(source: Source, span: Span) -> Excerpt | None:
    """Return the line on which `span` begins, cut to a window round it."""
    if not source.text:
        return None
    line = source.line_span(source.position(span.start).line)
    start, end = span.start, min(max(span.end, span.start), line.end)
    left, right = line.start, line.end
    if right - left > _WINDOW:
        left = max(line.start, min(start - _WINDOW // 4, line.end - _WINDOW))
        right = min(line.end, left + _WINDOW)
    start, end = min(start, right), min(end, right)
    return Excerpt(source.text[left:right], start - left, max(end, start) - left, left > line.start, right < line.end)
