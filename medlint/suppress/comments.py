"""Suppressions in the comments of a page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from medlint.diagnostic import Edit
from medlint.suppress.names import NameReader, cut
from medlint.suppress.suppression import Suppression, Target
from medlint.text import Span
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.monograph import Monograph

_OPENING = re.compile(r"<!--[ \t\r\n]{0,20}medlint:[ \t]{0,20}")
_CLOSING = "-->"
_VERB = re.compile(r"[A-Za-z-]{0,40}")
# Word processors make a dash of two hyphens.
_DASH = re.compile(r"--+|[\u2013\u2014]")
_UNTIL = re.compile(r"(?<![\w-])until\s{1,20}(?P<day>[^\s,]+)\s*\Z")
# In a reason, "until further notice" and "until 2027" are words like others.
_DAY_IN_REASON = re.compile(r"\buntil\s{1,20}(?P<day>\d{1,4}([./-])\d{1,2}\2\d{1,4})[.\s]*\Z")
# Beside a line that is taken out, these need no empty line to stay blocks of their own.
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_BEGINS_BLOCK = re.compile(r" {0,3}(?:#{1,6}|[-*+])[ \t]")
_WRITE = "write <!-- medlint: ignore RULE -- reason -->, or ignore-file for the whole page."


def comment_spans(text: str, start: int = 0) -> Iterator[Span]:
    """Yield the comments in `text` that speak to medlint, from `start` on."""
    while (match := _OPENING.search(text, start)) is not None:
        end = text.find(_CLOSING, match.end())
        if end < 0:
            return
        start = end + len(_CLOSING)
        yield Span(match.start(), start)


def read_comments(reader: NameReader) -> Iterator[Suppression]:
    """Yield the suppressions in the page's comments, in order; `reader` notes what cannot be understood.

    `<!-- medlint: ignore CODE|NAME, ... until YYYY-MM-DD -- reason -->`, where the day may also be the end of the
    reason, speaks of the line that it stands on. Alone on its line, it speaks of the next that is neither empty nor
    such a comment. `ignore-file` speaks of the whole page.
    """
    page = reader.page
    found = list(_in_force(page, comment_spans(page.text, page.front_matter.body_start)))
    reaches = _reaches(page, found)
    for span in found:
        suppression = _read(reader, span, reaches.get(span.start))
        if suppression is not None:
            yield suppression


def _in_force(page: Monograph, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the comments that a page does not merely show: in a code block, or between backticks on its line."""
    code = [block.span for block in page.blocks if block.kind == "code"]
    starts = [span.start for span in code]
    line_start = counted = ticks = 0
    for span in spans:
        line = page.source.line_span(page.source.position(span.start).line)
        if line.start != line_start:
            line_start, counted, ticks = line.start, line.start, 0
        ticks += page.text.count("`", counted, span.start)
        counted = span.start
        block = bisect_right(starts, span.start) - 1
        if ticks % 2 == 0 and not (block >= 0 and span.start in code[block]):
            yield span


def _reaches(page: Monograph, spans: Sequence[Span]) -> Mapping[int, int]:
    """Return, for the offset of each comment that is alone on its lines, the last line that it speaks of."""
    source = page.source
    by_line: dict[int, int] = {}
    reaches: dict[int, int] = {}
    for span in reversed(spans):
        before, after = _around(page, span)
        if before.strip() or after.strip():
            continue
        first, line = (source.position(offset).line for offset in (span.start, span.end))
        while line < len(source.line_starts):
            line += 1
            if source.line_span(line).of(page.text).strip():
                break
        reaches[span.start] = by_line[first] = by_line.get(line, line)
    return reaches


def _around(page: Monograph, span: Span) -> tuple[str, str]:
    """Return what stands before and behind a comment on its lines."""
    first, last = (page.source.position(offset).line for offset in (span.start, span.end))
    start, end = page.source.line_span(first).start, page.source.line_span(last).end
    return page.text[start : span.start], page.text[span.end : end]


def _read(reader: NameReader, span: Span, reach: int | None) -> Suppression | None:
    """Return what one comment suppresses; None where it cannot be understood. `reach`: the last line, if below it."""
    source, text = reader.page.source, reader.page.text
    opening = _OPENING.match(text, span.start)
    assert opening is not None
    verb = _VERB.match(text, opening.end())
    assert verb is not None
    if verb.group() not in ("ignore", "ignore-file"):
        reader.tell(Span(span.start, verb.end()), f"medlint does not understand '{cut(verb.group())}'", _WRITE)
        return None
    content = text[verb.end() : span.end - len(_CLOSING)].rstrip(" \t\r\n-")
    dash = _DASH.search(content)
    names_end = dash.start() if dash else len(content)
    until = _UNTIL.search(content[:names_end])
    if until is not None:
        names_end = until.start()
    elif dash is not None:
        until = _DAY_IN_REASON.search(content, dash.end())
    if until is not None and not reader.holds_day(until["day"], Span(*until.span("day")).shift(verb.end())):
        # Whether it still holds is not known, so that it does not.
        return None
    names = reader.read(verb.end(), verb.end() + names_end)
    if not names:
        reader.tell(Span(*verb.span()), "this suppression names no rule", _WRITE)
        return None
    whole_page = verb.group() == "ignore-file"
    first, last = (source.position(offset).line for offset in (span.start, span.end))
    whole = Edit(_removal(reader.page, span), "")
    targets = tuple(_targets(names, whole))
    return Suppression(
        span=Span(names[0][0].start, names[-1][0].end),
        targets=targets,
        first=1 if whole_page else first,
        last=len(source.line_starts) if whole_page else max(last, reach or 0),
        whole_page=whole_page,
        reason=content[dash.end() :].strip() if dash else "",
        until=until["day"] if until else "",
        # What no rule bears is for the writer to mend, and stays.
        edits=(whole,) if len(targets) == len(names) else (),
    )


def _targets(names: Sequence[tuple[Span, frozenset[str]]], whole: Edit) -> Iterator[Target]:
    """Yield the targets, each with the edit that takes its name out together with the comma beside it."""
    for number, (span, codes) in enumerate(names):
        if not codes:
            continue
        edit = whole
        if number + 1 < len(names):
            edit = Edit(Span(span.start, names[number + 1][0].start), "")
        elif number:
            edit = Edit(Span(names[number - 1][0].end, span.end), "")
        yield Target(span, codes, (edit,))


def _removal(page: Monograph, span: Span) -> Span:
    """Return what is taken out with a comment: its lines, or the blanks at one side of it."""
    source, text = page.source, page.text
    before, after = _around(page, span)
    if before.strip() or after.strip():
        if before.strip() and (not after.strip() or after[0] in " \t"):
            return Span(span.start - len(before) + len(before.rstrip(" \t")), span.end)
        return Span(span.start, span.end + (len(after) - len(after.lstrip(" \t")) if not before.strip() else 0))
    first, last = (source.position(offset).line for offset in (span.start, span.end))
    start, end = span.start - len(before), span.end + len(after)
    if last == len(source.line_starts):
        return Span(start, end)
    above = source.line_span(first - 1).of(text) if start > page.front_matter.body_start else ""
    below = source.line_span(last + 1).of(text)
    apart = not above.strip() or not below.strip() or _HEADING.match(above) or _BEGINS_BLOCK.match(below)
    # Where the line keeps two paragraphs apart, an empty one stays.
    return Span(start, source.line_starts[last] if apart else end)
