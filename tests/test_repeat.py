"""The same command again: told at once where nothing has changed, and never where anything has."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import CLEAN

from medlint import keeping
from medlint.previous import Recorder
from medlint.reporters import REPORTERS

ROOT = Path(__file__).parents[1]
# Longer ago than anything that is taken for just changed.
EARLIER = time.time() - 1000
FAULTY = CLEAN.replace("AI Note", "Aside")
BARE = "\n".join(line for line in CLEAN.split("\n") if "Disclaimer" not in line)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A project with two pages; the folder with medlint's own files stands beside it."""
    site = tmp_path / "site"
    (site / "pages").mkdir(parents=True)
    (site / "medlint.toml").write_text('select = ["ALL"]\n')
    (site / "pages" / "one.md").write_text(CLEAN)
    (site / "pages" / "two.md").write_text(FAULTY)
    return site


class Medlint:
    """Runs medlint in a process of its own, and says whether the run was done or told again."""

    def __init__(self, site: Path, before: str = "") -> None:
        """`before` are statements that each process begins with."""
        self.site = site
        self.before = before
        self.home = site.parent / "home"
        # The system's times of change cannot be set back, so the clock is set forward.
        self.late = 1000

    def __call__(self, *args: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
        self.late += 1000
        code = (
            "import sys, time\n"
            f"real = time.time_ns\ntime.time_ns = lambda: real() + {self.late} * 10**9\n{self.before}"
            "from medlint.cli import main\n"
            "try:\n    main()\n"
            "finally:\n    for what, module in (('walked', 'medlint.discover'), ('done', 'medlint.cli.checking')):\n"
            "        print(what if module in sys.modules else 'told', file=sys.stderr)\n"
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(self.home), **variables}
        command = [sys.executable, "-c", code, *args]
        return subprocess.run(command, cwd=self.site, env=environment, capture_output=True, check=False)

    def runs(self, *args: str, **variables: str) -> str:
        """Return "done" or "told"."""
        return self(*args, **variables).stderr.decode().split()[-1]

    def resumes(self, *args: str) -> bool:
        """Run, and return whether the pages that had not changed were neither walked to nor asked for.

        Whatever was done, the run has to say what one says that knows nothing.
        """
        done = self(*args)
        fresh = self(*args, "--no-cache")
        assert (done.stdout, done.returncode) == (fresh.stdout, fresh.returncode)
        said = done.stderr.decode().split()
        assert said[-1] == "done"
        assert done.stderr.split()[:-2] == fresh.stderr.split()[:-2]
        return said[-2] != "walked"

    def settle(self, *args: str, **variables: str) -> None:
        """Run until the outcome is kept."""
        said = [self.runs(*args, **variables) for _ in range(4)]
        assert said[-1] == "told", said


@pytest.fixture
def medlint(site: Path) -> Medlint:
    return Medlint(site)


ARGS = ("check", "--output-format", "concise", "pages")


def test_the_second_run_says_the_same(medlint: Medlint) -> None:
    first = medlint(*ARGS)
    medlint.settle(*ARGS)
    second = medlint(*ARGS)
    assert second.stderr.endswith(b"told\n")
    assert (first.stdout, first.returncode) == (second.stdout, second.returncode)
    assert b"IDN006" in second.stdout
    assert second.returncode == 1


def touch(path: Path, text: str) -> Callable[[Path], object]:
    return lambda site: (site / path).write_text(text)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page is changed": touch(Path("pages/one.md"), FAULTY),
    "a page is replaced by one of the same size and time": lambda site: same_size(site / "pages" / "one.md"),
    "a page is added": touch(Path("pages/three.md"), FAULTY),
    "a page is added in a folder below": lambda site: nested(site / "pages" / "more"),
    "a page is deleted": lambda site: (site / "pages" / "two.md").unlink(),
    "a page is renamed": lambda site: (site / "pages" / "two.md").rename(site / "pages" / "2.md"),
    "a page may not be read any more": lambda site: (site / "pages" / "two.md").chmod(0),
    "the settings change": touch(Path("medlint.toml"), 'ignore = ["AIN001"]\n'),
    "the settings go": lambda site: (site / "medlint.toml").unlink(),
    "settings come in the folder of the pages": touch(Path("pages/medlint.toml"), ""),
    "git is told to ignore pages": touch(Path("pages/.gitignore"), "two.md\n"),
    "the folder becomes a repository": lambda site: (site / ".git").mkdir(),
}


