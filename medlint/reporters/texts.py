"""What a format writes of single findings: put into words when it is written, or known from an earlier run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.diagnostic import Diagnostic, FileReport
    from medlint.reporters.run import Options


class Texts:
    """The texts of one run with one command, by page and number of the finding in its report."""

    def __init__(self) -> None:
        self._new: dict[str, dict[int, str]] = {}

    def note(self, path: str, number: int, text: str) -> None:
        """Note what was written of a finding."""
        self._new.setdefault(path, {})[number] = text

    def noted(self) -> Mapping[str, Mapping[int, str]]:
        """Return what was not known before."""
        return self._new


def text_of(report: FileReport, number: int, options: Options, make: Callable[[Diagnostic], str]) -> str:
    """Return what `make` writes of one of a report's diagnostics: what it wrote before, where that is known.

    `make` depends on nothing but the diagnostic and the options, which an earlier run with the same command had too.
    """
    texts = options.texts
    if texts is None:
        return make(report.finding(number))
    known = report.texts.get(number)
    if known is None:
        known = make(report.finding(number))
        if not report.joined:
            # Only then has the finding the same number when its page is known.
            texts.note(report.path, number, known)
    return known
