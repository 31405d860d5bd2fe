"""Which rules are on, and how grave each is, from what each source of settings says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from medlint.diagnostic import Severity
from medlint.records import dataclass, field
from medlint.rule import Rule, select

DEFAULT = "DEFAULT"
OFF = "off"
# A code or a name is more exact than any prefix.
_EXACT = 1000


@dataclass(frozen=True, slots=True)
class Picks:
    """What one source says. `select` is None where it says nothing, which leaves the rules of the sources before.

    Entries are codes, names, prefixes of codes, DEFAULT (the rules that are on by default) or ALL. `severity` maps a
    code or name to "error", "warning", "info" or "off".
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Iterator[tuple[str, str]]:
        """Every key and rule name in it, in the order of a configuration file."""
        lists = {"select": self.select or (), "extend-select": self.extend_select, "ignore": self.ignore}
        for key, words in (*lists.items(), ("severity", self.severity)):
            yield from ((key, word) for word in words)


def active_rules(rules: Sequence[Rule], sources: Iterable[Picks]) -> tuple[tuple[str, Severity], ...]:
    """Return code and severity of the rules that are on, sorted by code.

    A later source beats an earlier one. Within a source the more exact entry wins (code or name, longer prefix, shorter
    prefix, ALL), and of two that are equally exact, `ignore`. `select` starts anew; a severity of "off" ignores a
    rule, and any other takes back an earlier "off".
    """
    on: set[str] = set()
    silenced: set[str] = set()
    levels = {rule.code: rule.severity for rule in rules}
    for picks in sources:
        chosen = _choose(rules, picks)
        wanted = {code for code, is_on in chosen.items() if is_on}
        before = on if picks.select is None else set()
        on = (before | wanted) - (chosen.keys() - wanted)
        silenced -= wanted
        for word, level in picks.severity.items():
            for rule in named(rules, word):
                if level == OFF:
                    silenced.add(rule.code)
                else:
                    silenced.discard(rule.code)
                    levels[rule.code] = Severity(level)
    return tuple((code, levels[code]) for code in sorted(on - silenced))


def named(rules: Sequence[Rule], word: str) -> tuple[Rule, ...]:
    """Return the rules that `word` stands for: none if it is neither a code, a name, a prefix, DEFAULT nor ALL."""
    if word == DEFAULT:
        return tuple(rule for rule in rules if rule.default)
    return select(rules, word)


def nearest(rules: Sequence[Rule], word: str) -> str | None:
    """Return the code, name or family that `word` is most likely meant to be."""
    from medlint.suggest import closest

    known = [word for rule in rules for word in (rule.code, rule.name)]
    families = dict.fromkeys(rule.code.rstrip("0123456789") for rule in rules)
    return closest(word, [*known, *families, DEFAULT, "ALL"])


def _choose(rules: Sequence[Rule], picks: Picks) -> dict[str, bool]:
    """Return which rules the source turns on (True) and off (False); those that it does not name are left out."""
    selected = (*(picks.select or ()), *picks.extend_select)
    entries = [(_exactness(rules, word), False, word) for word in selected]
    entries += [(_exactness(rules, word), True, word) for word in picks.ignore]
    chosen: dict[str, bool] = {}
    for _, is_ignored, word in sorted(entries):
        chosen |= dict.fromkeys((rule.code for rule in named(rules, word)), not is_ignored)
    return chosen


def _exactness(rules: Sequence[Rule], word: str) -> int:
    if word in (DEFAULT, "ALL"):
        return 0
    return _EXACT if any(word in (rule.code, rule.name) for rule in rules) else len(word)
