"""The cache: what it keeps, and that nothing that is wrong with its file is ever an error."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medlint.cache import Cache
from medlint.cachefolder import FOLDER, clean, is_committed
from medlint.diskfiles import Stamp, stamps

OLD = Stamp(5, 1_000_000_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "site" / FOLDER


def content_of(cache: Cache, path: str, stamp: Stamp) -> bytes | None:
    row = cache.pages([path]).get(path)
    return row.content if row is not None and row.tells(stamp) else None


def filled(folder: Path) -> None:
    with Cache(folder) as cache:
        cache.remember("a.md", OLD, b"digest")
        cache.keep(b"key", '{"found": "é"}')


def test_what_was_kept_is_found_again(folder: Path) -> None:
    filled(folder)
    with Cache(folder) as cache:
        assert cache.trouble is None
        assert content_of(cache, "a.md", OLD) == b"digest"
        assert cache.results([b"other", b"key"]) == {b"key": '{"found": "é"}'}
    assert (folder / ".gitignore").read_text().endswith("*\n")


@pytest.mark.parametrize("stamp", [Stamp(6, 1_000_000_000), Stamp(5, 1_000_000_001)])
def test_a_file_of_another_size_or_time_is_read(folder: Path, stamp: Stamp) -> None:
    filled(folder)
    with Cache(folder) as cache:
        assert content_of(cache, "a.md", stamp) is None
        assert content_of(cache, "b.md", OLD) is None


def test_a_file_that_changed_just_before_it_was_read_is_read_again(folder: Path) -> None:
    stamp = Stamp(5, time.time_ns())
    with Cache(folder) as cache:
        cache.remember("a.md", stamp, b"digest")
    with Cache(folder) as cache:
        assert content_of(cache, "a.md", stamp) is None


def test_more_keys_than_a_query_takes(folder: Path) -> None:
    keys = [str(number).encode() for number in range(2_345)]
    with Cache(folder) as cache:
        for key in keys:
            cache.keep(key, key.decode())
    with Cache(folder) as cache:
        assert cache.results([*keys, b"no"]) == {key: key.decode() for key in keys}


@pytest.mark.parametrize("damage", ["garbage", "cut", "other layout", "other program", "no tables", "empty"])
def test_a_file_that_cannot_be_used_is_thrown_away(folder: Path, damage: str) -> None:
    filled(folder)
    path = folder / "results.sqlite3"
    if damage == "garbage":
        path.write_bytes(os.urandom(9_000))
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:5_000])
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        orders = {
            "other layout": "pragma user_version = 99",
            "other program": "pragma application_id = 7",
            "no tables": "drop table results",
        }
        with sqlite3.connect(path) as database:
            database.execute(orders[damage])
        database.close()
    with Cache(folder) as cache:
        assert cache.trouble is None
        assert cache.results([b"key"]) == {}
        cache.keep(b"key", "anew")
    with Cache(folder) as cache:
        assert cache.results([b"key"]) == {b"key": "anew"}


def test_damage_that_shows_only_later_empties_the_cache(folder: Path) -> None:
    with Cache(folder) as cache:
        for number in range(3_000):
            cache.keep(str(number).encode(), "x" * 200)
    path = folder / "results.sqlite3"
    data = bytearray(path.read_bytes())
    data[20_000:] = b"\xff" * (len(data) - 20_000)
    path.write_bytes(data)
    with Cache(folder) as cache:
        cache.results([str(number).encode() for number in range(3_000)])
        cache.keep(b"new", "new")


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Cache(tmp_path / "file" / FOLDER) as cache:
        assert cache.trouble
        cache.remember("a.md", OLD, b"digest")
        cache.keep(b"key", "found")
        assert cache.results([b"key"]) == {}
        assert content_of(cache, "a.md", OLD) is None


def test_a_link_in_place_of_the_file_is_not_followed(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("keep me")
    folder.mkdir(parents=True)
    (folder / "results.sqlite3").symlink_to(target)
    with Cache(folder) as cache:
        assert cache.trouble
    assert target.read_text() == "keep me"


def test_several_processes_may_write_at_once(folder: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom medlint.cache import Cache\n"
        "for turn in range(20):\n"
        "    with Cache(Path(sys.argv[1])) as cache:\n"
        "        assert cache.trouble is None, cache.trouble\n"
        "        cache.keep(f'{sys.argv[2]} {turn}'.encode(), 'x')\n"
        "    assert cache.trouble is None, cache.trouble\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(folder), str(number)]) for number in range(4)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0, 0]
    keys = [f"{number} {turn}".encode() for number in range(4) for turn in range(20)]
    with Cache(folder) as cache:
        assert len(cache.results(keys)) == 80


def test_what_no_run_has_used_for_a_month_is_dropped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(folder)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 31 * 86_400)
    with Cache(folder) as cache:
        cache.keep(b"new", "new")
    with Cache(folder) as cache:
        assert cache.results([b"key", b"new"]) == {b"new": "new"}


def test_clean_deletes_the_cache_and_nothing_else(folder: Path) -> None:
    assert not clean(folder)
    filled(folder)
    assert clean(folder)
    assert not folder.exists()
    filled(folder)
    (folder / "mine.txt").write_text("keep me")
    assert clean(folder)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def git(folder: Path, *args: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *args]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_a_cache_that_somebody_committed_is_known(folder: Path, version: str) -> None:
    site = folder.parent
    site.mkdir(parents=True)
    assert not is_committed(folder)
    git(site, "init", "-q")
    git(site, "config", "index.version", version)
    # In version 4 names are told by what differs from the one before.
    (site / ".medlint_cachf").write_text("a")
    (site / ".medlint_cach").mkdir()
    (site / ".medlint_cach" / "results.sqlite3").write_text("a")
    (site / ("long" * 60)).write_text("a")
    filled(folder)
    (site / "a.md").write_text("a")
    git(site, "add", ".")
    assert not is_committed(folder)
    git(site, "add", "-f", str(folder / "results.sqlite3"))
    assert is_committed(folder)
    git(site, "commit", "-qm", "all")
    git(site, "worktree", "add", "-q", str(site.parent / "other"))
    assert is_committed(site.parent / "other" / FOLDER)


def test_stamps_leave_out_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("abc")
    found = stamps([str(tmp_path / "a"), str(tmp_path / "b")])
    assert [stamp.size for stamp in found.values()] == [3]


def test_a_path_that_is_no_text_is_kept(folder: Path) -> None:
    path = os.fsdecode(b"content/\xff.md")
    with Cache(folder) as cache:
        cache.remember(path, OLD, b"digest")
    with Cache(folder) as cache:
        assert cache.trouble is None
        assert content_of(cache, path, OLD) == b"digest"
