"""Documentation out of rule pages: the text of `medlint explain`, and README's table of rules."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from medlint.colour import Palette
from medlint.monograph import Block
from medlint.parser import read_blocks
from medlint.rule import Rule, load_rules
from medlint.rulepage import Example
from medlint.terminal import safe, wrap
from medlint.text import Source
from medlint.wording import outline

START = "<!-- rules -->"
END = "<!-- /rules -->"

_KINDS = {"bad": "It speaks here:", "good": "It does not speak here:", "fixed": "The fix makes it:"}
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_AUTOLINK = re.compile(r"<(https?://[^>\s]*)>")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def fix_of(rule: Rule) -> str:
    """Return the safety of a rule's fix, "-" where it has none."""
    return rule.safety.value if rule.fix else "-"


def explain(rule: Rule, columns: int, palette: Palette) -> str:
    """Return a rule's page as text for a terminal that is `columns` wide, without control characters."""
    paint = palette.paint
    fix = f"{safe(outline(rule.fix))} ({rule.safety.value})" if rule.fix else "none, a person must decide"
    parts = [
        f"{paint(rule.severity.value, rule.code)} {paint('strong', rule.name)}",
        f"severity: {rule.severity.value}{'' if rule.default else ', off by default'}\n"
        + wrap(f"fix: {fix}", columns, indent=5),
        "".join(_page(rule, columns, palette)).strip(),
    ]
    if rule.sources:
        sources = (wrap(f"- {safe(source)}", columns, indent=2) for source in rule.sources)
        parts.append("\n".join((paint("strong", "Sources"), *sources)))
    return "\n\n".join(parts) + "\n"


def _page(rule: Rule, columns: int, palette: Palette) -> Iterator[str]:
    source = Source(rule.path, rule.page)
    examples = iter(rule.examples)
    listed = False
    for block in read_blocks(source, 0):
        text = block.span.of(source.text)
        # The items of a list stand close together.
        yield "\n" if listed and block.marker else "\n\n"
        listed = block.depth > 0
        if block.kind != "code":
            yield _prose(block, source, columns, palette)
        elif re.match(r"[~`]+[ \t]*markdown\b", text):
            yield _example(next(examples), palette)
        else:
            yield _indented(re.sub(r"\A[~`]{3,}.*\n|\n[~`]{3,}\s*\Z", "", text))


def _prose(block: Block, source: Source, columns: int, palette: Palette) -> str:
    text = block.span.of(source.text)
    if block.kind == "table":
        return "\n".join(safe(line.strip()) for line in text.split("\n"))
    text = safe(_EMPHASIS.sub(r"\2", _AUTOLINK.sub(r"\1", _LINK.sub(r"\1 (\2)", " ".join(text.split())))))
    if block.kind == "heading":
        return palette.paint("strong", text)
    start = source.line_span(block.start_line).start
    marker = source.text[start : block.span.start].split()[-1] + " " if block.marker else "  " * (block.depth > 0)
    indent = 2 * max(block.depth - 1, 0)
    return " " * indent + wrap(marker + text, columns, first=indent, indent=indent + len(marker))


def _example(example: Example, palette: Palette) -> str:
    role = {"bad": "bad", "good": "good"}.get(example.kind, "strong")
    text = example.data.decode("utf-8", "backslashreplace").replace("\r\n", "\n").strip("\n")
    lines = [palette.paint(role, _KINDS[example.kind]), _indented(text)]
    if example.expected:
        flagged = ", ".join(f'"{safe(text)}"' for text in example.expected)
        lines.append(f"  It flags {flagged}.")
    return "\n".join(lines)


def _indented(text: str) -> str:
    return "\n".join(f"    {safe(line.expandtabs(4))}".rstrip() for line in text.split("\n"))


def rule_table(rules: Iterable[Rule]) -> str:
    """Return README's table: a row a rule, sorted by code, each with a link to its page."""
    rows = ["| code | name | severity | fix | what it asks for |", "|---|---|---|---|---|"]
    for rule in sorted(rules, key=lambda rule: rule.code):
        link = f"[{rule.code}](rules/{rule.category}/{rule.code}-{rule.name}.md)"
        severity = rule.severity.value + ("" if rule.default else " (off)")
        summary = rule.summary.replace("|", r"\|")
        rows.append(f"| {link} | {rule.name} | {severity} | {fix_of(rule)} | {summary} |")
    return "\n".join(rows)


def renew(text: str, rules: Iterable[Rule]) -> str:
    """Return `text` with the table between its markers written anew.

    Errors: ValueError where the two markers are not there, once each and in order.
    """
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end or START in rest or END in after:
        raise ValueError(f"there must be one '{START}' and one '{END}' behind it")
    return f"{before}{START}\n{rule_table(rules)}\n{END}{after}"


def main() -> None:
    """Renew the table of rules in the file that is named, README.md without a name."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "README.md")
    path.write_bytes(renew(path.read_bytes().decode("utf-8"), load_rules()).encode("utf-8"))


if __name__ == "__main__":
    main()
