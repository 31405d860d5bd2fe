"""One page under the active rules: what they find, and what its own comments take out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from medlint.binding import BoundRule, bind, mute
from medlint.config import Config
from medlint.diagnostic import Diagnostic, FileReport, Finding, PlacedFact, Severity
from medlint.monograph import Monograph
from medlint.placement import locate, place
from medlint.rule import load_rules
from medlint.suppress import read_suppressions
from medlint.text import Source, Span

CRASH = "LNT001"
UNKNOWN_RULE = "LNT003"

Covers = Callable[[str, int], bool]


@dataclass(slots=True)
class _Heard:
    """What the rules said of one page, so far."""

    found: list[Diagnostic]
    facts: list[PlacedFact]
    crashes: list[Diagnostic]
    silenced: set[str]


def inspect(page: Monograph, config: Config) -> FileReport:
    """Run the active rules on a page. Never raises: a check that fails is diagnostic LNT001, and the others go on."""
    heard = _Heard([], [], [], set())
    for bound in bind(config):
        if bound.rule.code in heard.silenced:
            continue
        try:
            _hear(page, bound, heard)
        except Exception as error:
            where = f"rule {bound.rule.name} ({bound.rule.code})"
            heard.crashes.append(crash(page.source, config, where, error))
    found = [one for one in heard.found if one.code not in heard.silenced]
    covers, unknown = _suppressions(page, config)
    kept = [one for one in found if not covers(one.code, one.start.line)]
    facts = [replace(one, suppressed=covers(one.code, one.start.line)) for one in heard.facts]
    return FileReport(
        page.source.path,
        tuple(sorted([*kept, *unknown, *heard.crashes], key=lambda diagnostic: diagnostic.sort_key)),
        suppressed=len(found) - len(kept),
        facts=tuple(one for one in facts if one.code not in heard.silenced),
        crashed=bool(heard.crashes),
    )


def _hear(page: Monograph, bound: BoundRule, heard: _Heard) -> None:
    spoken = [locate(page.source, bound, finding) for finding in bound.check(page)]
    if bound.learn is not None:
        heard.facts += [place(page.source, bound, fact) for fact in bound.learn(page)]
    if spoken:
        heard.found += spoken
        heard.silenced |= bound.supersedes


def _covers_nothing(_code: str, _line: int) -> bool:
    return False


def _suppressions(page: Monograph, config: Config) -> tuple[Covers, Sequence[Diagnostic]]:
    """Return what the page's comments suppress, and a diagnostic for each name in them that no rule bears."""
    if "medlint:" not in page.text:
        return _covers_nothing, ()
    rules = load_rules(config.rule_folders)
    suppressions, unknown = read_suppressions(page, rules)

    def covers(code: str, line: int) -> bool:
        return any(item.covers(code, line) for item in suppressions)

    severity = dict(config.rules).get(UNKNOWN_RULE)
    if severity is None:
        return covers, ()
    bound = mute(next(rule for rule in rules if rule.code == UNKNOWN_RULE), severity)
    hints = (f"did you mean '{one.nearest}'?" if one.nearest else "`medlint rules` lists them all." for one in unknown)
    findings = [Finding(one.span, {"name": one.name, "hint": hint}) for one, hint in zip(unknown, hints, strict=True)]
    return covers, [locate(page.source, bound, finding) for finding in findings]


def crash(source: Source, config: Config, where: str, error: Exception) -> Diagnostic:
    """Return the diagnostic for a fault of medlint's own in `where`."""
    rule = next(rule for rule in load_rules(config.rule_folders) if rule.code == CRASH)
    values = {"where": where, "error": f"{type(error).__name__}: {error}"[:200]}
    diagnostic = locate(source, mute(rule, Severity.ERROR), Finding(Span(0, 0), values))
    return replace(diagnostic, excerpt=None)
