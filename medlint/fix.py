"""Edits: which fixes go together, the text that they make, and the numbers that they must leave as they are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from medlint.diagnostic import Diagnostic, Edit, Safety
from medlint.patterns import lazy
from medlint.text import Span
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.monograph import Monograph, Notice

# A page may be a stranger's, and fixes are tried many times.
_MOST_COMMENTS = 1000
_DIGITS = lazy(r"\d+")


def allowed(diagnostic: Diagnostic, level: Safety) -> bool:
    """Return whether a run that makes the fixes up to `level` makes this one's."""
    if diagnostic.fix is None:
        return False
    return diagnostic.fix.safety is Safety.SAFE or (level is Safety.UNSAFE and diagnostic.fix.safety is Safety.UNSAFE)


def choose(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics whose fixes can be made together: in page order, the first of those that overlap.

    Two edits that begin at one place count as overlapping, since nothing says which text is to come first.
    """
    chosen: list[Diagnostic] = []
    # Sorted, and apart from each other.
    taken: list[Span] = []
    for diagnostic in sorted(diagnostics, key=_place):
        spans = [edit.span for edit in _edits(diagnostic)]
        if spans and _take(spans, taken):
            chosen.append(diagnostic)
    return tuple(chosen)


def _edits(diagnostic: Diagnostic) -> tuple[Edit, ...]:
    return diagnostic.fix.edits if diagnostic.fix else ()


def _place(diagnostic: Diagnostic) -> tuple[int, str]:
    return min((edit.span.start for edit in _edits(diagnostic)), default=0), diagnostic.code


def _take(spans: Sequence[Span], taken: list[Span]) -> bool:
    """Add `spans` to those that are taken, unless they overlap these or one another; return whether that was done."""
    for number, span in enumerate(spans):
        place = bisect_left(taken, span)
        if any(_overlap(span, other) for other in taken[max(0, place - 1) : place + 1]):
            for other in spans[:number]:
                del taken[bisect_left(taken, other)]
            return False
        taken.insert(place, span)
    return True


def _overlap(span: Span, other: Span) -> bool:
    return span.start == other.start or (span.start < other.end and other.start < span.end)


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, tuple[Span, ...]]:
    """Return the text with all edits made, and where in it each edit's own text now stands.

    Edits do not overlap. Errors: ValueError for one that lies outside of the text.
    """
    parts: list[str] = []
    made: list[Span] = []
    position = length = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if not position <= edit.span.start <= edit.span.end <= len(text):
            raise ValueError(f"the edit at {edit.span} overlaps another, or lies outside of the text")
        kept = text[position : edit.span.start]
        parts += (kept, edit.text)
        made.append(Span(length + len(kept), length + len(kept) + len(edit.text)))
        length += len(kept) + len(edit.text)
        position = edit.span.end
    return "".join([*parts, text[position:]]), tuple(made)


def prose_numbers(page: Monograph) -> tuple[str, ...]:
    """Return the numbers in the body's text, in order: what a safe fix leaves as it is.

    The ordinals of lists and labels such as `Q3:` are markup. Nor does the house's own wording of a notice count, which
    the configuration states.
    """
    text = page.text
    markup = _joined(_markup(page))
    starts = [start for start, _ in markup]
    found: list[str] = []
    for block in page.blocks:
        for match in _DIGITS.finditer(text, block.span.start, block.span.end):
            number = bisect_right(starts, match.start()) - 1
            if number < 0 or match.start() >= markup[number][1]:
                found.append(match.group())
    return tuple(found)


def _joined(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Return spans sorted, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], span.end)
        else:
            joined.append((span.start, span.end))
    return joined


def _markup(page: Monograph) -> Iterator[Span]:
    for faq in page.faqs:
        yield Span(faq.span.start, max(faq.span.start, faq.question_span.start))
        if faq.answer_span is not None and faq.answer_span.start > faq.question_span.end:
            yield Span(faq.question_span.end, faq.answer_span.start)
    # A comment to medlint is no prose, and the rules and days in it are no doses.
    if "medlint:" in page.text:
        from medlint.suppress import comment_spans

        yield from islice(comment_spans(page.text, page.front_matter.body_start), _MOST_COMMENTS)
    yield from (notice.span for notice in page.notices if _is_house_wording(page, notice))


def _is_house_wording(page: Monograph, notice: Notice) -> bool:
    layout = page.layout.disclaimer if notice.kind == "disclaimer" else page.layout.ai_note
    wording: str = getattr(layout, "wording", "")
    return bool(wording) and wording.split() == notice.text.of(page.text).split()
