"""What is worked out from medlint's own files once, and kept for the processes to come.

In the user's own cache folder, since what is kept is trusted as medlint's bytecode is: never in a project, whose
content may come from strangers. What cannot be read or written is worked out anew.
"""

from __future__ import annotations

import atexit
import contextlib
import marshal
import os
from pathlib import Path
from typing import Any

from medlint.homefolder import home_folder

# Nobody's patterns are so many; a store that grows beyond it begins anew.
_MOST = 8_000


class Store:
    """Values by key, both of JSON's kinds (keys are text). `version` is what the way of working them out depends on.
    `binary` keeps them as bytecode is kept, which is quicker to read and knows tuples.

    Loaded when first asked, written when the process ends in order. Never raises.
    """

    def __init__(self, name: str, version: str, *, binary: bool = False) -> None:
        self._name = f"{name}.bin" if binary else f"{name}.json"
        self._binary = binary
        self._version = version
        self._values: dict[str, Any] | None = None
        self._changed = False

    def get(self, key: str) -> Any:
        """Return the value of a key, or None."""
        if self._values is None:
            self._values = self._load()
        return self._values.get(key)

    def put(self, key: str, value: Any) -> None:
        """Keep a value, which is not None."""
        if self._values is None:
            self._values = self._load()
        if not self._changed:
            self._changed = True
            atexit.register(self.save)
        if len(self._values) >= _MOST:
            self._values.clear()
        self._values[key] = value

    def _load(self) -> dict[str, Any]:
        folder = home_folder()
        if folder is None:
            return {}
        import json

        try:
            data = Path(folder, self._name).read_bytes()
            found = _load_binary(data) if self._binary else json.loads(data)
            if found["version"] == self._version and isinstance(found["values"], dict):
                values: dict[str, Any] = found["values"]
                return values
        except (OSError, ValueError, TypeError, KeyError, EOFError, RecursionError):
            # Not there, or half of it, or another's.
            pass
        return {}

    def save(self) -> None:
        """Write what was put, if anything was."""
        folder = home_folder()
        if not self._changed or folder is None:
            return
        import json

        self._changed = False
        draft = Path(folder, f"{self._name}.{os.getpid()}.tmp")
        with contextlib.suppress(OSError, ValueError):
            try:
                content = {"version": self._version, "values": self._values}
                draft.write_bytes(_dump_binary(content) if self._binary else json.dumps(content).encode("ascii"))
                draft.replace(Path(folder, self._name))
            finally:
                draft.unlink(missing_ok=True)


def _dump_binary(content: Any) -> bytes:
    import hashlib

    data = marshal.dumps(content)
    return hashlib.sha256(data).digest() + data


def _load_binary(data: bytes) -> Any:
    """Return what `_dump_binary` wrote. What a disk made of it since is no fit food for `marshal`.

    Errors: ValueError.
    """
    import hashlib

    if hashlib.sha256(data[32:]).digest() != data[:32]:
        raise ValueError("the file is damaged")
    return marshal.loads(data[32:])


def stamp_of(file: str) -> str:
    """Return what tells one state of a source file from another, as bytecode does: its size and time of change."""
    try:
        state = Path(file).stat()
    except OSError:
        return "0"
    return f"{state.st_size}-{state.st_mtime_ns}"
