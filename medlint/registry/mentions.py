"""Where a text names drugs: whole words only, the longest name first."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.patterns import lazy
from medlint.records import dataclass, field
from medlint.registry.names import Names
from medlint.text import Span

_RUN = lazy(r"[^\W_]+")


@dataclass(frozen=True)
class Mentions:
    """Finds the names of the drugs in `inns` in running text.

    A name is found only where neither letter, digit nor hyphen touches it, so that "5-hydroxytryptophan" is no
    tryptophan; inside of it a hyphen, a space and a slash are alike. A shorter name inside of a longer one is not
    found. Brands and acronyms are not looked for.
    """

    names: Names
    inns: frozenset[str]
    _by_first: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for key, inn in self.names.inns.items():
            runs = tuple(_RUN.findall(key))
            if runs:
                # Names of other drugs are kept as well: a longer one hides the shorter one inside of it.
                self._by_first.setdefault(runs[0], []).append((runs, inn))
        for known in self._by_first.values():
            known.sort(key=lambda name: -len(name[0]))

    def triggers(self) -> frozenset[str]:
        """Return the folded first words of all names of `inns`: without one of them a text names none."""
        return frozenset(first for first, known in self._by_first.items() if any(inn in self.inns for _, inn in known))

    def find(self, text: str) -> Iterator[tuple[Span, str]]:
        """Yield the span and the INN of every name, in the order of the text."""
        runs = list(_RUN.finditer(text))
        words = [run.group().casefold() for run in runs]
        at = 0
        while at < len(runs):
            length = 1
            for name, inn in self._by_first.get(words[at], ()):
                end = at + len(name)
                if tuple(words[at:end]) == name and self._stands_alone(text, runs[at].start(), runs[end - 1].end()):
                    gaps = (text[runs[i].end() : runs[i + 1].start()] for i in range(at, end - 1))
                    if all(gap in ("-", "/", "'") or gap.isspace() for gap in gaps):
                        length = len(name)
                        if inn in self.inns:
                            yield Span(runs[at].start(), runs[end - 1].end()), inn
                        break
            at += length

    @staticmethod
    def _stands_alone(text: str, start: int, end: int) -> bool:
        before, after = text[start - 1 : start], text[end : end + 1]
        return not (before in ("-", "_") or after in ("-", "_"))
