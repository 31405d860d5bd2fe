"""The words that names of medicines are made of, each known to be spelt as it is somewhere in the world."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache

from medlint import parted, patterns, resources
from medlint.nomenclature.slips import is_slip, letters_of, most_changed
from medlint.owntables import kept
from medlint.parted import Parted
from medlint.patterns import lazy
from medlint.records import dataclass, field

NAME, VARIANT, WORD = KINDS = ("name", "variant", "word")
# A word that is remembered costs memory; a stranger's pages may hold any number of them.
_MOST_REMEMBERED = 4_096
# Words that follow a name and were run together with it: "folicacid".
_TAILS = ("acid", "sodium", "potassium", "chloride", "hydrochloride", "oxide", "sulfate", "sulphate", "phosphate")
_ROW = lazy(r"([a-z]+),([a-z]+)\Z")


class NamesError(Exception):
    """A table of names cannot be used; the message names file and line."""


@dataclass(frozen=True)
class Dictionary:
    """The words of names, in lower case and without digits.

    `kinds`: word to "name" (what a substance is called by an international or national list), "variant" (another
    spelling or an older name that is in use) or "word" (salts, plants, vaccines, forms: what names are made of).
    """

    kinds: Parted
    _remembered: dict[str, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    # By their first two letters and their length: the letters of each word, and the word.
    _sizes: dict[str, dict[int, list[tuple[int, str]]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __contains__(self, word: object) -> bool:
        return word in self.kinds

    def names_substance(self, words: Iterable[str]) -> bool:
        """Return whether all words are known, and one of them names a substance by itself."""
        kinds = [self.kinds.get(word) for word in words]
        return None not in kinds and any(kind in (NAME, VARIANT) for kind in kinds)

    def correction(self, word: str) -> str | None:
        """Return what an unknown word is a slip for, None where it is known or near to nothing, or to two words.

        `word` is in lower case. The answer is two words where `word` runs two together ("folic acid").
        """
        if word in self.kinds:
            return None
        if word not in self._remembered:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = self._split(word) or self._nearest(word)
        return self._remembered[word]

    def _split(self, word: str) -> str | None:
        for tail in _TAILS:
            head = word.removesuffix(tail)
            if head != word and len(head) > 3 and head in self.kinds:
                return f"{head} {tail}"
        return None

    def _nearest(self, word: str) -> str | None:
        # A slip swaps the second letter at most.
        starts = dict.fromkeys((word[:2], word[:1] + word[2:3]))
        letters, near = letters_of(word), []
        for start in starts:
            for size in range(len(word) - 2, len(word) + 3):
                most, alike = most_changed(size), self._by_size(start).get(size, ())
                near += [
                    known for others, known in alike if (letters ^ others).bit_count() <= most and is_slip(word, known)
                ]
        if len(near) > 1:
            # Two spellings of one name are near together; the international one is the better advice.
            near = [known for known in near if self.kinds.get(known) == NAME]
        return near[0] if len(near) == 1 else None

    def _by_size(self, start: str) -> dict[int, list[tuple[int, str]]]:
        """Return the words that begin with these two letters, by their length, each behind its letters."""
        table = self._sizes.get(start)
        if table is None:
            table = {}
            for word in self.kinds.beginning(start):
                table.setdefault(len(word), []).append((letters_of(word), word))
            if table:
                self._sizes[start] = table
        return table


@cache
def load() -> Dictionary:
    """Return medlint's own dictionary."""
    path = os.path.join(resources.folder("rules"), "identity", "names", "words.csv")
    files = (path, __file__, str(parted.__file__), str(patterns.__file__))
    return Dictionary(Parted(kept(path, files, lambda: Parted.of(_read_kinds(path)).packed)))


def read_dictionary(path: str) -> Dictionary:
    """Return the dictionary of a CSV file with the columns word and kind.

    Errors: NamesError that names the line of a row that is wrong.
    """
    return Dictionary(Parted.of(_read_kinds(path)))


def _read_kinds(path: str) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for number, line in enumerate(_text_of(path).split("\n")[1:], start=2):
        if not line:
            continue
        row = _ROW.match(line)
        if row is None or row[2] not in KINDS or row[1] in kinds:
            raise NamesError(f"{path}:{number}: write a word in small letters, once, a comma and {', '.join(KINDS)}")
        kinds[row[1]] = row[2]
    return kinds


def _text_of(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
