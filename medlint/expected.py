"""What the patterns of earlier runs need, in one piece: to look it up one by one takes as long as to check a page."""

from __future__ import annotations

import sys
from functools import cache

from medlint.compiled import Store, states_of
from medlint.named import NamedTuple
from medlint.typed import Any

# Larger collections are some program's, not a site's.
MOST = 1_000
_MAKERS = ("expected", "triggers", "literals", "needs", "deriving", "ways")
_STORE = Store("expected", f"{sys.version} {states_of(*_MAKERS)}")
_KEY = "all"


class Expected(NamedTuple):
    """`bits` of each pattern, as of `triggers.needs_of`; `openings` by pattern and flags, as of `needs.opening_of`;
    `tables` as of `literals.Words`."""

    bits: dict[str, int]
    openings: dict[tuple[str, int], str]
    tables: tuple[Any, ...]


@cache
def expected() -> Expected:
    """Return what is kept, which may be nothing."""
    kept = _STORE.get(_KEY)
    return Expected({}, {}, ()) if kept is None else Expected(*kept)


def keep(value: Expected) -> None:
    """Keep this for the processes to come."""
    _STORE.put(_KEY, tuple(value))
