"""One run of the benchmarks: generates or copies pages, times the tools on them, and reports."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.corpus import copy_pages
from benchmarks.generate import write_pages
from benchmarks.machine import machine_facts
from benchmarks.report import Measured, draw_growth, write_report
from benchmarks.rivals import Rival, installed, version_of
from benchmarks.subject import BrokenSubject, Subject, clean_environment, find_subject
from benchmarks.suite import MEDLINT, Bench, Result, make_cases, run_cases
from benchmarks.table import measure_growth
from benchmarks.timing import Place


class Session:
    """One run, as `options` (see run.py) ask for it, with everything that is not to be kept in `scratch`.

    Errors: BrokenSubject, and FailedCase from `measure`.
    """

    def __init__(self, options: argparse.Namespace, scratch: Path) -> None:
        self.options = options
        self.scratch = scratch
        self.environment = clean_environment(options.medlint)
        self.subject: Subject = find_subject(
            options.medlint, self.environment, jobs=options.jobs, config=options.config
        )
        self.rivals: list[tuple[Rival, Path]] = installed(options.only) if options.runs else []
        self.measured = Measured(machine_facts(), options.runs)
        self.seconds: dict[str, tuple[int, float]] = {}  # by tool: pages and seconds of its slowest case, last time

    def measure(self) -> None:
        """Measure all that the options ask for."""
        options, measured = self.options, self.measured
        compare = 0 if options.folder else options.pages
        sizes = {*options.sizes, *(options.growth or ())}
        generated = options.into or self.scratch / "generated"
        done = 0
        for count in sorted({*sizes, compare} - {0}):
            _tell(f"writing pages up to {count:,}")
            write_pages(generated, done, count, options.seed)
            done = count
            if options.runs and count in sizes:
                measured.sizes[count] = self._time(generated, count, growth=True)
            if options.runs and count == compare:
                measured.what = f"{count:,} generated {'page' if count == 1 else 'pages'} (seed {options.seed})"
                measured.pages, measured.results = count, self._time(generated, count)
        if options.folder and options.runs:
            copied = self.scratch / "copied"
            count = copy_pages(options.folder, copied)
            if not count:
                raise BrokenSubject(f"there are no pages in '{options.folder}'")
            measured.what = f"{count:,} pages of '{options.folder.resolve().name}'"
            measured.pages, measured.results = count, self._time(copied, count)
        if options.growth:
            measured.growth = measure_growth(measured.sizes, *sorted(options.growth))

    def conclude(self) -> int:
        """Print the report, write it where the options say, and return the exit code."""
        options, measured = self.options, self.measured
        if not options.runs:
            return 0
        facts = dict(measured.facts) | {MEDLINT: version_of([*options.medlint, "--version"], self.environment)}
        measured.facts = facts | {
            rival.name: version_of([str(program), *rival.version], self.environment) for rival, program in self.rivals
        }
        measured.checks = {MEDLINT: "all of its default rules"} | {rival.name: rival.checks for rival, _ in self.rivals}
        picture: Path | None = None
        if options.report and measured.sizes:
            picture = options.report.with_suffix(".svg")
            picture.write_text(draw_growth(measured), encoding="utf-8", newline="\n")
        report = write_report(measured, picture.name if picture else None)
        if options.report:
            options.report.write_text(report, encoding="utf-8", newline="\n")
        print(report, end="")
        return 0 if all(each.is_flat() for each in measured.growth) else 1

    def _time(self, pages: Path, count: int, *, growth: bool = False) -> list[Result]:
        settings = self.scratch / f"settings-{pages.name}-{count}{'-growth' if growth else ''}"
        settings.mkdir()
        bench = Bench(pages, self.scratch / f"front-{pages.name}", settings)
        place = Place(settings, self.environment, settings / "output.txt", self.options.limit)
        rivals = [(rival, program) for rival, program in self.rivals if self.is_quick(rival.name, count)]
        cases, notes = make_cases(bench, count, self.subject, rivals, growth=growth)
        results, more = run_cases(cases, place, self.options.runs, lambda words: _tell(f"{count:,} pages, {words}"))
        self.measured.notes += [*notes, *more]
        for result in results:
            slowest = max(run.wall for run in result.runs)
            if self.seconds.get(result.tool, (0, 0.0))[0] < count or self.seconds[result.tool][1] < slowest:
                self.seconds[result.tool] = (count, slowest)
        return results

    def is_quick(self, tool: str, count: int) -> bool:
        """Return whether a tool will end within the limit, by what it took for fewer pages, and note if not."""
        pages, seconds = self.seconds.get(tool, (count, 0.0))
        if pages < 50 or seconds * count / pages < self.options.limit:  # of few pages, most time is the start
            return True
        self.measured.notes.append(
            f"{tool} is left out of {count:,} pages: it took {seconds:.1f} s for {pages:,}, "
            f"and a run may take {self.options.limit:g} s"
        )
        return False


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
