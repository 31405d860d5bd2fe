"""What git ignores, by its patterns alone.

Git itself is never called: a repository's own settings can make it run programs. So two things differ from git on
purpose. A file that is tracked although a pattern names it is left out here, where git goes on listing it; and a
user's personal ignore file (`core.excludesFile`) is not read, so that everybody gets the same result. Upper and lower
case are always told apart.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from itertools import groupby

from medlint.globs import translate
from medlint.records import dataclass

# In bytes. Nobody writes a longer one, and one made to take long must not stop the run.
_LARGEST_FILE = 128 * 1024


@dataclass(frozen=True, slots=True)
class Origin:
    """The pattern that makes git ignore a path: `file` is relative to the repository's root, `line` counts from 1."""

    pattern: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    origin: Origin
    negated: bool
    glob: str


class _Level:
    """The patterns of one file, later ones before earlier ones."""

    def __init__(self, patterns: list[_Pattern]) -> None:
        self.patterns = tuple(reversed(patterns))
        # The last pattern that matches decides, so neighbours of one sign are one expression.
        self.runs: list[tuple[bool, Callable[[str], object]]] = []
        for negated, run in groupby(self.patterns, key=lambda pattern: pattern.negated):
            self.runs.append((negated, _matcher(*(pattern.glob for pattern in run))))

    def verdict(self, path: str) -> bool | None:
        """Return whether the path is ignored, None if no pattern speaks of it."""
        for negated, match in self.runs:
            if match(path):
                return not negated
        return None

    def origin(self, path: str) -> Origin | None:
        """Return the pattern that decides."""
        decisive = (each.origin for each in self.patterns if _matcher(each.glob)(path))
        return next(decisive, None)


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """What git ignores in one folder.

    `folder` is absolute and free of links; `root` is its repository's, None outside of any, where nothing is ignored.
    `blocked` is the pattern that ignores the folder itself, or one above it: then all in it is ignored, for good.
    `levels` has the patterns in force, the innermost file first, each with the way from its folder to this one.
    """

    folder: str
    root: str | None = None
    blocked: Origin | None = None
    levels: tuple[tuple[str, _Level], ...] = ()

    def ignores(self, name: str, *, is_folder: bool) -> bool:
        """Return whether git ignores the entry `name` of this folder. A link to a folder is no folder."""
        if self.blocked:
            return True
        if not self.levels:
            return False
        path = _in_bytes(name) + "/" * is_folder
        for way, level in self.levels:
            verdict = level.verdict(way + path)
            if verdict is not None:
                return verdict
        return False

    def origin(self, name: str, *, is_folder: bool) -> Origin | None:
        """Return the pattern by which git ignores the entry `name`, None if it does not."""
        if self.blocked or not self.ignores(name, is_folder=is_folder):
            return self.blocked
        path = _in_bytes(name) + "/" * is_folder
        return next(origin for way, level in self.levels if (origin := level.origin(way + path)))

    def enter(self, name: str) -> IgnoreRules:
        """Return the rules of the folder `name` in this one; a repository in it begins anew."""
        folder = _join(self.folder, name)
        if _has_repository(folder):
            return _rules_of_root(folder)
        if self.root is None:
            return IgnoreRules(folder)
        if blocked := self.origin(name, is_folder=True):
            return IgnoreRules(folder, self.root, blocked)
        step = _in_bytes(name) + "/"
        outer = tuple((way + step, level) for way, level in self.levels)
        return IgnoreRules(folder, self.root, None, _own(folder, self.root) + outer)

    def alone(self) -> IgnoreRules:
        """Return the rules that this folder's own file gives, as if nothing above it ignored anything."""
        levels = _own(self.folder, self.root) if self.root is not None else ()
        return IgnoreRules(self.folder, self.root, None, levels)


class GitIgnore:
    """Finds the rules of any folder, and reads each ignore file once."""

    def __init__(self) -> None:
        self._known: dict[str, IgnoreRules] = {}

    def at(self, folder: str) -> IgnoreRules:
        """Return the rules in `folder`, an absolute path without links."""
        steps: list[tuple[str, str]] = []
        rules = self._known.get(folder)
        while rules is None:
            above, name = os.path.split(folder)
            if _has_repository(folder):
                rules = _rules_of_root(folder)
            elif not name:
                rules = IgnoreRules(folder)
            else:
                steps.append((folder, name))
                folder = above
                rules = self._known.get(folder)
        self._known[folder] = rules
        for folder, name in reversed(steps):
            rules = self._known[folder] = rules.enter(name)
        return rules


def _matcher(*globs: str) -> Callable[[str], object]:
    """Return what says whether one of `globs` matches a path itself, and not only a folder above it."""
    return re.compile(translate(globs, below=False) or "(?!)", re.DOTALL).match


def _join(folder: str, name: str) -> str:
    return folder + name if folder.endswith(os.sep) else folder + os.sep + name


def _in_bytes(name: str) -> str:
    """Return the name with one character for each byte, for git matches bytes: `?` is no match for an accented e."""
    return name if name.isascii() else os.fsencode(name).decode("latin-1")


def _has_repository(folder: str) -> bool:
    try:
        os.lstat(_join(folder, ".git"))
    except OSError:
        return False
    return True


def _rules_of_root(root: str) -> IgnoreRules:
    exclude = _level(_join(_join(_git_folder(_join(root, ".git")), "info"), "exclude"), ".git/info/exclude")
    return IgnoreRules(root, root, None, _own(root, root) + ((("", exclude),) if exclude else ()))


def _git_folder(path: str) -> str:
    """Return the folder that holds `info`: in a linked work tree and a submodule, `.git` is a file that names it."""
    text = _read(path)
    if text is None or not text.startswith(b"gitdir:"):
        return path
    folder = os.path.join(os.path.dirname(path), os.fsdecode(text[7:].split(b"\0")[0].strip()))
    common = _read(os.path.join(folder, "commondir"))
    return os.path.join(folder, os.fsdecode(common.split(b"\0")[0].strip())) if common else folder


def _own(folder: str, root: str) -> tuple[tuple[str, _Level], ...]:
    path = _join(folder, ".gitignore")
    try:
        # Git does not follow a link here either.
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return ()
    except OSError:
        return ()
    level = _level(path, path[len(root) :].lstrip(os.sep).replace(os.sep, "/"))
    return (("", level),) if level else ()


def _read(path: str) -> bytes | None:
    """Return the bytes of a regular file of sane size, None for anything else."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST_FILE:
            return None
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def _level(path: str, label: str) -> _Level | None:
    data = _read(path)
    if not data:
        return None
    patterns = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        text = _trimmed(line.removesuffix(b"\r").split(b"\0")[0].decode("latin-1"))
        if text.startswith("#"):
            continue
        glob = text.removeprefix("!")
        if translate([glob], below=False):  # a malformed one is nothing
            shown = text.encode("latin-1").decode("utf-8", "backslashreplace")
            patterns.append(_Pattern(Origin(shown, label, number), text.startswith("!"), glob))
    return _Level(patterns) if patterns else None


def _trimmed(line: str) -> str:
    """Return the line without the spaces at its end, save one after a backslash."""
    bare = line.rstrip(" ")
    slashes = len(bare) - len(bare.rstrip("\\"))
    return bare + " " if slashes % 2 and bare != line else bare
