"""File names that are not the slug of their page's title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from medlint.checks import check
from medlint.diagnostic import Fact, Finding, PlacedFact
from medlint.nomenclature import find_damage
from medlint.nomenclature.damage import GLUED, LOST_END, LOST_NUMBER
from medlint.nomenclature.slug import SEPARATORS, fault_of, slugify
from medlint.nomenclature.stem import folder_of, stem_of
from medlint.records import dataclass
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.monograph import Monograph

# Where a page says its own address, the file's name is of no account.
_ADDRESSES = ("slug", "permalink", "url")


@check("slug-mismatch")
@dataclass(frozen=True)
class SlugMismatch:
    """The page's file name is meant to be the slug of its title, and is not.

    separator: what the site joins words with: "-", "_", "." or " "; "" takes each of them.
    """

    separator: str = ""

    def __post_init__(self) -> None:
        if self.separator not in ("", *SEPARATORS):
            raise ValueError("'separator' must be one of '-', '_', '.' and ' ', or nothing")

    def __call__(self, _doc: Monograph) -> Iterator[Finding]:
        return iter(())

    def facts(self, doc: Monograph) -> Iterator[Fact]:
        """Yield one fact a page, its place in its folder; with what is wrong and the right name, if anything is."""
        stem = stem_of(doc.source.path)
        if not stem or not doc.title or any(key in doc.meta for key in _ADDRESSES):
            return
        values = {}
        if fault := fault_of(stem, doc.title, self.separator):
            slug = slugify(doc.title, self.separator or "-")
            values = {"stem": stem, "fault": fault, "slug": slug, "damaged": _lost(doc.title)}
        yield Fact(doc.title_span, f"{folder_of(doc.source.path)}/{stem}", values)

    def marks(self, path: str, key: str, values: Mapping[str, str]) -> Iterator[str]:
        """Yield what a fact is compared by: its own place, and the one that it ought to have."""
        yield key
        if values:
            yield f"{folder_of(path)}/{values['slug']}"

    def stands_out(self, values: Mapping[str, str]) -> bool:
        """Return whether the page's name is wrong, whatever the other pages' are."""
        return bool(values)

    def finish(self, facts: Sequence[PlacedFact]) -> Iterator[tuple[PlacedFact, Mapping[str, object]]]:
        """Yield the pages whose name is wrong, with what to do: the right name may be that of another page."""
        taken = {fact.fact.key: fact.path for fact in facts}
        for fact in facts:
            values = fact.fact.values
            if not values:
                continue
            holder = taken.get(f"{folder_of(fact.path)}/{values['slug']}")
            if values["damaged"]:
                advice = "mend the title first, then give the file the name that follows from it"
            elif holder:
                advice = f"the right name, '{values['slug']}', is that of '{holder}': one of the two pages is too many"
            else:
                advice = f"name it '{values['slug']}'"
            yield fact, {"advice": advice}


def _lost(title: str) -> str:
    """Return "yes" where the title lost something, so that its slug would be wrong as well."""
    return "yes" if any(one.kind in (LOST_END, LOST_NUMBER, GLUED) for one in find_damage(title)) else ""
