"""The prose view: the text with everything that is no prose blanked, so that matching on it gives true offsets."""

from __future__ import annotations

import re

from medlint.frontmatter import FrontMatter
from medlint.monograph import Block
from medlint.patterns import lazy

# CommonMark 0.31, sections 6.1, 6.3, 6.5 and 6.6. Tags by the grammar: "CrCl <30 and age >65" is prose.
_NAME = r"[A-Za-z][A-Za-z0-9-]*"
_ATTRIBUTE = r"""\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
_BLANKED = lazy(
    r"(?P<code>(?<![\\`])(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<comment><!--(?:>|->|.*?-->))"
    rf"|(?P<tag><{_NAME}(?:{_ATTRIBUTE}){{0,40}}\s*/?>|</{_NAME}\s*>|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<![A-Za-z][^>]*>)"
    r"|(?P<autolink><(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>)"
    r"|(?<=\])(?P<target>\((?:[^()\n]|\([^()\n]*\))*\))"
    r"|(?P<definition>^[ ]{0,3}\[[^\]\n]+\]:[^\n]*)",
    re.DOTALL | re.MULTILINE,
)
_SIGNS = ("`", "<", "](", "]:")
_VISIBLE = lazy(r"[^\s]")


def blank(text: str) -> str:
    """Return `text` with every character but white space replaced by a space."""
    return _VISIBLE.sub(" ", text)


def prose_of(text: str, front_matter: FrontMatter, blocks: tuple[Block, ...]) -> str:
    """Return `text` at equal length, with front matter, code, comments, tags and link targets blanked."""
    parts: list[str] = []
    position = 0
    for start, end in _unprosaic(text, front_matter, blocks):
        if start < position:
            continue
        parts += (text[position:start], blank(text[start:end]))
        position = end
    parts.append(text[position:])
    return "".join(parts)


def _unprosaic(text: str, front_matter: FrontMatter, blocks: tuple[Block, ...]) -> list[tuple[int, int]]:
    body = front_matter.body_start
    found = [(0, body)] if body else []
    found += [(block.span.start, block.span.end) for block in blocks if block.kind == "code"]
    if any(sign in text for sign in _SIGNS):
        found += [match.span() for match in _BLANKED.finditer(text, body)]
        found.sort()
    return found
