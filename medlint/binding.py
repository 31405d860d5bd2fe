"""Active rules, bound to the checks that speak for them and to what a site's configuration tells checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from medlint import checks
from medlint.config import Config
from medlint.diagnostic import Fact, PlacedFact, Severity
from medlint.monograph import Monograph
from medlint.rule import Rule, load_rules, select

UNREADABLE = "FIL001"

Learn = Callable[[Monograph], Iterator[Fact]]
Conclude = Callable[[Sequence[PlacedFact]], Iterator[tuple[PlacedFact, Mapping[str, object]]]]


@dataclass(frozen=True)
class BoundRule:
    """A rule with the check that speaks for it, its severity in this configuration, and the codes it supersedes."""

    rule: Rule
    severity: Severity
    check: checks.Check
    supersedes: frozenset[str] = frozenset()

    @cached_property
    def learn(self) -> Learn | None:
        """What a cross-file check learns from a page; None for a check that looks at one page alone."""
        return getattr(self.check, "facts", None)

    @cached_property
    def conclude(self) -> Conclude | None:
        """Which facts of all pages become findings, with the message's values; None as for `learn`."""
        return getattr(self.check, "finish", None)


@lru_cache(maxsize=64)
def bind(config: Config) -> tuple[BoundRule, ...]:
    """Return the active rules of a configuration, ready to run, sorted by code.

    Errors: checks.UnknownCheckError and checks.BadParamsError for a house rule that is wrong.
    """
    rules = load_rules(config.rule_folders)
    by_code = {rule.code: rule for rule in rules}
    settings = {"schema": config.schema or "", "markets": config.markets, "registry": config.registry}
    # Whatever is selected, a file that cannot be read is never passed over: it would seem clean.
    active = {UNREADABLE: by_code[UNREADABLE].severity, **dict(config.rules)}
    return tuple(_bind(rules, by_code[code], active[code], settings) for code in sorted(active))


def _bind(rules: Sequence[Rule], rule: Rule, severity: Severity, settings: Mapping[str, object]) -> BoundRule:
    check = checks.build(rule.check, rule.params, settings)
    superseded = {other.code for name in rule.supersedes for other in select(rules, name)}
    return BoundRule(rule, severity, check, frozenset(superseded - {rule.code}))


def mute(rule: Rule, severity: Severity) -> BoundRule:
    """Return a rule for findings that the engine itself makes: no check speaks for it."""
    return BoundRule(rule, severity, lambda _: iter(()))
