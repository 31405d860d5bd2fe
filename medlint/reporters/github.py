"""Format github: workflow commands, by which findings become annotations in a pull request.

Sources: GitHub, "Workflow commands for GitHub Actions"; the runner's own reader of commands, which heeds a line that
begins with "::", after blanks, and one that has "##[" anywhere.
"""

from __future__ import annotations

from itertools import islice

from medlint.diagnostic import Diagnostic, Severity
from medlint.reporters.full import place
from medlint.reporters.gravity import spread
from medlint.reporters.run import Options, Run
from medlint.reporters.summary import count, summarise
from medlint.terminal import safe
from medlint.typed import TextIO

# How many annotations of a kind GitHub takes from one step.
MOST = 10
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write_github(run: Run, options: Options, stream: TextIO) -> None:
    """Write the whole list in a group, then the annotations, the gravest first, then the summary."""
    shown = [one for one in run.diagnostics if one.severity.reaches(options.min_severity)]
    if shown:
        stream.write(f"::group::medlint: {count(len(shown), 'finding')}\n")
        stream.writelines(_line(one) for one in shown)
        stream.write("::endgroup::\n")
    annotated = 0
    for severity, command in COMMANDS.items():
        for one in islice(spread(each for each in shown if each.severity is severity), MOST):
            stream.write(_command(command, one, options) + "\n")
            annotated += 1
    if annotated < len(shown):
        stream.write(
            f"{annotated:,} of {len(shown):,} findings are annotations, as GitHub takes {MOST} errors and {MOST} "
            "warnings from a step; the group above has all.\n"
        )
    if not options.quiet:
        stream.writelines(unheard(line) + "\n" for line in summarise(run, options))


def unheard(line: str) -> str:
    """Return a line of text such that the runner finds no command in it, wherever it comes from."""
    line = line.replace("##[", "## [")
    return f"\\{line}" if line.lstrip().startswith("::") else line


def _line(one: Diagnostic) -> str:
    # It begins with a word of medlint's own, since a path could begin with "::".
    text = f"{one.severity.value}: {place(one)}: {one.code} {one.name}: {safe(one.message)}"
    return unheard(text) + "\n"


def _command(command: str, one: Diagnostic, options: Options) -> str:
    properties: dict[str, str | int] = {"file": options.pages.name(one.path), "line": one.start.line}
    properties["endLine"] = max(one.end.line, one.start.line)
    if one.start.line == one.end.line:
        # Columns of findings over several lines make GitHub drop the annotation.
        properties |= {"col": one.start.column, "endColumn": one.end.column}
    properties["title"] = f"{one.code} {one.name}"
    given = ",".join(f"{key}={_property(safe(str(value)))}" for key, value in properties.items())
    text = safe(one.message) + (f"\n{safe(one.help)}" if one.help else "")
    return f"::{command} {given}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
