"""Shards and their merging: several machines find what one finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pages import CLEAN

ROOT = Path(__file__).parents[1]


def medlint(*args: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "medlint", *args]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, capture_output=True, env=environment, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for number in range(11):
        name = f"Exampline{chr(97 + number)}"
        text = CLEAN.replace("Exampline", name)
        if number % 3 == 0:
            text = text.replace("### Usage", "### Storage")
        if number in (1, 8):
            # The same medicine twice, in parts that different machines check.
            text = CLEAN
        (folder / f"{name.lower()}.md").write_text(text)
    (folder / "broken.md").write_bytes(b"\xff\xfe\0")
    (folder / "silent.md").write_text(CLEAN.replace("### Usage", "<!-- medlint: ignore STR001 -- why -->\n### Storage"))
    return folder


@pytest.mark.parametrize("parts", [1, 3, 14])
def test_merged_shards_are_the_report_of_one_run(site: Path, tmp_path: Path, parts: int) -> None:
    whole = medlint("check", "--output-format", "json", cwd=site)
    assert whole.returncode == 1
    reports = [tmp_path / f"{part}.json" for part in range(1, parts + 1)]
    for part, report in enumerate(reports, 1):
        shard = ("--shard", f"{part}/{parts}", "--output-format", "json", "-q", "-o", str(report))
        assert medlint("check", *shard, cwd=site).returncode in (0, 1)
    merged = medlint("merge", *map(str, reports), "--output-format", "json", cwd=site)
    assert merged.returncode == 1
    assert merged.stdout == whole.stdout


def test_shards_share_the_pages_out(site: Path) -> None:
    listed = [medlint("check", "--show-files", "--shard", f"{part}/3", cwd=site).stdout for part in (1, 2, 3)]
    parts = [set(text.decode().split()) for text in listed]
    assert sum(map(len, parts)) == len(set().union(*parts)) == 13
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_a_page_in_two_reports_is_refused(site: Path, tmp_path: Path) -> None:
    report = tmp_path / "a.json"
    medlint("check", "--output-format", "json", "-o", str(report), cwd=site)
    merged = medlint("merge", str(report), str(report), cwd=site)
    assert merged.returncode == 2
    assert b"in two of the reports" in merged.stderr


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": 1}', "null", '{"version": 2, "diagnostics": []}', "\xff"])
def test_what_is_no_report_is_refused(site: Path, tmp_path: Path, text: str) -> None:
    report = tmp_path / "a.json"
    report.write_bytes(text.encode("latin-1"))
    merged = medlint("merge", str(report), cwd=site)
    assert merged.returncode == 2
    assert b"a.json'" in merged.stderr
    assert b"Traceback" not in merged.stderr


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2", "1/2/3"])
def test_a_shard_that_is_none_is_refused(site: Path, shard: str) -> None:
    refused = medlint("check", "--shard", shard, cwd=site)
    assert refused.returncode == 2
    assert b"--shard" in refused.stderr


def test_facts_travel_only_in_the_report_of_a_shard(site: Path) -> None:
    assert "facts" not in json.loads(medlint("check", "--output-format", "json", cwd=site).stdout)
    assert "facts" in json.loads(medlint("check", "--output-format", "json", "--shard", "1/2", cwd=site).stdout)
