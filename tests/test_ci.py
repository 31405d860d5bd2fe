"""What docs/ci.md and templates/ give to be copied does what they say."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pages import CLEAN

from medlint.yamltree import load_yaml

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "ci.md").read_text("utf-8")
BASH = shutil.which("bash")
FAULTY = CLEAN.replace("\n**Disclaimer:**", "\n**Note:**")


def parse(text: str) -> Any:
    """What a text in YAML says."""
    data, _, problems = load_yaml(text)
    assert problems == ()
    return data


def block(after: str) -> str:
    """The first code block after a piece of docs/ci.md."""
    found = re.search(r"```\w+\n(.*?)```", TEXT.partition(after)[2], re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def action() -> Any:
    return parse((ROOT / "action.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def workflow() -> Any:
    return parse(block("<!-- workflow -->"))


def test_workflow_gives_strangers_nothing(workflow: Any) -> None:
    assert set(workflow["on"]) == {"pull_request", "push"}
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert [name for name, right in job["permissions"].items() if right == "write"] == ["security-events"]
    assert "concurrency" in workflow
    assert job["timeout-minutes"] > 0


def test_workflow_has_what_the_action_needs(workflow: Any, action: Any) -> None:
    (job,) = workflow["jobs"].values()
    checkout, medlint = job["steps"]
    assert checkout["with"]["fetch-depth"] == 0
    assert checkout["with"]["persist-credentials"] is False
    assert set(medlint["with"]) <= set(action["inputs"])


def test_every_input_and_hook_is_in_a_table(action: Any) -> None:
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ?(.*?) ?\|", TEXT, re.MULTILINE))
    for name, spec in action["inputs"].items():
        assert rows[name] == (f"`{spec['default']}`" if spec["default"] else "")
    for hook in parse((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")):
        assert hook["id"] in rows


def test_hooks_in_the_example_exist() -> None:
    known = {hook["id"] for hook in parse((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    (repository,) = parse(block("## pre-commit"))["repos"]
    assert {hook["id"] for hook in repository["hooks"]} <= known


class GitLab:
    """A job of templates/gitlab-ci.yml in a repository whose main branch has a faulty page, and a branch another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        self.folder.mkdir()
        self.job = parse((ROOT / "templates" / "gitlab-ci.yml").read_text("utf-8"))["medlint"]
        programs = folder / "bin"
        programs.mkdir()
        for name, script in (
            ("pip", 'printf "%s\\n" "$@" > pip.log'),
            ("medlint", f"PYTHONPATH='{ROOT}' '{sys.executable}' -m medlint \"$@\""),
        ):
            (programs / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            (programs / name).chmod(0o755)
        foreign = ("GIT_", "MEDLINT_", "GITHUB_", "GITLAB_", "CI_")
        kept = {key: text for key, text in os.environ.items() if not key.startswith(foreign)}
        self.env = kept | {
            "PATH": f"{programs}{os.pathsep}{kept['PATH']}",
            "GITLAB_CI": "true",
            "CI_PROJECT_DIR": str(self.folder),
            "MEDLINT_SOURCE": "somewhere",
            "MEDLINT_PATHS": "content",
        }
        self.write("old.md", FAULTY)
        self.git("init", "-q", "-b", "main")
        self.commit()

    def write(self, name: str, text: str) -> None:
        """Write a page."""
        (self.folder / "content").mkdir(exist_ok=True)
        (self.folder / "content" / name).write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> str:
        """Return what git prints."""
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
        env = self.env | {"GIT_CONFIG_GLOBAL": os.devnull}
        command = ("git", *who, *arguments)
        done = subprocess.run(command, cwd=self.folder, env=env, check=True, capture_output=True, encoding="utf-8")
        return done.stdout.strip()

    def commit(self) -> str:
        """Commit all and return the commit."""
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "Work")
        return self.git("rev-parse", "HEAD")

    def run(self, **variables: str) -> tuple[int, str]:
        """Run the job as GitLab does, line by line until one fails, and return its exit code and its log."""
        script = "\n".join(self.job["script"])
        done = subprocess.run(
            (BASH or "bash", "-eo", "pipefail", "-c", script),
            cwd=self.folder,
            env=self.env | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout

    def report(self, kind: str) -> str:
        """The text of a report that the job leaves for GitLab."""
        return Path(self.folder, self.job["artifacts"]["reports"][kind]).read_text("utf-8")


@pytest.fixture
def gitlab(tmp_path: Path) -> GitLab:
    if BASH is None or os.name == "nt":
        pytest.skip("GitLab's job is written for a POSIX shell")
    return GitLab(tmp_path)


def test_gitlab_tells_a_merge_request_of_its_change_and_compares_everything(gitlab: GitLab) -> None:
    base = gitlab.git("rev-parse", "HEAD")
    gitlab.write("new.md", CLEAN.replace("Exampline", "Otherine"))
    gitlab.commit()
    code, log = gitlab.run(CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert code == 0, log
    gitlab.write("new.md", FAULTY.replace("Exampline", "Otherine"))
    gitlab.commit()
    code, log = gitlab.run(CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert code == 1, log
    assert "content/new.md" in log
    assert "content/old.md" not in log
    assert {one["location"]["path"] for one in json.loads(gitlab.report("codequality"))} == {
        "content/new.md",
        "content/old.md",
    }
    assert 'classname="content/new"' in gitlab.report("junit")
    assert gitlab.folder.joinpath("pip.log").read_text("utf-8") == "install\n--quiet\nsomewhere\n"


def test_gitlab_checks_everything_on_a_branch(gitlab: GitLab) -> None:
    code, log = gitlab.run()
    assert code == 1
    assert "content/old.md" in log


def test_gitlab_is_red_where_nothing_is_certain(gitlab: GitLab) -> None:
    assert gitlab.run(CI_MERGE_REQUEST_DIFF_BASE_SHA="0" * 40)[0] == 2
    assert gitlab.run(MEDLINT_PATHS="nowhere")[0] == 2
    code, log = gitlab.run(MEDLINT_SOURCE="")
    assert code == 2
    assert "MEDLINT_SOURCE is not set" in log
