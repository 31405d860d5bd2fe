"""Drugs whose name ends in a class's stem, on pages that say nothing that such a drug does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache, lru_cache

from medlint import resources
from medlint.checks import check
from medlint.checks.clinical import clinical_text
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.owntables import rows_of
from medlint.records import dataclass
from medlint.registry import kinship


@dataclass(frozen=True, slots=True)
class Stem:
    """A stem of international nonproprietary names.

    `at_start`: it begins a name and does not end it. `means`: the class in words. `expects`: beginnings of words,
    folded, of which a page about such a drug holds one. `spared`: names that have it by chance.
    """

    stem: str
    at_start: bool
    means: str
    expects: tuple[str, ...]
    spared: frozenset[str]

    @property
    def written(self) -> str:
        """The stem as the WHO writes it: "-prazole", "cef-"."""
        return f"{self.stem}-" if self.at_start else f"-{self.stem}"

    @property
    def wanted(self) -> str:
        """The first few of `expects` for a message: "proton..., acid..."."""
        return ", ".join(f"{word}..." for word in self.expects[:4])


@check("stem-without-class")
@dataclass(frozen=True)
class StemWithoutClass:
    """The sections that say what a drug is for and does hold no word that fits the class which its stem names.

    sections: keys; the page must have the last of them, whose title is flagged.
    """

    sections: tuple[str, ...]

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        found = _stems_in(doc.title)
        section = doc.section(self.sections[-1]) if found else None
        if section is None or not clinical_text(doc).full:
            return
        spans = [one.body for one in doc.sections if one.key in self.sections]
        text = doc.folded.text
        for named in found:
            # One name may have two stems, as "procaine benzylpenicillin" has: any of them is enough.
            if any(
                text.find(word, span.start, span.end) >= 0
                for _, stem in named
                for word in stem.expects
                for span in spans
            ):
                continue
            name, stem = named[0]
            yield Finding(
                section.title, {"name": name, "stem": stem.written, "class": stem.means, "words": stem.wanted}
            )


@lru_cache(maxsize=4096)
def _stems_in(title: str) -> tuple[tuple[tuple[str, Stem], ...], ...]:
    """Return for each drug of a title the words of its name that have a stem, where any has."""
    found = (
        tuple((word, stem) for word in dict.fromkeys(kinship.strong(part)) if (stem := _stem_of(word)))
        for part in title.split("+")
    )
    return tuple(named for named in found if named)


@lru_cache(maxsize=4096)
def _stem_of(word: str) -> Stem | None:
    """Return the longest stem of a name."""
    for size, at_end, at_start in _by_length():
        if len(word) < size + 2:
            continue
        found = (*at_end.get(word[-size:], ()), *at_start.get(word[:size], ()))
        if fitting := [stem for stem in found if word not in stem.spared]:
            first: Stem = min(fitting, key=stems().index)
            return first
    return None


_Table = dict[str, list[Stem]]


@cache
def _by_length() -> tuple[tuple[int, _Table, _Table], ...]:
    """Return length, stems of that length that end a name, and those that begin one: the longest first."""
    tables: dict[int, tuple[_Table, _Table]] = {}
    for stem in stems():
        tables.setdefault(len(stem.stem), ({}, {}))[stem.at_start].setdefault(stem.stem, []).append(stem)
    return tuple((size, *tables[size]) for size in sorted(tables, reverse=True))


@cache
def stems() -> tuple[Stem, ...]:
    """Return the table of stems, the longest first."""
    path = os.path.join(resources.folder("rules"), "identity", "stems.csv")
    rows = [
        Stem(
            *(row["stem"], row["place"] == "start", row["class"]),
            tuple(row["expects"].split(";")),
            frozenset(row["except"].split(";")),
        )
        for row in rows_of(path)
    ]
    return tuple(sorted(rows, key=lambda stem: (-len(stem.stem), stem.stem)))
