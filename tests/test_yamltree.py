"""One YAML document: data, places and problems."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from counting import comes_to_an_end
from hypothesis import given
from hypothesis import strategies as st

from medlint import yamlevents
from medlint.text import FieldSpan, Pointer
from medlint.yamlfault import line_rest
from medlint.yamltree import load_yaml

# White space, breaks that are none in YAML 1.2, wide, combining and right-to-left characters.
AWKWARD = "a:-#'\"\\[]{}&*!|>%@`,? \t\r\n\x85\xa0\u2028\u2029\ufeff\u0301\u05d0\U0001f48a0.~éZ"
NASTY = AWKWARD + "\x00\x07\x0c\x1b\x7f\ud800\uffff"


@pytest.fixture(params=["CBaseLoader", "BaseLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with libyaml's parser and with the one in Python."""
    _, kinds = yamlevents._parser()
    make = getattr(yaml, request.param)
    monkeypatch.setattr(yamlevents, "_parser", lambda: (make, kinds))


def data(text: str) -> Any:
    read, _, problems = load_yaml(text)
    assert problems == ()
    return read


def reasons(text: str) -> list[str]:
    return [str(problem.values["reason"]) for problem in load_yaml(text)[2]]


def flagged(text: str) -> list[str]:
    return [problem.span.of(text) for problem in load_yaml(text)[2]]


def place(text: str, *pointer: str | int) -> tuple[str, str]:
    places = load_yaml(text)[1][pointer]
    return places.key.of(text), places.value.of(text)


