"""Puts a whole report together: what was measured, where, how, and what came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.plot import Series, draw
from benchmarks.suite import MEDLINT, Result
from benchmarks.table import (
    Growth,
    facts_table,
    growth_table,
    largest,
    ratios_table,
    results_table,
    together,
    verdict_table,
)

TITLE = "How time and memory grow with the number of pages"

HOW = """\
Each figure is the median of {runs} runs of a whole process, start to end; tools run in turn, and ratios are taken \
within each round. Output goes to files. All files were read once before, so the system has them in memory. *Cold* is \
without any cache of the tool's own, *warm* with one that knows every page, *pages edited* with one that knows all but \
those. Memory was measured in a run of its own: *largest process* is the peak of resident memory of the largest, as \
the kernel counts it; *first process* that of the process that was started; *all together* the peak of the sum over \
all processes at one moment, in which memory that processes share counts once. Where there is one process alone, the \
three are the same. `-` stands for what was not measured.
"""


@dataclass(slots=True)
class Measured:
    """All that one run of the benchmarks found.

    `what` says what the compared folder of `pages` pages is; `results` are its figures. `sizes` holds results by number
    of generated pages; `growth` is drawn from them. `checks` says what each tool looks for. `notes` are sentences.
    """

    facts: Mapping[str, str]
    runs: int
    checks: Mapping[str, str] = field(default_factory=dict)
    what: str = ""
    pages: int = 0
    results: Sequence[Result] = ()
    sizes: dict[int, Sequence[Result]] = field(default_factory=dict)
    growth: Sequence[Growth] = ()
    notes: list[str] = field(default_factory=list)


def write_report(measured: Measured, picture: str | None) -> str:
    """Return the report as Markdown. `picture` is the path of the SVG picture as the report names it."""
    parts = ["# Benchmarks\n", HOW.format(runs=measured.runs), facts_table(measured.facts)]
    if measured.checks:
        parts.append("The tools do not look for the same things:\n")
        parts.append(facts_table(measured.checks))
    if measured.results:
        parts += [f"## {measured.what}\n", results_table(measured.results, measured.pages)]
        if any(result.tool != MEDLINT for result in measured.results):
            parts.append("Ratios, round by round: median (lowest to highest). Below 1, medlint is faster.\n")
            parts.append(ratios_table(measured.results))
    if measured.sizes:
        parts.append(f"## {TITLE}\n")
        if picture:
            parts.append(f"![{TITLE}]({picture})\n")
        parts.append("Wall time, and the peak memory of the largest process.\n")
        parts.append(growth_table(measured.sizes))
    if measured.growth:
        parts.append("## Is it flat?\n")
        parts.append(
            "Flat is: memory below 1.5 times, and time no more than pages (within 5 per cent, which is noise).\n"
        )
        parts.append(verdict_table(measured.growth))
    if measured.notes:
        parts.append("## Left out\n")
        parts.append("".join(f"- {note}\n" for note in measured.notes))
    return "\n".join(parts)


def draw_growth(measured: Measured) -> str:
    """Return the picture of `sizes`. Its memory is that of all processes together, or of the largest if not known."""
    points: dict[tuple[str, str], list[tuple[int, float, float | None]]] = {}
    for size in sorted(measured.sizes):
        for result in measured.sizes[size]:
            memory = together(result)
            peak = largest(result) if memory is None else memory
            points.setdefault((result.tool, result.state), []).append((size, result.wall(), peak))
    series = [Series(f"{tool}, {state}", tuple(line), strong=tool == MEDLINT) for (tool, state), line in points.items()]
    facts = measured.facts
    where = f"{facts.get('Processor', '')}, {facts.get('Cores', '?')} cores, {facts.get('Date', '')}"
    return draw(TITLE, f"Generated pages; {where}", series)
