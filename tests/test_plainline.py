"""An ordinary command line is read without click, and no other than click would read it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import CLEAN

from medlint import owntables
from medlint.cli import plainline
from medlint.cli.check import check_command
from medlint.cli.plainline import read_plainly
from medlint.compiled import Store

ROOT = Path(__file__).parents[1]
SPELLINGS = sorted({one for option in check_command.params for one in (*option.opts, *option.secondary_opts)})
VALUES = (
    "2",
    "auto",
    "a.md",
    "content/",
    "json",
    "error",
    "A,B",
    " A , B",
    "",
    "-",
    "--",
    "1/2",
    "json=x",
    "never",
    "dask",
)


def by_click(arguments: list[str]) -> dict[str, Any] | None:
    """Return what click makes of the arguments, None where it finds them wrong."""
    try:
        return dict(check_command.make_context("check", list(arguments)).params)
    except (click.ClickException, click.exceptions.Exit):
        return None


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in check_command.params:
        if option.envvar:
            monkeypatch.delenv(str(option.envvar), raising=False)


ordinary = st.one_of(
    st.sampled_from(SPELLINGS).map(lambda option: [option]),
    st.tuples(st.sampled_from(SPELLINGS), st.sampled_from(VALUES)).map(list),
    st.tuples(st.sampled_from(SPELLINGS), st.sampled_from(VALUES)).map("=".join).map(lambda one: [one]),
    st.sampled_from([*VALUES, "-qv", "-j2", "-x", "--selec", "--help"]).map(lambda value: [value]),
)


@given(st.lists(ordinary, max_size=6).map(lambda parts: [argument for part in parts for argument in part]))
def test_what_is_read_is_what_click_reads(arguments: list[str]) -> None:
    read = read_plainly(arguments, {})
    assert read is None or read == by_click(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["content/"],
        ["-q", "-j", "2", "--output-format", "concise", "-o", "out.txt", "a.md", "b.md"],
        ["--select", "AVL,SAF", "--select=IDN", "--no-cache", "--no-force-exclude", "a.md"],
        ["--report", "sarif=x", "--report", "junit=y", "--shard", "2/5", "--fail-on=error"],
        ["--stdin-filename", "a.md", "-"],
    ],
)
def test_an_ordinary_line_is_read(arguments: list[str]) -> None:
    assert read_plainly(arguments, {}) == by_click(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--selec", "A"],
        ["-qv"],
        ["-j"],
        ["-j", "0"],
        ["--color", "red"],
        ["-j", "1", "-j", "2"],
        ["--", "a"],
    ],
)
def test_whatever_is_unusual_or_wrong_is_left_for_click(arguments: list[str]) -> None:
    assert read_plainly(arguments, {}) is None


@pytest.mark.parametrize("variable", ["MEDLINT_JOBS", "MEDLINT_CONFIG", "MEDLINT_COLOR", "_MEDLINT_COMPLETE"])
def test_what_the_environment_says_is_left_for_click(variable: str) -> None:
    assert read_plainly(["a.md"], {variable: "1"}) is None
    assert read_plainly(["a.md"], {"MEDLINT_OTHER": "1"}) is not None


def test_click_is_not_loaded_once_the_options_are_known(tmp_path: Path) -> None:
    tmp_path.joinpath("a.md").write_text(CLEAN)
    code = "import sys\nfrom medlint.cli import main\ntry:\n    main()\nfinally:\n    print('click' in sys.modules)\n"
    env = {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "home"), "PATH": ""}
    command = [sys.executable, "-c", code, "check", "--no-cache", "-q", "a.md"]

    def run() -> str:
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert run() == "True"
    assert run() == "False"


@pytest.mark.parametrize("colour", ["auto", "always", "never"])
def test_what_ends_a_command_is_told_in_the_same_colours(tmp_path: Path, colour: str) -> None:
    env = {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "home"), "PATH": ""}

    def told(**more: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "medlint", "check", "--color", colour, "nowhere"]
        done = subprocess.run(command, cwd=tmp_path, env=env | more, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    plainly, by_click = told(), told(MEDLINT_JOBS="2")
    assert plainly == by_click
    assert plainly[0] == 2
    assert told(FORCE_COLOR="1") == told(FORCE_COLOR="1", MEDLINT_JOBS="2")


def test_another_click_has_its_own_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    table = plainline._table

    def count() -> object:
        made.append(1)
        return table()

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(owntables, "_STORE", Store("tables", "1"))
    monkeypatch.setattr(plainline, "_table", count)
    core = tmp_path / "click" / "core.py"
    core.parent.mkdir()
    core.write_text("1")
    monkeypatch.setattr(plainline, "_find_click", lambda: str(core))
    for _ in range(2):
        assert read_plainly(["a.md"], {}) == by_click(["a.md"])
    assert len(made) == 1
    core.write_text("20")
    assert read_plainly(["a.md"], {}) == by_click(["a.md"])
    assert len(made) == 2
    # It is gone from where it was: what is there now is looked for.
    core.unlink()
    monkeypatch.setattr(plainline, "_find_click", lambda: click.core.__file__)
    assert read_plainly(["a.md"], {}) == by_click(["a.md"])
    assert len(made) == 3
