"""Typing slips: whether one word is another with letters swapped, lost, doubled or mistyped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from medlint.named import NamedTuple

# What national spellings differ by, in this order. Both words are rewritten, so the direction is of no matter.
_SPELLINGS = (
    *(("ae", "e"), ("oe", "e"), ("ph", "f"), ("th", "t"), ("rh", "r"), ("y", "i"), ("k", "c"), ("chol", "col")),
    *(("chr", "cr"), ("chl", "cl"), ("isation", "ization"), ("ised", "ized"), ("our", "or")),
)
_VOWELS = frozenset("aeiouy")
# Consonants that sound alike or lie side by side where names are typed by ear.
_ALIKE = frozenset(frozenset(pair) for pair in ("sz", "cs", "mn", "dt", "bp", "fv"))
# Names that share a stem differ in what stands before it, often by a letter: only gross slips count there.
_STEMS = (
    *("mab", "tinib", "ciclib", "parib", "lisib", "rafenib", "degib", "zomib", "nib", "vir", "gliptin", "gliflozin"),
    *("prazole", "prazan", "vastatin", "sartan", "cept", "gepant", "glutide", "glitazone", "glitazar", "setron"),
    *("triptan", "floxacin", "caftor", "lukast", "xaban", "gatran", "tant", "rsen", "siran", "stat", "grel", "pril"),
    *("dipine", "conazole", "olol", "azepam", "azolam", "barbital", "oxacin", "cycline", "cillin", "micin", "mycin"),
)
# The letters before these endings tell one salt, sugar, enzyme or alcohol from another (sulfite, sulfate).
_CHEMICAL = frozenset(["ate", "ite", "ide", "ase", "ose", "ene", "ane", "ine", "one", "yne", "ole", "ile"])
_ENDINGS = frozenset(["s", "d", "r", "n", "e", "l", "um", "us", "en"])
_SHORTEST = 7
_LONG = 12
_START = 3
# Two slips side by side are a syllable more or less, and that is what tells prednisone from prednisolone.
_APART = 3


class Slip(NamedTuple):
    """One slip. `kind`: swapped, doubled, missing, extra or wrong; `at`: index into the right word; the two letters."""

    kind: str
    at: int
    written: str
    right: str


def respell(word: str) -> str:
    """Return a word by which national spellings of one name are equal: "amoxycillin" and "amoxicilline" are alike."""
    for old, new in _SPELLINGS:
        if old in word:
            word = word.replace(old, new)
    return word.removesuffix("e")


def letters_of(word: str) -> int:
    """Return which letters a word has, a bit for each. Far letters may share a bit."""
    return reduce(or_, (1 << (ord(letter) & 31) for letter in set(word)), 0)


def most_changed(size: int) -> int:
    """Return by how many letters (see `letters_of`) a word may differ from the right one, of this size, and be a slip.

    To look at a dictionary's words so takes a hundredth of the time that comparing them takes.
    """
    # A wrong letter puts one in the place of another; all other slips change less.
    return 2 * _budget(size)


def _budget(size: int) -> int:
    return 2 if size >= _LONG else 1


def is_slip(written: str, right: str) -> bool:
    """Return whether `written` is no name of its own but `right` with a slip of typing, two in a long word.

    Both are single words in lower case. A national spelling or another language's ending is no slip. What decides is
    where the letters differ and how: names of different medicines may be one letter apart.
    """
    budget = _budget(len(right))
    if len(right) < _SHORTEST or abs(len(written) - len(right)) > budget or not _begins_alike(written, right):
        return False
    if respell(written) == respell(right) or _is_inflected(written, right):
        return False
    return any(
        all(_is_plausible(slip, right, one=len(slips) == 1) for slip in slips)
        for slips in _differences(written, right, 0, budget)
        if len(slips) == 1 or slips[1].at - slips[0].at >= _APART
    )


def _begins_alike(written: str, right: str) -> bool:
    """Say whether the first two letters are the same, or would be with the second and third swapped."""
    if written[:1] != right[:1]:
        return False
    return written[1:2] == right[1:2] or (written[1:2] == right[2:3] and written[2:3] == right[1:2])


def _is_inflected(written: str, right: str) -> bool:
    """Say whether one is the other's plural or participle, or the name as another language writes it (metformina)."""
    if right.startswith(written) or written.startswith(right):
        return (right.removeprefix(written) or written.removeprefix(right)) in (
            "s",
            "d",
            "r",
            "n",
            "e",
            "l",
            "um",
            "us",
            "en",
        )
    return written.endswith(("a", "o", "um", "us", "s", "en", "i", "u")) and not right.endswith(written[-1])


def _differences(written: str, right: str, at: int, budget: int) -> Iterator[tuple[Slip, ...]]:
    """Yield the ways to make `written` of `right` by at most `budget` slips; `at` is where `right` stands in the word.

    Each way goes on behind the first letters that differ, so there are never more than a few.
    """
    here = 0
    while here < len(written) and here < len(right) and written[here] == right[here]:
        here += 1
    a, b, place = written[here:], right[here:], at + here
    if not a and not b:
        yield ()
    elif budget:
        before = right[here - 1 : here]
        for slip, rest, remains, used in _steps(a, b, place, before):
            for others in _differences(rest, remains, place + used, budget - 1):
                yield (slip, *others)


def _steps(a: str, b: str, place: int, before: str) -> Iterator[tuple[Slip, str, str, int]]:
    if len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0]:
        yield Slip("swapped", place, a[0], b[0]), a[2:], b[2:], 2
    if a:
        yield Slip("doubled" if a[0] == before else "extra", place, a[0], ""), a[1:], b, 0
    if b:
        yield Slip("doubled" if b[0] == before else "missing", place, "", b[0]), a, b[1:], 1
    if a and b:
        yield Slip("wrong", place, a[0], b[0]), a[1:], b[1:], 1


def _is_plausible(slip: Slip, right: str, *, one: bool) -> bool:
    size, start = len(right), _START if one else _START + 1
    if slip.kind == "swapped":
        # The two letters of an ending such as "-ol" and "-lo" are swapped in no name.
        return slip.at >= 1
    if slip.kind == "doubled":
        return slip.at >= 2
    stem = next((stem for stem in _STEMS if right.endswith(stem)), "")
    if slip.at < size - len(stem) and stem:
        # In front of a stem, a letter more or less is a slip only in a long name.
        return slip.kind != "wrong" and size >= 11 and slip.at >= 2 and size - len(stem) >= 5
    if slip.kind in ("missing", "extra"):
        return size > _SHORTEST and (slip.at >= start or (one and size >= 10 and slip.at >= 2)) and slip.at < size
    return size >= 9 and slip.at >= start and _is_mistyped(slip, right)


def _is_mistyped(slip: Slip, right: str) -> bool:
    if slip.written in _VOWELS and slip.right in _VOWELS:
        return not (slip.at >= len(right) - 3 and right[-3:] in _CHEMICAL)
    return frozenset((slip.written, slip.right)) in _ALIKE
