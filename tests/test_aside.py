"""A few pages checked in a process beside this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages import CLEAN

from medlint import engine
from medlint.candidates import Candidate
from medlint.cli import aside
from medlint.cli.caching import Memory
from medlint.config import default_config
from medlint.diagnostic import FileReport
from medlint.engine import Job, Task, check

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no process starts as a copy")
ROOT = Path(__file__).parents[1]
CONFIG = default_config()
JOBS = [Job(f"{number}.md", CLEAN.replace("Dosage", "x" * number).encode(), memo=True) for number in range(8)]
PAGES = [Candidate(job.path, f"/{job.path}", CONFIG) for job in JOBS]
WANTED = [check(job, CONFIG) for job in JOBS]


def tasks(memory: Memory | None = None) -> Iterator[Task]:
    for one, job in zip(PAGES, JOBS, strict=True):
        if memory is not None:
            memory.expect(one, job)
        yield job, CONFIG


class Expecting(Memory):
    """Notes which pages were expected by way of the other process."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def expect(self, one: Candidate, job: Job) -> None:
        super().expect_content(one, b"digest of 16 byt", len(job.data or b""))

    def expect_content(self, one: Candidate, content: bytes, size: int) -> None:
        assert len(content) == 16
        assert size == len(JOBS[PAGES.index(one)].data or b"")
        self.told.append(one.path)


def received(tasks: Callable[[Memory], Iterator[Task]]) -> tuple[list[FileReport], list[str], list[str]]:
    """Return the reports, the paths of the pages whose content was told, and those that were checked here."""
    memory = Expecting()
    here: list[str] = []

    def check_here(rest: Iterator[Task]) -> Iterator[FileReport]:
        for job, config in rest:
            here.append(job.path)
            yield check(job, config)

    reports = aside.check_aside(PAGES, lambda: tasks(memory), memory, check_here)
    assert reports is not None
    return list(reports), memory.told, here


def test_reports_are_those_of_this_process() -> None:
    reports, expected, here = received(tasks)
    assert reports == WANTED
    assert all(report.memo for report in reports)
    assert expected == [job.path for job in JOBS]
    assert here == []


def broken(number: int, how: Callable[[], object]) -> Callable[[Memory], Iterator[Task]]:
    """Return tasks at one of which the other process breaks, and this one does not."""
    first = os.getpid()

    def breaking(memory: Memory) -> Iterator[Task]:
        for place, task in enumerate(tasks(memory)):
            if place == number and os.getpid() != first:
                how()
            yield task

    return breaking


def fail() -> None:
    raise RuntimeError("broken")


@pytest.mark.parametrize("number", [0, 3, 7])
@pytest.mark.parametrize("how", [fail, lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os._exit(0)])
def test_what_is_lost_is_checked_here(
    number: int, how: Callable[[], object], capfd: pytest.CaptureFixture[str]
) -> None:
    reports, expected, here = received(broken(number, how))
    assert reports == WANTED
    assert expected + here == [job.path for job in JOBS]
    assert here[-1] == "7.md"
    assert capfd.readouterr() == ("", "")


def test_where_no_process_can_start_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise OSError("no more processes")

    before = len(list(Path("/proc/self/fd").iterdir()))
    monkeypatch.setattr(os, "fork", refuse)
    assert aside.check_aside(PAGES, tasks, Memory(), engine.run) is None
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_nobody_waits_for_what_nobody_wants() -> None:
    """Though the other process would never end by itself."""
    first = os.getpid()

    def tasks() -> Iterator[Task]:
        yield JOBS[0], CONFIG
        if os.getpid() != first:
            signal.pause()

    reports = aside.check_aside(PAGES, tasks, Memory(), engine.run)
    assert isinstance(reports, Iterator)
    assert next(reports) == WANTED[0]
    reports.close()  # type: ignore[attr-defined]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_run_says_the_same_and_remembers_as_much(tmp_path: Path) -> None:
    """Pages that name saved ones are read by the other process alone, and are kept by none."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (tmp_path / "medlint.toml").touch()
    for number in range(30):
        (pages / f"{number}.md").write_text(CLEAN.replace("Exampline", f"Exampline {number}"))
    code = (
        "import sys\nimport medlint.cli.aside as aside\naside.WORTH_ASIDE = 1\n"
        "real = aside.Aside\n"
        "def told(work):\n    print('aside', file=sys.stderr)\n    return real(work)\n"
        "aside.Aside = told\nfrom medlint.cli import main\nmain()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "home")}

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", code, "check", "--output-format", "json", "-j", "2", *args, "pages"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert "aside" not in run().stderr
    for number, text in enumerate(("nothing", CLEAN.replace("AI note", "Aside"), CLEAN.replace("Dosage", "Doses"))):
        (pages / f"{number}.md").write_text(text)
        (pages / f"{number + 9}.md").write_text(CLEAN.replace("---\n", "---\nreferences:\n  - saved.txt\n", 1))
    done = run()
    assert "aside" in done.stderr
    assert done.stdout == run("--no-cache").stdout
    again = run("-v")
    assert "misses: 3 " in again.stderr
