"""Which rules are on: exactness, `ignore` before `select`, and later sources before earlier ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.config.selection import Picks, active_rules, named, nearest
from medlint.diagnostic import Safety, Severity
from medlint.rule import Rule


def rule(code: str, name: str, severity: Severity = Severity.ERROR, default: bool = True) -> Rule:
    return Rule(
        code=code,
        name=name,
        category="test",
        severity=severity,
        message="m",
        help="h",
        check="forbid",
        params={},
        safety=Safety.MANUAL,
        fix=None,
        sources=("a source",),
        supersedes=(),
        default=default,
        path=f"{code}-{name}.md",
    )


RULES = (
    rule("DIS001", "missing-disclaimer"),
    rule("LNG005", "plain-tall-man-name", Severity.INFO, default=False),
    rule("STR001", "missing-section"),
    rule("STR005", "section-order", Severity.WARNING),
    rule("STR011", "made-up", Severity.INFO),
)
START = Picks(select=("DEFAULT",))
WORDS = ["ALL", "DEFAULT", "STR", "STR0", "STR001", "missing-section", "DIS", "LNG005", "STR01"]


def codes(*sources: Picks) -> list[str]:
    return [code for code, _ in active_rules(RULES, [START, *sources])]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Picks(), ["DIS001", "STR001", "STR005", "STR011"]),
        (Picks(select=("ALL",)), ["DIS001", "LNG005", "STR001", "STR005", "STR011"]),
        (Picks(select=("STR",)), ["STR001", "STR005", "STR011"]),
        (Picks(select=("STR00",)), ["STR001", "STR005"]),
        (Picks(select=("missing-section", "DIS001")), ["DIS001", "STR001"]),
        (Picks(select=()), []),
        (Picks(extend_select=("plain-tall-man-name",)), ["DIS001", "LNG005", "STR001", "STR005", "STR011"]),
        (Picks(ignore=("STR",)), ["DIS001"]),
        (Picks(ignore=("section-order",)), ["DIS001", "STR001", "STR011"]),
        (Picks(select=("STR001",), ignore=("STR",)), ["STR001"]),
        (Picks(select=("STR",), ignore=("STR01",)), ["STR001", "STR005"]),
        (Picks(select=("STR",), ignore=("STR",)), []),
        (Picks(select=("STR001",), ignore=("missing-section",)), []),
        (Picks(select=("ALL",), ignore=("ALL",)), []),
        (Picks(severity={"STR001": "off", "section-order": "off"}), ["DIS001", "STR011"]),
        (Picks(select=("STR001",), severity={"missing-section": "off"}), []),
        (Picks(severity={"LNG005": "error"}), ["DIS001", "STR001", "STR005", "STR011"]),
    ],
)
def test_one_source(source: Picks, expected: list[str]) -> None:
    assert codes(source) == expected


def test_a_later_select_starts_anew() -> None:
    assert codes(Picks(select=("STR",), ignore=("STR001",)), Picks(select=("STR001", "DIS"))) == ["DIS001", "STR001"]


def test_a_later_ignore_beats_an_earlier_exact_select() -> None:
    assert codes(Picks(select=("STR001", "DIS")), Picks(ignore=("STR",))) == ["DIS001"]


def test_a_later_extend_select_adds() -> None:
    assert codes(Picks(select=("DIS",)), Picks(extend_select=("STR001",))) == ["DIS001", "STR001"]


def test_a_later_severity_takes_back_off() -> None:
    silent = Picks(severity={"STR001": "off"})
    assert active_rules(RULES, [START, silent, Picks(severity={"missing-section": "info"})])[1] == (
        "STR001",
        Severity.INFO,
    )


def test_a_later_select_takes_back_off() -> None:
    assert codes(Picks(severity={"STR001": "off"}), Picks(select=("STR001",))) == ["STR001"]


def test_severities_are_the_rules_own_or_the_last_that_is_set() -> None:
    sources = [START, Picks(severity={"STR005": "error", "made-up": "warning"}), Picks(severity={"made-up": "error"})]
    assert dict(active_rules(RULES, sources)) == {
        "DIS001": Severity.ERROR,
        "STR001": Severity.ERROR,
        "STR005": Severity.ERROR,
        "STR011": Severity.ERROR,
    }


@pytest.mark.parametrize("word", ["", "str", "Missing-Section", "STR9", "structure", "0", "missing"])
def test_other_words_name_no_rule(word: str) -> None:
    assert named(RULES, word) == ()


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("mising-section", "missing-section"),
        ("str001", "STR001"),
        ("STRR", "STR"),
        ("DEFALT", "DEFAULT"),
        ("qqq", None),
    ],
)
def test_the_nearest_word(word: str, near: str | None) -> None:
    assert nearest(RULES, word) == near


entries = st.lists(st.sampled_from(WORDS), max_size=4).map(tuple)
picks = st.builds(Picks, select=st.none() | entries, extend_select=entries, ignore=entries)


@given(st.lists(picks, max_size=3), entries)
def test_the_order_of_entries_does_not_matter(sources: list[Picks], words: tuple[str, ...]) -> None:
    assert codes(*sources, Picks(ignore=words)) == codes(*sources, Picks(ignore=words[::-1]))
    assert codes(*sources, Picks(select=words)) == codes(*sources, Picks(select=words[::-1]))


@given(st.lists(picks, max_size=3), st.sampled_from(RULES))
def test_an_exact_word_at_the_end_always_holds(sources: list[Picks], one: Rule) -> None:
    assert one.code in codes(*sources, Picks(extend_select=(one.name,)))
    assert one.code not in codes(*sources, Picks(ignore=(one.code,)))
    assert codes(*sources, Picks(select=(one.code,))) == [one.code]
