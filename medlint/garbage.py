"""When Python looks for objects that hold each other: not while medlint is loaded, and then in pages alone."""

from __future__ import annotations

import gc
from functools import cache

# In new objects: those of a few pages. A page and what is known of it hold each other.
_WORKING = 10_000


@cache
def begin_work() -> None:
    """Leave what is loaded so far out of all looks to come, which are quick then and may be frequent."""
    gc.freeze()
    gc.set_threshold(_WORKING)
