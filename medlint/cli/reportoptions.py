"""The options that say how a run is reported, of every command that reports one."""

from __future__ import annotations

from collections.abc import Callable

import click

from medlint.cli.help import option
from medlint.cli.options import SEVERITIES, all_of, reading
from medlint.cli.values import read_reports
from medlint.reporters import FORMATS
from medlint.typed import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])


def report_options(function: _Function) -> _Function:
    """Add the options that say where reports go, in which form, and what is listed."""
    return all_of(
        option(
            "-o",
            "--output-file",
            metavar="FILE",
            heading="Output",
            envvar="MEDLINT_OUTPUT_FILE",
            help="Write the report to FILE, whose folder must exist.",
        ),
        option(
            "--output-format",
            type=click.Choice(FORMATS),
            metavar="FORMAT",
            heading="Output",
            envvar="MEDLINT_OUTPUT_FORMAT",
            help=f"How findings are shown: {', '.join(FORMATS)} (suits the CI server).  [default: full]",
        ),
        option(
            "--report",
            multiple=True,
            callback=reading(read_reports),
            metavar="FORMAT=FILE",
            heading="Output",
            envvar="MEDLINT_REPORT",
            help="Write a report in another format as well. Repeatable.",
        ),
        option(
            "--min-severity",
            type=SEVERITIES,
            heading="Output",
            envvar="MEDLINT_MIN_SEVERITY",
            help="List findings from this severity on; formats for programs have all.  [default: warning]",
        ),
        option("--statistics", is_flag=True, heading="Output", help="Count findings by rule instead of listing them."),
        option(
            "--no-collapse",
            is_flag=True,
            heading="Output",
            help="List a rule that speaks on most pages at every place.",
        ),
        option("-q", "--quiet", is_flag=True, heading="Output", help="Show the findings alone."),
    )(function)
