"""What tells one finding from another from run to run, whatever line it stands on."""

from __future__ import annotations

from collections.abc import Mapping

from medlint.diagnostic import sort_key
from medlint.fingerprints import fingerprints
from medlint.records import replace
from medlint.reporters.pages import Pages
from medlint.reporters.run import Run


def identities(run: Run, pages: Pages) -> Mapping[int, str]:
    """Return the fingerprint of each finding of `run`, silenced ones included, by the finding's `id()`.

    Equal findings of a page are numbered, so all are counted, those that are not told too. Paths are taken from the
    repository's root: the working folder does not matter.
    """
    findings = [*run.diagnostics, *(one.diagnostic for one in run.silenced)]
    findings += (one for report in run.reports for one in report.elsewhere)
    findings.sort(key=sort_key)
    placed = (replace(one, path=pages.name(one.path)) for one in findings)
    return dict(zip(map(id, findings), fingerprints(placed), strict=True))
