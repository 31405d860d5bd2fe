"""The names of rules in suppressions, and their days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from medlint.records import dataclass, field
from medlint.rule import Rule, select
from medlint.suggest import closest
from medlint.suppress.suppression import Misreading
from medlint.text import Span
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.monograph import Monograph

_NAME = re.compile(r"[^\s,]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

# A page may be a stranger's; what is beyond is told once.
_MOST_NAMES = 1000
_MOST_FAULTS = 100
_LONGEST = 60


@dataclass(slots=True)
class NameReader:
    """Reads the names in the suppressions of one page, and notes in `faults` what cannot be understood."""

    page: Monograph
    rules: Sequence[Rule]
    faults: list[Misreading] = field(default_factory=list)
    _codes: dict[str, frozenset[str]] = field(default_factory=dict)
    _count: int = 0

    def read(self, start: int, end: int) -> list[tuple[Span, frozenset[str]]]:
        """Return the names between two offsets, parted by commas or white space, with the rules that each names."""
        found = []
        for match in _NAME.finditer(self.page.text, start, end):
            codes = self.look_up(match.group(), Span(*match.span()))
            if codes is None:
                break
            found.append((Span(*match.span()), codes))
        return found

    def look_up(self, name: str, span: Span) -> frozenset[str] | None:
        """Return the codes of the rules that the name at `span` stands for; None where the page holds too many names.

        A name that no rule bears is noted, and stands for none.
        """
        self._count += 1
        if self._count > _MOST_NAMES:
            if self._count == _MOST_NAMES + 1:
                fault = f"a page may hold {_MOST_NAMES} suppressions, and this is one more"
                self.faults.append(Misreading(span, fault, "write one for the whole page."))
            return None
        codes = self._codes.get(name)
        if codes is None:
            codes = self._codes[name] = frozenset(rule.code for rule in select(self.rules, name))
        if not codes and len(self.faults) < _MOST_FAULTS:
            near = closest(name, [word for rule in self.rules for word in (rule.code, rule.name)])
            hint = f"did you mean '{near}'?" if near else "`medlint rules` lists all; a reason stands behind '--'."
            self.tell(span, f"no rule is called '{cut(name)}'", hint)
        return codes

    def tell(self, span: Span, fault: str, hint: str) -> None:
        """Note what cannot be understood; the first hundred will do."""
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Misreading(span, fault, hint))

    def holds_day(self, text: str, span: Span) -> bool:
        """Return whether `text`, which stands at `span`, is a day such as 2027-01-31; what is none is noted."""
        if is_day(text):
            return True
        self.tell(span, f"'{cut(text)}' is no day", "write the last day on which it holds as in 2027-01-31.")
        return False


def is_day(text: str) -> bool:
    """Return whether `text` is a day such as 2027-01-31."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def cut(word: str) -> str:
    """Return a stranger's word, no longer than a message bears."""
    return word if len(word) <= _LONGEST else word[: _LONGEST - 1] + "…"
