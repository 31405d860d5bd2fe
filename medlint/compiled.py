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
import zlib
from pathlib import Path
from types import CodeType
from typing import Any

from medlint.homefolder import home_folder

# Nobody's patterns are so many; a store that grows beyond it begins anew.
_MOST = 8_000
_CHECK = 4


class Store:
    """Values by key: text, and what bytecode may hold. `version` is what the way of working them out depends on.

    Kept as bytecode is kept, each value by itself: most starts need few of them, and only those are made.
    Loaded when first asked, written when the process ends in order. Never raises.
    """

    def __init__(self, name: str, version: str) -> None:
        self._name = f"{name}.bin"
        self._version = version
        self._values: dict[str, bytes] | None = None
        self._changed = False

    def get(self, key: str) -> Any:
        """Return the value of a key, made anew each time, or None."""
        if self._values is None:
            self._values = self._load()
        kept = self._values.get(key)
        return None if kept is None else marshal.loads(kept)

    def put(self, key: str, value: Any) -> None:
        """Keep a value, which is not None. What bytecode cannot hold is not kept."""
        if self._values is None:
            self._values = self._load()
        try:
            kept = marshal.dumps(value)
        except ValueError:
            return
        if not self._changed:
            self._changed = True
            atexit.register(self.save)
        if len(self._values) >= _MOST:
            self._values.clear()
        self._values[key] = kept

    def _load(self) -> dict[str, bytes]:
        folder = home_folder()
        if folder is None:
            return {}
        try:
            version, values = _decode(Path(folder, self._name).read_bytes())
            if version == self._version and isinstance(values, dict):
                return values
        except (OSError, ValueError, TypeError, EOFError):
            # Not there, or half of it, or another's.
            pass
        return {}

    def save(self) -> None:
        """Write what was put, if anything was."""
        folder = home_folder()
        if not self._changed or folder is None:
            return
        self._changed = False
        draft = Path(folder, f"{self._name}.{os.getpid()}.tmp")
        with contextlib.suppress(OSError, ValueError):
            try:
                draft.write_bytes(_encode((self._version, self._values)))
                draft.replace(Path(folder, self._name))
            finally:
                draft.unlink(missing_ok=True)


def _encode(content: Any) -> bytes:
    data = marshal.dumps(content)
    return zlib.crc32(data).to_bytes(_CHECK, "big") + data


def _decode(data: bytes) -> Any:
    """Return what `_encode` wrote. What a disk made of it since is no fit food for `marshal`.

    Errors: ValueError.
    """
    content = memoryview(data)[_CHECK:]
    if zlib.crc32(content).to_bytes(_CHECK, "big") != data[:_CHECK]:
        raise ValueError("the file is damaged")
    return marshal.loads(content)


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


def stamp_of(file: str) -> str:
    """Return what tells one state of a source file from another, as bytecode does: its size, times and number."""
    try:
        state = Path(file).stat()
    except OSError:
        return "0"
    return f"{state.st_size}-{state.st_mtime_ns}-{state.st_ctime_ns}-{state.st_ino}"
