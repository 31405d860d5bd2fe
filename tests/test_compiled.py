"""What is kept beside the bytecode: found again, never stale, never an error."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from medlint import compiled
from medlint.compiled import Store, stamp_of
from medlint.triggers import needs_of


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "compiled.py"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def place(tmp_path: Path) -> Path:
    (path,) = (tmp_path / "__pycache__").iterdir()
    return path


def filled() -> None:
    store = Store("test", "1")
    store.put("é", [1, "two"])
    store.save()


def test_what_was_put_is_found_again(tmp_path: Path) -> None:
    filled()
    assert Store("test", "1").get("é") == [1, "two"]
    assert Store("test", "1").get("other") is None
    assert place(tmp_path).suffix == ".json"


def test_another_version_is_not_read() -> None:
    filled()
    assert Store("test", "2").get("é") is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b'{"version": "1"}', b'{"version": "1", "values": 3}'])
def test_a_damaged_file_is_an_empty_one(tmp_path: Path, data: bytes) -> None:
    filled()
    place(tmp_path).write_bytes(data)
    store = Store("test", "1")
    assert store.get("é") is None
    store.put("é", 1)
    store.save()
    assert Store("test", "1").get("é") == 1


def test_nothing_is_written_where_python_writes_no_bytecode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    filled()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("")
    filled()


def test_a_source_file_that_changes_has_another_stamp(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    assert stamp_of(str(file)) == "0"
    file.write_text("one")
    before = stamp_of(str(file))
    file.write_text("more")
    assert stamp_of(str(file)) != before


def test_kept_needs_are_the_needs_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from medlint import triggers

    pattern = r"(?:withdrawn|discontinued)\s+from\s+the\s+market"
    kept = []
    for _ in range(2):
        monkeypatch.setattr(triggers, "_STORE", Store("needs", "1"))
        needs_of.cache_clear()
        kept.append(needs_of(pattern))
        triggers._STORE.save()
    assert kept[0] == kept[1] != ()
