"""From options to settings: which configuration holds where, with the options on top."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache

from medlint.cli.output import Misuse
from medlint.records import fields
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medlint.config import Config, Project
    from medlint.rule import Rule

# Takes a path, absolute or relative to the working folder. Errors: Misuse.
ProjectOf = Callable[[str], "Project"]


def projects(given: dict[str, Any]) -> ProjectOf:
    """Return what finds the settings for a path; `given` are a command's options by name."""
    from medlint.config import ConfigError, Overrides, resolve

    # What is not given says nothing: None for a single option, () for one that may be repeated.
    known = {item.name for item in fields(Overrides)}
    overrides = Overrides(**{name: value for name, value in given.items() if name in known and value not in (None, ())})

    @cache
    def project_of(path: str) -> Project:
        try:
            return resolve(path, overrides)
        except ConfigError as error:
            raise Misuse(str(error)) from None

    return project_of


def are_complete(paths: Sequence[str], project_of: ProjectOf) -> bool:
    """Return whether one of these paths is the folder of its settings file, or lies above it: then all pages are known.

    Errors: Misuse.
    """
    return any(
        os.path.isdir(path) and _lies_in(os.path.realpath(project_of(path).root), os.path.realpath(path))
        for path in paths
    )


def _lies_in(path: str, folder: str) -> bool:
    return os.path.join(path, "").startswith(os.path.join(folder, ""))


@cache
def ensure_usable(config: Config) -> None:
    """Try what a configuration names once, since else it would be found wrong on every page, and by every rule.

    Errors: Misuse for a house rule, a schema or a table of drugs that is wrong.
    """
    from medlint.binding import bind
    from medlint.schema import SchemaError, load_schema

    try:
        bind(config)
        if config.schema:
            load_schema(config.schema)
        if config.registry:
            _ensure_readable(config)
    except SchemaError as error:
        raise Misuse(f"{error}.") from None
    except ValueError as error:
        raise Misuse(f"{_culprit(config)} cannot be used: {error}.") from None


def _ensure_readable(config: Config) -> None:
    from medlint.registry import RegistryError
    from medlint.statements.context import registry_of

    try:
        registry_of(config.registry)
    except RegistryError as error:
        raise Misuse(f"{error}; 'medlint registry check FILE' tells all that is wrong with it.") from None


def _culprit(config: Config) -> str:
    """Return which rule page of a configuration stops `bind`."""
    from medlint.binding import bind_rule
    from medlint.config.files import show_path
    from medlint.rule import load_rules

    for rule in load_rules(config.rule_folders):
        if any(code == rule.code for code, _ in config.rules):
            try:
                bind_rule(config, rule.code)
            except ValueError:
                return f"the rule page '{show_path(rule.path)}'"
    return "a rule page"


def house_rules(given: dict[str, Any]) -> tuple[Rule, ...]:
    """Return all rules, those of the house that the settings of this folder name among them.

    Errors: Misuse.
    """
    from medlint.rule import load_rules

    return load_rules(projects(given)(".").rule_folders)
