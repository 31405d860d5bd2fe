"""Rules as SARIF describes them, from their pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from medlint.diagnostic import Diagnostic, Severity
from medlint.rule import Rule, load_rules
from medlint.terminal import safe
from medlint.typed import Any

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

# GitHub's names for what to make of a rule's findings, and its limits: characters of a description, tags of a rule.
_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_LONGEST_TEXT = 1024
_MOST_TAGS = 20

_FENCE = re.compile(r"^(?P<fence>~{3,}|`{3,})markdown[ \t]+(?P<kind>bad|good|fixed)\b[^\n]*$", re.MULTILINE)
_MARK = re.compile(r"[ \t]*<!-- finding: .*? -->")
_HEADINGS = {"bad": "It speaks here:", "good": "It does not speak here:", "fixed": "The fix makes it:"}


def describe_rules(diagnostics: Iterable[Diagnostic], folders: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return a `reportingDescriptor` for each rule that speaks in `diagnostics`, by code.

    A rule whose page is not at hand, as when a report of another machine is read, is described by its finding.
    """
    known = {rule.code: rule for rule in load_rules(folders)}
    first: dict[str, Diagnostic] = {}
    for one in diagnostics:
        first.setdefault(one.code, one)
    return [_describe(known[code]) if code in known else _guess(first[code]) for code in sorted(first)]


def _describe(rule: Rule) -> dict[str, Any]:
    paragraphs = [" ".join(part.split()) for part in rule.page.strip().split("\n\n")]
    page = _MARK.sub("", _FENCE.sub(_titled, rule.page.strip()))
    sources = "".join(f"\n- {source}" for source in rule.sources)
    text = _FENCE.split(rule.page)[0].strip()
    return _descriptor(
        rule.code,
        rule.name,
        rule.severity,
        short=rule.summary,
        full=paragraphs[0],
        text=text,
        markdown=page + (f"\n\n**Sources**\n{sources}" if sources else ""),
        tags=["medicine", rule.category, *([f"{rule.safety.value}-fix"] if rule.fix else [])],
    )


def _guess(diagnostic: Diagnostic) -> dict[str, Any]:
    what = diagnostic.name.replace("-", " ")
    text = safe(diagnostic.help) or what
    return _descriptor(
        diagnostic.code, diagnostic.name, diagnostic.severity, short=what, full=what, text=text, markdown="", tags=[]
    )


def _descriptor(
    code: str, name: str, severity: Severity, *, short: str, full: str, text: str, markdown: str, tags: list[str]
) -> dict[str, Any]:
    help_text: Mapping[str, str] = {"text": text, "markdown": markdown} if markdown else {"text": text}
    return {
        "id": code,
        "name": name,
        "shortDescription": {"text": _limited(short)},
        "fullDescription": {"text": _limited(full)},
        "help": help_text,
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {"tags": (tags or ["medicine"])[:_MOST_TAGS], "problem.severity": _KINDS[severity]},
    }


def _titled(match: re.Match[str]) -> str:
    return f"{_HEADINGS[match['kind']]}\n\n{match['fence']}markdown"


def _limited(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 3] + "..."
