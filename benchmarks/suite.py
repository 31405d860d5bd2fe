"""What is timed of one folder: cases, run in turn, round by round, so that each can be compared within its round."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import EDITS, edited, extract_front, front_of, spread, walk_pages
from benchmarks.rivals import Rival, Target, TooManyPages
from benchmarks.subject import Subject
from benchmarks.timing import TOO_LONG, Memory, Place, Run, run_once, watch_memory

MEDLINT = "medlint"
COLD, WARM, EDITED = "cold", "warm", f"{EDITS} pages edited"
ONE, ONE_WARM = "one page", "one page, warm"
# Seconds after which a page that was put back counts as unchanged.
_REST = 2.5


class FailedCase(Exception):  # noqa: N818
    """medlint itself failed; the message says how."""


@dataclass(frozen=True, slots=True)
class Case:
    """One command line that is timed: of which `tool`, in which `state`. `edits` are pages that change before a run."""

    tool: str
    state: str
    command: tuple[str, ...]
    edits: tuple[Path, ...] = ()


@dataclass(slots=True)
class Result:
    """What was measured of a case: a run for each round, and the memory of another one."""

    tool: str
    state: str
    runs: list[Run] = field(default_factory=list)
    memory: Memory | None = None

    def wall(self) -> float:
        """Return the median wall time in seconds."""
        return statistics.median(run.wall for run in self.runs)

    def cpu(self) -> float | None:
        """Return the median CPU time in seconds; None where the system does not tell."""
        known = [run.cpu for run in self.runs if run.cpu is not None]
        return statistics.median(known) if known else None

    def ratios(self, other: Result) -> list[float]:
        """Return this wall time divided by the other's, round by round."""
        return [mine.wall / theirs.wall for mine, theirs in zip(self.runs, other.runs, strict=True)]


@dataclass(frozen=True, slots=True)
class Bench:
    """The folders of one benchmark: `pages`, their front matter, and one for configuration, caches and output."""

    pages: Path
    front: Path
    settings: Path


def make_cases(
    bench: Bench, count: int, subject: Subject, rivals: Iterable[tuple[Rival, Path]], *, growth: bool = False
) -> tuple[list[Case], list[str]]:
    """Return the cases for a folder of `count` pages, medlint's first, and what is left out and why.

    With `growth`, only whole folders are checked, and nothing is edited.
    """
    rivals = list(rivals)
    if any(rival.on_front for rival, _ in rivals):
        extract_front(bench.pages, bench.front)
    one = next(walk_pages(bench.pages))
    report = bench.settings / "medlint-report.txt"
    cache = bench.settings / "medlint-cache"
    whole = Target(bench.pages, bench.front, bench.settings)
    single = Target(one, front_of(one, bench.pages, bench.front), bench.settings)
    cases = [Case(MEDLINT, COLD, tuple(subject.check(bench.pages, report, None)))]
    if subject.caches:
        warm = tuple(subject.check(bench.pages, report, cache))
        cases.append(Case(MEDLINT, WARM, warm))
        if not growth:
            pages = spread(walk_pages(bench.pages), count, EDITS)
            cases.append(Case(MEDLINT, EDITED, warm, tuple(pages)))
    if not growth:
        cases.append(Case(MEDLINT, ONE, tuple(subject.check(one, report, None))))
        if subject.caches:
            cases.append(Case(MEDLINT, ONE_WARM, tuple(subject.check(one, report, cache))))
    notes = []
    for rival, program in rivals:
        try:
            cases += _rival_cases(rival, program, whole, None if growth else single)
        except TooManyPages as error:
            notes.append(f"{rival.name} is left out of {count:,} pages: {error}")
    return cases, notes


def _rival_cases(rival: Rival, program: Path, whole: Target, single: Target | None) -> Iterator[Case]:
    if rival.prepare:
        rival.prepare(whole.settings, program)
    states = [(COLD, whole, False), (WARM, whole, True)]
    if single:
        states += [(ONE, single, False), (ONE_WARM, single, True)]
    for state, target, warm in states:
        if rival.caches or not warm:
            yield Case(rival.name, state, (str(program), *rival.command(target, warm)))


def run_cases(
    cases: Sequence[Case], place: Place, runs: int, tell: Callable[[str], None] = lambda _: None
) -> tuple[list[Result], list[str]]:
    """Run all cases in turn, `runs` times, after a round that is not counted; then each once more for its memory.

    Return the results, and which cases are left out and why: those that take longer than the limit or fail. Every other
    round goes the other way round, so that a machine that grows slower is unfair to nobody.

    Errors: FailedCase, if medlint itself fails.
    """
    notes: list[str] = []
    kept = [case for case in cases if _works(case, place, notes, tell)]
    results = [Result(case.tool, case.state) for case in kept]
    for number in range(1, runs + 1):
        pairs = list(zip(kept, results, strict=True))
        for case, result in pairs if number % 2 else reversed(pairs):
            tell(f"round {number} of {runs}: {case.tool}, {case.state}")
            with edited(case.edits, number) if case.edits else nullcontext():
                result.runs.append(run_once(case.command, place))
            if case.edits:
                # The cache knows the pages again as the other cases find them. No tool can rely on what changed a
                # moment ago.
                time.sleep(_REST)
                run_once(case.command, place)
    slow = {result.tool for result in results if any(run.code == TOO_LONG for run in result.runs)}
    if MEDLINT in slow:
        raise FailedCase(f"medlint took longer than {place.limit:g} s")
    notes += [f"{tool} is left out: a run took longer than {place.limit:g} s" for tool in sorted(slow)]
    for case, result in zip(kept, results, strict=True):
        if case.tool not in slow:
            tell(f"memory: {case.tool}, {case.state}")
            with edited(case.edits, runs + 1) if case.edits else nullcontext():
                result.memory = watch_memory(case.command, place)
    return [result for result in results if result.tool not in slow], notes


def _works(case: Case, place: Place, notes: list[str], tell: Callable[[str], None]) -> bool:
    """Run a case once, which also fills its cache, and return whether it did its work."""
    tell(f"first run: {case.tool}, {case.state}")
    done = run_once(case.command, place)
    if done.code in (0, 1):
        return True
    reason = f"it took longer than {place.limit:g} s" if done.code == TOO_LONG else f"exit code {done.code}"
    said = place.output.read_text(encoding="utf-8", errors="replace").strip()
    if case.tool == MEDLINT:
        raise FailedCase(f"medlint, {case.state}: {reason}\n{said[-2000:]}")
    last = said.split("\n")[-1][:200]
    notes.append(f"{case.tool}, {case.state}, is left out: {reason}{': ' + last if last else ''}")
    return False
