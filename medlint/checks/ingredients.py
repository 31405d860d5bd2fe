"""Ingredients that a combination's title lists and its page never deals with."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.lineup import lineup_of
from medlint.checks.nameline import Named, strangers
from medlint.diagnostic import Finding, Related
from medlint.monograph import Monograph
from medlint.records import dataclass
from medlint.registry import MARKETS


@check("missing-ingredients")
@dataclass(frozen=True)
class MissingIngredients:
    """An ingredient of the title is spoken of nowhere behind the names, under none of its own.

    Said once for each. Where one is missing, and the Generic Name lists another drug instead, or the text names one at
    least `often` times, the finding says which. markets, registry: from the configuration.
    """

    often: int
    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        lineup = lineup_of(doc, self.registry, self.markets)
        missing = lineup.missing
        if not missing:
            return
        instead: Named | None = None
        if len(missing) == 1:
            instead = next(strangers(lineup, self.often), None)
        for member in missing:
            values = {"name": member.written, "instead": f": '{instead.name}' stands in its place" if instead else ""}
            related = (Related(instead.span, "the other drug"),) if instead else ()
            yield Finding(member.span, values, related=related)
