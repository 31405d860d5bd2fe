"""A search that goes from one first letter to the next finds what `re` finds."""

from __future__ import annotations

import re
from re import _constants, _parser  # type: ignore[attr-defined]

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_smallletters import CHARACTERS, spans
from test_triggers import EXPRESSIONS, PATTERNS, SCRAPS

from medlint.firstletters import code_of
from medlint.patterns import lazy

FLAGS = st.sampled_from((0, re.IGNORECASE, re.ASCII, re.IGNORECASE | re.ASCII))


def is_told(pattern: str, flags: int = 0) -> bool:
    """Whether the code says with which characters matches begin."""
    code = code_of(_parser.parse(pattern, flags), flags)
    return code[0] is _constants.INFO and bool(code[2] & _constants.SRE_INFO_CHARSET)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_of_a_rule_finds_the_same(pattern: str) -> None:
    plain = re.compile(pattern, re.IGNORECASE)

    @given(st.from_regex(plain, fullmatch=False), st.sampled_from(("", "\u017f", "a", " ", "\u2019")))
    @settings(max_examples=8)
    def check(text: str, more: str) -> None:
        for one in text, text.upper(), text.replace("s", "\u017f").replace("k", "\u212a").replace("i", "\u0130"):
            assert spans(lazy(pattern, re.IGNORECASE).compiled, f"{more}{one}{one}") == spans(
                plain, f"{more}{one}{one}"
            )

    check()


@given(EXPRESSIONS, FLAGS, st.lists(st.sampled_from([*SCRAPS, "\u0131", "\u0130", "B", "\u00c9"]), max_size=12))
@settings(max_examples=800)
def test_any_expression_finds_the_same(pattern: str, flags: int, scraps: list[str]) -> None:
    text = "".join(scraps)
    assert spans(lazy(pattern, flags).compiled, text) == spans(re.compile(pattern, flags), text)


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"\bk", r"\b[a-z]", r"(?<!x)(?:s|KK)", r"(?:ab|i)", r"(?:s?|x)k", r"(?:\d|I)++\w", r"(?=\w)[@-_]", r"\B\W"),
        *(
            r"\b\u2019?s",
            r"(?<=i)[\u2010-\u2015S]",
            r"(?:\b[^\W\d_]|-)",
            r"(?-i:I)(?<!\wI)",
            r"(?>\bs|k)",
            r"\b(?-i:K)",
        ),
        *(r"(?:[\s*_]+|x)i", r"\bstra\u00dfe", r"(?<!a)\u00e9", r"(?:\u212a|b)", r"(?<!a)[\u00e0-\u00ff]"),
    ],
)
def test_of_every_character_with_case_the_same_is_found(pattern: str) -> None:
    for flags in (0, re.IGNORECASE):
        for between in ("", " ", "i"):
            text = between.join(CHARACTERS)
            assert spans(lazy(pattern, flags).compiled, text) == spans(re.compile(pattern, flags), text)


@pytest.mark.parametrize(
    ("pattern", "is_sure"),
    [
        *((r"\bword", True), (r"(?<!\w)(?:one|two)\b", True), (r"(?:a?b|c+)d", True), (r"\b(?:x{0,2}[yz])", True)),
        *((r"\b\w*", False), (r"(?:a|b?)", False), (r"\b[^a]", False), (r"\b.", False), (r"(a)?(?(1)b|c)", False)),
        *(("(?!)", False), ("", False), (r"(?<=a)(?P<x>b)(?P=x)", True), (r"\b(?i:a)", False)),
    ],
)
def test_what_matches_begin_with_is_told_where_it_is_sure(pattern: str, is_sure: bool) -> None:
    assert is_told(pattern) == is_sure


def test_letters_beyond_ascii_are_not_sure_where_case_is_ignored() -> None:
    assert is_told(r"\b\u00e9")
    assert not is_told(r"\b\u00e9", re.IGNORECASE)
    assert not is_told(r"\b(?:a|[\u00e0-\u00ff])", re.IGNORECASE)
    assert is_told(r"\b(?:a|[\u2010-\u2015])", re.IGNORECASE)


def test_what_strangers_nest_and_pile_up_is_left_to_python() -> None:
    deep = r"\b" + "(?:a|" * 330 + "b" + ")" * 330
    wide = r"\b(?:" + "|".join(["[\u4e00-\u51e0]b"] * 500) + ")"
    many = r"\b(?:" + "|".join(chr(code) for code in range(0x4E00, 0x5400)) + ")"
    for pattern in deep, wide, many:
        ours = lazy(pattern, re.IGNORECASE)
        for text in ("a b", "-B", "\u4e00b"):
            assert spans(ours.compiled, text) == spans(re.compile(pattern, re.IGNORECASE), text)
            assert ours.small is None or spans(ours.small, text.lower()) == spans(ours.compiled, text)
    assert not is_told(many, re.IGNORECASE)