def same_size(page: Path) -> None:
    state = page.stat()
    text = page.read_text()
    page.write_text(text.replace("pain", "gain"))
    os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))


def test_a_page_of_the_same_size_and_time_is_read(medlint: Medlint, site: Path) -> None:
    """By the cache as well, whose findings it would tell."""
    page = site / "pages" / "one.md"
    os.utime(page, (1e9, 1e9))
    medlint.settle(*ARGS)
    page.write_text(CLEAN.replace("Disclaimer", "Disclaimex"))
    os.utime(page, (1e9, 1e9))
    assert page.stat().st_size == len(CLEAN.encode())
    assert medlint.resumes(*ARGS)


def nested(folder: Path) -> None:
    folder.mkdir()
    (folder / "four.md").write_text(FAULTY)


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_is_seen(medlint: Medlint, site: Path, name: str) -> None:
    medlint.settle(*ARGS)
    CHANGES[name](site)
    changed = medlint(*ARGS)
    assert changed.stderr.endswith(b"done\n")
    fresh = medlint(*ARGS, "--no-cache")
    assert (changed.stdout, changed.returncode) == (fresh.stdout, fresh.returncode)


def test_a_schema_and_a_house_rule_are_seen(medlint: Medlint, site: Path) -> None:
    (site / "house").mkdir()
    schema = site / "page.schema.json"
    schema.write_text('{"type": "object"}')
    (site / "medlint.toml").write_text('rules = ["house"]\nschema = "page.schema.json"\n')
    medlint.settle(*ARGS)
    schema.write_text('{"type": "object", "required": ["nothing"]}')
    assert medlint.runs(*ARGS) == "done"
    medlint.settle(*ARGS)
    own = next((ROOT / "rules" / "language").glob("LNG001*.md"))
    (site / "house" / "HSE001-own.md").write_text(own.read_text("utf-8").replace("LNG001", "HSE001"), "utf-8")
    assert medlint.runs(*ARGS) == "done"


def test_other_arguments_variables_and_folders_are_other_runs(medlint: Medlint) -> None:
    medlint.settle(*ARGS)
    assert medlint.runs(*ARGS, "--statistics") == "done"
    assert medlint.runs(*ARGS, MEDLINT_FAIL_ON="error") == "done"
    assert medlint.runs(*ARGS, FORCE_COLOR="1") == "done"
    assert medlint.runs(*ARGS) == "told"
    medlint.site = medlint.site / "pages"
    assert medlint.runs("check", "--output-format", "concise", ".") == "done"


@pytest.mark.parametrize("more", [("--no-cache",), ("-v",), ("--fix",), ("--profile",), ("--diff",)])
def test_what_is_asked_to_be_done_is_done(medlint: Medlint, more: tuple[str, ...]) -> None:
    said = {medlint.runs(*ARGS, *more) for _ in range(3)}
    assert said == {"done"}


def test_a_baseline_is_compared_each_time(medlint: Medlint) -> None:
    assert medlint("baseline", "--baseline", "known.json", "pages").returncode == 0
    assert {medlint.runs(*ARGS, "--baseline", "known.json") for _ in range(3)} == {"done"}


def test_report_files_are_written_again(medlint: Medlint, site: Path) -> None:
    args = (*ARGS, "-o", "out.txt", "--report", "json=pages/out.json")
    medlint.settle(*args)
    wanted = [(site / name).read_bytes() for name in ("out.txt", "pages/out.json")]
    (site / "out.txt").unlink()
    (site / "pages" / "out.json").write_text("old")
    medlint.settle(*args)
    assert [(site / name).read_bytes() for name in ("out.txt", "pages/out.json")] == wanted


def test_a_report_that_cannot_be_written_is_told_as_ever(medlint: Medlint, site: Path) -> None:
    (site / "out").mkdir()
    args = (*ARGS, "-o", "out/report.txt")
    medlint.settle(*args)
    shutil.rmtree(site / "out")
    done = medlint(*args)
    assert done.returncode == 2
    assert b"there is no folder" in done.stderr


# As for a site of very many pages, whose states and reports are kept piece by piece.
IN_PIECES = (
    "import medlint.keeping, medlint.repeat, medlint.watch\n"
    "medlint.keeping._AT_ONCE = 1\nmedlint.repeat.CHUNK = 7\nmedlint.watch._MOST_PAGES = 1\n"
)


