"""What a reporter is given: the run, and how to show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property

from medlint.colour import Palette
from medlint.diagnostic import Diagnostic, FileReport, Safety, Severity, Silenced, Silencer, sort_key
from medlint.records import dataclass, field
from medlint.reporters.pages import Pages
from medlint.reporters.texts import Texts
from medlint.typed import Protocol

# A report, and the number of one of its diagnostics.
Listed = tuple[FileReport, int]


class SkippedFile(Protocol):
    """A file that was found and not checked; `reason` says why in a writer's words."""

    @property
    def path(self) -> str:
        """The path as it is to be printed."""

    @property
    def reason(self) -> str:
        """Why it was not checked."""


@dataclass(frozen=True)
class Run:
    """All that one run gave.

    `reports` has one entry a checked file, in any order, with its diagnostics sorted, and may be gone through more than
    once. `excluded` counts the files that the config or `.gitignore` leaves out. `bounds` gives, by path, the severity
    from which a diagnostic fails the run, where it is not `fail_on`.
    `others` counts checked files without an entry, and `known_crashes` those on which medlint failed: of a merged run,
    reports tell no more. `partial` says that this is a shard, whose cross-file rules speak when the shards are merged;
    `shard` is its number and how many there are. `merged` says that the findings are those of other machines.
    `contents` has, by path, the bytes of pages that no file holds.
    `stale` tells, a line each, of entries of the baseline that stand for nothing any more.
    """

    reports: Collection[FileReport]
    skipped: tuple[SkippedFile, ...] = ()
    excluded: int = 0
    fail_on: Severity = Severity.WARNING
    bounds: Mapping[str, Severity] = field(default_factory=dict)
    others: int = 0
    known_crashes: int = 0
    partial: bool = False
    shard: tuple[int, int] | None = None
    merged: bool = False
    stale: tuple[str, ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """How many files were checked."""
        return len(self.reports) + self.others

    def stream(self) -> Iterator[Diagnostic]:
        """Yield every diagnostic, by path, then place, then code, of a large run without holding all of them."""
        return (one for report in self.in_order() for one in report.diagnostics)

    def each(self) -> Iterator[Listed]:
        """Yield what `stream` yields, each as its report and its number there: it need not be worked out."""
        return ((report, number) for report in self.in_order() for number in range(len(report.outline)))

    def in_order(self) -> Collection[FileReport]:
        """Return the reports by path."""
        return self.reports if self.tally.in_order else sorted(self.reports, key=lambda report: report.path)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every diagnostic, by path, then place, then code."""
        return tuple(self.stream())

    @cached_property
    def silenced(self) -> tuple[Silenced, ...]:
        """What is not told, by path, then place, then code."""
        found = (one for report in self.reports for one in report.silenced)
        return tuple(sorted(found, key=lambda one: sort_key(one.diagnostic)))

    @cached_property
    def tally(self) -> Tally:
        """The numbers of the run, all counted at once: a large run's reports are read anew each time."""
        tally = Tally(crashed=self.known_crashes)
        for report in self.reports:
            tally.add(report, self.bounds.get(report.path, self.fail_on))
        return tally

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many diagnostics there are of each severity."""
        return self.tally.severities

    @property
    def known(self) -> int:
        """How many findings a baseline silences."""
        return self.tally.known

    @property
    def elsewhere(self) -> int:
        """How many findings are left out because the change did not bring them."""
        return self.tally.elsewhere

    @property
    def suppressed(self) -> int:
        """How many findings a comment in a page silences."""
        return self.tally.suppressed

    @property
    def fixed(self) -> int:
        """How many findings were fixed."""
        return self.tally.fixed

    @property
    def crashed(self) -> int:
        """How many files medlint itself failed on."""
        return self.tally.crashed

    def fails(self, diagnostic: Diagnostic) -> bool:
        """Return whether `diagnostic` is as grave as its file's bound."""
        return diagnostic.severity.reaches(self.bounds.get(diagnostic.path, self.fail_on))

    @property
    def failed(self) -> bool:
        """Whether any diagnostic is as grave as its file's bound."""
        return self.tally.failed


@dataclass
class Tally:
    """The numbers of a run. `offered` counts the fixes that could be made, `fixed_pages` the pages with fixes;
    `in_order` says that the reports, of which `last` was the last one's path, came by path."""

    severities: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))
    offered: Counter[Safety] = field(default_factory=Counter)
    known: int = 0
    elsewhere: int = 0
    suppressed: int = 0
    fixed: int = 0
    fixed_pages: int = 0
    crashed: int = 0
    failed: bool = False
    in_order: bool = True
    last: str = ""

    def add(self, report: FileReport, bound: Severity) -> None:
        """Count one report; a diagnostic as grave as `bound` fails the run."""
        self.in_order = self.in_order and self.last <= report.path
        self.last = report.path
        for _, severity, safety, _ in report.outline:
            self.severities[severity] += 1
            if safety is not None:
                self.offered[safety] += 1
            self.failed = self.failed or severity.reaches(bound)
        self.known += sum(one.by is Silencer.BASELINE for one in report.silenced)
        self.elsewhere += len(report.elsewhere)
        self.suppressed += report.suppressed
        self.fixed += len(report.fixed)
        self.fixed_pages += bool(report.fixed)
        self.crashed += report.crashed


def _say_nothing(_notice: str) -> None:
    """Notices that nobody asked for."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is shown.

    `min_severity` is the least severity that text formats list; the others are counted. `width` is in columns.
    `statistics` asks for counts by rule instead of the list. `quiet` leaves all but the diagnostics away, `verbose`
    tells which files were skipped and why. `pages` knows where pages lie and what they say, `rule_folders` hold the
    house rules, and `notify` is called with what the report itself cannot tell, such as what a limit left out.
    `texts` are given where another run with the same command shares what is written of findings.
    """

    min_severity: Severity = Severity.WARNING
    collapse: bool = True
    statistics: bool = False
    quiet: bool = False
    verbose: bool = False
    width: int = 80
    palette: Palette = field(default_factory=Palette)
    pages: Pages = field(default_factory=Pages)
    rule_folders: tuple[str, ...] = ()
    notify: Callable[[str], None] = _say_nothing
    texts: Texts | None = field(default=None, compare=False)
