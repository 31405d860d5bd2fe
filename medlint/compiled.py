"""What is worked out from medlint's own files once, and kept for the processes to come.

In the user's own cache folder, since what is kept is trusted as medlint's bytecode is: never in a project, whose
content may come from strangers. What cannot be read or written is worked out anew.
"""

from __future__ import annotations

import atexit
import contextlib
import marshal
import os
import sys
from types import CodeType

from medlint.homefolder import home_folder
from medlint.shelf import Shelf, open_shelf, shelf_of
from medlint.typed import Any

# Nobody's patterns are so many; a store that grows beyond it begins anew.
_MOST = 8_000


class Store:
    """Values by key: text, and what bytecode may hold. `version` is what the way of working them out depends on.

    Kept as bytecode is kept, each value by itself: most starts need few of them, and only those are read and made.
    Opened when first asked, written when the process ends in order. Never raises.
    """

    def __init__(self, name: str, version: str) -> None:
        self._name = f"{name}.bin"
        self._version = version
        self._kept: Shelf | None = None
        self._new: dict[str, bytes] = {}
        self._changed = False

    def get(self, key: str) -> Any:
        """Return the value of a key, made anew each time, or None."""
        packed = self._new.get(key) or self._shelf().get(key)
        return None if packed is None else marshal.loads(packed)

    def put(self, key: str, value: Any) -> None:
        """Keep a value, which is not None. What bytecode cannot hold is not kept."""
        try:
            packed = marshal.dumps(value)
        except ValueError:
            return
        if not self._changed:
            self._changed = True
            atexit.register(self.save)
        if len(self._new) + len(self._shelf()) >= _MOST:
            self._new, self._kept = {}, Shelf()
        self._new[key] = packed

    def _shelf(self) -> Shelf:
        if self._kept is None:
            folder = home_folder()
            self._kept = Shelf() if folder is None else open_shelf(os.path.join(folder, self._name), self._version)
        return self._kept

    def save(self) -> None:
        """Write what was put, if anything was."""
        folder = home_folder()
        if not self._changed or folder is None:
            return
        self._changed = False
        path = os.path.join(folder, self._name)
        draft = f"{path}.{os.getpid()}.tmp"
        content = shelf_of({**self._shelf().all(), **self._new}, self._version)
        # A system may refuse to replace a file that is open.
        self._kept = None
        with contextlib.suppress(OSError, ValueError):
            try:
                with open(draft, "wb") as file:
                    file.write(content)
                os.replace(draft, path)
                self._new = {}
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(draft)


# What is written for classes is the same at every start.
_CODE = Store("code", sys.version)


def code_of(source: str) -> CodeType:
    """Return Python's statements compiled. Errors: SyntaxError."""
    code = _CODE.get(source)
    if code is None:
        code = compile(source, "<medlint>", "exec")
        _CODE.put(source, code)
    assert isinstance(code, CodeType)
    return code


def states_of(*modules: str) -> str:
    """Return what tells one state of modules of this package from another; they are named, and need not be loaded."""
    return " ".join(stamp_of(os.path.join(os.path.dirname(__file__), f"{name}.py")) for name in modules)


def stamp_of(file: str) -> str:
    """Return what tells one state of a source file from another, as bytecode does: its size, times and number."""
    try:
        state = os.stat(file)
    except OSError:
        return "0"
    return f"{state.st_size}-{state.st_mtime_ns}-{state.st_ctime_ns}-{state.st_ino}"
