"""When Python looks for objects that hold each other: not while medlint is loaded, and then in pages alone."""

from __future__ import annotations

import gc
from functools import cache

# In new objects. What is loaded for one page is some fifty thousand of them, and stays to the end.
_LOADING, _WORKING = 200_000, 50_000


def begin_loading() -> None:
    """Let what is loaded grow: to look through it takes longer than to check some pages."""
    gc.set_threshold(_LOADING)


@cache
def begin_work() -> None:
    """Leave what is loaded so far out of all looks to come. A run makes hundreds of thousands of objects more, and
    next to none of them in circles."""
    gc.freeze()
    gc.set_threshold(_WORKING)
