"""Expressions that ignore case, made over for texts in small letters, where they find the same and are quicker.

Where case is ignored, Python asks for the small letter of each character that it looks at, and cannot tell by a first
letter which of several alternatives are worth to be tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from medlint.typed import Any

# A range of more characters is not gone through one by one.
_WIDEST = 1_000
_ASCII, _A, _Z, _DOWN = 128, ord("A"), ord("Z"), ord("a") - ord("A")
_FLAGS = int(re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.UNICODE)


class _UnfitError(ValueError):
    """The expression looks at case somewhere, or at letters of which it is not sure that small ones are alike."""


def make_small(parsed: Any) -> bool:
    """Change what `re` parsed, which ignores case: in a text as `folding.fold` writes it, it then matches where it
    matched in the text itself. False where that is not sure: what was parsed is then of no more use.
    """
    flags = parsed.state.flags
    if not flags & re.IGNORECASE or flags & ~_FLAGS:
        return False
    parsed.state.flags = flags & ~int(re.IGNORECASE)
    try:
        _change(parsed)
    except (_UnfitError, RecursionError):
        return False
    return True


def _change(parsed: Any) -> None:
    parsed.data = [(operator, _argument(str(operator), argument)) for operator, argument in parsed.data]


def _argument(name: str, argument: Any) -> Any:
    """Return what an operator applies to, in small letters."""
    if name in ("LITERAL", "NOT_LITERAL"):
        return _letter(argument)
    if name == "IN":
        return [*_members(argument)]
    if name in ("ANY", "AT", "FAILURE"):
        return argument
    if name == "SUBPATTERN":
        group, added, taken, inner = argument
        if (added | taken) & ~_FLAGS or taken & re.IGNORECASE:
            raise _UnfitError
        _change(inner)
        return group, added & ~int(re.IGNORECASE), taken, inner
    if name == "BRANCH":
        for inner in argument[1]:
            _change(inner)
    elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT", "ASSERT", "ASSERT_NOT"):
        _change(argument[-1])
    elif name == "ATOMIC_GROUP":
        _change(argument)
    else:
        # What a group matched before may differ from this by case.
        raise _UnfitError
    return argument


def _members(items: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Yield what a set of characters holds, in small letters."""
    for operator, argument in items:
        name = str(operator)
        if name == "LITERAL":
            yield operator, _letter(argument)
        elif name == "RANGE":
            yield from ((operator, part) for part in _ranges(*argument))
        elif name in ("NEGATE", "CATEGORY"):
            yield operator, argument
        else:
            raise _UnfitError


def _ranges(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the small letters of a range: what stands before the capitals, what stands behind them, and theirs."""
    if last - first >= _WIDEST:
        raise _UnfitError
    for code in range(max(first, _ASCII), last + 1):
        _letter(code)
    parts = ((first, min(last, _A - 1), 0), (max(first, _Z + 1), last, 0), (max(first, _A), min(last, _Z), _DOWN))
    yield from ((low + down, high + down) for low, high, down in parts if low <= high)


def _letter(code: int) -> int:
    """Return the small letter of one, both as numbers. Of those beyond ASCII, only what has no case is sure."""
    letter = chr(code)
    if letter.isascii():
        return ord(letter.lower())
    if not letter.lower() == letter == letter.upper():
        raise _UnfitError
    return code
