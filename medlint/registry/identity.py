"""Which drugs a page is about, by its title or generic name: no fuzzy matching, no search inside of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from medlint.named import NamedTuple
from medlint.patterns import LazyPattern, lazy
from medlint.registry.names import Names, Resolved, fold

# No drug's name is longer; a title that is must not cost time.
_LONGEST = 600
_BRACKETS = lazy(r"[(\[]([^()\[\]]*)[)\]]")
_STRENGTH = lazy(
    r"(?<![\w-])(\d+(?:[.,]\d+)?)\s*(mg|mcg|µg|μg|g|ml|iu|units?|%)(?:\s*/\s*\d*\s*(?:ml|g|mg|dose))?(?![\w-])", re.I
)
_DIGIT = lazy(r"\d")
# Between members. A plus always separates; the others only where every part is a known name ("Hepatitis A and B").
_PLUS = lazy(r"\s*(?<!\()\+(?!\))\s*")
_LIST = lazy(r"\s*[/&,;]\s*|\s+(?:and|with)\s+", re.I)
# "Thiamine (Vitamin B1) + B6": after a vitamin of the B group a bare number belongs to that group.
_BARE_VITAMIN = lazy(r"B ?-?\d{1,2}\Z", re.I)
# "Daclizumab: uses and dose", "Daclizumab - drug information".
_SUBTITLE = lazy(r"\s+[-\u2013\u2014|]\s+|\s*:\s+")
# "StarchHES": an acronym that lost the space before it.
_GLUED = lazy(r"(?<=[a-z])[A-Z]{2,6}\Z")


class Identity(NamedTuple):
    """The drugs of a page.

    `names`: the members' INNs, or their folded names where a member is not known. `written`: the members as the page
    writes them, in its order. `forms` and `strengths`: what the title says of them ("eye", "50 mg"). `known`: whether
    the tables hold every member.
    """

    names: frozenset[str] = frozenset()
    written: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()
    strengths: frozenset[str] = frozenset()
    known: bool = False

    @property
    def drug(self) -> str | None:
        """The only member's name, None for a combination or nothing at all."""
        return next(iter(self.names)) if len(self.names) == 1 else None


class Part(NamedTuple):
    """One member of a title as it is written: `start` and `end` are offsets in it, `inn` is None where unknown."""

    written: str
    start: int
    end: int
    inn: str | None


class _Member(NamedTuple):
    inn: str
    salted: str
    known: bool
    forms: frozenset[str] = frozenset()


def read_identity(title: str, fields: Mapping[str, str], names: Names) -> Identity:
    """Return the drugs that `title` names or, where it names none that is known, the first of `fields` that does.

    `fields` are front matter values such as a generic name, in the order in which they are to be asked.
    """
    first = _read(title, names)
    if first.known:
        return first
    for text in fields.values():
        found = _read(text, names)
        if found.known:
            return Identity(found.names, found.written, found.forms | first.forms, found.strengths, True)
    return first


def parts(text: str, names: Names) -> tuple[Part, ...]:
    """Return the members that a title or a generic name lists, with their places, nothing for one without end."""
    if len(text) > _LONGEST:
        return ()
    return tuple(
        Part(written, start, start + len(written), member.inn if member.known else None)
        for written, start, member in _members(text, names)
    )


def _read(text: str, names: Names) -> Identity:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.strip()
    return _identify(text, names) if 0 < len(text) <= _LONGEST else Identity()


# One page's title is read by several rules.
@lru_cache(maxsize=1024)
def _identify(text: str, names: Names) -> Identity:
    if _is_plain_word(text):
        member = _member(text, names)
        return Identity(frozenset((member.inn,)), (text,), known=member.known)
    strengths: frozenset[str] = frozenset()
    if _DIGIT.search(text):
        strengths = frozenset(f"{m[1]} {m[2]}".lower() for m in _STRENGTH.finditer(text))
        text = _STRENGTH.sub(" ", text).strip()
    found = _members(text, names)
    known = _all_known(found)
    if not known and (head := _SUBTITLE.split(text, 1)[0]) != text:
        shorter = _members(head, names)
        if _all_known(shorter):
            found, known = shorter, True
    return Identity(
        names=_set_of([member for *_, member in found]),
        written=tuple([written for written, *_ in found]),
        forms=frozenset().union(*[member.forms for *_, member in found]),
        strengths=strengths,
        known=bool(found) and known,
    )


def _all_known(found: list[tuple[str, int, _Member]]) -> bool:
    return all(member.known for *_, member in found)


def canonical(written: list[str], names: Names) -> frozenset[str]:
    """Return a combination's members as INNs; used for the registry's own rows, so that both sides are read alike."""
    return _set_of([_member(name, names) for name in written])


