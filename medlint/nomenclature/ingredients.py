"""The members of a title, each as what it is: by the registry's names, else by its words without their salts."""

from __future__ import annotations

from functools import lru_cache

from medlint.named import NamedTuple
from medlint.nomenclature.damage import pieces
from medlint.nomenclature.dictionary import WORD
from medlint.nomenclature.dictionary import load as load_dictionary
from medlint.nomenclature.slips import respell
from medlint.parted import Parted
from medlint.patterns import lazy
from medlint.registry import load
from medlint.registry.names import fold

_DIGITS = lazy(r"\d+")
_LONGEST = 600
_MOST_REMEMBERED = 4_096
# Esters and prodrugs that the registry does not strip ("betamethasone dipropionate", "cefuroxime axetil").
_ESTER = lazy(r"[a-z]{3,}(?:ate|ide|etil|oxil|oxomil)\Z")
# What tells nothing of a medicine when it stands beside its name.
_IDLE = frozenset(("acid", "vitamin", "alpha", "beta", "gamma", "and", "with", "salt"))


class Member(NamedTuple):
    """One member of a title, which stands from `start` to `end` in it.

    `keys`: its INN, or its respelled words where no table knows it; several where it lists several names. `salts`: the
    salts and esters that it names; `forms`: its form, strength, origin and make ("eye", "50 mg", "equine"), all sorted.
    `known`: the registry's tables hold it. `recognised`: it is known, or all its words are in the dictionary and one
    names a substance.
    """

    start: int
    end: int
    keys: frozenset[str]
    salts: tuple[str, ...]
    forms: tuple[str, ...]
    known: bool
    recognised: bool


_Read = tuple[frozenset[str], tuple[str, ...], tuple[str, ...], bool, bool]


def members_of(title: str) -> tuple[Member, ...]:
    """Return the members of a title, in order; nothing for a text that is longer than any title."""
    return _members_of(title) if len(title) <= _LONGEST else ()


# One page's title is read by several rules.
@lru_cache(maxsize=1024)
def _members_of(title: str) -> tuple[Member, ...]:
    return tuple([Member(start, end, *_read(title[start:end])) for start, end in pieces(title) if start < end])


@lru_cache(maxsize=_MOST_REMEMBERED)
def _read(piece: str) -> _Read:
    registry, kinds = load(), load_dictionary().kinds
    identity = registry.identify(piece)
    keys = identity.names if identity.known else frozenset(_bare(name) for name in identity.names)
    named = {word for key in keys for word in key.split()} | _IDLE
    words = [word for word in fold(piece).split() if word not in named]
    usual = registry.names.salts
    salts = {usual.get(word) or respell(word) for word in words if word in usual or _is_ester(word, kinds)}
    others = {word for word in words if word not in usual and kinds.get(word) == WORD and not _is_ester(word, kinds)}
    return (
        keys,
        tuple(sorted(salts)),
        tuple(sorted(identity.forms | identity.strengths | others)),
        identity.known,
        identity.known
        or load_dictionary().names_substance(word for word in fold(piece).split() if not _DIGITS.search(word)),
    )


def _is_ester(word: str, kinds: Parted) -> bool:
    return kinds.get(word) == WORD and _ESTER.match(word) is not None


def _bare(name: str) -> str:
    """Return an unknown name's words, respelled, without the salts at its end."""
    names = load().names
    words = name.split()
    while len(words) > 1 and words[-1] in names.salts and " ".join(words[:-1]) not in names.elements:
        words.pop()
    return " ".join(respell(word) for word in words)
