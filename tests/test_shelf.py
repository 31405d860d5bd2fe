"""A file of values: each found again, read one by one or whole, and none that a disk has damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from medlint import shelf
from medlint.shelf import open_shelf, shelf_of

VALUES = {"é": b"one", "two": b"", "three": b"3" * 1000}


@pytest.fixture(params=["whole", "one by one"])
def file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "one by one":
        monkeypatch.setattr(shelf, "_SMALL", 0)
    path = tmp_path / "values.bin"
    path.write_bytes(shelf_of(VALUES, "1"))
    return path


def test_values_are_found_again(file: Path) -> None:
    found = open_shelf(str(file), "1")
    assert len(found) == 3
    assert {key: found.get(key) for key in VALUES} == found.all() == VALUES
    assert found.get("four") is None


def test_keys_with_one_checksum_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "values.bin"
    # By all of their letters: CRC-32 gives both the same number.
    path.write_bytes(shelf_of({"plumless": b"1", "buckeroo": b"2"}, "1"))
    found = open_shelf(str(path), "1")
    assert (found.get("plumless"), found.get("buckeroo")) == (b"1", b"2")
    # Found between two checksums too, as these are.
    monkeypatch.setattr(shelf, "_check_of", lambda _: b"aaaa")
    path.write_bytes(shelf_of(VALUES, "1"))
    found = open_shelf(str(path), "1")
    assert {key: found.get(key) for key in VALUES} == VALUES
    assert found.get("four") is None


def test_values_of_another_version_are_none(file: Path) -> None:
    assert open_shelf(str(file), "2").all() == {}


def test_a_damaged_value_is_none_and_the_others_stand(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert open_shelf(str(file), "1").all() == {"é": b"one", "two": b""}
    file.write_bytes(file.read_bytes()[:-1])
    assert open_shelf(str(file), "1").all() == {"é": b"one", "two": b""}


def test_no_damage_is_an_error(file: Path) -> None:
    data = file.read_bytes()
    for place in range(len(data) - 1000):
        file.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        assert open_shelf(str(file), "1").all().items() <= VALUES.items()
        file.write_bytes(data[:place])
        assert open_shelf(str(file), "1").all().items() <= VALUES.items()


def test_a_file_that_is_replaced_is_read_to_the_end(file: Path, tmp_path: Path) -> None:
    found = open_shelf(str(file), "1")
    other = tmp_path / "other.bin"
    other.write_bytes(shelf_of({"two": b"22"}, "1"))
    other.replace(file)
    assert found.all() == VALUES
    assert open_shelf(str(file), "1").all() == {"two": b"22"}


def test_a_folder_or_nothing_is_an_empty_shelf(tmp_path: Path) -> None:
    assert len(open_shelf(str(tmp_path), "1")) == len(open_shelf(str(tmp_path / "none"), "1")) == 0
