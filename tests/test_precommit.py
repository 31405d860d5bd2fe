"""The hook works in a real pre-commit run, as a user of another repository meets it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
# All that an install from the repository needs: the hook environment is built from these alone.
PROJECT = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "medlint", "pyproject.toml", "rules", "schemas")
ODD_NAME = "drugs/métformine à 500 mg.md"


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which git and pre-commit see no setting of the person who runs the tests."""
    home = tmp_path_factory.mktemp("pre-commit-home")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT", "PYTHONPATH"))}
    identity = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Test"), ("EMAIL", "test@example.org"))
    }
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(home)}
    return kept | identity | settings


def commit_all(folder: Path, env: dict[str, str]) -> None:
    """Make `folder` a git repository with one commit of all that is in it."""
    for command in (("init", "-q"), ("add", "--all", "--force"), ("commit", "-q", "-m", "All")):
        subprocess.run(("git", *command), cwd=folder, env=env, check=True)


@pytest.fixture(scope="module")
def hook_repository(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> Path:
    """This working tree as a repository of its own, so that changes which are not committed yet count too."""
    folder = tmp_path_factory.mktemp("medlint")
    for name in PROJECT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, folder / name)
    commit_all(folder, env)
    return folder


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> Path:
    """A site's repository: a clean page, a faulty one with an odd name, and a file that is no Markdown."""
    folder = tmp_path_factory.mktemp("content")
    (folder / "drugs").mkdir()
    shutil.copyfile(EXAMPLES / "paracetamol.md", folder / "drugs" / "paracetamol.md")
    shutil.copyfile(EXAMPLES / "metformin.md", folder / ODD_NAME)
    shutil.copyfile(EXAMPLES / "README.md", folder / "README.md")
    (folder / "notes.txt").write_text("No monograph.\n", encoding="utf-8")
    commit_all(folder, env)
    return folder


@pytest.fixture(scope="module")
def tried(hook_repository: Path, content: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What `pre-commit try-repo` gives on all files of the site. It builds one environment, which takes its time."""
    command = (sys.executable, "-m", "pre_commit", "try-repo", str(hook_repository), "medlint", "--all-files")
    return subprocess.run(command, cwd=content, env=env, capture_output=True, encoding="utf-8", check=False)


def test_faulty_page_fails_the_hook(tried: subprocess.CompletedProcess[str]) -> None:
    assert tried.returncode == 1, tried.stdout + tried.stderr
    assert "Failed" in tried.stdout
    assert "exit code: 1" in tried.stdout


def test_message_names_the_page_and_the_rule(tried: subprocess.CompletedProcess[str]) -> None:
    assert ODD_NAME in tried.stdout
    assert "missing-disclaimer" in tried.stdout


def test_other_files_are_not_spoken_of(tried: subprocess.CompletedProcess[str]) -> None:
    """The clean page passes, and README.md is excluded although the hook is given it by name."""
    assert "medlint." in tried.stdout
    assert "paracetamol.md" not in tried.stdout
    assert "README.md" not in tried.stdout
    assert "notes.txt" not in tried.stdout


def test_clean_page_passes_the_hook(hook_repository: Path, content: Path, env: dict[str, str]) -> None:
    command = (sys.executable, "-m", "pre_commit", "try-repo", str(hook_repository), "medlint", "--files")
    done = subprocess.run(
        (*command, "drugs/paracetamol.md", "README.md"),
        cwd=content,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
