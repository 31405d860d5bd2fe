"""Any text, written as a YAML scalar, is read back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.yamltree import load_yaml
from medlint.yamlwrite import Style, style_of, write_double, write_scalar

_TRAPS = st.sampled_from(
    [
        *("yes", "No", "null", "10 mg", "1e3", "2020-01-01", "a: b", "#x", "x #y", "---", "...", "- a", "'", '"', "\\"),
        *(
            "é",
            "😀",
            "|",
            ">",
            "{a}",
            "[b]",
            "*x*",
            "&b",
            "%",
            "@",
            "`",
            "?",
            "!",
            ",",
            ":",
            " ",
            "  ",
            "\n",
            "\n\n",
            "\t",
        ),
        *("\r", "\x00", "\x85", "\u2028", "\ufeff", "words that go on until the line is far too long to be kept whole"),
    ]
)
_TEXT = st.one_of(st.text(), st.lists(_TRAPS, max_size=12).map(" ".join), st.lists(_TRAPS, max_size=12).map("".join))


@given(_TEXT, st.sampled_from(list(Style)))
@settings(max_examples=400)
def test_any_text_comes_back(text: str, style: Style) -> None:
    scalar = write_scalar(text, style, 6)
    document = f"faqs:\n  - q: {scalar}\n    a: {scalar}\n  - q: {scalar}\nnext: 1\n"
    data, _, problems = load_yaml(document)
    assert not problems
    assert data == {"faqs": [{"q": text, "a": text}, {"q": text}], "next": 1}
    assert not any(line.startswith(("---", "...")) for line in document.split("\n"))


@given(_TEXT)
@settings(max_examples=200)
def test_double_quotes_hold_anything_even_between_brackets(text: str) -> None:
    scalar = write_double(text)
    assert "\n" not in scalar
    assert load_yaml(f"x: [{{q: {scalar}, a: 1}}]\n")[0] == {"x": [{"q": text, "a": 1}]}


@pytest.mark.parametrize(
    ("text", "style", "scalar"),
    [
        ("Take it daily.", Style.PLAIN, "Take it daily."),
        ("Take it daily.", Style.BLOCK, "Take it daily."),
        ("Take it: daily", Style.BLOCK, "'Take it: daily'"),
        ("Take it: daily", Style.PLAIN, '"Take it: daily"'),
        ("It's safe.", Style.SINGLE, "'It''s safe.'"),
        ("No", Style.BLOCK, "'No'"),
        ("1\n2", Style.SINGLE, '"1\\n2"'),
        ("1. Wash\n2. Dry", Style.BLOCK, "|-\n      1. Wash\n      2. Dry"),
        ("x" * 40 + " " + "y" * 40, Style.BLOCK, ">-\n      " + "x" * 40 + "\n      " + "y" * 40),
        ("x" * 80 + "\ny", Style.BLOCK, ">-\n      " + "x" * 80 + "\n\n      y"),
    ],
)
def test_the_style_is_kept_where_it_can_hold_the_text(text: str, style: Style, scalar: str) -> None:
    assert write_scalar(text, style, 6) == scalar


@pytest.mark.parametrize(
    ("scalar", "style"),
    [
        ('"a"', Style.DOUBLE),
        ("'a'", Style.SINGLE),
        ("|-\n  a", Style.BLOCK),
        (">\n  a", Style.BLOCK),
        ("a", Style.PLAIN),
    ],
)
def test_the_style_is_told_by_the_first_character(scalar: str, style: Style) -> None:
    assert style_of(scalar) is style
