"""What an expression that ignores case finds in a text, it finds in small letters too, or is not made over."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_triggers import EXPRESSIONS, PATTERNS, SCRAPS

from medlint.folding import fold
from medlint.monograph import Monograph
from medlint.patterns import LazyPattern, lazy

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


def has_case(letter: str) -> bool:
    return not letter.lower() == letter == letter.upper()


# All that have case, and those of the first few scripts that have none.
CHARACTERS = [one for one in EVERY_CHARACTER if one < "\u0600" or has_case(one)]


def spans(pattern: re.Pattern[str], text: str) -> list[tuple[tuple[int, int], ...]]:
    """Where it matches, and each of its groups."""
    return [tuple(match.span(group) for group in range(pattern.groups + 1)) for match in pattern.finditer(text)]


def is_alike(pattern: LazyPattern, text: str) -> bool:
    return pattern.small is None or spans(pattern.small, fold(text)) == spans(pattern.compiled, text)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_of_a_rule_finds_the_same(pattern: str) -> None:
    ours = lazy(pattern, re.IGNORECASE)

    @given(st.from_regex(ours.compiled, fullmatch=False), st.sampled_from(("", "\u017f", "\u0130", "\u03a3", "A")))
    @settings(max_examples=8)
    def check(text: str, more: str) -> None:
        for one in text, text.upper(), text.replace("s", "\u017f").replace("k", "\u212a").replace("i", "\u0131"):
            assert is_alike(ours, f"{more}{one}{more}"), one

    check()


def test_most_patterns_of_rules_are_made_over() -> None:
    fit = [pattern for pattern in PATTERNS if "(?-i:" not in pattern and lazy(pattern, re.IGNORECASE).small]
    assert len(fit) > 0.6 * len(PATTERNS)


@given(EXPRESSIONS, st.lists(st.sampled_from([*SCRAPS, "\u0131", "\u0130", "\u03a3", "B", "\u00c9"]), max_size=12))
@settings(max_examples=600)
def test_any_expression_finds_the_same(pattern: str, scraps: list[str]) -> None:
    assert is_alike(lazy(pattern, re.IGNORECASE), "".join(scraps))


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "k",
            "S",
            "i",
            "[^s]",
            "[A-Z]",
            "[a-z0-9]",
            "[ -~]",
            "[^0-K]",
            "[T-f]",
            "[!-@]",
            "[Y-\u0080]",
            "[^K-S]",
            "[@-_]",
            "x|[IJ]",
            ".",
        ),
        *(r"\w", r"\W", r"\s", r"\S", r"\d", r"[^\W\d_]", r"[\W_]", r"\b\w", r"\B.", r"(?<![\w.])I", r"s(?=\w)"),
        *("\u2019", "[\u2019'-]", "[^\u2013]", "[\u2010-\u2015I]", r"(?:S|ss|\d+)++", r"(?>i+)s?", r"\bI\s*?(?!\w)"),
    ],
)
def test_of_every_character_with_case_the_same_is_found(pattern: str) -> None:
    ours = lazy(pattern, re.IGNORECASE)
    assert ours.small is not None
    for between in ("", " ", "i"):
        text = between.join(CHARACTERS)
        assert spans(ours.small, fold(text)) == spans(ours.compiled, text)


def test_every_character_keeps_its_kind_when_it_is_folded() -> None:
    kinds = (str.isalnum, str.isspace, str.isdecimal)
    for letter in EVERY_CHARACTER:
        small = fold(letter)
        assert small == letter or (has_case(letter) and has_case(small)), hex(ord(letter))
        assert [kind(letter) for kind in kinds] == [kind(small) for kind in kinds], hex(ord(letter))


@pytest.mark.parametrize(
    "pattern",
    [
        *("(?-i:I) am", "(?:a|(?-i:B))", "(?a:word)", "(?a)word", "(s)\\1", "(?P<one>s)(?P=one)", "(s)?(?(1)a|b)"),
        *("\u00b5g", "stra\u00dfe", "[\u00e0-\u00ff]", "[\\0-\uffff]", "\u0130", "[^\u03a3]", "\u24d0", "\u0345"),
    ],
)
def test_what_looks_at_case_or_may_is_left_as_it_is(pattern: str) -> None:
    ours = lazy(pattern, re.IGNORECASE)
    assert ours.small is None
    assert ours.reading("Text", "text") == (ours.compiled, "Text")


def test_what_minds_case_has_no_other_form() -> None:
    assert lazy("word").small is None
    assert lazy("(?i)word").small is not None


def test_a_wrong_pattern_is_an_error_in_small_letters_too() -> None:
    with pytest.raises(re.error):
        assert lazy("(", re.IGNORECASE).small


def test_what_was_kept_is_the_same_the_next_time() -> None:
    for pattern in (r"\bNot\s+(?P<what>[A-Z]+)", "(?-i:I)"):
        once, again = (lazy(pattern, re.IGNORECASE).small for _ in range(2))
        assert (once is None) == (again is None)
        text = "not THIS, nor I"
        assert once is None or again is None or spans(once, fold(text)) == spans(again, fold(text))


@pytest.mark.parametrize(
    "body", ["plain\n", "with `CODE`, <B>tags</B> and\n\n    INDENTED\n", "K\u0130\u017f\u03a3 \u2019 `\u0130`\n"]
)
def test_small_prose_is_the_prose_in_small_letters(body: str) -> None:
    page = read(f"---\nTitle: X\n---\n\n# A Page\n\n{body}")
    assert page.small_prose == fold(page.prose)


def read(text: str) -> Monograph:
    from medlint.config import default_config
    from medlint.parser import parse
    from medlint.text import decode

    return parse(decode("p.md", text.encode()), default_config().layout)


def test_groups_within_groups_are_no_deeper_than_python_bears() -> None:
    pattern = "(" * 370 + "a" + ")" * 370
    found = LazyPattern(pattern, re.IGNORECASE)
    assert found.compiled.fullmatch("A")
    view = found.reading("A", "a")
    assert view[0].fullmatch(view[1])