def test_a_run_on_many_pages_is_kept_in_pieces(site: Path) -> None:
    many, plain = Medlint(site, IN_PIECES), Medlint(site)
    plain.late = 100_000
    args = (*ARGS, "-o", "out.txt")
    assert many(*args).returncode == 1
    wanted = (site / "out.txt").read_bytes()
    assert wanted.count(b"\n") > 2
    many.settle(*args)
    assert not [*many.home.glob("medlint/*/pages-*.bin")]
    (site / "out.txt").unlink()
    many.settle(*args)
    assert (site / "out.txt").read_bytes() == wanted
    # What it is read by need not be what it was written by.
    assert plain.runs(*args) == "told"
    (site / "pages" / "two.md").write_text(BARE)
    assert many.runs(*args) == "done"
    assert (site / "out.txt").read_bytes() != wanted


def test_the_latest_runs_are_kept_as_far_as_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST_BYTES", 250)

    def left(*sizes: int, most: int = 4) -> list[int]:
        paths = [tmp_path / f"run-{number}.bin" for number in range(len(sizes))]
        for age, (path, size) in enumerate(zip(paths, sizes, strict=True)):
            path.write_bytes(b"x" * size)
            os.utime(path, (EARLIER - age, EARLIER - age))
        keeping._prune([str(path) for path in reversed(paths)], most)
        return [number for number, path in enumerate(paths) if path.exists()]

    assert left(10, 10, 10) == [0, 1, 2]
    assert left(10, 10, 10, most=2) == [0, 1]
    assert left(100, 100, 100, 10) == [0, 1]
    assert left(1000, 10) == [0]


@pytest.mark.parametrize("place", [0, 100, -300, -8, -1])
def test_one_wrong_byte_is_enough(medlint: Medlint, site: Path, place: int) -> None:
    args = (*ARGS, "-o", "out.txt")
    medlint.settle(*args)
    wanted = (site / "out.txt").read_bytes()
    (kept,) = medlint.home.glob("medlint/*/run-*.bin")
    data = bytearray(kept.read_bytes())
    written = data.index(wanted) + 5
    for at in (place, written):
        damaged = data.copy()
        damaged[at] ^= 1
        kept.write_bytes(damaged)
        assert medlint.runs(*args) == "done"
        assert (site / "out.txt").read_bytes() == wanted


@pytest.mark.parametrize("data", [b"", b"1234", b"\0\0\0\0", bytes(range(256))])
def test_damage_is_no_error(medlint: Medlint, data: bytes) -> None:
    medlint.settle(*ARGS)
    (kept,) = medlint.home.glob("medlint/*/run-*.bin")
    kept.write_bytes(data)
    assert medlint.runs(*ARGS) == "done"
    assert medlint.runs(*ARGS) == "told"


def test_clean_forgets_the_runs(medlint: Medlint) -> None:
    medlint.settle(*ARGS)
    assert b"Deleted" in medlint("clean").stdout
    assert medlint.runs(*ARGS) == "done"


def test_what_changed_a_moment_ago_is_not_relied_on(site: Path) -> None:
    medlint = Medlint(site)
    medlint.late = -1000
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(medlint.home)}
    for _ in range(2):
        (site / "pages" / "one.md").write_text(CLEAN)
        command = [sys.executable, "-m", "medlint", *ARGS]
        subprocess.run(command, cwd=site, env=environment, capture_output=True, check=False)
    assert not list(medlint.home.glob("medlint/*/run-*.bin"))


def test_where_pages_changed_the_others_are_as_they_were(medlint: Medlint, site: Path) -> None:
    """In every format, and though what they say depends on each other."""
    for number in range(24):
        text = (CLEAN, FAULTY, BARE)[number % 3].replace("Exampline", f"Exampline {'abcdefgh'[number % 8]}")
        (site / "pages" / f"{number}.md").write_text(text)
    reports = [site.parent / f"report.{form}" for form in sorted(REPORTERS)]
    args = (*ARGS, *(f"--report={path.suffix[1:]}={path}" for path in reports))
    medlint.settle(*args)
    (site / "pages" / "4.md").write_text(CLEAN.replace("Exampline", "Exampline a"))
    (site / "pages" / "5.md").write_text("nothing")
    done = medlint(*args)
    assert done.stderr.split()[-2:] == [b"told", b"done"]
    told = [path.read_bytes() for path in reports]
    fresh = medlint(*args, "--no-cache")
    assert (done.stdout, done.returncode) == (fresh.stdout, fresh.returncode)
    for path, data in zip(reports, told, strict=True):
        assert data == path.read_bytes(), path.name
    assert len(told[0]) > 1000


