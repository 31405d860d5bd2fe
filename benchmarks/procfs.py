"""How much memory running processes hold, from /proc. Where there is none, nothing is known."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
AVAILABLE = (_PROC / "self" / "smaps_rollup").exists()
_PEAK = re.compile(rb"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_SHARE = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(slots=True)
class Peaks:
    """The most that was seen of a command so far. `together` and `first` are bytes.

    `together`: all of its processes at one moment, where what several of them share counts once. `first`: the process
    that was started. `processes`: how many there were at one moment.
    """

    together: int = 0
    first: int = 0
    processes: int = 0

    def look(self, launcher: int) -> None:
        """Look at the processes of the launcher's session; the launcher itself, which leads it, is none of them."""
        total = count = 0
        for entry in os.listdir(_PROC):  # noqa: PTH208 - names alone, hundreds of times a second
            if not entry.isdigit() or int(entry) == launcher:
                continue
            parent, session = _family_of(entry)
            if session == launcher:
                count += 1
                total += _bytes_in(f"{entry}/smaps_rollup", _SHARE)
                if parent == launcher:
                    self.first = max(self.first, _bytes_in(f"{entry}/status", _PEAK))
        self.together = max(self.together, total)
        self.processes = max(self.processes, count)


def _family_of(pid: str) -> tuple[int, int]:
    """Return a process' parent and session, -1 where they cannot be read."""
    with suppress(OSError, IndexError, ValueError):
        # The name, in brackets, may hold anything; behind it come state, parent, group and session.
        fields = (_PROC / pid / "stat").read_bytes().rpartition(b")")[2].split()
        return int(fields[1]), int(fields[3])
    return -1, -1


def _bytes_in(name: str, pattern: re.Pattern[bytes]) -> int:
    with suppress(OSError):
        found = pattern.search((_PROC / name).read_bytes())
        if found:
            return int(found[1]) * 1024
    return 0
