"""What of a run is told: all of it, what a baseline does not know, or what a change brought."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from medlint.cli.known import Known, open_known
from medlint.cli.output import Misuse, tell
from medlint.cli.projects import ProjectOf, ensure_usable
from medlint.diskfiles import bytes_of
from medlint.records import replace
from medlint.reports import Reports
from medlint.scope import Change, Scope
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medlint.diagnostic import FileReport
    from medlint.engine import Job, Task
    from medlint.fingerprints import Key
    from medlint.found import Discovery
    from medlint.linediff import Ranges
    from medlint.touched import Touch

_OPTIONS = {"since": "--since", "since_merge_base": "--since-merge-base", "diff_file": "--diff-file"}
_STDIN = "-"


class Scoping:
    """Which pages of a run are checked, and which of their findings are told."""

    def __init__(self, known: Known, changes: Mapping[str, Change] | None = None) -> None:
        self._known = known
        self._changes = changes
        self.stale: tuple[str, ...] = ()

    @property
    def tells_all(self) -> bool:
        """Whether neither a baseline nor a change says what is told."""
        return self._known.baseline is None and self._changes is None

    def scoped(self, job: Job) -> Job:
        """Return the job with what is told of its page, for nothing else is fixed."""
        return replace(job, scope=self._scope(job.path))

    def _scope(self, path: str) -> Scope:
        return Scope(self._known.of(path), self._changes.get(path) if self._changes is not None else None)

    def sift(self, reports: Reports, *, partial: bool = False, complete: bool = False) -> Reports:
        """Return the reports without what is not told, and note which entries of the baseline stand for nothing.

        Of a `partial` run, a shard, the baseline waits until the shards are merged. Rules that compare pages have said
        all that they would say only if the run was `complete`.
        """
        if self.tells_all:
            return reports
        if partial:
            return Reports(self._sift(report, Scope(change=self._scope(report.path).change)) for report in reports)
        self._known.adopt(reports)
        sifted = Reports(self._sift(report, self._scope(report.path)) for report in reports)
        self.stale = self._known.stale(sifted, complete)
        return sifted

    @staticmethod
    def _sift(report: FileReport, scope: Scope) -> FileReport:
        # Where fixes were made, lines are others now, and the change was looked at before.
        return (replace(scope, change=None) if report.fixed else scope).sift(report)


def plain() -> Scoping:
    """Return the scoping of a run that tells all."""
    return Scoping(Known())


def check_scope_options(given: Mapping[str, Any], stdin: bool) -> None:
    """Refuse options that say two things at once.

    Errors: Misuse.
    """
    named = [option for key, option in _OPTIONS.items() if given[key] is not None]
    if len(named) > 1:
        raise Misuse(f"{named[0]} and {named[1]} each say what has changed; use one of them.")
    if stdin and named:
        raise Misuse(f"{named[0]} looks for changed files, and '-' is none; name the page, or leave {named[0]} out.")
    if given["baseline"] is not None and given["no_baseline"]:
        raise Misuse("--no-baseline tells what is known too, and --baseline leaves it out; use one of them.")


def narrow(
    paths: Sequence[str], found: Discovery, given: dict[str, Any], project_of: ProjectOf
) -> tuple[Discovery, Scoping]:
    """Return the files to check, and what is told of them, by the options --since, --diff-file and --baseline.

    Errors: Misuse where git, the difference or the baseline does not say: it never means that nothing or all is new.
    """
    known = open_known(paths, given, project_of, found.files)
    if all(given[key] is None for key in _OPTIONS):
        return found, Scoping(known)
    from medlint.git import GitError

    try:
        touched, what = _touched(paths, found, given)
    except GitError as error:
        raise Misuse(_sentence(error)) from None
    files = tuple(file for file in found.files if file.path in touched)
    if not given["quiet"]:
        tell(f"{len(files):,} of {len(found.files):,} pages are touched {what}.", kind="change")
    before = _before(touched, given, project_of)
    changes = {path: Change(one.lines, one.whole, before.get(path)) for path, one in touched.items()}
    return replace(found, files=files), Scoping(known, changes)


def _sentence(error: Exception) -> str:
    return f"{str(error).rstrip('.')}."


def _touched(paths: Sequence[str], found: Discovery, given: Mapping[str, Any]) -> tuple[dict[str, Touch], str]:
    from medlint.git import open_repository
    from medlint.touched import touched_by, touched_since

    if given["diff_file"] is not None:
        name = given["diff_file"]
        lines = _resolved(_read_diff(name), {os.path.splitext(file.path)[1] for file in found.files} | {".md"}, name)
        return touched_by(found.files, lines), f"by {'the change' if name == _STDIN else repr(name)}"
    start = paths[0]
    repository = open_repository(start if os.path.isdir(start) else os.path.dirname(start) or ".")
    if given["since"] is not None:
        commit, what = repository.commit(given["since"]), f"since {given['since']}"
    else:
        commit = repository.merge_base(given["since_merge_base"])
        what = f"since {commit[:12]}, where HEAD left {given['since_merge_base']}"
    return touched_since(found.files, repository, commit), what


def _read_diff(name: str) -> dict[str, Ranges]:
    from medlint.unifieddiff import DiffError, read_diff

    try:
        return read_diff(sys.stdin.buffer.read() if name == _STDIN else bytes_of(name))
    except OSError as error:
        raise Misuse(f"--diff-file: '{name}' cannot be read: {error.strerror or error}.") from None
    except DiffError as error:
        raise Misuse(f"--diff-file: '{name}', {_sentence(error)}") from None


def _resolved(lines: Mapping[str, Ranges], suffixes: set[str], name: str) -> dict[str, Ranges]:
    """Return the lines by the files' real paths. Paths of a difference begin here, or at the top of the repository.

    Errors: Misuse for a page that is not there: the difference then leads to another version than this one.
    """
    from pathlib import Path

    here = Path.cwd()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    found: dict[str, Ranges] = {}
    for path, ranges in lines.items():
        places = [Path(folder, path) for folder in (here, top)]
        place = next((place for place in places if "\0" not in path and place.exists()), None)
        if place is not None:
            found[os.path.realpath(place)] = ranges
        elif Path(path).suffix in suffixes:
            raise Misuse(
                f"--diff-file: '{name}' changes '{path}', and there is no such file in '{here}' or '{top}'. Run "
                "medlint in the folder where the paths of the difference begin, on the version that it leads to."
            )
    return found


def _before(touched: Mapping[str, Touch], given: dict[str, Any], project_of: ProjectOf) -> dict[str, Counter[Key]]:
    """Return what was found in the pages as they were, where that is known."""
    from medlint import engine
    from medlint.cli.attachments import read_attachments
    from medlint.cli.executors import open_executor
    from medlint.engine import Job
    from medlint.fingerprints import key_of

    known = {path: one.before for path, one in touched.items() if one.before is not None}
    tasks: list[Task] = []
    for path, (old, data) in known.items():
        config = project_of(os.path.dirname(path) or ".").for_path(path)
        ensure_usable(config)
        limit = config.max_file_size
        problem = "it is too large" if len(data) > limit else None
        attachments, _ = read_attachments(data, old, config.root, limit)
        tasks.append((Job(old, None if problem else data, problem, attachments), config))
    with open_executor(given, len(tasks)) as workforce:
        reports = engine.run(tasks, workforce.executor, **workforce.settings)
        return {path: Counter(map(key_of, report.diagnostics)) for path, report in zip(known, reports, strict=True)}
