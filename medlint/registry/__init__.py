"""The registry of withdrawn, banned and discontinued drugs, and the names that they go by."""

from medlint.registry.facts import CombinationFact, Drug, Fact
from medlint.registry.identity import Identity
from medlint.registry.registry import Registry, load
from medlint.registry.tables import RegistryError
from medlint.registry.verdict import MARKETS, Verdict, judge, judge_drug

__all__ = [
    "MARKETS",
    "CombinationFact",
    "Drug",
    "Fact",
    "Identity",
    "Registry",
    "RegistryError",
    "Verdict",
    "judge",
    "judge_drug",
    "load",
]
