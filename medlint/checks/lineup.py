"""The drugs that a page's title lists: under which names a page may speak of each, and of which it says nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from medlint.checks.clinical import ClinicalText, clinical_text, respelt
from medlint.monograph import Monograph
from medlint.nomenclature import dictionary
from medlint.nomenclature.slips import is_slip
from medlint.once import once
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.registry import Registry, kinship
from medlint.registry.identity import Part, parts
from medlint.registry.names import fold
from medlint.statements import context_of
from medlint.text import Span

_KEY = "lineup"
_ALIKE = 3
_PLUS = lazy(r"[^+]+(?:\(\+\)[^+]*)*")
_LISTED = lazy(r"[/&,;]|\s(?:and|with)\s", re.I)
_INSIDE = lazy(r"[(\[]([^()\[\]]*)[)\]]|/")
# "acidDHA", "ThiamineVitamin B": two names that lost the space between them.
_GLUED = lazy(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Member:
    """One drug of a title: as written, where, its INN if a table knows it, and the words that tell it from others."""

    written: str
    span: Span
    inn: str | None
    strong: tuple[str, ...]


@dataclass(frozen=True)
class Lineup:
    """The drugs of one page's title against its clinical text, worked out as far as is asked."""

    doc: Monograph
    registry: Registry

    @property
    def text(self) -> ClinicalText:
        """The part of the page that deals with its drugs."""
        return clinical_text(self.doc)

    @once
    def combined(self) -> bool:
        """Whether the title may list several drugs."""
        return "+" in self.doc.title or _LISTED.search(self.doc.title) is not None

    @once
    def members(self) -> tuple[Member, ...]:
        """The drugs that the title lists."""
        title, place = self.doc.title, self.doc.title_span
        in_place = place.of(self.doc.text) == title
        return tuple(
            Member(
                part.written.strip(),
                self.doc.source.trimmed(place.start + part.start, place.start + part.end) if in_place else place,
                part.inn,
                kinship.strong(part.written),
            )
            for whole in parts(title, self.registry.names)
            for part in _apart(whole, self.registry)
            if part.written.strip()
        )

    @once
    def missing(self) -> tuple[Member, ...]:
        """The members of a combination that the clinical text never speaks of, under any name.

        Nothing where it speaks of none at all: such a page names its drugs in no way that can be read.
        """
        if not self.combined or self._at_a_glance or not self.text.full:
            return ()
        missing = [member for member in self.members if not self.deals_with(member)]
        if len(missing) == len(self.members):
            return ()
        # Two names of one drug with a slash between them are missing once.
        return tuple({member.inn or member.written: member for member in reversed(missing)}.values())[::-1]

    @once
    def _at_a_glance(self) -> bool:
        """Whether the text has a telling word of every part between plus signs, as it is spelt: nearly always."""
        title = self.doc.title
        if "+" not in title:
            return False
        pieces = [part for part in _PLUS.findall(title) if part.strip()]
        return all(any(map(self.text.has, kinship.strong(part) or (fold(part),))) for part in pieces)

    def deals_with(self, member: Member) -> bool:
        """Say whether the clinical text speaks of a member under any name that may mean it."""
        text = self.text
        names = (*member.strong, *self.names_of(member))
        # As it is spelt first: that is quick, and nearly always so.
        if any(text.has(fold(name)) for name in names) or any(map(text.speaks_of, names)):
            return True
        if any(_is_vitamin(fold(name), text.vitamins) for name in names):
            return True
        return self._may_be_slip(member) and any(map(text.holds_like, member.strong))

    def _may_be_slip(self, member: Member) -> bool:
        """Say whether the title's own spelling may be wrong: only where no table knows the name."""
        return member.inn is None and not any(is_drug(word, self.registry) for word in member.strong)

    def names_of(self, member: Member) -> tuple[str, ...]:
        """Return what a page may call a member: its other names, and what stands for it."""
        return _names_of(member.written, member.inn, self.registry)

    def is_named_by(self, member: Member, other: str) -> bool:
        """Say whether `other`, a name, may mean the member: a telling word in common, or one of its names."""
        own = set(map(_plain, member.strong))
        words = set(map(_plain, kinship.strong(other)))
        if not own.isdisjoint(words) or fold(other) == fold(member.written):
            return True
        if self._may_be_slip(member) and any(
            is_slip(one, word) for one in member.strong for word in kinship.strong(other)
        ):
            return True
        resolved = self.registry.names.resolve(other)
        if resolved and resolved.inn == member.inn:
            return True
        mine = _plain_names_of(member.written, member.inn, self.registry)
        if not mine.isdisjoint((_plain(other), *words)):
            return True
        theirs = _plain_names_of(other, resolved.inn if resolved else None, self.registry)
        return not theirs.isdisjoint((_plain(member.written), *own))


