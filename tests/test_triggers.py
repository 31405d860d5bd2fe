"""Triggers never lose a match: whatever a pattern matches holds what it needs."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medlint import literals, triggers
from medlint.config import default_config
from medlint.folding import fold
from medlint.needs import needed_by, opening_of
from medlint.parser import parse
from medlint.rule import load_rules
from medlint.text import Span, decode
from medlint.triggers import Folded, Sieve, WordSet, needs_of


def patterns_of(value: object) -> list[str]:
    """All that stands in a rule's params as text: what is no expression does no harm as one."""
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [pattern for item in items for pattern in patterns_of(item)]


RULES = [rule for rule in load_rules() if rule.check in ("forbid", "chatter", "placeholder", "truncated-text")]
PATTERNS = [
    *(pattern for rule in RULES for pattern in patterns_of(rule.params)),
    r"\b(?:cannot|can't) (?:provide|give)\b",
    r"as requested|requested format",
    r"(?:abc)?def+",
    r"(?i)Kelvin",
    r"[abc]+",
    r"x{2,}yyy",
    r"(?<=foo)bar(?!baz)",
    r"\bHIV\b|\bAIDS(?=\s+patients)",
    r"health\s*care|ca[rt]s?\b",
    r"(?:\w+ly\s+)?(?:offered|given(?:\s+here)?)\W",
    r"(?a:\bfoo\b)|(?-i:Sure)[\W_]",
    r"\u017fure|stra\u00dfe",
]
TABLE = Path(__file__).parents[1] / "rules" / "language" / "stigmatizing-terms.csv"
PATTERNS += [row["words"] for row in csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())]


def one(text: str) -> Folded:
    return Folded(text, [Span(0, len(text))])


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_match_holds_what_its_pattern_needs(pattern: str) -> None:
    @given(st.from_regex(re.compile(pattern, re.IGNORECASE), fullmatch=False))
    # Of what looks ahead and behind, hypothesis throws most away; where it had nothing left, it would say so.
    @settings(max_examples=15, suppress_health_check=[HealthCheck.filter_too_much])
    def check(text: str) -> None:
        match = re.compile(pattern, re.IGNORECASE).search(text)
        if match:
            assert one(text).may_match(needs_of(pattern)), text
            assert one(text).passages(needs_of(pattern)), text
            assert match.group().startswith(opening_of(pattern, re.IGNORECASE))

    check()


ATOMS = [
    *(
        "foo",
        "bar",
        "a",
        "hiv",
        "I",
        "x?",
        r"\b",
        r"\B",
        r"\s+",
        r"\s*",
        " ",
        "-",
        "['\u2019]",
        "[*_]*",
        r"\w+",
        ".",
        "[^a]",
    ),
    *(
        "[ab]",
        "[a-c]",
        r"\d",
        "\u00e9",
        "\u017f",
        "\u212a",
        "\u0130",
        "_",
        "$",
        "^",
        "(?!a)",
        "(?=b)",
        r"(?<=\s)",
        r"\W",
    ),
    *(r"(?=\s|\.)", "(?-i:Ab)", r"[\W_]"),
]
EXPRESSIONS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "{2}", "{1,2}", "{0,2}", "{1,3}?"])).map(
            lambda it: f"(?:{it[0]}){it[1]}"
        ),
    ),
    max_leaves=8,
)
SCRAPS = [
    "foo",
    "bar",
    "a",
    "b",
    "x",
    "HIV",
    "I",
    " ",
    "\n",
    "-",
    "\u2019",
    "*",
    "_",
    ".",
    "1",
    "\u00e9",
    "\u017f",
    "\u212a",
    "k",
    "s",
    "Ab",
]


@given(EXPRESSIONS, st.lists(st.lists(st.sampled_from(SCRAPS), max_size=6).map("".join), min_size=1, max_size=4))
@settings(max_examples=600)
def test_no_expression_loses_a_match(pattern: str, parts: list[str]) -> None:
    text, spans = "", []
    for part in parts:
        spans.append(Span(len(text), len(text) + len(part)))
        text += f"{part}\n* "
    folded = Folded(text, spans)
    for flags in (re.IGNORECASE, 0):
        compiled = re.compile(pattern, flags)
        places = [span for span in spans if compiled.search(text, span.start, span.end)]
        assert set(places) <= set(folded.passages(needs_of(pattern)))
        for span in places:
            found = compiled.search(text, span.start, span.end)
            assert found
            assert found.group().startswith(opening_of(pattern, flags))


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"prompt", ({"prompt"},)),
        (r"(?:prompt|query) mention", ({" mention"}, {"prompt ", "query "})),
        (r"colou?r", ({"color", "colour"},)),
        (r"(?:ab|cdef)", ({"ab", "cdef"},)),
        (r"(?:a|cdef)", ()),
        (r".*", ()),
        (r"\bin the provided text", ({" provided "}, {" text"}, {" the "}, {" in "})),
        (r"\b(?:AIDS|HIV)\s+patients?\b", ({" patient ", " patients "}, {" aids ", " hiv "})),
        (r"discontinu\w+(?:\s+\w+){0,3}\s+drug", ({"discontinu"}, {" drug"})),
        (r"content writer|medical writer", ({" writer"}, {"content ", "medical "})),
        (r"(?:\w+ly\s+)?given(?=\s|[.])", ({"given "},)),
        (r"(?a)\bgiven\b", ()),
        (r"\u017fure", ({"ure"},)),
    ],
)
def test_needs_are_the_most_telling_literals(pattern: str, needs: tuple[set[str], ...]) -> None:
    assert needed_by(pattern) == tuple(map(frozenset, needs))


