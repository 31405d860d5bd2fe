"""Invented words: names of medicines that no two pages share, and others, ever more of them as pages become more."""

from __future__ import annotations

from random import Random

_STARTS = ("b", "br", "c", "cl", "d", "dr", "f", "fl", "g", "gl", "h", "k", "l", "m", "n", "p", "pl", "qu", "r", "s")
_VOWELS = ("a", "e", "i", "o", "u", "au", "eo", "ia")
_MIDDLES = tuple(start + vowel for start in "bdfgklmnprstvz" for vowel in "aeiou")
_ENDINGS = ("bran", "dexol", "fimar", "galyn", "kuvan", "lomir", "mirex", "nolan", "pradel", "quorin", "sovar", "zofen")
_NAMES = len(_STARTS) * len(_VOWELS) * len(_MIDDLES) * len(_ENDINGS)
# Numbers that follow one another become words that are far apart. It shares no factor with the numbers of words.
_STEP = 7_368_787

# How the numbers of words fall off: the few first are drawn often, and new ones come up as long as words are drawn.
_TAIL = 1.5
_SPREAD = 650
_SHORT = len(_MIDDLES) ** 2
_COMMON = len(_MIDDLES) ** 3 - _SHORT


def name_of(number: int) -> str:
    """Return the name of the medicine on page `number`, from 0, in lower case. No two numbers share a name."""
    rounds, rest = divmod(number, _NAMES)
    rest, start = divmod(rest * _STEP % _NAMES, len(_STARTS))
    rest, vowel = divmod(rest, len(_VOWELS))
    ending, middle = divmod(rest, len(_MIDDLES))
    return _STARTS[start] + _VOWELS[vowel] + _MIDDLES[middle] + _ENDINGS[ending] + _spell(rounds)


def draw_word(random: Random) -> str:
    """Return an invented word of three syllables or more: some come often, most seldom, as words of real pages do."""
    number = int(_SPREAD * (min(random.paretovariate(_TAIL), 1e8) - 1))
    return _spell(_SHORT + (number * _STEP % _COMMON if number < _COMMON else number))


def _spell(number: int) -> str:
    """Return a word of its own for each number from 1 on, and nothing for 0."""
    word = ""
    while number:
        number, middle = divmod(number, len(_MIDDLES))
        word += _MIDDLES[middle]
    return word
