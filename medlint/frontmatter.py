"""The YAML block at the top of a page: composed once, into JSON-safe data and a table of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medlint.diagnostic import Problem
from medlint.text import Pointer, Source, Span


@dataclass(frozen=True, slots=True)
class FieldSpan:
    """Where a front matter entry stands: its key (the value again, for a list item) and its value."""

    key: Span
    value: Span


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML block at the top.

    `data` is JSON-safe (dates stay strings). `spans` maps a pointer such as `("faqs", 0, "q")` to its place. `span`
    covers the block with both fences, `body_start` is the offset behind the closing one. Where there is no readable
    block, `data` is empty and `problems` says why; `present` is False only where the text does not begin with a fence.
    """

    data: Mapping[str, Any]
    spans: Mapping[Pointer, FieldSpan]
    span: Span
    body_start: int
    present: bool
    problems: tuple[Problem, ...] = ()