@pytest.mark.parametrize(
    ("pattern", "opening"),
    [
        (r"\{\{[^}]*", "{{"),
        (r"(?-i:XX)(?<!\wXX)(?-i:X?)", "XX"),
        (r"(?:\[a|\[b)\]", "["),
        (r"`{3}md", "`"),
        (r"(?<=\n)(?:%)+x", "%"),
        (r"word", ""),
        (r"\(?x", ""),
        (r"\u0345", ""),
    ],
)
def test_a_pattern_tells_what_its_matches_begin_with(pattern: str, opening: str) -> None:
    assert opening_of(pattern, re.IGNORECASE) == opening


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


def test_a_text_that_was_mended_is_read_as_if_it_were_new() -> None:
    needs = [needs_of(word) for word in ("prompt", "needle", "mended")]
    long = "a prompt that goes on and on, " * 5
    parts = [long, f"{long} needle", "needle", long]
    for middle in f"{long} needle", f"{long} mended", "mended", long:
        parts[1] = middle
        text, spans = "", []
        for part in parts:
            spans.append(Span(len(text), len(text) + len(part)))
            text += f"{part}\n\n"
        folded = Folded(text, spans)
        for need, word in zip(needs, ("prompt", "needle", "mended"), strict=True):
            assert list(folded.passages(need)) == [span for span in spans if word in span.of(text)]


def test_a_sieve_keeps_what_a_page_has_use_for_in_order() -> None:
    sieve = Sieve((needs_of(word), word) for word in ("prompt", ".", "absent", "text"))
    assert [word for _, word in sieve.sift(one("text of a prompt"))] == ["prompt", ".", "text"]
    assert [word for _, word in sieve.sift(one(""))] == ["."]


def test_words_are_runs_of_ascii_letters_and_digits() -> None:
    folded = one("Na\u00efve \u212aelvin, HIV-1 in snake_case")
    assert folded.words == {b"na", b"ve", b"kelvin", b"hiv", b"1", b"in", b"snake", b"case"}
    assert folded.words_of(WordSet({b"hiv", b"hi", b"kelvin"})) == {b"hiv", b"kelvin"}


def test_a_watched_word_is_found_until_it_is_dropped() -> None:
    known, long = one("alpha met before"), "w" * 80
    assert known.may_match(needs_of("alpha"))
    watch, other = (WordSet({b"alpha", b"beta", b"a", long.encode()}) for _ in range(2))
    assert known.words_of(watch) == {b"alpha"}
    assert one(f"beta, alphabet {long} A").words_of(watch) == {b"a", b"beta", long.encode()}
    assert not one("alphabet").may_match(watch.needs)
    for word in b"alpha", long.encode():
        watch.drop(word)
        assert word not in one(f"Alpha {long}").words_of(watch)
        assert word in one(f"Alpha {long}").words_of(other)
    assert one(f"alpha beta {long}").words_of(watch) == {b"beta"}
    assert not one(f"alpha {long} another").words_of(watch)


def test_odd_words_are_not_kept_for_ever() -> None:
    needs = needs_of("prompt")
    for number in range(3):
        odd = " ".join(f"w{number}x{other}" for other in range(60_000))
        assert not one(odd).may_match(needs)
        assert len(triggers._KNOWN) <= literals.MOST_WORDS
        lines = odd.split()[:5_000]
        spans = [Span(place * 20, place * 20 + len(line)) for place, line in enumerate(lines)]
        assert not Folded("".join(line.ljust(20) for line in lines), spans).may_match(needs)
        assert len(triggers._KNOWN.pieces) <= literals.MOST_PIECES


@given(
    st.lists(
        st.sampled_from(
            ["foo", "1.", "* ", "- ", "> ", "# ", " #", "\n", "\n\n", " ", "`", "```", "    ", "|", "<b>", "bar"]
        )
    )
)
@settings(max_examples=200)
def test_no_block_begins_or_ends_in_the_middle_of_a_word(parts: list[str]) -> None:
    text = "".join(parts)
    page = parse(decode("page.md", text.encode()), default_config().layout)
    for block in page.blocks:
        for edge in (block.span.start, block.span.end):
            assert not (0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum())
