"""The hooks work in real pre-commit runs, as the users of another repository meet them."""

import os
import re
import shutil
import subprocess
import sys
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

import pytest
from pages import CLEAN

from medlint.terminal import width

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
# All that an install from the repository needs: the hook environment is built from these alone.
PROJECT = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "medlint", "pyproject.toml", "rules", "schemas")
HOOKS = ("medlint", "medlint-fix", "medlint-full", "medlint-config")
ODD_NAME = "drugs/métformine à 500 mg.md"
NAMES = tuple(f"{a}olu{b}epo{c}ax".capitalize() for a, b, c in islice(product("bdfgklmnprstv", repeat=3), 300))


class Done(NamedTuple):
    """What a command did: its exit code, and all that it printed."""

    code: int
    output: str


class Repository:
    """A site's git repository, with hooks of medlint in its .pre-commit-config.yaml."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder = folder
        self.env = env

    def run(self, *command: str) -> Done:
        """Run `command` in the repository's root."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return Done(done.returncode, done.stdout)

    def git(self, *arguments: str) -> str:
        """Return what a git command prints, which must succeed."""
        done = self.run("git", *arguments)
        assert done.code == 0, done.output
        return done.output

    def hook(self, name: str, *arguments: str) -> Done:
        """Run one hook: `arguments` as for `pre-commit run`."""
        return self.run(sys.executable, "-m", "pre_commit", "run", name, *arguments)

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(text.encode())

    def commit_all(self) -> None:
        """Commit all that is there, without hooks."""
        self.git("add", "--all", "--force")
        self.git("commit", "-q", "--no-verify", "-m", "All")


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which git and pre-commit see no setting of the person who runs the tests."""
    home = tmp_path_factory.mktemp("pre-commit-home")
    foreign = ("GIT_", "PRE_COMMIT", "PYTHONPATH", "MEDLINT_", "GITHUB_", "GITLAB_", "CI_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    identity = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Test"), ("EMAIL", "test@example.org"))
    }
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(home)}
    return kept | identity | settings


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> str:
    """A repository of this working tree, changes that are not committed included, with the tag v0.1.0.

    pre-commit makes one environment for it, on the first run that needs it.
    """
    own = Repository(tmp_path_factory.mktemp("medlint"), env)
    for name in PROJECT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, own.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, own.folder / name)
    own.git("init", "-q")
    own.commit_all()
    own.git("tag", "v0.1.0")
    return own.folder.as_posix()


@pytest.fixture
def site(tmp_path: Path, env: dict[str, str], address: str) -> Repository:
    """A site's repository with one clean page and all hooks, where `pre-commit install` was done."""
    made = Repository(tmp_path / "site", env)
    made.folder.mkdir()
    made.git("init", "-q")
    used = "".join(f"      - id: {name}\n" for name in HOOKS)
    made.write(".pre-commit-config.yaml", f"repos:\n  - repo: {address}\n    rev: v0.1.0\n    hooks:\n{used}")
    made.write("drugs/paracetamol.md", (EXAMPLES / "paracetamol.md").read_text("utf-8"))
    made.commit_all()
    installed = made.run(sys.executable, "-m", "pre_commit", "install")
    assert installed.code == 0, installed.output
    return made


def test_a_faulty_page_is_not_committed(site: Repository) -> None:
    """The commit is refused with a message that fits 80 columns and speaks of the faulty page alone."""
    site.env = site.env | {"SKIP": "medlint-fix,medlint-full,medlint-config"}
    shutil.copyfile(EXAMPLES / "metformin.md", site.folder / ODD_NAME)
    site.write("README.md", "# No monograph\n")
    site.write("notes.txt", "No monograph.\n")
    site.git("add", "--all")
    before = site.git("rev-parse", "HEAD")
    done = site.run("git", "commit", "-m", "A page")
    assert done.code == 1, done.output
    assert site.git("rev-parse", "HEAD") == before
    assert "- exit code: 1" in done.output
    assert ODD_NAME in done.output
    assert "missing-disclaimer" in done.output
    assert "README.md" not in done.output
    assert "notes.txt" not in done.output
    assert "paracetamol.md" not in done.output
    assert "\x1b" not in done.output
    _, _, rest = done.output.partition("- exit code: 1")
    findings, _, summary = rest.partition("can be fixed with --fix")
    assert "Checked 1 file" in summary
    assert [line for line in findings.split("\n") if width(line) > 80] == []


def test_a_clean_page_is_committed(site: Repository) -> None:
    """All four hooks have something to do, and pass."""
    site.write("drugs/exampline.md", CLEAN)
    site.write("medlint.toml", 'extends = "minimal-medicine"\n')
    site.git("add", "--all")
    done = site.run("git", "commit", "-m", "A page and settings")
    assert done.code == 0, done.output
    assert done.output.count("Passed") == len(HOOKS)
    assert site.git("status", "--porcelain", "--ignored") == "!! .medlint_cache/\n", "nothing but the cache is left"


