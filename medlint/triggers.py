"""Triggers: pieces of text without one of which a regular expression cannot match.

They are derived from the expression itself and never kept by hand, so a rule that is edited cannot lose a finding. A
page is folded once; a rule whose triggers do not occur in it is not run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from medlint.text import Span

try:
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # A Python that keeps its parser elsewhere: expressions are then run on every page.
    _parser = None

_SHORTEST = 3
_SETS = 3
# The characters beyond ASCII that `re.IGNORECASE` takes for ASCII letters.
_LIKE_ASCII = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}


def fold(text: str) -> str:
    """Return `text` as triggers are looked for in it: lower case by the rules of `re.IGNORECASE`, equally long."""
    if not text.isascii():
        for letter, plain in _LIKE_ASCII.items():
            if letter in text:
                text = text.replace(letter, plain)
    return text.lower()


# A match needs one literal of each set.
Needs = tuple[frozenset[str], ...]


@cache
def needs_of(pattern: str) -> Needs:
    """Return up to three sets of folded literals: in every text that `pattern` matches, there is one of each."""
    if _parser is None:
        return ()
    candidates = _candidates(_parser.parse(pattern, re.IGNORECASE))
    return tuple(sorted(set(candidates), key=_worth, reverse=True)[:_SETS])


class Folded:
    """A folded text that remembers which literals it holds: patterns share most of theirs."""

    def __init__(self, text: str) -> None:
        self.text = fold(text)
        self._held: dict[str, bool] = {}

    def holds(self, literal: str) -> bool:
        """Return whether the text holds a literal."""
        held = self._held.get(literal)
        if held is None:
            held = self._held[literal] = literal in self.text
        return held

    def may_match(self, needs: Needs) -> bool:
        """Return whether the text holds what a pattern needs."""
        return all(any(map(self.holds, literals)) for literals in needs)

    def passages(self, needs: Needs, spans: Sequence[Span]) -> Iterable[Span]:
        """Return those of `spans` (sorted, apart from each other) in which a pattern may match."""
        if not needs:
            return spans
        if not self.may_match(needs):
            return ()
        text = self.text
        starts = [span.start for span in spans]
        found = set()
        for literal in filter(self.holds, needs[0]):
            place = text.find(literal)
            while place >= 0:
                number = bisect_right(starts, place) - 1
                found.add(number)
                following = starts[number + 1] if number + 1 < len(starts) else len(text)
                place = text.find(literal, max(following, place + 1))
        held = (spans[number] for number in sorted(found) if number >= 0)
        return [span for span in held if self._all_in(needs[1:], span)]

    def _all_in(self, needs: Needs, span: Span) -> bool:
        find, start, end = self.text.find, span.start, span.end
        return all(any(self.holds(one) and find(one, start, end) >= 0 for one in literals) for literals in needs)


def _needed(items: Any) -> frozenset[str] | None:
    """Return the most telling of the sets of literals that a sequence of parsed items needs."""
    return max(_candidates(items), key=_worth, default=None)


def _candidates(items: Any) -> list[frozenset[str]]:
    """Return all sets of literals that a sequence of parsed items needs one of."""
    candidates: list[frozenset[str]] = []
    run: list[str] = []
    for operator, argument in [*items, (None, None)]:
        name = str(operator)
        if name == "LITERAL" and argument < 128 and chr(argument).isalnum():
            run.append(chr(argument).lower())
            continue
        if name == "AT":
            continue
        if len(run) >= _SHORTEST:
            candidates.append(frozenset(("".join(run),)))
        run = []
        inner = _inner(name, argument)
        if inner is not None:
            candidates.append(inner)
    return candidates


def _inner(name: str, argument: Any) -> frozenset[str] | None:
    """Return what a group, a repetition or an alternative needs."""
    if name == "SUBPATTERN":
        return _needed(argument[3])
    if name == "ATOMIC_GROUP":
        return _needed(argument)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and argument[0] >= 1:
        return _needed(argument[2])
    if name == "BRANCH":
        found: frozenset[str] = frozenset()
        for branch in argument[1]:
            needed = _needed(branch)
            if needed is None:
                return None
            found |= needed
        return found
    return None


def _worth(literals: frozenset[str]) -> tuple[int, int]:
    """Long literals are rare ones; of equally long ones, few are better."""
    return min(map(len, literals)), -len(literals)
