"""What was seen in one page: findings with their places, before anybody's severities and suppressions are applied.

It depends on the page, the rules and the layout alone, so it is what a cache keeps.
"""

from __future__ import annotations

from collections.abc import Mapping

from medlint.diagnostic import Edit, Excerpt, Fact, Related, Safety, Severity
from medlint.records import dataclass, field
from medlint.text import Position, Span


@dataclass(frozen=True, slots=True)
class Sighting:
    """A finding of the rule `code`, at its place. `values` are those that the rule's templates name, as text.

    `mark`: a short hash of the flagged words, "" where the finding is about its page as a whole (see fingerprints).
    """

    code: str
    span: Span
    start: Position
    end: Position
    values: Mapping[str, str]
    excerpt: Excerpt | None = None
    edits: tuple[Edit, ...] = ()
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    safety: Safety | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class SightedFact:
    """A fact of the cross-file rule `code`, at its place."""

    code: str
    fact: Fact
    start: Position
    end: Position
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class PlacedTarget:
    """One name in a suppression: the rules that it names, and what is told of it where that is called for."""

    codes: frozenset[str]
    told: Sighting


@dataclass(frozen=True, slots=True)
class PlacedSuppression:
    """A suppression with all that is to be told of it, so that its page need not be read again.

    The lines `first` to `last` count from 1; `whole_page`: it speaks of every line. `until` is the last day on which it
    holds, as in 2027-01-31, "" for no end. `told` speaks of all of it.
    """

    targets: tuple[PlacedTarget, ...]
    told: Sighting
    first: int
    last: int
    whole_page: bool = False
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that inspecting one page gave. `crashed` says that a check failed, of which `sightings` tell."""

    sightings: tuple[Sighting, ...] = ()
    facts: tuple[SightedFact, ...] = ()
    suppressions: tuple[PlacedSuppression, ...] = field(default=())
    crashed: bool = False
