"""Which places of a page meet others: where a match has a reason to be left alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

from medlint.text import Span


class Cover:
    """Places of a page. `span in cover` says whether any of them shares a character with `span`.

    That takes hardly longer for thousands of them, which a hostile page may hold, than for one.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans, key=_start)
        self._starts = [span.start for span in ordered]
        # How far those reach that begin no later.
        self._ends = list(accumulate((span.end for span in ordered), max))

    def __contains__(self, span: Span) -> bool:
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._ends[before - 1] > span.start


def _start(span: Span) -> int:
    return span.start
