"""Pages that are about another drug than the one in their title, or about one more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.lineup import Lineup, Member, is_drug, lineup_of
from medlint.checks.nameline import BRACKETS, Named, count_of, first_line, name_line, named_in, others_in
from medlint.diagnostic import Finding, Related
from medlint.monograph import Monograph
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.registry import MARKETS, kinship
from medlint.registry.names import fold
from medlint.text import Span

# "Trimethoprim combinations": its partners belong to it.
_COMBINATIONS = lazy(r"\bcombinations?\b", re.I)
# Chemistry hangs on them: a nitrite is no nitrate, whatever else two names share.
_ENDS = ("ate", "ite", "ide", "ous", "ic")


@check("other-drug")
@dataclass(frozen=True)
class OtherDrug:
    """The Generic Name, and the text with it, is about a known drug that the title does not name.

    confirmed: so often must the text name that drug where the Generic Name does. alone: so often where it does not, or
    where no table knows what it lists; then the text must never name the title's drug, which a table must know.
    markets, registry: from the configuration.
    """

    confirmed: int
    alone: int
    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        lineup = lineup_of(doc, self.registry, self.markets)
        if not lineup.text.full or _COMBINATIONS.search(doc.title):
            return
        # What repeats the title, as nearly all do, is asked neither whether it is a sentence nor what it names.
        line = first_line(doc)
        if line and not _repeats(doc.title, line.of(doc.text)):
            line = name_line(doc)
            found = self._named(lineup, line) if line and not _agrees(doc.title, line.of(doc.text)) else None
            if found:
                yield found
                return
        if not lineup.combined:
            yield from self._throughout(lineup)

    def _named(self, lineup: Lineup, line: Span) -> Finding | None:
        """Return the finding for what the Generic Name lists and the title does not."""
        members = lineup.members
        if not members or lineup.missing:
            # What stands in the place of a missing ingredient is the rule's on missing ones.
            return None
        if doubled := _doubled(lineup, line):
            return doubled
        own = False
        others: list[Named] = []
        for name, span, known in named_in(line, lineup):
            if any(lineup.is_named_by(member, span.of(lineup.doc.text)) for member in members):
                own = True
            elif (times := count_of(lineup, name)) >= self.confirmed and (
                known or _is_twin(members[0], name) or self._replaces(times, lineup)
            ):
                others.append(Named(name, span, times))
        if not others or not (own or _differs(members[0], others[0], lineup)):
            return None
        place = Span(others[0].span.start, others[-1].span.end)
        named = " + ".join(named.name for named in others)
        return _finding(lineup, place, f"'{named}' as well" if own else f"'{named}'")

    def _replaces(self, times: int, lineup: Lineup) -> bool:
        """Say whether what no table knows stands for the title's drug: often named, where that never is."""
        return times >= self.alone and not lineup.combined and not lineup.deals_with(lineup.members[0])

    def _throughout(self, lineup: Lineup) -> Iterator[Finding]:
        """Yield the finding for a text that names another drug again and again, and the title's never."""
        if any(map(lineup.text.has, kinship.strong(lineup.doc.title))) or not lineup.members:
            return
        member = lineup.members[0]
        if not member.strong or not _is_known(member, lineup) or lineup.deals_with(member):
            return
        for named in others_in(lineup, self.alone):
            yield _finding(lineup, named.span, f"'{named.name}'")
            return


def _repeats(title: str, line: str) -> bool:
    """Say whether a line is the title, with or without something in brackets behind it."""
    head, rest = line[: len(title)], line[len(title) :].lstrip(" *_")
    return head.lower() == title.lower() and (not rest or rest[0] in "([")


def _agrees(title: str, line: str) -> bool:
    """Say whether it shows at a glance that a name line lists no more than the title does."""
    if line.count("+") > title.count("+"):
        return False
    telling = kinship.load().strong
    return bool(named := telling(BRACKETS.sub(" ", line))) and set(named) <= set(telling(title))


def _doubled(lineup: Lineup, line: Span) -> Finding | None:
    """Return the finding for a line that lists one drug of the title as two, under two of its names."""
    listed: dict[str, list[tuple[str, Span]]] = {}
    for name, span, _ in named_in(line, lineup):
        if (resolved := lineup.registry.names.resolve(name)) and resolved.inn == resolved.salted:
            listed.setdefault(resolved.inn, []).append((name, span))
    for inn, (first, *more) in listed.items():
        if not more or sum(member.inn == inn for member in lineup.members) > 1:
            continue
        name, span = more[0]
        # "Thiamine, vitamin B1" may be one entry with its explanation; only a plus sign always separates.
        if fold(name) != fold(first[0]) and "+" in lineup.doc.text[first[1].end : span.start]:
            return _finding(lineup, span, f"'{name}' as well, another name of '{first[0]}'")
    return None


def _differs(member: Member, other: Named, lineup: Lineup) -> bool:
    """Say whether a single drug and the one named for it are surely two, and the text is about the latter."""
    if count_of(lineup, member.written) * 2 >= other.times:
        return False
    return _is_known(member, lineup) or _is_twin(member, other.name)


def _is_twin(member: Member, name: str) -> bool:
    """Say whether two names differ in one chemical ending: "silver nitrite" and "silver nitrate"."""
    words, others = fold(member.written).split(" "), fold(name).split(" ")
    apart = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    return len(words) == len(others) and len(apart) == 1 and _is_pair(*apart[0])


def _is_pair(word: str, other: str) -> bool:
    for end in _ENDS:
        stem = word.removesuffix(end)
        if stem != word and len(stem) > 3:
            return any(other == stem + twin for twin in _ENDS if twin != end)
    return False


def _is_known(member: Member, lineup: Lineup) -> bool:
    return member.inn is not None or any(is_drug(word, lineup.registry) for word in kinship.strong(member.written))


def _finding(lineup: Lineup, span: Span, found: str) -> Finding:
    related = (Related(lineup.doc.title_span, "the title"),)
    return Finding(span, {"title": lineup.doc.title, "found": found}, related=related)
