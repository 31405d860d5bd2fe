"""The bytecode of medlint's own modules in one file, found by name.

A start loads some two hundred modules. Python looks for each in a folder, asks for the states of folder, source and
bytecode, and opens and reads a file: a tenth of the time that it takes to check one page. Here the last start's finds
are taken over as long as source and folder are in the state that they were in. What is not kept, or has changed, Python
finds as ever.
"""

from __future__ import annotations

import os
import sys

from medlint.compiled import Store, stamp_of
from medlint.homefolder import home_folder
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
    from types import CodeType, ModuleType
else:
    # The same, without the modules that the public names come from.
    from _frozen_importlib import ModuleSpec
    from _frozen_importlib_external import PathFinder, SourceFileLoader

_PACKAGE = "medlint."
_STORE = Store("modules", f"{sys.version} {sys.flags.optimize}")


def _is_sure(bytecode: str | None, source: str) -> bool:
    """Return whether bytecode was written after the source's last change.

    Python asks for the source's size and the second that it was written in, and may take what was made of an older
    one. That passes when the bytecode goes; what is kept here would stay. Errors: OSError.
    """
    try:
        written = os.stat(bytecode or "").st_mtime_ns
    except OSError:
        # There is none: the source was read.
        return True
    state = os.stat(source)
    return written > max(state.st_mtime_ns, state.st_ctime_ns)


class _Loader(SourceFileLoader):
    """Python's own, which takes the bytecode that is kept, or keeps what it read."""

    def __init__(self, name: str, path: str, key: str, stamp: str, code: CodeType | None = None) -> None:
        super().__init__(name, path)
        self._key, self._stamp, self._code = key, stamp, code

    def get_code(self, fullname: str) -> CodeType | None:
        code, self._code = self._code, None
        if code is not None:
            return code
        code = super().get_code(fullname)
        spec = sys.modules[fullname].__spec__ if fullname in sys.modules else None
        if code is not None and spec is not None:
            try:
                if not _is_sure(spec.cached, self.path):
                    code = self.source_to_code(self.get_data(self.path), self.path)
            except OSError:
                # Python runs bytecode without reading the source.
                return code
            whole = spec.submodule_search_locations is not None
            # The state is of the time before the source was read: what changed in between is read anew the next time.
            _STORE.put(self._key, (self._stamp, self.path, whole, spec.cached, code))
        return code


class _Finder:
    """Finds medlint's own modules where the last start found them."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        """As of `importlib.abc.MetaPathFinder`."""
        if not name.startswith(_PACKAGE) or path is None or len(path) != 1:
            return None
        folder = path[0]
        key = f"{folder} {name}"
        kept = _STORE.get(key)
        if kept is not None and kept[0] == self._stamp(folder, kept[1]):
            stamp, origin, whole, cached, code = kept
            spec = ModuleSpec(name, _Loader(name, origin, key, stamp, code), origin=origin, is_package=whole)
            spec.has_location = True
            spec.cached = cached
            if whole:
                spec.submodule_search_locations = [os.path.dirname(origin)]
            return spec
        found = PathFinder.find_spec(name, path, target)
        if found is not None and type(found.loader) is SourceFileLoader and found.origin is not None:
            found.loader = _Loader(name, found.origin, key, self._stamp(folder, found.origin))
        return found

    def _stamp(self, folder: str, origin: str) -> str:
        # A package that came into a folder goes before a module of its name.
        if folder not in self._folders:
            self._folders[folder] = stamp_of(folder)
        return f"{self._folders[folder]} {stamp_of(origin)}"


def install() -> None:
    """Let this package's modules be found so from now on.

    Nothing is done where Python is to write no bytecode, and where nothing can be kept.
    """
    if sys.dont_write_bytecode or home_folder() is None:
        return
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
