"""Names of drugs: from what is written to the INN, by tables alone and never by likeness."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from medlint.named import NamedTuple
from medlint.parted import Parted
from medlint.patterns import lazy
from medlint.records import dataclass, field
from medlint.typed import Any

# Everything that is neither letter, digit nor apostrophe separates; so "alfa-2a" is "alfa 2a" and never "alfa".
_SEPARATORS = lazy(r"(?:[^\w']|_)+")
_ASCII_SEPARATORS = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "'")}
# A longer text is no name, and is not worth the memory.
_LONGEST_REMEMBERED = 80
_MOST_REMEMBERED = 8_192


class Resolved(NamedTuple):
    """An INN; `salted` is the INN with the salt words that were left out, the INN itself where there were none."""

    inn: str
    salted: str


class Spelling(NamedTuple):
    """A rewrite rule: `old` may be written for `new`; `where` is "start", "end" or "anywhere"."""

    old: str
    new: str
    where: str

    def apply(self, key: str) -> str:
        """Return `key` rewritten, unchanged if the rule does not fit."""
        if self.where == "end":
            return key.removesuffix(self.old) + self.new if key.endswith(self.old) else key
        if self.where == "start":
            return " ".join(
                self.new + word.removeprefix(self.old) if word.startswith(self.old) else word for word in key.split(" ")
            )
        return key.replace(self.old, self.new)


def fold(text: str) -> str:
    """Return the key that names are compared by: NFKC, case folded, one space for every run of separators."""
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():
        if text.isalnum():
            return text.lower()
        return " ".join(text.lower().translate(_ASCII_SEPARATORS).split())
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'").lower()
    return _SEPARATORS.sub(" ", folded).strip()


# A page's few names are asked for again and again, and pages share most of them.
_remembered = lru_cache(maxsize=_MOST_REMEMBERED)(_fold)


@dataclass(frozen=True, eq=False)
class Names:
    """The tables that turn a written name into an INN. What is remembered by them goes by the object.

    `inns`: key of a name to INN. `salts`: key of a salt word to its usual spelling. `kept`: keys whose salt or ester is
    the drug itself. `elements`: what is no drug without its salt ("zinc"). `forms`: key of form words to form.
    `joined`: as `inns`, by the letters of the key without its spaces; worked out where it is not given.
    """

    inns: dict[str, str] | Parted
    salts: Mapping[str, str]
    kept: frozenset[str]
    elements: frozenset[str]
    spellings: tuple[Spelling, ...]
    forms: Mapping[str, str]
    joined: dict[str, str] | Parted = field(default_factory=dict, repr=False)
    _found: dict[str, str | None] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if isinstance(self.joined, dict) and not self.joined:
            for key, inn in self.inns.items():
                self.joined.setdefault(key.replace(" ", ""), inn)

    def to_plain(self) -> tuple[Any, ...]:
        """Return all tables as plain data, of which `of_plain` makes them again: the large ones in parts."""
        inns, joined = (table if isinstance(table, Parted) else Parted.of(table) for table in (self.inns, self.joined))
        tables = inns.packed, self.salts, self.kept, self.elements, tuple(map(tuple, self.spellings))
        return *tables, self.forms, joined.packed

    @classmethod
    def of_plain(cls, plain: tuple[Any, ...]) -> Names:
        """Return the tables that `to_plain` gave."""
        inns, salts, kept, elements, spellings, forms, joined = plain
        rewrites = tuple(Spelling(*one) for one in spellings)
        return cls(Parted(inns), salts, kept, elements, rewrites, forms, Parted(joined))

    def learn(self, written: Iterable[str]) -> None:
        """Add the names that the tables do not resolve yet as INNs of their own: not to tables in parts."""
        inns, joined = self.inns, self.joined
        assert isinstance(inns, dict)
        assert isinstance(joined, dict)
        for name in [name for name in written if not self.resolve(name)]:
            key = fold(name)
            inns.setdefault(key, name)
            joined.setdefault(key.replace(" ", ""), name)
        self._found.clear()

    def inn(self, key: str) -> str | None:
        """Return the INN of a folded name as it stands: by the tables, by its letters without spaces, or respelled."""
        if len(key) > _LONGEST_REMEMBERED:
            return self._inn(key)
        if key not in self._found:
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            self._found[key] = self._inn(key)
        return self._found[key]

    def _inn(self, key: str) -> str | None:
        found = self.inns.get(key) or self.joined.get(key.replace(" ", ""))
        if found:
            return found
        for spelling in self.spellings:
            if spelling.old in key and (respelled := spelling.apply(key)) != key:
                # A rewrite counts only where it leads to a name that the tables hold.
                found = self.inns.get(respelled) or self.joined.get(respelled.replace(" ", ""))
                if found:
                    return found
        return None

    def resolve(self, text: str) -> Resolved | None:
        """Return the INN of one written name, without its salt where that may be stripped; None if it is not known."""
        key = fold(text)
        inn = self.inn(key)
        if inn or key in self.kept:
            return Resolved(inn, inn) if inn else None
        words = key.split(" ")
        cut = len(words)
        while cut > 1 and words[cut - 1] in self.salts:
            cut -= 1
            base = " ".join(words[:cut])
            if base in self.elements or base in self.salts:
                return None
            if inn := self.inn(base):
                return Resolved(inn, " ".join([inn, *(self.salts[word] for word in words[cut:])]))
        return None

    def form(self, text: str) -> str | None:
        """Return the form that words such as "eye drops" name, None if they name none."""
        return self.forms.get(fold(text))


def index(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a table of folded names to INNs.

    Errors: ValueError that says which name two drugs lay claim to.
    """
    table: dict[str, str] = {}
    for name, inn in pairs:
        key = fold(name)
        if table.setdefault(key, inn) != inn:
            raise ValueError(f"the name '{name}' stands for '{table[key]}' and for '{inn}'; leave it to one of them")
    return table
