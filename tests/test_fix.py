"""Edits: which go together, what they make, and which numbers count as prose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.config import default_config
from medlint.diagnostic import Diagnostic, Edit, Fix, Safety, Severity
from medlint.fix import allowed, apply, choose, prose_numbers
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.text import Position, Source, Span


def diagnostic(*edits: tuple[int, int, str], code: str = "XXX001", safety: Safety = Safety.SAFE) -> Diagnostic:
    fix = Fix("Mend it", tuple(Edit(Span(start, end), text) for start, end, text in edits), safety)
    here = Position(1, 1, 0)
    return Diagnostic("page.md", code, "fault", Severity.WARNING, "", "", Span(0, 0), here, here, fix=fix)


def page(body: str) -> Monograph:
    return parse(Source("page.md", f"---\ntitle: Exampline 5\n---\n{body}"), default_config().layout)


def test_edits_are_made_together_and_their_places_are_told() -> None:
    text, places = apply("one two three", [Edit(Span(8, 13), "3"), Edit(Span(0, 3), "1"), Edit(Span(4, 4), "and ")])
    assert text == "1 and two 3"
    assert [place.of(text) for place in places] == ["1", "and ", "3"]


@pytest.mark.parametrize("edits", [[(0, 3, "x"), (2, 4, "y")], [(0, 99, "x")]])
def test_overlapping_edits_and_edits_outside_of_the_text_are_refused(edits: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply("text", [Edit(Span(start, end), text) for start, end, text in edits])


def test_of_overlapping_fixes_the_first_is_chosen() -> None:
    first, second, third = diagnostic((0, 4, "a")), diagnostic((3, 6, "b")), diagnostic((6, 8, "c"))
    assert choose([third, second, first]) == (first, third)


def test_two_insertions_at_one_place_do_not_go_together() -> None:
    first, second = diagnostic((9, 9, "a"), code="AAA001"), diagnostic((9, 9, "b"), code="BBB001")
    assert choose([second, first]) == (first,)


def test_a_fix_whose_own_edits_overlap_is_never_made() -> None:
    assert choose([diagnostic((0, 4, "a"), (2, 6, "b")), diagnostic()]) == ()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5), st.text(max_size=3)), max_size=12))
def test_what_is_chosen_can_be_applied_and_leaves_the_rest(pieces: list[tuple[int, int, str]]) -> None:
    text = "abcdefghijklmnopqrstuvwxyz0123456789"
    chosen = choose([diagnostic((start, start + length, new)) for start, length, new in pieces])
    edits = [edit for one in chosen if one.fix for edit in one.fix.edits]
    fixed, places = apply(text, edits)
    outside = text
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        outside = outside[: edit.span.start] + outside[edit.span.end :]
    left = fixed
    for place in sorted(places, reverse=True):
        left = left[: place.start] + left[place.end :]
    assert left == outside


@pytest.mark.parametrize(
    ("safety", "level", "made"),
    [
        (Safety.SAFE, Safety.SAFE, True),
        (Safety.SAFE, Safety.UNSAFE, True),
        (Safety.UNSAFE, Safety.SAFE, False),
        (Safety.UNSAFE, Safety.UNSAFE, True),
        (Safety.MANUAL, Safety.UNSAFE, False),
    ],
)
def test_the_level_says_which_fixes_are_made(safety: Safety, level: Safety, made: bool) -> None:
    assert allowed(diagnostic((0, 1, ""), safety=safety), level) is made
    assert not allowed(replace(diagnostic((0, 1, "")), fix=None), level)


def test_ordinals_and_labels_are_no_numbers_of_the_prose() -> None:
    body = (
        "# Exampline 5\n\n### Dosage\n\n1. Take 250 mg twice.\n2. Wait 4 to 6 hours.\n\n### FAQs\n\n"
        "**Q3: Is 1.5 g too much?**\nA3: Yes, beyond 1 g a day.\n\n1. **Why 12 hours?** It works 12 hours.\n"
    )
    assert prose_numbers(page(body)) == ("5", "250", "4", "6", "1", "5", "1", "12", "12")


def test_the_house_wording_counts_no_numbers_and_other_words_do() -> None:
    layout = default_config().layout
    wording = "This is general information, no medical advice. Ask a doctor; in an emergency dial 112."
    house = replace(layout, disclaimer=replace(layout.disclaimer, wording=wording))
    text = f"---\ntitle: x\n---\n# x\n\nTake 5.\n\n**Disclaimer:** {wording}\n"
    assert prose_numbers(parse(Source("x.md", text), house)) == ("5",)
    assert prose_numbers(parse(Source("x.md", text), layout)) == ("5", "112")
