"""medlint, as it is timed: its command line, and which of its options are there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The medlint of this checkout, whatever else is installed.
HERE = (sys.executable, "-m", "medlint")


class BrokenSubject(Exception):  # noqa: N818
    """medlint cannot be run; the message says what it printed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """medlint: the words that start it, whether it has a cache, and options that every run of `check` is given."""

    command: tuple[str, ...]
    caches: bool
    options: tuple[str, ...] = ()

    def check(self, pages: Path, report: Path, cache: Path | None) -> list[str]:
        """Return the command line that checks `pages` and writes the report; with the cache in `cache`, or without."""
        told = ["--output-format", "concise", "--output-file", str(report)]
        cached = ["--no-cache"] if cache is None else ["--cache-dir", str(cache)]
        return [*self.command, "check", *cached, *told, *self.options, str(pages)]


def find_subject(
    command: Sequence[str], environment: Mapping[str, str], *, jobs: str | None = None, config: Sequence[str] = ()
) -> Subject:
    """Return medlint as `command` starts it. What it can do is read from `check --help`.

    Errors: BrokenSubject.
    """
    try:
        done = subprocess.run(
            [*command, "check", "--help"], env=dict(environment), capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise BrokenSubject(f"'{command[0]}' cannot be run: {error.strerror}") from error
    if done.returncode != 0 or "--no-cache" not in done.stdout:
        raise BrokenSubject(f"'{' '.join(command)} check --help' does not work:\n{done.stdout}{done.stderr}")
    options = [*(["--jobs", jobs] if jobs else []), *(word for value in config for word in ("--config", value))]
    return Subject(tuple(command), "--cache-dir" in done.stdout, tuple(options))


def clean_environment(command: Sequence[str]) -> dict[str, str]:
    """Return this environment without settings for medlint, and with this checkout on Python's path if it is timed."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MEDLINT_")}
    # Without compiled modules every run would compile them again.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    if tuple(command) == HERE:
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
    return kept
