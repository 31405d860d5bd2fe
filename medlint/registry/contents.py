"""What the registry's tables hold together: the names, and the rows by what they are about."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property

from medlint import folding, named, parted, patterns, text
from medlint.folding import words_in
from medlint.owntables import kept
from medlint.registry import facts, grouped, identity, names, tables
from medlint.registry.grouped import Grouped, K, Raw
from medlint.registry.identity import canonical
from medlint.registry.names import Names, Spelling, fold, index
from medlint.registry.tables import COLUMNS, Reader, RegistryError, Row, split
from medlint.typed import Any

# The other words of a name that may stand for a drug in a title, and the drug.
TitleName = tuple[tuple[bytes, ...], str]

_MODULES = (facts, folding, grouped, identity, named, names, parted, patterns, tables, text)
_CODE = (__file__, *(str(module.__file__) for module in _MODULES))


class Contents:
    """All tables below `folder`, and a user's `files`. Nothing is read before it is asked for.

    Errors: `RegistryError` from any member when a file cannot be used.
    """

    def __init__(self, folder: str, files: tuple[str, ...]) -> None:
        self.folder, self.files = folder, files
        self._own: dict[str, Reader] = {}
        self._users = [Reader(path) for path in files]

    @cached_property
    def names(self) -> Names:
        """All names that a title may use, and the tables of salts, spellings and forms."""
        salts = self.rows("salts")
        pairs = [(name, name) for name in self.drugs]
        for drug in self.drugs:
            for _, _, row in self.drugs.rows(drug):
                pairs += ((name, drug) for name in split(row[1]))
        for name, inn, _ in self.rows("synonyms"):
            pairs += (name, inn), (inn, inn)
        try:
            found = Names(
                inns=index(pairs),
                salts={name: usual for name, kind, usual in salts if kind == "salt"},
                kept=frozenset(fold(name) for name, kind, _ in salts if kind == "kept"),
                elements=frozenset(name for name, kind, _ in salts if kind == "element"),
                spellings=tuple(Spelling(*row) for row in self.rows("spellings")),
                forms={fold(words): form for words, form in self.rows("forms")},
            )
        except ValueError as error:
            where = ", ".join(self.files) or self.folder
            raise RegistryError(f"{where}: {error}") from None
        # The members of combinations are names as well, in so far as they are not yet, and so are a user's drugs.
        others = {member for row in self.rows("combinations") for member in row[0].split(" + ")}
        others.update(row[0] for reader in self._users for _, row in reader.rows("facts"))
        found.learn(sorted(others))
        return found

    @cached_property
    def drugs(self) -> Grouped[str, Raw]:
        """The last row of each drug, by its name."""
        return Grouped.of(
            {
                row[0]: [(number, line, row)]
                for number, reader in enumerate(self.readers("drugs"))
                for line, row in reader.rows("drugs")
            }
        )

    @cached_property
    def facts(self) -> Grouped[str, Raw]:
        """The facts of each drug, by its INN."""
        return self._grouped("facts", lambda drug, own: drug if own else self._inn(drug))

    @cached_property
    def combinations(self) -> Grouped[tuple[str, ...], Raw]:
        """The facts of each combination, by the INNs of its members, sorted."""

        # Our own rows are written as INNs (a test sees to it), which spares reading every name anew.
        def key_of(written: str, own: bool) -> tuple[str, ...]:
            members = written.split(" + ")
            return tuple(sorted(frozenset(members) if own else canonical(members, self.names)))

        return self._grouped("combinations", key_of)

    @cached_property
    def title_words(self) -> list[tuple[str, tuple[bytes, ...]]]:
        """The words of each drug's names, the drugs sorted."""
        rows = [(drug, self.drugs.rows(drug)[0][2]) for drug in sorted(self.drugs)]
        return [(drug, tuple(words_in(fold(name)))) for drug, row in rows for name in (drug, *split(row[1]))]

    @cached_property
    def title_names(self) -> Grouped[bytes, TitleName]:
        """The names in `title_words` by the longest of their words, which few pages hold."""
        groups: dict[bytes, list[TitleName]] = {}
        for drug, words in self.title_words:
            if words:
                telling = max(words, key=len)
                groups.setdefault(telling, []).append((tuple(word for word in words if word != telling), drug))
        return Grouped.of(groups)

    @cached_property
    def keys_of(self) -> Grouped[str, str]:
        """The keys of all names of each INN."""
        groups: dict[str, list[str]] = {}
        for key, inn in self.names.inns.items():
            groups.setdefault(inn, []).append(key)
        return Grouped.of(groups)

    @cached_property
    def jurisdictions(self) -> list[Row]:
        """The rows of the table of places."""
        return self.rows("jurisdictions")

    def rows(self, table: str) -> list[Row]:
        """Return all rows of a table, ours first."""
        return [row for reader in self.readers(table) for _, row in reader.rows(table)]

    def readers(self, table: str) -> list[Reader]:
        """Return what reads a table: our own file first, and all of the user's."""
        if table not in self._own:
            self._own[table] = Reader(os.path.join(self.folder, f"{table}.csv"))
        return [self._own[table], *self._users]

    def _inn(self, name: str) -> str:
        resolved = self.names.resolve(name)
        return resolved.inn if resolved else name

    def _grouped(self, table: str, key_of: Callable[[str, bool], K]) -> Grouped[K, Raw]:
        found: dict[K, list[Raw]] = {}
        for number, reader in enumerate(self.readers(table)):
            replaced: set[tuple[K, str]] = set()
            for line, row in reader.rows(table):
                key = key_of(row[0], number == 0)
                rows = found.setdefault(key, [])
                if number and (key, row[1]) not in replaced:
                    replaced.add((key, row[1]))
                    rows[:] = [raw for raw in rows if raw[2][1] != row[1]]
                rows.append((number, line, row))
        return Grouped.of(found)


class OwnContents(Contents):
    """The tables of this installation: what is worked out from them is kept."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder, ())
        self._files = (*_CODE, *(os.path.join(folder, f"{table}.csv") for table in COLUMNS))

    @cached_property
    def names(self) -> Names:
        """As of all contents."""
        return Names.of_plain(self._kept("names", lambda: super(OwnContents, self).names.to_plain()))

    @cached_property
    def drugs(self) -> Grouped[str, Raw]:
        """As of all contents."""
        return Grouped(self._kept("drugs", lambda: super(OwnContents, self).drugs.packed))

    @cached_property
    def facts(self) -> Grouped[str, Raw]:
        """As of all contents."""
        return Grouped(self._kept("facts", lambda: super(OwnContents, self).facts.packed))

    @cached_property
    def combinations(self) -> Grouped[tuple[str, ...], Raw]:
        """As of all contents."""
        return Grouped(self._kept("combinations", lambda: super(OwnContents, self).combinations.packed))

    @cached_property
    def title_names(self) -> Grouped[bytes, TitleName]:
        """As of all contents."""
        return Grouped(self._kept("title names", lambda: super(OwnContents, self).title_names.packed))

    @cached_property
    def keys_of(self) -> Grouped[str, str]:
        """As of all contents."""
        return Grouped(self._kept("keys", lambda: super(OwnContents, self).keys_of.packed))

    @cached_property
    def jurisdictions(self) -> list[Row]:
        """As of all contents."""
        rows: list[Row] = self._kept("jurisdictions", lambda: super(OwnContents, self).jurisdictions)
        return rows

    def _kept(self, part: str, work: Callable[[], Any]) -> Any:
        return kept(f"registry {part} {self.folder}", self._files, work)
