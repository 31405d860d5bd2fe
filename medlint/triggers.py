"""Triggers: pieces of text without one of which a regular expression cannot match.

They are derived from the expression itself and never kept by hand, so a rule that is edited cannot lose a finding. A
page is folded once; a rule whose triggers do not occur in it is not run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Any

from medlint.compiled import Store, stamp_of
from medlint.text import Span

try:
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # A Python that keeps its parser elsewhere: expressions are then run on every page.
    _parser = None

# Shorter ones stand on every page and tell nothing.
_SHORTEST = 4
_SETS = 3
_MOST_WORDS = 200_000
# The characters beyond ASCII that `re.IGNORECASE` takes for ASCII letters.
_LIKE_ASCII = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}


def fold(text: str) -> str:
    """Return `text` as triggers are looked for in it: lower case by the rules of `re.IGNORECASE`, equally long."""
    if not text.isascii():
        for letter, plain in _LIKE_ASCII.items():
            if letter in text:
                text = text.replace(letter, plain)
    return text.lower()


# To read an expression costs a hundred times what it costs to look it up.
_STORE = Store("needs", stamp_of(__file__))

# A match needs one literal of each set.
Needs = tuple[frozenset[str], ...]


@cache
def needs_of(pattern: str) -> Needs:
    """Return up to three sets of folded literals: in every text that `pattern` matches, there is one of each.

    Literals are runs of ASCII letters and digits, so each lies in one word of the text.
    """
    if _parser is None:
        return ()
    kept = _STORE.get(pattern)
    if kept is None:
        candidates = _candidates(_parser.parse(pattern, re.IGNORECASE))
        needs = tuple(sorted(set(candidates), key=_worth, reverse=True)[:_SETS])
        _STORE.put(pattern, [sorted(literals) for literals in needs])
    else:
        needs = tuple(map(frozenset, kept))
    _KNOWN.expect(literal for literals in needs for literal in literals)
    return needs


class _Words:
    """Which of the expected literals a word holds, remembered for every word that was met: pages share most words."""

    def __init__(self) -> None:
        # How often the expected literals changed: what was found before knows nothing of the newer ones.
        self.edition = 0
        self._expected: set[str] = set()
        self._by_start: dict[str, list[str]] = {}
        self._telling: dict[bytes, frozenset[str]] = {}
        self._empty: set[bytes] = set()

    def expect(self, literals: Iterable[str]) -> None:
        """Look for these literals too."""
        new = set(literals) - self._expected
        if new:
            self._expected |= new
            self.edition += 1
            for literal in new:
                self._by_start.setdefault(literal[:_SHORTEST], []).append(literal)
            self._forget()

    def literals_in(self, words: frozenset[bytes]) -> frozenset[str]:
        """Return the expected literals that any of `words` holds."""
        telling = self._telling
        for word in words.difference(self._empty, telling):
            self._learn(word)
        return frozenset().union(*map(telling.__getitem__, words & telling.keys()))

    def _learn(self, word: bytes) -> None:
        # A stranger's pages may hold any number of odd words.
        if len(self._empty) > _MOST_WORDS:
            self._empty.clear()
        text = word.decode()
        found = frozenset(
            literal
            for place in range(len(text) - _SHORTEST + 1)
            for literal in self._by_start.get(text[place : place + _SHORTEST], ())
            if text.startswith(literal, place)
        )
        if found:
            self._telling[word] = found
        else:
            self._empty.add(word)

    def _forget(self) -> None:
        self._telling.clear()
        self._empty.clear()


_KNOWN = _Words()
_WORD_BYTES = bytes(byte if chr(byte).isalnum() and byte < 128 else 32 for byte in range(256))


class Folded:
    """A folded text in pieces, and where in it the literals that patterns need are: found once for all patterns.

    `spans` are the pieces (a page's blocks), sorted and apart from each other.
    """

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self.text = fold(text)
        self._spans = spans
        self._starts = [span.start for span in spans]
        self._pieces: dict[str, frozenset[int]] = {}
        self._literals: frozenset[str] = frozenset()
        self._edition = -1

    @cached_property
    def words(self) -> frozenset[bytes]:
        """The runs of ASCII letters and digits in the text."""
        return frozenset(self.text.encode("utf-8", "surrogatepass").translate(_WORD_BYTES).split())

    @property
    def _held(self) -> frozenset[str]:
        """The literals that the text holds, of those that any pattern so far needs."""
        if self._edition != _KNOWN.edition:
            self._literals = _KNOWN.literals_in(self.words)
            self._edition = _KNOWN.edition
        return self._literals

    def may_match(self, needs: Needs) -> bool:
        """Return whether the text holds what a pattern needs."""
        apart = self._held.isdisjoint
        # A loop, not any(): this runs for every pattern on every page.
        for literals in needs:  # noqa: SIM110
            if apart(literals):
                return False
        return True

    def passages(self, needs: Needs) -> Sequence[Span]:
        """Return the pieces in which a pattern may match."""
        if not needs:
            return self._spans
        if not self.may_match(needs):
            return ()
        held = self._held
        rarest, *others = (literals & held for literals in needs)
        numbers = frozenset().union(*map(self.pieces_with, rarest))
        spans = (self._spans[number] for number in sorted(numbers))
        return [span for span in spans if all(self._holds_any(literals, span) for literals in others)]

    def _holds_any(self, literals: frozenset[str], span: Span) -> bool:
        find, start, end = self.text.find, span.start, span.end
        return any(find(literal, start, end) >= 0 for literal in literals)

    def pieces_with(self, literal: str) -> frozenset[int]:
        """Return the numbers of the pieces that hold a literal."""
        pieces = self._pieces.get(literal)
        if pieces is None:
            pieces = self._pieces[literal] = frozenset(self._find(literal))
        return pieces

    def _find(self, literal: str) -> Iterator[int]:
        text, starts = self.text, self._starts
        place = text.find(literal, starts[0] if starts else len(text))
        while place >= 0:
            number = bisect_right(starts, place)
            yield number - 1
            following = starts[number] if number < len(starts) else len(text)
            place = text.find(literal, following)


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
