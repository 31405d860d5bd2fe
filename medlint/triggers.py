"""Triggers: pieces of text without one of which a regular expression cannot match.

They are derived from the expression itself (see `medlint.needs`). A page's words are looked up once; a rule whose
triggers do not stand in it is not run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from operator import and_

from medlint.expected import MOST, Expected, expected, keep
from medlint.folding import fold, plain_words
from medlint.literals import Words
from medlint.needs import needed_by, opened
from medlint.once import once
from medlint.text import Span
from medlint.typed import Generic, NewType, TypeVar

_GROUP = 6
_Item = TypeVar("_Item")


# What a text holds wherever an expression matches: a bit for each set of literals of which it holds one, 0 for none.
Needs = NewType("Needs", int)


def needs_of(pattern: str) -> Needs:
    """Return what `pattern` needs, and look for that in all pages to come.

    Errors: re.error.
    """
    needs = _asked.get(pattern)
    if needs is None:
        _begin()
        bits = expected().bits.get(pattern)
        needs = _asked[pattern] = Needs(_KNOWN.expect(needed_by(pattern)) if bits is None else bits)
    return needs


def remember() -> None:
    """Keep what all patterns need that were asked for, if any of them is new, for the processes to come."""
    if not 0 < len(_asked) <= MOST:
        return
    kept = expected()
    if _asked.keys() <= kept.bits.keys() and opened.keys() <= kept.openings.keys():
        return
    patterns, openings = {**kept.bits, **_asked}, {**kept.openings, **opened}
    if len(patterns) > MOST:
        patterns, openings = {**_asked}, {**opened}
    words = Words()
    keep(Expected({pattern: words.expect(needed_by(pattern)) for pattern in patterns}, openings, words.tables()))


def _begin() -> None:
    """Before anything else is looked for: take over what earlier runs looked for."""
    if not _KNOWN.edition and expected().tables:
        _KNOWN.begin(*expected().tables)


_KNOWN = Words()
# What patterns need, of all that were asked for.
_asked: dict[str, Needs] = {}


class WordSet:
    """Whole words to be looked for in all pages to come, as they are in `Folded.words`.

    Where a page holds none of them, that is known at once. A word that is dropped is looked for no more.
    """

    def __init__(self, words: Iterable[bytes]) -> None:
        _begin()
        self.words = set(words)
        # One of its own: another set of the same words drops others.
        self.needs = Needs(_KNOWN.watch(self.words))

    def drop(self, word: bytes) -> None:
        """Look for this word no more."""
        self.words.remove(word)
        if word in _KNOWN:
            _KNOWN[word] &= ~self.needs


class Folded:
    """A text in pieces, and which of them hold the literals that patterns need: found once for all patterns.

    `spans` are the pieces (a page's blocks), sorted and apart from each other; none begins or ends in the middle of a
    word.
    """

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self._raw = text
        self._spans = spans
        self._edition = -1
        self._missing = 0
        # What each piece lacks. Those that stand together are asked together first.
        self._groups: list[tuple[int, list[tuple[int, Span]]]] = []
        self._words: list[list[bytes]] = []

    @once
    def text(self) -> str:
        """The text, folded."""
        return fold(self._raw)

    @once
    def words(self) -> frozenset[bytes]:
        """The words of the text: runs of ASCII letters and digits, in small letters."""
        return frozenset(self._each_word())

    def words_of(self, wanted: WordSet) -> set[bytes]:
        """Return the words of a set that the text holds: that is quicker than to have all of the text's."""
        return wanted.words.intersection(self._each_word()) if self.may_match(wanted.needs) else set()

    @property
    def missing(self) -> int:
        """The bits of the sets of which the text holds no literal, of those that any pattern so far needs."""
        if self._edition != _KNOWN.edition:
            self._update()
        return self._missing

    def may_match(self, needs: Needs) -> bool:
        """Return whether the text holds what a pattern needs."""
        return not needs & self.missing

    def passages(self, needs: Needs) -> Sequence[Span]:
        """Return the pieces in which a pattern may match."""
        if not needs:
            return self._spans
        if needs & self.missing:
            return ()
        return [
            span
            for lacking_in_all, pieces in self._groups
            if not needs & lacking_in_all
            for lacking, span in pieces
            if not needs & lacking
        ]

    def _each_word(self) -> Iterator[bytes]:
        if self._edition != _KNOWN.edition:
            self._update()
        return chain.from_iterable(self._words)

    def _update(self) -> None:
        """Find out what each piece holds, with all behind it up to the next one."""
        plain, starts = plain_words(self._raw), [span.start for span in self._spans]
        found = _KNOWN.read([plain[start:end] for start, end in zip([0, *starts], [*starts, len(plain)], strict=True)])
        self._words = [words for _, words in found]
        every = _KNOWN.all_bits()
        before, *lacking = [every ^ bits for bits, _ in found]
        pieces = list(zip(lacking, self._spans, strict=True))
        self._groups = [
            (reduce(and_, lacking[first : first + _GROUP]), pieces[first : first + _GROUP])
            for first in range(0, len(lacking), _GROUP)
        ]
        self._missing = reduce(and_, [group for group, _ in self._groups], before)
        self._edition = _KNOWN.edition


class Sieve(Generic[_Item]):
    """Things that need literals: one look at each tells which of them a page has use for. They keep their order."""

    def __init__(self, items: Iterable[tuple[Needs, _Item]]) -> None:
        self._all = list(items)

    def sift(self, folded: Folded) -> list[tuple[Needs, _Item]]:
        """Return those things, with what they need, of which the text holds what they need."""
        missing = folded.missing
        return [(needs, item) for needs, item in self._all if not needs & missing]
