"""What an expression needs: pieces of words of which a text holds some wherever the expression matches.

They are derived from the expression itself and never kept by hand, so a rule that is edited cannot lose a finding.

A text counts as its words, which are runs of ASCII letters and digits in small letters, with one space for all that
stands between two of them. "provided" may stand anywhere in a word, " hiv " is a whole one, " discontinu" begins one.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from functools import cache

from medlint.compiled import Store, stamp_of

Literals = frozenset[str]

# Fewer patterns are looked up one by one.
_MANY = 3

# To read an expression costs a hundred times what it costs to look it up.
_READERS = ("needs", "deriving", "ways")
_STATES = (stamp_of(os.path.join(os.path.dirname(__file__), f"{name}.py")) for name in _READERS)
# Python's own parser of expressions has a part in it.
_STORE = Store("needs", " ".join([sys.version, *_STATES]))

# What was looked up together: what patterns need, and by flags too what they begin with.
_needed: dict[str, tuple[Literals, ...]] = {}
_openings: dict[tuple[str, int], str] = {}


def prepare(patterns: Sequence[str], flags: int | None = None) -> None:
    """Look up together what many patterns need and, where flags are given, what they begin with.

    That is quicker than one by one. Nothing is told of a pattern that is wrong before it is asked for.
    """
    if len(patterns) < _MANY:
        return
    opened = [] if flags is None else [(pattern, int(flags)) for pattern in patterns]
    if _needed.keys() >= set(patterns) and _openings.keys() >= set(opened):
        return
    # With the lengths, no two lists have one key.
    lengths = " ".join(str(len(pattern)) for pattern in patterns)
    key = "".join([f"many {'' if flags is None else int(flags)} of {lengths}: ", *patterns])
    kept = _STORE.get(key)
    if kept is None:
        from medlint.deriving import derive_needs, derive_opening

        try:
            kept = tuple(map(derive_needs, patterns)), tuple(derive_opening(*one) for one in opened)
        except re.error:
            return
        _STORE.put(key, kept)
    needed, openings = kept
    _needed.update(zip(patterns, needed, strict=True))
    _openings.update(zip(opened, openings, strict=True))


@cache
def needed_by(pattern: str) -> tuple[Literals, ...]:
    """Return sets of literals: in every text that `pattern` matches, case ignored or not, there is one of each.

    The most telling set stands first. A text that is cut in the middle of a word may lack them.

    Errors: re.error.
    """
    found = _needed.get(pattern)
    if found is None:
        key = f"needs {pattern}"
        found = _STORE.get(key)
        if found is None:
            from medlint.deriving import derive_needs

            found = derive_needs(pattern)
            _STORE.put(key, found)
    return found


@cache
def opening_of(pattern: str, flags: int) -> str:
    """Return the text that all that `re.compile(pattern, flags)` matches begins with, letter by letter, "" if none.

    Errors: re.error.
    """
    found = _openings.get((pattern, int(flags)))
    if found is None:
        key = f"opening {int(flags)} {pattern}"
        found = _STORE.get(key)
        if found is None:
            from medlint.deriving import derive_opening

            found = derive_opening(pattern, flags)
            _STORE.put(key, found)
    return found
