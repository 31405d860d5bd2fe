"""A file of values by key, of which each is read when it is asked for: what else a file holds costs next to nothing.

First a checksum of the index and its size, then the index, which says where each value stands, then the values. What a
disk made of them since is no fit food for `marshal`, so each has a checksum of its own.
"""

from __future__ import annotations

import marshal
import os
import zlib
from collections.abc import Mapping

_HEAD = 8
# A file that is no larger is read whole: that is quicker than to read it value by value.
_SMALL = 256 * 1024


class Shelf:
    """The values of one file, as bytes; without a file, none. It may be replaced by another: this is as it was opened.

    `version` is what the file must have been written for.
    Errors: OSError, and whatever a file that is none of ours leads to; with `open_shelf` there are none.
    """

    def __init__(self, path: str | None = None, version: str = "") -> None:
        # The file's descriptor, or all that it holds.
        self._file: int | bytes = b""
        # Where the values begin; offset, size and checksum of each.
        self._start = 0
        self._places: Mapping[str, tuple[int, int, int]] = {}
        if path is None:
            return
        file = self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        size = os.fstat(file).st_size
        if size <= _SMALL or not hasattr(os, "pread"):
            self._file = os.read(file, size)
            os.close(file)
        head = self._read(0, _HEAD)
        index = self._read(_HEAD, int.from_bytes(head[4:], "big"))
        if zlib.crc32(index) != int.from_bytes(head[:4], "big"):
            raise ValueError("the file is damaged")
        written_for, places = marshal.loads(index)
        if written_for == version:
            self._start, self._places = _HEAD + len(index), places

    def __len__(self) -> int:
        return len(self._places)

    def __del__(self, close=os.close) -> None:  # type: ignore[no-untyped-def]
        # Modules may be gone by then; a function that is held is not.
        if isinstance(self._file, int):
            close(self._file)

    def get(self, key: str) -> bytes | None:
        """Return the value of a key, None where there is none that is whole."""
        place = self._places.get(key)
        if place is None:
            return None
        offset, size, check = place
        try:
            value = self._read(self._start + offset, size)
        except OSError:
            return None
        return value if zlib.crc32(value) == check else None

    def all(self) -> dict[str, bytes]:
        """Return all values that are whole."""
        return {key: value for key in self._places if (value := self.get(key)) is not None}

    def _read(self, offset: int, size: int) -> bytes:
        if isinstance(self._file, bytes):
            return self._file[offset : offset + size]
        return os.pread(self._file, size, offset)


def open_shelf(path: str, version: str) -> Shelf:
    """Return the values that were written to a file for `version`; none where there is no such file."""
    try:
        return Shelf(path, version)
    except (OSError, ValueError, TypeError, EOFError, OverflowError, MemoryError):
        # Not there, or half of it, or another's.
        return Shelf()


def shelf_of(values: Mapping[str, bytes], version: str) -> bytes:
    """Return what a file is to hold for `open_shelf` to find these values."""
    places, offset = {}, 0
    for key, value in values.items():
        places[key] = offset, len(value), zlib.crc32(value)
        offset += len(value)
    index = marshal.dumps((version, places))
    head = zlib.crc32(index).to_bytes(4, "big") + len(index).to_bytes(4, "big")
    return b"".join([head, index, *values.values()])
