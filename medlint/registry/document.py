"""The registry as one JSON document, the form that its schema describes."""

from __future__ import annotations

from collections.abc import Sequence

from medlint.records import fields
from medlint.registry.facts import CombinationFact, Drug, Fact
from medlint.registry.registry import Registry
from medlint.typed import Any


def to_json(registry: Registry) -> dict[str, Any]:
    """Return `{drugs, facts, combinations}`; empty cells are empty strings or lists."""
    drugs = registry.drugs()
    return {
        "drugs": [row_to_json(drug) for drug in drugs],
        "facts": [row_to_json(fact) for drug in drugs for fact in registry.facts(drug)],
        "combinations": [row_to_json(order) for order in registry.combinations()],
    }


def row_to_json(row: Drug | Fact | CombinationFact) -> dict[str, Any]:
    """Return one row with the column names as keys; a drug's name is under "drug"."""
    found: dict[str, Any] = {}
    for column in fields(row):
        value = getattr(row, column.name)
        if isinstance(value, frozenset | tuple):
            value = _listed(value)
        found["drug" if isinstance(row, Drug) and column.name == "name" else column.name] = value
    return found


def _listed(values: Sequence[str] | frozenset[str]) -> list[str]:
    return sorted(values) if isinstance(values, frozenset) else list(values)
