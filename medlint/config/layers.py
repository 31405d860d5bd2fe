"""Where settings come from: the built-in ones, presets, files that extend one another, and the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache

from medlint.compiled import Store, stamp_of
from medlint.config import files
from medlint.config.errors import ConfigError, quote
from medlint.config.files import Document, read_file
from medlint.records import dataclass
from medlint.resources import folder
from medlint.typed import Any

DEFAULT_PRESET = "minimal-medicine"
NO_PRESET = "none"
_BASE = "base"
# The origin of what holds where nobody says anything.
OWN = "default"
_LONGEST_CHAIN = 20
# The origin of what options such as --select say; in messages it stands before the key.
FLAGS = "--"


@dataclass(frozen=True, slots=True)
class Layer:
    """The settings of one source. `origin` is its name for people; paths in `table` are relative to `folder`.

    `trusted` says that it is medlint's own, which tests check, so that it needs no check when it is used.
    """

    origin: str
    folder: str
    table: Mapping[str, Any]
    trusted: bool = False


@cache
def presets() -> tuple[str, ...]:
    """Return the names that `extends` may give, beside paths."""
    names = (name.removesuffix(".toml") for name in os.listdir(_presets_folder()) if name.endswith(".toml"))
    return (*sorted(name for name in names if name != _BASE), NO_PRESET)


def layers_below(documents: Sequence[Document]) -> tuple[Layer, ...]:
    """Return the layers that `documents` extend, the lowest first. Only the last `extends` of them counts.

    Errors: ConfigError for a preset or file that does not exist, and for files that extend each other in a circle.
    """
    given = [document for document in documents if "extends" in document.table]
    return _below(given[-1], []) if given else default_layers()


def default_layers() -> tuple[Layer, ...]:
    """Return the layers that hold where nothing is configured."""
    return _preset(DEFAULT_PRESET)


def is_remote(path: str) -> bool:
    """Return whether a path leaves this machine: an address, or a share of another one."""
    return "://" in path or path.startswith(("//", "\\\\"))


def layer_of(document: Document) -> Layer:
    """Return the layer that a user's document makes."""
    return Layer(document.label, document.folder, document.table)


def _below(document: Document, above: list[str]) -> tuple[Layer, ...]:
    """Return the layers that `document` extends; `above` are the real paths of the files that led from it."""
    name = document.table.get("extends", DEFAULT_PRESET)
    if not isinstance(name, str):
        return default_layers()
    if name in presets():
        return _preset(name)
    if not name.endswith(".toml") and "/" not in name:
        from medlint.suggest import closest

        near = closest(name, presets())
        advice = f"did you mean {quote(near)}?" if near else f"write {', '.join(presets())} or the path of a TOML file"
        raise ConfigError([f"{document.label}: 'extends': there is no preset {quote(name)}; {advice}"])
    base = read_file(_target(document, name))
    path = os.path.realpath(os.path.join(document.folder, name))
    if path in above:
        raise ConfigError([f"{document.label}: 'extends': {quote(name)} leads back to itself; take one of them out"])
    if len(above) == _LONGEST_CHAIN:
        raise ConfigError([f"{document.label}: 'extends': more than {_LONGEST_CHAIN} files extend one another"])
    return (*_below(base, [*above, path]), layer_of(base))


def _target(document: Document, name: str) -> str:
    start = f"{document.label}: 'extends'"
    if is_remote(name):
        raise ConfigError([f"{start}: {quote(name)} is not on this machine; medlint reads files alone"])
    path = os.path.join(document.folder, name)
    if os.path.isfile(path):
        return path
    raise ConfigError([f"{start}: there is no file {quote(name)} (paths are relative to this file)"])


def _presets_folder() -> str:
    return os.path.join(folder("rules"), "presets")


# To read TOML takes longer than to check a page.
_STORE = Store("presets", f"{sys.version} {stamp_of(files.__file__)}")


@cache
def _preset(name: str) -> tuple[Layer, ...]:
    base = _own(_BASE, OWN)
    return (base,) if name == NO_PRESET else (base, _own(name, f"preset {name}"))


def _own(name: str, origin: str) -> Layer:
    path = os.path.join(_presets_folder(), f"{name}.toml")
    stamp = stamp_of(path)
    kept = _STORE.get(name)
    if kept is None or kept[0] != stamp:
        kept = [stamp, read_file(path).table]
        _STORE.put(name, kept)
    return Layer(origin, _presets_folder(), kept[1], trusted=True)
