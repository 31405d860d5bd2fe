"""What `medlint check` does: from its paths and options to a report and an exit code."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext

from medlint.cli.caching import Memory, open_memory
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
from medlint.cli.flow import Flow
from medlint.cli.known import open_known
from medlint.cli.output import Misuse, columns_of, open_output, palette_for, silence, tell
from medlint.cli.projects import ProjectOf, are_complete, ensure_usable, projects
from medlint.cli.reporting import (
    append_step_summary,
    asks_for_json,
    check_reports,
    muted,
    resolve_format,
    write_reports,
)
from medlint.cli.scoping import Scoping, check_scope_options, narrow, plain
from medlint.cli.session import STDIN, candidates_of, find, read_stdin, take_shard
from medlint.colour import Palette
from medlint.records import replace
from medlint.reporters import MACHINE_FORMATS, REPORTERS, Options, Run, summarise
from medlint.reporters.texts import Texts
from medlint.terminal import safe
from medlint.typed import TYPE_CHECKING, Any, TextIO
from medlint.watching import current

if TYPE_CHECKING:
    from medlint.cli.aside import Aside
    from medlint.config import Project
    from medlint.found import Discovery

# What depends on more than files, changes files or tells how the run went is done anew each time.
_UNREPEATABLE = (
    "fix",
    "diff",
    "show_fixes",
    "profile",
    "verbose",
    "since",
    "since_merge_base",
    "diff_file",
    "scheduler",
)
# With these, pages of the site are left out, of which cross-file rules then know nothing.
_NARROWING = ("shard", "since", "since_merge_base", "diff_file")


def check_paths(paths: tuple[str, ...], given: dict[str, Any], ahead: Aside | None = None) -> int:
    """Do what `medlint check` was asked for and return its exit code; `given` are its options, by parameter name.

    `ahead` checks the pages already that have changed since the last run with the same command.

    Errors: Misuse.
    """
    project_of = projects(given)
    if STDIN not in paths and given["stdin_filename"]:
        raise Misuse("--stdin-filename names what '-' reads; add '-' to read from standard input.")
    if STDIN in paths and len(paths) > 1:
        raise Misuse("'-' is standard input and stands alone; check other paths in a run of their own.")
    check_fix_options(given)
    check_scope_options(given, stdin=STDIN in paths)
    check_reports(given)
    if STDIN in paths:
        return _check_stdin(given, project_of)
    paths = paths or (".",)
    watch = current()
    previous = watch.previous if watch is not None else None
    there = previous.discovery() if previous is not None else find(paths, project_of)
    found, scoping = narrow(paths, there, given, project_of)
    found = take_shard(found, given["shard"])
    if given["show_files"]:
        sys.stdout.writelines(f"{safe(file.path)}\n" for file in found.files)
        return 0
    complete = not any(map(given.get, _NARROWING)) and are_complete(paths, project_of)
    repeatable = scoping.tells_all and not (found.skipped or any(map(given.get, _UNREPEATABLE)))
    keeping = watch if repeatable and watch is not None and watch.may_keep() else None
    recorder = keeping.record(len(found.files)) if keeping is not None and given["shard"] is None else None
    texts = Texts() if recorder is not None or previous is not None else None
    fixer = Fixer(show=given["diff"])
    with (
        _profiling(given),
        muted_commands() if given["diff"] else nullcontext(),
    ):
        opening = open_memory(given, project_of, paths[0], previous, recorder, opens=ahead is None)
        with opening as memory:
            # Where nothing is remembered after all, more is to be checked than those pages.
            ahead = ahead if memory.keeps else None
            run = _run(found, given, project_of, fixer, memory, complete, scoping, ahead)
        code = (
            tell_changes(run, given) if given["diff"] else write_report(run, given, project_of(paths[0]), texts=texts)
        )
    report_failures(fixer.failures)
    if "medlint.triggers" in sys.modules:
        from medlint.triggers import remember

        remember()
    if texts is not None and recorder is not None:
        recorder.add_texts(texts.noted())
    if memory.folder is not None and keeping is not None:
        # Its outcome may be kept whole, for when nothing has changed: see `repeat`.
        looked_for = (form(path) for path in (".", *paths) for form in (os.path.abspath, os.path.realpath))
        keeping.cover(os.path.realpath(memory.folder), found, looked_for)
    return Misuse.exit_code if fixer.failures else code


def _profiling(given: dict[str, Any]) -> AbstractContextManager[None]:
    if not given["profile"]:
        return nullcontext()
    from medlint.cli.profiling import profiling

    return profiling(given)


def _check_stdin(given: dict[str, Any], project_of: ProjectOf) -> int:
    from medlint.crossfile import conclude
    from medlint.engine import check

    job, config = read_stdin(given["stdin_filename"], project_of, level_of(given))
    scoping = Scoping(open_known((given["stdin_filename"] or ".",), given, project_of))
    ensure_usable(config)
    report = check(scoping.scoped(job), config)
    data = job.data or b""
    after = data if report.fixed_text is None else encode(report.fixed_text, data)
    reports = scoping.sift(conclude([report], [config]))
    run = Run(tuple(reports), fail_on=config.fail_on, contents={job.path: after}, stale=scoping.stale)
    if job.fix is None:
        return write_report(run, given, project_of(given["stdin_filename"] or "."))
    if given["diff"]:
        with muted_commands():
            show_difference(job.path, data, after)
        return tell_changes(run, given)
    # The fixed page is what standard output is for, so that the report goes to standard error.
    sys.stdout.buffer.write(after)
    return write_report(run, given, project_of(given["stdin_filename"] or "."), sys.stderr)


def survey(paths: tuple[str, ...], given: dict[str, Any], project_of: ProjectOf) -> Run:
    """Return all that is found in `paths`, as it is; `given` are options of `medlint check`.

    Errors: Misuse.
    """
    with open_memory(given, project_of, paths[0]) as memory:
        complete = are_complete(paths, project_of)
        return _run(find(paths, project_of), given, project_of, Fixer(show=False), memory, complete, plain())


def _run(
    found: Discovery,
    given: dict[str, Any],
    project_of: ProjectOf,
    fixer: Fixer,
    memory: Memory,
    complete: bool,
    scoping: Scoping,
    ahead: Aside | None = None,
) -> Run:
    from medlint.crossfile import conclude
    from medlint.reports import Reports

    candidates = candidates_of(found.files, project_of)
    done = Flow(candidates, memory, scoping, fixer, level_of(given), ahead).reports(given)
    # The facts of a shard wait in its report for those of the others.
    partial = given["shard"] is not None and asks_for_json(given, project_of(".").output_format)
    whole = Reports(done) if partial else conclude(done, candidates.configs, complete=complete)
    reports = scoping.sift(whole, partial=partial, complete=complete)
    settings: dict[str, Any] = {"partial": partial, "shard": given["shard"], "stale": scoping.stale}
    fail_on = candidates.configs[0].fail_on if len(candidates) else Run.fail_on
    bounds = {}
    if any(config.fail_on is not fail_on for config in candidates.configs):
        bounds = {one.path: one.config.fail_on for one in candidates if one.config.fail_on is not fail_on}
    return Run(reports, found.skipped, found.ignored, fail_on=fail_on, bounds=bounds, **settings)


def write_report(
    run: Run, given: dict[str, Any], project: Project, default: TextIO | None = None, texts: Texts | None = None
) -> int:
    """Write the report and return the exit code. Without --output-file it goes to `default`, standard output.

    `texts` are shared with other runs of the same command.
    """
    form = resolve_format(project.output_format, os.environ)
    machine = form in MACHINE_FORMATS
    path = given["output_file"]
    settings: dict[str, Any] = {"texts": texts}
    if machine or given["report"]:
        from medlint.cli.pages import DiskPages

        # What a person reads quotes no more of a page than its findings do.
        settings["pages"] = DiskPages(run.contents, confined=run.merged)
    if given["verbose"]:
        tell(f"{project.file or 'no configuration file; the defaults hold'}", kind="settings")
    try:
        with open_output(path, machine, default) as stream:
            options = replace(_options(given, project, stream, machine), **settings)
            with muted(stream, machine or path is not None) as page:
                REPORTERS[form](run, options, page)
                if given["show_fixes"] and not machine:
                    list_fixes(run.reports, page)
        if path and not given["quiet"]:
            sys.stdout.writelines(f"{line}\n" for line in summarise(run, _options(given, project, sys.stdout)))
        sys.stdout.flush()
    except BrokenPipeError:
        # The verdict does not depend on how much of the report its reader wanted.
        silence(sys.stdout)
    write_reports(run, given, options)
    if form == "github":
        append_step_summary(run, options)
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
        rule_folders=project.rule_folders,
        notify=lambda notice: tell(notice, kind="note"),
    )
