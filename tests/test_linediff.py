"""Which lines were changed, and what was renamed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.linediff import changed_lines, lines_of, match_renamed

texts = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=12)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        (["a", "b"], ["a", "b"], ()),
        (["a", "b"], ["a", "x", "b"], ((2, 2),)),
        (["a", "b"], ["a", "x"], ((2, 2),)),
        (["a", "b"], ["x", "y", "a", "", "z", "b"], ((1, 2), (5, 5))),
        (["a", "b"], ["b"], ()),
        (["a", "b", "c", "d"], ["c", "d", "a", "b"], ()),
        (["a"], ["a", "a"], ((2, 2),)),
        ([], ["a"], ((1, 1),)),
    ],
)
def test_changed_lines(old: list[str], new: list[str], changed: tuple[tuple[int, int], ...]) -> None:
    assert changed_lines(old, new) == changed


@given(texts, texts)
def test_what_was_not_there_is_changed(old: list[str], new: list[str]) -> None:
    changed = {number for first, last in changed_lines(old, new) for number in range(first, last + 1)}
    assert changed <= set(range(1, len(new) + 1))
    for number, line in enumerate(new, start=1):
        if line and line not in old:
            assert number in changed
    for line in set(new) - {""}:
        # As many as there are more than before.
        more = new.count(line) - old.count(line)
        assert sum(new[number - 1] == line for number in changed) >= max(0, more)


def test_a_huge_file_comes_to_an_end() -> None:
    old = [f"line {number}" for number in range(40_000)]
    assert changed_lines(old, [line[::-1] for line in old]) == ((1, 40_000),)


def test_lines_are_counted_as_medlint_counts_them() -> None:
    assert lines_of(b"\xef\xbb\xbfa\r\nb\rc\x0cd\n\xff ") == ["a", "b", "c\x0cd", "�"]


SITE = ["### Usage", "### Dosage", "Ask a pharmacist."]


def test_a_renamed_text_is_found_though_it_was_edited() -> None:
    gone = {"a.md": [*SITE, "one thing", "another thing", "a third"]}
    arrived = {"b.md": [*SITE, "one thing", "another thing", "a new third"], "c.md": [*SITE, "all else"]}
    assert match_renamed(gone, arrived, [SITE]) == {"b.md": "a.md"}


def test_what_all_pages_say_proves_nothing() -> None:
    gone = {"a.md": [*SITE, "it is for pain"]}
    arrived = {"b.md": [*SITE, "it is for sleep"]}
    assert match_renamed(gone, arrived) == {"b.md": "a.md"}
    assert match_renamed(gone, arrived, [SITE]) == {}


def test_each_text_is_matched_once_the_most_alike_first() -> None:
    gone = {"a.md": ["one", "two", "three", "four"]}
    arrived = {"b.md": ["one", "two", "three", "x"], "c.md": ["one", "two", "three", "four"]}
    assert match_renamed(gone, arrived) == {"c.md": "a.md"}
