"""Which words of a name tell drugs apart, and what a page may speak of in place of a name.

The table is `rules/identity/kinship.csv`. A row of kind "weak" is a word that says nothing by itself ("oil",
"vitamin", "medoxomil"). A row of kind "kin" names what stands for a name in running text and is not the same drug: the
element of a salt, an abbreviation, the vitamin, the family ("docosahexaenoic": "DHA; omega-3; fish oil"). Names of one
and the same drug are the registry's synonyms.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache, lru_cache

from medlint import resources
from medlint.owntables import kept
from medlint.records import dataclass
from medlint.registry import registry as tables
from medlint.registry.names import fold

_Content = tuple[frozenset[str], dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]]

_COLUMNS = ["name", "kind", "also"]


@dataclass(frozen=True)
class Kinship:
    """`weak`: folded words. `kin`: folded words of a name, by their first word, and what stands for the name."""

    weak: frozenset[str]
    kin: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]

    def strong(self, name: str) -> tuple[str, ...]:
        """Return the words of a name that tell it from others: "mefenamic" of "mefenamic acid".

        Where all words but elements are weak or salts, the elements are what tells: "zinc" of "zinc sulphate". ()
        where nothing does, as in "vitamin B".
        """
        words = [word for word in fold(name).split(" ") if word not in self.weak and len(word) > 2]
        salts, elements = _salts()
        telling = [word for word in words if word not in salts and word not in elements and not word.isdigit()]
        return tuple(telling or [word for word in words if word in elements])

    def others(self, name: str) -> Iterator[str]:
        """Yield what a page may say in place of `name`."""
        words = fold(name).split(" ")
        for place, word in enumerate(words):
            for key, also in self.kin.get(word, ()):
                if tuple(words[place : place + len(key)]) == key:
                    yield from also


@cache
def load() -> Kinship:
    """Return medlint's own table."""
    path = os.path.join(resources.folder("rules"), "identity", "kinship.csv")
    return Kinship(*kept(path, (path, __file__), lambda: _read(path)))


def _read(path: str) -> _Content:
    import csv

    weak: set[str] = set()
    kin: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        if next(rows, None) != _COLUMNS:
            raise ValueError(f"{os.path.basename(path)}: the header must be {','.join(_COLUMNS)}")
        for name, kind, also in rows:
            if kind == "weak":
                weak.add(name)
            else:
                words = tuple(name.split(" "))
                kin.setdefault(words[0], []).append((words, tuple(also.split("; "))))
    return frozenset(weak), {first: tuple(rows_) for first, rows_ in kin.items()}


@lru_cache(maxsize=4096)
def strong(name: str) -> tuple[str, ...]:
    """Return `Kinship.strong` of medlint's own table, remembered: pages share most of their drugs."""
    return load().strong(name)


@cache
def _salts() -> tuple[frozenset[str], frozenset[str]]:
    names = tables.load().names
    return frozenset(names.salts), names.elements
