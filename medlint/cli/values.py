"""How the values of options are read, whoever split the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.typed import Any


def count_workers(value: str) -> int:
    """Return how many processes `auto` or a number asks for.

    Errors: ValueError.
    """
    if value == "auto":
        # A container or `taskset` may allow fewer processors than the machine has.
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise ValueError(f"'{value}' is neither 'auto' nor a number from 1 on.")
    return int(value)


def split_rules(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the single selectors of values such as `DIS,faq-format`."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def read_shard(value: str | None) -> tuple[int, int] | None:
    """Return the numbers in `2/5`.

    Errors: ValueError.
    """
    if value is None:
        return None
    part, _, whole = value.partition("/")
    if not (part.isascii() and part.isdigit() and whole.isascii() and whole.isdigit() and len(value) < 20):
        raise ValueError(f"'{value}' is not of the form I/N, such as 1/4 for the first of four parts.")
    if not 1 <= int(part) <= int(whole):
        raise ValueError(f"there is no part {part} of {whole}; parts are counted from 1.")
    return int(part), int(whole)


def read_reports(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return format and file of each `FORMAT=FILE`.

    Errors: ValueError.
    """
    if not values:
        return ()
    from medlint.reporters import FORMATS

    reports = []
    for value in values:
        form, equals, path = value.partition("=")
        if form not in FORMATS:
            from medlint.suggest import closest

            near = closest(form, FORMATS)
            hint = f"did you mean '{near}'?" if near else f"choose from {', '.join(FORMATS)}."
            raise ValueError(f"'{form}' is no format; {hint}")
        if not equals or not path:
            raise ValueError(f"'{value}' names no file; write '{form}=FILE'.")
        reports.append((form, path))
    return tuple(reports)


READERS: Mapping[str, Callable[[Any], Any]] = {
    one.__name__: one for one in (count_workers, split_rules, read_shard, read_reports)
}
