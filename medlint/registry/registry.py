"""The registry of drugs that are gone, were gone or are limited: loaded from CSV files when first asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from medlint import resources
from medlint.records import dataclass
from medlint.registry.facts import CONFIDENCES, EVERYWHERE, CombinationFact, Drug, Fact, Jurisdiction
from medlint.registry.identity import Identity, canonical, read_identity
from medlint.registry.names import Names, Spelling, fold, index
from medlint.registry.tables import Reader, RegistryError, Row, split

K = TypeVar("K", str, frozenset[str])


# A row with the reader of its file and its line: a fact is made of it only when somebody asks.
_Raw = tuple[Reader, int, Row]


@dataclass(frozen=True)
class Registry:
    """All tables below `folder`, and a user's `files` of the same columns, which add to them or override them.

    A user's line for a drug replaces ours for that drug; a user's facts for a drug (or a combination) in one
    jurisdiction replace ours for it there. Nothing is read before it is asked for.
    Errors: `RegistryError` from any member when a file cannot be used.
    """

    folder: Path
    files: tuple[Path, ...] = ()

    def with_files(self, paths: Iterable[Path]) -> Registry:
        """Return a registry with these files read after ours, later ones winning.

        Errors: RegistryError that names file, line, column and what to write.
        """
        registry = Registry(self.folder, (*self.files, *paths))
        # A user hears of a fault at once, and a name that two drugs claim shows only in the whole.
        _ = registry.names
        registry.drugs()
        for drug in registry._facts:
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
        return tuple(drug for name in sorted(self._drugs) if (drug := self._drug(name)))

    def facts(self, drug: Drug | str) -> tuple[Fact, ...]:
        """Return what is known of a drug (or INN), the surest first, then by date, the unknown dates last."""
        name = drug if isinstance(drug, str) else drug.name
        raw = self._facts.get(name)
        if raw is None:
            return ()
        if name not in self._made:
            # There are no more of them than the tables have rows.
            facts = (reader.at(line).fact(row, name) for reader, line, row in raw)
            self._made[name] = tuple(sorted(facts, key=_weight))
        return self._made[name]

    def combination(self, members: frozenset[str]) -> tuple[CombinationFact, ...]:
        """Return what is known of exactly this set of INNs, the surest first."""
        raw = self._combinations.get(members)
        if raw is None:
            return ()
        return tuple(sorted((reader.at(line).combination(row, members) for reader, line, row in raw), key=_weight))

    def combinations(self) -> tuple[CombinationFact, ...]:
        """Return all facts about combinations, in the order of the files."""
        return tuple(fact for members in self._combinations for fact in self.combination(members))

    def place(self, code: str) -> str:
        """Return a jurisdiction's name as it stands after "in" ("India", "the US"), or the code if it has none."""
        return self._jurisdictions[code].place if code in self._jurisdictions else code

    def union(self, code: str) -> str:
        """Return "EU" for a member state of the European Union, else ""."""
        return self._jurisdictions[code].union if code in self._jurisdictions else ""

    @cached_property
    def names(self) -> Names:
        """All names that a title may use, and the tables of salts, spellings and forms."""
        salts = self._rows("salts")
        pairs = [(name, name) for name in self._drugs]
        for drug, (_, _, row) in self._drugs.items():
            pairs += ((name, drug) for name in split(row[1]))
        for name, inn, _ in self._rows("synonyms"):
            pairs += (name, inn), (inn, inn)
        try:
            names = Names(
                inns=index(pairs),
                salts={name: usual for name, kind, usual in salts if kind == "salt"},
                kept=frozenset(fold(name) for name, kind, _ in salts if kind == "kept"),
                elements=frozenset(name for name, kind, _ in salts if kind == "element"),
                spellings=tuple(Spelling(*row) for row in self._rows("spellings")),
                forms={fold(words): form for words, form in self._rows("forms")},
            )
        except ValueError as error:
            where = ", ".join(str(path) for path in self.files) or str(self.folder)
            raise RegistryError(f"{where}: {error}") from None
        # The members of combinations are names as well, in so far as they are not yet, and so are a user's drugs.
        others = {member for row in self._rows("combinations") for member in row[0].split(" + ")}
        others.update(row[0] for reader in self._users for _, row in reader.rows("facts"))
        names.learn(sorted(others))
        return names

    @cached_property
    def _drugs(self) -> dict[str, _Raw]:
        return {row[0]: (reader, line, row) for reader in self._readers("drugs") for line, row in reader.rows("drugs")}

    def _drug(self, name: str) -> Drug | None:
        if name not in self._drugs:
            return None
        reader, line, row = self._drugs[name]
        return reader.at(line).drug(row)

    @cached_property
    def _lookup_only(self) -> dict[str, str]:
        table: dict[str, str] = {}
        for drug in self.drugs():
            for name in (*drug.brands, *drug.lookup_only):
                table.setdefault(fold(name), drug.name)
        return table

    @cached_property
    def _jurisdictions(self) -> dict[str, Jurisdiction]:
        return {row[0]: Jurisdiction(*row) for row in self._rows("jurisdictions")}

    @cached_property
    def _facts(self) -> dict[str, list[_Raw]]:
        return self._raw("facts", lambda drug, own: drug if own else self._inn(drug))

    @cached_property
    def _made(self) -> dict[str, tuple[Fact, ...]]:
        return {}

    @cached_property
    def judged(self) -> dict[tuple[str, tuple[str, ...], frozenset[str]], Any]:
        """The verdicts on single drugs that were asked for, kept as long as the tables that they rest on."""
        return {}

    @cached_property
    def _combinations(self) -> dict[frozenset[str], list[_Raw]]:
        # Our own rows are written as INNs (a test sees to it), which spares reading every name anew.
        return self._raw(
            "combinations",
            lambda members, own: (frozenset if own else self._canonical)(members.split(" + ")),
        )

    def _canonical(self, members: list[str]) -> frozenset[str]:
        return canonical(members, self.names)

    def _inn(self, name: str) -> str:
        resolved = self.names.resolve(name)
        return resolved.inn if resolved else name

    def _raw(self, table: str, key_of: Callable[[str, bool], K]) -> dict[K, list[_Raw]]:
        """Group a table's rows by what they are about."""
        found: dict[K, list[_Raw]] = {}
        for number, reader in enumerate(self._readers(table)):
            replaced: set[tuple[K, str]] = set()
            for line, row in reader.rows(table):
                key = key_of(row[0], number == 0)
                rows = found.setdefault(key, [])
                if number and (key, row[1]) not in replaced:
                    replaced.add((key, row[1]))
                    rows[:] = [raw for raw in rows if raw[2][1] != row[1]]
                rows.append((reader, line, row))
        return found

    def _rows(self, table: str) -> list[Row]:
        return [row for reader in self._readers(table) for _, row in reader.rows(table)]

    def _readers(self, table: str) -> list[Reader]:
        if table not in self._own:
            self._own[table] = Reader(self.folder / f"{table}.csv")
        return [self._own[table], *self._users]

    @cached_property
    def _own(self) -> dict[str, Reader]:
        return {}

    @cached_property
    def _users(self) -> list[Reader]:
        return [Reader(path) for path in self.files]

    def __reduce__(self) -> tuple[type[Registry], tuple[Path, tuple[Path, ...]]]:
        # A worker process reads the files itself: that is cheaper than to send what was read.
        return Registry, (self.folder, self.files)


def _weight(fact: Fact | CombinationFact) -> tuple[int, bool, str]:
    return CONFIDENCES.index(fact.confidence), fact.jurisdiction != EVERYWHERE, fact.date or "9999"


@cache
def load() -> Registry:
    """Return medlint's own registry; its files are read when the first question is asked."""
    return Registry(resources.folder("rules") / "availability" / "registry")
