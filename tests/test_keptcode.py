"""medlint's own bytecode in one file: the same modules as ever, and never those of an older source."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# What a start loads that checks nothing of a page: the finder is put in place by `check` alone.
SCRIPT = """
import contextlib, io, sys
from medlint.cli import main
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()
import medlint.config.layers as module, medlint.config as package
loader = type(module.__loader__).__name__
found = [one.__spec__.origin for one in (module, package)]
print(loader, module.__file__, module.__cached__, found, module.__package__, *package.__path__)
print(sum(type(one.__loader__).__name__ == "_Loader" for one in sys.modules.values() if hasattr(one, "__loader__")))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    place = tmp_path / "copy"
    place.mkdir()
    # As it is installed.
    for name, target in (
        ("medlint", "medlint"),
        ("rules", "medlint/_data/rules"),
        ("schemas", "medlint/_data/schemas"),
    ):
        shutil.copytree(ROOT / name, place / target, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "page.md").write_text("# Page\n")
    return place


def run(copy: Path, code: str = SCRIPT, **variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment = {**inherited, "PYTHONPATH": str(copy), "XDG_CACHE_HOME": str(copy.parent / "cache"), **variables}
    command = [sys.executable, "-c", code, "check", "--no-cache", "page.md"]
    return subprocess.run(command, cwd=copy.parent, env=environment, capture_output=True, text=True, check=False)


def store(copy: Path) -> Path:
    return next((copy.parent / "cache" / "medlint").glob("*/modules.bin"))


def test_a_module_is_what_python_makes_of_it(copy: Path) -> None:
    bare, first, second = run(copy, PYTHONDONTWRITEBYTECODE="1"), run(copy), run(copy)
    assert (bare.stderr, first.stderr, second.stderr) == ("", "", "")
    ways = [done.stdout.replace("SourceFileLoader", "_Loader", 1).splitlines() for done in (bare, first, second)]
    assert ways[0][0] == ways[1][0] == ways[2][0]
    assert ways[0][1] == "0"
    assert int(ways[1][1]) == int(ways[2][1]) > 100


def test_what_was_found_is_not_looked_for_again(copy: Path) -> None:
    counted = (
        "import _frozen_importlib_external as external\n"
        "find, sought = external.PathFinder.find_spec, []\n"
        "def count(name, *rest):\n"
        "    sought.append(name)\n"
        "    return find(name, *rest)\n"
        "external.PathFinder.find_spec = count\n"
    )
    told = "print(*(name for name in sought if name.startswith('medlint.c')))\n"
    first = run(copy, f"{counted}{SCRIPT}{told}").stdout.splitlines()[-1].split()
    second = run(copy, f"{counted}{SCRIPT}{told}").stdout.splitlines()[-1].split()
    assert "medlint.checks.forbid" in first
    # Those that the finder itself is made of.
    assert set(second) == {"medlint.cli", "medlint.compiled"}


def test_a_source_that_changed_is_read_anew(copy: Path) -> None:
    run(copy)
    source = copy / "medlint" / "config" / "layers.py"
    state = source.stat()
    source.write_text(source.read_text() + "raise SystemExit('anew')\n")
    # Whoever puts a file in place may set its time back.
    os.utime(source, ns=(state.st_atime_ns, state.st_mtime_ns))
    told = run(copy, "from medlint.cli import main\nmain()")
    assert (told.returncode, told.stderr) == (1, "anew\n")


def test_bytecode_of_an_older_source_is_not_kept(copy: Path) -> None:
    run(copy)
    source = copy / "medlint" / "config" / "layers.py"
    state = source.stat()
    text = source.read_text()
    # As long as before, and of the same second: Python takes its bytecode for this source's.
    new = "raise SystemExit('anew')\n"
    cut = text.index('"""', 3) - len(new)
    source.write_text(text[:cut] + text[cut + len(new) :] + new)
    os.utime(source, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert run(copy, PYTHONDONTWRITEBYTECODE="1").stderr == ""
    assert run(copy, "from medlint.cli import main\nmain()").stderr == "anew\n"


def test_a_package_that_came_goes_before_the_module_of_its_name(copy: Path) -> None:
    run(copy)
    (copy / "medlint" / "config" / "layers").mkdir()
    (copy / "medlint" / "config" / "layers" / "__init__.py").write_text("raise SystemExit('a package')")
    assert run(copy, "from medlint.cli import main\nmain()").stderr == "a package\n"


def test_a_module_that_is_gone_is_not_there(copy: Path) -> None:
    run(copy)
    (copy / "medlint" / "config" / "layers.py").unlink()
    assert "No module named 'medlint.config.layers'" in run(copy).stderr


def test_a_damaged_file_is_none(copy: Path) -> None:
    whole = run(copy).stdout.splitlines()[0]
    data = store(copy).read_bytes()
    for damaged in (b"", data[: len(data) // 2], data[:-1000] + bytes(1000), b"shelf" * 100):
        store(copy).write_bytes(damaged)
        told = run(copy)
        assert (told.stdout.splitlines()[0], told.stderr) == (whole, "")


def test_a_traceback_shows_the_source(copy: Path) -> None:
    run(copy)
    told = run(copy, f"{SCRIPT}import inspect\nprint(inspect.getsource(module).splitlines()[0])\n")
    assert told.stdout.splitlines()[-1] == (ROOT / "medlint" / "config" / "layers.py").read_text().splitlines()[0]
