"""Replacing files: whole, with their permissions, and only where nothing came between."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medlint.rewrite import NotWrittenError, rewrite


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "page with é.md"
    path.write_bytes(b"old")
    return path


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o664, 0o755])
def test_bytes_are_replaced_and_permissions_stay(file: Path, mode: int) -> None:
    file.chmod(mode)
    rewrite(str(file), b"old", b"new\r\n\xff")
    assert file.read_bytes() == b"new\r\n\xff"
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_read_only_file_is_left_alone(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(NotWrittenError, match="read-only"):
        rewrite(str(file), b"old", b"new")
    assert file.read_bytes() == b"old"


def test_a_file_that_changed_meanwhile_is_left_alone(file: Path) -> None:
    with pytest.raises(NotWrittenError, match="another program changed it"):
        rewrite(str(file), b"older", b"new")
    assert file.read_bytes() == b"old"


def test_what_is_no_file_any_more_is_told(file: Path) -> None:
    file.unlink()
    with pytest.raises(NotWrittenError, match="No such file"):
        rewrite(str(file), b"old", b"new")
    file.symlink_to("elsewhere")
    with pytest.raises(NotWrittenError, match="no regular file"):
        rewrite(str(file), b"old", b"new")


def test_a_disk_that_refuses_leaves_the_old_file_and_no_draft(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(NotWrittenError, match="No space left"):
        rewrite(str(file), b"old", b"new")
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
@pytest.mark.parametrize("delay", [0.0, 0.003, 0.01, 0.03])
def test_a_writer_that_is_killed_leaves_a_whole_file(file: Path, delay: float) -> None:
    old, new = b"a" * 3_000_000, b"b" * 3_000_000
    file.write_bytes(old)
    code = (
        "import sys\nfrom medlint.rewrite import rewrite\nold, new = b'a' * 3_000_000, b'b' * 3_000_000\n"
        "print('ready', flush=True)\nwhile True:\n    rewrite(sys.argv[1], old, new)\n    old, new = new, old\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(delay)
        writer.kill()
    assert file.read_bytes() in (old, new)
