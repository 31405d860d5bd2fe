"""What a run depends on and what it tells, so that its outcome can be kept for `repeat`.

An audit hook notes each file that the process opens and each folder that it lists: no dependency is kept by hand.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
import zlib
from collections.abc import Iterable, Sequence
from functools import cache as cache_of
from typing import TYPE_CHECKING, Any

from medlint.outputfile import replace_file
from medlint.previous import Recorder, look_back, prune
from medlint.repeat import FORMAT, entries_of, pages_beside, runs_in, stamp_of, standing_at
from medlint.told import LARGEST, Told

if TYPE_CHECKING:
    from medlint.found import Discovery
    from medlint.repeat import Stamp

    Noted = tuple[list[str], dict[str, Stamp], dict[str, tuple[str, str]], bool]

_MOST = 24
# Of a larger site, what is found is kept page by page alone.
_MOST_PAGES = 20_000
# Files change within one tick of the clock: what changed so shortly before the run could change again unseen.
_TICK = 2_000_000_000
# Where settings are looked for, in every folder above: that there is none matters as much.
LOOKED_FOR = ("medlint.toml", "pyproject.toml", ".gitignore", ".git", ".git/info/exclude")
_OTHER_WORK = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "socket.connect")


_current: Watch | None = None
# How many pages are being read just now.
_pages_open = 0


def current() -> Watch | None:
    """Return the watch on this run, if there is one."""
    return _current


class AsPage:
    """Within this context a file is read because it is a page, and for no other reason."""

    def __enter__(self) -> None:
        global _pages_open
        _pages_open += 1

    def __exit__(self, *_: object) -> None:
        global _pages_open
        _pages_open -= 1


as_page = AsPage()


class Watch:
    """Notes what a run reads, writes and tells, so that its outcome can be kept.

    `cover` says that the run is one whose outcome may be kept; without it, nothing is. `previous` is the last run with
    the same command, where no more than the content of pages has changed since.
    """

    def __init__(
        self,
        folder: str,
        name: str,
        key: tuple[Any, ...],
        kept: dict[str, Any] | None = None,
        changed: Sequence[str] = (),
    ) -> None:
        """`kept` is what is kept of the last run with this key, if no more of its files than the pages `changed` are
        others now.
        """
        global _current
        self._folder = folder
        self._path = os.path.join(folder, name)
        self._key = key
        self.recorder: Recorder | None = None
        self._oldest = time.time_ns() - _TICK
        self._opened: dict[str, None] = {}
        self._pages: dict[str, None] = {}
        self._folders: dict[str, Stamp] = {}
        # Folders that medlint itself writes in, with what else was there before.
        self._own: dict[str, list[tuple[str, bool, str]]] = {}
        self._written: dict[str, Stamp | None] = {}
        self._covered: str | None = None
        self._standing: dict[str, tuple[str, str]] = {}
        self._lost = False
        # What changes from here on has changed too lately for this run to be kept.
        self.previous = look_back(pages_beside(self._path), kept, changed) if kept is not None else None
        if kept is not None and self.previous is not None:
            # It depended on what this run will not look at again.
            self._opened.update((path, None) for path, *_ in kept["files"])
            self._standing.update(kept["standing"])
            for path, _ in (*kept["folders"], *kept["listings"]):
                self.listed(path)
            self._lost = any(map(self._is_late, self.previous.changed))
        self._told = Told()
        _current = self
        sys.addaudithook(self._hear)

    def _hear(self, event: str, given: tuple[Any, ...]) -> None:
        """Take note of what this process asks the system for."""
        if _current is not self:
            return
        if event == "open":
            path, mode, flags = given
            if not _pages_open and isinstance(path, str | bytes) and not self._writes(mode, flags):
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
                self.looked_for(path)

    def listed(self, path: str) -> None:
        """Note the state of a folder before it is listed."""
        if path not in self._folders:
            try:
                self._folders[path] = stamp_of(path)
            except OSError:
                self._lost = True

    def looked_for(self, path: str) -> None:
        """Note where a path leads, and whether there is anything."""
        self._standing[path] = standing_at(path)

    def begins(self, path: str) -> None:
        """Note that a file is about to be written."""
        above, name = os.path.split(os.path.realpath(path))
        if above not in self._folders or above in self._own:
            return
        try:
            self._own[above] = entries_of(above, {name})
            # What came into the folder since it was listed is not known; what comes now is medlint's own.
            self._lost |= stamp_of(above) != self._folders[above]
        except OSError:
            self._lost = True

    def wrote(self, path: str) -> None:
        """Note that a file was written."""
        real = os.path.realpath(path)
        try:
            self._written[path] = stamp_of(real) if os.path.isfile(real) else None
        except OSError:
            self._lost = True

    def cover(self, cache: str, found: Discovery, looked_for: Iterable[str]) -> None:
        """Say that the outcome may be kept. `found` are the files checked; `looked_for` are paths in and above which
        settings were looked for; `cache` is the folder by whose cleaning the outcome is forgotten.
        """
        self._found = found
        self._pages.update((file.real, None) for file in found.files)
        real_folder = cache_of(os.path.realpath)
        for file in found.files:
            above, name = os.path.split(os.path.abspath(file.path))
            if os.path.join(real_folder(above), name) != file.real:
                # A link, and any that it leads through, may lead elsewhere the next time.
                self.looked_for(os.path.join(above, name))
        for top in looked_for:
            # A link on the way may lead elsewhere the next time.
            self.looked_for(top)
            for folder in {*_upwards(top), *_upwards(self._standing[top][0])}:
                for name in LOOKED_FOR:
                    self.looked_for(os.path.join(folder, name))
        self._covered = cache

    def noted(self) -> Noted:
        """Return what this process has noted so far, for `join`."""
        return [*self._opened], dict(self._folders), dict(self._standing), self._lost

    def join(self, noted: Noted) -> None:
        """Take over what a copy of this process has noted."""
        opened, folders, standing, lost = noted
        self._opened.update(dict.fromkeys(opened))
        self._folders = folders | self._folders
        self._standing = standing | self._standing
        self._lost |= lost

    def lose(self) -> None:
        """Take note that something was done of which nothing is known."""
        self._lost = True

    def may_keep(self, pages: int) -> bool:
        """Return whether the outcome of a run on so many pages may be kept, by what is known so far."""
        return not self._lost and pages <= _MOST_PAGES

    def record(self) -> Recorder:
        """Return what is to be told what is found in the pages of this run."""
        self.recorder = Recorder()
        return self.recorder

    def finish(self, code: Any) -> None:
        """Keep the outcome of the run that ends with this exit code. Never raises."""
        global _current
        _current = None
        if self._covered is None or self._lost or code not in (0, 1):
            return
        try:
            told = self._told.pieces()
            kept = self._state() if told is not None else None
            if kept is not None:
                self._save(kept | {"told": told, "code": int(code)})
        except (OSError, ValueError):
            return

    def _state(self) -> dict[str, Any] | None:
        """Return all that the outcome depends on, and what was written; None where it is not sure. Errors: OSError."""
        files, folders, written = self._files(), self._folders_and_listings(), self._read_back()
        if files is None or folders is None or written is None:
            return None
        kept: dict[str, Any] = {"format": FORMAT, "key": self._key, "cache": self._covered, "written": written}
        return kept | {**files, **folders, "standing": list(self._standing.items())}

    def _files(self) -> dict[str, list[tuple[str, int, int, int, int]]] | None:
        """Return the state of all files, and of what are pages alone; None where one changed too lately.

        Errors: OSError.
        """
        from medlint.edition import own_files

        passing = (self._folder + os.sep, "/dev/", "/proc/")
        read = dict.fromkeys([*self._opened, *own_files()])
        files = [(path, *stamp_of(path)) for path in read if not path.startswith(passing)]
        # A page may be a rule page as well, or what another page refers to: whoever opened it needs to see it change.
        pages = [(path, *stamp_of(path)) for path in self._pages if path not in read]
        lately = any(max(changed, moved) >= self._oldest for _, _, changed, moved, _ in (*files, *pages))
        return None if lately else {"files": files, "pages": pages}

    def _is_late(self, path: str) -> bool:
        """Return whether a file changed too lately. Errors: OSError."""
        _, changed, moved, _ = stamp_of(path)
        return max(changed, moved) >= self._oldest

    def _folders_and_listings(self) -> dict[str, Any] | None:
        """Return the state of folders, and the names in those that medlint wrote in; None where others did, or lately.

        Errors: OSError.
        """
        folders = {path: before for path, before in self._folders.items() if path != self._folder}
        if any(changed >= self._oldest for _, changed, _, _ in folders.values()):
            return None
        written = {os.path.basename(os.path.realpath(path)) for path in self._written}
        for path, before in self._own.items():
            if entries_of(path, written) != [one for one in before if one[0] not in written]:
                return None
        others = [(path, before) for path, before in folders.items() if path not in self._own]
        entries = {path: entries_of(path) for path, _ in others} if self.recorder is not None else {}
        if any(stamp_of(path) != before for path, before in others):
            return None
        listings = [(path, entries_of(path)) for path in self._own]
        return {"folders": others, "listings": listings, "entries": entries}

    def _read_back(self) -> list[tuple[str, bytes]] | None:
        """Return the files that were written; None where they are not what they were, or too much. Errors: OSError."""
        found = []
        for path, stamp in self._written.items():
            if stamp is None or stamp_of(os.path.realpath(path)) != stamp or stamp[0] > LARGEST:
                return None
            with open(path, "rb") as file:
                found.append((path, file.read()))
        return found

    def _save(self, kept: dict[str, Any]) -> None:
        """Errors: OSError."""
        kept["run"] = os.urandom(16)
        entries = kept.pop("entries")
        if self.recorder is not None:
            files = [(file.path, file.real) for file in self._found.files]
            about = {"run": kept["run"], "files": files, "ignored": self._found.ignored, "entries": entries}
            self.recorder.save(pages_beside(self._path), about)
        data = marshal.dumps(kept)
        replace_file(self._path, zlib.crc32(data).to_bytes(4, "big") + data)
        runs = sorted(runs_in(self._folder), key=lambda path: os.stat(path).st_mtime_ns, reverse=True)
        for path in runs[_MOST:]:
            os.unlink(path)
        prune(filter(os.path.exists, map(pages_beside, runs)))


def _upwards(folder: str) -> list[str]:
    """Return a folder and all above it."""
    found = [folder]
    while (above := os.path.dirname(found[-1])) != found[-1]:
        found.append(above)
    return found
