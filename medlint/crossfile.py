"""Cross-file rules: what several pages show together, once all of them were checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from medlint.binding import BoundRule, bind_rule
from medlint.config import Config
from medlint.diagnostic import Diagnostic, FileReport, PlacedFact
from medlint.settlement import active_rules
from medlint.wording import fill


def conclude(reports: Sequence[FileReport], configs: Iterable[Config]) -> tuple[FileReport, ...]:
    """Return the reports with the findings of cross-file rules added; `configs` are those that pages were checked by.

    Nothing of a page is read again: its facts hold what is needed.
    """
    facts = sorted(
        (fact for report in reports for fact in report.facts), key=lambda fact: (fact.path, fact.fact.span.start)
    )
    if not facts:
        return tuple(reports)
    codes = sorted({fact.code for fact in facts})
    active = [(config, code) for config in configs for code in codes if code in active_rules(config)]
    bound = {code: bind_rule(config, code) for config, code in active}
    added: dict[str, list[Diagnostic]] = {}
    silenced: dict[str, int] = {}
    for code in sorted(bound):
        conclude_rule = bound[code].conclude
        if conclude_rule is None:
            continue
        for fact, values in conclude_rule([fact for fact in facts if fact.code == code]):
            if fact.suppressed:
                silenced[fact.path] = silenced.get(fact.path, 0) + 1
            else:
                added.setdefault(fact.path, []).append(_diagnostic(bound[code], fact, {**fact.fact.values, **values}))
    return tuple(
        replace(
            report,
            diagnostics=tuple(sorted([*report.diagnostics, *added.get(report.path, ())], key=lambda one: one.sort_key)),
            suppressed=report.suppressed + silenced.get(report.path, 0),
        )
        if report.path in added or report.path in silenced
        else report
        for report in reports
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
    )
