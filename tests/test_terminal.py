"""Nothing that a file holds can command, reorder or hide what a terminal shows; and columns are counted as it does."""

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.colour import Palette, wants_colour
from medlint.jsontext import dump
from medlint.terminal import cut, cut_left, safe, width, wrap

ANY_TEXT = st.text(st.characters(), max_size=40)


class Stream(io.StringIO):
    """A stream that says of itself whether it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("bell\x07", r"bell\x07"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("del\x7f", r"del\x7f"),
        ("csi\x9b31m", r"csi\x9b31m"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2066x\u2069", r"\u2066x\u2069"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("soft\xadhyphen", r"soft\xadhyphen"),
        ("line\u2028paragraph\u2029", r"line\u2028paragraph\u2029"),
        ("next\x85line", r"next\x85line"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("surrogate\udcff", r"surrogate\udcff"),
        ("filler\u3164", r"filler\u3164"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    "text", ["täglich 5 mg", "日本語", "👍🏽", "e\u0301", "no\xa0break", "µg ≥ ½", "हिन्दी", r"\x1b"]
)
def test_letters_of_all_scripts_stay(text: str) -> None:
    assert safe(text) == text


@given(ANY_TEXT)
def test_safe_text_is_one_line_without_controls(text: str) -> None:
    shown = safe(text)
    assert {unicodedata.category(char) for char in shown}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    assert len(f"{shown}.".splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("", 0), ("日本", 4), ("e\u0301", 1), ("👍", 2), ("\u2764\ufe0f", 2), ("ｗｉｄｅ", 8), ("täglich", 7)],
)
def test_width_is_counted_in_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@given(ANY_TEXT, st.integers(0, 30))
def test_cuts_are_ends_of_the_text_that_fit(text: str, columns: int) -> None:
    text = safe(text).replace("\ufe0f", "")
    assert text.startswith(cut(text, columns))
    assert text.endswith(cut_left(text, columns))
    assert max(width(cut(text, columns)), width(cut_left(text, columns))) <= columns


def test_wrapping_hangs_later_lines() -> None:
    assert wrap("one two three four", 9, first=4, indent=2) == "one\n  two\n  three\n  four"
    assert wrap("one two", 80) == "one two"


def test_wrapping_keeps_a_long_word_whole() -> None:
    assert wrap("see https://example.org/a/long/path now", 12) == "see\nhttps://example.org/a/long/path\nnow"


def test_wrapping_counts_wide_letters_twice() -> None:
    assert wrap("日本 日本", 8) == "日本\n日本"


@given(st.lists(st.text("ab日", min_size=1, max_size=9), min_size=1), st.integers(20, 60))
def test_wrapping_keeps_every_word_and_the_width(words: list[str], columns: int) -> None:
    wrapped = wrap(" ".join(words), columns)
    assert wrapped.split() == words
    assert all(width(line) <= columns for line in wrapped.split("\n"))


@pytest.mark.parametrize(
    ("choice", "environ", "terminal", "coloured"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_asks_option_then_environment_then_terminal(
    choice: str, environ: dict[str, str], terminal: bool, coloured: bool
) -> None:
    assert wants_colour(choice, environ, Stream(terminal)) is coloured


def test_a_palette_that_is_off_paints_nothing() -> None:
    assert Palette(on=False).paint("error", "x") == "x"
    assert Palette(on=True).paint("error", "x") == "\x1b[1;31mx\x1b[0m"


@given(st.dictionaries(ANY_TEXT, ANY_TEXT))
def test_json_reads_back_and_has_no_raw_controls(value: dict[str, str]) -> None:
    import json

    text = dump(value)
    assert json.loads(text) == value
    assert {unicodedata.category(char) for char in text}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    text.encode("utf-8")
