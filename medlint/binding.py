"""Active rules, bound to the checks that speak for them and to what a site's configuration tells checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from medlint import checks
from medlint.config import Config
from medlint.diagnostic import Fact, PlacedFact
from medlint.records import dataclass
from medlint.rule import Rule, load_rules, select
from medlint.settlement import active_rules
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.monograph import Monograph

# Of a fact's path, key and values.
Marks = Callable[[str, str, Mapping[str, str]], Iterable[str]]
Learn = Callable[["Monograph"], Iterator[Fact]]
Conclude = Callable[[Sequence[PlacedFact]], Iterator[tuple[PlacedFact, Mapping[str, object]]]]


@dataclass(frozen=True)
class BoundRule:
    """A rule with the check that speaks for it.

    `supersedes` are the codes that it silences on a page where it speaks, `outranks` those in such a paragraph.
    """

    rule: Rule
    check: checks.Check
    supersedes: frozenset[str] = frozenset()
    outranks: frozenset[str] = frozenset()

    @cached_property
    def learn(self) -> Learn | None:
        """What a cross-file check learns from a page; None for a check that looks at one page alone."""
        return getattr(self.check, "facts", None)

    @cached_property
    def marks(self) -> Marks | None:
        """What a fact is compared by: one that shares no mark with another fact tells nothing. None: all may tell."""
        return getattr(self.check, "marks", None)

    @cached_property
    def stands_out(self) -> Callable[[Mapping[str, str]], bool] | None:
        """Whether a fact tells something, by its values, though it shares no mark with another; None for one that
        never does."""
        return getattr(self.check, "stands_out", None)

    @cached_property
    def conclude(self) -> Conclude | None:
        """Which facts of all pages become findings, with the message's values; None as for `learn`."""
        return getattr(self.check, "finish", None)


@lru_cache(maxsize=64)
def bind(config: Config) -> tuple[BoundRule, ...]:
    """Return the active rules of a configuration, ready to run, sorted by code.

    Errors: checks.UnknownCheckError and checks.BadParamsError for a house rule that is wrong.
    """
    return tuple(bind_rule(config, code) for code in active_rules(config))


@lru_cache(maxsize=2048)
def bind_rule(config: Config, code: str) -> BoundRule:
    """Return one active rule of a configuration, ready to run. Errors as of `bind`."""
    rules = load_rules(config.rule_folders)
    settings = {"schema": config.schema or "", "markets": config.markets, "registry": config.registry}
    rule, _ = active_rules(config)[code]
    check = checks.build(rule.check, rule.params, settings)

    def codes(names: Sequence[str]) -> frozenset[str]:
        return frozenset(other.code for name in names for other in select(rules, name)) - {code}

    return BoundRule(rule, check, codes(rule.supersedes), codes(rule.outranks))
