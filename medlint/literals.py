"""Of which expected sets of literals a text holds one, word by word: pages share most of their words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import islice
from operator import or_

from medlint.needs import Literals

MOST_WORDS, _LONGEST_WORD = 40_000, 60
MOST_PIECES, _SHORT_PIECE = 1_000, 80
# Literals are looked up by so many of their first letters.
_START = 3

# The bits of what a piece of a text holds, and its words.
Held = tuple[int, list[bytes]]


class Words(dict[bytes, int]):
    """Of which of the expected sets a word holds a literal, remembered for every word that was met: pages share most.

    Sets are the bits of a number, by which hundreds of them are joined and compared at once.
    """

    def __init__(self) -> None:
        super().__init__()
        # How many sets are expected: what was found before knows nothing of the newer ones.
        self.edition = 0
        # What short pieces hold: pages share headings too. And what the longer ones of the last text hold: a page that
        # was mended, to see what becomes of it, has nearly all of them again.
        self.pieces: dict[bytes, Held] = {}
        self._last: dict[bytes, Held] = {}
        self._bits: dict[Literals, int] = {}
        # Sets that are expected since a text was read last: most come before the first one.
        self._new: list[tuple[Literals, int]] = []
        # Words hold few combinations of sets: each is one number, however many words share it.
        self._shared: dict[int, int] = {}
        # The sets in which each literal is. Those that are no whole words by how they begin, and the few shorter ones.
        self._sets: dict[str, int] = {}
        self._by_start: dict[tuple[str, ...], list[str]] = {}
        self._short: list[str] = []
        # Sets of whole words that may lose some.
        self._word_sets: list[tuple[set[bytes], int]] = []

    def begin(
        self, edition: int, sets: dict[str, int], by_start: dict[tuple[str, ...], list[str]], short: list[str]
    ) -> None:
        """Expect first of all what another of these did, by its `tables`, which become this one's own."""
        self.edition, self._sets, self._by_start, self._short = edition, sets, by_start, short

    def tables(self) -> tuple[int, dict[str, int], dict[tuple[str, ...], list[str]], list[str]]:
        """Return what `begin` takes; no words may be watched."""
        self._learn()
        return self.edition, self._sets, self._by_start, self._short

    def expect(self, sets: Iterable[Literals]) -> int:
        """Look for these literals too, and return the bits of their sets."""
        known, bits = self._bits, 0
        for literals in sets:
            bit = known.get(literals)
            if bit is None:
                bit = known[literals] = self._next_bit()
                self._new.append((literals, bit))
            bits |= bit
        return bits

    def watch(self, words: set[bytes]) -> int:
        """Look for whole words in a set of which the caller may take some out, and return its bit."""
        bit = self._next_bit()
        self._word_sets.append((words, bit))
        # What is known of words else stays: only these hold more.
        for word in words & self.keys():
            self[word] |= bit
        self._forget_pieces()
        return bit

    def all_bits(self) -> int:
        """Return the bits of all sets."""
        return (1 << self.edition) - 1

    def _next_bit(self) -> int:
        self.edition += 1
        return 1 << self.edition - 1

    def _forget_pieces(self) -> None:
        self.pieces.clear()
        self._last = {}

    def _learn(self) -> None:
        """Sort the literals of new sets by how they are looked for, and forget what was found without them."""
        sets = self._sets
        known = len(sets)
        for literals, bit in self._new:
            for literal in literals:
                sets[literal] = sets[literal] | bit if literal in sets else bit
        for literal in islice(sets, known, None):
            if literal[0] == " " == literal[-1]:
                continue
            if len(literal) < _START:
                self._short.append(literal)
            else:
                self._by_start.setdefault(tuple(literal[:_START]), []).append(literal)
        self._new.clear()
        self.clear()
        self._shared.clear()
        self._forget_pieces()

    def read(self, pieces: Iterable[bytes]) -> list[Held]:
        """Return for each piece, which is words with spaces between them, the bits of what it holds, and its words."""
        if self._new:
            self._learn()
        if len(self.pieces) >= MOST_PIECES:
            self.pieces.clear()
        known, bits_of, found = self.pieces, self.__getitem__, []
        before, last = self._last, dict[bytes, Held]()
        self._last = last
        for piece in pieces:
            one = known.get(piece) or before.get(piece)
            if one is None:
                words = piece.split()
                # Half of the words hold nothing.
                one = reduce(or_, filter(None, map(bits_of, words)), 0), words
                if len(piece) <= _SHORT_PIECE and len(known) < MOST_PIECES:
                    known[piece] = one
            if len(piece) > _SHORT_PIECE:
                last[piece] = one
            found.append(one)
        return found

    def __missing__(self, word: bytes) -> int:
        text = f" {word.decode()} "
        sets, by_start = self._sets, self._by_start
        bits = sets.get(text, 0)
        for words, bit in self._word_sets:
            if word in words:
                bits |= bit
        for literal in self._short:
            if literal in text:
                bits |= sets[literal]
        # All runs of three letters, as _START says: to cut them out one by one takes twice as long.
        for start in filter(by_start.__contains__, zip(text, text[1:], text[2:], strict=False)):
            for literal in by_start[start]:
                if literal in text:
                    bits |= sets[literal]
        # A stranger's pages may hold any number of odd words.
        if len(word) <= _LONGEST_WORD:
            if len(self) >= MOST_WORDS:
                self.clear()
                self._shared.clear()
            self[word] = self._shared.setdefault(bits, bits)
        return bits
