"""The files of a run, with the settings for each, and their reports in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from medlint.config import Config
from medlint.diagnostic import FileReport
from medlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that is to be checked: the path that is printed, the real one, and the settings for it."""

    path: str
    real: str
    config: Config


def in_order(
    candidates: Iterable[Candidate], known: Mapping[str, FileReport], checked: Iterator[FileReport]
) -> Iterator[FileReport]:
    """Yield a report for each candidate, in their order: the known one, or the next that was checked."""
    for one in candidates:
        report = known.get(one.path)
        yield next(checked) if report is None else report
