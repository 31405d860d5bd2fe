"""What a run depends on and what it tells, so that its outcome can be kept for `repeat`.

An audit hook notes each file that the process opens and each folder that it lists: no dependency is kept by hand.
"""

from __future__ import annotations

import io
import marshal
import os
import sys
import time
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from medlint.outputfile import replace_file
from medlint.repeat import FORMAT, kind_of, listing_of, runs_in, stamp_of

if TYPE_CHECKING:
    from medlint.repeat import Stamp

# In bytes, of each stream and file.
_LARGEST = 16 * 1024 * 1024
_MOST = 24
# Of a larger site, what is found is kept page by page alone.
MOST_PAGES = 20_000
# Files change within one tick of the clock: what changed so shortly before the run could change again unseen.
_TICK = 2_000_000_000
# Where settings are looked for, in every folder above: that there is none matters as much.
LOOKED_FOR = ("medlint.toml", "pyproject.toml", ".gitignore", ".git", ".git/info/exclude")
_OTHER_WORK = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "socket.connect")


class _Copy(io.BufferedIOBase):
    """Writes to a stream's buffer, and keeps what was written."""

    def __init__(self, buffer: Any, number: int, told: list[tuple[int, bytes]]) -> None:
        self._buffer = buffer
        self._number = number
        self._told = told
        self.size = 0

    def write(self, data: Any) -> int:
        # Of what is too much to be kept, nothing is.
        self.size += len(data)
        if self.size <= _LARGEST:
            self._told.append((self._number, bytes(data)))
        count: int = self._buffer.write(data)
        return count

    def flush(self) -> None:
        self._buffer.flush()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        number: int = self._buffer.fileno()
        return number

    def isatty(self) -> bool:
        return bool(self._buffer.isatty())


_current: Watch | None = None


def current() -> Watch | None:
    """Return the watch on this run, if there is one."""
    return _current


