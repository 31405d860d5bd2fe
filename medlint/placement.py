"""Places for findings: line and column are computed, and the flagged line is cut out."""

from __future__ import annotations

from operator import attrgetter

from medlint.diagnostic import Edit, Excerpt, Fact, Finding
from medlint.fingerprints import mark_of
from medlint.patterns import lazy
from medlint.rule import Rule
from medlint.sighting import SightedFact, Sighting
from medlint.text import Source, Span
from medlint.wording import slots_of

_LINE_END = lazy(r"\r\n|\n|\r")
_WINDOW = 72
_span = attrgetter("span")


def locate(source: Source, rule: Rule, finding: Finding, title: Span | None = None) -> Sighting:
    """Give a finding its place: this is where positions are computed.

    `title` is the place of the page's title, which stands for the page as a whole.

    Errors: KeyError where a template of the rule names a value that the finding does not give; ValueError for a span
    outside of the text.
    """
    span, values = finding.span, finding.values
    start, end = source.position(span.start), source.position(span.end)
    return Sighting(
        code=rule.code,
        span=span,
        start=start,
        end=end,
        values={slot: str(values[slot]) for slot in slots_of(rule.message, rule.help, rule.fix or "")},
        excerpt=_excerpt(source, start.line, span.start, span.end),
        edits=_fit(source, finding.edits) if finding.edits and rule.fix else (),
        related=finding.related,
        severity=finding.severity,
        safety=finding.safety,
        mark="" if span is title or span == title else mark_of(span.of(source.text)),
    )


def place(source: Source, rule: Rule, fact: Fact) -> SightedFact:
    """Give a fact its place, so that a finding about it needs its page no more."""
    start, end = source.position(fact.span.start), source.position(fact.span.end)
    return SightedFact(rule.code, fact, start, end, _excerpt(source, start.line, start.offset, end.offset))


def _fit(source: Source, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Sort edits and give them the file's own line ends."""
    found = sorted(edits, key=_span) if len(edits) > 1 else list(edits)
    if source.newline != "\n":
        found = [Edit(edit.span, _LINE_END.sub(source.newline, edit.text)) for edit in found]
    return tuple(found)


def excerpt_of(source: Source, span: Span) -> Excerpt | None:
    """Return the line on which `span` begins, cut to a window round it."""
    return _excerpt(source, source.position(span.start).line, span.start, span.end)


def _excerpt(source: Source, number: int, start: int, end: int) -> Excerpt | None:
    """Do the same for what runs from `start`, on line `number`, to `end`."""
    if not source.text:
        return None
    line = source.line_span(number)
    first, last = line.start, line.end
    left, right = first, last
    if right - left > _WINDOW:
        left = max(first, min(start - _WINDOW // 4, last - _WINDOW))
        right = min(last, left + _WINDOW)
    start, end = min(start, right), min(end, right)
    return Excerpt(source.text[left:right], start - left, max(end, start) - left, left > first, right < last)
