"""`medlint rules`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

import click

from medlint.cli.help import GroupedCommand, option
from medlint.cli.options import colour_option, config_options, selection_options
from medlint.cli.output import columns_of, palette_for, prepare
from medlint.cli.projects import house_rules, projects
from medlint.diagnostic import Severity
from medlint.terminal import safe, wrap
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medlint.colour import Palette
    from medlint.rule import Rule

EXAMPLES = (
    ("medlint rules", "What is checked in this folder, and how gravely."),
    ("medlint rules --output-format json", "The same for a program."),
)


@click.command("rules", cls=GroupedCommand, examples=EXAMPLES, short_help="List all rules.")
@selection_options
@config_options
@option(
    "--output-format",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    heading="Output",
    help="A table for people, or JSON for programs.",
)
@colour_option
def rules_command(output_format: str, **given: Any) -> None:
    """List every rule, house rules too, with the severity that the settings of this folder give it, or "off"."""
    rules = house_rules(given)
    active = dict(projects(given)(".").for_path("").rules)
    if output_format == "json":
        from medlint.jsontext import dump

        prepare(sys.stdout, utf8=True)
        lines = ",\n".join(dump(_record(rule, active.get(rule.code))) for rule in rules)
        sys.stdout.write(f"[\n{lines}\n]\n")
        return
    # In a terminal lines must not be too long to be read; in a file or a pipe one line a rule can be searched.
    columns = columns_of(sys.stdout) if sys.stdout.isatty() else None
    sys.stdout.writelines(table(rules, active, columns, palette_for(given["color"], sys.stdout)))


def _record(rule: Rule, severity: Severity | None) -> dict[str, Any]:
    from medlint.wording import outline

    return {
        "code": rule.code,
        "name": rule.name,
        "category": rule.category,
        "severity": rule.severity.value,
        "effective": severity.value if severity else None,
        "fix": {"title": outline(rule.fix), "safety": rule.safety.value} if rule.fix else None,
        "summary": rule.summary,
        "sources": list(rule.sources),
    }


def table(
    rules: tuple[Rule, ...], active: Mapping[str, Severity], columns: int | None, palette: Palette
) -> Iterator[str]:
    """Yield a line a rule; with `columns`, the summary stands below, wrapped at that width."""
    from medlint.docs import fix_of

    code_column = max(len(rule.code) for rule in rules)
    name_column = max(len(rule.name) for rule in rules)
    for rule in rules:
        severity = active.get(rule.code)
        shown = severity.value if severity else "off"
        row = (
            f"{palette.paint('strong', f'{rule.code:<{code_column}}')}  {rule.name:<{name_column}}  "
            f"{palette.paint(shown if severity else 'dim', f'{shown:<7}')}  {fix_of(rule):<6}"
        )
        summary = f"  {safe(rule.summary)}"
        if columns:
            indent = code_column + 2
            summary = "\n" + " " * indent + wrap(safe(rule.summary), columns, first=indent, indent=indent)
        yield f"{row.rstrip() if columns else row}{summary}".rstrip() + "\n"
