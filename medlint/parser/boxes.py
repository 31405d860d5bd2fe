"""Boxes in which sites set a notice: call-outs of several Markdown dialects, and HTML."""

from __future__ import annotations

import re

from medlint.named import NamedTuple
from medlint.patterns import lazy
from medlint.text import Span

_NAME = r"(?P<name>[A-Za-z][\w-]{0,40})"
_LINE_REST = r"[ \t]*(?P<title>[^\r\n]{0,400}?)[ \t]*(?=[\r\n]|\Z)"
# GitHub and Obsidian, then Python-Markdown and MkDocs, then Pandoc and Docusaurus.
_OPENERS = {
    "[": lazy(rf"\[!{_NAME}\][+-]?{_LINE_REST}"),
    "!": lazy(rf"!!![ \t]+{_NAME}(?:[ \t]+[a-z][\w-]{{0,40}}){{0,3}}{_LINE_REST}"),
    "?": lazy(rf"\?\?\?\+?[ \t]+{_NAME}(?:[ \t]+[a-z][\w-]{{0,40}}){{0,3}}{_LINE_REST}"),
    ":": lazy(rf":{{3,20}}[ \t]*(?:\{{[ \t]*\.?)?{_NAME}\}}?{_LINE_REST}"),
}
_NEXT_LINE = lazy(r"(?:\r\n|\n|\r)[ \t>]*")
_CLOSER = lazy(r"(?:[\r\n][ \t>]*|\A[ \t>]*):{3,20}[ \t]*\Z")
_QUOTES = "\"'[]“”{} \t"
# A comment, closed or not; then tags by what begins one, so that "<18 years" is none.
_COMMENT = lazy(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = lazy(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")
_FIRST_WORDS = lazy(r"[^<>\r\n]{1,160}")


class CallOut(NamedTuple):
    """The line that opens a call-out, such as `> [!NOTE] Title` or `!!! note "Title"`.

    `kind` and `title` are the spans of those words (`title` may be empty); `body` is where the next line's words begin.
    """

    start: int
    kind: Span
    title: Span
    body: int


def call_out_at(text: str, start: int, end: int) -> CallOut | None:
    """Return the call-out that the line at `start` opens, looking no further than `end`."""
    pattern = _OPENERS.get(text[start : start + 1])
    match = pattern.match(text, start, end) if pattern else None
    if match is None:
        return None
    first, last = match.span("title")
    while first < last and text[first] in _QUOTES:
        first += 1
    while last > first and text[last - 1] in _QUOTES:
        last -= 1
    below = _NEXT_LINE.match(text, match.end(), end)
    return CallOut(start, Span(*match.span("name")), Span(first, last), below.end() if below else match.end())


def without_closer(text: str, start: int, end: int) -> int:
    """Return where the words of a call-out end, before the `:::` that closes it."""
    match = _CLOSER.search(text[start:end])
    return start + match.start() if match else end


def words_of_html(html: str) -> str:
    """Return `html` with its comments and tags blanked, as long as before."""
    bare = _COMMENT.sub(_blank, html) if "<!--" in html else html
    return _TAG.sub(_blank, bare)


def title_of_html(html: str) -> Span | None:
    """Return the span of the first words: those of the first element that has any."""
    bare = words_of_html(html)
    first = len(bare) - len(bare.lstrip())
    match = _FIRST_WORDS.match(html, first)
    if match is None:
        return None
    return Span(first, first + len(match.group().rstrip()))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
