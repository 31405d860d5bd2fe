"""The registry's CSV files: which columns they have, and what is wrong with a row that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from medlint.patterns import lazy
from medlint.registry.facts import (
    CONFIDENCES,
    LEGAL_STATUSES,
    REASONS,
    STATUSES,
    CombinationFact,
    Drug,
    Fact,
)
from medlint.typed import NoReturn

# A table is recognised by its header, so a user's file may have any name.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "drugs": ("drug", "names", "brands", "lookup_only", "note"),
    "facts": (
        *("drug", "jurisdiction", "status", "date", "reason_category", "reason", "scope", "forms", "note"),
        *("source", "confidence"),
    ),
    "combinations": (
        *("members", "jurisdiction", "status", "date", "order", "notified_as", "scope", "forms", "reason"),
        *("legal_status", "legal_note", "source", "confidence"),
    ),
    "synonyms": ("name", "inn", "kind"),
    "salts": ("name", "kind", "canonical"),
    "spellings": ("old", "new", "where"),
    "forms": ("words", "form"),
    "jurisdictions": ("code", "place", "union"),
}
_DATE = lazy(r"\d{4}(-\d\d(-\d\d)?)?\Z|\Z")
_CODE = lazy(r"[A-Z]{2}\Z")

Row = list[str]


class RegistryError(Exception):
    """A registry file cannot be used; the message is for the user and names file, line, column and what to write."""


class Reader:
    """Turns the rows of one CSV file into facts; every method may raise `RegistryError`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.line = 1

    @cached_property
    def _table(self) -> tuple[str, list[tuple[int, Row]]]:
        # Our own tables are kept as they were read.
        import csv

        try:
            with open(self.path, encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, strict=True)
                header = tuple(next(reader, ()))
                table = next((name for name, columns in COLUMNS.items() if columns == header), "")
                if not table:
                    known = "; ".join(",".join(COLUMNS[name]) for name in ("drugs", "facts", "combinations"))
                    self.fail("", f"the header is not one that medlint knows; write one of: {known}")
                rows = [(reader.line_num, row) for row in reader]
                for self.line, row in rows:
                    if len(row) != len(header):
                        self.fail("", f"the row has {len(row)} fields, the header {len(header)}; add or remove commas")
                return table, rows
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise RegistryError(f"{self.path}:{self.line}: cannot be read ({reason}); write it as UTF-8 CSV") from None

    def rows(self, table: str) -> list[tuple[int, Row]]:
        """Return the rows below the header with their lines, nothing if this file is another table than `table`."""
        name, rows = self._table
        return rows if name == table else []

    def at(self, line: int) -> Reader:
        """Say which line the next row to be read stands on."""
        self.line = line
        return self

    def fail(self, column: str, what: str) -> NoReturn:
        """Raise a `RegistryError` for the present line."""
        raise RegistryError(f"{self.path}:{self.line}: " + (f"column '{column}': " if column else "") + what)

    def _choice(self, column: str, value: str, choices: tuple[str, ...] | frozenset[str]) -> None:
        if value not in choices:
            from medlint.suggest import closest  # only a file with a fault in it pays for difflib

            near = closest(value, choices)
            hint = f"; did you mean '{near}'?" if near else ""
            self.fail(column, f"'{value}' is not one of {', '.join(sorted(filter(None, choices)))}{hint}")

    def _fact(self, jurisdiction: str, status: str, date: str, source: str, confidence: str) -> None:
        if not _CODE.match(jurisdiction):
            self.fail("jurisdiction", f"'{jurisdiction}' is no code; write two capitals such as IN, US, EU or WW")
        if status not in STATUSES:
            self._choice("status", status, STATUSES)
        if not _DATE.match(date):
            self.fail("date", f"'{date}' is no date; write YYYY, YYYY-MM or YYYY-MM-DD, or nothing")
        if confidence not in CONFIDENCES:
            self._choice("confidence", confidence, CONFIDENCES)
        if not source:
            self.fail("source", "every fact needs a source; write where it can be read")

    def drug(self, row: Row) -> Drug:
        """Return the drug of a row of `drugs`."""
        name, names, brands, lookup_only, note = row
        if not name:
            self.fail("drug", "the name is empty; write the INN in lower case")
        return Drug(name, split(names), split(brands), split(lookup_only), note)

    def fact(self, row: Row, name: str) -> Fact:
        """Return the fact of a row of `facts`; `name` is the INN of its drug."""
        drug, jurisdiction, status, date, category, reason, scope, forms, note, source, confidence = row
        self._fact(jurisdiction, status, date, source, confidence)
        if not drug:
            self.fail("drug", "the name is empty; write the INN in lower case")
        if not scope:
            self.fail("scope", "the scope is empty; write 'whole drug' or the form, strength or use that is meant")
        if category and category not in REASONS:
            self._choice("reason_category", category, REASONS)
        return Fact(
            *(name, jurisdiction, status, date, category, reason, scope, split(forms), note, source, confidence)
        )

    def combination(self, row: Row, named: frozenset[str]) -> CombinationFact:
        """Return the fact of a row of `combinations`; `named` are its members as INNs."""
        members, jurisdiction, status, date, order, notified, scope, forms, reason, legal, why, source, confidence = row
        self._fact(jurisdiction, status, date, source, confidence)
        parts = members.split(" + ")
        if len(parts) < 2 or not all(part == part.strip() != "" for part in parts):
            self.fail("members", "write at least two names, joined by ' + '")
        if not scope:
            self.fail("scope", "the scope is empty; write 'any form or strength' or what the order is limited to")
        if legal and legal not in LEGAL_STATUSES:
            self._choice("legal_status", legal, LEGAL_STATUSES)
        return CombinationFact(
            *(named, jurisdiction, status, date, order, notified, scope, split(forms), reason),
            *(legal, why, source, confidence),
        )


def split(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that lists several things between semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip()) if cell else ()