def lineup_of(doc: Monograph, registry: tuple[str, ...], markets: tuple[str, ...]) -> Lineup:
    """Return the page's lineup, made once. `registry`: absolute paths of a site's own tables.

    Errors: RegistryError if one of those tables cannot be used.
    """
    tables = context_of(doc, registry, markets).registry
    known = vars(doc).get(_KEY)
    if not isinstance(known, Lineup) or known.registry is not tables:
        known = vars(doc)[_KEY] = Lineup(doc, tables)
    return known


def split_list(part: Part, registry: Registry) -> tuple[Part, ...]:
    """Return the pieces of a name that lists several, "A/B" or "A and B", () where it lists none."""
    separators = [match.span() for match in _LISTED.finditer(part.written)]
    if not separators:
        return ()
    cuts = [(0, 0), *separators, (len(part.written),) * 2]
    return tuple(
        Part(written, part.start + start, part.start + end, registry.names.inn(fold(written)))
        for (_, start), (end, _) in pairwise(cuts)
        if (written := part.written[start:end]).strip()
    )


def _apart(part: Part, registry: Registry) -> tuple[Part, ...]:
    """Take a list apart where all its pieces are names of substances, and none is another name of the one before."""
    pieces = split_list(part, registry) if part.inn is None else ()
    kinds = dictionary.load().kinds
    named = all(
        piece.inn or any(kinds.get(word) == dictionary.NAME for word in kinship.strong(piece.written))
        for piece in pieces
    )
    # "Fluclorolone/flucloronide": the two names of one drug mostly begin alike.
    alike = any(fold(one.written)[:_ALIKE] == fold(other.written)[:_ALIKE] for one, other in pairwise(pieces))
    return pieces if pieces and named and not alike else (part,)


def _is_vitamin(name: str, letters: frozenset[str]) -> bool:
    """Say whether a folded name is that of a vitamin, and its letter one of these."""
    head, _, letter = name.partition(" ")
    return head == "vitamin" and letter.replace(" ", "") in letters


@lru_cache(maxsize=2048)
def _names_of(written: str, inn: str | None, registry: Registry) -> tuple[str, ...]:
    alternates = [found for found in _INSIDE.sub("|", written).split("|") if found.strip()]
    alternates += [found for found in _INSIDE.findall(written) if found]
    glued = [part for part in _GLUED.split(written) if len(part) > 2]
    names = [written, *alternates, *(glued if len(glued) > 1 else ())]
    known = [inn] if inn else []
    for name in names[1:]:
        resolved = registry.names.resolve(name)
        known += [resolved.inn] if resolved else []
    same = [name for one in known for name in (one, *registry.keys_of(one))]
    spoken = dict.fromkeys([*names, *same])
    for name in list(spoken):
        spoken.update(dict.fromkeys(kinship.load().others(name)))
    # One letter, or a weak word alone ("oil"), says nothing.
    return tuple(name for name in spoken if len(fold(name)) > 1 and fold(name) not in kinship.load().weak)


@lru_cache(maxsize=2048)
def _plain_names_of(written: str, inn: str | None, registry: Registry) -> frozenset[str]:
    return frozenset(map(_plain, _names_of(written, inn, registry)))


@lru_cache(maxsize=2048)
def _plain(name: str) -> str:
    return " ".join(respelt(word).removesuffix("s") for word in fold(name).split(" "))


def is_drug(word: str, registry: Registry) -> bool:
    """Say whether a word is the name of a drug by the registry or by the dictionary of nonproprietary names."""
    return registry.names.inn(fold(word)) is not None or dictionary.load().names_substance([fold(word)])
