"""A rule that speaks on most pages is told once, so that it does not bury the page that could harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from medlint.diagnostic import Diagnostic

# Fewer pages are read to the end anyway.
_FEWEST_PAGES = 20

# What may harm the reader of that one page (a withdrawn drug, a missing warning, another drug's text, a machine's
# refusal) is never told in sum, nor is medlint's own failure.
_NEVER = ("AVL", "SAF", "IDN", "RES", "LNT")


def is_harmful(code: str) -> bool:
    """Return whether findings of the rule are of the kind that is never told in sum."""
    return code.startswith(_NEVER)


@dataclass(frozen=True, slots=True)
class Common:
    """A rule that speaks on most pages. `messages` has each message with its count, the most frequent first."""

    first: Diagnostic
    findings: int
    pages: int
    messages: tuple[tuple[str, int], ...]


def collapse(diagnostics: Iterable[Diagnostic], checked: int) -> tuple[list[Diagnostic], list[Common]]:
    """Split sorted `diagnostics` of `checked` pages into those to be listed and the rules to be told once.

    A rule is told once if it speaks on more than half of twenty or more pages; rules of AVL, SAF, IDN, RES and LNT
    never are. Both results keep their order: by place, and by code.
    """
    every = list(diagnostics)
    if checked < _FEWEST_PAGES:
        return every, []
    pages = Counter([code for code, _ in {(d.code, d.path) for d in every}])
    told_once = {code for code, count in pages.items() if count * 2 > checked and not is_harmful(code)}
    if not told_once:
        return every, []
    listed: list[Diagnostic] = []
    by_code: dict[str, list[Diagnostic]] = {}
    for diagnostic in every:
        if diagnostic.code in told_once:
            by_code.setdefault(diagnostic.code, []).append(diagnostic)
        else:
            listed.append(diagnostic)
    commons = []
    for code, group in sorted(by_code.items()):
        messages = sorted(Counter([d.message for d in group]).items(), key=lambda pair: (-pair[1], pair[0]))
        commons.append(Common(group[0], len(group), pages[code], tuple(messages)))
    return listed, commons
