"""What is kept beside the bytecode: found again, never stale, never an error."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from medlint import needs, patterns
from medlint.compiled import Store, stamp_of
from medlint.deriving import derive_needs, derive_opening
from medlint.patterns import lazy


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def place(tmp_path: Path) -> Path:
    (path,) = tmp_path.glob("medlint/*/*")
    return path


def filled() -> None:
    store = Store("test", "1")
    store.put("é", [1, "two"])
    store.save()


def test_what_was_put_is_found_again(tmp_path: Path) -> None:
    filled()
    assert Store("test", "1").get("é") == [1, "two"]
    assert Store("test", "1").get("other") is None
    assert place(tmp_path).suffix == ".bin"


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


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "medlint").write_text("")
    filled()
    assert Store("test", "1").get("é") is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="there are no such permissions")
def test_a_folder_that_others_may_write_to_is_not_trusted(tmp_path: Path) -> None:
    filled()
    place(tmp_path).parent.chmod(0o777)
    assert Store("test", "1").get("é") is None


@pytest.mark.parametrize("data", [b"", b"\xe3", b"N", b"(\xff\xff\xff\x7f", bytes(range(99))])
def test_a_damaged_binary_file_is_an_empty_one(tmp_path: Path, data: bytes) -> None:
    store = Store("test", "1")
    store.put("é", (1, [2]))
    store.save()
    assert Store("test", "1").get("é") == (1, [2])
    place(tmp_path).write_bytes(data)
    assert Store("test", "1").get("é") is None


@pytest.mark.parametrize(
    ("pattern", "flags", "text"),
    [
        (r"(?P<drug>\w+) (?:was|is) (withdrawn)?", re.IGNORECASE, "Aspirin WAS Withdrawn"),
        (r"(?x) a  b # comment", 0, "ab"),
        (r"(?i:é)\b", re.MULTILINE, "É"),
        (r"(a)|(b)\2", 0, "bb"),
        (r"[^\W\d_]{2,}+", 0, "ab1"),
    ],
)
def test_a_kept_expression_matches_as_a_compiled_one(
    monkeypatch: pytest.MonkeyPatch, pattern: str, flags: int, text: str
) -> None:
    plain = re.compile(pattern, flags)
    for _ in range(2):
        monkeypatch.setattr(patterns, "_STORE", Store("expressions", "1"))
        kept = lazy(pattern, flags).compiled
        patterns._STORE.save()
        assert (kept.groups, kept.groupindex, kept.flags, kept.pattern) == (
            plain.groups,
            plain.groupindex,
            plain.flags,
            plain.pattern,
        )
        match, expected = kept.search(text), plain.search(text)
        assert (match and (match.span(), match.groups(), match.groupdict())) == (
            expected and (expected.span(), expected.groups(), expected.groupdict())
        )


def test_a_wrong_expression_is_told_as_ever() -> None:
    with pytest.raises(re.error):
        lazy("(").search("")


def test_a_source_file_that_changes_has_another_stamp(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    assert stamp_of(str(file)) == "0"
    file.write_text("one")
    before = stamp_of(str(file))
    file.write_text("more")
    assert stamp_of(str(file)) != before


def test_kept_needs_are_the_needs_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = r"\[(?:withdrawn|discontinued)\s+from\s+the\s+market"
    kept = []
    for _ in range(2):
        monkeypatch.setattr(needs, "_STORE", Store("needs", "1"))
        needs.needed_by.cache_clear()
        monkeypatch.setattr(needs, "opened", {})
        kept.append((needs.needed_by(pattern), needs.opening_of(pattern, re.IGNORECASE)))
        needs._STORE.save()
    assert kept[0] == kept[1] == (derive_needs(pattern), derive_opening(pattern, re.IGNORECASE))
    assert kept[0][0]
    assert kept[0][1] == "["
