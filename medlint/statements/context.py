"""What the rules on availability know of a page: who it is about, what holds for the drug, and what the page says."""

from __future__ import annotations

from functools import lru_cache

from medlint import registry as tables
from medlint.monograph import Monograph
from medlint.once import once
from medlint.patterns import lazy
from medlint.records import dataclass, field
from medlint.registry import Identity, Registry, Verdict, judge
from medlint.statements.reader import read_statements
from medlint.statements.statement import DEPARTED, Statement

# Where a page may name its drug besides the title.
_FIELDS = ("generic_name", "generic name", "genericName", "generic", "composition", "ingredients")
_KEY = "availability"


_MARKS = lazy(r"[*_`#>\r]+")
# In words: what is longer is a sentence.
_LONGEST_NAME = 6


@dataclass(eq=False)
class Context:
    """One page in the light of the registry. All of it is worked out when first asked, and once a page.

    `asked`: the paths of a site's own tables, and its markets.
    """

    doc: Monograph
    registry: Registry
    markets: tuple[str, ...]
    asked: tuple[tuple[str, ...], tuple[str, ...]]
    _said: dict[frozenset[str], tuple[Statement, ...]] = field(default_factory=dict, init=False, repr=False)

    @property
    def identity(self) -> Identity:
        """The drugs that the page is about."""
        return self._about[0]

    @property
    def name(self) -> str:
        """The drugs' name as sentences about the page give it: the title, or the longer name that tells what it is."""
        return self._about[1]

    @once
    def _about(self) -> tuple[Identity, str]:
        title, meta = self.doc.title, self.doc.meta
        own = self.registry.identify(title)
        if not own.known and not meta.keys().isdisjoint(_FIELDS):
            fields = {key: value for key in _FIELDS if isinstance(value := meta.get(key), str)}
            own = self.registry.identify(title, fields)
        # A title may be too short to tell ("Technetium") where the section gives the whole name.
        if own.known or own.drug is None or not (name := self._generic_name()):
            return own, title
        whole = self.registry.identify(name)
        return (whole, name) if whole.known and whole.drug is not None else (own, title)

    def _generic_name(self) -> str:
        """Return the name that opens the section Generic Name, nothing where a sentence does."""
        section = self.doc.section("generic_name")
        line = section.body.of(self.doc.text).split("\n", 1)[0] if section else ""
        name = _MARKS.sub("", line).strip()
        return name if 0 < len(name.split()) <= _LONGEST_NAME and not name.endswith((".", ":")) else ""

    @once
    def verdict(self) -> Verdict:
        """What the registry's facts amount to for the page's drug."""
        return judge(self.identity, self.registry, self.markets)

    @once
    def statements(self) -> tuple[Statement, ...]:
        """All that the page says about availability."""
        return read_statements(self.doc, self.identity, self.registry)

    def said(self, claims: frozenset[str]) -> tuple[Statement, ...]:
        """Return what the page says of these claims; cheaper than to read them all."""
        if claims not in self._said:
            known = vars(self).get("statements")
            found = read_statements(self.doc, self.identity, self.registry, claims) if known is None else known
            self._said[claims] = tuple(one for one in found if one.claim in claims)
        return self._said[claims]

    @once
    def departures(self) -> tuple[Statement, ...]:
        """The statements that something is gone, banned or suspended, without questions and denials."""
        return tuple(statement for statement in self.said(DEPARTED) if statement.asserts)

    @once
    def farewells(self) -> tuple[Statement, ...]:
        """Those of `departures` that are about the page's own drug, or about its combination as a whole."""
        return tuple(statement for statement in self.departures if statement.says_gone)


def context_of(doc: Monograph, registry: tuple[str, ...], markets: tuple[str, ...]) -> Context:
    """Return the page's context; several rules ask for it, and it is made once.

    `registry`: absolute paths of a site's own tables; `markets`: the markets that it serves.
    Errors: RegistryError if one of those tables cannot be used.
    """
    known = vars(doc).get(_KEY)
    if isinstance(known, Context) and known.asked == (registry, markets):
        return known
    # Kept where a cached property would keep it: it dies with the page, and no page is compared with another.
    context = vars(doc)[_KEY] = Context(doc, registry_of(registry), markets, (registry, markets))
    return context


@lru_cache(maxsize=8)
def registry_of(paths: tuple[str, ...]) -> Registry:
    """Return medlint's registry with a site's own tables (absolute paths) in it.

    Errors: RegistryError for a table that cannot be used.
    """
    own = tables.load()
    return own.with_files(paths) if paths else own
