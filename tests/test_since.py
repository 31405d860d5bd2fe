"""--since in repositories that cannot say, and in hostile ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pages import CLEAN
from test_adopting import git
from test_cli import Done, run

FAULTY = CLEAN.replace("Headache.", "I cannot provide medical advice.")


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    Path("site").mkdir()
    Path("site/one.md").write_text(CLEAN)
    return tmp_path


@pytest.fixture
def repository(site: Path) -> Path:
    git("init", "-q", "-b", "main", at=site)
    (site / ".gitignore").write_text(".medlint_cache/\n")
    for number in range(4):
        (site / "site/two.md").write_text(CLEAN.replace("Headache.", f"Headache {number}."))
        git("add", "-A", at=site)
        git("commit", "-q", "-m", f"commit {number}", at=site)
    return site


def check(*args: str | Path) -> Done:
    return run("check", "--select", "RES", *args)


def test_outside_of_a_repository() -> None:
    done = check("site", "--since", "HEAD")
    assert done.code == 2
    assert "in no git repository" in done.err
    assert "--diff-file" in done.err


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("revision", ["nope", "HEAD~99", "HEAD:site/one.md", "", "-h", "--all", "--output=x", "a\nb"])
@pytest.mark.parametrize("option", ["--since", "--since-merge-base"])
def test_an_unknown_revision(option: str, revision: str) -> None:
    done = check("site", f"{option}={revision}")
    assert done.code == 2
    assert "revision" in done.err
    assert done.out == ""


@pytest.mark.usefixtures("repository")
def test_a_branch_that_only_the_server_has_is_proposed() -> None:
    git("update-ref", "refs/remotes/origin/develop", "HEAD")
    done = check("site", "--since-merge-base", "develop")
    assert "Did you mean 'origin/develop'?" in done.err


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository / "nowhere"))
    done = check("site", "--since", "HEAD")
    assert done.code == 2
    assert "git is not installed" in done.err


def shallow(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("checkout", "-q", "-b", "work", at=repository)
    (repository / "site/three.md").write_text(FAULTY)
    git("add", "-A", at=repository)
    git("commit", "-q", "-m", "work", at=repository)
    git("clone", "-q", "--depth=1", "--no-single-branch", f"file://{repository}", str(repository / "clone"))
    monkeypatch.chdir(repository / "clone")


def test_a_shallow_clone_is_told_what_to_fetch(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shallow(repository, monkeypatch)
    done = check("site", "--since-merge-base", "origin/main")
    assert done.code == 2
    assert "git fetch --unshallow" in done.err
    assert "fetch-depth: 0" in done.err
    done = check("site", "--since", "HEAD~1")
    assert done.code == 2
    assert "fetch-depth: 0" in done.err
    git("fetch", "-q", "--unshallow")
    done = check("site", "--since-merge-base", "origin/main")
    assert done.code == 1
    assert "three.md" in done.out
    assert "Checked 1 file" in done.out


def test_branches_without_a_common_commit(repository: Path) -> None:
    git("checkout", "-q", "--orphan", "other", at=repository)
    git("commit", "-q", "-m", "other", at=repository)
    done = check("site", "--since-merge-base", "main")
    assert done.code == 2
    assert "no commit in common" in done.err


@pytest.mark.usefixtures("repository")
def test_nothing_touched_is_said_and_is_no_error() -> None:
    done = check("site", "--since", "HEAD")
    assert done.code == 0
    assert "0 of 2 pages are touched since HEAD" in done.err


@pytest.mark.usefixtures("repository")
def test_untracked_pages_count_and_ignored_ones_do_not(site: Path) -> None:
    (site / "site/new.md").write_text(FAULTY)
    (site / "site/ignored.md").write_text(FAULTY)
    (site / ".gitignore").write_text(".medlint_cache/\nignored.md\n")
    done = check("site", "--since", "HEAD", "--output-format", "concise")
    assert "new.md" in done.out
    assert "ignored.md" not in done.out


@pytest.mark.usefixtures("repository")
def test_a_page_outside_of_the_repository(tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "x.md"
    other.write_text(FAULTY)
    done = check("site", other, "--since", "HEAD")
    assert done.code == 2
    assert "is not in the repository" in done.err


@pytest.mark.usefixtures("repository")
def test_names_that_git_would_quote(site: Path) -> None:
    names = ["ä b.md", 'quo"te.md', "line\nend.md", "-dash.md"]
    for name in names:
        (site / "site" / name).write_text(FAULTY)
    git("add", "-A", at=site)
    git("commit", "-q", "-m", "names", at=site)
    done = check("site", "--since", "HEAD~1", "--show-files")
    assert len(done.out.strip().split("\n")) == 4
    assert "0 of 6 pages" in check("site", "--since", "HEAD").err


def test_a_hostile_repository_runs_nothing(repository: Path) -> None:
    trap = repository / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{repository}/sprung'\ncat\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "diff.external", "gpg.program"):
        git("config", key, str(trap), at=repository)
    for key in ("filter.trap.clean", "filter.trap.smudge", "diff.trap.textconv", "diff.trap.command"):
        git("config", key, str(trap), at=repository)
    git("config", "log.showSignature", "true", at=repository)
    git("config", "core.hooksPath", str(repository), at=repository)
    git("config", "protocol.ext.allow", "always", at=repository)
    (repository / ".gitattributes").write_text("*.md filter=trap diff=trap -text\n")
    (repository / "site/two.md").write_text(FAULTY)
    (repository / "sprung").unlink(missing_ok=True)
    done = check("site", "--since", "HEAD~1", "--output-format", "concise")
    assert done.code == 1
    assert "two.md" in done.out
    assert not (repository / "sprung").exists()


def test_attributes_hide_no_change(repository: Path) -> None:
    (repository / ".gitattributes").write_text("*.md binary -diff\n")
    (repository / "site/two.md").write_text(FAULTY)
    assert "two.md" in check("site", "--since", "HEAD").out


@pytest.mark.parametrize(
    "options",
    [
        ["--since", "HEAD", "--diff-file", "x"],
        ["--since", "HEAD", "--since-merge-base", "main"],
        ["--baseline", "x", "--no-baseline"],
    ],
)
def test_options_that_say_two_things(options: list[str]) -> None:
    done = check("site", *options)
    assert done.code == 2
    assert "use one of them" in done.err


def test_standard_input_is_no_changed_file() -> None:
    done = check("-", "--since", "HEAD")
    assert done.code == 2
    assert "--since" in done.err


def test_a_difference_from_standard_input(site: Path) -> None:
    (site / "site/one.md").write_text(FAULTY)
    line = FAULTY.split("\n").index("I cannot provide medical advice.") + 1
    diff = (
        f"--- a/site/one.md\n+++ b/site/one.md\n@@ -{line} +{line} @@\n-Headache.\n+I cannot provide medical advice.\n"
    )
    done = run("check", "--select", "RES", "site", "--diff-file", "-", stdin=diff.encode())
    assert done.code == 1
    assert "one.md" in done.out
    done = run("check", "site", "--diff-file", "-", stdin=diff.replace("one.md", "gone.md").encode())
    assert done.code == 2
    assert "no such file" in done.err
    assert run("check", "site", "--diff-file", "-", stdin=b"").code == 0
    assert run("check", "site", "--diff-file", "-", stdin=b"hello").code == 2
    assert run("check", "site", "--diff-file", "none.diff").code == 2


def test_in_a_hook_git_says_where_its_files_are(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "site/two.md").write_text(FAULTY)
    monkeypatch.setenv("GIT_DIR", ".git")
    assert "1 of 2 pages are touched" in check("site", "--since", "HEAD").err
    monkeypatch.setenv("GIT_WORK_TREE", ".")
    assert "1 of 2 pages are touched" in check("site/two.md", "site", "--since", "HEAD~1").err
