"""What the registry knows: drugs, facts about their availability, and prohibited combinations."""

from __future__ import annotations

from medlint.records import dataclass

# The status words, by what they mean for a market.
GONE = frozenset({"withdrawn", "banned", "suspended"})
ENDED = frozenset({"discontinued"})
SOLD = frozenset({"marketed", "returned", "restricted", "proposed"})
DISPUTED = frozenset({"contested"})
STATUSES = GONE | ENDED | SOLD | DISPUTED

# "likely" and "unsure" facts are shown by a look-up and never cause an error or a warning.
CONFIDENCES = ("verified", "known", "likely", "unsure")
ACTIONABLE = frozenset({"verified", "known"})

LEGAL_STATUSES = ("in force", "contested", "quashed", "restricted only", "rescinded")
REASONS = frozenset(
    (
        "cardiac",
        "carcinogenic",
        "commercial",
        "contamination",
        "dependence",
        "dermatologic",
        "efficacy",
        "gastrointestinal",
        "haematologic",
        "hepatic",
        "immunologic",
        "infection",
        "metabolic",
        "mortality",
        "neurologic",
        "ocular",
        "other",
        "psychiatric",
        "renal",
        "respiratory",
        "teratogenic",
    )
)

WHOLE = "whole drug"
ANY = "any form or strength"
EVERYWHERE = "WW"


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug's names. `names` may stand for it in a title; `brands` and `lookup_only` are never matched on a page."""

    name: str
    names: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    lookup_only: tuple[str, ...] = ()
    note: str = ""


class _Recorded:
    """What both kinds of facts can be asked, by their `date` and `confidence`."""

    __slots__ = ()
    date: str
    confidence: str

    @property
    def actionable(self) -> bool:
        """Whether this fact is sure enough to cause an error or a warning."""
        return self.confidence in ACTIONABLE

    @property
    def year(self) -> str:
        """The year, or "" if not known."""
        return self.date[:4]


@dataclass(frozen=True, slots=True)
class Fact(_Recorded):
    """What happened to one drug in one jurisdiction.

    `jurisdiction`: ISO 3166 code, "EU", or "WW" for everywhere. `date`: YYYY, YYYY-MM, YYYY-MM-DD or "" if not known.
    `scope` is "whole drug" or says which form, strength, age group or use the fact is about; `forms` are the keys of
    the forms table that such a scope names, empty where it names none.
    """

    drug: str
    jurisdiction: str
    status: str
    date: str
    reason_category: str
    reason: str
    scope: str
    forms: tuple[str, ...]
    note: str
    source: str
    confidence: str

    @property
    def whole(self) -> bool:
        """Whether the fact is about every product of the drug."""
        return self.scope == WHOLE


@dataclass(frozen=True, slots=True)
class CombinationFact(_Recorded):
    """A prohibition, or another end, of one fixed-dose combination. Only the very same set of members is meant.

    `order` is the number of the order ("S.O. 4379(E)"); `notified_as` the combination as the order writes it;
    `legal_status` what became of the order in court, "" where it is no order; `forms` and `strengths` limit it.
    """

    members: frozenset[str]
    jurisdiction: str
    status: str
    date: str
    order: str
    notified_as: str
    scope: str
    forms: tuple[str, ...]
    reason: str
    legal_status: str
    legal_note: str
    source: str
    confidence: str

    @property
    def whole(self) -> bool:
        """Whether it is about every form and strength."""
        return self.scope == ANY


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A place that facts speak of. `place` is its name after "in" ("the US"); `union` is "EU" for a member state."""

    code: str
    place: str
    union: str
