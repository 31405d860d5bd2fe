"""The options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import click

from medlint.cli.help import option
from medlint.cli.values import count_workers, split_rules
from medlint.typed import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_Function = TypeVar("_Function", bound=Callable[..., Any])

SEVERITIES = click.Choice(["error", "warning", "info"])


def all_of(*decorators: Callable[[Any], Any]) -> Callable[[_Function], _Function]:
    """Return a decorator that adds options in the order in which they are given."""

    def decorate(function: _Function) -> _Function:
        for one in reversed(decorators):
            function = one(function)
        return function

    return decorate


def reading(reader: Callable[[Any], Any]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """Return click's callback that reads a value with one of `values.READERS`, whose name it bears."""

    @wraps(reader)
    def read(_ctx: click.Context, _param: click.Parameter, value: Any) -> Any:
        try:
            return reader(value)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return read


def complete_rule(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the codes and names of medlint's own rules that complete the last name of `incomplete`."""
    from click.shell_completion import CompletionItem

    from medlint.rule import load_rules

    head, comma, last = incomplete.rpartition(",")
    names = {word: rule.summary for rule in load_rules() for word in (rule.code, rule.name)}
    return [CompletionItem(head + comma + word, help=names[word]) for word in sorted(names) if word.startswith(last)]


def cache_option(function: _Function) -> _Function:
    """Add the option that says where the cache lies."""
    return option(
        "--cache-dir",
        metavar="DIR",
        heading="Speed",
        envvar="MEDLINT_CACHE_DIR",
        help="Where to keep what was found.  [default: .medlint_cache in the project's folder]",
    )(function)


def work_options(function: _Function) -> _Function:
    """Add the options that say what need not be done, and by how many processes the rest is."""
    return all_of(
        cache_option,
        option("--no-cache", is_flag=True, heading="Speed", envvar="MEDLINT_NO_CACHE", help="Check every file anew."),
        option(
            "-j",
            "--jobs",
            callback=reading(count_workers),
            default="auto",
            metavar="N|auto",
            show_default=True,
            heading="Speed",
            envvar="MEDLINT_JOBS",
            help="How many processes check the pages.",
        ),
    )(function)


def exclusion_options(function: _Function) -> _Function:
    """Add the options that say which files of a folder are left out."""
    texts = {
        "--exclude": "Leave these out, instead of the defaults.",
        "--extend-exclude": "Leave these out as well.",
    }
    return all_of(
        *(option(name, multiple=True, metavar="GLOB", heading="Files", help=text) for name, text in texts.items())
    )(function)


def config_options(function: _Function) -> _Function:
    """Add the options that say which settings hold."""
    return all_of(
        option(
            "--config",
            "config",
            multiple=True,
            metavar="FILE|KEY=VALUE",
            heading="Settings",
            envvar="MEDLINT_CONFIG",
            help="A configuration file to use for all pages, or one setting in TOML. Repeatable.",
        ),
        option("--isolated", is_flag=True, heading="Settings", help="Ignore every configuration file."),
    )(function)


def baseline_options(function: _Function) -> _Function:
    """Add the options that say which findings are known."""
    return all_of(
        option(
            "--baseline",
            metavar="FILE",
            heading="Adopting",
            envvar="MEDLINT_BASELINE",
            help="Leave out what FILE knows; 'medlint baseline' writes it.",
        ),
        option("--no-baseline", is_flag=True, heading="Adopting", help="Show what the baseline knows, too."),
    )(function)


def change_options(function: _Function) -> _Function:
    """Add the options that limit a run to what has changed."""
    texts = {
        "--since": ("REV", "Check what was changed since a commit, a tag or a branch; uncommitted changes count."),
        "--since-merge-base": ("BRANCH", "Check what was changed since the work left a branch, such as origin/main."),
        "--diff-file": ("FILE|-", "Check what a unified difference changes."),
    }
    named = texts.items()
    return all_of(*(option(name, metavar=label, heading="Adopting", help=text) for name, (label, text) in named))(
        function
    )


def selection_options(function: _Function) -> _Function:
    """Add the options that say which rules hold."""
    texts = {
        "--select": "Use these rules alone: codes, names, prefixes or ALL, with commas between them.",
        "--ignore": "Leave these rules out.",
        "--extend-select": "Use these rules as well.",
    }
    of_rules: dict[str, Any] = {"callback": reading(split_rules), "shell_complete": complete_rule, "metavar": "RULES"}
    return all_of(
        *(option(name, multiple=True, heading="Rules", help=text, **of_rules) for name, text in texts.items())
    )(function)


def colour_option(function: _Function) -> _Function:
    """Add `--color`."""
    return option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        heading="Output",
        envvar="MEDLINT_COLOR",
        help="Colour the text; 'auto' asks NO_COLOR, FORCE_COLOR and the terminal.",
    )(function)
