"""Objects that a pickle refers to by number, in the process that wrote it and in no other.

Reports of a large site are put aside in a nameless file (see `reports`). What all of them share, such as a
configuration, stays where it is.
"""

from __future__ import annotations

import os

from medlint.typed import Any

# The process, and the number of the object.
Reference = tuple[int, int]

# An identity lasts as long as its object, and that is held here.
_objects: list[Any] = []
_numbers: dict[int, int] = {}


def refer_to(thing: object) -> Reference:
    """Return what stands for an object in this process's own pickles."""
    number = _numbers.setdefault(id(thing), len(_objects))
    if number == len(_objects):
        _objects.append(thing)
    return os.getpid(), number


def referred_by(reference: Reference) -> Any:
    """Return the object. Errors: RuntimeError for what another process wrote."""
    process, number = reference
    if process != os.getpid():
        raise RuntimeError("what one process put aside is no other's")
    return _objects[number]
