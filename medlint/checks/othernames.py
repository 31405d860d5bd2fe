"""Medicines with two names, of which a page says one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache

from medlint import owntables, resources
from medlint.checks import check
from medlint.diagnostic import Edit, Finding
from medlint.monograph import Monograph, Section
from medlint.nomenclature import Naming, names_of
from medlint.owntables import kept, rows_of
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass
from medlint.registry import load
from medlint.registry.names import fold
from medlint.text import Span

_WORD = lazy(r"[^\W\d_]+")
_SECTIONS = ("generic_name", "usage")


@dataclass(frozen=True, slots=True)
class OtherNames:
    """Names of one medicine that nobody would take for each other: each with its pattern, in the order of the table.

    `both`: each of them is in use; else all but the first are old names, which a page under the first may leave out.
    """

    names: tuple[str, ...]
    patterns: tuple[LazyPattern, ...]
    both: bool


# The names of a medicine, and whether each of them is in use.
_Row = tuple[tuple[str, ...], bool]


@cache
def _by_first_word() -> dict[str, list[_Row]]:
    """Return the rows of `rules/identity/names/pairs.csv` by the first word of each of their names."""
    path = os.path.join(resources.folder("rules"), "identity", "names", "pairs.csv")
    return kept(f"{path} by first word", (path, __file__, str(owntables.__file__)), lambda: _read_table(path))


def _read_table(path: str) -> dict[str, list[_Row]]:
    table: dict[str, list[_Row]] = {}
    for row in rows_of(path):
        names = tuple(name.strip() for name in row["names"].split(";"))
        for first in dict.fromkeys(name.split()[0].lower() for name in names):
            table.setdefault(first, []).append((names, row["both"] == "yes"))
    return table


@cache
def _read(row: _Row) -> OtherNames:
    names, both = row
    return OtherNames(names, tuple(map(_pattern, names)), both)


def _pattern(name: str) -> LazyPattern:
    words = r"[\s*_-]{1,4}".join(re.escape(word) for word in name.split())
    return lazy(rf"(?<![^\W\d_]){words}(?![^\W\d_])", re.IGNORECASE)


@check("missing-other-name")
@dataclass(frozen=True)
class MissingOtherName:
    """The title uses one name of a medicine, and nothing on the page says what other countries call it."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        naming = next(iter(names_of(doc)), None)
        if naming is None:
            return
        table = _by_first_word()
        if table.keys().isdisjoint(map(str.lower, _WORD.findall(naming.text))):
            return
        for word in _WORD.finditer(naming.text):
            for entry in map(_read, table.get(word.group().lower(), ())):
                number = next((n for n, one in enumerate(entry.patterns) if one.match(naming.text, word.start())), None)
                if number is None or (number == 0 and not entry.both):
                    continue
                if any(_mentions(doc, naming, entry, n) for n in range(len(entry.names)) if n != number):
                    continue
                match = entry.patterns[number].match(naming.text, word.start())
                assert match is not None
                other = " or ".join(name for n, name in enumerate(entry.names) if n != number and (entry.both or not n))
                values = {"name": match.group(), "other": other}
                yield Finding(naming.part(*match.span()), values, _add(doc, entry.patterns[number], other))


def _mentions(doc: Monograph, naming: Naming, entry: OtherNames, number: int) -> bool:
    """Say whether a name stands on the page: not in a longer word, nor in a link's address."""
    first, pattern = entry.names[number].split()[0].lower(), entry.patterns[number]
    # Looking for one word is far quicker than matching, and most pages do not hold it.
    text = doc.folded.text
    place = text.find(first)
    while place >= 0:
        if pattern.match(doc.prose, place):
            return True
        place = text.find(first, place + 1)
    return pattern.search(naming.text) is not None


def _add(doc: Monograph, pattern: LazyPattern, other: str) -> tuple[Edit, ...]:
    """Write the other name behind the first mention, in the generic name or else in the first section on use."""
    for key in _SECTIONS:
        section = doc.section(key)
        if section is None:
            continue
        for match in pattern.finditer(doc.prose, section.body.start, section.body.end):
            # A bracket in a bracket is hard to read: the next mention is better.
            line = doc.prose[doc.prose.rfind("\n", 0, match.start()) + 1 : match.start()]
            if line.count("(") <= line.count(")"):
                end = _behind_salts(doc, match.end(), section)
                return (Edit(Span(end, end), f" (also called {other})"),)
    return ()


def _behind_salts(doc: Monograph, end: int, section: Section) -> int:
    """Return where the name ends with its salts: "salbutamol sulphate" is not to be torn apart."""
    salts = load().names.salts
    while (word := _SALT.match(doc.prose, end, section.body.end)) and fold(word[1]) in salts:
        end = word.end()
    return end


_SALT = lazy(r" ([A-Za-z]{3,20})(?![\w-])")
