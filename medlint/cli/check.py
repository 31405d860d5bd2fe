"""`medlint check` and `medlint fix`."""

from __future__ import annotations

import click

from medlint.cli.checking import check_paths
from medlint.cli.help import GroupedCommand, option
from medlint.cli.options import (
    SEVERITIES,
    baseline_options,
    change_options,
    colour_option,
    config_options,
    exclusion_options,
    reading,
    selection_options,
    work_options,
)
from medlint.cli.reportoptions import report_options
from medlint.cli.values import read_shard
from medlint.typed import Any

EXAMPLES = (
    ("medlint check content/", "Check all pages below a folder."),
    ("medlint check --select AVL,SAF,IDN content/", "Only what may harm a reader: withdrawn drugs, warnings, mix-ups."),
    ("medlint check --statistics content/", "Count by rule where to begin."),
    ("medlint check --config 'fail-on = \"error\"' page.md", "Set one setting for this run."),
    ("medlint check --output-format json -o report.json .", "Write every finding for a program."),
    ("medlint check --report sarif=out.sarif --report junit=out.xml .", "Write reports beside what is printed."),
    ("medlint check --since-merge-base origin/main content/", "Check what this branch changes."),
    ("medlint check --fix content/", "Repair what is safe to repair; --diff shows it first."),
    ("medlint check --stdin-filename content/x.md - < draft", "Check text that is not in a file yet."),
)


@click.command("check", cls=GroupedCommand, examples=EXAMPLES, short_help="Check pages and report what is wrong.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@selection_options
@config_options
@option(
    "--fail-on",
    type=SEVERITIES,
    heading="Settings",
    envvar="MEDLINT_FAIL_ON",
    help="Exit with 1 for findings as grave as this, or graver.  [default: warning]",
)
@option(
    "--exit-zero",
    is_flag=True,
    heading="Settings",
    help="Exit with 0 whatever is found; with 2 still, if pages could not be checked.",
)
@report_options
@option("-v", "--verbose", is_flag=True, heading="Output", help="Show settings files, and what is skipped and why.")
@colour_option
@option("--fix", is_flag=True, heading="Fixes", help="Make the safe fixes in the files; report what is left.")
@option(
    "--unsafe-fixes",
    is_flag=True,
    heading="Fixes",
    help="With --fix or --diff: make the unsafe ones too. Read what they change.",
)
@option("--diff", is_flag=True, heading="Fixes", help="Show what --fix would change, and change nothing.")
@option("--show-fixes", is_flag=True, heading="Fixes", help="List the fixes that were made.")
@option(
    "--exit-non-zero-on-fix",
    is_flag=True,
    heading="Fixes",
    help="Exit with 1 where anything was fixed, as a hook does.",
)
@exclusion_options
@option(
    "--force-exclude/--no-force-exclude",
    default=None,
    heading="Files",
    help="Leave excluded files out even where PATHS names them.",
)
@option(
    "--respect-gitignore/--no-respect-gitignore",
    default=None,
    heading="Files",
    help="Leave out what git ignores.  [default: yes]",
)
@change_options
@baseline_options
@option("--stdin-filename", metavar="FILE", heading="Files", help="The name of the page that '-' reads.")
@option("--show-files", is_flag=True, heading="Files", help="List the files that would be checked, and stop.")
@option("--profile", is_flag=True, heading="Speed", help="Tell the time that each rule takes; checks in one process.")
@option(
    "--executor",
    type=click.Choice(["process", "dask"]),
    default="process",
    heading="Speed",
    envvar="MEDLINT_EXECUTOR",
    help="Check with processes of this machine, or on a dask cluster.  [default: process]",
)
@option(
    "--scheduler",
    metavar="ADDRESS",
    heading="Speed",
    envvar="MEDLINT_SCHEDULER",
    help="The dask cluster's scheduler, such as tcp://10.0.0.1:8786.",
)
@option(
    "--shard",
    callback=reading(read_shard),
    metavar="I/N",
    heading="Speed",
    envvar="MEDLINT_SHARD",
    help="Check the I-th of N equal parts of the pages, on one of N machines; 'medlint merge' joins the json reports.",
)
@work_options
def check_command(paths: tuple[str, ...], **given: Any) -> int:
    """Check the pages in PATHS (files and folders; by default this folder; - is standard input).

    Exit code 0: no finding as grave as --fail-on. 1: there are some. 2: a mistake in the command or the settings, or
    medlint itself failed, so that nothing is certain.
    """
    return check_paths(paths, given)


FIX_EXAMPLES = (
    ("medlint fix --diff content/", "See what would change, and change nothing."),
    ("medlint fix content/", "Make the safe fixes."),
    ("medlint fix --select FAQ content/", "Bring the questions of all pages into one form."),
    ("medlint fix --unsafe-fixes --select SCH page.md", "Make fixes that need to be read."),
)


def _fix(paths: tuple[str, ...], **given: Any) -> int:
    """Make the safe fixes in the pages in PATHS and report what is left: `medlint check --fix`.

    A safe fix changes no medical statement and no number, and is made only where nothing new is found afterwards.
    """
    return check_paths(paths, {**given, "fix": not given["diff"]})


fix_command = GroupedCommand(
    "fix",
    callback=_fix,
    params=[parameter for parameter in check_command.params if parameter.name != "fix"],
    examples=FIX_EXAMPLES,
    help=_fix.__doc__,
    short_help="Make the safe fixes.",
)
