"""What is worked out from medlint's own files once, and kept beside its bytecode.

As with bytecode, Python's own switches hold: `PYTHONDONTWRITEBYTECODE` keeps it from being written, and
`PYTHONPYCACHEPREFIX` puts it elsewhere. What cannot be read or written is worked out anew.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

# Nobody's patterns are so many; a store that grows beyond it begins anew.
_MOST = 20_000


def _place(name: str) -> Path | None:
    try:
        bytecode = Path(importlib.util.cache_from_source(__file__))
    except NotImplementedError:
        return None
    # "compiled.cpython-311.pyc": what is kept may differ from one Python to the next.
    return bytecode.with_name(bytecode.name.replace("compiled", f"medlint-{name}", 1)).with_suffix(".json")


class Store:
    """Values by key, both of JSON's kinds (keys are text). `version` is what the way of working them out depends on.

    Loaded when first asked, written when the process ends in order. Never raises.
    """

    def __init__(self, name: str, version: str) -> None:
        self._place = _place(name)
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
        if self._place is None:
            return {}
        try:
            found = json.loads(self._place.read_bytes())
            if found["version"] == self._version and isinstance(found["values"], dict):
                values: dict[str, Any] = found["values"]
                return values
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            # Not there, or half of it, or another's.
            pass
        return {}

    def save(self) -> None:
        """Write what was put, if anything was."""
        if not self._changed or self._place is None or sys.dont_write_bytecode:
            return
        self._changed = False
        draft = self._place.with_suffix(f".{os.getpid()}.tmp")
        with contextlib.suppress(OSError, ValueError):
            self._place.parent.mkdir(exist_ok=True)
            try:
                draft.write_text(json.dumps({"version": self._version, "values": self._values}), encoding="ascii")
                draft.replace(self._place)
            finally:
                draft.unlink(missing_ok=True)


def stamp_of(file: str) -> str:
    """Return what tells one state of a source file from another, as bytecode does: its size and time of change."""
    try:
        state = Path(file).stat()
    except OSError:
        return "0"
    return f"{state.st_size}-{state.st_mtime_ns}"
