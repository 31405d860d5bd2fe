from __future__ import annotations

import pytest

from medlint.suggest import closest

KEYS = ("severity", "exclude", "include", "max-file-size", "missing_section", "title", "name", "STR001")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("severty", "severity"),
        ("severityy", "severity"),
        ("nmae", "name"),
        ("exlude", "exclude"),
        ("STR01", "STR001"),
    ],
)
def test_a_slip_of_the_pen_finds_the_word(word: str, expected: str) -> None:
    assert closest(word, KEYS) == expected


@pytest.mark.parametrize("word", ["warfarin", "x", "", "extends"])
def test_a_different_word_finds_nothing(word: str) -> None:
    assert closest(word, KEYS) is None


def test_case_does_not_matter() -> None:
    assert closest("SEVERITY", KEYS) == "severity"
    assert closest("str001", KEYS) == "STR001"


def test_hyphen_and_underscore_are_the_same() -> None:
    assert closest("max_file_size", KEYS) == "max-file-size"
    assert closest("missing-sectoin", KEYS) == "missing_section"


def test_the_known_spelling_is_returned_and_the_first_of_two_wins() -> None:
    assert closest("sideeffects", ["Side-Effects", "side_effects"]) == "Side-Effects"


def test_no_words_give_nothing() -> None:
    assert closest("severity", []) is None


def test_a_huge_word_is_not_compared_letter_by_letter() -> None:
    assert closest("a" * 5_000_000, KEYS) is None
