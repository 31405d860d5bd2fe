"""The wheel is whole, and works far away from the checkout."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ("rules", "schemas")


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Return what `command` prints; fail with its words if it fails."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that was built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new virtual environment that holds the wheel. Its dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    # Folders named in a .pth file come after the environment's own, and no .pth file in them is read: neither this
    # environment's medlint nor an editable install's can hide the wheel's.
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


@pytest.fixture(scope="module")
def clean_env() -> dict[str, str]:
    """This environment, without what leads Python to the checkout."""
    return {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}


def data_files() -> dict[str, bytes]:
    """Every file of rules/ and schemas/ by its path from the root."""
    paths = (path for name in DATA for path in (ROOT / name).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def test_wheel_holds_every_rule_and_schema(wheel: Path) -> None:
    prefix = "medlint/_data/"
    with zipfile.ZipFile(wheel) as archive:
        packed = {
            name.removeprefix(prefix): archive.read(name) for name in archive.namelist() if name.startswith(prefix)
        }
    assert packed == data_files()


def test_wheel_holds_every_module_and_nothing_foreign(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "medlint").rglob("*.py")}
    assert modules | {"medlint/py.typed"} <= names
    assert {name for name in names if not name.startswith(("medlint/", "medlint-"))} == set()


def test_wheel_depends_on_four_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(path).decode("utf-8"))
    core = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert sorted(line.split(">=")[0] for line in core) == ["click", "jsonschema", "markdown-it-py", "pyyaml"]


def test_installed_wheel_is_the_one_that_runs(installed: Path, tmp_path: Path, clean_env: dict[str, str]) -> None:
    where = run(installed, "-c", "import medlint; print(medlint.__file__)", cwd=tmp_path, env=clean_env)
    assert Path(where.strip()).is_relative_to(installed.parents[1])


def test_installed_rules_are_the_checkouts(installed: Path, tmp_path: Path, clean_env: dict[str, str]) -> None:
    command = ("-m", "medlint", "rules", "--output-format", "json")
    there = json.loads(run(installed, *command, cwd=tmp_path, env=clean_env))
    here = json.loads(run(sys.executable, *command, cwd=tmp_path, env=clean_env | {"PYTHONPATH": str(ROOT)}))
    assert there
    assert there == here


def test_installed_command_checks_a_page(installed: Path, tmp_path: Path, clean_env: dict[str, str]) -> None:
    page = tmp_path / "page.md"
    page.write_bytes((ROOT / "examples" / "paracetamol.md").read_bytes())
    command = installed.with_name("medlint.exe" if os.name == "nt" else "medlint")
    assert "1 file" in run(command, "check", page, cwd=tmp_path, env=clean_env)
