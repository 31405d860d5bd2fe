"""Tables that are kept as they were read: the same data, and never those of a file that has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from medlint import owntables, resources
from medlint.compiled import Store
from medlint.nomenclature import dictionary
from medlint.owntables import kept, rows_of, toml_of
from medlint.registry import kinship
from medlint.registry.contents import Contents, OwnContents
from medlint.registry.registry import own_folder
from medlint.statements import lexicon

PARTS = ("names", "drugs", "facts", "combinations")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(owntables, "_STORE", Store("tables", "1"))


def start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    owntables._STORE.save()
    monkeypatch.setattr(owntables, "_STORE", Store("tables", "1"))


def test_work_is_done_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.csv"
    file.write_text("one")
    assert kept("a", (str(file),), file.read_text) == "one"
    start_anew(monkeypatch)
    assert kept("a", (str(file),), lambda: pytest.fail("worked out again")) == "one"
    file.write_text("more")
    assert kept("a", (str(file),), file.read_text) == "more"
    assert kept("a", (str(file), "another"), lambda: "by another module") == "by another module"


def test_what_fails_or_is_no_plain_data_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        kept("a", (), fail)
    assert kept("a", (), lambda: tmp_path) is tmp_path
    start_anew(monkeypatch)
    assert kept("a", (), lambda: "right") == "right"


def test_rows_and_toml_are_read_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text('name,kind\n"one, two",é\n', encoding="utf-8")
    (tmp_path / "a.toml").write_text("[a]\nb = [1, true]\n")
    for _ in range(2):
        assert rows_of(str(tmp_path / "a.csv")) == [{"name": "one, two", "kind": "é"}]
        assert toml_of(str(tmp_path / "a.toml")) == {"a": {"b": [1, True]}}
        start_anew(monkeypatch)


@pytest.mark.parametrize("load", [dictionary.load, kinship.load, lexicon.load])
def test_a_kept_table_is_the_table_worked_out(monkeypatch: pytest.MonkeyPatch, load: object) -> None:
    read = load.__wrapped__  # type: ignore[attr-defined]
    first = repr(read())
    start_anew(monkeypatch)
    assert sorted(repr(read())) == sorted(first)


def test_the_kept_registry_is_the_registry_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Contents(own_folder(), ())
    for _ in range(2):
        own = OwnContents(own_folder())
        assert own.names.to_plain() == plain.names.to_plain()
        for inn in ("paracetamol", "rofecoxib", "no such drug"):
            assert own.keys_of.rows(inn) == plain.keys_of.rows(inn)
        assert [(word, own.title_names.rows(word)) for word in own.title_names] == [
            (word, plain.title_names.rows(word)) for word in plain.title_names
        ]
        names = own.title_names
        told = sorted((drug, sorted(set(words))) for drug, words in plain.title_words if words)
        assert told == sorted((drug, sorted({word, *rest})) for word in names for rest, drug in names.rows(word))
        assert list(own.names.inns) == list(plain.names.inns)
        assert own.jurisdictions == plain.jurisdictions
        for part in ("drugs", "facts", "combinations"):
            one, other = getattr(own, part), getattr(plain, part)
            assert [(key, one.rows(key)) for key in one] == [(key, other.rows(key)) for key in other]
        start_anew(monkeypatch)


@pytest.mark.parametrize("part", PARTS)
def test_a_registry_that_changed_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    folder = tmp_path / "registry"
    shutil.copytree(Path(resources.folder("rules")) / "availability" / "registry", folder)
    before = getattr(OwnContents(str(folder)), part)
    start_anew(monkeypatch)
    for table, row in (
        ("drugs", "exampline,,,,\n"),
        ("facts", "exampline,US,withdrawn,2001,hepatic,liver injury,whole drug,,,Example Agency,known\n"),
        ("combinations", "exampline + sampline,IN,banned,2018,,,any form or strength,,,,,Example Agency,known\n"),
    ):
        with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write(row)
    after = getattr(OwnContents(str(folder)), part)
    keys = [set(one.inns if part == "names" else one) for one in (before, after)]
    new = ("exampline", "sampline") if part == "combinations" else "exampline"
    assert new in keys[1] - keys[0]
