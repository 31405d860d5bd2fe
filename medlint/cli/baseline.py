"""`medlint baseline`: put off what is found today, so that only what is new is told."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

import click

from medlint.baseline import NAME, Baseline, counts_of, render
from medlint.cli.checking import survey
from medlint.cli.help import GroupedCommand, option
from medlint.cli.known import Known, crossfile_codes, open_known
from medlint.cli.options import colour_option, config_options, exclusion_options, selection_options, work_options
from medlint.cli.output import Misuse, open_output, tell
from medlint.cli.projects import ProjectOf, are_complete, projects
from medlint.found import Found
from medlint.records import dataclass
from medlint.reporters.summary import count
from medlint.scope import Scope
from medlint.terminal import safe
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medlint.diagnostic import FileReport
    from medlint.fingerprints import Key
    from medlint.reporters import Run

EXAMPLES = (
    ("medlint baseline content/", "Put off all that is found today."),
    ("medlint check content/", 'Then, with baseline = ".medlint-baseline.json" in medlint.toml: what is new.'),
    ("medlint baseline --update content/", "Take out what was mended since; nothing is put in."),
    ("medlint baseline --update --accept-new content/", "Put off what is new as well, after a new rule, say."),
)
# What `medlint check` has options for, and this command has not.
_ALL: Mapping[str, Any] = {
    **dict.fromkeys(("fix", "diff", "unsafe_fixes"), False),
    **dict.fromkeys(("shard", "since", "since_merge_base", "diff_file", "scheduler")),
    "executor": "process",
}


@click.command("baseline", cls=GroupedCommand, examples=EXAMPLES, short_help="Put off what is found today.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@option("--update", is_flag=True, heading="Baseline", help="Take out of the file what is no longer found.")
@option("--accept-new", is_flag=True, heading="Baseline", help="With --update: put in what is new.")
@option(
    "--baseline",
    metavar="FILE",
    heading="Baseline",
    envvar="MEDLINT_BASELINE",
    help=f"The file to write.  [default: 'baseline' in the settings, or {NAME}]",
)
@selection_options
@config_options
@exclusion_options
@option("-q", "--quiet", is_flag=True, heading="Output", help="Say nothing but what is wrong.")
@option("-v", "--verbose", is_flag=True, heading="Output", help="List what is taken out, and what is new.")
@colour_option
@work_options
def baseline_command(paths: tuple[str, ...], **given: Any) -> int:
    """Write down what is found in PATHS (by default this folder), so that 'medlint check' tells only what is new.

    The file holds no line numbers: what is written above a known finding, or elsewhere in its page, does not bring it
    back. Commit it. Exit code 1: --update met findings that are new, and did not put them in.
    """
    if given["accept_new"] and not given["update"]:
        raise Misuse(
            "--accept-new goes with --update; without a baseline, 'medlint baseline' puts in all that is found."
        )
    paths = paths or (".",)
    project_of = projects(given)
    project = project_of(paths[0])
    file = os.path.abspath(given["baseline"] or project.baseline or Path(project.root, NAME))
    if given["update"]:
        return _update(paths, {**_ALL, **given, "baseline": file}, project_of)
    if os.path.lexists(file):
        raise Misuse(
            f"there is a baseline already: '{_shown(file)}'. --update takes out of it what was mended, --update "
            "--accept-new puts in what is new as well; delete it to begin anew."
        )
    if not Path(file).parent.is_dir():
        raise Misuse(f"there is no folder '{_shown(str(Path(file).parent))}' for the baseline; create it first.")
    run = _survey(paths, {**_ALL, **given}, project_of)
    known = Known(None, file, project.unbaselinable)
    pages = {known.key(report.path): counts_of(report.diagnostics, known.never) for report in run.reports}
    baseline = Baseline({name: counts for name, counts in pages.items() if counts})
    _write(file, baseline)
    if not given["quiet"]:
        sys.stdout.write(f"{_size(baseline)} put into '{safe(_shown(file))}'. Commit it.\n")
        _tell_barred(run, known)
        if project.baseline is None:
            where = safe(_shown(str(project.file or "medlint.toml")))
            line = safe(os.path.relpath(file, project.root).replace(os.sep, "/"))
            sys.stdout.write(f'To use it, write into {where}: baseline = "{line}"\n')
    return 0


@dataclass(slots=True)
class _Balance:
    """What --update found: the baseline as it is to be, and how much of it is gone, was moved to a new path, is new."""

    pages: dict[str, Counter[Key]]
    gone: Counter[tuple[str, str]]
    new: Counter[tuple[str, str]]
    moved: int = 0


def _update(paths: tuple[str, ...], given: dict[str, Any], project_of: ProjectOf) -> int:
    known = open_known(paths, given, project_of)
    assert known.baseline is not None
    run = _survey(paths, given, project_of)
    known.follow(Found(report.path, os.path.realpath(report.path)) for report in run.reports)
    known.adopt(run.reports)
    # 'medlint baseline' may be given a part of the site, where rules that compare pages see less.
    unknown = frozenset() if are_complete(paths, project_of) else crossfile_codes(run.reports)
    balance = _weigh(run.reports, known, unknown, accept=given["accept_new"])
    baseline = Baseline(balance.pages)
    changed = render(baseline) != render(known.baseline)
    if changed:
        _write(known.file, baseline)
    if given["verbose"]:
        _list("Taken out", balance.gone)
        _list("Put in" if given["accept_new"] else "New, not put in", balance.new)
    refused = not given["accept_new"] and balance.new.total() > 0
    if not given["quiet"]:
        _tell_balance(balance, baseline, known, given)
        _tell_barred(run, known)
    if refused:
        tell(
            f"{count(balance.new.total(), 'finding')} not in the baseline, and not put in. Mend what 'medlint check' "
            "shows, or put it off with --update --accept-new."
        )
    return int(refused)


def _weigh(reports: Collection[FileReport], known: Known, unknown: frozenset[str], *, accept: bool) -> _Balance:
    """Return what becomes of the baseline. What was not checked stays as it is, and so do the rules `unknown`."""
    assert known.baseline is not None
    balance = _Balance({name: Counter(page) for name, page in known.baseline.pages.items()}, Counter(), Counter())
    for report in reports:
        name = known.key(report.path)
        former = known.renamed.get(name, name)
        before = balance.pages.pop(former, Counter())
        balance.moved += former != name
        found = counts_of(report.diagnostics, known.never)
        left = known.left(Scope(known.of(report.path)).sift(report), unknown)
        new = found - before
        for (code, _), number in left.items():
            balance.gone[name, code] += number
        for (code, _), number in new.items():
            balance.new[name, code] += number
        page = before - left + (new if accept else Counter())
        if page:
            balance.pages[name] = page
    for name in known.gone():
        for (code, _), number in balance.pages.pop(name, Counter()).items():
            balance.gone[name, code] += number
    return balance


def _survey(paths: tuple[str, ...], given: dict[str, Any], project_of: ProjectOf) -> Run:
    run = survey(paths, given, project_of)
    if run.crashed:
        raise Misuse(f"medlint itself failed on {count(run.crashed, 'file')} (LNT001), so that no baseline is written.")
    return run


def _write(file: str, baseline: Baseline) -> None:
    with open_output(file, utf8=True) as stream:
        stream.write(render(baseline))


def _tell_balance(balance: _Balance, baseline: Baseline, known: Known, given: Mapping[str, Any]) -> None:
    parts = [f"{count(balance.gone.total(), 'finding')} taken out"]
    if given["accept_new"]:
        parts.append(f"{balance.new.total():,} put in")
    if balance.moved:
        parts.append(f"{count(balance.moved, 'page')} renamed")
    sys.stdout.write(f"'{safe(_shown(known.file))}': {', '.join(parts)}; it has {_size(baseline)} now.\n")


def _tell_barred(run: Run, known: Known) -> None:
    """Say what is never put off: whoever waits for a green check must know that it is still to be mended."""
    barred = [one for report in run.reports for one in report.diagnostics if one.code in known.never]
    if barred:
        rules = ", ".join(sorted({f"{one.code} {one.name}" for one in barred}))
        sys.stdout.write(
            f"{count(len(barred), 'finding')} of rules that are never put off remain to be mended: {rules}.\n"
        )


def _size(baseline: Baseline) -> str:
    return f"{count(baseline.count, 'finding')} on {count(len(baseline.pages), 'page')}"


def _list(title: str, counts: Counter[tuple[str, str]]) -> None:
    sys.stdout.writelines(
        f"{title}: {safe(name)}: {code}{f' (x{number})' if number > 1 else ''}\n"
        for (name, code), number in sorted(counts.items())
    )


def _shown(path: str) -> str:
    near = os.path.relpath(path)
    return (path if near.startswith("..") else near).replace(os.sep, "/")
