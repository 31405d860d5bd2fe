"""Files on the disk: what they hold, and what tells one state of a file from another without reading it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from medlint.named import NamedTuple


def bytes_of(path: str) -> bytes:
    """Return all bytes of a file. Errors: OSError; ValueError for what can be no path."""
    with open(path, "rb") as file:
        return file.read()


class Stamp(NamedTuple):
    """What tells a file's state without reading it: size in bytes and time of change in nanoseconds.

    That of the content or of the entry, whichever is later: who copies a file may set the former back.
    """

    size: int
    changed: int


def stamps(paths: Iterable[str]) -> Mapping[str, Stamp]:
    """Return the stamps of files by path; what cannot be looked at is left out."""
    found: dict[str, Stamp] = {}
    for path in paths:
        try:
            state = os.stat(path)
        except OSError:
            continue
        found[path] = Stamp(state.st_size, max(state.st_mtime_ns, state.st_ctime_ns))
    return found
