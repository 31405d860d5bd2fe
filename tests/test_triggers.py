"""Triggers never lose a match: whatever a pattern matches holds what it needs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.rule import load_rules
from medlint.text import Span
from medlint.triggers import Folded, fold, needs_of

PATTERNS = [
    *(pattern for rule in load_rules() if rule.check == "forbid" for pattern in rule.params["patterns"]),
    r"\b(?:cannot|can't) (?:provide|give)\b",
    r"as requested|requested format",
    r"(?:abc)?def+",
    r"(?i)Kelvin",
    r"[abc]+",
    r"x{2,}yyy",
    r"(?<=foo)bar(?!baz)",
]


def one(text: str) -> Folded:
    return Folded(text, [Span(0, len(text))])


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_match_holds_what_its_pattern_needs(pattern: str) -> None:
    @given(st.from_regex(re.compile(pattern, re.IGNORECASE), fullmatch=False))
    @settings(max_examples=25, deadline=None)
    def check(text: str) -> None:
        if re.compile(pattern, re.IGNORECASE).search(text):
            assert one(text).may_match(needs_of(pattern)), text
            assert one(text).passages(needs_of(pattern)), text

    check()


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"prompt", ({"prompt"},)),
        (r"(?:prompt|query) mention", ({"mention"}, {"prompt", "query"})),
        (r"colou?r", ({"colo"},)),
        (r"(?:ab|cdef)", ()),
        (r".*", ()),
        (r"\bin the provided text", ({"provided"}, {"text"})),
    ],
)
def test_needs_are_the_rarest_literals(pattern: str, needs: tuple[set[str], ...]) -> None:
    assert needs_of(pattern) == tuple(map(frozenset, needs))


def test_letters_that_ignoring_case_takes_for_ascii_are_folded() -> None:
    for letter, plain in ("\u0130", "i"), ("\u0131", "i"), ("\u017f", "s"), ("\u212a", "k"):
        assert re.fullmatch(plain, letter, re.IGNORECASE)
        assert fold(f"A{letter}") == f"a{plain}"


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_a_pattern_is_tried_on_the_pieces_that_hold_what_it_needs() -> None:
    text = "the prompt asks\n\nnothing\n\na prompt mentions it"
    spans = [Span(0, 15), Span(17, 24), Span(26, len(text))]
    assert Folded(text, spans).passages(needs_of("prompt mentions")) == [spans[2]]
    assert Folded(text, spans).passages(needs_of(".")) == spans
    assert Folded(text, spans).passages(needs_of("absent")) == ()


def test_a_pattern_that_comes_after_the_page_is_found_in_it() -> None:
    folded = Folded("the unheardofword stands here", [Span(0, 29)])
    assert folded.may_match(needs_of("stands"))
    late = needs_of("unheardofword")
    assert folded.may_match(late)
    assert list(folded.passages(late)) == [Span(0, 29)]
