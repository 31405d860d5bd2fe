"""What a table holds by what it is about, each group packed until somebody asks for it: a page asks for one or two."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping

from medlint.registry.tables import Row
from medlint.typed import Generic, TypeVar

# A drug's name, a word, or the sorted names of a combination's members.
K = TypeVar("K", bound="str | bytes | tuple[str, ...]")
V = TypeVar("V")

# A row with the number of its file among the table's files, and its line.
Raw = tuple[int, int, Row]


class Grouped(Generic[K, V]):
    """The groups of one table, in the order of the files. `packed` is plain data."""

    def __init__(self, packed: dict[K, bytes]) -> None:
        self.packed = packed

    @classmethod
    def of(cls, groups: Mapping[K, list[V]]) -> Grouped[K, V]:
        """Return these groups of plain data, packed."""
        return cls({key: marshal.dumps(rows) for key, rows in groups.items()})

    def __contains__(self, key: object) -> bool:
        return key in self.packed

    def __iter__(self) -> Iterator[K]:
        return iter(self.packed)

    def rows(self, key: K) -> list[V]:
        """Return the rows about `key`, none where there are none."""
        packed = self.packed.get(key)
        rows: list[V] = [] if packed is None else marshal.loads(packed)
        return rows
