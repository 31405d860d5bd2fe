"""Cross-file rules: what several pages show together, once all of them were checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from medlint.binding import BoundRule, bind_rule
from medlint.config import Config
from medlint.diagnostic import Diagnostic, FileReport, PlacedFact, Severity, Silenced, Silencer, sort_key
from medlint.fingerprints import page_mark
from medlint.settlement import active_rules
from medlint.wording import fill

_place = attrgetter("path", "fact.span.start")


def conclude(
    reports: Sequence[FileReport], configs: Iterable[Config], *, complete: bool = False
) -> tuple[FileReport, ...]:
    """Return the reports with the findings of cross-file rules added; `configs` are those that pages were checked by.

    Nothing of a page is read again: its facts hold what is needed. `complete` says that these are all pages of the
    site: only then is a suppression of such a rule known to take nothing out, and told.
    """
    facts = sorted((fact for report in reports for fact in report.facts), key=_place)
    if not facts:
        return tuple(reports)
    by_code: dict[str, list[PlacedFact]] = {}
    for fact in facts:
        by_code.setdefault(fact.code, []).append(fact)
    active = [(config, code) for config in configs for code in sorted(by_code) if code in active_rules(config)]
    bound = {code: bind_rule(config, code) for config, code in active}
    added: dict[str, list[Diagnostic]] = {}
    silenced: dict[str, list[Diagnostic]] = {}
    for code in sorted(bound):
        conclude_rule = bound[code].conclude
        if conclude_rule is None:
            continue
        for fact, values in conclude_rule(by_code[code]):
            told = _diagnostic(bound[code], fact, {**fact.fact.values, **values})
            (silenced if fact.suppressed else added).setdefault(fact.path, []).append(told)
    return tuple(
        _add(report, added.get(report.path, []), silenced.get(report.path, []), complete)
        if report.path in added or report.path in silenced or report.pending
        else report
        for report in reports
    )


def _add(report: FileReport, found: Sequence[Diagnostic], silenced: Sequence[Diagnostic], complete: bool) -> FileReport:
    """Return the report with the findings of cross-file rules, those that the page takes out, and what that settles."""
    severities = {(one.code, one.start.offset): one.severity for one in silenced}
    reasons = {fact: pending.reason for pending in report.pending for fact in pending.facts}
    told = [*report.diagnostics, *found]
    for pending in report.pending:
        used = [severities[fact] for fact in pending.facts if fact in severities]
        if not used and complete and pending.unneeded is not None:
            told.append(pending.unneeded)
        if Severity.ERROR in used and pending.unreasoned is not None:
            told.append(pending.unreasoned)
    out = (Silenced(one, Silencer.COMMENT, reasons.get((one.code, one.start.offset), "")) for one in silenced)
    return replace(
        report,
        diagnostics=tuple(sorted(told, key=sort_key)),
        suppressed=report.suppressed + len(silenced),
        silenced=(*report.silenced, *out),
        pending=(),
    )


def _diagnostic(bound: BoundRule, fact: PlacedFact, values: dict[str, object]) -> Diagnostic:
    rule = bound.rule
    return Diagnostic(
        path=fact.path,
        code=rule.code,
        name=rule.name,
        severity=fact.severity,
        message=fill(rule.message, values),
        help=fill(rule.help, values),
        span=fact.fact.span,
        start=fact.start,
        end=fact.end,
        excerpt=fact.excerpt,
        # Not by its message, which names other pages: they may be renamed.
        mark=page_mark(fact.fact.key),
    )