def replaced(page: Path, text: str) -> None:
    """Save a page as many editors do."""
    draft = page.with_name("draft.tmp")
    draft.write_text(text)
    draft.replace(page)


RESUMED: dict[str, Callable[[Path], object]] = {
    "a page is written": touch(Path("pages/one.md"), FAULTY),
    "a page is replaced": lambda site: replaced(site / "pages" / "one.md", FAULTY),
    "a page is emptied": touch(Path("pages/one.md"), ""),
    "a page is no text any more": lambda site: (site / "pages" / "one.md").write_bytes(b"\xff\xfe\0"),
    "a page comes to silence its findings": touch(
        Path("pages/two.md"), FAULTY.replace("---\n", "---\nmedlint-disable: AIN001 as we say so elsewhere\n", 1)
    ),
}


@pytest.mark.parametrize("name", RESUMED)
def test_a_change_of_a_page_alone(medlint: Medlint, site: Path, name: str) -> None:
    medlint.settle(*ARGS)
    RESUMED[name](site)
    assert medlint.resumes(*ARGS)


WALKED: dict[str, Callable[[Path], object]] = {
    "another page is added": touch(Path("pages/three.md"), FAULTY),
    "another page goes": lambda site: (site / "pages" / "two.md").unlink(),
    "the settings change": touch(Path("medlint.toml"), 'ignore = ["STR001"]\n'),
    "a page becomes a pipe": lambda site: piped(site / "pages" / "two.md"),
    "a page becomes a link": lambda site: linked(site / "pages" / "two.md"),
}


def piped(page: Path) -> None:
    page.unlink()
    os.mkfifo(page)


def linked(page: Path) -> None:
    page.rename(page.with_name("2.txt"))
    page.symlink_to("2.txt")


@pytest.mark.parametrize("name", WALKED)
def test_more_than_a_page_has_changed(medlint: Medlint, site: Path, name: str) -> None:
    medlint.settle(*ARGS)
    (site / "pages" / "one.md").write_text(FAULTY)
    WALKED[name](site)
    assert not medlint.resumes(*ARGS)


def test_a_page_that_is_a_rule_as_well_changes_more_than_itself(medlint: Medlint, site: Path) -> None:
    rule = site / "pages" / "rules" / "HSE001-own.md"
    rule.parent.mkdir()
    own = next((ROOT / "rules" / "language").glob("LNG001*.md")).read_text("utf-8").replace("LNG001", "HSE001")
    rule.write_text(own, "utf-8")
    (site / "medlint.toml").write_text('select = ["ALL"]\nrules = ["pages/rules"]\n')
    medlint.settle(*ARGS)
    rule.write_text(
        own.replace('message = "', 'message = "Our own: ').replace("message: ", "message: Our own, "), "utf-8"
    )
    assert not medlint.resumes(*ARGS)


def test_a_page_that_another_refers_to_changes_more_than_itself(medlint: Medlint, site: Path) -> None:
    (site / "pages" / "one.md").write_text(CLEAN.replace("---\n", "---\nreferences:\n  - two.md\n", 1))
    medlint.settle(*ARGS)
    (site / "pages" / "two.md").write_text("# Withdrawn\n\nIt was withdrawn.\n")
    assert not medlint.resumes(*ARGS)


@pytest.mark.parametrize("wrong", [0, 300, -40, -10, -1])
def test_what_is_left_of_a_damaged_run_is_not_used(medlint: Medlint, site: Path, wrong: int) -> None:
    """Be it cut or changed there."""
    medlint.settle(*ARGS)
    (kept,) = medlint.home.glob("medlint/*/pages-*.bin")
    data = bytearray(kept.read_bytes())
    for damaged in (data[:wrong], data[:wrong] + bytes([data[wrong] ^ 1]) + data[wrong:][1:]):
        kept.write_bytes(damaged)
        (site / "pages" / "one.md").write_text(FAULTY)
        assert not medlint.resumes(*ARGS)


