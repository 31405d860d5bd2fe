"""The last lines of every text report: what was checked, what was found, what was not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from medlint.diagnostic import Safety, Severity
from medlint.reporters.run import Options, Run
from medlint.terminal import safe


def count(number: int, noun: str) -> str:
    """Return `1 file`, `3,380 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summarise(run: Run, options: Options) -> Iterator[str]:
    """Yield the summary's lines without line endings; none is wrapped, as each is short."""
    if options.verbose:
        yield from (f"Skipped {safe(skipped.path)}: {safe(skipped.reason)}" for skipped in run.skipped)
        if run.excluded:
            what = "file or folder" if run.excluded == 1 else "files or folders"
            yield f"{run.excluded:,} {what} left out by 'exclude' or by git."
    if not options.statistics:
        yield from _hidden(run, options)
    if run.crashed:
        files = count(run.crashed, "file")
        yield options.palette.paint("error", f"medlint itself failed on {files} (LNT001): the result is not complete.")
    yield from _unread(run, options)
    yield from _fixes(run)
    yield _result(run, options)


def _fixes(run: Run) -> Iterator[str]:
    """What was fixed, and what could be: nobody looks for an option that is not spoken of."""
    if run.fixed:
        pages = sum(bool(report.fixed) for report in run.reports)
        yield f"Fixed {count(run.fixed, 'finding')} on {count(pages, 'page')}."
    offered = Counter([one.fix.safety for report in run.reports for one in report.diagnostics if one.fix])
    safe_ones, unsafe = offered[Safety.SAFE], offered[Safety.UNSAFE]
    if safe_ones:
        yield f"{count(safe_ones, 'finding')} can be fixed with --fix; --diff shows how."
        if unsafe:
            yield f"{unsafe:,} more with --unsafe-fixes, which need to be read."
    elif unsafe:
        yield f"{count(unsafe, 'finding')} can be fixed with --fix --unsafe-fixes, which need to be read."


def _hidden(run: Run, options: Options) -> Iterator[str]:
    below = [severity for severity in Severity if not severity.reaches(options.min_severity) and run.counts[severity]]
    if below:
        pronoun = "them" if sum(run.counts[severity] for severity in below) > 1 else "it"
        what = " and ".join(_findings(severity, run.counts[severity]) for severity in below)
        yield f"{what} not shown; --min-severity {below[-1].value} shows {pronoun}."


def _findings(severity: Severity, number: int) -> str:
    return count(number, "info finding" if severity is Severity.INFO else severity.value)


def _unread(run: Run, options: Options) -> Iterator[str]:
    """What the count of findings leaves out: files that were not checked, findings that a comment silences."""
    if run.skipped:
        yield f"{count(len(run.skipped), 'file')} skipped{'' if options.verbose else '; -v says why'}."
    if run.known:
        yield f"{count(run.known, 'known finding')} in the baseline."
    if run.stale:
        yield from (f"Stale in the baseline: {safe(line)}" for line in run.stale if options.verbose)
        yield _stale(len(run.stale), options)
    if run.elsewhere:
        yield f"{count(run.elsewhere, 'finding')} outside of the change not shown."
    if run.suppressed:
        yield f"{count(run.suppressed, 'finding')} suppressed by comments."


def _stale(number: int, options: Options) -> str:
    what = "1 entry of the baseline is" if number == 1 else f"{number:,} entries of the baseline are"
    more = "" if options.verbose else "; -v lists them"
    return f"{what} stale: the findings are gone. 'medlint baseline --update' takes them out{more}."


def _result(run: Run, options: Options) -> str:
    files = count(run.files, "file")
    found = [severity for severity in Severity if run.counts[severity]]
    if run.failed or any(severity is not Severity.INFO or severity.reaches(options.min_severity) for severity in found):
        return f"Checked {files}: {', '.join(_findings(severity, run.counts[severity]) for severity in found)}."
    return options.palette.paint("good", f"All checks passed on {files}.")
