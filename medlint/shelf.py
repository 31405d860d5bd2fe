"""A file of values by key, of which each is read when it is asked for: what else a file holds costs next to nothing.

First a head, then the index, which says where each value stands, then the values, each behind its key. The index stays
the bytes that it is: made into a mapping it would take more time and memory than all that a start reads by it. What a
disk made of the file since is no fit food for `marshal`, so the index and each value have a checksum of their own.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Mapping

# A file that is no larger is read whole: that is quicker than to read it value by value.
_SMALL = 256 * 1024
# Numbers are written as this machine reads them, so that an index needs no making: another machine's file is none.
_MAGIC = b"shelf 2 " + sys.byteorder[:1].encode("ascii")
# Behind that: the checksum and the size of the index, the size of the version, how many values there are.
_HEAD = len(_MAGIC) + 16
_NUMBER = 4
# Of a value: where its key begins, behind which it stands; the size of the key, that of both, the value's checksum.
_PLACE = 4 * _NUMBER


class Shelf:
    """The values of one file, as bytes; without a file, none. It may be replaced by another: this is as it was opened.

    `version` is what the file must have been written for.
    Errors: OSError, and whatever a file that is none of ours leads to; with `open_shelf` there are none.
    """

    def __init__(self, path: str | None = None, version: str = "") -> None:
        # The file's descriptor, or all that it holds.
        self._file: int | bytes = b""
        # Where the values begin; the checksum of each key, in the order of the values; where each value stands.
        self._start = 0
        self._keys = b""
        self._places = b""
        if path is None:
            return
        file = self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        size = os.fstat(file).st_size
        if size <= _SMALL or not hasattr(os, "pread"):
            self._file = os.read(file, size)
            os.close(file)
        head = self._read(0, _HEAD)
        if not head.startswith(_MAGIC):
            raise ValueError("the file is another's")
        check, length, named, count = memoryview(head)[len(_MAGIC) :].cast("I")
        index = self._read(_HEAD, length)
        if zlib.crc32(index) != check or length != named + count * (_NUMBER + _PLACE):
            raise ValueError("the file is damaged")
        if index[:named] == _bytes_of(version):
            self._start = _HEAD + length
            self._keys = index[named : named + count * _NUMBER]
            self._places = index[named + count * _NUMBER :]

    def __len__(self) -> int:
        return len(self._keys) // _NUMBER

    def __del__(self, close=os.close) -> None:  # type: ignore[no-untyped-def]
        # Modules may be gone by then; a function that is held is not.
        if isinstance(self._file, int):
            close(self._file)

    def get(self, key: str) -> bytes | None:
        """Return the value of a key, None where there is none that is whole."""
        sought = _bytes_of(key)
        check = _check_of(sought)
        place = self._keys.find(check)
        while place >= 0:
            # Other keys may have the same checksum, and two of them may hold it between them.
            if place % _NUMBER == 0:
                record, keyed, check_of_value = self._record(place // _NUMBER)
                if record[:keyed] == sought:
                    value = record[keyed:]
                    return value if zlib.crc32(value) == check_of_value else None
            place = self._keys.find(check, place + 1)
        return None

    def all(self) -> dict[str, bytes]:
        """Return all values that are whole."""
        found = {}
        for number in range(len(self)):
            record, keyed, check = self._record(number)
            key, value = record[:keyed], record[keyed:]
            if _check_of(key) == self._keys[number * _NUMBER : (number + 1) * _NUMBER] and zlib.crc32(value) == check:
                found[key.decode("utf-8", "surrogatepass")] = value
        return found

    def _record(self, number: int) -> tuple[bytes, int, int]:
        """Return a key with its value behind it, the size of the key, and the checksum of the value; number from 0."""
        place, numbers = number * _PLACE, self._places
        start = int.from_bytes(numbers[place : place + 4], sys.byteorder)
        keyed = int.from_bytes(numbers[place + 4 : place + 8], sys.byteorder)
        size = int.from_bytes(numbers[place + 8 : place + 12], sys.byteorder)
        check = int.from_bytes(numbers[place + 12 : place + 16], sys.byteorder)
        try:
            return self._read(self._start + start, size), keyed, check
        except OSError:
            return b"", 0, 1

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
    """Return what a file is to hold for `open_shelf` to find these values. Errors: OverflowError beyond 4 GiB."""
    keys: list[bytes] = []
    places: list[bytes] = []
    records: list[bytes] = []
    offset = 0
    for key, value in values.items():
        written = _bytes_of(key)
        size = len(written) + len(value)
        keys.append(_check_of(written))
        places += map(_number, (offset, len(written), size, zlib.crc32(value)))
        records += [written, value]
        offset += size
    named = _bytes_of(version)
    index = b"".join([named, *keys, *places])
    head = (zlib.crc32(index), len(index), len(named), len(keys))
    return b"".join([_MAGIC, *map(_number, head), index, *records])


def _number(value: int) -> bytes:
    return value.to_bytes(_NUMBER, sys.byteorder)


def _check_of(key: bytes) -> bytes:
    return _number(zlib.crc32(key))


def _bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
