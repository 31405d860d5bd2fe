"""The last run with the same command, of whose pages some have changed since: what it found in the others.

Beside the outcome that `repeat` tells lies what was found in each page. Where nothing but pages has changed, no folder
is walked, no settings are looked for and no cache is asked for the pages that are as they were.

The file: what `memo` made of each page, a line each; then all else as Python's own bytecode files have it; then the
length of that, and a checksum of all.
"""

from __future__ import annotations

import marshal
import os
import stat
import zlib
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

from medlint.outputfile import Replacement
from medlint.repeat import FORMAT, entries_of, stamp_of, surroundings_are_unchanged

if TYPE_CHECKING:
    from medlint.found import Discovery

_TAIL = 12
_CHUNK = 1 << 16
# So many pages are written at once.
_BATCH = 256


class Previous:
    """A run that is like this one but for the content of `changed` pages, by their real paths."""

    def __init__(self, about: dict[str, Any], memos: Sequence[str], changed: frozenset[str]) -> None:
        self.changed = changed
        self._about = about
        self._memos = dict(zip(about["known"], memos, strict=True))

    def discovery(self) -> Discovery:
        """Return the files that it checked: the same are there."""
        from medlint.found import Discovery, Files

        return Discovery(Files(self._about["files"]), (), self._about["ignored"])

    def memo_of(self, path: str, real: str) -> str | None:
        """Return what `memo` made of a page that is as it was, None of any other."""
        return self._memos.get(path) if real not in self.changed else None


def look_back(path: str, kept: dict[str, Any], changed: Iterable[str]) -> Previous | None:
    """Return the kept run, if it differs from this one by the content of the pages `changed` alone.

    No other file that it depended on has changed, and `path` is where its pages are.
    """
    try:
        return _look_back(path, kept, frozenset(changed))
    except OSError:
        # Something is gone.
        return None


def _look_back(path: str, kept: dict[str, Any], changed: frozenset[str]) -> Previous | None:
    if not all(map(_is_readable_file, changed)) or not surroundings_are_unchanged(kept):
        return None
    found = _read(path)
    if found is None or found[0]["run"] != kept["run"]:
        return None
    about, memos = found
    for folder, before in kept["folders"]:
        # Many editors write a new file and give it the old one's name.
        if stamp_of(folder) != before and entries_of(folder) != about["entries"].get(folder):
            return None
    return Previous(about, memos, changed)


def _is_readable_file(path: str) -> bool:
    return stat.S_ISREG(os.lstat(path).st_mode) and os.access(path, os.R_OK)


def _read(path: str) -> tuple[dict[str, Any], list[str]] | None:
    """Return what a file tells of a run, and what was found in its pages; None where there is none, or half of it."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        length = int.from_bytes(data[-_TAIL:-4], "big")
        end = len(data) - _TAIL - length
        if end < 0 or zlib.crc32(memoryview(data)[:-4]) != int.from_bytes(data[-4:], "big"):
            return None
        about = marshal.loads(data[end:-_TAIL])
        memos = data[:end].decode("ascii").split("\n")
    except (OSError, ValueError, EOFError, TypeError):
        return None
    memos.pop()
    if not isinstance(about, dict) or about.get("format") != FORMAT or len(memos) != len(about["known"]):
        return None
    return about, memos


class Recorder:
    """Takes down what is found in the pages of a run, for the next one."""

    def __init__(self) -> None:
        self._known: list[str] = []
        self._waiting: list[str] = []
        self._file: IO[bytes] | None = None

    def add(self, path: str, memo: str) -> None:
        """Take down what `memo` made of a page, one line of ASCII."""
        self._known.append(path)
        self._waiting.append(memo)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._file is None:
            from tempfile import TemporaryFile

            # The system deletes it when this process ends, however it does.
            self._file = TemporaryFile(prefix="medlint-")  # noqa: SIM115
        self._file.write("".join(f"{memo}\n" for memo in self._waiting).encode("ascii"))
        self._waiting.clear()

    def save(self, path: str, about: dict[str, Any]) -> None:
        """Write all to `path`, with what else is to be told `about` the run.

        Errors: OSError.
        """
        self._flush()
        assert self._file is not None
        data = marshal.dumps({"format": FORMAT, "known": self._known, **about})
        data += len(data).to_bytes(_TAIL - 4, "big")
        self._file.seek(0)
        checksum = 0
        with Replacement(path) as file:
            while chunk := self._file.read(_CHUNK):
                file.write(chunk)
                checksum = zlib.crc32(chunk, checksum)
            file.write(data + zlib.crc32(data, checksum).to_bytes(4, "big"))
