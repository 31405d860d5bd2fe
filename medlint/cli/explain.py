"""`medlint explain`."""

from __future__ import annotations

import sys

import click

from medlint.cli.help import GroupedCommand, option
from medlint.cli.options import colour_option, complete_rule, config_options
from medlint.cli.output import Misuse, columns_of, palette_for
from medlint.cli.projects import house_rules, projects
from medlint.typed import Any

EXAMPLES = (
    ("medlint explain missing-disclaimer", "By name."),
    ("medlint explain DIS001", "By code."),
    ("medlint explain AVL001 --drug efalizumab", "With what the rule would say of a drug."),
)


@click.command("explain", cls=GroupedCommand, examples=EXAMPLES, short_help="Tell what a rule asks for, and why.")
@click.argument("rule", shell_complete=complete_rule)
@option("--drug", metavar="NAME", help="Tell what the rule would say of this drug, or combination, too.")
@config_options
@colour_option
def explain_command(rule: str, drug: str | None, **given: Any) -> None:
    """Tell what RULE (a code or a name) asks for, why it matters, what to do, and where it is from."""
    from medlint.docs import explain

    rules = house_rules(given)
    wanted = rule.casefold().replace("_", "-")
    for one in rules:
        if wanted in (one.code.casefold(), one.name):
            columns, palette = columns_of(sys.stdout), palette_for(given["color"], sys.stdout)
            sys.stdout.write(explain(one, columns, palette))
            if drug is not None:
                from medlint.cli.trial import try_drug

                config = projects(given)(".").for_path("")
                sys.stdout.write("\n" + try_drug(one, drug, config, columns, palette))
            return
    from medlint.suggest import closest

    near = closest(rule, [word for one in rules for word in (one.name, one.code)])
    hint = f"Did you mean '{near}'? " if near else ""
    raise Misuse(f"there is no rule '{rule}'. {hint}'medlint rules' lists them all.")
