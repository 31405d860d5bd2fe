"""Headings as such: levels that are skipped, and words that are no plain label."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.outline import hashes_of, is_blank_line, opens_block, outline_headings
from medlint.diagnostic import Edit, Finding, Safety
from medlint.monograph import Block, Monograph
from medlint.parser.labels import fold
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import Span

_BOLD = lazy(r"(?P<marks>\*\*|__)(?P<words>[^*_\r\n]{1,200})(?P=marks)")
# The last colon, inside or outside of the bold marks at the end.
_COLON = lazy(r"[ \t]{0,8}:[: \t]{0,8}(?=(?:\*\*|__)?\Z)")
# A bold label that more follows: "**Adults:** Refer to the leaflet."
_BOLD_LABEL = lazy(
    r"(?P<marks>\*\*|__)(?P<label>[^*_:\r\n]{1,80}?)[ \t]{0,4}:?[ \t]{0,4}(?P=marks)"
    r"[ \t]{0,4}:?[ \t]{0,8}(?P<rest>\S.*)"
)
_PLAIN_LABEL = lazy(r"(?P<label>[^*_:\r\n]{1,80}?)[ \t]{0,4}:[ \t]{0,8}(?P<rest>\S.*)")
_BRACKET = lazy(r"\([^()]*\)[:.]?")
_WORD = lazy(r"\w+")
_SENTENCE_END = lazy(r"[.!?][*_\"'\u2019\u201d)]*\Z")
# A longer one is no label with marks, whatever it is.
_LONGEST = 400
# So many words behind a label, and it is a text; fewer are a qualifier ("Dosage: children under 12").
_TEXT = 6
_SENTENCE = 3


@check("heading-levels")
@dataclass(frozen=True)
class HeadingLevels:
    """A heading is more than one level below the one above it. Said once a page, with one fix for all of its headings.

    Where the page's title is in the front matter, the site prints it as the first level.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        headings = outline_headings(doc)
        shifts = _shifts(headings, printed=isinstance(doc.meta.get("title"), str))
        first = next(((block, new) for block, new in shifts if new != block.level), None)
        if first is None:
            return
        edits = []
        for block, new in shifts:
            hashes = hashes_of(doc, block)
            if new != block.level and hashes is not None:
                edits.append(Edit(Span(hashes.start, hashes.end - new), ""))
        block, new = first
        yield Finding(block.span, {"level": block.level, "wanted": new, "above": new - 1}, tuple(edits))


def _shifts(headings: tuple[Block, ...], *, printed: bool) -> list[tuple[Block, int]]:
    """Return each heading with the level that leaves no gap: one below the heading that it stands under."""
    found: list[tuple[Block, int]] = []
    # The headings that are open, by the level that they have and the level that they get.
    open_: list[tuple[int, int]] = []
    top = 1 if printed or any(block.level == 1 for block in headings) else 0
    for block in headings:
        while open_ and open_[-1][0] >= block.level:
            open_.pop()
        above = open_[-1][1] if open_ else min(top, block.level - 1)
        # Without a title anywhere, the first heading may be of any level.
        new = min(block.level, above + 1) if open_ or top else block.level
        open_.append((block.level, new))
        found.append((block, new))
    return found


@check("noisy-headings")
@dataclass(frozen=True)
class NoisyHeadings:
    """A heading ends on a colon, is in bold though the site's headings are not, or holds the text of its section.

    Taking the marks off is safe; moving the text out is not. The questions of the FAQs are no labels, and are left to
    their own rules.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        questions: list[int] | None = None
        for heading in outline_headings(doc):
            words = heading.span.of(doc.text)
            # Nine in ten headings are plain words.
            if not _looks_noisy(words):
                continue
            if questions is None:
                questions = sorted(faq.question_span.start for faq in doc.faqs)
            if _holds_any(heading, questions):
                continue
            yield from _text_inside(doc, heading, words) or _marks_around(doc, heading, words)


def _holds_any(heading: Block, offsets: list[int]) -> bool:
    place = bisect_left(offsets, heading.span.start)
    return place < len(offsets) and offsets[place] in heading.span


def _looks_noisy(words: str) -> bool:
    return (":" in words or "**" in words or "__" in words) and not words.rstrip("*_").endswith("?")


def _text_inside(doc: Monograph, heading: Block, words: str) -> list[Finding]:
    """Return the finding for a heading that holds text behind its name."""
    match = _BOLD_LABEL.fullmatch(words) or _PLAIN_LABEL.fullmatch(words)
    if match is None or not _is_text(doc, match):
        return []
    shift = heading.span.start
    rest = Span(match.start("rest") + shift, match.end("rest") + shift)
    values = {"heading": _short(match["label"]), "fault": "holds text behind its name"}
    edits = _split(doc, heading, match, rest)
    return [Finding(rest, values, edits, safety=Safety.UNSAFE)]


def _is_text(doc: Monograph, match: re.Match[str]) -> bool:
    rest = match["rest"]
    if _BRACKET.fullmatch(rest):
        return False
    words = len(_WORD.findall(rest))
    is_sentence = words >= _TEXT or (words >= _SENTENCE and bool(_SENTENCE_END.search(rest)))
    if "marks" in match.groupdict():
        return is_sentence
    # "Phase 2: ..." is a heading with a colon in it; "Usage: ..." is a section's name and more.
    name = fold(match["label"])
    key = next((section.key for section in doc.layout.sections if name in map(fold, section.names)), None)
    return key == "generic_name" or (key is not None and is_sentence)


def _split(doc: Monograph, heading: Block, match: re.Match[str], rest: Span) -> tuple[Edit, ...]:
    """Return the edits that put the text below its heading; none where it would be read as something else there."""
    hashes = hashes_of(doc, heading)
    line = doc.source.line_span(heading.start_line)
    if hashes is None or heading.item is not None or opens_block(match["rest"]):
        return ()
    # Signs that close a heading would end up behind the text.
    if doc.text[heading.span.end : line.end].strip():
        return ()
    marks = match.groupdict().get("marks") or ""
    kept = marks if doc.layout.heading_form == "bold" else ""
    label_end = match.end("label") + heading.span.start
    edits = [Edit(Span(label_end, rest.start), f"{kept}\n\n")]
    if marks and not kept:
        edits.insert(0, Edit(Span(heading.span.start, heading.span.start + len(marks)), ""))
    if not is_blank_line(doc, heading.end_line + 1):
        edits.append(Edit(Span(rest.end, rest.end), "\n"))
    return tuple(edits)


def _marks_around(doc: Monograph, heading: Block, words: str) -> list[Finding]:
    """Return the finding for a heading with bold marks or a colon at its end."""
    shift = heading.span.start
    spans: list[Span] = []
    faults: list[str] = []
    if doc.layout.heading_form != "bold":
        for bold in _BOLD.finditer(words):
            spans += [Span(bold.start(), bold.start("words")), Span(bold.end("words"), bold.end())]
        faults += ["is in bold"] if spans else []
    if colon := _COLON.search(words):
        spans.append(Span(*colon.span()))
        faults.append("ends on a colon")
    left = words
    for span in sorted(spans, reverse=True):
        left = left[: span.start] + left[span.end :]
    if not faults or not _WORD.search(left):
        return []
    underlined = hashes_of(doc, heading) is None
    kept = len(words) > _LONGEST or (underlined and opens_block(left))
    edits = () if kept else (Edit(span.shift(shift), "") for span in sorted(spans))
    return [Finding(heading.span, {"heading": _short(words), "fault": " and ".join(faults)}, tuple(edits))]


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:57].rstrip()}..."