def scalars(value: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from scalars(inner, (*pointer, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from scalars(inner, (*pointer, index))
    else:
        yield pointer, value


def pointers(value: Any, pointer: Pointer = ()) -> Iterator[Pointer]:
    yield pointer
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from pointers(inner, (*pointer, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from pointers(inner, (*pointer, index))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("nUll", "nUll"),
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("0", 0),
        ("-12", -12),
        ("+5", 5),
        ("0o17", 15),
        ("0x1F", 31),
        ("007", "007"),
        ("-07", "-07"),
        ("00.5", "00.5"),
        ("017", "017"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("12:30", "12:30"),
        ("2.5", 2.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1e3", -1000.0),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        ("-.INF", "-.INF"),
        (".nan", ".nan"),
        ("2024-01-31", "2024-01-31"),
        ("2024-01-31T10:00:00Z", "2024-01-31T10:00:00Z"),
        ("5 mg", "5 mg"),
        ("٣", "٣"),
        ("=", "="),
        ('"5"', "5"),
        ("'true'", "true"),
        ('""', ""),
        ("!!str 5", "5"),
        ("!!str", ""),
        ("! 5", "5"),
        ("!!int 5", 5),
        ('!!int "5"', 5),
        ("!!float 5", 5.0),
        ("!!bool true", True),
        ("!!null ~", None),
        ("!!map {}", {}),
        ("!!seq []", []),
    ],
)
def test_scalars_follow_the_core_schema(written: str, value: object) -> None:
    read = data(f"a: {written}\n")["a"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("written", ["9" * 5_000, "0x" + "f" * 5_000, "0o" + "7" * 5_000, "1." + "0" * 5_000])
def test_numbers_without_bound_stay_strings(written: str) -> None:
    assert data(f"a: {written}\n") == {"a": written}


def test_keys_are_the_strings_that_were_written() -> None:
    text = "true: 1\n5: 2\n~: 3\n2024-01-01: 4\n'q': 5\n? \n: 6\n<<: 7\n"
    assert data(text) == {"true": 1, "5": 2, "~": 3, "2024-01-01": 4, "q": 5, "": 6, "<<": 7}


def test_a_merge_key_merges_nothing() -> None:
    assert data("a: &x {b: 1}\nc:\n  <<: *x\n") == {"a": {"b": 1}, "c": {"<<": {"b": 1}}}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff"])
def test_an_empty_document_is_none_with_a_root(text: str) -> None:
    read, spans, problems = load_yaml(text, 7)
    assert (read, problems) == (None, ())
    assert list(spans) == [()]
    assert spans[()].value.start >= 7


@pytest.mark.usefixtures("parser")
def test_places_of_keys_and_values() -> None:
    text = "a: x y  # c\nb: 'q'\nc:\n- 1\n- k: v\n\n# c\nd: [e, {f: g}]\nh:\ni: >-\n\n  l1\n  l2\n\n# z\n"
    assert place(text) == (text[: text.index("\n\n# z")],) * 2
    assert place(text, "a") == ("a", "x y")
    assert place(text, "b") == ("b", "'q'")
    assert place(text, "c") == ("c", "- 1\n- k: v")
    assert place(text, "c", 0) == ("1", "1")
    assert place(text, "c", 1) == ("k: v", "k: v")
    assert place(text, "c", 1, "k") == ("k", "v")
    assert place(text, "d") == ("d", "[e, {f: g}]")
    assert place(text, "d", 1) == ("{f: g}", "{f: g}")
    assert place(text, "d", 1, "f") == ("f", "g")
    assert place(text, "h") == ("h", "")
    assert place(text, "i") == ("i", ">-\n\n  l1\n  l2")


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "before", ["x", "\U0001f48a", "e\u0301", "a\u2028b", "a\u2029b", "a\x85b", "a\ufeffb", "a\xa0b", "\xa0"]
)
def test_places_count_code_points(end: str, before: str) -> None:
    text = f"{before}: {before}{end}k: 'v'{end}b: |{end}  {before}{end}c: 1{end}"
    read, spans, problems = load_yaml(text)
    assert problems == ()
    assert read == {before: before, "k": "v", "b": f"{before}\n", "c": 1}
    assert spans[(before,)].value.of(text) == spans[(before,)].key.of(text) == before
    assert spans[("k",)].value.of(text) == "'v'"
    assert spans[("b",)].value.of(text) == f"|{end}  {before}"
    assert spans[("c",)].key.of(text) == "c"


def test_a_tab_inside_a_value_is_text() -> None:
    text = "a:\tb\tc\t# d\ne\tf: 'g\t'\n"
    assert data(text) == {"a": "b\tc", "e\tf": "g\t"}
    assert place(text, "a") == ("a", "b\tc")
    assert place(text, "e\tf") == ("e\tf", "'g\t'")


def test_a_byte_order_mark_is_not_counted_as_text() -> None:
    text = "\ufeffa: b\n"
    assert place(text, "a") == ("a", "b")


def test_characters_that_stand_in_for_old_line_ends_are_ones_that_the_text_does_not_use() -> None:
    assert data("a: \U000f0000\u2028\U000f0001\n") == {"a": "\U000f0000\u2028\U000f0001"}


def test_anchors_and_tags_are_not_part_of_a_value() -> None:
    text = "a: &x !!str  foo\nb: &y\n  # why\n  c: d\ne: &z\nf: !!seq # why\n  - 1\n"
    assert place(text, "a") == ("a", "foo")
    assert place(text, "b") == ("b", "c: d")
    assert place(text, "e") == ("e", "")
    assert place(text, "f") == ("f", "- 1")
    # The second anchor is the first key's, so it is in the mapping.
    assert place("&x !!map\n&y a:\n\n") == ("&y a:", "&y a:")
    assert place("&x\n&y:\n\n", "") == ("", "")


def test_an_alias_has_its_own_place_and_what_is_in_it_the_true_one() -> None:
    text = "a: &x\n  b: [1, 2]\nc: *x\n"
    assert data(text)["c"] == {"b": [1, 2]}
    assert place(text, "c") == ("c", "*x")
    assert place(text, "c", "b", 1) == ("2", "2")
    assert place(text, "c", "b") == ("b", "[1, 2]")


def test_an_anchored_key_can_be_named() -> None:
    assert data("&k a: 1\nb: *k\n") == {"a": 1, "b": "a"}


def test_a_repeated_key_is_reported_and_its_first_value_kept() -> None:
    text = "a: 1\nb: 2\na:\n  c: &x [3]\na: 4\nd: *x\n"
    read, spans, problems = load_yaml(text)
    assert read == {"a": 1, "b": 2, "d": [3]}
    assert set(spans) == {(), ("a",), ("b",), ("d",), ("d", 0)}
    assert [problem.kind for problem in problems] == ["invalid-front-matter"] * 2
    assert [problem.span.start for problem in problems] == [text.index("a:\n"), text.index("a: 4")]
    assert reasons(text) == ["the key 'a' stands twice; it stood first on line 1"] * 2
    assert spans[("a",)].value.of(text) == "1"


def test_the_line_of_a_repeated_key_counts_from_the_line_that_the_text_begins_on() -> None:
    problem = load_yaml("x: \u2028\r\na: 1\ra: 2\n", 9, line=5)[2][0]
    assert problem.values["reason"] == "the key 'a' stands twice; it stood first on line 6"
    assert reasons("{a: 1, a: 2}") == ["the key 'a' stands twice; it stood first on this line"]


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("a: Aspirin: a painkiller\n", ": a painkiller", "a colon followed by a space inside an unquoted value"),
        ("a: b\n  c: d\n", ": d", "correct the indentation"),
        ("a: b\n\tc: d\n", "\tc: d", "a tab is used for indentation"),
        ("a:\n\t- b\n", "\t- b", "a tab is used for indentation"),
        ("a: 'b\nc: d\n", "'b", "a quotation mark is opened and never closed"),
        ('a: "b\nc: d\n', '"b', "a quotation mark is opened and never closed"),
        ("a: [b, c\nd: e\n", "[b, c", "a bracket '[' is not closed"),
        ("a: {b: c\nd: e\n", "{b: c", "a bracket '{' is not closed"),
        ("[", "[", "a bracket '[' is not closed"),
        ("a: b\nc\nd: e\n", "c", "no colon with a space behind it"),
        ("a: @b\n", "@b", "cannot begin with '@'"),
        ("a: `b`\n", "`b`", "cannot begin with '`'"),
        ("a: %b\n", "%b", "cannot begin with '%'"),
        ("a: *b*\n", "*b*", "cannot begin with '*'"),
        ("a: **b** c\n", "**b** c", "cannot begin with '*'"),
        ("a: & b\n", "& b", "cannot begin with '&'"),
        ("a: !b! c\n", "!b! c", "cannot begin with '!'"),
        ("a: *b\n", "*b", "nothing has that name"),
        ("a: !b c\n", "!b", "the tag '!b' is unknown"),
        ("a: !!int b\n", "!!int", "the tag '!!int' is unknown or does not fit"),
        ("a: !!map b\n", "!!map", "the tag '!!map'"),
        ("a: !!python/object/apply:os.system [b]\n", "!!python/object/apply:os.system", "delete it"),
        ("!b c: d\n", "!b", "the tag '!b'"),
        ("a: 'b' c\n", "c", "text follows where the value has ended"),
        ("a: - b\n", "- b", "begins with '- '"),
        ("a: ? b\n", "? b", "begins with '? '"),
        ("a: , b\n", ", b", "',' stands where a value should begin"),
        ("a: | b\n", "b", "text stands on the line of '|' or '>'"),
        ("  a: b\nc: d\n", "c: d", "check its indentation"),
        ("a:\n  b: 1\n c: 2\n", "c: 2", "check its indentation"),
        ("a:\n  - b\n  c\n  d: 1\n", "c", "no colon"),
        ("a:\n  - b\n  c: d\n", "c: d", "does not begin with '- '"),
        ("a: {{ b }}\n", "{ b }}", "brackets stand where a key should"),
        ("? [a]\n: b\n", "[a]", "brackets stand where a key should"),
        ("a: &x b\n*x : c\n", "*x : c", "a reference ('*') stands where a key should"),
        ("a: b\n--- \nc: d\n", "---", "a second YAML document begins here"),
        ("a: &x [*x]\n", "*x", "refers to the very value that it stands in"),
        ("a: b\x0cc\n", "\x0c", "the character U+000C (form feed) is not allowed here"),
        ("a: b\x92c\n", "\x92", "the character U+0092 is not allowed here"),
        ("a: \ud800\n", "\ud800", "the character U+D800 is not allowed here"),
        ("%YAML 3.0\n---\na: b\n", "%YAML 3.0", "delete the '%YAML' line"),
    ],
)
@pytest.mark.usefixtures("parser")
def test_faults_are_placed_and_explained(text: str, place: str, says: str) -> None:
    assert flagged(text) == [place]
    reason = reasons(text)[0]
    assert says in reason
    assert reason[0].islower() or reason[0] == "'"
    assert not reason.endswith(".")
    assert load_yaml(text)[2][0].kind == "invalid-front-matter"


@pytest.mark.usefixtures("parser")
def test_a_wrong_escape_is_explained() -> None:
    assert reasons('a: "C:\\dir"\n') == [
        "a backslash between double quotes is read as a code; write it twice, or use single quotes"
    ]


def test_an_escape_that_is_half_a_character_makes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    _, kinds = yamlevents._parser()
    monkeypatch.setattr(yamlevents, "_parser", lambda: (yaml.BaseLoader, kinds))
    assert data('a: "\\ud800"\n') == {"a": "\ufffd"}
    assert reasons('a: "\\U99999999"\n') == ["it is not valid YAML"]


def test_a_fault_at_the_end_flags_the_last_text_there_is() -> None:
    assert flagged("a:\n  - 'b'\n  \n? [\n \n") == ["["]
    assert flagged("? [\n  c ,  \n\t\n") == ["["]
    assert line_rest("ab\r\n  cd \r\n \n", 12) == (6, 8)
    assert line_rest(" \n\n", 1) == (0, 0)


def test_an_unreadable_document_has_no_data_but_all_its_problems() -> None:
    read, spans, problems = load_yaml("a: 1\na: 2\nb: c: d\n")
    assert (read, spans) == (None, {})
    assert len(problems) == 2


def test_reasons_quote_little_and_nothing_that_does_not_print() -> None:
    key = "\x1b" + "k\u202e" * 400
    text = f"{json.dumps(key)}: 1\n{json.dumps(key)}: 2\n"
    (reason,) = reasons(text)
    assert reason.isprintable()
    assert len(reason) < 120


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 10_000, id="brackets"),
        pytest.param("{a: " * 10_000, id="braces"),
        pytest.param("- " * 10_000 + "a", id="dashes"),
        pytest.param("? " * 10_000 + "a", id="question marks"),
        pytest.param("".join(" " * depth + "a:\n" for depth in range(500)), id="indentation"),
        pytest.param("a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}]\n" for n in range(200)), id="alias chain"),
        pytest.param(
            "a0: &a0 [lol]\n" + "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]\n" for n in range(20)),
            id="billion laughs",
        ),
        pytest.param(f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 1_000)}]\n", id="long text many times"),
        pytest.param("[" + "a," * 30_000 + "]", id="many values"),
        pytest.param("- a\n" * 30_000, id="many items"),
        pytest.param(f"? {'k' * 100_000}\n: v\n", id="huge key"),
        pytest.param(f"{'k' * 100_000}: v\n", id="huge simple key"),
        pytest.param(f"{'k' * 2_000}: v\n", id="long simple key"),
        pytest.param("a: *" + "a" * 100_000, id="huge alias"),
        pytest.param("%YAML 1." + "1" * 5_000 + "\n---\na: b\n", id="huge version"),
        pytest.param('"' + "\\" * 99_999, id="backslashes"),
    ],
)
def test_hostile_text_ends_in_one_short_problem(text: str) -> None:
    with comes_to_an_end():
        read, spans, problems = load_yaml(text)
    assert (read, spans, len(problems)) == (None, {}, 1)
    assert len(str(problems[0].values["reason"])) < 200


