"""Unified differences, as `git diff`, `diff -u` and forges write them: which lines of which files they change."""

from __future__ import annotations

import os
import re
from collections import Counter

from medlint.linediff import ALL, Ranges, ranges_of, written_lines
from medlint.records import dataclass, field

_HUNK = re.compile(rb"@@ -\d{1,15}(?:,(\d{1,15}))? \+(\d{1,15})(?:,(\d{1,15}))? @@")
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_LETTERS = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}
_NOWHERE = b"/dev/null"
# What git puts before the old and the new path, by its own habit and with diff.mnemonicPrefix.
_PREFIXES = ((b"a/", b"b/"), (b"i/", b"w/"), (b"c/", b"w/"), (b"c/", b"i/"), (b"o/", b"w/"))


class DiffError(Exception):
    """A text is no unified difference; the message says where and why, and what to do."""


@dataclass(slots=True)
class _File:
    """The changes of one file: lines that were added, texts that were removed, lines beside which some were removed."""

    added: list[tuple[int, str]] = field(default_factory=list)
    removed: Counter[str] = field(default_factory=Counter)
    beside: set[int] = field(default_factory=set)
    binary: bool = False

    def lines(self) -> Ranges:
        if self.binary:
            return ALL
        written = written_lines(self.added, self.removed)
        numbers = {number for first, last in written for number in range(first, last + 1)} | self.beside
        return ranges_of(sorted(numbers))


def read_diff(data: bytes) -> dict[str, Ranges]:
    """Return the changed lines of each file that a difference leaves: ranges of line numbers from 1, by its new path.

    Lines that were only moved are not changed. Where lines were taken out and none put in, those beside the place count
    as changed; of a binary file, all do. Paths are as the difference names them, without git's `a/` and `b/`.

    Errors: DiffError.
    """
    return {name: file.lines() for name, file in _Reader(data).read().items()}


class _Reader:
    """Reads a difference line by line."""

    def __init__(self, data: bytes) -> None:
        self.rows = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        self.at = 0
        self.files: dict[str, _File] = {}
        self.known = False
        self.name: str | None = None

    def read(self) -> dict[str, _File]:
        while self.at < len(self.rows):
            row = self.rows[self.at].removesuffix(b"\r")
            self.at += 1
            self.take(row)
        if not self.known and any(row.strip() for row in self.rows):
            raise DiffError(
                "it is no unified difference: it has no line '--- ' with a line '+++ ' below; try 'git diff -U0'"
            )
        return self.files

    def take(self, row: bytes) -> None:
        """Take in a line that stands outside of hunks."""
        following = self.rows[self.at] if self.at < len(self.rows) else b""
        if row.startswith((b"diff --cc ", b"diff --combined ", b"@@@ ")):
            raise DiffError(
                f"line {self.at}: it is the difference of a merge; give that of two revisions, 'git diff A B'"
            )
        if row.startswith(b"diff "):
            self.known, self.name = True, None
        elif row.startswith(b"rename to "):
            self.begin(os.fsdecode(_unquoted(row.removeprefix(b"rename to "))))
        elif row.startswith(b"Binary files ") and row.endswith(b" differ"):
            old, _, new = row[len(b"Binary files ") : -len(b" differ")].rpartition(b" and ")
            if new != _NOWHERE:
                self.begin(_name(_unquoted(old), _unquoted(new))).binary = True
        elif row.startswith(b"--- ") and following.startswith(b"+++ "):
            old, new = _path(row), _path(following.removesuffix(b"\r"))
            self.at += 1
            self.known, self.name = True, ""
            # Of a file that was taken out nothing is left to be checked.
            if new != _NOWHERE:
                self.begin(_name(old, new))
        elif match := _HUNK.match(row):
            if self.name is None:
                raise DiffError(
                    f"line {self.at}: the name of the file, in lines with --- and +++, does not stand above it"
                )
            self.hunk(match, self.files.get(self.name) or _File())

    def begin(self, name: str) -> _File:
        self.name = name
        return self.files.setdefault(name, _File())

    def hunk(self, match: re.Match[bytes], file: _File) -> None:
        """Read the lines of a hunk; its head says how many there are, so that none is taken for something else."""
        old, new = (int(count) if count is not None else 1 for count in (match[1], match[3]))
        # Where the new side is empty, its number is that of the line before.
        place = int(match[2]) + (new == 0)
        head, added, gap = self.at, False, False
        while old > 0 or new > 0:
            if self.at >= len(self.rows):
                raise DiffError(f"line {head}: the hunk that begins here is cut off; give the whole difference")
            row = self.rows[self.at]
            self.at += 1
            sign, text = row[:1], row[1:].decode("utf-8", "replace").rstrip()
            if sign == b"+":
                file.added.append((place, text))
                place, new, added, gap = place + 1, new - 1, True, False
            elif sign == b"-":
                file.removed[text] += 1
                old, gap = old - 1, not added
            elif sign in (b" ", b"", b"\r", b"\t"):
                # Some programs strip the space from an empty line.
                self.close(file, place, gap)
                place, old, new, added, gap = place + 1, old - 1, new - 1, False, False
            elif sign != b"\\":
                raise DiffError(f"line {self.at}: a line of a hunk begins with ' ', '+' or '-', and this one does not")
        self.close(file, place, gap)

    @staticmethod
    def close(file: _File, place: int, gap: bool) -> None:
        if gap:
            file.beside.update((max(place - 1, 1), place))


def _path(line: bytes) -> bytes:
    """Return the path in a line that begins with --- or +++; behind a tab stands a time."""
    written = line[4:]
    return _unquoted(written) if written.startswith(b'"') else written.split(b"\t", 1)[0].rstrip(b" ")


def _unquoted(written: bytes) -> bytes:
    """Return a path that git has put in quotes, because of letters that are not ASCII, quotes or control characters."""
    if not written.startswith(b'"'):
        return written

    def plain(match: re.Match[bytes]) -> bytes:
        escape = match[1]
        return bytes([int(escape, 8) & 255]) if len(escape) == 3 else _LETTERS.get(escape, escape)

    return _ESCAPE.sub(plain, written[1:].rpartition(b'"')[0])


def _name(old: bytes, new: bytes) -> str:
    """Return the new path without git's prefix, which both sides have or neither."""
    for first, second in _PREFIXES:
        if new.startswith(second) and (old == _NOWHERE or old.startswith(first)):
            return os.fsdecode(new[2:])
    return os.fsdecode(new)