class Watch:
    """Notes what a run reads, writes and tells, so that its outcome can be kept.

    `cover` says that the run is one whose outcome may be kept; without it, nothing is.
    """

    def __init__(self, folder: str, name: str, key: tuple[Any, ...]) -> None:
        global _current
        self._folder = folder
        self._name = name
        self._key = key
        self._begun = time.time_ns()
        self._opened: dict[str, None] = {}
        self._folders: dict[str, Stamp] = {}
        self._relisted: set[str] = set()
        self._told: list[tuple[int, bytes]] = []
        self._written: dict[str, Stamp | None] = {}
        self._covered: tuple[str, frozenset[str]] | None = None
        self._kinds: dict[str, str] = {}
        self._lost = False
        self._streams: list[Any] = []
        self._copies: list[_Copy] = []
        for number, name_of_stream in enumerate(("stdout", "stderr")):
            stream = getattr(sys, name_of_stream)
            # Without a reference to it, the stream would be closed.
            self._streams.append(stream)
            self._copies.append(_Copy(stream.buffer, number, self._told))
            copy = io.TextIOWrapper(
                self._copies[-1],  # type: ignore[type-var]
                encoding=stream.encoding,
                errors=stream.errors,
                newline="\n" if os.linesep == "\n" else None,
                line_buffering=stream.line_buffering,
            )
            setattr(sys, name_of_stream, copy)
        _current = self
        sys.addaudithook(self._hear)

    def _hear(self, event: str, given: tuple[Any, ...]) -> None:
        """Take note of what this process asks the system for."""
        if _current is not self:
            return
        if event == "open":
            path, mode, flags = given
            if isinstance(path, str | bytes) and not self._writes(mode, flags):
                self.opens(os.path.abspath(os.fsdecode(path)))
        elif event in ("os.scandir", "os.listdir"):
            if isinstance(given[0], str | bytes):
                self.listed(os.path.abspath(os.fsdecode(given[0])))
        elif event in _OTHER_WORK:
            # What another program or machine says cannot be watched.
            self._lost = True

    @staticmethod
    def _writes(mode: Any, flags: Any) -> bool:
        if isinstance(mode, str):
            return not mode.startswith("r") or "+" in mode
        return bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))

    def opens(self, path: str) -> None:
        """Note that a file is about to be opened, or that there is none to be opened."""
        if path not in self._opened:
            if os.path.lexists(path):
                self._opened[path] = None
            else:
                self._kinds[path] = ""

    def listed(self, path: str) -> None:
        """Note the state of a folder before it is listed."""
        if path not in self._folders:
            try:
                self._folders[path] = stamp_of(path)
            except OSError:
                self._lost = True

    def looked_for(self, path: str) -> None:
        """Note whether there is anything at a path."""
        self._kinds[path] = kind_of(path)

    def begins(self, path: str) -> None:
        """Note that a file is about to be written."""
        above = os.path.dirname(os.path.realpath(path))
        known = self._folders.get(above)
        # What came into the folder since it was listed is not known; what comes now is medlint's own.
        if known is not None and above not in self._relisted and stamp_of(above) != known:
            self._lost = True
        self._relisted.add(above)

    def wrote(self, path: str) -> None:
        """Note that a file was written."""
        real = os.path.realpath(path)
        try:
            self._written[path] = stamp_of(real) if kind_of(real) == "file" else None
        except OSError:
            self._lost = True

    def cover(self, cache: str, pages: Iterable[str], looked_for: Iterable[str]) -> None:
        """Say that the outcome may be kept. `pages` are the real paths of the files checked; `looked_for` are folders
        in and above which settings were looked for; `cache` is the folder by whose cleaning the outcome is forgotten.
        """
        self._opened.update(dict.fromkeys(pages))
        self._covered = cache, frozenset(looked_for)

    def finish(self, code: Any) -> None:
        """Keep the outcome of the run that ends with this exit code. Never raises."""
        global _current
        _current = None
        too_much = any(copy.size > _LARGEST for copy in self._copies)
        if self._covered is None or self._lost or too_much or code not in (0, 1):
            return
        try:
            sys.stdout.flush()
            sys.stderr.flush()
            kept = self._state(int(code))
            if kept is not None:
                self._save(kept)
        except (OSError, ValueError):
            return

    def _state(self, code: int) -> dict[str, Any] | None:
        """Return all that is to be kept; None where something changed too lately to be sure of it. Errors: OSError."""
        from medlint.edition import own_files

        assert self._covered is not None
        cache, tops = self._covered
        oldest = self._begun - _TICK
        own = self._folder + os.sep
        names = [*self._opened, *own_files()]
        files = [
            (path, *stamp_of(path)) for path in dict.fromkeys(names) if not path.startswith((own, "/dev/", "/proc/"))
        ]
        if any(max(changed, moved) >= oldest for _, _, changed, moved, _ in files):
            return None
        folders: list[tuple[str, Stamp, int | None]] = []
        for path, before in self._folders.items():
            if path + os.sep == own:
                continue
            if before[1] >= oldest or (path not in self._relisted and stamp_of(path) != before):
                return None
            folders.append((path, before, listing_of(path) if path in self._relisted else None))
        above = {folder for top in tops for folder in _upwards(top)}
        kinds = [*self._kinds.items(), *((path, kind_of(path)) for folder in above for path in _settings_in(folder))]
        told = _joined(self._told)
        written = self._read_back()
        if written is None:
            return None
        kept: dict[str, Any] = {"format": FORMAT, "key": self._key, "cache": cache, "code": code}
        return kept | {"files": files, "folders": folders, "kinds": kinds, "told": told, "written": written}

    def _read_back(self) -> list[tuple[str, bytes]] | None:
        """Return the files that were written; None where they are not what they were, or too much. Errors: OSError."""
        found = []
        for path, stamp in self._written.items():
            if stamp is None or stamp_of(os.path.realpath(path)) != stamp or stamp[0] > _LARGEST:
                return None
            with open(path, "rb") as file:
                found.append((path, file.read()))
        return found

    def _save(self, kept: dict[str, Any]) -> None:
        """Errors: OSError."""
        data = marshal.dumps(kept)
        replace_file(os.path.join(self._folder, self._name), zlib.crc32(data).to_bytes(4, "big") + data)
        runs = sorted(runs_in(self._folder), key=lambda path: os.stat(path).st_mtime_ns, reverse=True)
        for path in runs[_MOST:]:
            os.unlink(path)


def _upwards(folder: str) -> list[str]:
    """Return a folder and all above it."""
    found = [folder]
    while (above := os.path.dirname(found[-1])) != found[-1]:
        found.append(above)
    return found


def _settings_in(folder: str) -> list[str]:
    return [os.path.join(folder, name) for name in LOOKED_FOR]


def _joined(told: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Return what was told, pieces of one stream that follow each other as one."""
    joined: list[tuple[int, list[bytes]]] = []
    for number, data in told:
        if not joined or joined[-1][0] != number:
            joined.append((number, []))
        joined[-1][1].append(data)
    return [(number, b"".join(pieces)) for number, pieces in joined]
