"""The pages of a run on the disk: where they lie in their repository, and what they say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property

from medlint.reporters.pages import Pages
from medlint.text import DecodeError, Source, decode
from medlint.watching import as_page

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
        self._folders: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._last: tuple[str, Source | None] = ("", None)

    @cached_property
    def _root(self) -> str:
        return repository_root(self._here, os.environ)

    def name(self, path: str) -> str:
        """Return the path relative to the repository's root, links resolved; what lies outside of it is absolute."""
        if path not in self._names:
            real = self._real(path)
            root = self._root.rstrip(os.sep) + os.sep
            near = real[len(root) :] if real.startswith(root) else real
            self._names[path] = path if path == STDIN_NAME else near.replace(os.sep, "/")
        return self._names[path]

    def source(self, path: str) -> Source | None:
        """Return the page's text; the last one is kept, as reports go page by page."""
        if self._last[0] != path:
            self._last = path, self._read(path)
        return self._last[1]

    def _real(self, path: str) -> str:
        folder, name = os.path.split(os.path.join(self._here, path))
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder)
        real = os.path.join(self._folders[folder], name)
        return os.path.realpath(real) if os.path.islink(real) else real

    def _read(self, path: str) -> Source | None:
        data = self._contents.get(path)
        try:
            if data is None and path != STDIN_NAME and not (self._confined and os.path.isabs(self.name(path))):
                data = _bytes_of(os.path.join(self._here, path))
            return None if data is None else decode(path, data)
        except (OSError, ValueError, DecodeError):
            return None


def _bytes_of(path: str) -> bytes | None:
    """Return what is in a file that can be a page. Errors: OSError."""
    with as_page:
        if not os.path.isfile(path) or os.stat(path).st_size > _LARGEST:
            return None
        with open(path, "rb") as file:
            return file.read()


def repository_root(folder: str, environ: Mapping[str, str]) -> str:
    """Return the repository that `folder` lies in: the nearest with a `.git`, else what a CI server names, else it."""
    above = folder
    while not os.path.exists(os.path.join(above, ".git")):
        if os.path.dirname(above) == above:
            break
        above = os.path.dirname(above)
    else:
        return above
    for variable in _VARIABLES:
        named = environ.get(variable)
        if named and os.path.join(folder, "").startswith(os.path.join(os.path.realpath(named), "")):
            return os.path.realpath(named)
    return folder
