"""What an expression needs and begins with, derived from it as Python's own parser reads it (see `medlint.needs`).

This is done once for each expression, and what it gives is kept: a start loads this module for a new one alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from medlint.needs import Literals
from medlint.patterns import lazy
from medlint.typed import Any
from medlint.ways import REPEATS, content, joined, opens_apart, ways_of

try:
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # A Python that keeps its parser elsewhere: expressions are then run on every page.
    _parser = None

_MOST_SETS = 6
# How likely a page holds a word of so many letters, about: it tells which sets are worth to be looked for.
_CHANCES = (1.0, 0.95, 0.9, 0.6, 0.3, 0.22, 0.16, 0.12, 0.09, 0.07, 0.05, 0.04, 0.03)
_LIKELY = 6.0
# What is not known stands next to a piece: it may go on there.
_OPEN = "~"
_SPACES = lazy(" {2,}")


def derive_needs(pattern: str) -> tuple[Literals, ...]:
    """Return what `needs.needed_by` does, worked out. Errors: re.error."""
    if _parser is None:
        return ()
    parsed = _parser.parse(pattern, re.IGNORECASE)
    needs: list[Literals] = []
    # Where `\w` means ASCII letters alone, words end where they go on for us.
    for literals in () if parsed.state.flags & re.ASCII else _best(_walk(parsed, _OPEN)[0]):
        worth = not needs or _chance(literals) <= _LIKELY
        if worth and len(needs) < _MOST_SETS and not any(known <= literals for known in needs):
            needs.append(literals)
    return tuple(needs)


def derive_opening(pattern: str, flags: int) -> str:
    """Return what `needs.opening_of` does, worked out. Errors: re.error."""
    if _parser is None:
        return ""
    parsed = _parser.parse(pattern, int(flags))
    return _opening(parsed, parsed.state.flags)[0]


def _opening(items: Any, flags: int) -> tuple[str, bool]:
    """Return the text that parsed items begin with, and whether it is all that they match."""
    text = ""
    for operator, argument in items:
        name = str(operator)
        more, whole = "", name in ("AT", "ASSERT", "ASSERT_NOT")
        if name == "LITERAL" and not (flags & re.IGNORECASE and _has_case(chr(argument))):
            more, whole = chr(argument), True
        elif name == "SUBPATTERN":
            more, whole = _opening(argument[3], (flags | argument[1]) & ~argument[2])
        elif name in REPEATS and argument[0]:
            more, whole = _opening(argument[2], flags)
            whole = whole and argument[0] == argument[1] == 1
        text += more
        if not whole:
            return text, False
    return text, True


def _has_case(letter: str) -> bool:
    return not letter.lower() == letter == letter.upper()


def _best(sets: Iterable[Literals]) -> list[Literals]:
    return sorted(set(sets), key=lambda literals: (_chance(literals), sorted(literals)))


def _chance(literals: Literals) -> float:
    return sum(_CHANCES[min(max(len(literal) - 2, 0), len(_CHANCES) - 1)] for literal in literals)


def _walk(items: Any, edge: str) -> tuple[list[Literals], str]:
    """Return the sets that a sequence of parsed items needs, and what stands at its end: the edge of a word, or what
    is not known. `edge` is the same for its beginning."""
    found: list[Literals] = []
    ways = {edge}
    items = list(items)
    for place, item in enumerate(items):
        written = ways_of(item)
        if written is not None:
            longer = joined(ways, written)
            if longer is None:
                found += _close(ways, _edge_before(items[place:]))
                edge = _edge_of(ways)
                longer = {way if way.startswith(" ") else edge + way for way in written}
            ways = longer
            if _edge_of(ways) == " ":
                found += _close(ways)
                ways = {" "}
            continue
        name, argument = str(item[0]), item[1]
        if name == "ASSERT":
            # What is ahead is no part of the match and is looked at once more.
            found += _walk(argument[1], _edge_of(ways))[0]
            if opens_apart([item]):
                found += _close(ways, " ")
                ways = {" "}
            continue
        found += _close(ways, _edge_before(items[place:]))
        more, edge = _inner(name, argument, _edge_of(ways))
        found += more
        ways = {edge}
    return found + _close(ways), _edge_of(ways)


def _inner(name: str, argument: Any, edge: str) -> tuple[list[Literals], str]:
    """Return as `_walk` does what a group, a repetition or an alternative needs."""
    inner = content(name, argument)
    if inner is not None:
        found, end = _walk(inner, edge)
        if name in REPEATS and argument[0] == 0:
            return [], " " if edge == end == " " else _OPEN
        return found, end
    if name != "BRANCH":
        return [], _OPEN
    branches = [_walk(branch, edge) for branch in argument[1]]
    end = " " if all(end == " " for _, end in branches) else _OPEN
    return _either([_best(found)[:_MOST_SETS] for found, _ in branches]), end


def _either(choices: list[list[Literals]]) -> list[Literals]:
    """Return sets of which one literal is needed where of several things any one is, each with the sets it needs."""
    if not all(choices):
        return []
    choices.sort(key=len, reverse=True)
    found = []
    for literals in choices[0]:
        both = literals
        for others in choices[1:]:
            both |= min(others, key=lambda other: (_chance(both | other), sorted(other)))
        found.append(both)
    return found


def _close(ways: Iterable[str], edge: str = _OPEN) -> list[Literals]:
    """Return the sets that a piece needs of which all ways of writing it are known."""
    return _either([[frozenset((literal,)) for literal in _literals(way + edge)] for way in sorted(ways)])


def _literals(way: str) -> list[str]:
    """Return the literals of one way of writing a piece: the parts between its spaces."""
    parts = _SPACES.sub(" ", way).split(" ")
    found = set()
    for number, part in enumerate(parts):
        left = " " if number and not part.startswith(_OPEN) else ""
        right = " " if number < len(parts) - 1 and not part.endswith(_OPEN) else ""
        core = part.strip(_OPEN)
        if len(core) > 1:
            found.add(left + core + right)
    return sorted(found)


def _edge_before(items: Sequence[Any]) -> str:
    return " " if opens_apart(items) else _OPEN


def _edge_of(ways: Iterable[str]) -> str:
    return " " if all(way.endswith(" ") for way in ways) else _OPEN
