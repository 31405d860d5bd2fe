"""The pages of a run on the disk: where they lie in their repository, and what they say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from medlint.reporters.pages import Pages
from medlint.text import DecodeError, Source, decode
from medlint.watch import as_page

STDIN_NAME = "<stdin>"

# What CI servers say of where the repository is checked out.
_VARIABLES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
# No page that was checked is as large; in bytes.
_LARGEST = 1 << 30


class DiskPages(Pages):
    """Asks the disk. Paths are relative to the working folder, or absolute, as reports have them.

    `contents` are the bytes of pages that no file holds, by path. `confined`: only files below the repository's root
    are read, as the paths come from a report of another machine.
    """

    def __init__(self, contents: Mapping[str, bytes], confined: bool = False) -> None:
        self._contents = contents
        self._confined = confined
        self._here = os.path.realpath(".")
        self._root = repository_root(self._here, os.environ)
        self._folders: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._last: tuple[str, Source | None] = ("", None)

    def name(self, path: str) -> str:
        """Return the path relative to the repository's root, links resolved; what lies outside of it is absolute."""
        if path not in self._names:
            real = self._real(path)
            root = self._root.rstrip(os.sep) + os.sep
            near = real[len(root) :] if real.startswith(root) else real
            self._names[path] = path if path == STDIN_NAME else Path(near).as_posix()
        return self._names[path]

    def source(self, path: str) -> Source | None:
        """Return the page's text; the last one is kept, as reports go page by page."""
        if self._last[0] != path:
            self._last = path, self._read(path)
        return self._last[1]

    def _real(self, path: str) -> str:
        folder, name = os.path.split(os.path.join(self._here, path))  # noqa: PTH118 - Path would drop "./" and NUL alike
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder)
        real = os.path.join(self._folders[folder], name)  # noqa: PTH118
        return os.path.realpath(real) if Path(real).is_symlink() else real

    def _read(self, path: str) -> Source | None:
        data = self._contents.get(path)
        try:
            if data is None and path != STDIN_NAME and not (self._confined and Path(self.name(path)).is_absolute()):
                file = Path(self._here, path)
                with as_page:
                    data = file.read_bytes() if file.is_file() and file.stat().st_size <= _LARGEST else None
            return None if data is None else decode(path, data)
        except (OSError, ValueError, DecodeError):
            return None


def repository_root(folder: str, environ: Mapping[str, str]) -> str:
    """Return the repository that `folder` lies in: the nearest with a `.git`, else what a CI server names, else it."""
    here = Path(folder)
    for above in (here, *here.parents):
        if (above / ".git").exists():
            return str(above)
    for variable in _VARIABLES:
        named = environ.get(variable)
        if named and here.is_relative_to(os.path.realpath(named)):
            return os.path.realpath(named)
    return folder
