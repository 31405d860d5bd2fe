"""A rule that speaks on most pages is told once, so that it does not bury the page that could harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from medlint.diagnostic import Diagnostic, FileReport, Severity
from medlint.records import dataclass, field
from medlint.reporters.run import Listed

# Fewer pages are read to the end anyway.
_FEWEST_PAGES = 20

# What may harm the reader of that one page (a withdrawn drug, a missing warning, another drug's text, a machine's
# refusal) is never told in sum, nor is medlint's own failure.
_NEVER = ("AVL", "SAF", "IDN", "RES", "LNT")


def is_harmful(code: str) -> bool:
    """Return whether findings of the rule are of the kind that is never told in sum."""
    return code.startswith(_NEVER)


@dataclass(frozen=True, slots=True)
class Common:
    """A rule that speaks on most pages. `messages` has each message with its count, the most frequent first."""

    first: Diagnostic
    findings: int
    pages: int
    messages: tuple[tuple[str, int], ...]


class Collapsed:
    """The diagnostics of `checked` pages, split into those to be listed and the rules to be told once.

    A rule is told once if it speaks on more than half of twenty or more pages; rules of AVL, SAF, IDN, RES and LNT
    never are. `reports` come by path, and what is less grave than `least` is passed over. They are gone through twice:
    of a large run they are never all there.
    """

    def __init__(self, reports: Iterable[FileReport], least: Severity, checked: int) -> None:
        self._reports = reports
        self._least = least
        self._sums: dict[str, _Sum] = {}
        if checked >= _FEWEST_PAGES:
            pages: Counter[str] = Counter()
            for report in reports:
                pages.update({code for code, severity, _, _ in report.outline if severity.reaches(least)})
            told_once = (code for code, count in pages.items() if count * 2 > checked and not is_harmful(code))
            self._sums = {code: _Sum(pages[code]) for code in sorted(told_once)}

    def listed(self) -> Iterator[Listed]:
        """Yield what is listed, by place; only then is it known what is told once."""
        for report in self._reports:
            for number, (code, severity, _, said) in enumerate(report.outline):
                if severity.reaches(self._least):
                    sum_of = self._sums.get(code)
                    if sum_of is None:
                        yield report, number
                    else:
                        sum_of.add(report, number, said)

    def commons(self) -> list[Common]:
        """Return what is told once, by code."""
        return [one.common() for one in self._sums.values()]


@dataclass
class _Sum:
    """One rule. `said` has how often each thing was said, and the message in which it first was."""

    pages: int
    first: Diagnostic | None = None
    said: dict[object, tuple[int, str]] = field(default_factory=dict)

    def add(self, report: FileReport, number: int, said: object) -> None:
        """Count a finding, the report's diagnostic of that number."""
        known = self.said.get(said)
        if known is not None:
            self.said[said] = known[0] + 1, known[1]
            return
        one = report.finding(number)
        self.first = self.first or one
        self.said[said] = 1, one.message

    def common(self) -> Common:
        """Return what is told."""
        assert self.first is not None
        # A page that is known and one that was checked just now may say the same in two ways.
        messages: Counter[str] = Counter()
        for count, message in self.said.values():
            messages[message] += count
        ordered = sorted(messages.items(), key=lambda pair: (-pair[1], pair[0]))
        return Common(self.first, messages.total(), self.pages, tuple(ordered))
