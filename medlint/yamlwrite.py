"""Strings written as YAML, so that any YAML reader gets exactly them back."""

from __future__ import annotations

import re
from enum import StrEnum

from medlint.patterns import lazy
from medlint.typed import Final

# Printable by YAML, and no line end to readers of YAML 1.1 either.
_UNPRINTABLE = lazy("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
# Words with a space between: no reader takes such for a number, a date or a truth value.
_PLAIN = lazy(r"(?=\S+ )(?=.*[^\W\d_]{2})[^\W_](?:[^\s:]|:(?=\S)| (?=[^\s#]))*")
_FOLD = lazy(r"(?<=\S) (?=\S)")
_WIDTH: Final = 80
_NARROWEST: Final = 40


class Style(StrEnum):
    """How a file writes its strings. BLOCK: short ones on the key's line, others below `>-` or `|-`."""

    PLAIN = "plain"
    SINGLE = "single"
    DOUBLE = "double"
    BLOCK = "block"


def style_of(scalar: str) -> Style:
    """Return the style of a scalar as it stands in a file, by its first character."""
    return {'"': Style.DOUBLE, "'": Style.SINGLE, "|": Style.BLOCK, ">": Style.BLOCK}.get(scalar[:1], Style.PLAIN)


def write_scalar(text: str, style: Style, indent: int) -> str:
    """Return `text` as a YAML scalar to be put behind `key: `, in `style` where that can hold it, else double-quoted.

    `indent` is the column (from 0) at which the lines of a block stand: further right than the key. Line ends in
    `text` are "\\n"; what is returned has more than one line only for Style.BLOCK, and no line end at its end.
    """
    lines = text.split("\n")
    width = max(_NARROWEST, _WIDTH - indent - 2)
    tidy = not any(_UNPRINTABLE.search(line) or line != line.strip() for line in lines)
    if tidy and style is Style.BLOCK and (len(lines) > 1 or len(text) > width):
        # An empty line at either end would need other marks than `-`.
        return _block(lines, indent, width) if lines[0] and lines[-1] else write_double(text)
    if not tidy or style is Style.DOUBLE or len(lines) > 1:
        return write_double(text)
    if style is not Style.SINGLE and _PLAIN.fullmatch(text):
        return text
    return write_double(text) if style is Style.PLAIN else "'" + text.replace("'", "''") + "'"


def write_double(text: str) -> str:
    """Return `text` as a double-quoted scalar on one line; it can hold any text."""
    escaped = re.sub(r'["\\\n\t\r\0]', lambda match: _ESCAPES[match.group()], text)
    return '"' + _UNPRINTABLE.sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _block(lines: list[str], indent: int, width: int) -> str:
    margin = " " * indent
    if all(len(line) <= width for line in lines):
        return "\n".join(["|-", *(margin + line if line else "" for line in lines)])
    folded = [">-"]
    for number, line in enumerate(lines):
        # In a folded block an empty line stands for a line end, and a single line end for a space.
        folded += [""] * (number > 0 and bool(line))
        folded += [margin + piece for piece in _wrap(line, width)] if line else [""]
    return "\n".join(folded)


def _wrap(line: str, width: int) -> list[str]:
    """Break a line at single spaces, so that pieces are no wider than `width` where words allow that."""
    pieces, start, last = [], 0, 0
    for match in _FOLD.finditer(line):
        if match.start() - start > width and last > start:
            pieces.append(line[start:last])
            start = last + 1
        last = match.start()
    if len(line) - start > width and last > start:
        pieces.append(line[start:last])
        start = last + 1
    return [*pieces, line[start:]]
