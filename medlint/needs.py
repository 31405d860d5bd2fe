"""What an expression needs: pieces of words of which a text holds some wherever the expression matches.

They are derived from the expression itself and never kept by hand, so a rule that is edited cannot lose a finding.

A text counts as its words, which are runs of ASCII letters and digits in small letters, with one space for all that
stands between two of them. "provided" may stand anywhere in a word, " hiv " is a whole one, " discontinu" begins one.
"""

from __future__ import annotations

import sys
from functools import cache

from medlint.compiled import Store, states_of
from medlint.expected import expected

Literals = frozenset[str]

# To read an expression costs a hundred times what it costs to look it up.
# Python's own parser of expressions has a part in it.
_STORE = Store("needs", f"{sys.version} {states_of('needs', 'deriving', 'ways')}")

# What patterns begin with, by their flags too, of all that were asked for.
opened: dict[tuple[str, int], str] = {}


@cache
def needed_by(pattern: str) -> tuple[Literals, ...]:
    """Return sets of literals: in every text that `pattern` matches, case ignored or not, there is one of each.

    The most telling set stands first. A text that is cut in the middle of a word may lack them.

    Errors: re.error.
    """
    key = f"needs {pattern}"
    found = _STORE.get(key)
    if found is None:
        from medlint.deriving import derive_needs

        found = derive_needs(pattern)
        _STORE.put(key, found)
    kept: tuple[Literals, ...] = found
    return kept


def opening_of(pattern: str, flags: int) -> str:
    """Return the text that all that `re.compile(pattern, flags)` matches begins with, letter by letter, "" if none.

    Errors: re.error.
    """
    key = pattern, int(flags)
    found = opened.get(key)
    if found is None:
        found = expected().openings.get(key)
        if found is None:
            found = _opening_of(*key)
        opened[key] = found
    return found


def _opening_of(pattern: str, flags: int) -> str:
    key = f"opening {flags} {pattern}"
    found = _STORE.get(key)
    if found is None:
        from medlint.deriving import derive_opening

        found = derive_opening(pattern, flags)
        _STORE.put(key, found)
    return str(found)
