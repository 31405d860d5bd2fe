"""A rule that speaks on most pages is told once, so that it does not bury the page that could harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from medlint.diagnostic import Diagnostic
from medlint.records import dataclass, field

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


class Collapsed:
    """The diagnostics of `checked` pages, split into those to be listed and the rules to be told once.

    A rule is told once if it speaks on more than half of twenty or more pages; rules of AVL, SAF, IDN, RES and LNT
    never are. `again` gives the diagnostics, sorted, as often as it is called: of a large run they are never all there.
    """

    def __init__(self, again: Callable[[], Iterable[Diagnostic]], checked: int) -> None:
        self._again = again
        self._sums: dict[str, _Sum] = {}
        if checked >= _FEWEST_PAGES:
            pages: Counter[str] = Counter()
            last: dict[str, str] = {}
            for one in again():
                if last.get(one.code) != one.path:
                    last[one.code] = one.path
                    pages[one.code] += 1
            told_once = (code for code, count in pages.items() if count * 2 > checked and not is_harmful(code))
            self._sums = {code: _Sum(pages[code]) for code in sorted(told_once)}

    def listed(self) -> Iterator[Diagnostic]:
        """Yield what is listed, by place; only then is it known what is told once."""
        for one in self._again():
            sum_of = self._sums.get(one.code)
            if sum_of is None:
                yield one
            else:
                sum_of.add(one)

    def commons(self) -> list[Common]:
        """Return what is told once, by code."""
        return [one.common() for one in self._sums.values()]


@dataclass
class _Sum:
    pages: int
    first: Diagnostic | None = None
    messages: Counter[str] = field(default_factory=Counter)

    def add(self, one: Diagnostic) -> None:
        self.first = self.first or one
        self.messages[one.message] += 1

    def common(self) -> Common:
        assert self.first is not None
        messages = sorted(self.messages.items(), key=lambda pair: (-pair[1], pair[0]))
        return Common(self.first, self.messages.total(), self.pages, tuple(messages))
