"""What a rule would say of a drug, on small pages about it."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.colour import Palette
from medlint.config import Config
from medlint.engine import Job, check
from medlint.jsontext import dump
from medlint.records import replace
from medlint.rule import Rule
from medlint.terminal import safe, wrap

# What a page may say of its drug, and how that is called.
_PAGES = (
    ("that says nothing of its availability", "{name} is used as prescribed."),
    ("that says it is no longer available", "{name} is no longer available."),
)
_PAGE = """\
---
title: {title}
is_banned: false
---

# {name}

### Usage

{usage}

### Dosage

Adults take 10 mg once daily.
"""


def try_drug(rule: Rule, name: str, config: Config, columns: int, palette: Palette) -> str:
    """Return what `rule` says of small pages about the drug `name`, as text without control characters."""
    return "\n".join(_lines(rule, " ".join(name.split()), config, columns, palette)) + "\n"


def _lines(rule: Rule, name: str, config: Config, columns: int, palette: Palette) -> Iterator[str]:
    alone = replace(config, rules=((rule.code, rule.severity),))
    yield palette.paint("strong", f"Of {safe(name)}")
    for kind, usage in _PAGES:
        text = _PAGE.format(title=dump(name), name=name, usage=usage.format(name=name))
        report = check(Job("page.md", text.encode("utf-8", "replace")), alone)
        found = [one for one in report.diagnostics if one.code == rule.code]
        yield wrap(f"On a page {kind}:" + ("" if found else " nothing."), columns, indent=2)
        for one in found:
            said = f"{one.severity.value}: {one.message}"
            yield "  " + wrap(safe(said), columns, first=2, indent=4)
            yield "  " + wrap(safe(f"help: {one.help}"), columns, first=2, indent=4)