def test_pages_of_another_run_are_not_used(medlint: Medlint, site: Path) -> None:
    """As they lie there where a run was ended between its two files."""
    medlint.settle(*ARGS)
    (kept,) = medlint.home.glob("medlint/*/pages-*.bin")
    before = kept.read_bytes()
    (site / "pages" / "two.md").write_text(CLEAN)
    medlint.settle(*ARGS)
    kept.write_bytes(before)
    (site / "pages" / "one.md").write_text(FAULTY)
    assert not medlint.resumes(*ARGS)


def test_shards_are_found_anew(medlint: Medlint, site: Path) -> None:
    args = (*ARGS, "--shard", "1/2")
    medlint.settle(*args)
    (site / "pages" / "one.md").write_text(FAULTY)
    assert not medlint.resumes(*args)


def test_a_reader_that_goes_away_is_no_error(medlint: Medlint) -> None:
    medlint.settle(*ARGS)
    code = f"{sys.executable} -m medlint {' '.join(ARGS)} | true"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(medlint.home)}
    done = subprocess.run(code, shell=True, cwd=medlint.site, env=environment, capture_output=True, check=False)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device is full")
def test_what_can_only_be_told_in_part_is_an_error(medlint: Medlint) -> None:
    """And nothing is done a second time."""
    code = (
        "import time\nreal = time.time_ns\ntime.time_ns = lambda: real() + 9000 * 10**9\n"
        "from medlint.cli import main\nmain()\n"
    )
    command = f"{sys.executable} -c '{code}' {' '.join(ARGS)}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(medlint.home)}

    def run(to: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(f"{command} > {to}", shell=True, cwd=medlint.site, env=environment, capture_output=True)

    for _ in range(3):
        assert run("/dev/null").returncode == 1
    full = run("/dev/full")
    assert full.returncode == 2
    assert full.stderr.startswith(b"error: the report cannot be written: ")
    assert full.stderr.count(b"\n") == 1


def test_a_link_that_leads_elsewhere_is_seen(medlint: Medlint, site: Path) -> None:
    (site / "other").mkdir()
    (site / "other" / "three.md").write_text(FAULTY)
    link = site / "content"
    link.symlink_to("pages")
    args = ("check", "--output-format", "concise", "content")
    medlint.settle(*args)
    link.unlink()
    link.symlink_to("other")
    changed = medlint(*args)
    assert changed.stderr.endswith(b"done\n")
    assert b"on 1 file" in changed.stdout


def test_a_link_on_the_way_to_a_page_is_seen(medlint: Medlint, site: Path) -> None:
    """As where a release is put in place by turning one link, in a folder that is left out."""
    for name, text in (("first", CLEAN), ("second", FAULTY)):
        folder = site / "pages" / "releases" / name
        folder.mkdir(parents=True)
        (folder / "three.md").write_text(text)
    current = site / "pages" / "releases" / "current"
    current.symlink_to("first")
    (site / "pages" / "three.md").symlink_to("releases/current/three.md")
    (site / "medlint.toml").write_text('select = ["ALL"]\nextend-exclude = ["pages/releases"]\n')
    medlint.settle(*ARGS)
    current.unlink()
    current.symlink_to("second")
    changed = medlint(*ARGS)
    assert changed.stderr.endswith(b"done\n")
    assert changed.stdout == medlint(*ARGS, "--no-cache").stdout


def test_a_new_link_in_the_place_of_another_is_seen(medlint: Medlint, site: Path) -> None:
    """Many file systems give it the number of the old one."""
    for name, text in (("first.txt", CLEAN), ("second.txt", FAULTY)):
        (site / "pages" / name).write_text(text)
    link = site / "pages" / "three.md"
    link.symlink_to("first.txt")
    medlint.settle(*ARGS)
    link.unlink()
    link.symlink_to("second.txt")
    assert not medlint.resumes(*ARGS)


def test_a_saved_page_that_is_a_link_is_followed_anew(medlint: Medlint, site: Path) -> None:
    """Be it in a folder that is not checked."""
    (site / "saved").mkdir()
    for name in ("first.txt", "second.txt"):
        (site / "saved" / name).write_text(name)
    link = site / "saved" / "now.txt"
    link.symlink_to("first.txt")
    (site / "pages" / "one.md").write_text(CLEAN.replace("---\n", "---\nreferences:\n  - saved/now.txt\n", 1))
    medlint.settle(*ARGS)
    link.unlink()
    link.symlink_to("second.txt")
    assert medlint.runs(*ARGS) == "done"


def test_what_nobody_read_to_the_end_is_not_kept(medlint: Medlint, site: Path) -> None:
    """A reader that has enough ends the list early, and the next one wants all of it."""
    for number in range(300):
        (site / "pages" / f"{number}.md").write_text(FAULTY.replace("Exampline", f"Exampline {number}"))
    args = ("check", "--output-format", "json", "--exit-zero", "pages")
    whole = medlint(*args, "--no-cache").stdout
    assert len(whole) > 200_000
    medlint.late += 1000
    code = (
        f"import time\nreal = time.time_ns\ntime.time_ns = lambda: real() + {medlint.late + 1000} * 10**9\n"
        "from medlint.cli import main\nmain()\n"
    )
    command = f"{sys.executable} -c '{code}' {' '.join(args)} | head -c 100"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(medlint.home)}
    for _ in range(3):
        subprocess.run(command, shell=True, cwd=site, env=environment, capture_output=True, check=False)
    assert not list(medlint.home.glob("medlint/*/run-*.bin"))
    assert medlint(*args).stdout == whole


