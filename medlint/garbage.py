"""When Python looks for objects that hold each other: not while medlint is loaded, and then in pages alone."""

from __future__ import annotations

import gc
from functools import cache

# In new objects: those of one page are many more than are ever in circles.
_WORKING = 50_000


@cache
def begin_work() -> None:
    """Leave what is loaded so far out of all looks to come. A run makes hundreds of thousands of objects more, and
    next to none of them in circles."""
    gc.freeze()
    gc.set_threshold(_WORKING)