def test_fixes_are_made_and_then_the_page_passes(site: Repository) -> None:
    site.write("drugs/exampline.md", CLEAN.replace("* **Q: Can I drive?** A: Yes.", "* **Q: Can I drive** A: Yes."))
    site.git("add", "--all")
    first = site.hook("medlint-fix")
    assert first.code == 1, first.output
    assert "files were modified by this hook" in first.output
    assert (site.folder / "drugs" / "exampline.md").read_bytes() == CLEAN.encode()
    site.git("add", "--all")
    second = site.hook("medlint-fix")
    assert second.code == 0, second.output


def test_all_of_300_pages_are_checked_in_one_run(site: Repository) -> None:
    """One process checks them: a file with one fault among them, with blanks and accents in its name, is found."""
    for name in NAMES:
        site.write(f"drugs/{name.lower()}.md", CLEAN.replace("Exampline", name))
    site.git("add", "--all")
    clean = site.hook("medlint", "--all-files", "--verbose")
    assert clean.code == 0, clean.output
    assert re.findall(r"All checks passed on (\d+) files", clean.output) == ["301"]
    shutil.copyfile(EXAMPLES / "metformin.md", site.folder / ODD_NAME)
    site.git("add", "--all")
    faulty = site.hook("medlint", "--all-files")
    assert faulty.code == 1, faulty.output
    assert ODD_NAME in faulty.output
    assert faulty.output.count("Checked 302 files") == 1


def test_what_is_excluded_stays_out_although_it_is_named(site: Repository) -> None:
    site.write("medlint.toml", 'extend-exclude = ["drafts/**"]\n')
    shutil.copyfile(EXAMPLES / "metformin.md", site.folder / "drugs" / "metformin.md")
    site.write("drafts/metformin.md", (EXAMPLES / "metformin.md").read_text("utf-8"))
    before = (site.folder / "drafts" / "metformin.md").read_bytes()
    site.git("add", "--all")
    for hook in ("medlint", "medlint-fix"):
        alone = site.hook(hook, "--files", "drafts/metformin.md")
        assert alone.code == 0, alone.output
    both = site.hook("medlint", "--files", "drafts/metformin.md", "drugs/metformin.md")
    assert both.code == 1
    assert "drafts/" not in both.output
    assert "drugs/metformin.md" in both.output
    assert (site.folder / "drafts" / "metformin.md").read_bytes() == before


def test_the_whole_run_compares_a_page_with_those_that_are_not_committed_now(site: Repository) -> None:
    site.write("drugs/exampline.md", CLEAN)
    site.commit_all()
    site.write("drugs/exampline-tablets.md", CLEAN)
    site.git("add", "--all")
    assert "duplicate-monograph" not in site.hook("medlint").output
    done = site.hook("medlint-full")
    assert done.code == 1, done.output
    assert "duplicate-monograph" in done.output


def test_wrong_settings_are_not_committed(site: Repository) -> None:
    site.write("medlint.toml", 'ignored = ["FAQ"]\n')
    site.write("tool/pyproject.toml", '[project]\nname = "x"\n')
    site.git("add", "--all")
    done = site.hook("medlint-config")
    assert done.code == 1, done.output
    assert "medlint.toml: 'ignored' is not a known field" in done.output
    assert "did you mean 'ignore'?" in done.output
    site.write("medlint.toml", 'ignore = ["FAQ"]\n')
    site.git("add", "--all")
    assert site.hook("medlint-config").code == 0


@pytest.mark.skipif(os.name == "nt", reason="README's commands are written for a POSIX shell")
def test_readme_guards_a_repository(tmp_path: Path, env: dict[str, str], address: str) -> None:
    """README's commands, all but the first, which installs, lead to a green repository that refuses what is new."""
    readme = (ROOT / "README.md").read_text("utf-8")
    block = readme.partition("<!-- guard -->\n```bash\n")[2].partition("```\n<!-- /guard -->")[0]
    install, _, commands = block.replace("<the address that you cloned medlint from>", address).partition("\n")
    assert install.startswith("pip install ")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, run in (("medlint", f"PYTHONPATH='{ROOT}' '{sys.executable}' -m medlint"), ("pre-commit", "")):
        run = run or f"'{sys.executable}' -m pre_commit"
        (programs / name).write_text(f'#!/bin/sh\n{run} "$@"\n', encoding="utf-8")
        (programs / name).chmod(0o755)
    site = Repository(tmp_path / "site", env | {"PATH": f"{programs}{os.pathsep}{env['PATH']}"})
    site.folder.mkdir()
    site.git("init", "-q")
    old = (EXAMPLES / "metformin.md").read_text("utf-8")
    site.write("content/old.md", old)
    site.write("content/clean.md", CLEAN)
    site.commit_all()
    done = site.run("sh", "-e", "-c", commands)
    assert done.code == 0, done.output
    site.git("add", "--all")
    first = site.run("git", "commit", "-m", "Guard the pages")
    assert first.code == 0, first.output
    everything = site.run("pre-commit", "run", "--all-files")
    assert everything.code == 0, everything.output
    assert everything.output.count("Passed") == 2
    site.write("content/old.md", old.replace("# Metformin\n", "# Metformin\n\nAs an AI, I cannot say.\n", 1))
    site.git("add", "--all")
    second = site.run("git", "commit", "-m", "New fault")
    assert second.code == 1, second.output
    assert "model-self-reference" in second.output
    assert "missing-disclaimer" not in second.output
