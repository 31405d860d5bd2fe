"""Ways of writing what a part of an expression matches, told by its words alone.

A text counts as its words, which are runs of ASCII letters and digits in small letters, with one space for all that
stands between two of them. The parts are those of Python's own parser of expressions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from medlint.typed import Any

# How many ways of writing one piece are told apart, and how long they may get.
_MOST_WAYS, _LONGEST = 24, 80
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


def content(name: str, argument: Any) -> Any:
    """Return the items in a group or a repetition, None for all else."""
    if name == "SUBPATTERN":
        return None if argument[1] & re.ASCII else argument[3]
    if name == "ATOMIC_GROUP":
        return argument
    return argument[2] if name in REPEATS else None


def joined(first: set[str], second: set[str]) -> set[str] | None:
    """Return all ways of the first followed by one of the second; None where they are too many, or of two words."""
    if len(first) * len(second) > 4 * _MOST_WAYS:
        return None
    ways = {one + other for one in first for other in second}
    known = len(ways) <= _MOST_WAYS and max(map(len, ways)) <= _LONGEST and all(len(way.split()) < 2 for way in ways)
    return ways if known else None


def ways_of(item: Any) -> set[str] | None:
    """Return all ways of writing what an item matches, None where they are not known or too many."""
    name, argument = str(item[0]), item[1]
    if name == "LITERAL":
        return _letter(argument)
    if name == "IN":
        return _one_of(argument)
    if name == "AT":
        return {" "} if str(argument) == "AT_BOUNDARY" else {""}
    if name == "ASSERT_NOT" or (name == "ASSERT" and argument[0] < 0):
        # What stands before a match may lie outside of the text that is looked at.
        return {""}
    if name == "BRANCH":
        each = [_ways_of_all(branch) for branch in argument[1]]
        ways = {way for written in each if written is not None for way in written}
        return None if None in each or len(ways) > _MOST_WAYS else ways
    inner = content(name, argument)
    ways_once = None if inner is None else _ways_of_all(inner)
    return _repeated(ways_once, argument) if name in REPEATS and ways_once is not None else ways_once


def _ways_of_all(items: Any) -> set[str] | None:
    ways: set[str] | None = {""}
    for item in items:
        written = ways_of(item)
        ways = None if ways is None or written is None else joined(ways, written)
        if ways is None:
            return None
    return ways


def _repeated(ways: set[str], argument: Any) -> set[str] | None:
    least, most = argument[0], argument[1]
    if ways <= {"", " "} or (least, most) in ((0, 1), (1, 1)):
        return ways | {""} if least == 0 else ways
    if least != most or least > _LONGEST:
        return None
    repeated: set[str] | None = {""}
    for _ in range(least):
        repeated = None if repeated is None else joined(repeated, ways)
    return repeated


def _letter(code: int) -> set[str] | None:
    letter = chr(code)
    if not letter.isalnum():
        return {" "}
    # Some letters beyond ASCII stand for one of it where case is ignored.
    return {letter.lower()} if letter.isascii() else None


def _one_of(members: Sequence[tuple[Any, Any]]) -> set[str] | None:
    """Return the ways of writing one character out of a set."""
    ways: set[str] = set()
    for kind, value in members:
        name = str(kind)
        codes = (value,) if name == "LITERAL" else range(value[0], value[1] + 1) if name == "RANGE" else ()
        letters = [_letter(code) for code in codes[: _MOST_WAYS + 1]]
        if name == "CATEGORY" and str(value) in ("CATEGORY_SPACE", "CATEGORY_NOT_WORD"):
            letters = [{" "}]
        if not letters or None in letters:
            return None
        ways |= {way for letter in letters if letter for way in letter}
        if len(ways) > _MOST_WAYS or len(codes) > _MOST_WAYS:
            return None
    return ways


def opens_apart(items: Sequence[Any]) -> bool:
    """Say whether what a sequence matches surely begins with the edge of a word."""
    for item in items:
        name, argument = str(item[0]), item[1]
        ways = ways_of(item)
        if ways is not None:
            if not all(way.startswith(" ") for way in ways if way):
                return False
            if "" not in ways:
                return True
            continue
        if name == "BRANCH":
            return all(opens_apart(list(branch)) for branch in argument[1])
        inner = argument[1] if name == "ASSERT" else content(name, argument)
        apart = inner is not None and opens_apart(list(inner))
        if name in REPEATS and argument[0] == 0 and apart:
            continue
        if apart or name != "ASSERT":
            return apart
    return False
