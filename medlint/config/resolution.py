"""From a path and the command line's options to the settings that hold there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache

from medlint.config import files
from medlint.config.errors import ConfigError, quote
from medlint.config.files import Document, find_file, read_assignment, read_file, show_path
from medlint.config.layers import FLAGS, Layer, default_layers, layer_of, layers_below
from medlint.config.page import layout_problems
from medlint.config.project import Config, Project, make_path_layer
from medlint.config.settings import merge, picks_of, texts
from medlint.records import dataclass
from medlint.resources import folder as own_folder
from medlint.rule import load_rules
from medlint.rulefault import RuleError
from medlint.typed import Any

_LAYOUT_KEYS = frozenset({"layout", "sections", "disclaimer", "ai-note"})


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line says of settings; None and () say nothing.

    `config`: each a configuration file, or `key=value` in TOML. `isolated`: no configuration file is looked for.
    """

    config: tuple[str, ...] = ()
    isolated: bool = False
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool | None = None
    force_exclude: bool | None = None
    fail_on: str | None = None
    min_severity: str | None = None
    output_format: str | None = None

    def to_table(self) -> dict[str, Any]:
        """Return the options that are given as a table of settings."""
        names = [name for name in self.__slots__ if name not in ("config", "isolated")]
        given = {name: getattr(self, name) for name in names if getattr(self, name) not in (None, ())}
        return {
            name.replace("_", "-"): list(value) if isinstance(value, tuple) else value for name, value in given.items()
        }


_NOTHING = Overrides()


def resolve(path: str, options: Overrides = _NOTHING) -> Project:
    """Return the settings that hold for `path`: a file or folder, relative to the working folder or absolute.

    The nearest medlint.toml or pyproject.toml with [tool.medlint] in or above the folder holds, medlint.toml before
    pyproject.toml; nothing is merged up the tree. A file in `options.config` holds for all paths instead, with globs
    relative to the working folder. Read once a process; `forget` makes it look again.
    Errors: ConfigError with all problems.
    """
    here = os.getcwd()
    named, assigned = _split(options.config)
    if named is not None:
        if options.isolated:
            raise ConfigError([f"--isolated ignores configuration files; take it or {quote(show_path(named))} out"])
        return _project(named, here, assigned, options)
    # A `..` has to be taken out before the folders above are looked through.
    absolute = os.path.abspath(path)
    start = absolute if os.path.isdir(absolute) else os.path.dirname(absolute)
    file = None if options.isolated else find_file(start)
    return _project(file, here if file is None else os.path.dirname(file), assigned, options)


def default_config(folders: tuple[str, ...] = ()) -> Config:
    """Return what holds where nothing is configured, with the house rules of `folders` (absolute paths) added."""
    return Project(None, "", default_layers(), (), (Layer(FLAGS, "", {"rules": list(folders)}),)).for_path("")


def starter() -> str:
    """Return the medlint.toml that a new project starts from: every setting as a comment, with its default."""
    return _read_own("rules", "starter.toml")


def schema_text() -> str:
    """Return the JSON Schema of configuration files, which editors such as those with Taplo read."""
    return _read_own("schemas", "config.schema.json")


def _read_own(folder: str, name: str) -> str:
    with open(os.path.join(own_folder(folder), name), encoding="utf-8") as file:
        return file.read()


def forget() -> None:
    """Forget all configuration files, so that they are read again: a server calls it when one has changed."""
    _project.cache_clear()
    files.forget()


def _split(given: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Return the configuration file in `--config` and the settings in it."""
    assigned = tuple(text for text in given if "=" in text and not os.path.isfile(text))
    named = [text for text in given if text not in assigned]
    if len(named) > 1:
        raise ConfigError([f"--config: {quote(named[0])} and {quote(named[1])} are two files; name one"])
    if named and not os.path.isfile(named[0]):
        raise ConfigError([f"--config: there is no file {quote(named[0])}; name a TOML file, or write key=value"])
    return (os.path.join(os.getcwd(), named[0]) if named else None), assigned


@cache
def _project(file: str | None, root: str, assigned: tuple[str, ...], options: Overrides) -> Project:
    documents = [*([read_file(file)] if file else []), *map(read_assignment, assigned)]
    lower, problems = _lower(documents, has_file=file is not None)
    flags = options.to_table()
    upper = [*map(layer_of, documents[1 if file else 0 :]), *([Layer(FLAGS, root, flags)] if flags else [])]
    entries = [entry for layer in [*lower, *upper] for entry in _entries(layer)]
    problems += _problems([*lower, *upper], entries)
    if problems:
        raise ConfigError(list(dict.fromkeys(problems)))
    return Project(file, root, tuple(lower), tuple(map(make_path_layer, entries)), tuple(upper))


def _lower(documents: Sequence[Document], *, has_file: bool) -> tuple[list[Layer], list[str]]:
    """Return the layers up to the configuration file, and what is wrong with `extends`."""
    own = [layer_of(documents[0])] if has_file else []
    try:
        return [*layers_below(documents), *own], []
    except ConfigError as error:
        return [*default_layers(), *own], list(error.problems)


def _entries(layer: Layer) -> Iterator[Layer]:
    """Yield the entries of [[per-path]] as layers."""
    value = layer.table.get("per-path")
    for number, entry in enumerate(value if isinstance(value, list) else (), start=1):
        if isinstance(entry, dict):
            yield Layer(f"{layer.origin} [[per-path]] {number}", layer.folder, entry)


def _problems(layers: Sequence[Layer], entries: Sequence[Layer]) -> Iterator[str]:
    """Yield all that is wrong with what users wrote."""
    written = [layer for layer in layers if not layer.trusted and layer.origin != FLAGS]
    # The command line's own reader has found its values right, but for names of rules.
    chosen = (layer for layer in layers if layer.origin == FLAGS and picks_of(layer.table).words)
    checked = [*written, *entries, *chosen]
    if not checked:
        return
    from medlint.config.problems import path_problems, rule_problems, structure_problems

    malformed = [problem for layer in written for problem in structure_problems(layer)]
    yield from malformed
    missing = [problem for layer in [*written, *entries] for problem in path_problems(layer)]
    yield from missing
    settings = merge(layers)
    try:
        rules = load_rules(texts(settings["rules"].value) if not missing else ())
    except RuleError as error:
        yield f"{settings['rules'].origin}: 'rules': {error}"
    else:
        # Names that only house rules bear are unknown while their folder is.
        if not missing or not texts(settings["rules"].value):
            yield from (problem for layer in checked for problem in rule_problems(layer, rules))
    if not malformed and any(_LAYOUT_KEYS & layer.table.keys() for layer in written):
        yield from layout_problems(settings)
