"""Did you mean: the known word that is nearest to an unknown one."""

from __future__ import annotations

from collections.abc import Iterable

# Finds a letter lost, doubled, wrong or swapped in words of four letters and more, and leaves different words alone.
_CUT_OFF = 0.7


def closest(word: str, words: Iterable[str]) -> str | None:
    """Return the word of `words` that `word` is most likely meant to be, None where none is near.

    Upper and lower case are the same, and so are a hyphen and an underscore. The earlier of two equal words wins.
    """
    # Nothing is misspelt on most runs.
    from difflib import get_close_matches

    wanted = _fold(word)
    known: dict[str, str] = {}
    for candidate in words:
        folded = _fold(candidate)
        # Lengths so far apart cannot be near; asking first keeps the comparison with a huge word from being made.
        if 2 * min(len(folded), len(wanted)) >= _CUT_OFF * (len(folded) + len(wanted)):
            known.setdefault(folded, candidate)
    if not wanted or not known:
        return None
    if wanted in known:
        return known[wanted]
    nearest = get_close_matches(wanted, known, n=1, cutoff=_CUT_OFF)
    return known[nearest[0]] if nearest else None


def _fold(word: str) -> str:
    return word.casefold().replace("_", "-")
