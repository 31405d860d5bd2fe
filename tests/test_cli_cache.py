"""The cache from the outside: the same findings to the byte, whatever is cached, and never a stale one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pages import CLEAN, FRONT

ROOT = Path(__file__).parents[1]
CONFIG = 'extend-select = ["ALL"]\nrules = ["../house"]\n[severity]\nfaq-format = "error"\n'
RULE = """---
severity: warning
message: "'{found}' is not said here"
help: "Take it out."
check: forbid
params:
  patterns: ['\\bword\\b']
sources: ["House style"]
---

This house does not say **word**.
"""


def medlint(*args: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    # What is younger than a moment is read again, and the system's times of change cannot be set back.
    late = 0 if "MOMENT" in environment else 1000
    code = f"import time\nreal = time.time_ns\ntime.time_ns = lambda: real() + {late} * 10**9\n"
    code += "from medlint.cli import main\nmain()\n"
    command = [sys.executable, "-c", code, *args]
    return subprocess.run(command, cwd=cwd, env=settings, capture_output=True, text=True, check=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "HSE001-house-word.md").write_text(RULE)
    folder.mkdir()
    (folder / "medlint.toml").write_text(CONFIG)
    pages = {
        "clean.md": CLEAN,
        "faulty.md": CLEAN.replace("### Usage", "### Storage").replace("Can I drive?", "Can I drive"),
        "word.md": CLEAN.replace("eases pain", "is a word"),
        "silent.md": CLEAN.replace("### Usage", "<!-- medlint: ignore missing-section -- why -->\n### Storage"),
        "empty.md": "",
        "front.md": FRONT,
        "binary.md": "\0",
        "é.md": CLEAN,
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def json_of(site: Path, *args: str) -> str:
    return medlint("check", "--output-format", "json", *args, cwd=site).stdout


def tale(site: Path, *args: str) -> tuple[int, int, int]:
    """Run with -v; return pages not even read, pages read and known, and pages checked."""
    told = medlint("check", "-v", "-q", *args, cwd=site).stderr
    match = re.search(r"hits: (\d+) not even read, (\d+) read and known; misses: (.*)", told)
    assert match, told
    return int(match[1]), int(match[2]), sum(map(int, re.findall(r"(\d+) (?:new|changed|other)", match[3])))


def test_the_second_run_reads_nothing_and_says_the_same(site: Path) -> None:
    without = json_of(site, "--no-cache")
    assert not (site / ".medlint_cache").exists()
    first = json_of(site)
    second = json_of(site)
    assert first == second == without
    assert '"HSE001"' in first
    assert tale(site) == (8, 0, 0)


def test_a_page_that_changed_is_checked_again(site: Path) -> None:
    json_of(site)
    (site / "clean.md").write_text(CLEAN.replace("eases pain", "is a word"))
    assert json_of(site) == json_of(site, "--no-cache")
    known, same, missed = tale(site)
    assert missed == 0
    assert known + same == 8


def test_a_page_that_changed_within_the_tick_of_the_clock_is_read(site: Path) -> None:
    path = site / "clean.md"
    for word in ("word", "pain", "word", "pain"):
        path.write_text(CLEAN.replace("pain", word))
        os.utime(path, ns=(time.time_ns(), time.time_ns() // 10**9 * 10**9))
        told = medlint("check", "--output-format", "json", cwd=site, MOMENT="1").stdout
        found = json.loads(told)["diagnostics"]
        assert any(one["code"] == "HSE001" and one["path"] == "clean.md" for one in found) is (word == "word")


def test_a_fresh_clone_hits(site: Path, tmp_path: Path) -> None:
    json_of(site)
    clone = tmp_path / "clone"
    shutil.copytree(site, clone, copy_function=shutil.copy)
    assert tale(clone) == (0, 8, 0)


@pytest.mark.parametrize("change", ["rule", "selection", "layout"])
def test_what_findings_depend_on_is_never_stale(site: Path, change: str) -> None:
    before = json_of(site)
    rule, config = site.parent / "house" / "HSE001-house-word.md", site / "medlint.toml"
    if change == "rule":
        state = rule.stat()
        rule.write_text(RULE.replace("bword", "bdrug"))
        os.utime(rule, ns=(state.st_mtime_ns, state.st_mtime_ns))
    elif change == "selection":
        config.write_text('ignore = ["HSE001"]\n' + CONFIG)
    else:
        config.write_text(CONFIG + '[layout]\nfaq-form = "headings"\n')
    after = json_of(site)
    assert after == json_of(site, "--no-cache")
    assert after != before


def test_severities_and_bounds_need_no_new_check(site: Path) -> None:
    json_of(site)
    (site / "medlint.toml").write_text(CONFIG.replace('"error"', '"info"') + 'missing-section = "warning"\n')
    assert tale(site) == (8, 0, 0)
    assert json_of(site) == json_of(site, "--no-cache")


def test_a_name_that_rules_read_is_part_of_the_key(site: Path) -> None:
    json_of(site)
    (site / "clean.md").rename(site / "clean-.md")
    assert json_of(site) == json_of(site, "--no-cache")


def test_fixes_are_made_on_known_pages_too(site: Path) -> None:
    json_of(site)
    done = medlint("check", "--fix", "--select", "FAQ003", cwd=site)
    again = medlint("check", "--fix", "--select", "FAQ003", cwd=site)
    assert "Fixed 1 finding on 1 page." in done.stdout + done.stderr
    assert "Fixed" not in again.stdout
    assert "Can I drive?" in (site / "faulty.md").read_text()


def test_many_processes_keep_the_same(site: Path) -> None:
    for number in range(210):
        (site / f"{number}.md").write_text(CLEAN.replace("pain", f"pain {number}"))
    plain = json_of(site, "--no-cache", "-j", "1")
    assert json_of(site, "-j", "2") == plain
    assert json_of(site, "-j", "1") == plain
    assert tale(site) == (218, 0, 0)


def test_a_cache_elsewhere_and_its_cleaning(site: Path, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    medlint("check", "--cache-dir", str(place), cwd=site)
    assert (place / "results.sqlite3").exists()
    assert not (site / ".medlint_cache").exists()
    cleaned = medlint("clean", cwd=site, MEDLINT_CACHE_DIR=str(place))
    assert cleaned.stdout == f"Deleted '{place}'.\n"
    assert not place.exists()
    assert "There is no cache" in medlint("clean", cwd=site).stdout


def test_a_committed_cache_is_not_trusted(site: Path) -> None:
    json_of(site)
    for args in (("init", "-q"), ("add", "-f", ".")):
        subprocess.run(["git", *args], cwd=site, check=True)
    told = medlint("check", "-v", cwd=site).stderr
    assert "is not trusted" in told
    assert "hits:" not in told


def test_a_damaged_cache_is_no_error(site: Path) -> None:
    plain = json_of(site)
    (site / ".medlint_cache" / "results.sqlite3").write_bytes(b"garbage" * 999)
    assert json_of(site) == plain
    assert tale(site) == (8, 0, 0)
