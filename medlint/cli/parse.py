"""`medlint parse`."""

from __future__ import annotations

import sys

import click

from medlint.cli.help import GroupedCommand
from medlint.cli.options import config_options
from medlint.cli.output import Misuse, prepare, tell
from medlint.cli.projects import projects
from medlint.cli.session import STDIN, candidates_of, find, read_job, read_stdin
from medlint.typed import Any

EXAMPLES = (
    ("medlint parse page.md", "See the page as the rules see it."),
    ("medlint parse content/ > pages.jsonl", "One JSON document a line, for programs."),
)


@click.command("parse", cls=GroupedCommand, examples=EXAMPLES, short_help="Print pages as medlint reads them, as JSON.")
@click.argument("paths", nargs=-1, required=True, metavar="PATHS...")
@config_options
def parse_command(paths: tuple[str, ...], **given: Any) -> int:
    """Print the pages in PATHS (- is standard input) as JSON, one document a line.

    A document has the page's path, front matter, title, sections, FAQs and notices: what the JSON Schema checks. Exit
    code 2: some pages could not be read, which standard error names; the others are printed.
    """
    from medlint.jsontext import dump
    from medlint.parser import parse
    from medlint.text import DecodeError, decode

    project_of = projects(given)
    if STDIN in paths and len(paths) > 1:
        raise Misuse("'-' is standard input and stands alone; parse other paths in a run of their own.")
    if STDIN in paths:
        jobs = iter([read_stdin(None, project_of)])
    else:
        jobs = map(read_job, candidates_of(find(paths, project_of).files, project_of))
    prepare(sys.stdout, utf8=True)
    code = 0
    for job, config in jobs:
        problem = job.problem
        if job.data is not None:
            try:
                sys.stdout.write(dump(parse(decode(job.path, job.data), config.layout).to_json()) + "\n")
            except DecodeError as error:
                problem = error.reason
        if problem:
            tell(f"{job.path} cannot be read: {problem}.")
            code = Misuse.exit_code
    return code
