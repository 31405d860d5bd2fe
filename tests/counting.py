"""Work that is counted, and a guard against work without end: neither asks how fast a machine is."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

# Many times what anything under the guard takes, and a small part of what it takes where its work runs away.
_LIMIT = 120


def calls(work: Callable[[], Any]) -> int:
    """Return how many functions `work` calls, Python's own included."""
    count = 0

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    # What others left behind is not to be cleared away, and counted, meanwhile.
    gc.collect()
    gc.disable()
    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


def grows_with(work: Callable[[int], Any], few: int, many: int) -> float:
    """Return how many times as many functions `work(many)` calls as `work(few)`, against how many times as much it got.

    1 is as it should be; what compares each with each has `many / few`.
    """
    work(few)  # What is worked out once is no part of it.
    return calls(lambda: work(many)) * few / (calls(lambda: work(few)) * many)


@contextmanager
def comes_to_an_end() -> Iterator[None]:
    """Fail what is still at work when the process has worked for minutes: other processes do not count.

    Regular expressions look for signals as well. What is under the guard has to be so long that work which grows with
    the square of its length would take hours.
    """
    if not hasattr(signal, "setitimer"):  # Windows: such work shows on the others.
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        # No `Exception`: medlint makes a finding of each that a rule raises, and the test would go on.
        pytest.fail("this does not come to an end")

    before = signal.signal(signal.SIGVTALRM, stop)
    outer, _ = signal.setitimer(signal.ITIMER_VIRTUAL, _LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, outer)
        signal.signal(signal.SIGVTALRM, before)
