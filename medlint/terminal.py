"""What may go to a terminal: text without control characters, its width in columns, and lines that fit."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, combining, east_asian_width

from medlint.patterns import lazy

# Letters that are drawn as nothing: what holds them does not look like what it is.
_BLANK_LETTERS = lazy("[\u115f\u1160\u3164\uffa0]")

_SHORT_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}

_EMOJI_PRESENTATION = "\ufe0f"


def safe(text: str) -> str:
    """Return `text` with everything that a terminal would obey, reorder or hide written as a visible escape.

    Control characters (C0, DEL, C1), format characters (bidirectional overrides, zero-width and tag characters), line
    and paragraph separators, lone surrogates, private and unassigned code points become `\\x1b` or `\\u202e`. What is
    merely a wide or narrow space stays. The result is one line.
    """
    if text.isprintable() and (text.isascii() or not _BLANK_LETTERS.search(text)):
        return text
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    if category(char) == "Zs" or (char.isprintable() and not _BLANK_LETTERS.match(char)):
        return char
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def width(text: str) -> int:
    """Return how many columns a terminal gives to `text`, which holds no control characters."""
    if text.isascii():
        return len(text)
    columns = 0
    last = 0
    for char in text:
        if char == _EMOJI_PRESENTATION:
            # The selector turns the narrow sign before it into a picture of two columns.
            columns += last == 1
            last = 0
        else:
            last = _char_width(char)
            columns += last
    return columns


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    if combining(char) or category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """Return the longest beginning of `text` that takes no more than `columns` columns."""
    if text.isascii():
        return text[:columns]
    used = 0
    for index, char in enumerate(text):
        used += _char_width(char)
        if used > columns:
            return text[:index]
    return text


def cut_left(text: str, columns: int) -> str:
    """Return the longest end of `text` that takes no more than `columns` columns."""
    if text.isascii():
        return text[max(len(text) - columns, 0) :]
    used = 0
    for index in range(len(text) - 1, -1, -1):
        used += _char_width(text[index])
        if used > columns:
            return text[index + 1 :]
    return text


@lru_cache(maxsize=1024)
def wrap(text: str, columns: int, first: int = 0, indent: int = 0) -> str:
    """Return `text` in lines of at most `columns` columns, broken at spaces, those after the first indented.

    `first` is how many columns of the first line are taken already; `indent` is in columns. A word wider than a line
    keeps its length: paths and addresses must stay whole to be copied.
    """
    parts: list[str] = []
    used = first
    for word in text.split(" "):
        long = width(word)
        if not parts:
            parts.append(word)
        elif used + 1 + long > columns:
            parts.append("\n" + " " * indent + word)
            used = indent
        else:
            parts.append(" " + word)
            used += 1
        used += long
    return "".join(parts)
