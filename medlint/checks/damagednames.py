"""Titles whose names lost a part, or were run together."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.checks import check
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.nomenclature import Damage, Naming, find_damage, names_of
from medlint.records import dataclass

_MOST = 3


@check("damaged-name")
@dataclass(frozen=True)
class DamagedName:
    """The title or the first heading holds a name that is damaged: said once a page, at the first that is."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        for naming in names_of(doc):
            if found := find_damage(naming.text):
                yield Finding(naming.part(found[0].start, found[0].end), {"damage": _describe(found, naming)})
                return


def _describe(found: tuple[Damage, ...], naming: Naming) -> str:
    """Return "'Omega-' ends in a hyphen: ...", each text once and no more than a few."""
    said: dict[str, str] = {}
    for one in found:
        said.setdefault(naming.text[one.start : one.end], one.what)
    told = [f"'{text.strip()}' {what}" for text, what in said.items()][:_MOST]
    rest = len(said) - len(told)
    return "; ".join(told) + (f"; and {rest} more" if rest else "")
