"""`medlint check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

import click

from medlint.cli.help import GroupedCommand, option
from medlint.cli.options import SEVERITIES, colour_option, config_options, count_workers, selection_options
from medlint.cli.output import Misuse, check_output, columns_of, open_output, palette_for, silence, tell
from medlint.cli.progress import count_up
from medlint.cli.projects import ProjectOf, ensure_usable, projects
from medlint.cli.session import STDIN, find, open_executor, read_jobs, read_stdin
from medlint.colour import Palette
from medlint.reporters import MACHINE_FORMATS, REPORTERS, Options, Run, summarise
from medlint.terminal import safe

if TYPE_CHECKING:
    from medlint.config import Config, Project
    from medlint.discover import Discovery
    from medlint.engine import Job

EXAMPLES = (
    ("medlint check content/", "Check all pages below a folder."),
    ("medlint check --select AVL,SAF,IDN content/", "Only what may harm a reader: withdrawn drugs, warnings, mix-ups."),
    ("medlint check --statistics content/", "Count by rule where to begin."),
    ("medlint check --config 'fail-on = \"error\"' page.md", "Set one setting for this run."),
    ("medlint check --output-format json -o report.json .", "Write every finding for a program."),
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
@option(
    "-o",
    "--output-file",
    metavar="FILE",
    heading="Output",
    envvar="MEDLINT_OUTPUT_FILE",
    help="Write the report to FILE, whose folder must exist.",
)
@option(
    "--output-format",
    type=click.Choice(list(REPORTERS)),
    heading="Output",
    envvar="MEDLINT_OUTPUT_FORMAT",
    help="How findings are shown.  [default: full]",
)
@option(
    "--min-severity",
    type=SEVERITIES,
    heading="Output",
    envvar="MEDLINT_MIN_SEVERITY",
    help="List findings from this severity on; json always has all.  [default: warning]",
)
@option("--statistics", is_flag=True, heading="Output", help="Count findings by rule instead of listing them.")
@option("--no-collapse", is_flag=True, heading="Output", help="List a rule that speaks on most pages at every place.")
@option("-q", "--quiet", is_flag=True, heading="Output", help="Show the findings alone.")
@option("-v", "--verbose", is_flag=True, heading="Output", help="Show settings files, and what is skipped and why.")
@colour_option
@option("--exclude", multiple=True, metavar="GLOB", heading="Files", help="Leave these out, instead of the defaults.")
@option("--extend-exclude", multiple=True, metavar="GLOB", heading="Files", help="Leave these out as well.")
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
@option("--stdin-filename", metavar="FILE", heading="Files", help="The name of the page that '-' reads.")
@option("--show-files", is_flag=True, heading="Files", help="List the files that would be checked, and stop.")
@option("--no-cache", is_flag=True, heading="Speed", envvar="MEDLINT_NO_CACHE", help="Check every file anew.")
@option(
    "-j",
    "--jobs",
    callback=count_workers,
    default="auto",
    metavar="N|auto",
    show_default=True,
    heading="Speed",
    envvar="MEDLINT_JOBS",
    help="How many processes check the pages.",
)
def check_command(paths: tuple[str, ...], **given: Any) -> int:
    """Check the pages in PATHS (files and folders; by default this folder; - is standard input).

    Exit code 0: no finding as grave as --fail-on. 1: there are some. 2: a mistake in the command or the settings, or
    medlint itself failed, so that nothing is certain.
    """
    project_of = projects(given)
    if STDIN not in paths and given["stdin_filename"]:
        raise Misuse("--stdin-filename names what '-' reads; add '-' to read from standard input.")
    if STDIN in paths and len(paths) > 1:
        raise Misuse("'-' is standard input and stands alone; check other paths in a run of their own.")
    check_output(given["output_file"])
    if STDIN in paths:
        return _report(_run_stdin(given, project_of), given, project_of(given["stdin_filename"] or "."))
    paths = paths or (".",)
    found = find(paths, project_of)
    if given["show_files"]:
        sys.stdout.writelines(f"{safe(file.path)}\n" for file in found.files)
        return 0
    return _report(_run(found, given, project_of), given, project_of(paths[0]))


def _run_stdin(given: dict[str, Any], project_of: ProjectOf) -> Run:
    from medlint.engine import check

    job, config = read_stdin(given["stdin_filename"], project_of)
    ensure_usable(config)
    return Run((check(job, config),), fail_on=config.fail_on)


def _run(found: Discovery, given: dict[str, Any], project_of: ProjectOf) -> Run:
    from medlint import engine

    bounds = {}

    def jobs() -> Iterator[tuple[Job, Config]]:
        for job, config in read_jobs(found.files, project_of):
            ensure_usable(config)
            bounds[job.path] = config.fail_on
            yield job, config

    with open_executor(given["jobs"], len(found.files)) as executor:
        reports = tuple(count_up(engine.run(jobs(), executor), len(found.files), given["quiet"]))
    return Run(reports, found.skipped, found.ignored, bounds=bounds)


def _report(run: Run, given: dict[str, Any], project: Project) -> int:
    """Write the report and return the exit code."""
    form = project.output_format
    machine = form in MACHINE_FORMATS
    path = given["output_file"]
    if given["verbose"]:
        tell(f"{project.file or 'no configuration file; the defaults hold'}", kind="settings")
    try:
        with open_output(path, machine) as stream:
            options = _options(given, project, stream, machine)
            REPORTERS[form](run, options, stream)
        if path and not given["quiet"]:
            sys.stdout.writelines(f"{line}\n" for line in summarise(run, _options(given, project, sys.stdout)))
        sys.stdout.flush()
    except BrokenPipeError:
        # The verdict does not depend on how much of the report its reader wanted.
        silence(sys.stdout)
    if run.crashed:
        return Misuse.exit_code
    return int(run.failed and not given["exit_zero"])


def _options(given: dict[str, Any], project: Project, stream: TextIO, machine: bool = False) -> Options:
    least = project.min_severity
    if project.settings["min-severity"].origin == "default" and not project.fail_on.reaches(least):
        # Unless it was asked for otherwise, all that makes the run fail is listed.
        least = project.fail_on
    return Options(
        min_severity=least,
        collapse=not given["no_collapse"],
        statistics=given["statistics"],
        quiet=given["quiet"],
        verbose=given["verbose"],
        width=columns_of(stream),
        palette=Palette() if machine else palette_for(given["color"], stream),
    )