def test_a_tag_without_end_is_quoted_in_short() -> None:
    (reason,) = reasons("!" * 100_000)
    assert len(reason) < 200


def test_the_limits_themselves_are_allowed() -> None:
    assert data("[" * 64 + "]" * 64)
    assert len(data("[" + "a," * 19_999 + "]")) == 19_999
    assert data("k" * 1_000 + ": v\n")
    assert data("a: &a [1]\nb: [" + "*a," * 9_000 + "]\n")["b"][8_999] == [1]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], include_characters="\t\n"), max_size=20)
SIMPLE = st.text("abcXYZ 0123éß\U0001f48a\u0301-:#'\"", max_size=12)
VALUES = st.recursive(
    TEXTS | SIMPLE | st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(-1e6, 1e6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SIMPLE, inner, max_size=3),
    max_leaves=8,
)
STYLES = st.fixed_dictionaries(
    {
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "default_flow_style": st.sampled_from([True, False, None]),
        "allow_unicode": st.booleans(),
        "indent": st.integers(2, 6),
        "width": st.integers(10, 200),
        "line_break": st.sampled_from(["\n", "\r\n", "\r"]),
        "explicit_start": st.booleans(),
    }
)


def dump(value: Any, style: dict[str, Any]) -> str:
    text: str = yaml.dump(value, Dumper=yaml.SafeDumper, sort_keys=False, **style)
    return text


