"""Title and first heading that name different medicines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from medlint.checks import check
from medlint.diagnostic import Edit, Finding, Safety
from medlint.monograph import Monograph
from medlint.nomenclature import Member, Naming, heading_of, is_slip, load, members_of, respell, title_field
from medlint.nomenclature.stem import stem_of
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.registry.names import fold

# What needs neither quotes in YAML nor escapes in Markdown.
_PLAIN = lazy(r"[A-Za-z][\w +/(),.%-]*\Z", re.ASCII)
_DIGITS = lazy(r"\d+")
# "Cefixime: uses, dosage and side effects", "Cefixime - drug information".
_SUBTITLE = lazy(r"(?<!\s)\s*:\s.*\Z|(?<!\s)\s+[-\u2013\u2014|]\s+.*\Z", re.DOTALL)
_BRACKET = lazy(r"(?<!\s)\s*[(\[].*\Z", re.DOTALL)


@check("title-mismatch")
@dataclass(frozen=True)
class TitleMismatch:
    """The front matter's title and the first heading name different medicines.

    Salts, synonyms, spellings, forms, order, markup and a subtitle make no difference. Where the generic name or the
    file name shows which of the two is right, and nothing speaks for the other, the other is rewritten.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        title, heading = title_field(doc), heading_of(doc)
        if title is None or heading is None or title.text == heading.text or agree(title.text, heading.text):
            return
        if not disagree(title.text, heading.text):
            return
        right, why = _judge(doc, title, heading)
        wrong = title if right is heading else heading
        values = {"title": title.text, "heading": " ".join(heading.text.split()), "verdict": why}
        yield Finding(wrong.span, values, _rewrite(wrong, right), safety=_safety(wrong, right))


def agree(one: str, other: str) -> bool:
    """Say whether two titles name the same ingredients, or are the same letters."""
    if _letters(one) == _letters(other) or _keys(members_of(one)) == _keys(members_of(other)):
        return True
    one, other = _SUBTITLE.sub("", one), _SUBTITLE.sub("", other)
    return _letters(one) == _letters(other) or _keys(members_of(one)) == _keys(members_of(other))


def disagree(one: str, other: str) -> bool:
    """Say whether two titles that do not agree surely name different medicines, or one of them misspells the other."""
    first, second = (members_of(_SUBTITLE.sub("", text)) for text in (one, other))
    mine = [member for member in first if not member.keys <= _keys(second)]
    yours = [member for member in second if not member.keys <= _keys(first)]
    if not first or not second:
        return False
    if mine and yours:
        if len(mine) == len(yours) and all(_is_misspelt(a, b) for a, b in zip(mine, yours, strict=True)):
            return True
        # Words that no table knows may be a brand or a lay name; a known drug on either side settles it.
        sure = all(any(member.recognised for member in side) for side in (mine, yours))
        return sure and (all(member.known for member in (*mine, *yours)) or not _includes(mine, yours))
    return bool(mine or yours) and all(_is_spelt(member) for member in (*mine, *yours)) and len(first) != len(second)


def _is_spelt(member: Member) -> bool:
    """Say whether the member is known, or is at least made of words that names are made of."""
    return member.recognised or all(word in load() for key in member.keys for word in key.split() if len(word) > 1)


def _includes(mine: Sequence[Member], yours: Sequence[Member]) -> bool:
    """Say whether one side says the same in more words ("Insulin", "Insulin glargine")."""
    a, b = _words(mine), _words(yours)
    return a <= b or b <= a


def _words(members: Sequence[Member]) -> frozenset[str]:
    return frozenset(respell(word) for member in members for key in member.keys for word in fold(key).split())


def _is_misspelt(one: Member, other: Member) -> bool:
    """Say whether the names are the same but for a slip in one of them, which then is no name."""
    a, b = (" ".join(sorted(member.keys)) for member in (one, other))
    known = load()
    return (a not in known and is_slip(a, b)) or (b not in known and is_slip(b, a))


def _keys(members: Sequence[Member]) -> frozenset[str]:
    return frozenset().union(*(member.keys for member in members))


def _letters(text: str) -> str:
    return fold(text).replace(" ", "")


def _judge(doc: Monograph, title: Naming, heading: Naming) -> tuple[Naming | None, str]:
    """Return which of the two is right, if that is certain, and the end of the message that says so."""
    generic = _generic_name(doc)
    stem = stem_of(doc.source.path)
    witnesses = [("the Generic Name", generic)] if generic else []
    says = {
        naming.text: [who for who, name in witnesses if agree(naming.text, name)]
        + (["the file name"] if stem and _letters(naming.text) == _letters(stem) else [])
        for naming in (title, heading)
    }
    for_title, for_heading = says[title.text], says[heading.text]
    # A file name is mostly made from the title, so it alone is no second witness for it.
    if for_title and not for_heading and "the Generic Name" in for_title:
        return title, f"; {_list(for_title)} with the title"
    if for_heading and not for_title and "the file name" in for_heading:
        return heading, f"; {_list(for_heading)} with the heading"
    return None, ""


def _list(who: Sequence[str]) -> str:
    return " and ".join(who) + (" go" if len(who) > 1 else " goes")


def _generic_name(doc: Monograph) -> str:
    section = doc.section("generic_name")
    if section is None:
        return ""
    line = section.body.of(doc.prose).split("\n", 1)[0].strip("*_ \t\r")
    return line if members_of(line) and not line.endswith(".") else _BRACKET.sub("", line)


def _rewrite(wrong: Naming, right: Naming | None) -> tuple[Edit, ...]:
    if right is None or right is wrong or not (wrong.exact and right.exact) or not _PLAIN.match(right.text):
        return ()
    return (Edit(wrong.span, right.text),)


def _safety(wrong: Naming, right: Naming | None) -> Safety | None:
    """A number is never changed without a person who reads it."""
    if right is not None and _DIGITS.findall(wrong.text) != _DIGITS.findall(right.text):
        return Safety.UNSAFE
    return None
