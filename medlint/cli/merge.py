"""`medlint merge`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from medlint.cli.checking import write_report
from medlint.cli.help import GroupedCommand, option
from medlint.cli.known import Known, open_known
from medlint.cli.options import SEVERITIES, baseline_options, colour_option, config_options
from medlint.cli.output import Misuse
from medlint.cli.projects import ProjectOf, projects
from medlint.cli.reporting import check_reports
from medlint.cli.reportoptions import report_options
from medlint.cli.scoping import Scoping
from medlint.found import Found
from medlint.records import replace
from medlint.reporters import Run
from medlint.typed import Any

EXAMPLES = (
    ("medlint check --shard 1/4 --output-format json -o 1.json .", "On the first of four machines, and so on."),
    ("medlint merge 1.json 2.json 3.json 4.json", "Then, on one: the report on all pages, and the exit code."),
)


@click.command("merge", cls=GroupedCommand, examples=EXAMPLES, short_help="Join the reports of several machines.")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...")
@config_options
@baseline_options
@option("--fail-on", type=SEVERITIES, heading="Settings", help="As for 'medlint check'.  [default: warning]")
@option("--exit-zero", is_flag=True, heading="Settings", help="As for 'medlint check'.")
@report_options
@colour_option
def merge_command(reports: tuple[str, ...], **given: Any) -> int:
    """Join JSON reports (of `medlint check --shard I/N --output-format json`) into one.

    Rules that compare pages speak now, since all pages are known. Settings are looked for as by 'medlint check'. Exit
    codes are those of 'medlint check'.
    """
    check_reports(given)
    project_of = projects(given)
    run = _merge(reports, project_of, open_known((".",), given, project_of))
    settings = {**given, "verbose": False, "show_fixes": False, "exit_non_zero_on_fix": False}
    return write_report(run, settings, project_of("."))


def _merge(paths: tuple[str, ...], project_of: ProjectOf, known: Known) -> Run:
    from medlint.crossfile import conclude
    from medlint.diagnostic import FileReport
    from medlint.reportfile import ReportError, read_report

    try:
        read = [read_report(Path(path)) for path in paths]
    except ReportError as error:
        raise Misuse(f"{error}.") from None
    merged: dict[str, FileReport] = {}
    for report in (one for each in read for one in each.reports):
        if report.path in merged:
            raise Misuse(f"'{report.path}' is in two of the reports; merge each part of the pages once.")
        merged[report.path] = report
    configs = {path: project_of(str(Path(path).parent)).for_path(path) for path in merged}
    known.follow(Found(path, os.path.realpath(path)) for path in merged)
    reports = Scoping(known).sift(conclude([merged[path] for path in sorted(merged)], dict.fromkeys(configs.values())))
    return Run(
        tuple(replace(report, facts=()) for report in reports),
        tuple(skipped for each in read for skipped in each.skipped),
        sum(each.excluded for each in read),
        bounds={path: config.fail_on for path, config in configs.items()},
        others=sum(each.files for each in read) - len(reports),
        known_crashes=sum(each.crashed for each in read),
        merged=True,
    )
