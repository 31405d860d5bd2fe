"""What `medlint check` does: from its paths and options to a report and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, TextIO

from medlint.cli.caching import Memory, open_memory
from medlint.cli.executors import open_executor
from medlint.cli.fixing import (
    Fixer,
    check_fix_options,
    encode,
    level_of,
    list_fixes,
    muted_commands,
    report_failures,
    show_difference,
    tell_changes,
)
from medlint.cli.output import Misuse, check_output, columns_of, open_output, palette_for, silence, tell
from medlint.cli.progress import count_up
from medlint.cli.projects import ProjectOf, ensure_usable, projects
from medlint.cli.session import STDIN, candidates_of, find, read_jobs, read_stdin, take_shard
from medlint.colour import Palette
from medlint.reporters import MACHINE_FORMATS, REPORTERS, Options, Run, summarise
from medlint.terminal import safe

if TYPE_CHECKING:
    from medlint.config import Project
    from medlint.discover import Discovery
    from medlint.engine import Task


def check_paths(paths: tuple[str, ...], given: dict[str, Any]) -> int:
    """Do what `medlint check` was asked for and return its exit code; `given` are its options, by parameter name.

    Errors: Misuse.
    """
    project_of = projects(given)
    if STDIN not in paths and given["stdin_filename"]:
        raise Misuse("--stdin-filename names what '-' reads; add '-' to read from standard input.")
    if STDIN in paths and len(paths) > 1:
        raise Misuse("'-' is standard input and stands alone; check other paths in a run of their own.")
    check_fix_options(given)
    check_output(given["output_file"])
    if STDIN in paths:
        return _check_stdin(given, project_of)
    paths = paths or (".",)
    found = take_shard(find(paths, project_of), given["shard"])
    if given["show_files"]:
        sys.stdout.writelines(f"{safe(file.path)}\n" for file in found.files)
        return 0
    fixer = Fixer(show=given["diff"])
    with (
        muted_commands() if given["diff"] else nullcontext(),
        open_memory(given, project_of, paths[0]) as memory,
    ):
        run = _run(found, given, project_of, fixer, memory)
    code = tell_changes(run, given) if given["diff"] else write_report(run, given, project_of(paths[0]))
    report_failures(fixer.failures)
    return Misuse.exit_code if fixer.failures else code


def _check_stdin(given: dict[str, Any], project_of: ProjectOf) -> int:
    from medlint.crossfile import conclude
    from medlint.engine import check

    job, config = read_stdin(given["stdin_filename"], project_of, level_of(given))
    ensure_usable(config)
    report = check(job, config)
    run = Run(conclude([report], [config]), fail_on=config.fail_on)
    if job.fix is None:
        return write_report(run, given, project_of(given["stdin_filename"] or "."))
    data = job.data or b""
    after = data if report.fixed_text is None else encode(report.fixed_text, data)
    if given["diff"]:
        with muted_commands():
            show_difference(job.path, data, after)
        return tell_changes(run, given)
    # The fixed page is what standard output is for, so that the report goes to standard error.
    sys.stdout.buffer.write(after)
    return write_report(run, given, project_of(given["stdin_filename"] or "."), sys.stderr)


def _run(found: Discovery, given: dict[str, Any], project_of: ProjectOf, fixer: Fixer, memory: Memory) -> Run:
    from medlint import engine
    from medlint.crossfile import conclude
    from medlint.recall import in_order

    level = level_of(given)
    candidates = tuple(candidates_of(found.files, project_of))
    configs = {id(one.config): one.config for one in candidates}
    known = memory.reports(candidates, level)
    unknown = [one for one in candidates if one.path not in known]

    def tasks() -> Iterator[Task]:
        read = memory.watch(read_jobs(unknown, level, memory.keeps), unknown)
        for one, (job, config) in zip(unknown, read, strict=True):
            ensure_usable(config)
            if level is not None:
                fixer.expect(one.real, job, config)
            yield job, config

    with open_executor(given, len(unknown)) as workforce:
        checked = memory.keep(engine.run(tasks(), workforce.executor, **workforce.settings))
        if level is not None:
            checked = fixer.settle(checked)
        done = list(count_up(in_order(candidates, known, checked), len(candidates), given["quiet"]))
    # The facts of a shard wait in its report for those of the others.
    partial = given["shard"] is not None and project_of(".").output_format == "json"
    reports = done if partial else conclude(done, configs.values())
    bounds = {one.path: one.config.fail_on for one in candidates}
    return Run(tuple(reports), found.skipped, found.ignored, bounds=bounds, partial=partial)


def write_report(run: Run, given: dict[str, Any], project: Project, default: TextIO | None = None) -> int:
    """Write the report and return the exit code. Without --output-file it goes to `default`, standard output."""
    form = project.output_format
    machine = form in MACHINE_FORMATS
    path = given["output_file"]
    if given["verbose"]:
        tell(f"{project.file or 'no configuration file; the defaults hold'}", kind="settings")
    try:
        with open_output(path, machine, default) as stream:
            options = _options(given, project, stream, machine)
            REPORTERS[form](run, options, stream)
            if given["show_fixes"] and not machine:
                list_fixes(run.reports, stream)
        if path and not given["quiet"]:
            sys.stdout.writelines(f"{line}\n" for line in summarise(run, _options(given, project, sys.stdout)))
        sys.stdout.flush()
    except BrokenPipeError:
        # The verdict does not depend on how much of the report its reader wanted.
        silence(sys.stdout)
    if run.crashed:
        return Misuse.exit_code
    if given["exit_non_zero_on_fix"] and run.fixed:
        return 1
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
