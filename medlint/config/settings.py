"""Settings merged from their layers, each with the place that it came from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from medlint.config.layers import FLAGS, Layer
from medlint.config.selection import Picks
from medlint.named import NamedTuple
from medlint.typed import Any

# Tables whose entries are settings of their own.
_TABLES = ("severity", "layout", "sections", "disclaimer", "ai-note")
# Lists to which every layer adds.
_GROWING = ("extend-select", "ignore", "extend-exclude", "unsuppressible", "unbaselinable")
_PATHS = ("schema", "rules", "registry", "baseline")


class Setting(NamedTuple):
    """A value as TOML has it, its paths absolute, and who set it: "default", "preset rxsite", a file or an option."""

    value: Any
    origin: str


def merge(layers: Iterable[Layer]) -> dict[str, Setting]:
    """Return key -> setting, keys dotted ("layout.section-level"), from layers of which each later one wins.

    Never fails: what has the wrong type is checked elsewhere.
    """
    merged: dict[str, Setting] = {}
    for layer in layers:
        if "select" in layer.table:
            # `select` starts anew, so what was added to the one before is gone with it.
            merged.pop("extend-select", None)
            merged.pop("ignore", None)
        for key, value in _flat(layer.table):
            origin = FLAGS + key if layer.origin == FLAGS else layer.origin
            placed = _placed(layer.folder, key, value)
            before = merged.get(key)
            if key in _GROWING and before is not None and before.value and isinstance(value, list):
                merged[key] = Setting([*before.value, *value], ", ".join(dict.fromkeys([before.origin, origin])))
            else:
                merged[key] = Setting(placed, origin)
    return merged


def picks_of(table: Mapping[str, Any]) -> Picks:
    """Return what a layer's table says of rules. What has the wrong type is left out."""
    severity = table.get("severity")
    levels = severity.items() if isinstance(severity, dict) else ()
    return Picks(
        texts(table["select"]) if "select" in table else None,
        texts(table.get("extend-select")),
        texts(table.get("ignore")),
        {rule: level for rule, level in levels if level in ("error", "warning", "info", "off")},
    )


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts in a list, none for anything else."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if key in _TABLES and isinstance(value, dict):
            yield from ((f"{key}.{inner}", setting) for inner, setting in value.items())
        elif key == "prints":
            # So it is called in [[per-path]], where it has no table.
            yield "layout.prints", value
        elif key not in ("paths", "per-path"):
            yield key, value


def _placed(folder: str, key: str, value: Any) -> Any:
    if key not in _PATHS:
        return value
    if isinstance(value, str):
        return os.path.normpath(os.path.join(folder, value))
    return [os.path.normpath(os.path.join(folder, path)) for path in texts(value)]
