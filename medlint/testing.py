"""Runs the examples of rule pages. Public, so that rule packs and house rules can test their own pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from medlint import fix
from medlint.config import Config, default_config
from medlint.crossfile import conclude
from medlint.diagnostic import Diagnostic, Safety, Severity
from medlint.engine import Job, check
from medlint.records import dataclass, replace
from medlint.rule import Rule, load_rules
from medlint.rulepage import Example
from medlint.text import decode

_PATH = "example.md"
# The category of the rules about medlint itself.
_OWN = "medlint"
# Alone on its line, it begins a file of an example and names it.
_FILE = re.compile(rb"^<!-- file: (?P<path>[^<>\r\n]{1,200}?) -->\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What linting an example gave: the flagged texts in order, and the text with all fixes made, None without any."""

    flagged: tuple[str, ...]
    messages: tuple[str, ...]
    fixed: str | None


def files_of(example: Example) -> tuple[Job, ...]:
    """Return the files of an example; most have one, which needs no name."""
    starts = list(_FILE.finditer(example.data))
    if not starts or starts[0].start():
        return (Job(_PATH, example.data),)
    ends = [*(match.start() for match in starts[1:]), len(example.data)]
    return tuple(
        Job(match["path"].decode(), example.data[match.end() : end]) for match, end in zip(starts, ends, strict=True)
    )


def run_example(rule: Rule, example: Example, folders: tuple[str, ...] = ()) -> Outcome:
    """Lint one example with that one rule, by the default preset.

    A rule about suppressions is shown with the rules that its example names; only its own findings count.
    """
    config = alone(default_config(folders), rule)
    if rule.category == _OWN:
        config = replace(config, rules=tuple(sorted({*config.rules, *_named(example, folders)})))
    jobs = files_of(example)
    reports = conclude([check(job, config) for job in jobs], [config])
    found = [
        (diagnostic.span.of(_text(job)), diagnostic.message)
        for job, report in zip(jobs, reports, strict=True)
        for diagnostic in report.diagnostics
        if diagnostic.code == rule.code
    ]
    fixed = check(replace(jobs[0], fix=Safety.UNSAFE), config).fixed_text if len(jobs) == 1 else None
    return Outcome(tuple(flagged for flagged, _ in found), tuple(message for _, message in found), fixed)


def _named(example: Example, folders: tuple[str, ...]) -> Iterator[tuple[str, Severity]]:
    for rule in load_rules(folders):
        if rule.code.encode() in example.data or rule.name.encode() in example.data:
            yield rule.code, rule.severity


def _text(job: Job) -> str:
    try:
        return decode(job.path, job.data or b"").text
    except ValueError:
        return ""


def apply(text: str, diagnostics: Sequence[Diagnostic]) -> str | None:
    """Return `text` with every diagnostic's edits made, or None where there are none.

    Errors: ValueError where edits overlap.
    """
    edits = [edit for diagnostic in diagnostics if diagnostic.fix for edit in diagnostic.fix.edits]
    return fix.apply(text, edits)[0] if edits else None


def alone(config: Config, rule: Rule) -> Config:
    """Return `config` with only `rule` active."""
    return replace(config, rules=((rule.code, rule.severity),))


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
