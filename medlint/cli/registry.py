"""`medlint registry`: what is known of a drug, all facts by filters, and a look at a file of one's own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from medlint.cli.help import GroupedCommand, option
from medlint.cli.options import colour_option, config_options
from medlint.cli.output import Misuse, columns_of, palette_for, prepare, tell
from medlint.cli.projects import projects
from medlint.jsontext import dump
from medlint.typed import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from medlint.cli.factsheet import Sheet
    from medlint.registry import Registry

_Function = TypeVar("_Function", bound=Callable[..., Any])

LOOKUP_EXAMPLES = (
    ("medlint registry lookup efalizumab", "All that is known of a drug, by market, with sources."),
    ('medlint registry lookup "nimesulide + paracetamol"', "The same for a combination, in any order."),
)
LIST_EXAMPLES = (
    ("medlint registry list --jurisdiction IN --status banned", "What India has banned."),
    ("medlint registry list --kind combination --output-format json", "All combinations, for a program."),
)
CHECK_EXAMPLES = (
    ("medlint registry check drugs.csv", "Find the faults of a file before `registry = [...]` names it."),
)


class _Group(click.Group):
    """The group of the registry's commands: examples at the end of its help, a hint for a name that is not there."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Examples"):
            for command, purpose in (LOOKUP_EXAMPLES[0], LIST_EXAMPLES[0], CHECK_EXAMPLES[0]):
                formatter.write(f"  {command}\n      {purpose}\n")

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            from medlint.suggest import closest

            near = closest(name, self.commands)
            hint = f"Did you mean '{near}'?" if near else f"The commands are {', '.join(self.commands)}."
            ctx.fail(f"there is no command '{name}' in 'registry'. {hint}")
        return super().resolve_command(ctx, args)


@click.group("registry", cls=_Group, short_help="Look up withdrawn, banned and discontinued drugs.")
def registry_command() -> None:
    """Ask the registry of withdrawn, banned and discontinued drugs, with the site's own tables in it.

    That a drug or a combination is not in it proves nothing.
    """


def output_option(function: _Function) -> _Function:
    """Add `--output-format`, as `form`."""
    return option(
        "--output-format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        heading="Output",
        help="Text for people, or JSON for programs.",
    )(function)


def open_registry(given: dict[str, Any]) -> tuple[Registry, tuple[str, ...]]:
    """Return the registry by the settings of this folder, its own tables read, and the markets of the site.

    Errors: Misuse for a table that cannot be used.
    """
    from medlint.registry import RegistryError, load

    config = projects(given)(".").for_path("")
    try:
        own = load()
        return (own.with_files(config.registry) if config.registry else own), config.markets
    except RegistryError as error:
        raise Misuse(f"{error}.") from None


@registry_command.command(
    "lookup", cls=GroupedCommand, examples=LOOKUP_EXAMPLES, short_help="Tell all that is known of a drug."
)
@click.argument("name")
@output_option
@config_options
@colour_option
def lookup_command(name: str, form: str, color: str, **given: Any) -> int:
    """Tell all that is known of NAME: a drug by any of its names or brands, or a combination as "A + B".

    Exit code 1: the registry does not know it.
    """
    from medlint.cli.factsheet import look_up

    registry, markets = open_registry(given)
    sheet = look_up(name, registry, markets)
    if form == "json":
        prepare(sys.stdout, utf8=True)
        sys.stdout.write(dump(sheet.to_json(), indent=2) + "\n")
    elif sheet.known:
        sys.stdout.write(sheet.to_text(columns_of(sys.stdout), palette_for(color, sys.stdout)))
    if not sheet.known:
        tell(f"the registry does not know '{name}'. {_near(name, sheet, registry)}That proves nothing about it.")
    return 0 if sheet.known else 1


def _near(name: str, sheet: Sheet, registry: Registry) -> str:
    from medlint.suggest import closest

    near = closest(name.casefold(), [word for drug in registry.drugs() for word in (drug.name, *drug.names)])
    return f"Did you mean '{near}'? " if near and not sheet.members else ""


def _choices(name: str) -> Callable[[], tuple[str, ...]]:
    def read() -> tuple[str, ...]:
        from medlint.registry import facts

        return tuple(sorted(getattr(facts, name)))

    return read


def _check_choice(known: Callable[[], tuple[str, ...]]) -> Callable[..., tuple[str, ...]]:
    """Return a callback that refuses words that the registry does not use; they are read only when one is given."""

    def callback(_ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
        from medlint.suggest import closest

        for value in values:
            if value not in known():
                near = closest(value, known())
                hint = f"Did you mean '{near}'?" if near else f"Write one of {', '.join(known())}."
                raise click.BadParameter(f"'{value}' is no {parameter.name}. {hint}")
        return values

    return callback


def _filter(name: str, words: str, text: str) -> Callable[[_Function], _Function]:
    return option(
        f"--{name}", name, multiple=True, callback=_check_choice(_choices(words)), heading="Filters", help=text
    )


@registry_command.command("list", cls=GroupedCommand, examples=LIST_EXAMPLES, short_help="List facts by filters.")
@_filter("status", "STATUSES", "withdrawn, banned, suspended, discontinued, marketed, ... Repeatable, as all filters.")
@option("--jurisdiction", multiple=True, metavar="CODE", heading="Filters", help="IN, US, EU, GB, ... or WW.")
@option(
    "--kind",
    multiple=True,
    type=click.Choice(["single", "combination"]),
    heading="Filters",
    help="Drugs or combinations.",
)
@_filter("reason", "REASONS", "hepatic, cardiac, commercial, ...; only drugs have one.")
@_filter("confidence", "CONFIDENCES", "verified, known, likely or unsure.")
@output_option
@config_options
@colour_option
def list_command(form: str, color: str, **given: Any) -> None:
    """List the registry's facts, one a line: those that fit every filter that is given."""
    from medlint.cli.factsheet import list_facts, write_row

    registry, _ = open_registry(given)
    rows = list_facts(
        registry,
        kinds=given["kind"],
        jurisdictions=tuple(code.upper() for code in given["jurisdiction"]),
        statuses=given["status"],
        reasons=given["reason"],
        confidences=given["confidence"],
    )
    if form == "json":
        from medlint.registry.document import row_to_json

        prepare(sys.stdout, utf8=True)
        lines = ",\n".join(dump(row_to_json(row)) for row in rows)
        sys.stdout.write(f"[\n{lines}\n]\n" if lines else "[]\n")
        return
    palette = palette_for(color, sys.stdout)
    sys.stdout.writelines(f"{write_row(row, palette)}\n" for row in rows)


@registry_command.command(
    "check", cls=GroupedCommand, examples=CHECK_EXAMPLES, short_help="Find the faults of registry files."
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@output_option
@colour_option
def check_command(files: tuple[str, ...], form: str, color: str) -> int:
    """Find the faults of registry files of your own (CSV): each with file, line, column and what to write.

    Exit code 1: there are faults.
    """
    from medlint.cli.tablecheck import check_table

    for file in files:
        if not Path(file).is_file():
            raise Misuse(f"there is no file '{file}'.")
    checked = [check_table(file) for file in files]
    if form == "json":
        prepare(sys.stdout, utf8=True)
        sys.stdout.write(dump([table.to_json() for table in checked], indent=2) + "\n")
    else:
        palette = palette_for(color, sys.stdout)
        for table in checked:
            sys.stdout.writelines(table.to_text(palette))
    return 1 if any(table.faults for table in checked) else 0
