"""The block at the top of a page: its fences, its data and what is said where it is not there."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from medlint import frontmatter
from medlint.frontmatter import FrontMatter, read
from medlint.text import FieldSpan, Source, Span
from medlint.yamltree import load_yaml


def page(text: str) -> FrontMatter:
    return read(Source("page.md", text))


def told(text: str) -> list[tuple[str, str, str]]:
    return [(problem.kind, str(problem.values["reason"]), problem.span.of(text)) for problem in page(text).problems]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("blanks", ["", " ", " \t "])
@pytest.mark.parametrize("close", ["---", "..."])
def test_a_block_between_fences_is_read(end: str, blanks: str, close: str) -> None:
    block = f"---{blanks}{end}title: Aspirin{end}tags: [a]{end}{close}{blanks}"
    text = f"{block}{end}# Aspirin{end}---{end}"
    front = page(text)
    assert front.data == {"title": "Aspirin", "tags": ["a"]}
    assert front.present
    assert front.problems == ()
    assert front.span.of(text) == block
    assert text[front.body_start :] == f"# Aspirin{end}---{end}"
    assert front.spans["title",].key.of(text) == "title"
    assert front.spans["title",].value.of(text) == "Aspirin"
    assert front.spans["tags", 0].value.of(text) == "a"


@pytest.mark.parametrize("text", ["---\na: 1\n---", "---\na: 1\n...", "---\ra: 1\r---"])
def test_a_file_may_end_with_the_closing_fence(text: str) -> None:
    front = page(text)
    assert (front.data, front.span, front.body_start) == ({"a": 1}, Span(0, len(text)), len(text))


def test_dates_stay_strings() -> None:
    assert page("---\ndate: 2024-01-31\n---\n").data == {"date": "2024-01-31"}


@pytest.mark.parametrize("fence", ["----", " ---", "--- x", "---\x0c", "---\u2028---", "--"])
def test_only_three_hyphens_close_a_block(fence: str) -> None:
    front = page(f"---\na: |\n  b\n{fence}\n---\nbody")
    assert front.body_start == len(f"---\na: |\n  b\n{fence}\n---\n")


@pytest.mark.parametrize("inner", ["", "\n", " \n\t\r\n", "# a comment\n"])
def test_an_empty_block_is_no_fault(inner: str) -> None:
    text = f"---\n{inner}---\nbody\n"
    front = page(text)
    assert (front.data, front.present, front.problems) == ({}, True, ())
    assert front.spans[()].value.of(text) == f"---\n{inner}---"
    assert text[front.body_start :] == "body\n"


def test_a_block_without_text_does_not_load_yaml() -> None:
    code = (
        "import sys; from medlint.frontmatter import read; from medlint.text import Source\n"
        "read(Source('p', '# x')); read(Source('p', '---\\n \\n---\\n')); print('yaml' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("block", "reason", "flagged"),
    [
        ("- a\n- b\n", "it must be lines of the form 'key: value', and it is a list", "- a"),
        ("\njust text\nmore\n", "it must be lines of the form 'key: value', and it is plain text", "just text"),
        (
            "title:Aspirin\n",
            "it must be lines of the form 'key: value', and it is plain text; a colon needs a space behind it",
            "title:Aspirin",
        ),
        (
            "see https://example.org\n",
            "it must be lines of the form 'key: value', and it is plain text",
            "see https://example.org",
        ),
        ("5\n", "it must be lines of the form 'key: value', and it is a number", "5"),
        ("true\n", "it must be lines of the form 'key: value', and it is true or false", "true"),
    ],
)
def test_a_block_that_is_no_mapping_is_a_problem(block: str, reason: str, flagged: str) -> None:
    text = f"---\n{block}---\nbody\n"
    assert told(text) == [("invalid-front-matter", reason, flagged)]
    front = page(text)
    assert (front.data, set(front.spans), front.present) == ({}, {()}, True)
    assert text[front.body_start :] == "body\n"


def test_a_syntax_error_leaves_no_data_but_the_body() -> None:
    text = "---\ntitle: Aspirin: a painkiller\n---\nbody\n"
    ((kind, reason, flagged),) = told(text)
    assert (kind, flagged) == ("invalid-front-matter", ": a painkiller")
    assert reason == "a colon followed by a space inside an unquoted value; put the value in quotes"
    front = page(text)
    assert (front.data, set(front.spans), front.present) == ({}, {()}, True)
    assert text[front.body_start :] == "body\n"


def test_a_repeated_key_names_the_line_of_the_file() -> None:
    text = "---\r\ntitle: a\r\nx: 1\r\ntitle: b\r\n---\r\n"
    assert told(text) == [("invalid-front-matter", "the key 'title' stands twice; it stood first on line 2", "title")]
    assert page(text).data == {"title": "a", "x": 1}
    assert page(text).problems[0].span.start == text.rindex("title")


ABSENT = "the file does not begin with a line '---'"


@pytest.mark.parametrize(
    ("text", "reason", "flagged"),
    [
        ("", "the file is empty", ""),
        (" \n\t\r\n", "the file is empty", ""),
        ("# Aspirin\n", ABSENT, "# Aspirin"),
        ("\n  Aspirin \nmore\n---\n", ABSENT, "Aspirin"),
        ("--- title: x\n---\n", ABSENT, "--- title: x"),
        ("---title: x\n---\n", ABSENT, "---title: x"),
        ("---\x0c\na: 1\n---\n", "the first line must be three hyphens, '---', and nothing else", "---"),
        ("----\na: 1\n----\n", "the first line must be three hyphens, '---', and nothing else", "----"),
        ("--\na: 1\n--\n", "the first line must be three hyphens, '---', and nothing else", "--"),
        ("\u2014-\na: 1\n---\n", "the first line must be three hyphens, '---', and nothing else", "\u2014-"),
        ("+++\na = 1\n+++\n", "the file begins with '+++' (TOML); write YAML between two lines '---'", "+++"),
        ("\n \n---\na: 1\n---\n", "the '---' must be on the very first line; it is on line 3", "---"),
        ("\r\r\n--- \r\na: 1\n---\n", "the '---' must be on the very first line; it is on line 3", "---"),
        (" ---\na: 1\n---\n", "the '---' on line 1 must not have anything before it; delete the space there", "---"),
        (
            "\ufeff---\na: 1\n---\n",
            "the '---' on line 1 must not have anything before it; delete the space there",
            "---",
        ),
    ],
)
def test_a_page_without_an_opening_fence(text: str, reason: str, flagged: str) -> None:
    assert told(text) == [("missing-front-matter", reason, flagged)]
    front = page(text)
    assert (front.data, front.spans, front.span, front.body_start) == ({}, {}, Span(0, 0), 0)
    assert not front.present


UNCLOSED = ("missing-front-matter", "the front matter that begins on line 1 is never closed by a line '---'", "---")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("body", ["", "\n# Aspirin\nNote: x\n", "# Aspirin\n", "Aspirin is old.\n", "**Use:** pain\n"])
def test_a_block_that_is_never_closed_ends_where_the_entries_do(end: str, body: str) -> None:
    entries = "title: Aspirin\ntags:\n- a\nq: >-\n  text\n'k k': 1\n".replace("\n", end)
    body = body.replace("\n", end)
    text = f"---{end}{entries}{body}"
    front = page(text)
    assert told(text) == [UNCLOSED]
    assert front.present
    assert front.data == {"title": "Aspirin", "tags": ["a"], "q": "text", "k k": 1}
    assert front.span.of(text) == f"---{end}{entries}".rstrip()
    assert text[front.body_start :] == body
    assert front.spans["title",].value.of(text) == "Aspirin"


def test_an_unclosed_block_that_cannot_be_read_has_no_data_and_one_problem() -> None:
    text = "---\ntitle: a: b\n\nbody\n"
    assert told(text) == [UNCLOSED]
    assert page(text).data == {}
    assert text[page(text).body_start :] == "\nbody\n"


@pytest.mark.parametrize("text", ["---", "---\n", "---\n\nbody\n", "---\n# Aspirin\n"])
def test_a_lone_fence_is_an_unclosed_block(text: str) -> None:
    front = page(text)
    assert told(text) == [UNCLOSED]
    assert (front.data, front.present, front.body_start) == ({}, True, min(4, len(text)))
    assert front.spans == {(): FieldSpan(Span(0, 3), Span(0, 3))}


PIECES = [
    "---",
    "...",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "a: b",
    "- c",
    "  d: e",
    "[",
    "'",
    '"',
    "# f",
    "\ufeff",
    "\u2028",
]
RUBBISH = st.lists(st.sampled_from([*PIECES, "\x00", "\x0c", "\ud800", "\U0001f48a"]), max_size=25).map("".join)


@example("---\n0: \u2028")
@given(RUBBISH | RUBBISH.map("---\n".__add__) | st.text(max_size=80))
def test_no_page_makes_it_raise(text: str) -> None:
    front = page(text)
    assert 0 <= front.span.end <= front.body_start <= len(text)
    assert front.present == (front.spans != {})
    assert front.present or front.problems
    for places in front.spans.values():
        assert 0 <= places.value.start <= places.value.end <= front.span.end
    for problem in front.problems:
        assert problem.kind in ("missing-front-matter", "invalid-front-matter")
        assert str(problem.values["reason"]).isprintable()
        assert problem.span.end <= len(text)


@given(st.integers(0, 50))
def test_what_follows_the_block_does_not_change_it(size: int) -> None:
    text = "---\na: [1, {b: 'x'}]\n---\n"
    longer = text + "---\nc: d\n" * size
    assert page(longer) == page(text)


PLAIN_VALUES = st.text("aZ09 .,()+/_%'-", min_size=1, max_size=12) | st.sampled_from(
    ["true", "yes", "null", "007", "1.50", "0x1F", "1e3"]
)
PLAIN_LINES = st.tuples(
    st.sampled_from(["title", "layout", "a-b", "_x", "A1"]),
    st.sampled_from([" ", "  "]),
    PLAIN_VALUES,
    st.sampled_from(["", " "]),
)


@given(st.lists(PLAIN_LINES, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_plain_lines_are_read_as_the_parser_reads_them(lines: list[tuple[str, str, str, str]], newline: str) -> None:
    piece = newline.join(f"{key}:{gap}{value}{end}" for key, gap, value, end in lines)
    plain = frontmatter._read_plain(piece, 4)
    if plain is not None:
        assert (*plain, ()) == load_yaml(piece, 4)