def _set_of(members: list[_Member]) -> frozenset[str]:
    """Strip the salts, but keep those that alone tell two members apart (metoprolol succinate and tartrate)."""
    if len(members) == 1:
        return frozenset((members[0].inn,))
    salted: dict[str, set[str]] = {}
    for member in members:
        salted.setdefault(member.inn, set()).add(member.salted)
    return frozenset(name for inn, forms in salted.items() for name in (forms if len(forms) > 1 else {inn}))


def _members(text: str, names: Names) -> list[tuple[str, int, _Member]]:
    """Return the parts of a title, where they begin in it, and what they are."""
    found: list[tuple[str, int, _Member]] = []
    vitamin = False
    for piece, start in _split(text, _PLUS) if "+" in text else ((text, 0),) if text else ():
        bare = vitamin and _BARE_VITAMIN.match(piece)
        written = f"Vitamin {piece}" if bare else piece
        vitamin = vitamin if bare else fold(piece).startswith("vitamin b")
        member = _member(written, names)
        if not member.known and _LIST.search(piece):
            inside = [(part, start + place, _member(part, names)) for part, place in _split(piece, _LIST)]
            if len(inside) > 1 and _all_known(inside):
                found += inside
                continue
        found.append((piece, start, member))
    return found


def _split(text: str, separator: LazyPattern) -> Iterator[tuple[str, int]]:
    """Yield the pieces between separators that are not empty, with their places."""
    start = 0
    for match in separator.finditer(text):
        if match.start() > start:
            yield text[start : match.start()], start
        start = match.end()
    if start < len(text):
        yield text[start:], start


def _is_plain_word(text: str) -> bool:
    """Say whether a name is one word of plain letters: it holds neither brackets nor words for a form."""
    return text.isascii() and text.isalpha() and (text[1:].islower() or len(text) == 1)


# Combinations share most of their members.
@lru_cache(maxsize=2048)
def _member(text: str, names: Names) -> _Member:
    """Read one member: its name as it is, then without brackets and without the words for its form."""
    if _is_plain_word(text):
        key = text.lower()
        found = names.resolve(text)
        return _Member(*(found or (key, key)), found is not None)
    if found := _resolve(text, names):
        return _Member(*found, True)
    forms: set[str] = set()
    alternates: list[str] = []
    phrases: list[str] = []
    outer = text
    if "(" in text or "[" in text:
        for content in _BRACKETS.findall(text):
            form = names.form(content)
            if form:
                forms.add(form)
                phrases.append(content)
            else:
                alternates.append(content)
        outer = _BRACKETS.sub(" ", text)
        found = _resolve(outer, names)
    words = _GLUED.sub("", outer.strip()).split()
    start, end = 0, len(words)
    while not found and (trimmed := _trim(words, start, end, names)):
        start, end, form, phrase = trimmed
        forms.add(form)
        phrases.append(phrase)
        found = _resolve(" ".join(words[start:end]), names)
    found = found or _resolve(" ".join(words[start:end]), names) or _twice(words[start:end], names)
    if not found:
        inside = [resolved for alternate in alternates if (resolved := names.resolve(alternate))]
        found = inside[0] if len(inside) == 1 else None
    key = found.inn if found else fold(" ".join(words[start:end])) or fold(text)
    product = next((inn for phrase in phrases if (inn := names.inn(f"{key} {fold(phrase)}"))), None)
    if product:
        # The form makes another drug of it: "vincristine liposomal".
        return _Member(product, product, True, frozenset(forms))
    return _Member(*(found or (key, key)), bool(found), frozenset(forms))


def _resolve(text: str, names: Names) -> Resolved | None:
    if _LIST.search(text):
        # "Furosemide/potassium chloride": what looks like a salt may be a member, so such a name counts only as it is.
        inn = names.inn(fold(text))
        return Resolved(inn, inn) if inn else None
    return names.resolve(text)


def _trim(words: list[str], start: int, end: int, names: Names) -> tuple[int, int, str, str] | None:
    """Take the longest words for a form off the end, else off the start."""
    for length in range(min(3, end - start - 1), 0, -1):
        phrase = " ".join(words[end - length : end])
        if form := names.form(phrase):
            return start, end - length, form, phrase
    for length in range(min(3, end - start - 1), 0, -1):
        phrase = " ".join(words[start : start + length])
        if form := names.form(phrase):
            return start + length, end, form, phrase
    return None


def _twice(words: list[str], names: Names) -> Resolved | None:
    """Read a member that is written as two names of one drug ("Clioquinol Iodochlorhydroxyquin")."""
    for cut in range(1, len(words)):
        left, right = names.resolve(" ".join(words[:cut])), names.resolve(" ".join(words[cut:]))
        if left and right and left.inn == right.inn:
            return left
    return None
