"""What was seen in one page: findings with their places, before anybody's severities and suppressions are applied.

It depends on the page, the rules and the layout alone, so it is what a cache keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from medlint.diagnostic import Edit, Excerpt, Fact, Related, Safety, Severity
from medlint.suppress import Suppression
from medlint.text import Position, Span


@dataclass(frozen=True, slots=True)
class Sighting:
    """A finding of the rule `code`, at its place. `values` are those that the rule's templates name, as text."""

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


@dataclass(frozen=True, slots=True)
class SightedFact:
    """A fact of the cross-file rule `code`, at its place."""

    code: str
    fact: Fact
    start: Position
    end: Position
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that inspecting one page gave. `crashed` says that a check failed, of which `sightings` tell."""

    sightings: tuple[Sighting, ...] = ()
    facts: tuple[SightedFact, ...] = ()
    suppressions: tuple[Suppression, ...] = field(default=())
    crashed: bool = False
