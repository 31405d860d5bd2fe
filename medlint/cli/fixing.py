"""What `medlint check --fix` and `--diff` do with the text that fixing a page gives."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from medlint.cli.output import Misuse, prepare, tell
from medlint.diagnostic import FileReport, Safety
from medlint.records import dataclass, field, replace
from medlint.reporters import Run
from medlint.reporters.summary import count
from medlint.terminal import safe
from medlint.typed import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from medlint.config import Config
    from medlint.engine import Job

_BOM = b"\xef\xbb\xbf"


def level_of(given: dict[str, Any]) -> Safety | None:
    """Return which fixes the options ask for: none, the safe ones, or the unsafe ones too."""
    if not (given["fix"] or given["diff"]):
        return None
    return Safety.UNSAFE if given["unsafe_fixes"] else Safety.SAFE


def encode(text: str, before: bytes) -> bytes:
    """Return the bytes of a fixed text: with a byte order mark where the file had one."""
    return _BOM * before.startswith(_BOM) + text.encode("utf-8")


@dataclass
class Fixer:
    """Writes fixed pages, or shows what would be written, as their reports come in.

    `changed` counts the pages with fixes, `failures` has the pages that could not be written, with the reason.
    """

    show: bool
    changed: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    _waiting: dict[str, tuple[str, Job, Config]] = field(default_factory=dict)

    def expect(self, real: str, job: Job, config: Config) -> None:
        """Remember what is needed once the job's report is there; `real` is the file's path without links."""
        self._waiting[job.path] = (real, job, config)

    def settle(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """Yield the reports, without the texts: those are written, or shown as a difference."""
        for report in reports:
            real, job, config = self._waiting.pop(report.path)
            if report.fixed_text is None or job.data is None:
                yield report
                continue
            after = encode(report.fixed_text, job.data)
            if self.show:
                show_difference(job.path, job.data, after)
            elif (reason := self._write(real, job, after, config)) is not None:
                self.failures.append((report.path, reason))
                yield _unfixed(job, config)
                continue
            self.changed += 1
            yield replace(report, fixed_text=None)

    @staticmethod
    def _write(real: str, job: Job, after: bytes, config: Config) -> str | None:
        from medlint.rewrite import NotWrittenError, rewrite

        if os.path.islink(job.path) and not _inside(real, config.root):
            return f"it is a link to a file outside of '{config.root}', which medlint does not write to"
        try:
            rewrite(real, job.data or b"", after)
        except NotWrittenError as error:
            return error.reason
        return None


def _inside(path: str, root: str) -> bool:
    return os.path.join(path, "").startswith(os.path.join(os.path.realpath(root), ""))


def _unfixed(job: Job, config: Config) -> FileReport:
    """Return what is found in the page as it still stands on the disk."""
    from medlint.engine import check

    return check(replace(job, fix=None), config)


def check_fix_options(given: dict[str, Any]) -> None:
    """Refuse options that say two things at once, or that need another.

    Errors: Misuse.
    """
    if given["diff"] and given["fix"]:
        raise Misuse("--diff shows what --fix would write; use one of them.")
    if not (given["fix"] or given["diff"]):
        for name in ("unsafe_fixes", "show_fixes", "exit_non_zero_on_fix"):
            if given[name]:
                raise Misuse(f"--{name.replace('_', '-')} goes with --fix; add --fix, or --diff to look first.")


def tell_changes(run: Run, given: dict[str, Any]) -> int:
    """Say on standard error what a difference amounts to; return the exit code: 1 where there is any."""
    pages = run.tally.fixed_pages
    if not given["quiet"]:
        fixes = run.fixed
        what = f"{count(fixes, 'finding')} on {count(pages, 'page')}" if pages else "nothing"
        tell(f"--fix would mend {what}.", kind="summary")
    if run.crashed:
        return Misuse.exit_code
    return int(pages > 0)


def show_difference(path: str, before: bytes, after: bytes) -> None:
    """Write the difference of two versions of a page to standard output."""
    prepare(sys.stdout, utf8=True)
    write_difference(path, before.decode("utf-8", "replace"), after.decode("utf-8"), sys.stdout)


def write_difference(path: str, before: str, after: str, stream: TextIO) -> None:
    """Write a unified difference that `patch` and `git apply` understand.

    On a terminal its control characters are made harmless, which a file of it must not be.
    """
    import difflib

    terminal = stream.isatty()
    for line in difflib.unified_diff(_lines(before), _lines(after), f"a/{path}", f"b/{path}"):
        body = line.removesuffix("\n")
        stream.write((safe(body) if terminal else body) + "\n")
        if body == line:
            stream.write("\\ No newline at end of file\n")


def _lines(text: str) -> list[str]:
    """Return the text's lines with their line ends; only a last line without one has none."""
    *lines, last = text.split("\n")
    return [line + "\n" for line in lines] + [last] * bool(last)


@contextmanager
def muted_commands() -> Iterator[None]:
    """Keep what is written to standard output from being obeyed: a line of a page may look like a workflow command.

    Source: "Stopping and starting workflow commands" in the documentation of GitHub Actions.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true" or sys.stdout.isatty():
        yield
        return
    import secrets

    token = secrets.token_hex(16)
    sys.stdout.write(f"::stop-commands::{token}\n")
    try:
        yield
    finally:
        sys.stdout.write(f"::{token}::\n")


def report_failures(failures: Iterable[tuple[str, str]]) -> None:
    """Tell of each page that could not be written."""
    for path, reason in failures:
        tell(f"{path} was not fixed: {reason}.")


def list_fixes(reports: Iterable[FileReport], stream: TextIO) -> None:
    """Write which fixes were made, page by page."""
    for report in reports:
        if report.fixed:
            stream.write(f"{safe(report.path)}:\n")
            counts = Counter((one.code, one.name, one.fix.title if one.fix else "") for one in report.fixed)
            for (code, name, title), number in sorted(counts.items()):
                stream.write(f"  {number} x {code} {name}: {safe(title)}\n")
