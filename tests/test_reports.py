"""Reports that are put aside: the same whether memory holds them, a file, or both."""

from __future__ import annotations

import errno
import io
import tempfile

import pytest
from pages import CLEAN

from medlint.config import default_config
from medlint.diagnostic import FileReport
from medlint.engine import Job, check
from medlint.records import replace
from medlint.reports import Reports

CONFIG = default_config()
PAGES = [check(Job(f"{number}.md", CLEAN.replace("Ask", "!" * number).encode()), CONFIG) for number in range(3)]
# More than are written at a time.
MANY = [replace(PAGES[number % 3], path=f"{number}.md") for number in range(300)]


class Full(io.BytesIO):
    """A file on a disk that takes `room` bytes."""

    room = 0

    def write(self, data: object) -> int:
        piece = bytes(data)[: self.room - self.tell()]  # type: ignore[call-overload]
        if not piece:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(piece)


def seen(reports: Reports) -> list[FileReport]:
    first = list(reports)
    assert list(reports) == first
    assert len(reports) == len(first)
    return first


@pytest.mark.parametrize("in_memory", [0, 299, 300])
def test_they_come_as_they_went(in_memory: int) -> None:
    assert seen(Reports(iter(MANY), in_memory)) == MANY


@pytest.mark.parametrize("room", [0, 1, 3_000, 1_000_000])
def test_a_full_temporary_folder_costs_memory_alone(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    file = Full()
    file.room = room
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: file)
    reports = Reports(iter(MANY), 10)
    assert seen(reports) == MANY
    assert file.tell() <= room
    renamed = reports.changed(lambda one: replace(one, path="x.md"))
    assert seen(renamed) == [replace(one, path="x.md") for one in MANY]
    assert seen(renamed.changed(lambda one: replace(one, path="y.md"))) == [replace(one, path="y.md") for one in MANY]


def test_no_temporary_folder_costs_memory_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(**_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryFile", missing)
    reports = Reports(iter(MANY), 10)
    assert seen(reports) == MANY
    assert len(seen(reports.changed(lambda one: one))) == 300
