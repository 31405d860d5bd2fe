"""The registry of drugs that are gone, were gone or are limited: loaded from CSV files when first asked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from medlint import resources
from medlint.records import dataclass
from medlint.registry.contents import Contents, OwnContents, TitleName
from medlint.registry.facts import CONFIDENCES, EVERYWHERE, CombinationFact, Drug, Fact, Jurisdiction
from medlint.registry.grouped import Grouped
from medlint.registry.identity import Identity, read_identity
from medlint.registry.names import Names, fold
from medlint.typed import Any


@dataclass(frozen=True)
class Registry:
    """All tables below `folder`, and a user's `files` of the same columns, which add to them or override them.

    A user's line for a drug replaces ours for that drug; a user's facts for a drug (or a combination) in one
    jurisdiction replace ours for it there. Nothing is read before it is asked for.
    Errors: `RegistryError` from any member when a file cannot be used.
    """

    folder: str
    files: tuple[str, ...] = ()

    def with_files(self, paths: Iterable[str]) -> Registry:
        """Return a registry with these files read after ours, later ones winning.

        Errors: RegistryError that names file, line, column and what to write.
        """
        registry = Registry(self.folder, (*self.files, *paths))
        # A user hears of a fault at once, and a name that two drugs claim shows only in the whole.
        _ = registry.names
        registry.drugs()
        for drug in registry._contents.facts:
            registry.facts(drug)
        registry.combinations()
        return registry

    def identify(self, title: str, fields: Mapping[str, str] | None = None) -> Identity:
        """Return the drugs that a page is about, by its title or else by the first of `fields` that names one."""
        return read_identity(title, fields or {}, self.names)

    def lookup(self, name: str) -> Drug | None:
        """Return the drug of that name, synonym, brand or acronym, upper and lower case being the same."""
        found = self.names.resolve(name)
        return (found and self._drug(found.inn)) or self._drug(self._lookup_only.get(fold(name), ""))

    def drugs(self) -> tuple[Drug, ...]:
        """Return all drugs by name."""
        return tuple(drug for name in sorted(self._contents.drugs) if (drug := self._drug(name)))

    def facts(self, drug: Drug | str) -> tuple[Fact, ...]:
        """Return what is known of a drug (or INN), the surest first, then by date, the unknown dates last."""
        name = drug if isinstance(drug, str) else drug.name
        known = self._contents.facts
        if name not in known:
            return ()
        if name not in self._made:
            # There are no more of them than the tables have rows.
            readers = self._contents.readers("facts")
            facts = (readers[number].at(line).fact(row, name) for number, line, row in known.rows(name))
            self._made[name] = tuple(sorted(facts, key=_weight))
        return self._made[name]

    def combination(self, members: frozenset[str]) -> tuple[CombinationFact, ...]:
        """Return what is known of exactly this set of INNs, the surest first."""
        raw = self._contents.combinations.rows(tuple(sorted(members)))
        readers = self._contents.readers("combinations")
        facts = (readers[number].at(line).combination(row, members) for number, line, row in raw)
        return tuple(sorted(facts, key=_weight))

    def combinations(self) -> tuple[CombinationFact, ...]:
        """Return all facts about combinations, in the order of the files."""
        return tuple(fact for members in self._contents.combinations for fact in self.combination(frozenset(members)))

    def place(self, code: str) -> str:
        """Return a jurisdiction's name as it stands after "in" ("India", "the US"), or the code if it has none."""
        return self._jurisdictions[code].place if code in self._jurisdictions else code

    def union(self, code: str) -> str:
        """Return "EU" for a member state of the European Union, else ""."""
        return self._jurisdictions[code].union if code in self._jurisdictions else ""

    @property
    def names(self) -> Names:
        """All names that a title may use, and the tables of salts, spellings and forms."""
        return self._contents.names

    @property
    def title_names(self) -> Grouped[bytes, TitleName]:
        """The names that may stand for drugs in a title, by the longest of their words: the other words, and the drug.

        Words are folded; all but ASCII letters and digits separates them.
        """
        return self._contents.title_names

    def keys_of(self, inn: str) -> list[str]:
        """Return the keys of all names of an INN, in the order of the tables."""
        return self._contents.keys_of.rows(inn)

    @cached_property
    def _contents(self) -> Contents:
        own = not self.files and self.folder == own_folder()
        return OwnContents(self.folder) if own else Contents(self.folder, self.files)

    def _drug(self, name: str) -> Drug | None:
        readers = self._contents.readers("drugs")
        found = [readers[number].at(line).drug(row) for number, line, row in self._contents.drugs.rows(name)]
        return found[0] if found else None

    @cached_property
    def _lookup_only(self) -> dict[str, str]:
        table: dict[str, str] = {}
        for drug in self.drugs():
            for name in (*drug.brands, *drug.lookup_only):
                table.setdefault(fold(name), drug.name)
        return table

    @cached_property
    def _jurisdictions(self) -> dict[str, Jurisdiction]:
        return {row[0]: Jurisdiction(*row) for row in self._contents.jurisdictions}

    @cached_property
    def _made(self) -> dict[str, tuple[Fact, ...]]:
        return {}

    @cached_property
    def judged(self) -> dict[tuple[str, tuple[str, ...], frozenset[str]], Any]:
        """The verdicts on single drugs that were asked for, kept as long as the tables that they rest on."""
        return {}

    def __reduce__(self) -> tuple[type[Registry], tuple[str, tuple[str, ...]]]:
        # A worker process reads the files itself: that is cheaper than to send what was read.
        return Registry, (self.folder, self.files)


def _weight(fact: Fact | CombinationFact) -> tuple[int, bool, str]:
    return CONFIDENCES.index(fact.confidence), fact.jurisdiction != EVERYWHERE, fact.date or "9999"


@cache
def load() -> Registry:
    """Return medlint's own registry; its files are read when the first question is asked."""
    return Registry(own_folder())


def own_folder() -> str:
    """Return the folder of medlint's own tables."""
    return os.path.join(resources.folder("rules"), "availability", "registry")
