"""Every fault of a user's registry file, not only the first."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from medlint.colour import Palette
from medlint.records import dataclass
from medlint.registry import RegistryError, load
from medlint.registry.tables import COLUMNS, Reader
from medlint.terminal import safe
from medlint.typed import Any

_COLUMN = re.compile(r"column '([a-z_]+)': ")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line (from 1) of a table; `column` is "" where it is the whole line."""

    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """A checked file: which of the registry's tables it is ("" where its header is not known), rows and faults."""

    path: str
    name: str
    rows: int
    faults: tuple[Fault, ...]

    def to_json(self) -> dict[str, Any]:
        """Return `{path, table, rows, faults: [{line, column, message}]}`."""
        faults = [{"line": one.line, "column": one.column or None, "message": one.message} for one in self.faults]
        return {"path": self.path, "table": self.name or None, "rows": self.rows, "faults": faults}

    def to_text(self, palette: Palette) -> Iterator[str]:
        """Yield a line a fault, and one that sums up."""
        for fault in self.faults:
            column = f"column '{fault.column}': " if fault.column else ""
            place = palette.paint("strong", f"{safe(self.path)}:{fault.line}:")
            yield f"{place} {palette.paint('error', 'error')}: {safe(column + fault.message)}\n"
        kind = f", table '{self.name}'" if self.name else ""
        count = len(self.faults)
        found = f"{count} fault{'s' if count != 1 else ''}" if count else "no fault"
        yield f"{safe(self.path)}: {self.rows} row{'s' if self.rows != 1 else ''}{kind}, {found}.\n"


def check_table(path: str) -> Table:
    """Return what is wrong in the file at `path`."""
    reader = Reader(path)
    lines = _lines(path)
    header = tuple(lines[0][1]) if lines else ()
    name = next((table for table, columns in COLUMNS.items() if columns == header), "")
    if not name:
        try:
            reader.rows("drugs")
        except RegistryError as error:
            return Table(path, "", 0, (_fault(error, reader),))
    rows = lines[1:]
    if name not in ("drugs", "facts", "combinations"):
        message = f"this is the table '{name}', which only medlint has; write drugs, facts or combinations"
        return Table(path, name, len(rows), (Fault(1, "", message),))
    faults = []
    for line, row in rows:
        try:
            if len(row) != len(header):
                reader.at(line).fail(
                    "", f"the row has {len(row)} fields, the header {len(header)}; add or remove commas"
                )
            _read(reader.at(line), name, row)
        except RegistryError as error:
            faults.append(_fault(error, reader))
    if not faults:
        try:
            # A name that two drugs claim shows only in the whole.
            load().with_files([path])
        except RegistryError as error:
            faults.append(_fault(error, reader.at(1)))
    return Table(path, name, len(rows), tuple(faults))


def _lines(path: str) -> list[tuple[int, list[str]]]:
    """Return the rows with the lines that they end on, nothing for a file that is no UTF-8 CSV."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            return [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


def _read(reader: Reader, table: str, row: list[str]) -> None:
    if table == "drugs":
        reader.drug(row)
    elif table == "facts":
        reader.fact(row, row[0])
    else:
        reader.combination(row, frozenset(row[0].split(" + ")))


def _fault(error: RegistryError, reader: Reader) -> Fault:
    text = str(error).removeprefix(f"{reader.path}:{reader.line}: ").removeprefix(f"{reader.path}: ")
    column = _COLUMN.match(text)
    return Fault(reader.line, column[1] if column else "", text[column.end() :] if column else text)
