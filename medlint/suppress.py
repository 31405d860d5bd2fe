"""Suppressions: comments in a page by which a writer takes a finding out, with a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medlint.rule import Rule, select
from medlint.suggest import closest
from medlint.text import Span

if TYPE_CHECKING:
    from medlint.monograph import Monograph

_COMMENT = re.compile(
    r"<!--[ \t]*medlint:[ \t]*(?P<verb>ignore(?:-file)?)\b[ \t]*(?P<names>.*?)(?:--[ \t]+(?P<reason>.*?))?-->",
    re.DOTALL,
)
_NAME = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that takes the findings of `codes` out: of the lines `first` to `last`, from 1."""

    span: Span
    codes: frozenset[str]
    first: int
    last: int
    reason: str

    def covers(self, code: str, line: int) -> bool:
        """Return whether a finding of rule `code` that begins on `line` is taken out."""
        return code in self.codes and self.first <= line <= self.last


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name in a suppression that no rule bears, and the nearest that one does."""

    span: Span
    name: str
    nearest: str | None


def read_suppressions(
    page: Monograph, rules: Sequence[Rule]
) -> tuple[tuple[Suppression, ...], tuple[UnknownName, ...]]:
    """Return the page's suppressions, and the names in them that are no rule's.

    `<!-- medlint: ignore CODE|NAME, ... -- reason -->` stands on the line that it speaks of, or alone on the line
    above; `ignore-file` speaks of the whole file.
    """
    text = page.text
    suppressions = []
    unknown = []
    for match in _COMMENT.finditer(text, page.front_matter.body_start):
        if _in_code(page, match.start()):
            continue
        codes: set[str] = set()
        for name in _NAME.finditer(text, match.start("names"), match.end("names")):
            named = select(rules, name.group())
            codes.update(rule.code for rule in named)
            if not named:
                known = [word for rule in rules for word in (rule.code, rule.name)]
                unknown.append(UnknownName(Span(*name.span()), name.group(), closest(name.group(), known)))
        first, last = _reach(page, match)
        suppressions.append(
            Suppression(Span(*match.span()), frozenset(codes), first, last, (match["reason"] or "").strip())
        )
    return tuple(suppressions), tuple(unknown)


def _in_code(page: Monograph, offset: int) -> bool:
    """Return whether a page only shows such a comment: in a code block, or between backticks on its line."""
    line = page.source.line_span(page.source.position(offset).line)
    quoted = page.text.count("`", line.start, offset) % 2 == 1
    return quoted or any(block.kind == "code" and offset in block.span for block in page.blocks)


def _reach(page: Monograph, match: re.Match[str]) -> tuple[int, int]:
    source = page.source
    if match["verb"] == "ignore-file":
        return 1, len(source.line_starts)
    first = source.position(match.start()).line
    last = source.position(match.end()).line
    before = page.text[source.line_span(first).start : match.start()]
    after = page.text[match.end() : source.line_span(last).end]
    return first, last + 1 if not before.strip() and not after.strip() else last
