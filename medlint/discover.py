"""From the paths that a user names to the files that are checked."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from functools import cache

from medlint.found import Discovery, Files, Found, Skipped
from medlint.gitignore import GitIgnore
from medlint.globs import compile_globs
from medlint.walk import Folder, Harvest, Settings, as_folder, link_fault, not_regular, relative, unreadable, walk

__all__ = ["Discovery", "Found", "MissingPath", "Settings", "Skipped", "discover"]


class MissingPath(Exception):  # noqa: N818
    """Some of the paths that were named do not exist; `paths` has them all."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__("no such file or folder: " + ", ".join(map(repr, paths)))
        self.paths = paths


def discover(paths: Sequence[str], project_of: Callable[[str], Settings]) -> Discovery:
    """Return the files to check: those in `paths`, and those in the folders in `paths` that the settings ask for.

    A file that is named is checked whatever its name and whatever excludes it, unless the settings say
    `force_exclude`. A folder that is named is walked, even if it is excluded; what a pattern leaves out inside of it
    stays out. A file that is reached twice is given once.
    `project_of` is asked once for each folder that is walked or holds a file that is named, by its absolute path.
    Paths are printed relative to the working folder if they lie in it, else as they were given.

    Errors: MissingPath; and what `project_of` raises.
    """
    missing = tuple(path for path in paths if not _exists(path))
    if missing:
        raise MissingPath(missing)
    search = _Search(project_of)
    for path in paths:
        search.take(path)
    return search.result()


def _exists(path: str) -> bool:
    try:
        # Of an empty path nothing is asked, for to the system it is no path, but to `Path` the working folder.
        return bool(path and os.lstat(path))
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: no path can be spelled like that
        return False
    except OSError:
        return True  # what it is cannot be told; `take` finds the reason


class _Search:
    """What one run has met so far."""

    def __init__(self, project_of: Callable[[str], Settings]) -> None:
        self.settings_in = cache(project_of)  # by folder, for a hook names thousands of files in few folders
        self.here = as_folder(os.getcwd())
        self.git = GitIgnore()
        self.harvest = Harvest()
        self.real_folder = cache(os.path.realpath)

    def result(self) -> Discovery:
        files = sorted((printed, real) for real, (_, printed) in self.harvest.found.items())
        self.harvest.found.clear()
        kept = {printed for printed, _ in files} if self.harvest.skipped or self.harvest.ignored else set()
        skipped = sorted(self.harvest.skipped.items())
        return Discovery(
            Files(files),
            tuple(Skipped(printed, reason) for printed, reason in skipped if printed not in kept),
            len(self.harvest.ignored - kept),
        )

    def take(self, given: str) -> None:
        """Take in a path that the user named."""
        spelled = _spell(given)
        printed = self.shown(spelled, given)
        is_link = False
        try:
            mode = os.lstat(given).st_mode
            is_link = stat.S_ISLNK(mode)
            if is_link:
                mode = os.stat(given).st_mode
        except OSError as error:
            self.harvest.skipped[printed] = link_fault(error) if is_link else f"it {unreadable(error)}"
            return
        if stat.S_ISDIR(mode):
            self.take_folder(spelled, printed)
        elif stat.S_ISREG(mode):
            self.take_file(spelled, printed, is_link)
        else:
            self.harvest.skipped[printed] = not_regular(mode)

    def shown(self, spelled: str, given: str) -> str:
        if as_folder(spelled) == self.here:
            return "."
        if spelled.startswith(self.here):
            return relative(spelled, self.here)
        return _tidy(given)

    def take_file(self, spelled: str, printed: str, is_link: bool) -> None:
        above, name = os.path.split(spelled)
        folder = self.real_folder(above)
        if reason := self.exclusion(spelled, folder, name, self.settings_in(above)):
            self.harvest.skipped[printed] = reason
            return
        real = as_folder(folder) + name
        self.harvest.add(spelled, printed, os.path.realpath(real) if is_link else real)

    def take_folder(self, spelled: str, printed: str) -> None:
        real = os.path.realpath(spelled)
        if reason := self.exclusion(as_folder(spelled), *os.path.split(real), self.settings_in(spelled)):
            self.harvest.skipped[printed] = reason
            return
        rules = self.git.at(real)
        if rules.blocked:
            rules = rules.alone()
        way = "" if printed == "." else printed.removesuffix("/") + "/"
        walk(Folder(as_folder(spelled), way, as_folder(real), rules), self.here, self.settings_in, self.harvest)

    def exclusion(self, spelled: str, folder: str, name: str, settings: Settings) -> str | None:
        """Return why a path that the user named is left out by force, None if it is not."""
        if not settings.force_exclude:
            return None
        is_folder = spelled.endswith(os.sep)
        path = relative(spelled, settings.root, self.here, os.path.split(spelled.rstrip(os.sep))[0])
        if compile_globs(settings.exclude)(path):
            return _exclusion_reason(path, settings)
        if settings.respect_gitignore and name and (origin := self.git.at(folder).origin(name, is_folder=is_folder)):
            return f"ignored by git ('{origin.pattern}' in {origin.file}, line {origin.line})"
        return None


def _exclusion_reason(path: str, settings: Settings) -> str:
    pattern = next(pattern for pattern in settings.exclude if compile_globs((pattern,))(path))
    lists = (each for each in settings.effective() if each[0] in ("exclude", "extend-exclude"))
    key, _, origin = next(each for each in lists if pattern in each[1])
    return f"excluded by '{pattern}' ({key}, {origin})"


def _tidy(path: str) -> str:
    """Return a path with slashes, and without what has no meaning in it."""
    from pathlib import Path

    return Path(path).as_posix()


def _spell(given: str) -> str:
    """Return the absolute path without dots; links are resolved only where `..` might come after one."""
    if ".." not in given:
        return os.path.abspath(given)
    from pathlib import Path

    path = Path(given).absolute()
    if ".." not in path.parts:
        return str(path)
    return str(path.resolve() if path.name == ".." else path.parent.resolve() / path.name)
