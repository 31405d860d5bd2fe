"""The time that each rule takes, for `medlint check --profile`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from medlint.records import dataclass, field


@dataclass
class Stopwatch:
    """Processor seconds and calls by what was timed: a rule's code, or "parse"."""

    seconds: dict[str, float] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Add the time that the body takes. What a rule computes first and others use again counts as its own."""
        start = time.process_time()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - start
            self.calls[name] = self.calls.get(name, 0) + 1


# Set while pages are profiled in this process. Nobody else's run has the cost of looking at a clock.
_running: list[Stopwatch] = []


def running() -> Stopwatch | None:
    """Return the stopwatch that is running, if one is."""
    return _running[-1] if _running else None


@contextmanager
def profiled() -> Iterator[Stopwatch]:
    """Time what is checked in this process while the body runs."""
    watch = Stopwatch()
    _running.append(watch)
    try:
        yield watch
    finally:
        _running.pop()
