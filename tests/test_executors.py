"""Who checks the pages: what happens when a process dies, and a real cluster of two workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import pytest
from pages import CLEAN, FRONT

from medlint import engine
from medlint.cli.executors import open_executor
from medlint.cli.output import Misuse
from medlint.config import Config, default_config
from medlint.diagnostic import FileReport
from medlint.engine import Job, check, run

CONFIG = default_config()
ROOT = Path(__file__).parents[1]
HERE = os.getpid()


def jobs(count: int) -> list[tuple[Job, Config]]:
    texts = [CLEAN, FRONT, "", CLEAN.replace("### Usage", "### Storage")]
    return [(Job(f"{number}.md", texts[number % len(texts)].encode()), CONFIG) for number in range(count)]


def run_with_deaths(count: int) -> tuple[list[FileReport], list[Exception]]:
    pools: list[ProcessPoolExecutor] = [ProcessPoolExecutor(2)]
    faults: list[Exception] = []

    def renew(error: Exception) -> Executor:
        faults.append(error)
        pools.append(ProcessPoolExecutor(2))
        return pools[-1]

    try:
        return list(run(jobs(count), pools[0], batch=8, window=4, renew=renew)), faults
    finally:
        for pool in pools:
            pool.shutdown()


def test_pages_of_a_process_that_died_once_are_checked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    died = tmp_path / "died"

    def frail(job: Job, config: Config) -> FileReport:
        if job.path == "50.md" and os.getpid() != HERE and not died.exists():
            died.touch()
            os._exit(9)
        return check(job, config)

    expected = list(run(jobs(120)))
    monkeypatch.setattr(engine, "check", frail)
    reports, faults = run_with_deaths(120)
    assert reports == expected
    assert len(faults) == 1


def test_a_page_that_kills_whoever_checks_it_is_reported_and_the_others_are_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def deadly(job: Job, config: Config) -> FileReport:
        if job.path == "50.md" and os.getpid() != HERE:
            os._exit(9)
        return check(job, config)

    expected = list(run(jobs(120)))
    monkeypatch.setattr(engine, "check", deadly)
    reports, faults = run_with_deaths(120)
    assert [report for report in reports if report.path != "50.md"] == expected[:50] + expected[51:]
    (lost,) = (report for report in reports if report.path == "50.md")
    assert lost.crashed
    assert [one.code for one in lost.diagnostics] == ["LNT001"]
    assert len(faults) == 2


def test_a_fault_without_a_replacement_is_raised() -> None:
    with ProcessPoolExecutor(1) as pool:
        pool.submit(os._exit, 9)
        with pytest.raises(RuntimeError):
            list(run(jobs(40), pool))


@pytest.mark.parametrize("given", [{"scheduler": "tcp://127.0.0.1:1"}, {"executor": "dask"}])
def test_options_of_a_cluster_go_together(given: dict[str, str]) -> None:
    with pytest.raises(Misuse, match=r"add --executor dask|needs the address"):  # noqa: SIM117
        with open_executor({"executor": "process", "scheduler": None, "jobs": 2, **given}, 1000):
            pass


CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("distributed")
    folder = tmp_path_factory.mktemp("cluster")
    script = folder / "cluster.py"
    script.write_text(CLUSTER)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, str(script)], cwd=folder, env=environment, text=True, **pipes) as process:  # type: ignore[call-overload]
        yield process.stdout.readline().strip()
        process.stdin.close()


def medlint(*args: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "medlint", *args], cwd=cwd, env=environment, capture_output=True)


def test_a_cluster_of_two_workers_finds_the_same_to_the_byte(scheduler: str, tmp_path: Path) -> None:
    for job, _ in jobs(300):
        (tmp_path / job.path).write_bytes(job.data or b"")
    here = medlint("check", "-j", "1", "--output-format", "json", cwd=tmp_path)
    there = medlint("check", "--executor", "dask", "--scheduler", scheduler, "--output-format", "json", cwd=tmp_path)
    assert there.stdout == here.stdout, there.stderr
    assert there.returncode == 1
    assert json.loads(there.stdout)["summary"]["files"] == 300


@pytest.mark.parametrize("address", ["nonsense://nowhere", "tcp://127.0.0.1:1", "127.0.0.1:1", "tcp://127.0.0.1"])
def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, address: str) -> None:
    pytest.importorskip("distributed")
    (tmp_path / "a.md").write_text(CLEAN)
    refused = medlint("check", "--executor", "dask", "--scheduler", address, cwd=tmp_path)
    assert refused.returncode == 2
    assert b"no scheduler answers" in refused.stderr
    assert b"Traceback" not in refused.stderr


def test_options_are_refused_though_every_page_is_known(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(CLEAN)
    for _ in range(2):
        assert medlint("check", cwd=tmp_path).returncode == 0
    for args in (("--scheduler", "tcp://127.0.0.1:1"), ("--executor", "dask")):
        refused = medlint("check", *args, cwd=tmp_path)
        assert refused.returncode == 2
        assert b"--scheduler" in refused.stderr
