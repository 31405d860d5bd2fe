"""Draws how time and memory grow with the number of pages, as an SVG picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

_WIDTH, _HEIGHT = 1290, 480
_PANEL, _TOP, _BOTTOM = 380, 84, 418
_LEFTS = (66, 704)
_LABEL_GAP = 15

# Okabe and Ito's colours, which colour-blind readers can tell apart, made darker for the light ground and lighter for
# the dark one. The mark and the line differ too, so that no reader needs the colour.
_COLOURS = (
    ("#0072b2", "#56b4e9"),
    ("#c04d00", "#f0893a"),
    ("#00785a", "#2fc9a0"),
    ("#9c3d78", "#e6a0c8"),
    ("#7d5a00", "#e6c200"),
    ("#4d4d4d", "#c4c4c4"),
)
_DASHES = ("", "7 4", "2 4")
_MARKS: tuple[Callable[[float, float], str], ...] = (
    lambda x, y: f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>',
    lambda x, y: f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>',
    lambda x, y: f'<path d="M{x:.1f} {y - 5.5:.1f}l5.5 9.5h-11z"/>',
    lambda x, y: f'<path d="M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z"/>',
)

_STYLE = """\
text { font-family: system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; font-size: 13px; fill: #24292f }
.title { font-size: 18px; font-weight: 600 }
.panel { font-size: 14px; font-weight: 600 }
.small { font-size: 12px }
.ground { fill: #ffffff }
.grid { stroke: #d8dee4 }
.axis { stroke: #57606a }
.line { fill: none; stroke-width: 1.8 }
.strong { stroke-width: 4 }
.name { font-weight: 600 }
.leader { fill: none; opacity: 0.45 }
"""
_DARK_STYLE = """\
text { fill: #e6edf3 }
.ground { fill: #0d1117 }
.grid { stroke: #30363d }
.axis { stroke: #9198a1 }
"""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the picture: its name, and for numbers of pages the seconds and the peak memory in MiB.

    Memory may be None, where it is not known. A `strong` line is thicker than others.
    """

    name: str
    points: tuple[tuple[int, float, float | None], ...]
    strong: bool = False


def draw(title: str, subtitle: str, series: Sequence[Series]) -> str:
    """Return the picture: on the left the time, on the right the memory, both axes of each logarithmic.

    It has a ground of its own, light or dark as the reader's system is, so that it can be read on any page.
    """
    panels = (
        ("Wall time, s", [[(pages, seconds) for pages, seconds, _ in each.points] for each in series]),
        ("Peak memory, MiB", [[(pages, size) for pages, _, size in each.points if size] for each in series]),
    )
    names = ", ".join(each.name for each in series)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"',
        f"     aria-label={quoteattr(title)}>",
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(f'Wall time and peak memory by number of pages, both logarithmic, of: {names}.')}</desc>",
        f"<style>\n{_style(len(series))}</style>",
        f'<rect class="ground" width="{_WIDTH}" height="{_HEIGHT}" rx="8"/>',
        f'<text class="title" x="24" y="32">{escape(title)}</text>',
        f'<text class="small" x="24" y="53">{escape(subtitle)}</text>',
    ]
    for left, (heading, lines) in zip(_LEFTS, panels, strict=True):
        parts += _draw_panel(left, heading, series, lines)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _style(count: int) -> str:
    light, dark = _STYLE, _DARK_STYLE
    for number in range(count):
        by_day, by_night = _COLOURS[number % len(_COLOURS)]
        dash = _DASHES[number // len(_COLOURS) % len(_DASHES)]
        light += (
            f".s{number} {{ stroke: {by_day}; stroke-dasharray: {dash or 'none'} }}\n.m{number} {{ fill: {by_day} }}\n"
        )
        dark += f".s{number} {{ stroke: {by_night} }}\n.m{number} {{ fill: {by_night} }}\n"
    return f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


Points = list[tuple[int, float]]


def _draw_panel(left: int, heading: str, series: Sequence[Series], lines: Sequence[Points]) -> Iterator[str]:
    yield f'<text class="panel" x="{left}" y="{_TOP - 10}">{escape(heading)}</text>'
    flat = [point for line in lines for point in line]
    if not flat:
        yield f'<text x="{left}" y="{_TOP + 20}">not measured</text>'
        return
    across = _Axis([x for x, _ in flat], left, left + _PANEL, whole_decades=True)
    up = _Axis([y for _, y in flat], _BOTTOM, _TOP, whole_decades=False)
    for value in up.ticks:
        y = up.at(value)
        yield f'<path class="grid" d="M{left} {y:.1f}h{_PANEL}"/>'
        yield f'<text class="small" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{_number(value)}</text>'
    for value in across.ticks:
        x = across.at(value)
        yield f'<path class="grid" d="M{x:.1f} {_TOP}V{_BOTTOM}"/>'
        yield f'<text class="small" x="{x:.1f}" y="{_BOTTOM + 19}" text-anchor="middle">{_number(value)}</text>'
    yield f'<path class="axis" fill="none" d="M{left} {_TOP}V{_BOTTOM}h{_PANEL}"/>'
    yield f'<text class="small" x="{left + _PANEL / 2}" y="{_BOTTOM + 40}" text-anchor="middle">pages</text>'
    heights = _apart([up.at(line[-1][1]) if line else _BOTTOM for line in lines])
    for number, (each, line) in enumerate(zip(series, lines, strict=True)):
        places = [(across.at(x), up.at(y)) for x, y in line]
        if not places:
            continue
        way = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        strong = " strong" if each.strong else ""
        yield f'<g><title>{escape(each.name)}</title><path class="line{strong} s{number}" d="M{way}"/>'
        marks = "".join(_MARKS[number % len(_MARKS)](x, y) for x, y in places)
        yield f'<g class="m{number}">{marks}</g>'
        x, y = places[-1]
        label = left + _PANEL + 14
        leader = f"M{x:.1f} {y:.1f}L{label - 3} {heights[number]:.1f}"
        yield f'<path class="leader s{number}" d="{leader}"/>'
        yield f'<text class="name m{number}" x="{label}" y="{heights[number] + 4:.1f}">{escape(each.name)}</text></g>'


class _Axis:
    """A logarithmic axis that holds `values`, between two places of the picture."""

    def __init__(self, values: Sequence[float], start: float, stop: float, *, whole_decades: bool) -> None:
        steps = (1,) if whole_decades else (1, 2, 5)
        marks = [step * 10.0**power for power in range(-6, 10) for step in steps]
        low = max(mark for mark in marks if mark <= max(min(values), marks[0]))
        high = min((mark for mark in marks if mark >= max(values)), default=marks[-1])
        if low == high:
            high = next((mark for mark in marks if mark > low), low * 10)
        self.ticks = [mark for mark in marks if low <= mark <= high]
        if len(self.ticks) > 9:
            self.ticks = [mark for mark in self.ticks if math.isclose(math.log10(mark), round(math.log10(mark)))]
        self._low, self._high, self._start, self._stop = math.log(low), math.log(high), start, stop

    def at(self, value: float) -> float:
        share = (math.log(max(value, 1e-6)) - self._low) / (self._high - self._low)
        return self._start + share * (self._stop - self._start)


def _apart(heights: Sequence[float]) -> list[float]:
    """Return heights near the given ones, none nearer to another than a line of text."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + _LABEL_GAP)
    # What went beyond the lower edge pushes the others up again.
    limit = float(_BOTTOM)
    for number in reversed(order):
        placed[number] = min(placed[number], limit)
        limit = placed[number] - _LABEL_GAP
    return placed


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
