"""Places for findings: line and column are computed, and the flagged line is cut out."""

from __future__ import annotations

import re
from functools import lru_cache

from medlint.diagnostic import Edit, Excerpt, Fact, Finding
from medlint.fingerprints import mark_of
from medlint.rule import Rule
from medlint.sighting import SightedFact, Sighting
from medlint.text import Source, Span
from medlint.wording import slots_of

_LINE_END = re.compile(r"\r\n|\n|\r")
_WINDOW = 72


def locate(source: Source, rule: Rule, finding: Finding, title: Span | None = None) -> Sighting:
    """Give a finding its place: this is where positions are computed.

    `title` is the place of the page's title, which stands for the page as a whole.

    Errors: KeyError where a template of the rule names a value that the finding does not give; ValueError for a span
    outside of the text.
    """
    return Sighting(
        code=rule.code,
        span=finding.span,
        start=source.position(finding.span.start),
        end=source.position(finding.span.end),
        values={slot: str(finding.values[slot]) for slot in _slots(rule)},
        excerpt=excerpt_of(source, finding.span),
        edits=_fit(source, finding.edits) if finding.edits and rule.fix else (),
        related=finding.related,
        severity=finding.severity,
        safety=finding.safety,
        mark="" if finding.span == title else mark_of(finding.span.of(source.text)),
    )


def place(source: Source, rule: Rule, fact: Fact) -> SightedFact:
    """Give a fact its place, so that a finding about it needs its page no more."""
    start, end = source.position(fact.span.start), source.position(fact.span.end)
    return SightedFact(rule.code, fact, start, end, excerpt_of(source, fact.span))


@lru_cache(maxsize=1024)
def _slots(rule: Rule) -> tuple[str, ...]:
    return slots_of(rule.message, rule.help, rule.fix or "")


def _fit(source: Source, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Sort edits and give them the file's own line ends."""
    found = sorted(edits, key=lambda edit: edit.span)
    if source.newline != "\n":
        found = [Edit(edit.span, _LINE_END.sub(source.newline, edit.text)) for edit in found]
    return tuple(found)


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
