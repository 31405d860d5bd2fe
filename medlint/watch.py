"""What a run depends on and what it tells, so that its outcome can be kept: see `keeping`.

An audit hook notes each file that the process opens and each folder that it lists: no dependency is kept by hand.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache

from medlint.previous import Recorder, look_back
from medlint.repeat import entries_of, pages_beside, stamp_of, standing_at
from medlint.told import Told
from medlint.typed import TYPE_CHECKING, Any
from medlint.watching import appoint, as_page, current

if TYPE_CHECKING:
    from medlint.found import Discovery
    from medlint.repeat import Stamp

    Noted = tuple[list[str], dict[str, Stamp], dict[str, tuple[str, str]], bool]

# Of a larger site's run, what is found in its pages is kept in the cache alone: it would have to be in memory whole.
_MOST_PAGES = 20_000
# Files change within one tick of the clock: what changed so shortly before the run could change again unseen.
_TICK = 2_000_000_000
# Where settings are looked for, in every folder above: that there is none matters as much.
LOOKED_FOR = ("medlint.toml", "pyproject.toml", ".gitignore", ".git", ".git/info/exclude")
_OTHER_WORK = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "socket.connect")


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
        self.folder = folder
        self.path = os.path.join(folder, name)
        self.key = key
        # What changes from here on, or did so a moment ago, has changed too lately for this run to be kept.
        self._oldest = time.time_ns() - _TICK
        self._lost = False
        self.recorder: Recorder | None = None
        self.found: Discovery | None = None
        self.cache: str | None = None
        self.opened: dict[str, None] = {}
        self.folders: dict[str, Stamp] = {}
        self.standing: dict[str, tuple[str, str]] = {}
        # Folders that medlint itself writes in, with what else was there before; and what it wrote.
        self.own: dict[str, list[tuple[str, bool, str]]] = {}
        self.written: dict[str, Stamp | None] = {}
        self.previous = look_back(pages_beside(self.path), kept, changed) if kept is not None else None
        if kept is not None and self.previous is not None:
            # It depended on what this run will not look at again.
            self.opened.update((path, None) for path, *_ in kept["files"])
            self.standing.update(kept["standing"])
            for path, _ in (*kept["folders"], *kept["listings"]):
                self.listed(path)
            self._lost |= any(self.is_late(*stamp_of(path)[1:3]) for path in self.previous.changed)
        self.told = Told()
        appoint(self)
        sys.addaudithook(self._hear)

    def _hear(self, event: str, given: tuple[Any, ...]) -> None:
        """Take note of what this process asks the system for."""
        if current() is not self:
            return
        if event == "open":
            path, mode, flags = given
            if not as_page.open and isinstance(path, str | bytes) and not self._writes(mode, flags):
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
        if path not in self.opened:
            if os.path.lexists(path):
                self.opened[path] = None
            else:
                self.looked_for(path)

    def listed(self, path: str) -> None:
        """Note the state of a folder before it is listed."""
        if path not in self.folders:
            try:
                self.folders[path] = stamp_of(path)
            except OSError:
                self._lost = True

    def looked_for(self, path: str) -> None:
        """Note where a path leads, and whether there is anything."""
        self.standing[path] = standing_at(path)

    def begins(self, path: str) -> None:
        """Note that a file is about to be written."""
        above, name = os.path.split(os.path.realpath(path))
        if above not in self.folders or above in self.own:
            return
        try:
            self.own[above] = entries_of(above, {name})
            # What came into the folder since it was listed is not known; what comes now is medlint's own.
            self._lost |= stamp_of(above) != self.folders[above]
        except OSError:
            self._lost = True

    def wrote(self, path: str) -> None:
        """Note that a file was written."""
        real = os.path.realpath(path)
        try:
            self.written[path] = stamp_of(real) if os.path.isfile(real) else None
        except OSError:
            self._lost = True

    def cover(self, cache_folder: str, found: Discovery, looked_for: Iterable[str]) -> None:
        """Say that the outcome may be kept. `found` are the files checked; `looked_for` are paths in and above which
        settings were looked for; `cache_folder` is the one by whose cleaning the outcome is forgotten.
        """
        real_folder = cache(os.path.realpath)
        for file in found.files:
            above, name = os.path.split(os.path.abspath(file.path))
            if os.path.join(real_folder(above), name) != file.real:
                # A link, and any that it leads through, may lead elsewhere the next time.
                self.looked_for(os.path.join(above, name))
        for top in looked_for:
            # A link on the way may lead elsewhere the next time.
            self.looked_for(top)
            for folder in {*_upwards(top), *_upwards(self.standing[top][0])}:
                for name in LOOKED_FOR:
                    self.looked_for(os.path.join(folder, name))
        self.found, self.cache = found, cache_folder

    def noted(self) -> Noted:
        """Return what this process has noted so far, for `join`."""
        return [*self.opened], dict(self.folders), dict(self.standing), self._lost

    def join(self, noted: Noted) -> None:
        """Take over what a copy of this process has noted."""
        opened, folders, standing, lost = noted
        self.opened.update(dict.fromkeys(opened))
        self.folders = folders | self.folders
        self.standing = standing | self.standing
        self._lost |= lost

    def lose(self) -> None:
        """Take note that something was done of which nothing is known."""
        self._lost = True

    def may_keep(self) -> bool:
        """Return whether the outcome of the run may be kept, by what is known so far."""
        return not self._lost

    def record(self, pages: int) -> Recorder | None:
        """Return what is to be told what is found in the pages of this run, None where they are too many."""
        if pages <= _MOST_PAGES:
            self.recorder = Recorder()
        return self.recorder

    def finish(self, code: Any) -> None:
        """Keep the outcome of the run that ends with this exit code. Never raises."""
        appoint(None)
        if self.cache is None or self._lost or code not in (0, 1):
            return
        from medlint.keeping import keep

        with suppress(OSError, ValueError):
            keep(self, int(code))

    def is_late(self, *times: int) -> bool:
        """Return whether something that changed at these times, in nanoseconds, changed too lately to be relied on."""
        return max(times) >= self._oldest


def _upwards(folder: str) -> list[str]:
    """Return a folder and all above it."""
    found = [folder]
    while (above := os.path.dirname(found[-1])) != found[-1]:
        found.append(above)
    return found
