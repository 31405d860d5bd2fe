"""Writes results as Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.suite import COLD, EDITED, MEDLINT, ONE, ONE_WARM, WARM, Result

# What `Growth` is held to. Some hundredths of a run's time are noise.
MOST_MEMORY = 1.5
MOST_TIME = 1.05


@dataclass(frozen=True, slots=True)
class Growth:
    """How medlint's needs grow from `small` to `large` pages in one state; None where memory is not known."""

    state: str
    small: int
    large: int
    time: float
    largest: float | None
    together: float | None

    def is_flat(self) -> bool:
        """Return whether memory stays below MOST_MEMORY times, and time grows no faster than pages (MOST_TIME)."""
        sizes = [ratio for ratio in (self.largest, self.together) if ratio is not None]
        return self.time <= self.large / self.small * MOST_TIME and all(ratio < MOST_MEMORY for ratio in sizes)


def measure_growth(results: Mapping[int, Sequence[Result]], small: int, large: int) -> list[Growth]:
    """Return medlint's growth in each state that was measured at both numbers of pages."""
    before, after = (
        {result.state: result for result in results.get(pages, ()) if result.tool == MEDLINT}
        for pages in (small, large)
    )
    return [
        Growth(
            state,
            small,
            large,
            after[state].wall() / before[state].wall(),
            _divide(largest(after[state]), largest(before[state])),
            _divide(together(after[state]), together(before[state])),
        )
        for state in before
        if state in after
    ]


def largest(result: Result) -> float | None:
    """Return the peak of the largest process in MiB."""
    return _mebibytes(result.memory.largest if result.memory else None)


def together(result: Result) -> float | None:
    """Return the peak of all processes together in MiB."""
    return _mebibytes(result.memory.together if result.memory else None)


def facts_table(facts: Mapping[str, str]) -> str:
    """Return facts by name as a table of two columns."""
    return _table(("", ""), facts.items())


def results_table(results: Sequence[Result], pages: int) -> str:
    """Return what was measured of a folder of `pages` pages: a row for each tool and state."""
    header = (
        "tool",
        "state",
        "wall s",
        "lowest to highest",
        "CPU s",
        "pages/s",
        "largest process MiB",
        "first process MiB",
        "all together MiB",
    )
    rows = []
    for result in results:
        walls = [run.wall for run in result.runs]
        rate = 1 if result.state in (ONE, ONE_WARM) else pages
        first = _mebibytes(result.memory.parent if result.memory else None)
        rows.append(
            (
                result.tool,
                result.state,
                seconds(result.wall()),
                f"{seconds(min(walls))} to {seconds(max(walls))}",
                _or_dash(result.cpu(), seconds),
                f"{rate / result.wall():,.0f}",
                *(_or_dash(size, _whole) for size in (largest(result), first, together(result))),
            )
        )
    return _table(header, rows)


def ratios_table(results: Sequence[Result]) -> str:
    """Return medlint's time divided by each rival's, state by state: a row for each rival.

    A rival without a cache is as warm as it is cold. What medlint takes after edits is held against rivals whose pages
    did not change.
    """
    states = [result.state for result in results if result.tool == MEDLINT]
    found = {(result.tool, result.state): result for result in results}
    against = {EDITED: (WARM, COLD), WARM: (WARM, COLD), ONE_WARM: (ONE_WARM, ONE)}
    rows = []
    for rival in dict.fromkeys(result.tool for result in results if result.tool != MEDLINT):
        row = [rival]
        for state in states:
            other = next((found[rival, each] for each in against.get(state, (state,)) if (rival, each) in found), None)
            row.append(_spread(found[MEDLINT, state].ratios(other)) if other else "-")
        rows.append(row)
    return _table(("medlint's time divided by that of", *states), rows)


def growth_table(results: Mapping[int, Sequence[Result]]) -> str:
    """Return seconds and the largest process' MiB of each tool and state: a column for each number of pages."""
    sizes = sorted(results)
    keys = dict.fromkeys((result.tool, result.state) for size in sizes for result in results[size])
    rows = []
    for tool, state in keys:
        row = [tool, state]
        for size in sizes:
            result = next((each for each in results[size] if (each.tool, each.state) == (tool, state)), None)
            row.append(f"{seconds(result.wall())} s, {_or_dash(largest(result), _whole)} MiB" if result else "-")
        rows.append(row)
    return _table(("tool", "state", *(f"{size:,} {'page' if size == 1 else 'pages'}" for size in sizes)), rows)


def verdict_table(growth: Iterable[Growth]) -> str:
    """Return how medlint's needs grow, and whether that is as it should be."""
    header = ("state", "pages", "times the pages", "times the time", "largest process", "all together", "flat")
    return _table(
        header,
        (
            (
                each.state,
                f"{each.small:,} to {each.large:,}",
                f"{each.large / each.small:g}",
                f"{each.time:.2f}",
                _or_dash(each.largest, _two),
                _or_dash(each.together, _two),
                "yes" if each.is_flat() else "no",
            )
            for each in growth
        ),
    )


def seconds(value: float) -> str:
    """Return seconds with three digits that tell something, at most three of them behind the point."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _spread(ratios: Sequence[float]) -> str:
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def _mebibytes(size: int | None) -> float | None:
    return None if size is None else size / 2**20


def _divide(one: float | None, other: float | None) -> float | None:
    return one / other if one and other else None


def _or_dash(value: float | None, write: Callable[[float], str]) -> str:
    return "-" if value is None else write(value)


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _two(value: float) -> str:
    return f"{value:.2f}"
