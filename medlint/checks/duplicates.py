"""Two pages about one medicine, and a title that names one ingredient twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from medlint.checks import check
from medlint.diagnostic import Fact, Finding, PlacedFact
from medlint.digests import blake2b
from medlint.nomenclature import Member, find_damage, members_of, names_of
from medlint.records import dataclass
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.monograph import Monograph

# Shorter texts may well be alike: a refusal, a page that is still to be written.
_SHORTEST_TEXT = 400
_NAMED = 2
_CODES = (
    "ar as bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu id it ja ka kn ko lt lv ml mr ms nb ne nl no or pa "
    "pl pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur vi zh"
)
_LANGUAGES = frozenset(_CODES.split())


@check("duplicate-page")
@dataclass(frozen=True)
class DuplicatePage:
    """Pages of the run whose titles name the same ingredients, or whose texts are the same.

    Within one page it speaks of a title that names an ingredient twice. Salts count only where both pages name one;
    the form, the strength and the language of a page always do.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        naming = next(iter(names_of(doc)), None)
        if naming is None or "+" not in naming.text:
            return
        members = members_of(naming.text)
        seen: dict[tuple[object, ...], Member] = {}
        for member in members:
            first = seen.setdefault(_identity(member), member)
            if first is not member and not find_damage(naming.text):
                name = naming.text[member.start : member.end]
                once = naming.text[first.start : first.end]
                said = (
                    f"'{once}' and '{name}', which is the same" if once.lower() != name.lower() else f"'{name}' twice"
                )
                yield Finding(
                    naming.part(member.start, member.end),
                    {
                        "said": f"the title names {said}",
                        "advice": "Name each ingredient once, or correct the wrong one.",
                    },
                )

    def facts(self, doc: Monograph) -> Iterator[Fact]:
        """Yield one fact a page: its ingredients as the key, what tells its text and its salts apart as values."""
        members = members_of(doc.title)
        if not members or not (doc.known_sections or any(member.recognised for member in members)):
            return
        keys = sorted({key for member in members for key in member.keys})
        salts = sorted({salt for member in members for salt in member.salts})
        forms = sorted({form for member in members for form in member.forms})
        parts = ("+".join(keys), "+".join(forms), _language(doc))
        yield Fact(doc.title_span, "|".join(parts), {"salts": "+".join(salts), "text": _digest(doc)})

    def marks(self, _path: str, key: str, values: Mapping[str, str]) -> Iterator[str]:
        """Yield what a fact is compared by: the ingredients, and the text."""
        yield key
        if values["text"]:
            yield values["text"]

    def finish(self, facts: Sequence[PlacedFact]) -> Iterator[tuple[PlacedFact, Mapping[str, object]]]:
        """Yield each page of a group with the paths of the others."""
        said: set[int] = set()
        for group in _groups(facts):
            for fact in group:
                said.add(id(fact))
                yield (
                    fact,
                    {
                        "said": f"this page names the same medicine as {_others(group, fact)}",
                        "advice": "Keep one of the pages, move what is right in the others into it, and redirect them.",
                    },
                )
        copies: dict[str, list[PlacedFact]] = {}
        for fact in facts:
            if fact.fact.values["text"] and id(fact) not in said:
                copies.setdefault(fact.fact.values["text"], []).append(fact)
        for group in copies.values():
            for fact in group if len(group) > 1 else ():
                yield (
                    fact,
                    {
                        "said": f"this page's text is, word for word, that of {_others(group, fact)}",
                        "advice": "Only one of the titles can be right: write the others' text, or delete the copies.",
                    },
                )


def _identity(member: Member) -> tuple[object, ...]:
    return (member.keys, member.salts, member.forms)


def _groups(facts: Sequence[PlacedFact]) -> Iterator[list[PlacedFact]]:
    by_key: dict[str, list[PlacedFact]] = {}
    for fact in facts:
        by_key.setdefault(fact.fact.key, []).append(fact)
    for group in by_key.values():
        salts = {fact.fact.values["salts"] for fact in group} - {""}
        if len(group) > 1 and len(salts) < 2:
            yield group
        elif len(group) > 1:
            # A page for each salt, and perhaps one for the drug as such, is an order and no repetition.
            for salt in ("", *sorted(salts)):
                same = [fact for fact in group if fact.fact.values["salts"] == salt]
                if len(same) > 1:
                    yield same


def _others(group: Sequence[PlacedFact], fact: PlacedFact) -> str:
    # Of a group of thousands, no more is looked at than is named.
    named = [f"'{one.path}'" for one in group[: _NAMED + 1] if one is not fact][:_NAMED]
    more = len(group) - 1 - len(named)
    return f"{', '.join(named)} and {more} more" if more else " and ".join(named)


def _digest(doc: Monograph) -> str:
    """Return what is equal for pages with the same text below their first heading, "" for a short text."""
    start = doc.title_span.end if doc.title_span.start >= doc.front_matter.body_start else doc.front_matter.body_start
    text = doc.source.trimmed(start, len(doc.text)).of(doc.text)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if len(text) < _SHORTEST_TEXT:
        return ""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _language(doc: Monograph) -> str:
    """Return the page's language by its front matter, by a folder such as "fr", or by a name such as "page.fr.md"."""
    for key in ("lang", "language", "locale"):
        if isinstance(doc.meta.get(key), str):
            return str(doc.meta[key]).lower()
    folder, _, name = doc.source.path.replace("\\", "/").rpartition("/")
    name = name.lower()
    marks = [part for part in name.split(".")[1:-1] if part[:2] in _LANGUAGES and len(part) in (2, 5)]
    # A folder "am" that holds "amlodipine.md" is a letter of the alphabet.
    marks += [part for part in _languages_in(folder) if not name.startswith(part)]
    return marks[0] if marks else ""


@lru_cache(maxsize=1024)
def _languages_in(folder: str) -> tuple[str, ...]:
    """Return the parts of a folder's path that are written as languages are."""
    parts = (part.lower() for part in folder.split("/"))
    return tuple(
        part for part in parts if part[:2] in _LANGUAGES and (len(part) == 2 or (len(part) == 5 and part[2] in "-_"))
    )
