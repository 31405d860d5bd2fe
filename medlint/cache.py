"""What was found in pages, kept from run to run in one SQLite file that several processes may use at once.

Two tables: `pages` says which content a path had (with its size and time of change, so that it need not be read), and
`results` what was found in a content under a key. A result is never wrong for being old: its key holds the content and
all that the finding depends on. Whatever is wrong with the file, the cache is empty and the run goes on.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from medlint.cachefolder import FILE, delete_files, make_folder

# "MEDL", and the layout's version: another layout starts an empty file.
_APPLICATION = 0x4D45444C
_LAYOUT = 2
_TABLES = """
create table pages (path blob primary key, size integer, changed integer, seen integer, content blob) without rowid;
create table results (key blob primary key, used integer, found text) without rowid;
"""
# A result that no run has asked for in so many days is dropped.
_DAYS = 30
_DAY = 86_400
# Files change within one tick of the clock: what changed so shortly before it was read is read again (nanoseconds).
_TICK = 2_000_000_000
_CHUNK = 500
_NOT_DAMAGE = {
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM),
}


class Stamp(NamedTuple):
    """What tells a file's state without reading it: size in bytes and time of change in nanoseconds."""

    size: int
    changed: int


class Cache:
    """The open cache. Reading is done at once for all pages; what is to be kept is written at the end.

    Use as a context manager. No method raises for what is wrong with the file; `trouble` says what was. `has_results`
    says that anything at all was kept, so that pages are worth looking up.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trouble: str | None = None
        self.has_results = False
        self._database: sqlite3.Connection | None = None
        # Paths may hold bytes that are no text, so the file has them as bytes.
        self._pages: dict[str, tuple[Any, ...]] = {}
        self._new_pages: list[tuple[bytes, int, int, int, bytes]] = []
        self._new_results: list[tuple[bytes, int, str]] = []
        self._used: list[tuple[int, bytes]] = []

    def __enter__(self) -> Cache:
        try:
            self._database = self._open()
            rows = self._database.execute("select path, size, changed, seen, content from pages")
            self._pages = {os.fsdecode(path): tuple(row) for path, *row in rows}
            self.has_results = self._database.execute("select 1 from results limit 1").fetchone() is not None
        except (sqlite3.Error, OSError, TypeError, ValueError) as error:
            self._give_up(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What was found before an interruption is as good as any.
        self.flush()
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def content_of(self, path: str, stamp: Stamp) -> bytes | None:
        """Return the digest of the content that the file at `path` had under this stamp, None where it must be read."""
        row = self._pages.get(path)
        if row is None or row[:2] != stamp or row[1] + _TICK > row[2]:
            return None
        content: bytes = row[3]
        return content

    def content_before(self, path: str) -> bytes | None:
        """Return the digest of the content that the file at `path` had when it was last read, whatever it has now."""
        row = self._pages.get(path)
        return row[3] if row is not None else None

    def results(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Return what is kept under these keys."""
        if self._database is None:
            return {}
        found: dict[bytes, str] = {}
        today = int(time.time()) // _DAY
        try:
            for chunk in _chunks(keys):
                marks = ",".join("?" * len(chunk))
                query = f"select key, used, found from results where key in ({marks})"
                for key, used, text in self._database.execute(query, chunk):
                    if isinstance(text, str):
                        found[key] = text
                        if used != today:
                            self._used.append((today, key))
        except sqlite3.Error as error:
            self._give_up(error)
            return {}
        return found

    def remember(self, path: str, stamp: Stamp, content: bytes) -> None:
        """Note which content a file has."""
        row = self._pages.get(path)
        if row is None or row[:2] != stamp or row[3] != content or row[1] + _TICK > row[2]:
            self._new_pages.append((os.fsencode(path), *stamp, time.time_ns(), content))

    def keep(self, key: bytes, found: str) -> None:
        """Note what was found in a content under a key."""
        self._new_results.append((key, int(time.time()) // _DAY, found))
        if len(self._new_results) >= 20 * _CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what was noted."""
        database, pages, results, used = self._database, self._new_pages, self._new_results, self._used
        self._new_pages, self._new_results, self._used = [], [], []
        if database is None or not (pages or results or used):
            return
        try:
            with database:
                database.executemany("insert or replace into pages values (?, ?, ?, ?, ?)", pages)
                database.executemany("insert or replace into results values (?, ?, ?)", results)
                database.executemany("update results set used = ? where key = ?", used)
                if results:
                    database.execute("delete from results where used < ?", (int(time.time()) // _DAY - _DAYS,))
        except sqlite3.Error as error:
            self._give_up(error)

    def _open(self) -> sqlite3.Connection:
        """Return the database, made anew where there is none, or none that can be used."""
        make_folder(self.folder)
        path = self.folder / FILE
        if path.is_symlink():
            raise OSError(f"{path} is a link")
        try:
            return _connect(path)
        except (sqlite3.DatabaseError, _OtherLayoutError) as error:
            # What another process holds is not damaged, and a disk that refuses will refuse again.
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_DAMAGE:
                raise
            delete_files(self.folder)
            return _connect(path)

    def _give_up(self, error: Exception) -> None:
        self.trouble = str(error)
        self._pages = {}
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None


class _OtherLayoutError(Exception):
    """The file is a database of another version of medlint, or of another program."""


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=20.0)
    try:
        (application,) = database.execute("pragma application_id").fetchone()
        (layout,) = database.execute("pragma user_version").fetchone()
        if (application, layout) == (0, 0):
            _create(database)
        elif (application, layout) != (_APPLICATION, _LAYOUT):
            raise _OtherLayoutError
        # Readers and one writer at once; losing the last run's results in a power cut harms nobody. The switch needs
        # the file for itself: where another process is at work in it, the next one makes it.
        with contextlib.suppress(sqlite3.OperationalError):
            database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = off")
        database.execute("select path, size, changed, seen, content from pages limit 1").fetchone()
        database.execute("select key, used, found from results limit 1").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def _create(database: sqlite3.Connection) -> None:
    with database:
        database.execute("begin immediate")
        # Another process may have been quicker.
        if database.execute("pragma user_version").fetchone() == (0,):
            if database.execute("select 1 from sqlite_master").fetchone():
                raise _OtherLayoutError
            for statement in _TABLES.strip().split("\n"):
                database.execute(statement)
            database.execute(f"pragma application_id = {_APPLICATION}")
            database.execute(f"pragma user_version = {_LAYOUT}")


def _chunks(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]


def stamps(paths: Iterable[str]) -> Mapping[str, Stamp]:
    """Return the stamps of files by path; what cannot be looked at is left out."""
    found: dict[str, Stamp] = {}
    for path in paths:
        with contextlib.suppress(OSError):
            state = os.stat(path)  # noqa: PTH116 - thousands of them
            found[path] = Stamp(state.st_size, state.st_mtime_ns)
    return found
