"""A counter on standard error while a long run lasts."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator

from medlint.typed import TypeVar

_Item = TypeVar("_Item")

# Shorter runs need no comfort; and a line more often than that would flicker.
_DELAY = 1.0
_INTERVAL = 0.1


def count_up(items: Iterable[_Item], total: int, quiet: bool) -> Iterator[_Item]:
    """Yield `items`, and after a second show how many of `total` came by; the line is erased at the end.

    Only a terminal that can erase a line gets it.
    """
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield from items
        return
    due = time.monotonic() + _DELAY
    shown = False
    try:
        for number, item in enumerate(items, 1):
            yield item
            now = time.monotonic()
            if now >= due:
                due = now + _INTERVAL
                shown = True
                sys.stderr.write(f"\r\x1b[KChecking: {number:,} of {total:,} files")
                sys.stderr.flush()
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
