"""The phrases, places, reasons and subject words of `rules/availability/wording`, compiled once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property

from medlint import resources
from medlint.named import NamedTuple
from medlint.owntables import rows_of, toml_of
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.statements.statement import CLAIMS
from medlint.triggers import Needs, Sieve, needs_of
from medlint.typed import Any

# The words that must stand before a word, and that word.
Anchor = tuple[list[str], str]


# Words without one of which a sentence is not read: each with those before it, and with what it needs by itself.
Anchors = Sieve[tuple[list[str], str, Needs]]


@dataclass(frozen=True)
class Family:
    """Phrases that make one claim, for text in small letters (which is quicker than to ignore the case).

    `touching` are the expressions that must not touch a phrase (`before`, `after`) or stand in its sentence (`guard`).
    All are compiled when first used: most pages need few of them.
    """

    name: str
    claim: str
    anchors: tuple[Anchor, ...]
    phrases: tuple[str, ...]
    touching: Mapping[str, str]
    weak: bool

    @cached_property
    def phrase(self) -> LazyPattern:
        """What finds a phrase. A group `object`, numbered in every alternative, says that the subject follows it."""
        numbered = (text.replace("(?P<object>", f"(?P<object{n}>") for n, text in enumerate(self.phrases))
        return _any(tuple(numbered))

    @cached_property
    def before(self) -> LazyPattern | None:
        """What must not stand directly before a phrase, to be searched in the text before it."""
        return lazy(rf"\b(?:{self.touching['before']})\Z") if "before" in self.touching else None

    @cached_property
    def after(self) -> LazyPattern | None:
        """What must not follow a phrase, to be matched at its end."""
        return lazy(self.touching["after"]) if "after" in self.touching else None

    @cached_property
    def guard(self) -> LazyPattern | None:
        """What must not stand in the sentence."""
        return lazy(self.touching["guard"]) if "guard" in self.touching else None


class Speakers(NamedTuple):
    """The families of some claims, and all up to the last of them: of two families the earlier one has a word."""

    makers: tuple[Family, ...]
    rivals: tuple[Family, ...]


@dataclass(frozen=True)
class Places:
    """Names of places, agencies and peoples: one expression for those in any case and one for the others."""

    patterns: tuple[tuple[LazyPattern, tuple[str, ...]], ...]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, str]]) -> Places:
        """Return the places of a table with the columns words, place and case ("yes" where the case must be right)."""
        patterns = []
        for case, flags in (("yes", 0), ("no", re.I)):
            own = [row for row in rows if row["case"] == case]
            words = "|".join(f"({row['words']})" for row in own)
            # A name whose case matters begins with a capital letter: that spares trying at every letter.
            start = r"(?=[A-Z])" if case == "yes" else r"(?=[^\W\d])"
            pattern = lazy(rf"(?<![\w.]){start}(?:{words})(?!\w)", flags)
            patterns.append((pattern, tuple(row["place"] for row in own)))
        return cls(tuple(patterns))

    def find(self, text: str) -> list[str]:
        """Return the codes of the places that `text` names, without repeats."""
        found = [codes[(m.lastindex or 1) - 1] for pattern, codes in self.patterns for m in pattern.finditer(text)]
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Lexicon:
    """All tables, in the files' order. `subjects`: kind of subject to the words for it."""

    families: tuple[Family, ...]
    places: Places
    reasons: tuple[tuple[LazyPattern, str], ...]
    subjects: Mapping[str, LazyPattern]
    _anchors: dict[tuple[frozenset[str], bool], Anchors] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _speakers: dict[frozenset[str], Speakers] = field(default_factory=dict, init=False, repr=False, compare=False)

    def speakers(self, claims: frozenset[str]) -> Speakers:
        """Return the families that make one of `claims`, weak ones as well, and what may take a word from them."""
        if claims not in self._speakers:
            makers = tuple(family for family in self.families if family.claim in claims)
            last = max((self.families.index(family) for family in makers), default=-1)
            self._speakers[claims] = Speakers(makers, self.families[: last + 1])
        return self._speakers[claims]

    def anchors(self, claims: frozenset[str], weak: bool) -> Anchors:
        """Return the anchors of `claims`, of weak families or of the others."""
        key = claims, weak
        if key not in self._anchors:
            families = [family for family in self.families if family.claim in claims and family.weak == weak]
            each = {" ".join([*before, word]): (before, word) for family in families for before, word in family.anchors}
            words = ((needs_of(anchor), (before, word, needs_of(word))) for anchor, (before, word) in each.items())
            self._anchors[key] = Sieve(words)
        return self._anchors[key]


@cache
def load() -> Lexicon:
    """Return medlint's own tables."""
    return read_lexicon(os.path.join(resources.folder("rules"), "availability", "wording"))


def read_lexicon(folder: str) -> Lexicon:
    """Return the tables of `folder`.

    Errors: ValueError that names the family for a claim that is unknown.
    """
    data = toml_of(os.path.join(folder, "families.toml"))
    families = tuple(_family(row, data["macros"]) for row in data["family"])
    subjects = toml_of(os.path.join(folder, "subjects.toml"))
    return Lexicon(
        families=families,
        places=Places.of(rows_of(os.path.join(folder, "places.csv"))),
        reasons=tuple(
            (lazy(row["words"], re.I), row["category"]) for row in rows_of(os.path.join(folder, "reasons.csv"))
        ),
        subjects={kind: _any(words) for kind, words in subjects.items()},
    )


def _family(row: Mapping[str, Any], macros: Mapping[str, str]) -> Family:
    def expand(pattern: str) -> str:
        # Macros may use macros that stand before them.
        for name, words in reversed(list(macros.items())):
            pattern = pattern.replace(f"{{{name}}}", words)
        return pattern

    if row["claim"] not in CLAIMS:
        raise ValueError(f"family '{row['name']}': there is no claim '{row['claim']}'")
    return Family(
        name=row["name"],
        claim=row["claim"],
        anchors=tuple((words[:-1], words[-1]) for anchor in row["anchors"] if (words := anchor.split())),
        phrases=tuple(expand(phrase) for phrase in row["phrases"]),
        touching={key: expand(row[key]) for key in ("before", "after", "guard") if key in row},
        weak=bool(row.get("weak", False)),
    )


def _any(patterns: Sequence[str]) -> LazyPattern:
    return lazy("|".join(f"(?:{pattern})" for pattern in patterns))
