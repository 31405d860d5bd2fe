"""Pages that have changed, checked from the first moment on by a process beside the one that tells of the others."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from pages import CLEAN
from test_repeat import FAULTY, Medlint

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no process starts as a copy")

# Any site is large enough, and each process says that it started another.
ALWAYS = """
import os
import medlint.cli.aside as aside
aside.WORTH_ASIDE = 1
class Told(aside.Aside):
    def __init__(self, work):
        print('ahead', file=sys.stderr)
        super().__init__(work)
aside.Aside = Told
"""
# The other process breaks in the middle.
BROKEN = """
import medlint.cli.aside as aside
first, whole = os.getpid(), aside.send
def send(pipe, report, about):
    if os.getpid() != first and report is not None and report.path.endswith("8.md"):
        os.kill(os.getpid(), 9)
    whole(pipe, report, about)
aside.send = send
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "pages").mkdir(parents=True)
    (site / "medlint.toml").write_text('select = ["ALL"]\n')
    for number in range(40):
        text = FAULTY if number % 3 else CLEAN
        (site / "pages" / f"{number}.md").write_text(text.replace("Exampline", f"Exampline {number % 30}"))
    return site


def edit(site: Path) -> None:
    """Change pages: a fault comes, a fault goes, a page becomes another's copy, and one is no page any more."""
    (site / "pages" / "3.md").write_text(FAULTY.replace("Exampline", "Exampline 3"))
    (site / "pages" / "4.md").write_text(CLEAN.replace("Exampline", "Exampline 4"))
    (site / "pages" / "8.md").write_text(CLEAN.replace("Exampline", "Exampline 21"))
    (site / "pages" / "9.md").write_bytes(b"\xff\xfe\0")


@pytest.mark.parametrize(
    ("form", "how"),
    [*((form, ALWAYS) for form in ("concise", "full", "grouped", "json", "sarif")), ("json", ALWAYS + BROKEN)],
)
def test_all_is_told_as_ever(site: Path, form: str, how: str) -> None:
    medlint = Medlint(site, how)
    arguments = ("check", "-j", "2", "--output-format", form, "pages")
    medlint.settle(*arguments)
    edit(site)
    done = medlint(*arguments)
    assert done.stderr.split()[0] == b"ahead"
    fresh = Medlint(site)(*arguments, "--no-cache")
    assert (done.stdout, done.returncode) == (fresh.stdout, fresh.returncode)
    if how == ALWAYS:
        # What is kept of that run tells as much as what it was made from.
        medlint.settle(*arguments)
        assert medlint(*arguments).stdout == fresh.stdout


def test_texts_are_those_of_the_format(site: Path) -> None:
    """Of a run that writes two, only the first is known by its texts."""
    medlint = Medlint(site, ALWAYS)
    arguments = ("check", "-j", "2", "--output-format", "concise", "--report", "full=full.txt", "pages")
    medlint.settle(*arguments)
    edit(site)
    done = medlint(*arguments)
    said = site.joinpath("full.txt").read_text("utf-8")
    fresh = Medlint(site)(*arguments, "--no-cache")
    assert done.stdout == fresh.stdout
    assert said == site.joinpath("full.txt").read_text("utf-8")


def test_what_was_found_is_kept(site: Path) -> None:
    medlint = Medlint(site, ALWAYS)
    arguments = ("check", "-j", "2", "pages")
    medlint.settle(*arguments)
    edit(site)
    assert medlint(*arguments).stderr.split()[0] == b"ahead"
    # Another command, which knows of no run, asks the cache.
    assert b"misses: none" in medlint("check", "-v", "-j", "2", "pages").stderr


def test_a_cache_that_cannot_be_used_is_no_harm(site: Path) -> None:
    medlint = Medlint(site, ALWAYS)
    arguments = ("check", "-j", "2", "pages")
    medlint.settle(*arguments)
    edit(site)
    database = next((site / ".medlint_cache").glob("*.sqlite3"))
    database.write_bytes(b"no database" * 1000)
    done = medlint(*arguments)
    assert done.stderr.split()[0] == b"ahead"
    assert done.stdout == Medlint(site)(*arguments, "--no-cache").stdout
    with sqlite3.connect(database) as connection:
        assert connection.execute("select count(*) from results").fetchone() > (0,)


def test_all_pages_are_checked_where_the_cache_is_no_longer_trusted(site: Path) -> None:
    """Its folder lies elsewhere, and became part of a repository since the last run."""
    medlint = Medlint(site, ALWAYS)
    arguments = ("check", "-j", "2", "--cache-dir", "../other/.medlint_cache", "pages")
    (site.parent / "other").mkdir()
    medlint.settle(*arguments)
    for command in (["init", "-q"], ["add", "-f", ".medlint_cache"]):
        subprocess.run(["git", *command], cwd=site.parent / "other", check=True)
    edit(site)
    done = medlint(*arguments)
    assert done.stderr.split()[0] == b"ahead"
    assert b"part of the repository" in done.stderr
    fresh = Medlint(site)(*arguments, "--no-cache")
    assert (done.stdout, done.returncode) == (fresh.stdout, fresh.returncode)


@pytest.mark.parametrize("more", [("-j", "1"), ("-j", "2", "--executor", "dask")])
def test_where_it_is_of_no_help_no_process_starts(site: Path, more: tuple[str, ...]) -> None:
    medlint = Medlint(site, ALWAYS)
    arguments = ("check", *more, "pages")
    medlint(*arguments)
    edit(site)
    assert b"ahead" not in medlint(*arguments).stderr
