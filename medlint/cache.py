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
from collections.abc import Iterator, Sequence
from types import TracebackType

from medlint.cachefolder import FILE, StrPath, delete_files, make_folder
from medlint.diskfiles import Stamp
from medlint.named import NamedTuple
from medlint.typed import Any

# "MEDL", and the layout's version: another layout starts an empty file.
_APPLICATION = 0x4D45444C
_LAYOUT = 3
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


class Known(NamedTuple):
    """The state in which a file was last read, when that was (in nanoseconds), and the digest of what it held."""

    stamp: Stamp
    seen: int
    content: bytes

    def tells(self, stamp: Stamp) -> bool:
        """Return whether the file, which is in this state now, holds what it held."""
        return self.stamp == stamp and stamp.changed + _TICK <= self.seen


class Cache:
    """The open cache. Pages are read in chunks, and what is to be kept is written in chunks.

    Use as a context manager. No method raises for what is wrong with the file; `trouble` says what was. `has_results`
    says that anything at all was kept, so that pages are worth looking up.
    """

    def __init__(self, folder: StrPath) -> None:
        self.folder = folder
        self.trouble: str | None = None
        self.has_results = False
        self._database: sqlite3.Connection | None = None
        # Something was kept, so that what is old may go.
        self._grown = False
        self._new_pages: list[tuple[bytes, int, int, int, bytes]] = []
        self._new_results: list[tuple[bytes, int, str]] = []
        self._used: list[tuple[int, bytes]] = []

    def __enter__(self) -> Cache:
        try:
            self._database = self._open()
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
                if self._grown:
                    with self._database:
                        oldest = int(time.time()) // _DAY - _DAYS
                        self._database.execute("delete from results where used < ?", (oldest,))
                self._database.close()
            self._database = None

    def pages(self, paths: Sequence[str]) -> dict[str, Known]:
        """Return what is known of the files at these paths."""
        # Paths may hold bytes that are no text, so the file has them as bytes.
        query = "select path, size, changed, seen, content from pages where path in ({})"
        rows = self._rows(query, [os.fsencode(path) for path in paths])
        return {
            os.fsdecode(path): Known(Stamp(size, changed), seen, content)
            for path, size, changed, seen, content in rows
            if isinstance(content, bytes) and isinstance(seen, int) and isinstance(changed, int)
        }

    def holds(self, keys: Sequence[bytes]) -> frozenset[bytes]:
        """Return those of the keys under which anything is kept."""
        return frozenset(key for (key,) in self._rows("select key from results where key in ({})", keys))

    def _rows(self, query: str, values: Sequence[bytes]) -> list[Any]:
        """Return the rows for all values, which stand for the braces in the query."""
        rows: list[Any] = []
        try:
            for chunk in _chunks(values):
                if self._database is None:
                    return []
                rows += self._database.execute(query.format(",".join("?" * len(chunk))), chunk)
        except sqlite3.Error as error:
            self._give_up(error)
            return []
        return rows

    def results(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Return what is kept under these keys."""
        found: dict[bytes, str] = {}
        today = int(time.time()) // _DAY
        for key, used, text in self._rows("select key, used, found from results where key in ({})", keys):
            if isinstance(text, str):
                found[key] = text
                if used != today:
                    self._used.append((today, key))
        self._flush_some()
        return found

    def remember(self, path: str, stamp: Stamp, content: bytes) -> None:
        """Note which content a file has."""
        self._new_pages.append((os.fsencode(path), *stamp, time.time_ns(), content))
        self._flush_some()

    def keep(self, key: bytes, found: str) -> None:
        """Note what was found in a content under a key."""
        self._new_results.append((key, int(time.time()) // _DAY, found))
        self._flush_some()

    def _flush_some(self) -> None:
        if max(len(self._new_pages), len(self._new_results), len(self._used)) >= 2 * _CHUNK:
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
                self._grown = self._grown or bool(results)
        except sqlite3.Error as error:
            self._give_up(error)

    def _open(self) -> sqlite3.Connection:
        """Return the database, made anew where there is none, or none that can be used."""
        make_folder(self.folder)
        path = os.path.join(self.folder, FILE)
        if os.path.islink(path):
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
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None


class _OtherLayoutError(Exception):
    """The file is a database of another version of medlint, or of another program."""


def _connect(path: str) -> sqlite3.Connection:
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
