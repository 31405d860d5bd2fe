"""medlint's own tables as plain data, kept until a file changes: to read CSV takes longer than to check a page.

Only for files of this installation: what a stranger's files hold is never kept here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from medlint.compiled import Store, stamp_of
from medlint.typed import Any, TypeVar

T = TypeVar("T")

_STORE = Store("tables", sys.version)


def kept(name: str, files: Sequence[str], work: Callable[[], T]) -> T:
    """Return `work()`, which is plain data. `files` are all that it depends on: tables, and the modules that read them.

    Errors: those of `work`, whose result alone is kept.
    """
    # Taken before the files are read: what changes in between is read anew the next time.
    stamps = tuple(map(stamp_of, files))
    found = _STORE.get(name)
    if found is None or found[0] != stamps:
        found = stamps, work()
        _STORE.put(name, found)
    value: T = found[1]
    return value


def rows_of(path: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file by column. Errors: csv.Error, OSError."""
    return kept(path, (path, __file__), lambda: _read_rows(path))


def toml_of(path: str) -> dict[str, Any]:
    """Return the table of a TOML file without dates. Errors: tomllib.TOMLDecodeError, OSError."""
    return kept(path, (path, __file__), lambda: _read_toml(path))


def _read_rows(path: str) -> list[dict[str, str]]:
    import csv

    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _read_toml(path: str) -> dict[str, Any]:
    import tomllib

    with open(path, "rb") as file:
        return tomllib.load(file)
