"""Format markdown: a summary for a comment on a pull request, and for the summary page of a job.

Whatever comes from a page is escaped: it makes no markup, no link, no mention and no reference.
"""

from __future__ import annotations

import re
from itertools import groupby, islice

from medlint.diagnostic import Diagnostic, Safety, Severity
from medlint.reporters.gravity import gravest
from medlint.reporters.run import Options, Run
from medlint.reporters.statistics import count_by_rule
from medlint.reporters.summary import count
from medlint.terminal import safe
from medlint.typed import TextIO

# GitHub takes a comment of so many characters; it is counted in bytes here, which are never fewer.
LONGEST = 65_536
# By this a script finds the comment that it wrote before.
MARKER = "<!-- medlint -->"

_ROWS = 20
_RULES = 30
_LONGEST_TEXT = 240
_RESERVE = 300

_MARKUP = re.compile(r"[\\`*_\[\]|~#]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", '"': "&quot;"}
_ENTITY = re.compile(r'[&<>$"]')
# Addresses become links, names mentions and numbers references wherever they stand, unless something parts them.
_LIVE = re.compile(r"@|://|\bwww\.|[#!%&$](?=\d)|~(?=\w)|\bGH-(?=\d)", re.IGNORECASE)
# Stands for the sign that parts them, which is seen by no reader; no text that is made safe has it.
_GAP = "\0"
_PARTED = "&#8203;"


def write_markdown(run: Run, options: Options, stream: TextIO) -> None:
    """Write counts, a table of the gravest findings, and the others in details, in at most 65,536 bytes of UTF-8."""
    stream.write(render(run, options, LONGEST))


def render(run: Run, options: Options, limit: int) -> str:
    """Return the summary in at most `limit` bytes of UTF-8: "" where not even the counts would fit."""
    paper = _Paper(limit - _RESERVE)
    shown = [one for one in run.diagnostics if one.severity.reaches(options.min_severity)]
    if not paper.add(f"{MARKER}\n### medlint: {_title(run)}\n\n{_facts(run)}\n"):
        return ""
    if shown:
        _table(paper, shown, options)
        _by_rule(paper, shown)
    if len(shown) > _ROWS:
        left = _details(paper, shown, options)
        if left:
            paper.close(f"\n{count(left, 'more finding')} would not fit here; the job's log or its report has all.\n")
    return paper.text


class _Paper:
    """Text that grows up to a limit, in bytes of UTF-8; what closes it may go beyond, into what is kept free for it."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, text: str) -> bool:
        """Add `text` if it fits, and return whether it did."""
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > self._room:
            return False
        self._room -= size
        self._parts.append(text)
        return True

    def close(self, text: str) -> None:
        """Add a few words for which room is kept."""
        self._parts.append(text)


def _title(run: Run) -> str:
    found = [severity for severity in Severity if run.counts[severity]]
    if not found:
        return f"all checks passed on {count(run.files, 'file')}"
    nouns = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info finding"}
    return ", ".join(count(run.counts[severity], nouns[severity]) for severity in found)


def _facts(run: Run) -> str:
    facts = [f"Checked {count(run.files, 'file')}."]
    if run.skipped:
        facts.append(f"{count(len(run.skipped), 'file')} skipped.")
    if run.known:
        facts.append(f"{count(run.known, 'known finding')} in the baseline.")
    if run.elsewhere:
        facts.append(f"{count(run.elsewhere, 'finding')} outside of the change not shown.")
    if run.suppressed:
        facts.append(f"{count(run.suppressed, 'finding')} suppressed by comments.")
    if run.crashed:
        facts.append(f"**medlint itself failed on {count(run.crashed, 'file')} (LNT001): the result is not complete.**")
    fixable = sum(one.fix is not None and one.fix.safety is Safety.SAFE for one in run.diagnostics)
    if fixable:
        facts.append(f"{count(fixable, 'finding')} can be fixed with `medlint check --fix`.")
    return " ".join(facts)


def _table(paper: _Paper, shown: list[Diagnostic], options: Options) -> None:
    rows = list(islice(gravest(shown), _ROWS))
    what = f"The gravest {len(rows)} of {len(shown):,}:\n\n" if len(shown) > len(rows) else ""
    if not paper.add(f"\n{what}| severity | place | rule | what is wrong |\n|---|---|---|---|\n"):
        return
    for one in rows:
        row = f"| {one.severity.value} | {_place(one, options)} | {one.code} {one.name} | {_words(one.message)} |\n"
        if not paper.add(row):
            return


def _by_rule(paper: _Paper, shown: list[Diagnostic]) -> None:
    counts = count_by_rule(shown)
    rows = [f"| {one.code} {one.name} | {one.severity.value} | {one.findings:,} | {one.pages:,} |" for one in counts]
    table = "\n".join(["| rule | severity | findings | pages |", "|---|---|---:|---:|", *rows[:_RULES]])
    more = f"\n\nand {count(len(rows) - _RULES, 'rule')} more" if len(rows) > _RULES else ""
    paper.add(f"\n<details><summary>Findings by rule</summary>\n\n{table}{more}\n\n</details>\n")


def _details(paper: _Paper, shown: list[Diagnostic], options: Options) -> int:
    """Add all findings, page by page, and return how many there was no room for."""
    if not paper.add("\n<details><summary>All findings by page</summary>\n"):
        return len(shown)
    left = len(shown)
    for path, group in groupby(shown, key=lambda one: one.path):
        heading = f"\n**{_words(options.pages.name(path))}**\n\n"
        for one in group:
            at = f"{one.start.line}:{one.start.column}"
            line = f"- {at} {one.severity.value} {one.code} {one.name}: {_words(one.message)}\n"
            if not paper.add(heading + line):
                paper.close("\n</details>\n")
                return left
            heading = ""
            left -= 1
    paper.close("\n</details>\n")
    return 0


def _place(one: Diagnostic, options: Options) -> str:
    return f"{_words(options.pages.name(one.path))}:{one.start.line}:{one.start.column}"


def _words(text: str) -> str:
    return escape(text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "...")


def escape(text: str) -> str:
    """Return one line of Markdown that shows `text` and does nothing else."""
    parted = _ENTITY.sub(lambda match: _ENTITIES[match[0]], _MARKUP.sub(r"\\\g<0>", _LIVE.sub(_part, safe(text))))
    return parted.replace(_GAP, _PARTED)


def _part(match: re.Match[str]) -> str:
    found = match[0]
    return f":{_GAP}//" if found == "://" else f"{found[:-1]}{_GAP}." if found.endswith(".") else found + _GAP