def test_a_page_that_comes_while_the_report_is_written_is_seen(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medlint import watch
    from medlint.found import Discovery

    monkeypatch.setattr(sys, "addaudithook", lambda hook: None)
    monkeypatch.setattr(watch, "Told", lambda: type("Told", (), {"pieces": lambda self: []})())
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 1000 * 10**9)
    for late_page in (False, True):
        one = watch.Watch(str(tmp_path), "run-1.bin", ())
        one.listed(str(site / "pages"))
        one.cover("", Discovery((), (), 0), [str(site)])
        report = site / "pages" / "report.txt"
        one.begins(str(report))
        report.write_text("report")
        if late_page:
            (site / "pages" / "late.md").write_text(FAULTY)
        one.wrote(str(report))
        one.finish(0)
        assert bool(list(tmp_path.glob("run-*.bin"))) is not late_page
        (tmp_path / "run-1.bin").unlink(missing_ok=True)


def test_saved_pages_that_come_later_are_seen(medlint: Medlint, site: Path) -> None:
    page = site / "pages" / "one.md"
    page.write_text(CLEAN.replace("---\n", "---\nreferences:\n  - saved.md\n", 1))
    medlint.settle(*ARGS)
    (site / "pages" / "saved.md").write_text("# Withdrawn\n\nIt was withdrawn.\n")
    assert medlint.runs(*ARGS) == "done"


def test_every_variable_that_is_asked_for_tells_runs_apart() -> None:
    """Whoever reads another variable of the environment has to name it in `repeat`."""
    import re

    from medlint import repeat

    asked = re.compile(r"environ(?:\.get\(|\[)\s*\"(\w+)\"|envvar=\"(\w+)\"|_VARIABLES = \(([^)]*)\)")
    names = set()
    for path in (ROOT / "medlint").rglob("*.py"):
        for match in asked.finditer(path.read_text("utf-8")):
            names |= set(re.findall(r"[A-Z_]{3,}", " ".join(filter(None, match.groups()))))
    names -= {"_VARIABLES"}
    assert {"NO_COLOR", "GITHUB_ACTIONS", "MEDLINT_JOBS", "GITHUB_WORKSPACE"} <= names | {"NO_COLOR"}
    assert all(name.startswith((*repeat._VARIABLES, *repeat._MORE)) for name in names)


def test_all_runs_together_take_no_more_than_so_much(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(keeping, "_MOST_BYTES", 25)
    for number in range(4):
        (tmp_path / f"run-{number}.bin").write_bytes(b"x" * 10)
        os.utime(tmp_path / f"run-{number}.bin", (number, number))
    keeping._prune(map(str, tmp_path.iterdir()), 24)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run-2.bin", "run-3.bin"]


def test_a_full_disk_keeps_no_run_from_being_done(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    recorder = Recorder()
    for number in range(1000):
        recorder.add(f"{number}.md", ((), (), 0), b"{}")
    with pytest.raises(OSError, match="no room"):
        recorder.save(str(tmp_path / "pages-0.bin"), (), {})
    assert not any(tmp_path.iterdir())
