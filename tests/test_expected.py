"""What earlier runs looked for is taken over in one piece, and finds no more and no less."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from medlint import expected, needs, triggers
from medlint.compiled import Store
from medlint.literals import Words
from medlint.needs import opening_of
from medlint.text import Span
from medlint.triggers import Folded, WordSet, needs_of

PATTERNS = (r"\bwithdrawn\s+from", r"discontinu\w+", r"(?:the|a)\s+market", r"\w", r"\bno\b", r"recall(?:ed|s)")
TEXTS = (
    "It was withdrawn from the market in 2004.",
    "Discontinued. No recall.",
    "It is on a market.",
    "Recalled, and recalls.",
    "",
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    start_anew(monkeypatch)
    yield
    expected.expected.cache_clear()


def start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what only a process remembers."""
    expected._STORE.save()
    monkeypatch.setattr(expected, "_STORE", Store("expected", "1"))
    monkeypatch.setattr(triggers, "_KNOWN", Words())
    monkeypatch.setattr(triggers, "_asked", {})
    monkeypatch.setattr(needs, "opened", {})
    monkeypatch.setattr(triggers, "opened", needs.opened)
    needs.needed_by.cache_clear()
    expected.expected.cache_clear()


def told(*patterns: str) -> list[tuple[str, str, bool, int]]:
    """Return of each pattern and text whether the one may match the other, and in how many pieces."""
    wanted = [(pattern, needs_of(pattern)) for pattern in patterns]
    found = []
    for text in TEXTS:
        folded = Folded(text, [Span(0, len(text))])
        found += [(pattern, text, folded.may_match(one), len(folded.passages(one))) for pattern, one in wanted]
    return sorted(found)


def test_what_is_taken_over_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = told(*PATTERNS)
    assert {known for _, _, known, _ in alone} == {True, False}
    triggers.remember()
    start_anew(monkeypatch)
    monkeypatch.setattr(triggers, "needed_by", lambda pattern: pytest.fail(f"worked out again: {pattern}"))
    assert set(expected.expected().bits) == set(PATTERNS)
    # In another order, and not all of them.
    for chosen in (PATTERNS[::-1], PATTERNS[2:4]):
        assert told(*chosen) == [one for one in alone if one[0] in chosen]


def test_what_is_new_comes_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = told(*PATTERNS)
    start_anew(monkeypatch)
    told(*PATTERNS[:3])
    triggers.remember()
    start_anew(monkeypatch)
    words = WordSet([b"recalled", b"market"])
    assert told(*PATTERNS) == alone
    assert Folded("recalled", [Span(0, 8)]).words_of(words) == {b"recalled"}
    triggers.remember()
    start_anew(monkeypatch)
    assert set(expected.expected().bits) == set(PATTERNS)
    assert told(*PATTERNS) == alone
    assert Folded("recalled", [Span(0, 8)]).words_of(WordSet([b"recalled"])) == {b"recalled"}


def test_openings_are_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_of(PATTERNS[0])
    alone = [opening_of(pattern, flags) for pattern in (r"\[the", "the") for flags in (0, re.IGNORECASE)]
    assert alone == ["[the", "[", "the", ""]
    triggers.remember()
    start_anew(monkeypatch)
    monkeypatch.setattr(needs, "_opening_of", lambda *_: pytest.fail("worked out again"))
    assert [opening_of(pattern, flags) for pattern in (r"\[the", "the") for flags in (0, re.IGNORECASE)] == alone


def test_what_many_programs_ask_for_is_not_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "MOST", 4)
    told(*PATTERNS[:3])
    triggers.remember()
    start_anew(monkeypatch)
    alone = told(*PATTERNS[3:])
    triggers.remember()
    start_anew(monkeypatch)
    # With those of before they would be too many.
    assert set(expected.expected().bits) == set(PATTERNS[3:])
    assert told(*PATTERNS[3:]) == alone
    told(*PATTERNS)
    triggers.remember()
    start_anew(monkeypatch)
    assert set(expected.expected().bits) == set(PATTERNS[3:])


def test_a_wrong_expression_is_told_as_ever() -> None:
    with pytest.raises(re.error):
        needs_of("(")
    with pytest.raises(re.error):
        opening_of("(", 0)
    triggers.remember()
    assert not expected.expected().bits
