"""With what characters the matches of an expression begin: a search goes from one of them to the next.

Python finds that out where an expression begins with a letter or a set, case not ignored. Where the edge of a word, a
look behind or alternatives of several words stand first, or case is ignored, it tries each place of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import _compiler, _parser  # type: ignore[attr-defined]

from medlint.typed import Any

# Letters that stand for one of ASCII too where case is ignored, beside its small one and its capital.
_MORE = {"i": "\u0130\u0131", "s": "\u017f", "k": "\u212a"}
# More characters tell a search little, and a stranger's expression may hold any number.
_MOST = 1_000
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


class _UnknownError(ValueError):
    """Nothing is sure of what matches begin with."""


def code_of(parsed: Any, flags: int) -> list[Any]:
    """Return the code of an expression that was parsed, as Python's own compiler makes it, with what it begins with.

    Errors: AttributeError, TypeError or IndexError where this Python differs.
    """
    flags |= parsed.state.flags
    code: list[Any] = _compiler._code(parsed, flags)
    if flags & re.LOCALE or _is_known(parsed, flags):
        return code
    try:
        members, may_be_empty = _first(parsed, bool(flags & re.IGNORECASE))
    except (_UnknownError, RecursionError):
        return code
    if may_be_empty:
        return code
    # What is told of an expression stands before its code, and is made from one that begins in the open.
    open_one = _parser.SubPattern(parsed.state, [(_compiler.IN, members)])
    open_one.width = parsed.getwidth()
    begun: list[Any] = []
    _compiler._compile_info(begun, open_one, flags & ~int(re.IGNORECASE))
    _compiler._compile(begun, parsed.data, flags)
    return [*begun, _compiler.SUCCESS]


def _is_known(parsed: Any, flags: int) -> bool:
    """Return whether Python finds out by itself what matches begin with."""
    return bool(_compiler._get_literal_prefix(parsed, flags)[0] or _compiler._get_charset_prefix(parsed, flags))


def _first(items: Any, ignoring: bool) -> tuple[list[Any], bool]:
    """Return the members of a set with one of which each match of parsed items begins, and whether it may be empty.

    `ignoring`: case is ignored. Errors: _UnknownError.
    """
    found: list[Any] = []
    for operator, argument in items:
        name = str(operator)
        if name not in ("AT", "ASSERT", "ASSERT_NOT"):
            more, may_be_empty = _first_of(name, argument, ignoring)
            found = _joined(found, more)
            if not may_be_empty:
                return found, False
    return found, True


def _first_of(name: str, argument: Any, ignoring: bool) -> tuple[list[Any], bool]:
    """Do the same for one item."""
    if name == "LITERAL":
        return [*_members([(_compiler.LITERAL, argument)], ignoring)], False
    if name == "IN":
        return [*_members(argument, ignoring)], False
    if name == "SUBPATTERN":
        _, added, taken, inner = argument
        # In what minds case again, fewer characters are the same.
        if added or taken & ~int(re.IGNORECASE):
            raise _UnknownError
        return _first(inner, ignoring)
    if name == "ATOMIC_GROUP":
        return _first(argument, ignoring)
    if name in _REPEATS:
        found, may_be_empty = _first(argument[2], ignoring)
        return found, may_be_empty or not argument[0]
    if name == "BRANCH":
        found, may_be_empty = [], False
        for inner in argument[1]:
            more, is_empty = _first(inner, ignoring)
            found = _joined(found, more)
            may_be_empty = may_be_empty or is_empty
        return found, may_be_empty
    raise _UnknownError


def _joined(found: list[Any], more: list[Any]) -> list[Any]:
    """Return the members of both, each once."""
    both = [*dict.fromkeys([*found, *more])] if found else more
    if len(both) > _MOST:
        raise _UnknownError
    return both


def _members(items: Iterable[tuple[Any, Any]], ignoring: bool) -> Iterator[tuple[Any, Any]]:
    """Yield what a set holds; where case is ignored, in all ways of writing it."""
    for operator, argument in items:
        name = str(operator)
        if name == "NEGATE":
            raise _UnknownError
        if name == "CATEGORY" or not ignoring:
            yield operator, argument
            continue
        first, last = argument if name == "RANGE" else (argument, argument)
        if last - first >= _MOST:
            raise _UnknownError
        for code in range(first, last + 1):
            yield from ((_compiler.LITERAL, ord(letter)) for letter in _written(chr(code)))


def _written(letter: str) -> str:
    """Return all that is taken for a letter where case is ignored. Of those beyond ASCII, only what has no case is
    sure."""
    small, capital = letter.lower(), letter.upper()
    if letter.isascii():
        return small if small == capital else small + capital + _MORE.get(small, "")
    if small == letter == capital:
        return letter
    raise _UnknownError
