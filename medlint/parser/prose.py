"""The prose view: the text with everything that is no prose blanked, so that matching on it gives true offsets."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.frontmatter import FrontMatter
from medlint.monograph import Block
from medlint.patterns import lazy

# CommonMark 0.31, sections 6.1, 6.3, 6.5 and 6.6. Tags by the grammar: "CrCl <30 and age >65" is prose.
_NAME = r"[A-Za-z][A-Za-z0-9-]*"
_ATTRIBUTE = r"""\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
# Where something that is no prose may begin. Each way begins with a character of its own, for which a page is searched
# in no time; the bracket before a target and the line ending before a definition are none of it.
_OPENING = lazy(r"``*+|<|\]\(|\n[ ]{0,3}\[")
_TAG = lazy(rf"<{_NAME}(?:{_ATTRIBUTE}){{0,40}}\s*/?>|</{_NAME}\s*>")
_AUTOLINK = lazy(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>")
_TARGET = lazy(r"\((?:[^()\n]|\([^()\n]*\))*\)")
_DEFINITION = lazy(r"[ ]{0,3}\[[^\]\n]+\]:[^\n]*")
_TICKS = lazy(r"`+")
_DECLARATION = lazy(r"<![A-Za-z]")
# What runs from one sign to another, over line ends too.
_RUNS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_VISIBLE = lazy(r"\S+")
_BLANKS = bytes(byte if chr(byte).isspace() else 32 for byte in range(128)).ljust(256)


def blank(text: str) -> str:
    """Return `text` with every character but white space replaced by a space."""
    if text.isascii():
        return text.encode("ascii").translate(_BLANKS).decode("ascii")
    return _VISIBLE.sub(lambda match: " " * len(match.group()), text)


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
    if "`" in text or "<" in text or ("]" in text and ("](" in text or "]:" in text)):
        found += _Reader(text).spans(body)
        found.sort()
    return found


class _Reader:
    """Finds what begins with a sign, left to right. What has no end is looked for once: pages come from strangers."""

    def __init__(self, text: str) -> None:
        self._text = text
        # Closing signs of which there is none behind a place that was passed.
        self._absent: set[str] = set()

    def spans(self, start: int) -> Iterator[tuple[int, int]]:
        """Yield start and end of what is found from `start` on."""
        position = start
        for begin, sign in self._openings(start):
            if begin >= position:
                end = self._end(begin, sign)
                if end:
                    yield begin, end
                    position = end

    def _openings(self, start: int) -> Iterator[tuple[int, str]]:
        """Yield where something may begin, and what it begins with."""
        text = self._text
        if not start and (first := _DEFINITION.match(text)):
            yield 0, first.group()
        # The line ending before the first line belongs to the search.
        for opening in _OPENING.finditer(text, max(0, start - 1)):
            begin, sign = opening.start(), opening.group()
            if sign[0] in "]\n":
                yield begin + 1, sign[1:]
            elif sign == "<" or not begin or text[begin - 1] != "\\":
                yield begin, sign

    def _end(self, start: int, sign: str) -> int:
        """Return where what begins at `start` ends, or 0 where nothing does."""
        if sign[0] == "`":
            return self._code_end(start + len(sign), sign)
        if sign == "<":
            return self._markup_end(start)
        match = (_TARGET if sign == "(" else _DEFINITION).match(self._text, start)
        return match.end() if match else 0

    def _markup_end(self, start: int) -> int:
        text = self._text
        for opening, closing in _RUNS:
            if text.startswith(opening, start):
                if text.startswith(("<!-->", "<!--->"), start):
                    return text.index(">", start) + 1
                return self._after(closing, start + len(opening))
        if _DECLARATION.match(text, start):
            return self._after(">", start)
        match = _TAG.match(text, start) or _AUTOLINK.match(text, start)
        return match.end() if match else 0

    def _after(self, closing: str, start: int) -> int:
        if closing in self._absent:
            return 0
        place = self._text.find(closing, start)
        if place < 0:
            self._absent.add(closing)
            return 0
        return place + len(closing)

    def _code_end(self, start: int, ticks: str) -> int:
        """Return the end of a code span: the next run of as many ticks. A span holds at least one character."""
        if ticks in self._absent:
            return 0
        for run in _TICKS.finditer(self._text, start + 1):
            if run.group() == ticks:
                return run.end()
        self._absent.add(ticks)
        return 0