def only_strings(value: Any) -> Any:
    """Return `value` without other scalars: the dumper's idea of what needs quotes is that of YAML 1.1.

    For the same reason the texts have none of YAML 1.1's line ends: it writes them bare.
    """
    if isinstance(value, dict):
        return {key: only_strings(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [only_strings(inner) for inner in value]
    return value if isinstance(value, str) else json.dumps(value)


@given(st.dictionaries(SIMPLE, VALUES, max_size=4).map(only_strings), STYLES)
def test_every_dumped_mapping_comes_back_with_places_that_read_as_its_values(
    value: dict[str, Any], style: dict[str, Any]
) -> None:
    text = dump(value, style)
    read, spans, problems = load_yaml(text)
    assert problems == ()
    assert set(spans) == set(pointers(read))
    for pointer, places in spans.items():
        assert places.value.of(text) == places.value.of(text).strip(" \t\r\n")
        if pointer and isinstance(pointer[-1], str):
            assert reread(places.key.of(text)) == pointer[-1]
    for pointer, scalar in scalars(read):
        written = spans[pointer].value.of(text)
        if written[:1] in ("|", ">") and written[1:2].isdigit():
            # Such a block's indentation is counted from the entry that it stands in.
            assert str(reread(written)).split() == str(scalar).split()
        else:
            # The line ends that close a block are white space behind the value, so they are not in its span.
            assert str(reread(written)).rstrip("\n") == str(scalar).rstrip("\n")


def reread(written: str) -> Any:
    """Read one scalar by itself, as it was written."""
    read, _, problems = load_yaml(f"k: {written}\n")
    assert problems == ()
    return read["k"]


@given(VALUES | st.lists(st.text(AWKWARD)))
def test_json_comes_back_as_it_is(value: Any) -> None:
    assert data(json.dumps(value, ensure_ascii=False)) == value


PIECES = [
    "&m",
    "*m",
    "!!map",
    "!!str",
    "!",
    "!x",
    "a",
    ":",
    "?",
    "-",
    "{",
    "}",
    "[",
    "]",
    ",",
    "|",
    ">-",
    "#",
    "'",
    '"',
]
PIECED = st.lists(st.sampled_from([*PIECES, " ", " ", "\n", "\n  ", "\n\n", "\r\n"]), max_size=25).map("".join)


@given(PIECED | st.text(NASTY, max_size=60) | st.text(max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    read, spans, problems = load_yaml(text, 3)
    json.dumps(read, allow_nan=False).encode()
    assert set(spans) == (set(pointers(read)) if spans else set())
    assert bool(spans) or bool(problems)
    for problem in problems:
        assert str(problem.values["reason"]).isprintable()
        assert problem.span.end <= len(text) + 3
        assert len(problem.span) or not text.strip(" \t\r\n\ufeff")


@given(PIECED | st.text(NASTY, max_size=60))
def test_the_python_parser_does_not_raise_either(text: str) -> None:
    _, kinds = yamlevents._parser()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamlevents, "_parser", lambda: (yaml.BaseLoader, kinds))
        read, _, problems = load_yaml(text)
    json.dumps(read, allow_nan=False).encode()
    assert all(str(problem.values["reason"]).isprintable() for problem in problems)


@given(st.text(AWKWARD, max_size=60), st.integers(0, 10**6))
def test_an_offset_moves_every_place_by_itself(text: str, offset: int) -> None:
    read, spans, problems = load_yaml(text)
    moved_read, moved_spans, moved_problems = load_yaml(text, offset)
    assert moved_read == read
    assert moved_spans == {
        pointer: FieldSpan(places.key.shift(offset), places.value.shift(offset)) for pointer, places in spans.items()
    }
    assert [problem.span for problem in moved_problems] == [problem.span.shift(offset) for problem in problems]
