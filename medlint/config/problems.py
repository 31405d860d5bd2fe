"""What is wrong with a layer of settings, in sentences: by the schema, by the rules that exist, by the file system."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from medlint.config.acceptance import is_surely_valid
from medlint.config.errors import quote
from medlint.config.layers import FLAGS, Layer, is_remote
from medlint.config.selection import named, nearest
from medlint.config.settings import picks_of, texts
from medlint.rule import Rule
from medlint.typed import Any

_FOLDERS = ("rules",)
_FILES = ("schema", "registry")
# medlint writes it, so it need not be there.
_WRITTEN = "baseline"


def structure_problems(layer: Layer) -> Iterator[str]:
    """Yield what the schema of configurations finds: unknown keys, wrong types, unknown values."""
    if is_surely_valid(layer.table):
        return
    from medlint.schema import SchemaError, violations_of

    try:
        violations = violations_of("config", layer.table)
    except SchemaError:
        yield f"{layer.origin}: lists or tables are nested too deeply"
        return
    for violation in violations:
        yield f"{layer.origin}: {violation.sentence}"


def rule_problems(layer: Layer, rules: Sequence[Rule]) -> Iterator[str]:
    """Yield a sentence for each name that no rule bears."""
    barred = ((key, word) for key in ("unsuppressible", "unbaselinable") for word in texts(layer.table.get(key)))
    for key, word in (*picks_of(layer.table).words, *barred):
        if not named(rules, word):
            near = nearest(rules, word)
            hint = f"did you mean {quote(near)}?" if near else "`medlint rules` lists them all"
            start = FLAGS + key if layer.origin == FLAGS else f"{layer.origin}: '{key}'"
            yield f"{start}: there is no rule {quote(word)}; {hint} (LNT003 unknown-rule)"


def path_problems(layer: Layer) -> Iterator[str]:
    """Yield a sentence for each file and folder that is named and does not exist."""
    for key, path in _paths(layer.table):
        start = f"{layer.origin}: '{key}'"
        if is_remote(path):
            yield f"{start}: {quote(path)} is not on this machine; medlint reads files alone"
        elif key == _WRITTEN:
            continue
        elif not (os.path.isdir if key in _FOLDERS else os.path.isfile)(os.path.join(layer.folder, path)):
            kind = "folder" if key in _FOLDERS else "file"
            yield f"{start}: there is no {kind} {quote(path)} (paths are relative to the file that names them)"


def _paths(table: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for key in (*_FOLDERS, *_FILES, _WRITTEN):
        value = table.get(key)
        yield from ((key, path) for path in ([value] if isinstance(value, str) else texts(value)))
