"""What is kept for copies of medlint goes when it was long not used, and nothing else does."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from medlint.homefolder import home_folder
from medlint.prune import prune

if TYPE_CHECKING:
    import pytest

LONG_AGO = time.time() - 91 * 24 * 3600


def make(place: Path, *names: str, time: float = LONG_AGO) -> None:
    for name in names:
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
        os.utime(file, (time, time))
    for folder in {(place / name).parent for name in names}:
        os.utime(folder, (time, time))


def test_what_was_long_not_used_goes(tmp_path: Path) -> None:
    make(tmp_path, "cpython-311-0026c9d9/code.bin", "cpython-311-0026c9d9/run-1b.bin", "pypy-310-0026c9d9/a.bin.12.tmp")
    make(tmp_path, "cpython-312-0026c9d9/code.bin", time=time.time() - 3600)
    prune(str(tmp_path))
    assert [folder.name for folder in tmp_path.iterdir()] == ["cpython-312-0026c9d9"]


def test_what_is_not_medlints_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    make(tmp_path, "elsewhere/code.bin", "place/notes/a.bin", "place/cpython-311-0026c9d9/mine.txt", "place/a.bin")
    make(tmp_path, "place/cpython-311-0026c9d8/b.bin", "place/cpython-311-0026c9d8/c.bin")
    # One of its files was written since.
    os.utime(tmp_path / "place/cpython-311-0026c9d8/b.bin")
    (tmp_path / "place/cpython-311-00000000").symlink_to(elsewhere, target_is_directory=True)
    before = sorted(tmp_path.rglob("*"))
    prune(str(tmp_path / "place"))
    prune(str(tmp_path / "nowhere"))
    assert sorted(tmp_path.rglob("*")) == before


def test_the_first_start_of_a_copy_prunes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    make(tmp_path / "medlint", "cpython-311-0026c9d9/code.bin")
    folder = home_folder()
    assert folder is not None
    assert [one.path for one in os.scandir(tmp_path / "medlint")] == [folder]
    make(tmp_path / "medlint", "cpython-311-0026c9d9/code.bin")
    assert home_folder() == folder
    assert len(list((tmp_path / "medlint").iterdir())) == 2


def test_a_folder_or_a_link_named_like_a_file_of_medlints_leaves_all_as_it_is(tmp_path: Path) -> None:
    make(tmp_path, "cpython-311-00000001/a.bin", "cpython-311-00000001/z.bin/mine.txt", "cpython-311-00000002/a.bin")
    link = tmp_path / "cpython-311-00000002" / "z.bin"
    link.symlink_to("a.bin")
    os.utime(link, (LONG_AGO, LONG_AGO), follow_symlinks=False)
    for folder in (tmp_path / "cpython-311-00000001/z.bin", *tmp_path.iterdir()):
        os.utime(folder, (LONG_AGO, LONG_AGO))
    before = sorted(tmp_path.rglob("*"))
    prune(str(tmp_path))
    assert sorted(tmp_path.rglob("*")) == before
