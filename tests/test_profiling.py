"""`--profile`: every rule that ran is timed, and the findings stay the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pages import CLEAN

from medlint.cli.profiling import table
from medlint.config import default_config
from medlint.engine import Job, check
from medlint.stopwatch import profiled, running

ROOT = Path(__file__).parents[1]


def test_each_active_rule_is_timed_once_a_page() -> None:
    config = default_config()
    with profiled() as watch:
        reports = [check(Job(f"{number}.md", CLEAN.encode()), config) for number in range(3)]
    assert running() is None
    assert watch.calls["parse"] == 3
    assert watch.calls["AIN001"] == watch.calls["AVL001"] == 3
    assert set(watch.seconds) - {"parse"} <= {code for code, _ in config.rules} | {"FIL001"}
    assert reports[0] == check(Job("0.md", CLEAN.encode()), config)


def test_the_table_has_the_longest_first_and_the_rest_in_one_line() -> None:
    seconds = {f"XXX{number:03}": 1.0 + number for number in range(40)} | {"parse": 100.0}
    lines = list(table(seconds, dict.fromkeys(seconds, 10)))
    assert lines[0].startswith("920.00 s on 10 pages")
    assert "reading and parsing" in lines[1]
    assert "XXX039" in lines[2]
    assert lines[-1].endswith("16 other rules")


def test_nothing_checked_is_told() -> None:
    assert list(table({}, {})) == ["nothing was checked, so nothing took time."]


def test_from_the_outside(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(CLEAN)
    command = [sys.executable, "-m", "medlint", "check", "--profile", "-j", "4"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert "profile: " in done.stderr
        assert "AVL001 withdrawn-not-stated" in done.stderr
    assert not (tmp_path / ".medlint_cache").exists()
