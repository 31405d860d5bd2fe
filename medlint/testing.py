"""Runs the examples of rule pages. Public, so that rule packs and house rules can test their own pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from medlint.config import Config, default_config
from medlint.diagnostic import Diagnostic
from medlint.engine import Job, check
from medlint.rule import Example, Rule
from medlint.text import decode

_UNREADABLE = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What linting an example gave: the flagged texts in order, and the text with all fixes applied."""

    flagged: tuple[str, ...]
    messages: tuple[str, ...]
    fixed: str | None


def run_example(rule: Rule, example: Example, folders: tuple[str, ...] = ()) -> Outcome:
    """Lint one example with that one rule, by the default preset."""
    config = alone(default_config(folders), rule)
    report = check(Job("example.md", example.data), config)
    try:
        text = decode("example.md", example.data).text
    except ValueError:
        text = _UNREADABLE
    return Outcome(
        tuple(diagnostic.span.of(text) for diagnostic in report.diagnostics),
        tuple(diagnostic.message for diagnostic in report.diagnostics),
        apply(text, report.diagnostics),
    )


def alone(config: Config, rule: Rule) -> Config:
    """Return `config` with only `rule` active."""
    return replace(config, rules=((rule.code, rule.severity),))


def apply(text: str, diagnostics: Sequence[Diagnostic]) -> str | None:
    """Return `text` with every diagnostic's edits made, or None where there are none."""
    edits = sorted(
        (edit for diagnostic in diagnostics if diagnostic.fix for edit in diagnostic.fix.edits),
        key=lambda edit: edit.span,
        reverse=True,
    )
    for edit in edits:
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text if edits else None


def failures(rule: Rule, folders: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a sentence for each example of the rule's page that does not behave as it says."""
    fixed: str | None = None
    for example in rule.examples:
        place = f"{rule.path}:{example.line}"
        if example.kind == "fixed":
            wanted = example.data.decode()
            if fixed is None:
                yield f"{place}: the bad example before it has no fix"
            elif fixed != wanted:
                yield f"{place}: the fix gives\n{fixed}\nand not\n{wanted}"
            continue
        outcome = run_example(rule, example, folders)
        fixed = outcome.fixed
        if example.kind == "bad" and not outcome.flagged:
            yield f"{place}: a bad example in which nothing is found"
        elif example.kind == "good" and outcome.flagged:
            yield f"{place}: a good example in which {outcome.flagged} is found: {outcome.messages}"
        elif outcome.flagged != example.expected:
            yield f"{place}: found {outcome.flagged}, but the markers say {example.expected}"
