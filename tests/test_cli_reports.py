"""Reports beside the one that is printed: what is written where, and with which paths."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from medlint.cli.pages import DiskPages, repository_root
from medlint.cli.reporting import resolve_format
from medlint.reporters import FORMATS

ROOT = Path(__file__).resolve().parents[1]
HOUSE_RULE = """\
---
severity: error
message: "the word '{found}' stands here"
help: "Say what you know."
check: replace
params:
  terms:
    - { words: '\\bpoison\\b', write: bane, say: bane }
fix: "Write the other word"
safety: safe
sources: ["The house"]
---

A page does not say **poison**. It says what is known.
"""
CONFIG = 'select = ["HSE", "FIL001"]\nrules = ["house"]\n'
PAGE = "---\ntitle: Nadomol\n---\n\n# Nadomol\n\n{words}\n"


LONG = "A long line, longer than the page is wide, whatever it says to whom, and then: "


def medlint(*args: str, cwd: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run medlint as a command, outside of any CI server but for what `settings` say."""
    named = ("MEDLINT_", "GITHUB_", "GITLAB_", "CI_")
    env = {key: value for key, value in os.environ.items() if not key.startswith(named) and not key.endswith("_COLOR")}
    env |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | settings
    command = [sys.executable, "-m", "medlint", *args, *(["--no-cache"] if args[0] != "merge" else [])]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A repository whose pages lie in a folder of it, with one rule."""
    folder = tmp_path / "repo" / "site"
    house = folder / "house" / "words"
    house.mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    house.joinpath("HSE001-sharp-word.md").write_text(HOUSE_RULE, encoding="utf-8")
    folder.joinpath("medlint.toml").write_text(CONFIG, encoding="utf-8")
    write(folder / "content" / "ä b.md", "Für Kinder poison.")
    write(folder / "content" / "clean.md", "Take one.")
    return folder


def write(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PAGE.format(words=words).encode())


def uris(report: Path) -> list[str]:
    results = json.loads(report.read_bytes())["runs"][0]["results"]
    return [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results]


def test_one_run_writes_several_reports(site: Path) -> None:
    forms = ("sarif", "junit", "gitlab", "rdjsonl", "checkstyle", "full", "json")
    given = [word for form in forms for word in ("--report", f"{form}=../{form}.out")]
    done = medlint("check", "content", "--output-format", "concise", *given, cwd=site)
    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout.startswith("content/ä b.md:7:12: HSE001 sharp-word [error]")
    written = {form: (site.parent / f"{form}.out").read_bytes() for form in forms}
    assert uris(site.parent / "sarif.out") == ["site/content/%C3%A4%20b.md"]
    assert len(list(ET.fromstring(written["junit"]).iter("testcase"))) == 2
    assert json.loads(written["gitlab"])[0]["location"]["path"] == "site/content/ä b.md"
    assert json.loads(written["json"])["diagnostics"][0]["path"] == "content/ä b.md"
    (line,) = map(json.loads, written["rdjsonl"].decode().strip().split("\n"))
    assert line["location"]["path"] == "content/ä b.md"
    assert line["location"]["range"]["start"] == {"line": 7, "column": 13}
    assert line["suggestions"][0]["text"] == "bane"
    assert b"\x1b" not in written["full"]


def test_reports_may_be_named_in_the_environment(site: Path) -> None:
    done = medlint("check", "content", cwd=site, MEDLINT_REPORT="sarif=a.sarif\njunit=a.xml")
    assert done.returncode == 1
    assert (site / "a.sarif").exists()
    assert (site / "a.xml").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--report", "sarf=x"), "did you mean 'sarif'?"),
        (("--report", "sarif"), "write 'sarif=FILE'"),
        (("--report", "sarif="), "write 'sarif=FILE'"),
        (("--report", "sarif=no/such/x"), "there is no folder 'no/such'"),
        (("--report", "sarif=content"), "it is a folder"),
        (("--report", "sarif=x", "--report", "junit=./x"), "give each its own file"),
        (("--report", "sarif=x", "-o", "x"), "give each its own file"),
        (("--report", "sarif=x", "--diff"), "writes no report"),
    ],
)
def test_a_report_that_cannot_be_written_is_refused_before_the_work(
    site: Path, options: tuple[str, ...], words: str
) -> None:
    done = medlint("check", "content", *options, cwd=site)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ""


def test_paths_lead_from_the_root_wherever_medlint_runs(site: Path) -> None:
    prints = []
    for folder, path in ((site, "content"), (site.parent, "site/content"), (site / "content", ".")):
        medlint("check", path, "--report", f"sarif={site}/x.sarif", cwd=folder)
        assert uris(site / "x.sarif") == ["site/content/%C3%A4%20b.md"]
        prints.append(json.loads((site / "x.sarif").read_bytes())["runs"][0]["results"][0]["partialFingerprints"])
    assert prints[0] == prints[1] == prints[2]


def test_links_are_resolved(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "link").symlink_to("content")
    (site / "page.md").symlink_to("content/clean.md")
    monkeypatch.chdir(site)
    pages = DiskPages({})
    assert pages.name("link/clean.md") == pages.name("page.md") == pages.name("./content/clean.md")
    assert pages.name("../../elsewhere.md") == (site.parents[1] / "elsewhere.md").resolve().as_posix()


def test_pages_of_other_machines_are_read_below_the_root_only(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site.parents[1] / "secret.md", "secret")
    monkeypatch.chdir(site)
    assert DiskPages({}).source("../../secret.md") is not None
    assert DiskPages({}, confined=True).source("../../secret.md") is None
    assert DiskPages({}, confined=True).source("content/clean.md") is not None
    assert DiskPages({}).source("nothing\0.md") is None


def test_the_root_is_the_repository_or_what_the_server_names(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert repository_root(str(inner), {}) in (str(inner), *map(str, inner.parents))
    assert repository_root(str(inner), {"CI_PROJECT_DIR": str(tmp_path / "a")}) == str(tmp_path / "a")
    assert repository_root(str(inner), {"GITHUB_WORKSPACE": str(tmp_path / "other")}) == str(inner)
    (tmp_path / ".git").mkdir()
    assert repository_root(str(inner), {"CI_PROJECT_DIR": str(tmp_path / "a")}) == str(tmp_path)


def test_auto_suits_the_place(site: Path) -> None:
    assert resolve_format("auto", {"GITHUB_ACTIONS": "true"}) == "github"
    assert resolve_format("auto", {"GITLAB_CI": "true"}) == "concise"
    assert resolve_format("auto", {}) == "full"
    assert [resolve_format(form, {"GITHUB_ACTIONS": "true"}) for form in FORMATS[:-1]] == list(FORMATS[:-1])
    auto = ("check", "content", "--output-format", "auto")
    assert "::error file=site/content/ä b.md,line=7" in medlint(*auto, cwd=site, GITHUB_ACTIONS="true").stdout
    assert medlint(*auto, cwd=site).stdout == medlint("check", "content", cwd=site).stdout


def test_github_appends_to_the_summary_of_the_job(site: Path) -> None:
    summary = site.parent / "summary.md"
    summary.write_text("Before.\n", encoding="utf-8")
    options = ("check", "content", "--output-format", "github")
    medlint(*options, cwd=site, GITHUB_STEP_SUMMARY=str(summary))
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("Before.\n\n<!-- medlint -->\n### medlint: 1 error\n")
    assert "| error | site/content/ä b.md:7:12 | HSE001 sharp-word |" in text
    summary.write_bytes(b"x" * (1 << 20))
    done = medlint(*options, cwd=site, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.stat().st_size == 1 << 20
    assert "the job's summary is full" in done.stderr
    done = medlint(*options, cwd=site, GITHUB_STEP_SUMMARY=str(site / "no" / "x"))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    medlint("check", "content", cwd=site, GITHUB_STEP_SUMMARY=str(site / "other"))
    assert not (site / "other").exists()


@pytest.mark.parametrize("form", ["full", "concise", "grouped"])
def test_text_for_people_starts_no_command_in_a_workflow(site: Path, form: str) -> None:
    (site / "house" / "words" / "HSE001-sharp-word.md").write_text(
        HOUSE_RULE.replace("\\bpoison\\b", "long[^\\n]*"), encoding="utf-8"
    )
    write(site / "content" / "bad.md", LONG + "::add-mask::x ##[add-mask]y")
    write(site / "::error::.md", "It is long.")
    done = medlint("check", ".", "--output-format", form, cwd=site, GITHUB_ACTIONS="true")
    assert "add-mask" in done.stdout
    assert "##[" not in done.stdout
    assert not [line for line in done.stdout.split("\n") if line.lstrip().startswith("::")]
    assert "##[" in medlint("check", ".", "--output-format", form, cwd=site).stdout


def test_text_from_standard_input_has_byte_columns(site: Path) -> None:
    text = PAGE.format(words="ü" * 80 + " poison")
    command = [sys.executable, "-m", "medlint", "check", "-", "--stdin-filename", "content/clean.md"]
    command += ["--output-format", "rdjsonl"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=site, env=env, input=text.encode(), capture_output=True, check=False)
    start = json.loads(done.stdout)["location"]["range"]["start"]
    assert start == {"line": 7, "column": 162}


def test_reports_of_a_fixed_page_speak_of_what_is_left(site: Path) -> None:
    done = medlint("check", "content", "--fix", "--report", "gitlab=x.json", cwd=site)
    assert done.returncode == 0
    assert json.loads((site / "x.json").read_bytes()) == []
    assert "Für Kinder bane." in (site / "content" / "ä b.md").read_text(encoding="utf-8")


def test_shards_have_categories_and_their_merge_has_all_formats(site: Path) -> None:
    for part in (1, 2):
        reports = ("--report", f"json={part}.json", "--report", f"sarif={part}.sarif")
        medlint("check", "content", "--shard", f"{part}/2", *reports, cwd=site)
        run = json.loads((site / f"{part}.sarif").read_bytes())["runs"][0]
        assert run["automationDetails"]["id"] == f"medlint/{part}-of-2/"
        assert "facts" in json.loads((site / f"{part}.json").read_bytes())
    done = medlint("merge", "1.json", "2.json", "--output-format", "rdjsonl", "--report", "sarif=all.sarif", cwd=site)
    assert done.returncode == 1
    assert json.loads(done.stdout)["location"]["range"]["start"] == {"line": 7, "column": 13}
    assert uris(site / "all.sarif") == ["site/content/%C3%A4%20b.md"]
    (site / "content" / "ä b.md").unlink()
    done = medlint("merge", "1.json", "2.json", "--output-format", "rdjsonl", cwd=site)
    assert json.loads(done.stdout)["location"]["range"]["start"] == {"line": 7}
    assert "no column in the rdjson report" in done.stderr
