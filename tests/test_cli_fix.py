"""`--fix`, `--diff` and their kin, from the outside."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pages import CLEAN

FAULTY = CLEAN.replace("Can I drive?", "Can I drive")
RULES = ("--select", "FAQ003,FAQ005")


def medlint(*args: str, cwd: Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    settings = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "GITHUB_ACTIONS": "", **environment}
    command = [sys.executable, "-m", "medlint", *args]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, env=settings, check=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "medlint.toml").write_text('extends = "minimal-medicine"\n')
    (tmp_path / "good.md").write_text(CLEAN)
    (tmp_path / "with é and space.md").write_bytes(FAULTY.replace("\n", "\r\n").encode("utf-8-sig"))
    return tmp_path


def faulty(site: Path) -> Path:
    return site / "with é and space.md"


def test_fix_repairs_the_file_to_the_byte_and_the_second_run_changes_nothing(site: Path) -> None:
    first = medlint("check", "--fix", *RULES, cwd=site)
    assert first.returncode == 0, first.stderr
    assert faulty(site).read_bytes() == CLEAN.replace("\n", "\r\n").encode("utf-8-sig")
    assert b"Fixed 1 finding on 1 page." in first.stdout
    before = {path: path.stat() for path in site.glob("*.md")}
    second = medlint("check", "--fix", *RULES, cwd=site)
    assert second.returncode == 0
    assert b"Fixed" not in second.stdout
    assert {path: path.stat() for path in site.glob("*.md")} == before


def test_medlint_fix_is_check_fix(site: Path) -> None:
    done = medlint("fix", *RULES, "--show-fixes", ".", cwd=site)
    assert done.returncode == 0, done.stderr
    assert b"1 x FAQ003 faq-without-question-mark" in done.stdout
    assert b"\r\n* **Q: Can I drive?** A: Yes." in faulty(site).read_bytes()


def test_diff_shows_a_patch_and_changes_nothing(site: Path) -> None:
    plain = site / "plain.md"
    plain.write_text(FAULTY)
    shown = medlint("check", "--diff", *RULES, "plain.md", cwd=site)
    assert shown.returncode == 1
    assert plain.read_text() == FAULTY
    assert b"--fix would mend 1 finding on 1 page." in shown.stderr
    subprocess.run(["git", "apply", "-"], cwd=site, input=shown.stdout, check=True)
    assert plain.read_text() == CLEAN
    again = medlint("check", "--diff", *RULES, "plain.md", cwd=site)
    assert (again.returncode, again.stdout) == (0, b"")


def test_a_patch_of_a_page_with_windows_line_ends_applies(site: Path) -> None:
    shown = medlint("check", "--diff", *RULES, cwd=site)
    subprocess.run(["git", "apply", "-"], cwd=site, input=shown.stdout, check=True)
    assert faulty(site).read_bytes() == CLEAN.replace("\n", "\r\n").encode("utf-8-sig")


def test_a_page_cannot_give_orders_to_the_workflow_that_shows_its_difference(site: Path) -> None:
    text = FAULTY.replace("* **Q: Can I drive", "::error::obey\n\n* **Q: Can I drive")
    (site / "hostile.md").write_text(text)
    shown = medlint("check", "--diff", *RULES, "hostile.md", cwd=site, GITHUB_ACTIONS="true").stdout.decode()
    first, *_, last = shown.strip().split("\n")
    token = first.removeprefix("::stop-commands::")
    assert first != token
    assert last == f"::{token}::"
    assert token not in text


def test_check_alone_offers_the_fix_and_changes_nothing(site: Path) -> None:
    before = faulty(site).read_bytes()
    done = medlint("check", *RULES, cwd=site)
    assert done.returncode == 1
    assert b"1 finding can be fixed with --fix; --diff shows how." in done.stdout
    assert faulty(site).read_bytes() == before


def test_exit_non_zero_on_fix(site: Path) -> None:
    assert medlint("check", "--fix", "--exit-non-zero-on-fix", *RULES, cwd=site).returncode == 1
    assert medlint("check", "--fix", "--exit-non-zero-on-fix", *RULES, cwd=site).returncode == 0


def test_standard_input_is_fixed_to_standard_output(site: Path) -> None:
    done = medlint("check", "--fix", *RULES, "-", cwd=site, stdin=FAULTY.encode())
    assert (done.returncode, done.stdout) == (0, CLEAN.encode())
    assert b"Fixed 1 finding" in done.stderr
    clean = medlint("check", "--fix", *RULES, "-", cwd=site, stdin=CLEAN.encode())
    assert (clean.returncode, clean.stdout) == (0, CLEAN.encode())


def test_a_read_only_page_is_told_and_still_reported(site: Path) -> None:
    faulty(site).chmod(0o444)
    done = medlint("check", "--fix", *RULES, cwd=site)
    assert done.returncode == 2
    assert b"was not fixed: it is read-only" in done.stderr
    assert b"FAQ003" in done.stdout
    assert b"Fixed" not in done.stdout
    assert stat.S_IMODE(faulty(site).stat().st_mode) == 0o444


def test_a_link_is_followed_only_inside_of_the_project(site: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "page.md"
    outside.write_text(FAULTY)
    (site / "out.md").symlink_to(outside)
    inside = site / "inside.txt"
    inside.write_text(FAULTY)
    (site / "in.md").symlink_to("inside.txt")
    done = medlint("check", "--fix", *RULES, "out.md", "in.md", cwd=site)
    assert done.returncode == 2
    assert b"out.md was not fixed: it is a link to a file outside" in done.stderr
    assert outside.read_text() == FAULTY
    assert inside.read_text() == CLEAN
    assert (site / "in.md").is_symlink()


def test_the_json_report_tells_what_was_fixed(site: Path) -> None:
    done = medlint("check", "--fix", *RULES, "--output-format", "json", cwd=site)
    report = json.loads(done.stdout)
    assert report["summary"]["fixed"] == 1
    (fixed,) = report["fixed"]
    assert (fixed["code"], fixed["line"]) == ("FAQ003", 29)


@pytest.mark.parametrize("options", [("--fix", "--diff"), ("--unsafe-fixes",), ("--show-fixes",)])
def test_options_that_make_no_sense_together_are_refused(site: Path, options: tuple[str, ...]) -> None:
    done = medlint("check", *options, cwd=site)
    assert done.returncode == 2
    assert b"--fix" in done.stderr


def test_many_processes_fix_the_same(site: Path, tmp_path: Path) -> None:
    for number in range(220):
        (site / f"{number}.md").write_text(FAULTY)
    done = medlint("check", "--fix", "-j", "2", *RULES, cwd=site)
    assert b"Fixed 221 findings on 221 pages." in done.stdout
    assert all((site / f"{number}.md").read_text() == CLEAN for number in range(220))
