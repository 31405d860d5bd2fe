"""Settings for one configuration file, and from them those for each page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from medlint.config.layers import Layer
from medlint.config.page import build_layout
from medlint.config.selection import active_rules, named
from medlint.config.settings import Setting, merge, picks_of, texts
from medlint.diagnostic import Severity
from medlint.globs import compile_globs
from medlint.layout import Layout
from medlint.named import NamedTuple
from medlint.patterns import lazy
from medlint.records import dataclass, field, fields
from medlint.rule import load_rules
from medlint.typed import Any

_SIZE = lazy(r"(\d+) ?([kKMG]?)(i?)B")
_POWERS = {"": 0, "k": 1, "K": 1, "M": 2, "G": 3}


@dataclass(frozen=True, eq=False)
class Config:
    """All that checking one page depends on beside the page.

    `root`: absolute folder that globs are relative to. `rules`: code and severity of each active rule, sorted by code.
    `schema`: absolute path of a JSON Schema, None for medlint's own. `rule_folders`, `registry`: absolute paths of
    house rules and of tables of drugs. `markets`: ISO 3166 codes and "EU". `max_file_size`: in bytes.
    `unsuppressible`: names of rules, as selectors, whose findings no page may suppress.
    """

    root: str
    rules: tuple[tuple[str, Severity], ...]
    layout: Layout
    schema: str | None = None
    rule_folders: tuple[str, ...] = ()
    max_file_size: int = 5 * 1024 * 1024
    fail_on: Severity = Severity.WARNING
    markets: tuple[str, ...] = ()
    registry: tuple[str, ...] = ()
    unsuppressible: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Config) and self._all() == other._all())

    def __hash__(self) -> int:
        # A run has few configurations, and to hash all of one takes longer than to compare two of them.
        return hash((self.root, self.schema, self.rule_folders, self.markets, self.registry))

    def _all(self) -> list[object]:
        return [getattr(self, item.name) for item in fields(self)]


class Effective(NamedTuple):
    """One setting as `medlint config` shows it: `value` is TOML data, `origin` says who set it."""

    key: str
    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class PathLayer:
    """An entry of [[per-path]]: `matches` takes a path relative to the root, with forward slashes."""

    matches: Callable[[str], bool]
    layer: Layer


@dataclass(frozen=True, eq=False)
class Project:
    """The settings of one configuration file (None: of none), from `lower` to `upper` layers; each later one wins.

    `root` is the absolute folder that globs are relative to. `per_path` come between lower and upper layers.
    """

    file: str | None
    root: str
    lower: tuple[Layer, ...]
    per_path: tuple[PathLayer, ...] = ()
    upper: tuple[Layer, ...] = ()
    _configs: dict[tuple[int, ...], Config] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def settings(self) -> dict[str, Setting]:
        """The settings of a page that no [[per-path]] speaks of, by dotted key."""
        return merge([*self.lower, *self.upper])

    @property
    def include(self) -> tuple[str, ...]:
        """Globs of the files to check in a folder."""
        return texts(self.settings["include"].value)

    @property
    def exclude(self) -> tuple[str, ...]:
        """Globs of files and folders to leave out, the additional ones included."""
        return texts(self.settings["exclude"].value) + texts(self.settings["extend-exclude"].value)

    @property
    def respect_gitignore(self) -> bool:
        """Whether what git ignores is left out."""
        return bool(self.settings["respect-gitignore"].value)

    @property
    def force_exclude(self) -> bool:
        """Whether `exclude` holds for files that are named on the command line."""
        return bool(self.settings["force-exclude"].value)

    @property
    def fail_on(self) -> Severity:
        """The least severity that fails the run."""
        return Severity(self.settings["fail-on"].value)

    @property
    def min_severity(self) -> Severity:
        """The least severity that text output lists."""
        return Severity(self.settings["min-severity"].value)

    @property
    def output_format(self) -> str:
        """The name of the reporter."""
        return str(self.settings["output-format"].value)

    @property
    def baseline(self) -> str | None:
        """Absolute path of the file with the findings that are known, None where there is none."""
        return self.settings["baseline"].value if "baseline" in self.settings else None

    @property
    def unbaselinable(self) -> tuple[str, ...]:
        """Codes of the rules that no baseline silences."""
        rules = load_rules(self.rule_folders)
        return tuple(rule.code for word in texts(self.settings["unbaselinable"].value) for rule in named(rules, word))

    @property
    def rule_folders(self) -> tuple[str, ...]:
        """Absolute folders of house rules."""
        return texts(self.settings["rules"].value)

    def for_path(self, path: str) -> Config:
        """Return what holds for the page at `path`, which is absolute or relative to the working folder."""
        matching = tuple(self._matching(path))
        # Layers hold tables, which cannot be hashed; they live as long as the project, so who they are will do.
        key = tuple(map(id, matching))
        if key not in self._configs:
            self._configs[key] = self._build([*self.lower, *matching, *self.upper])
        return self._configs[key]

    def configs(self) -> Iterator[Config]:
        """Yield what holds for pages that no [[per-path]] speaks of, then for those of which each entry alone does."""
        for matching in ((), *((one.layer,) for one in self.per_path)):
            yield self._build([*self.lower, *matching, *self.upper])

    def effective(self, path: str | None = None) -> list[Effective]:
        """Return every setting: for the page at `path`, or for the pages that no [[per-path]] speaks of."""
        layers = [*self.lower, *(self._matching(path) if path is not None else ()), *self.upper]
        found = [Effective(key, *setting) for key, setting in merge(layers).items()]
        if path is None:
            found += [Effective("per-path", dict(one.layer.table), one.layer.origin) for one in self.per_path]
        return found

    def _matching(self, path: str) -> Iterator[Layer]:
        if not self.per_path:
            return
        try:
            near = os.path.relpath(path, self.root)
        except ValueError:
            near = path
        relative = near.replace(os.sep, "/")
        yield from (one.layer for one in self.per_path if one.matches(relative))

    def _build(self, layers: Sequence[Layer]) -> Config:
        settings = merge(layers)
        folders = texts(settings["rules"].value)
        return Config(
            root=self.root,
            rules=active_rules(load_rules(folders), (picks_of(layer.table) for layer in layers)),
            layout=build_layout(settings),
            schema=settings["schema"].value if "schema" in settings else None,
            rule_folders=folders,
            max_file_size=read_size(settings["max-file-size"].value),
            fail_on=Severity(settings["fail-on"].value),
            markets=texts(settings["markets"].value),
            registry=texts(settings["registry"].value),
            unsuppressible=texts(settings["unsuppressible"].value),
        )


def make_path_layer(layer: Layer) -> PathLayer:
    """Return the entry of [[per-path]] that `layer` holds."""
    return PathLayer(compile_globs(texts(layer.table.get("paths"))), layer)


def read_size(size: int | str) -> int:
    """Return a size in bytes: a number, or text such as "5 MiB" or "500 kB".

    Errors: ValueError for other text.
    """
    if isinstance(size, int):
        return size
    match = _SIZE.fullmatch(size)
    if match is None:
        raise ValueError(f"not a size: {size}")
    # As the standard has it: k is a thousand, Ki is 1024.
    base = 1024 if match[3] else 1000
    return int(int(match[1]) * base ** _POWERS[match[2]])
