"""Headings where sections are expected that name none of the site's: a slip of the pen, or a section of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice

from medlint.checks import check
from medlint.checks.outline import names_ingredient
from medlint.diagnostic import Finding
from medlint.layout import Layout, SectionName
from medlint.monograph import Monograph, Section
from medlint.parser.labels import fold
from medlint.records import dataclass

# How much two names must share: a slip seldom hits the first letter ("Storage" is none of "Dosage").
_ALIKE = 0.8
_ALIKE_BUT_FIRST = 0.9
_MOST = 100


@check("unknown-sections")
@dataclass(frozen=True)
class UnknownSections:
    """A heading at the level of sections is none that the site knows.

    It says nothing of a heading that names a drug of the title, nor of one that stands over sections of its own: a page
    on several drugs has one for each.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        slips = find_slips(doc)
        for number, section in enumerate(doc.sections):
            if section.key is not None or not section.level or not section.title:
                continue
            meant = slips.get(section)
            if meant is None and (names_ingredient(doc, section.heading) or _stands_over_sections(doc, number)):
                continue
            hint = f"; did you mean '{meant[0]}'?" if meant else ""
            yield Finding(section.title, {"heading": section.heading, "hint": hint})


def find_slips(doc: Monograph) -> dict[Section, tuple[str, SectionName]]:
    """Return the unknown headings that seem to be slips, with the known name that is meant and the section it is of.

    Only the first hundred headings are looked at: comparing names is slow, and no page of a medicine has more.
    """
    unknown = [section for section in doc.sections if section.key is None and section.level]
    if not unknown:
        return {}
    found = {section: _nearest(doc.layout, fold(section.heading)) for section in islice(unknown, _MOST)}
    return {section: meant for section, meant in found.items() if meant is not None}


@lru_cache(maxsize=1024)
def _nearest(layout: Layout, words: str) -> tuple[str, SectionName] | None:
    known = _known(layout)
    counts = Counter(words)
    if not any(_may_be_alike(words, counts, name, letters) for name, letters in _letters(layout)):
        return None
    # Nothing is misspelt on most pages.
    from difflib import SequenceMatcher

    from medlint.suggest import closest

    near = closest(words, known)
    if near is None:
        return None
    wanted = _ALIKE if near[0] == words[0] else _ALIKE_BUT_FIRST
    return known[near] if SequenceMatcher(None, words, near).ratio() >= wanted else None


def _may_be_alike(words: str, counts: Counter[str], name: str, letters: frozenset[str]) -> bool:
    """Say whether two names have so many letters in common that they may be alike: quick, and seldom so."""
    least = _ALIKE * (len(words) + len(name))
    if 2 * min(len(words), len(name)) < least:
        return False
    return 2 * (len(words) - sum(map(counts.__getitem__, counts.keys() - letters))) >= least


@cache
def _known(layout: Layout) -> dict[str, tuple[str, SectionName]]:
    """Return folded name -> the name as it is written, and its section."""
    return {fold(name): (name, section) for section in layout.sections for name in section.names}


@cache
def _letters(layout: Layout) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((name, frozenset(name)) for name in _known(layout))


def _stands_over_sections(doc: Monograph, number: int) -> bool:
    section, following = doc.sections[number], doc.sections[number + 1 : number + 2]
    return not section.body and any(one.level == 0 or one.level > section.level for one in following)
