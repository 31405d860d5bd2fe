"""Runs one command as a process of its own, and measures it from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks import procfs

TOO_LONG = -999
LAUNCHER = Path(__file__).with_name("launcher.py")
_PAUSE = 0.004


@dataclass(frozen=True, slots=True)
class Run:
    """One run: `wall` and `cpu` in seconds, `code` the exit code or TOO_LONG.

    `cpu` is user and system time of the process and of those that it waited for; None where the system does not tell.
    """

    wall: float
    cpu: float | None
    code: int


@dataclass(frozen=True, slots=True)
class Memory:
    """Peaks in bytes, each None where it could not be measured.

    `largest`: resident memory of the largest process, as the kernel counts it (`ru_maxrss`).
    `parent`: resident memory of the process that was started.
    `together`: memory of the process and all that it started at one moment; what processes share counts once (PSS).
    `code`: the exit code or TOO_LONG. The last two are sampled; where there is one process alone, they are `largest`.
    """

    largest: int | None
    parent: int | None
    together: int | None
    code: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command runs: working folder, environment, the file that its output goes to, and seconds it may take."""

    folder: Path
    environment: Mapping[str, str]
    output: Path
    limit: float


def run_once(command: Sequence[str], place: Place) -> Run:
    """Run a command to its end and return how long it took. Nothing else is done meanwhile."""
    begin = time.perf_counter()
    with _started(command, place) as (process, stopped):
        cpu = _wait(process)
        wall = time.perf_counter() - begin
    return Run(wall, cpu, TOO_LONG if stopped.is_set() else process.returncode)


def watch_memory(command: Sequence[str], place: Place) -> Memory:
    """Run a command to its end and return how much memory it took. It is looked at meanwhile, which slows it down."""
    if sys.platform == "win32":
        return Memory(None, None, None, run_once(command, place).code)
    note = place.output.with_suffix(".peak")
    note.unlink(missing_ok=True)
    peaks = procfs.Peaks()
    with _started([sys.executable, "-I", "-S", str(LAUNCHER), str(note), *command], place) as (process, stopped):
        while procfs.AVAILABLE and not _has_ended(process):
            peaks.look(process.pid)
            time.sleep(_PAUSE)
        _wait(process)
    if stopped.is_set() or not note.exists():
        return Memory(None, None, None, TOO_LONG if stopped.is_set() else process.returncode)
    largest = int(note.read_text(encoding="ascii")) * (1 if sys.platform == "darwin" else 1024)
    if procfs.AVAILABLE and peaks.processes <= 1:
        return Memory(largest, largest, largest, process.returncode)
    return Memory(largest, peaks.first or None, peaks.together or None, process.returncode)


@contextmanager
def _started(command: Sequence[str], place: Place) -> Iterator[tuple[subprocess.Popen[bytes], threading.Event]]:
    """Start a command in a session of its own; stop all of it after the limit, or if this process is interrupted."""
    stopped = threading.Event()
    with place.output.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=place.folder,
            env=dict(place.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

        def stop() -> None:
            stopped.set()
            _end(process)

        timer = threading.Timer(place.limit, stop)
        timer.daemon = True
        timer.start()
        try:
            yield process, stopped
        except BaseException:
            _end(process)
            process.wait()
            raise
        finally:
            timer.cancel()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


if sys.platform == "win32":

    def _has_ended(process: subprocess.Popen[bytes]) -> bool:
        return process.poll() is not None

    def _wait(process: subprocess.Popen[bytes]) -> float | None:
        process.wait()
        return None

else:

    def _has_ended(process: subprocess.Popen[bytes]) -> bool:
        """Return whether the process has ended, and leave it to `_wait` to take its figures."""
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def _wait(process: subprocess.Popen[bytes]) -> float | None:
        """Wait for the process and return its CPU seconds, with those of processes that it waited for."""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_utime + usage.ru_stime
