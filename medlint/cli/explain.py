"""`medlint explain`."""

from __future__ import annotations

import sys
from typing import Any

import click

from medlint.cli.help import GroupedCommand
from medlint.cli.options import colour_option, complete_rule, config_options
from medlint.cli.output import Misuse, columns_of, palette_for
from medlint.cli.projects import house_rules

EXAMPLES = (
    ("medlint explain missing-disclaimer", "By name."),
    ("medlint explain DIS001", "By code."),
)


@click.command("explain", cls=GroupedCommand, examples=EXAMPLES, short_help="Tell what a rule asks for, and why.")
@click.argument("rule", shell_complete=complete_rule)
@config_options
@colour_option
def explain_command(rule: str, **given: Any) -> None:
    """Tell what RULE (a code or a name) asks for, why it matters, what to do, and where it is from."""
    from medlint.docs import explain

    rules = house_rules(given)
    wanted = rule.casefold().replace("_", "-")
    for one in rules:
        if wanted in (one.code.casefold(), one.name):
            sys.stdout.write(explain(one, columns_of(sys.stdout), palette_for(given["color"], sys.stdout)))
            return
    from medlint.suggest import closest

    near = closest(rule, [word for one in rules for word in (one.name, one.code)])
    hint = f"Did you mean '{near}'? " if near else ""
    raise Misuse(f"there is no rule '{rule}'. {hint}'medlint rules' lists them all.")
