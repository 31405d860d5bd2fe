"""The command line of `check` where it holds nothing unusual, read without click: to load click takes longer than to
check a page.

What options there are, click knows: a table is made of its commands, and kept. Whatever is not certain, and whatever is
wrong, is left for click, which has the sentences for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from medlint import __version__
from medlint.cli.values import READERS
from medlint.owntables import kept
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.typed import Any

    # Name; what stands for it, with the value that it gives, or None if a value follows; whether it may be repeated;
    # the values that it may have, if not any; its default; its reader in READERS; variables that stand for it.
    Row = tuple[str, dict[str, bool | None], bool, tuple[str, ...] | None, Any, str | None, tuple[str, ...]]

# The modules by which the options are what they are, beside this one.
_MODULES = ("check", "options", "reportoptions", "help", "values", "plainline", "../reporters/__init__")


def read_plainly(arguments: Sequence[str], environ: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the parameters of `check` by name, as click would read them; None where click has to be asked.

    `arguments` are those behind the command's name.
    """
    if os.name == "nt" or any(name.startswith("_MEDLINT") for name in environ):
        # There, click itself puts names in the place of patterns; with the latter, it completes words for a shell.
        return None
    files = [_click(), *(f"{__file__[: -len('plainline.py')]}{name}.py" for name in _MODULES)]
    rows = kept(f"options of check {__version__}", files, _table)
    if rows is None or any(environ.get(variable) for row in rows for variable in row[-1]):
        return None
    try:
        return dict(_read(rows, arguments))
    except ValueError:
        return None


def _read(rows: Sequence[Row], arguments: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Yield each parameter and its value. Errors: ValueError where click has to be asked."""
    named: dict[str, tuple[str, bool | None]] = {}
    for name, spellings, *_ in rows:
        named.update((spelling, (name, value)) for spelling, value in spellings.items())
    given: dict[str, list[Any]] = {}
    paths = []
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("-") or argument == "-":
            paths.append(argument)
            continue
        option, equals, after = argument.partition("=")
        if option not in named or (equals and not option.startswith("--")):
            raise ValueError(argument)
        name, value = named[option]
        if value is None:
            value_given = after if equals else next(rest, "-")
            if value_given.startswith("-") and not equals:
                raise ValueError(argument)
            given.setdefault(name, []).append(value_given)
        elif equals:
            raise ValueError(argument)
        else:
            given.setdefault(name, []).append(value)
    yield "paths", tuple(paths)
    for name, _, multiple, choices, default, reader, _ in rows:
        values = given.get(name, [])
        if len(values) > 1 and not multiple:
            raise ValueError(name)
        if choices is not None and not all(value in choices for value in values):
            raise ValueError(name)
        found = tuple(values) if multiple else values[0] if values else default
        yield name, READERS[reader](found) if reader is not None else found


def _click() -> str:
    """Return a file of click's that tells one release from another, where the last start found it, or finds it now."""
    # The first entry is the folder of the program, or the one that it was started in.
    place = kept(f"click on {os.pathsep.join(sys.path[1:])}", (), _find_click)
    return place if os.path.isfile(place) else _find_click()


def _find_click() -> str:
    from importlib.util import find_spec

    spec = find_spec("click")
    return os.path.join(os.path.dirname(spec.origin), "core.py") if spec is not None and spec.origin else ""


def _table() -> list[Row] | None:
    """Return what click knows of the options of `check`; None where there is one that it alone can read."""
    from medlint.cli.check import check_command

    try:
        rows = [_row(parameter) for parameter in check_command.params if parameter.name != "paths"]
    except ValueError:
        return None
    return rows


def _row(parameter: Any) -> Row:
    """Return what is to be known of an option. Errors: ValueError where that is not all."""
    import click

    if not isinstance(parameter, click.Option) or parameter.count or parameter.nargs != 1:
        raise ValueError(parameter.name)
    choices = None
    if isinstance(parameter.type, click.Choice):
        choices = tuple(map(str, parameter.type.choices))
    elif not isinstance(parameter.type, click.types.StringParamType | click.types.BoolParamType):
        raise ValueError(parameter.name)
    callback = parameter.callback
    reader = callback.__name__ if callback is not None else None
    if reader is not None and reader not in READERS:
        raise ValueError(parameter.name)
    spellings: dict[str, bool | None] = {}
    for spelling in (*parameter.opts, *parameter.secondary_opts):
        spellings[spelling] = spelling in parameter.opts if parameter.is_flag else None
    context = click.Context(click.Command("check"), ignore_unknown_options=True)
    default = parameter.get_default(context)
    if not isinstance(default, str | bool):
        # Whatever click calls a default that is not there.
        default = () if parameter.multiple else None
    variables = parameter.envvar or ()
    names = (variables,) if isinstance(variables, str) else tuple(variables)
    return str(parameter.name), spellings, parameter.multiple, choices, default, reader, names


def run_plainly(arguments: Sequence[str]) -> int | None:
    """Do what a command line of `check` says and return its exit code; None where click has to be asked."""
    given = read_plainly(arguments, os.environ)
    if given is None:
        return None
    from medlint.cli.ending import exit_code_of, unless_unread
    from medlint.cli.output import prepare

    prepare(sys.stdout)
    prepare(sys.stderr)
    return exit_code_of(lambda: unless_unread(lambda: _in_colour(given)))


def _in_colour(given: dict[str, Any]) -> int:
    from medlint.cli.output import choose_colour

    choose_colour(given["color"])
    try:
        return _check(given.pop("paths"), given)
    finally:
        # How a command ends is told by nobody's choice, as where click has read it.
        choose_colour("auto")


def _check(paths: tuple[str, ...], given: dict[str, Any]) -> int:
    from contextlib import closing, nullcontext

    from medlint.watching import current

    watch = current()
    ahead = None
    if watch is not None and watch.previous is not None:
        from medlint.cli.ahead import start_ahead

        # Before all else is loaded.
        ahead = start_ahead(watch.previous, paths, given)
    with closing(ahead) if ahead is not None else nullcontext():
        from medlint.cli.checking import check_paths

        return check_paths(paths, given, ahead)
