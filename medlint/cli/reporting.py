"""Reports beside the one that is printed: `--report`, the format `auto`, and the summary of a job on GitHub."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO

from medlint.cli.output import Misuse, check_output, open_output, tell
from medlint.colour import Palette
from medlint.records import replace
from medlint.reporters import AUTO, REPORTERS, Options, Run
from medlint.typed import Any, TextIO

# What GitHub takes from one step, in bytes.
_LONGEST_SUMMARY = 1 << 20
_COLUMNS = 80


def resolve_format(name: str, environ: Mapping[str, str]) -> str:
    """Return the format that `auto` stands for here; every other name stands for itself."""
    if name != AUTO:
        return name
    if environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "concise" if environ.get("GITLAB_CI") == "true" else "full"


def check_reports(given: Mapping[str, Any]) -> None:
    """Refuse report files that cannot be written, or that two reports would be written to.

    Errors: Misuse.
    """
    if given["report"] and given.get("diff"):
        raise Misuse("--diff shows what --fix would change and writes no report; leave one of the two out.")
    check_output(given["output_file"])
    taken = {os.path.realpath(given["output_file"])} if given["output_file"] else set()
    for _, path in given["report"]:
        check_output(path)
        real = os.path.realpath(path)
        if real in taken and (os.path.isfile(real) or not os.path.exists(real)):
            raise Misuse(f"two reports would be written to '{path}', and one of them lost; give each its own file.")
        taken.add(real)


def asks_for_json(given: Mapping[str, Any], printed: str) -> bool:
    """Return whether any report of the run is one that `medlint merge` reads."""
    return "json" in (printed, *(form for form, _ in given["report"]))


def write_reports(run: Run, given: Mapping[str, Any], options: Options) -> None:
    """Write each report that --report asks for, as plain text whatever the terminal is.

    Errors: Misuse where a file cannot be written.
    """
    plain = replace(options, palette=Palette(), width=_COLUMNS, texts=None)
    for name, path in given["report"]:
        with open_output(path, utf8=True) as stream:
            REPORTERS[resolve_format(name, os.environ)](run, plain, stream)


@contextmanager
def muted(stream: TextIO, machine: bool) -> Iterator[TextIO]:
    """Give the stream for a report that a person reads; in a workflow of GitHub no line of it is heard as a command.

    A page may hold words that look like one, and a long message may be wrapped before them. Formats for programs are
    left as they are; `github` sees to this itself.
    """
    if machine or os.environ.get("GITHUB_ACTIONS") != "true":
        yield stream
        return
    from medlint.reporters.github import unheard

    buffer = StringIO()
    yield buffer
    stream.write("\n".join(map(unheard, buffer.getvalue().split("\n"))))


def append_step_summary(run: Run, options: Options) -> None:
    """Append a summary in Markdown to the file that GitHub names for it, as far as there is room in it."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    from medlint.reporters.markdown import render

    try:
        size = os.stat(path).st_size if os.path.exists(path) else 0
        text = render(run, options, _LONGEST_SUMMARY - size - 1)
        if not text:
            tell("the job's summary is full, so that medlint's is left out of it.", kind="warning")
            return
        with open(path, "ab") as stream:
            stream.write(b"\n"[: bool(size)] + text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        tell(f"the job's summary '{path}' cannot be written: {error.strerror or error}.", kind="warning")
