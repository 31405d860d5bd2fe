"""Names that lost a part or were run together: what is wrong with a title before one asks whether it is right."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

from medlint import resources
from medlint.nomenclature.dictionary import Dictionary, load
from medlint.owntables import rows_of
from medlint.patterns import lazy
from medlint.records import dataclass

LOST_NUMBER, LOST_END, GLUED, STRAY, EMPTY = "lost-number", "lost-end", "glued", "stray", "empty"

_LONGEST = 600
# Members are joined by a plus with space round it; "CD4+" and "Na+" hold one that joins nothing.
_JOINT = lazy(r"(?:(?<=\s)|\A)\+(?=\s|\Z)")
_GLUED = lazy(r"(?<![^\W\d_])([^\W\d_]*[a-z])([A-Z][a-z]{2,40}|[A-Z]\d{1,2}|[A-Z]{2,6})(?![^\W_])")
_OPEN_END = lazy(r"[^\s-](-|\s-|\s\.|[,;:]|\s&|\.{3}|\u2026)\s*\Z")
# Without one of these signs, and without a family's name, nothing is damaged.
_SUSPECT = lazy(r"[a-z][A-Z]|[-.,;:&\u2026]\s*(?:\+|\Z)|[(\[&\ufffd]|\+\s*(?:\+|\Z)|\A\s*\+")
_WORD = lazy(r"\S+")
_EMPTY = lazy(r"\(\s*\)|\[\s*\]")
_ENTITY = lazy(r"&(?:amp|nbsp|quot|apos|lt|gt|#\d{1,5});|\ufffd")


@dataclass(frozen=True, slots=True)
class Damage:
    """A part of a title that is damaged: `start` and `end` index the title.

    `kind`: "lost-number", "lost-end", "glued", "stray" (a sign that belongs to nothing) or "empty" (a bracket or a
    member without words). `what` says it in words that follow the quoted part.
    """

    start: int
    end: int
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Family:
    """Names that mean nothing without their number: `name` in lower case, what it may have been, and whether it is
    asked for on a page of its own too."""

    name: str
    candidates: str
    alone: bool


@cache
def families() -> dict[str, Family]:
    """Return the numbered families of `rules/identity/names/numbered.csv` by name."""
    path = os.path.join(resources.folder("rules"), "identity", "names", "numbered.csv")
    return {row["name"]: Family(row["name"], row["candidates"], row["alone"] == "yes") for row in rows_of(path)}


def find_damage(title: str, dictionary: Dictionary | None = None) -> tuple[Damage, ...]:
    """Return what is damaged in a title, in order; nothing for one that is longer than any title."""
    if len(title) > _LONGEST or not (_SUSPECT.search(title) or _names_family(title.lower())):
        return ()
    found = sorted(_find(title, dictionary or load()), key=lambda one: (one.start, one.end))
    kept: list[Damage] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _names_family(lower: str) -> bool:
    # A loop, not any(): this runs for every family on every page.
    for name in families():  # noqa: SIM110
        if name in lower:
            return True
    return False


def pieces(title: str) -> list[tuple[int, int]]:
    """Return where the members of a title stand: what is between the pluses, without white space around it."""
    if "+" not in title:
        words = title.strip()
        start = title.find(words)
        return [(start, start + len(words))] if words else [(len(title), len(title))]
    edges = [0, *(edge for match in _JOINT.finditer(title) for edge in match.span()), len(title)]
    found = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        words = title[start:end]
        left = start + len(words) - len(words.lstrip())
        found.append((left, max(left, start + len(words.rstrip()))))
    return found


def _find(title: str, dictionary: Dictionary) -> Iterator[Damage]:
    members = pieces(title)
    for start, end in members:
        piece = title[start:end]
        if not piece and len(members) > 1:
            place = min(max(start - 2, 0), len(title) - 1)
            yield Damage(place, place + 1, EMPTY, "joins nothing: a name is lost there")
        elif piece:
            yield from _in_piece(piece, start, len(members) > 1)
    if not (title.islower() or title.isupper()):
        yield from _glued(title, dictionary)
    for match in _EMPTY.finditer(title):
        yield Damage(*match.span(), EMPTY, "holds nothing: what stood in it is lost")
    for match in _ENTITY.finditer(title):
        yield Damage(*match.span(), STRAY, "is left over from another format")


def _in_piece(piece: str, at: int, joined: bool) -> Iterator[Damage]:
    if end := _OPEN_END.search(piece):
        sign = end[1].strip()
        if end[1] == "-":
            yield Damage(at, at + len(piece), LOST_END, "ends in a hyphen: a number or a word is lost")
        elif sign in ("...", "\u2026"):
            yield Damage(at, at + len(piece), LOST_END, "is cut off")
        else:
            start = end.end(1) - len(sign)
            yield Damage(at + start, at + end.end(1), STRAY, "belongs to nothing")
        return
    if piece.count("(") > piece.count(")") or piece.count("[") > piece.count("]"):
        yield Damage(at, at + len(piece), LOST_END, "has a bracket that is never closed")
        return
    spots = list(_WORD.finditer(piece))
    for count in range(min(3, len(spots)), 0, -1):
        tail = " ".join(spot.group() for spot in spots[-count:])
        # "ThiamineVitamin B": what is run together with the name does not hide it.
        family = families().get(tail.lower()) or families().get(_unglued(tail).lower())
        if family is not None and (joined or family.alone):
            yield Damage(at + spots[-count].start(), at + len(piece), LOST_NUMBER, _lost(family))
            return


def _lost(family: Family) -> str:
    return f"has lost its number ({family.candidates})"


def _unglued(words: str) -> str:
    match = _GLUED.search(words)
    return words[match.start(2) :] if match else words


def _glued(title: str, dictionary: Dictionary) -> Iterator[Damage]:
    for match in _GLUED.finditer(title):
        first, second = match[1].lower(), match[2].lower()
        # "CoronaVirus" and "ALPRAZolam" are one word with odd capitals; a part that is no word proves nothing.
        if len(first) < 4 or first not in dictionary or first + second in dictionary:
            continue
        if second in dictionary or match[2][1:].isdigit() or match[2].isupper():
            yield Damage(*match.span(), GLUED, "runs two names together")
