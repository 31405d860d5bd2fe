"""What is no prose is found as by one expression over all of it, yet in time that grows with the page alone."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.parser.prose import _Reader

NAME = r"[A-Za-z][A-Za-z0-9-]*"
ATTRIBUTE = r"""\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
# The same in one expression, which takes the square of a page's length where nothing is ever closed.
REFERENCE = re.compile(
    r"(?P<code>(?<![\\`])(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<comment><!--(?:>|->|.*?-->))"
    rf"|(?P<tag><{NAME}(?:{ATTRIBUTE}){{0,40}}\s*/?>|</{NAME}\s*>|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<![A-Za-z][^>]*>)"
    r"|(?P<autolink><(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>)"
    r"|(?<=\])(?P<target>\((?:[^()\n]|\([^()\n]*\))*\))"
    r"|(?P<definition>^[ ]{0,3}\[[^\]\n]+\]:[^\n]*)",
    re.DOTALL | re.MULTILINE,
)
PIECES = st.sampled_from(
    [
        *("`", "``", "a", "b ", "<!--", "-->", "<!-->", "<?", "?>", "<", ">", "<b>", "</b>", "](", "[x](y)", "[a]: b"),
        *("\n", "<![CDATA[", "]]>", "<!D", "\\", "(", ")", "a@b.c", "<http://x>", '<a href="x">', "[", "--", "é", " "),
    ]
)


@given(st.lists(PIECES, max_size=20))
@settings(max_examples=500)
def test_one_scan_finds_what_one_expression_finds(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert list(_Reader(text).spans(0)) == [match.span() for match in REFERENCE.finditer(text)]


def test_what_is_never_closed_is_looked_for_once() -> None:
    for opening in ("<!-- ", "<? ", "<![CDATA[ ", "<!X "):
        text = opening * 30_000
        reader = _Reader(text)
        assert len(list(reader.spans(0))) <= 1
        assert reader._absent
