"""The fast scan is never another opinion: wherever it speaks, markdown-it-py finds the same blocks."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from medlint.parser.blocks import parse_blocks
from medlint.parser.scan import scan_blocks
from medlint.text import decode

INDENTS = ("", " ", "  ", "    ", "      ")
MARKERS = ("* ", "- ", "+ ", "*   ", "1. ", "2. ", "10. ", "3) ")
HEADINGS = ("# ", "### ", "#", "## x ##", "#######")
TEXTS = (
    "**Usage:**",
    "**Q: Why?** A: So.",
    "text",
    "word word",
    "Adults: 5 mg",
    "...",
    "é😀",
    "\u00a0",
    "\u2028",
    "\f",
    "_",
)
SIGNS = (
    "*",
    "**",
    "---",
    "***",
    "===",
    "> ",
    "```",
    "~~~",
    "<b>",
    "<!-- x -->",
    "[a]: b",
    "[a]",
    "|",
    "a|b",
    "-|-",
    "\t",
)
PIECES = st.sampled_from([*INDENTS, *MARKERS, *HEADINGS, *TEXTS, *SIGNS, ":", "::", "`"])
LINES = st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=12)
ENDINGS = st.sampled_from(["\n", "\r\n"])


def both(text: str) -> None:
    source = decode("page.md", text.encode())
    scanned = scan_blocks(source.text, 0, 1)
    if scanned is not None:
        assert scanned == parse_blocks(source, 0)


@given(LINES, ENDINGS)
@settings(max_examples=1500)
@example(["10.  a", "    - b"], "\n")
@example(["* a", "    * b", "  * c"], "\n")
@example(["text", "2. no list"], "\n")
@example(["* a", "2. new list"], "\n")
@example(["* a", "", "      b"], "\n")
@example(["* a", "b", "    c"], "\n")
@example(["### a ##", "### ##"], "\r\n")
@example(["1\u0663. a", "- \u0663) b"], "\n")
@example(["# \u00a0a ##\u00a0", "#  ", "##\u00a0x"], "\n")
@example(["**B**", "* **B", "* ** b", "+x", "- - -"], "\n")
def test_scan_and_parser_agree_on_generated_markdown(lines: list[str], newline: str) -> None:
    both(newline.join(lines))


PLAIN = """# T

### Usage
Words **bold**\x20\x20
more.

* one
* two
  still two
    * deep

  a paragraph of two

1. first
2. second
"""


@pytest.mark.parametrize("text", [PLAIN, PLAIN.replace("\n", "\r\n"), PLAIN.rstrip()])
def test_plain_pages_are_scanned(text: str) -> None:
    blocks = scan_blocks(text, 0, 1)
    assert blocks is not None
    assert [(block.kind, block.depth, block.marker) for block in blocks] == [
        ("heading", 0, ""),
        ("heading", 0, ""),
        ("paragraph", 0, ""),
        ("paragraph", 1, "*"),
        ("paragraph", 1, "*"),
        ("paragraph", 2, "*"),
        ("paragraph", 1, ""),
        ("paragraph", 1, "1."),
        ("paragraph", 1, "1."),
    ]
    both(text)


@pytest.mark.parametrize(
    "text",
    [
        "> quote",
        "```\ncode\n```",
        "<div>\n",
        "a\n===",
        "a\n---",
        "| a | b |\n|---|---|\n",
        "    code",
        "a\tb",
        "[a]: b",
        "* # h",
        "-",
        "a\rb",
    ],
)
def test_other_markdown_is_left_to_the_parser(text: str) -> None:
    assert scan_blocks(text, 0, 1) is None
