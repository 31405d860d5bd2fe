"""The slug of a title, and what is wrong with a file name that is meant to be it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice, product

from medlint.nomenclature.damage import pieces
from medlint.nomenclature.slips import is_slip, respell
from medlint.patterns import lazy

SEPARATORS = "-_. "
_APOSTROPHES = lazy("['\u2018\u2019`\u00b4\u02bc]")
_WORD = lazy(r"[a-z0-9]+")
_BRACKET = lazy(r"[(\[][^()\[\]]*[)\]]")
# What joins two names, so that running the words beside it together makes one of two.
_JOINT = lazy(r"(?<=[^\s/+,&|])\s*[/+,&|]\s*(?=[^\s/+,&|])")
_CUT = lazy(r"[-_. ](?:trunc|truncated|copy|copy-\d|\d-copy)\Z")
_DOUBLE = lazy(r"-{2,}|_{2,}")
# File systems and generators cut long names; so long a slug may end early, at the end of a word.
_CUT_LENGTH = 60
_LONGEST = 600
_MOST_FORMS = 64
# So many of the title's first words, and another at the end: a long slug that was cut.
_FEW = 4


def fold_title(title: str) -> str:
    """Return a title in lower case, without accents and apostrophes; other scripts' letters stay."""
    plain = title[:_LONGEST]
    if plain.isascii():
        return plain.replace("'", "").replace("`", "").lower()
    plain = _APOSTROPHES.sub("", plain)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return _APOSTROPHES.sub("", plain).lower()


def slugify(title: str, separator: str = "-") -> str:
    """Return the slug of a title: its words in small ASCII letters, joined by `separator`."""
    return separator.join(match.group() for match in _WORD.finditer(fold_title(title)))


def fault_of(stem: str, title: str, separator: str = "") -> str | None:
    """Return what is wrong with a file name that is visibly meant to be the title's slug, None for any other.

    `separator`: the one that the site joins words with, "" for any. The answer goes on after "the file name". A name
    that follows another scheme (numbers, other words, another order) has no fault.
    """
    folded = fold_title(title)
    wanted = _words(folded)
    if not wanted or stem in (sign.join(wanted) for sign in separator or SEPARATORS):
        return None
    stem = fold_title(stem)
    found = _words(stem)
    if not found or stem in (sign.join(wanted) for sign in separator or SEPARATORS):
        return None
    if any(letter.isalpha() and not letter.isascii() for letter in folded):
        return None
    akin = _shares(found, wanted) or (len(found) > _FEW and list(wanted[: len(found) - 1]) == found[:-1])
    fault = _damage(stem, title) if akin or "".join(found) == "".join(wanted) else None
    if fault:
        return fault
    if separator and found == wanted:
        return f"does not join its words with '{separator}'"
    if "".join(found) == "".join(wanted):
        return _glued(found, folded)
    if _is_short_form(found, folded, wanted) or _is_reordered(stem, title):
        return None
    return _difference(found, wanted) if akin else None


def _words(text: str) -> list[str]:
    found: list[str] = _WORD.findall(text)
    return found


def _damage(stem: str, title: str) -> str | None:
    if cut := _CUT.search(stem):
        return f"ends in '{cut.group()}'"
    if stem[-1] in SEPARATORS:
        return f"ends in '{stem[-1]}'"
    if stem[0] in "-. ":
        return f"begins with '{stem[0]}'"
    doubled = _DOUBLE.search(stem)
    if doubled is None:
        return None
    joined = [slugify(title[start:end]) for start, end in pieces(title)]
    if len(joined) > 1 and doubled.group().join(joined) == stem:
        # A scheme: members are joined by two hyphens, words by one.
        return None
    return f"holds '{doubled.group()}'"


def _glued(found: Sequence[str], folded: str) -> str | None:
    """Say whether the name runs two names together; words of one name may be, and so may what a bracket touches."""
    ends: set[int] = set()
    length = 0
    for word in found:
        length += len(word)
        ends.add(length)
    for joint in _JOINT.finditer(folded):
        before = len("".join(_words(folded[: joint.start()])))
        if before not in ends:
            left, right = _words(folded[: joint.start()]), _words(folded[joint.end() :])
            if left and right:
                return f"runs '{left[-1]}' and '{right[0]}' together"
    return None


def _is_short_form(found: Sequence[str], folded: str, wanted: Sequence[str]) -> bool:
    """Say whether the name leaves out what it may: a bracket, an alternative, a subtitle, a long title's end."""
    if _contains(found, wanted):
        return True
    if len("-".join(found)) >= _CUT_LENGTH and list(wanted[: len(found)]) == list(found):
        return True
    return any("".join(form) == "".join(found) for form in _short_forms(folded))


def _contains(longer: Sequence[str], shorter: Sequence[str]) -> bool:
    """Say whether all words of `shorter` stand in `longer` in order."""
    rest = iter(longer)
    return all(word in rest for word in shorter)


def _short_forms(folded: str) -> Iterator[list[str]]:
    head = re.split(r"\s+[-\u2013\u2014|]\s+|:\s+", folded, maxsplit=1)[0]
    for text in (folded, head):
        bare = _BRACKET.sub(" ", text)
        for form in (text, bare):
            # "Calcipotriol/Calcipotriene + Zinc": either of the names may stand for both.
            members = [form[start:end].split("/")[:3] for start, end in pieces(form)[:8]]
            choices = product(*(([*names, "/".join(names)] if len(names) > 1 else names) for names in members))
            for choice in islice(choices, _MOST_FORMS):
                yield _words(" ".join(choice))


def _is_reordered(stem: str, title: str) -> bool:
    """Say whether the name holds the members, or the words, in another order."""
    members = sorted("".join(_words(fold_title(title[start:end]))) for start, end in pieces(title))
    parts = sorted(part for part in re.split(r"[-_. ]+", stem) if part)
    words = sorted(_words(fold_title(title)))
    return parts in (members, words) or (sorted("".join(parts)) == sorted("".join(words)) and len(parts) == len(words))


def _shares(found: Sequence[str], wanted: Sequence[str]) -> bool:
    """Say whether the name has most of the title's words, spelling apart, or is one word with a slip in it."""
    if len(found) == len(wanted) == 1:
        return _alike(found[0], wanted[0]) or found[0].startswith(wanted[0]) or wanted[0].startswith(found[0])
    known = {respell(word) for word in wanted}
    common = sum(respell(word) in known or any(_alike(word, other) for other in wanted) for word in found)
    return 2 * common >= max(len(found), len(wanted)) and common * 3 >= 2 * min(len(found), len(wanted))


def _alike(one: str, other: str) -> bool:
    return respell(one) == respell(other) or is_slip(one, other) or is_slip(other, one)


def _difference(found: Sequence[str], wanted: Sequence[str]) -> str | None:
    """Say which words differ; a national spelling and an ending ("clavulanate", "clavulanic") are no difference."""
    spelt = {respell(word) for word in found}
    missing = [word for word in wanted if respell(word) not in spelt]
    asked = {respell(word) for word in wanted}
    other = [word for word in found if respell(word) not in asked]
    if len(missing) == len(other) and all(_akin(a, b) for a, b in zip(missing, other, strict=True)):
        return None
    if missing and other:
        return f"says '{other[0]}' where the title says '{missing[0]}'"
    if missing:
        return f"leaves out '{missing[0]}'"
    return None


def _akin(one: str, other: str) -> bool:
    """Say whether two words are forms of one, such as the acid and its salt."""
    start = min(len(one), len(other)) - 4
    return start >= 4 and one[:start] == other[:start] and not (is_slip(one, other) or is_slip(other, one))
