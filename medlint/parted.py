"""A large table of which a run asks for few words: it is unpacked in parts, by how the words begin."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping

_START = 2
# The form of packed parts is the same however often a text is referred to.
_FORM = 2
_Part = dict[str, str]
_NOTHING: _Part = {}


class Parted:
    """A mapping of texts to texts that stays as it is, in the order in which it was made.

    `packed` is plain data: each part's texts, and their numbers in the whole.
    """

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self.packed = packed
        self._open: dict[str, _Part] = {}

    @classmethod
    def of(cls, table: Mapping[str, str]) -> Parted:
        """Return a table in parts."""
        parts: dict[str, tuple[_Part, list[int]]] = {}
        for number, (key, value) in enumerate(table.items()):
            part, numbers = parts.setdefault(key[:_START], ({}, []))
            part[key] = value
            numbers.append(number)
        return cls({start: marshal.dumps(part, _FORM) for start, part in parts.items()})

    def get(self, key: str) -> str | None:
        """Return the value of a key, None where there is none."""
        return self.beginning(key[:_START]).get(key)

    def beginning(self, start: str) -> Mapping[str, str]:
        """Return the part of the keys that begin with these two letters."""
        part = self._open.get(start)
        if part is None:
            packed = self.packed.get(start)
            if packed is None:
                return _NOTHING
            part = self._open[start] = marshal.loads(packed)[0]
        return part

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def has_all(self, keys: Iterable[str]) -> bool:
        """Return whether the table holds each of these."""
        return None not in map(self.get, keys)

    def items(self) -> list[tuple[str, str]]:
        """Return all keys and values, in order."""
        found: list[tuple[int, str, str]] = []
        for part, numbers in map(marshal.loads, self.packed.values()):
            found += ((number, *item) for number, item in zip(numbers, part.items(), strict=True))
        return [(key, value) for _, key, value in sorted(found)]

    def __repr__(self) -> str:
        return f"Parted({dict(self.items())!r})"

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.items())
