"""The steps of action.yml do what they promise, run as the shell commands that they are.

What a runner does is done here: inputs become environment variables, outputs and the job's summary are files that the
environment names, and each script is run by `bash -eo pipefail`. Steps that are other people's actions are left out.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pages import CLEAN

from medlint.yamltree import load_yaml

ROOT = Path(__file__).resolve().parents[1]
BASH = shutil.which("bash")
PROJECT = ("LICENSE", "README.md", "medlint", "pyproject.toml", "rules", "schemas")
FAULTY = CLEAN.replace("\n**Disclaimer:**", "\n**Note:**")
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")

pytestmark = pytest.mark.skipif(BASH is None or os.name == "nt", reason="the scripts are written for bash")


def read(path: str) -> dict[str, Any]:
    """A YAML file of the repository."""
    data, _, problems = load_yaml((ROOT / path).read_text("utf-8"))
    assert problems == ()
    assert isinstance(data, dict)
    return data


ACTION = read("action.yml")
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


@dataclass
class Done:
    """What one use of the action came to."""

    codes: dict[str, int] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""
    summary: str = ""

    @property
    def code(self) -> int:
        """How the action ends: as its first failed step."""
        return next((code for code in self.codes.values() if code), 0)

    def output(self, name: str) -> str:
        """One of the action's outputs."""
        _, step, _, key = _EXPRESSION.findall(ACTION["outputs"][name]["value"])[0].split(".")
        return self.outputs[step].get(key, "")

    @property
    def results(self) -> list[dict[str, Any]]:
        """The results in the SARIF file."""
        report = json.loads(Path(self.output("sarif")).read_text("utf-8"))
        found: list[dict[str, Any]] = report["runs"][0]["results"]
        return found


class Runner:
    """A job on a machine of GitHub's: `workspace` is the checkout, `source` the action as it was downloaded."""

    def __init__(self, folder: Path, source: Path) -> None:
        self.folder = folder
        self.workspace = folder / "checkout"
        self.workspace.mkdir()
        (folder / "temp").mkdir()
        self.source = source
        self.env = {"GITHUB_EVENT_NAME": "push", "GITHUB_BASE_REF": ""}
        # By the step's id: what it would give, where it need not be run once more.
        self.known: dict[str, dict[str, str]] = {"python": {"python-path": sys.executable}}
        self.outcomes: dict[str, str] = {}

    def use(self, **inputs: str) -> Done:
        """Use the action; `fail_on` is the input `fail-on`."""
        given = {name: str(spec.get("default", "")) for name, spec in ACTION["inputs"].items()}
        names = {name.replace("-", "_"): name for name in given}
        given |= {names[name]: value for name, value in inputs.items()}
        done = Done(outputs=dict(self.known))
        summary = self.folder / "summary"
        summary.write_bytes(b"")
        for step in STEPS:
            name = step.get("id", step["name"])
            if "run" not in step or name in self.known or (done.code and step.get("if") != "${{ always() }}"):
                continue
            output = self.folder / f"output-{name}"
            output.write_bytes(b"")
            process = self.bash(step, given, done, {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)})
            done.log += process.stdout
            done.codes[name] = process.returncode
            done.outputs[name] = dict(line.split("=", 1) for line in output.read_text("utf-8").split("\n") if line)
        done.summary = summary.read_text("utf-8")
        return done

    def bash(
        self, step: dict[str, Any], given: dict[str, str], done: Done, files: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run a step's script as the runner does."""
        assert step["shell"] == "bash"
        assert BASH is not None

        def value(expression: re.Match[str]) -> str:
            kind, *rest = expression[1].split(".")
            if kind == "inputs":
                return given[rest[0]]
            if rest[1] == "outcome":
                return self.outcomes.get(rest[0], "")
            return done.outputs.get(rest[0], {}).get(rest[2], "")

        foreign = ("GIT_", "PYTHONPATH", "MEDLINT_", "GITHUB_", "GITLAB_", "CI_")
        kept = {key: text for key, text in os.environ.items() if not key.startswith(foreign)}
        runner = {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.source),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        own = {key: _EXPRESSION.sub(value, text) for key, text in step.get("env", {}).items()}
        script = self.folder / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        return subprocess.run(
            (BASH, "--noprofile", "--norc", "-eo", "pipefail", script),
            cwd=self.workspace,
            env=kept | runner | self.env | own | files,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )

    def write(self, path: str, text: str) -> None:
        """Write a file of the checkout."""
        (self.workspace / path).parent.mkdir(parents=True, exist_ok=True)
        (self.workspace / path).write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> None:
        """Run git in the checkout."""
        env = {key: text for key, text in os.environ.items() if not key.startswith("GIT_")}
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
        subprocess.run(("git", *who, *arguments), cwd=self.workspace, env=env, check=True, capture_output=True)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The action's repository as a runner downloads it."""
    folder = tmp_path_factory.mktemp("action")
    for name in PROJECT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, source: Path) -> dict[str, str]:
    """What the step that installs gives; it is run once, in a checkout that would like to be run itself."""
    runner = Runner(tmp_path_factory.mktemp("install"), source)
    for name in ("pip", "shlex", "venv", "secrets", "medlint"):
        runner.write(f"{name}.py", "raise SystemExit('code of the checkout is run')")
    runner.write("page.md", CLEAN)
    done = runner.use(paths="page.md", args="--no-cache", format="concise")
    assert done.code == 0, done.log
    assert "medlint 0." in done.log
    assert "All checks passed on 1 file" in done.log
    return done.outputs["install"]


@pytest.fixture
def runner(tmp_path: Path, source: Path, installed: dict[str, str]) -> Runner:
    """A job whose install is done."""
    made = Runner(tmp_path, source)
    (tmp_path / "medlint").mkdir()
    made.known["install"] = installed | {"folder": str(tmp_path / "medlint")}
    return made


def test_scripts_hold_no_expression() -> None:
    """An input that is pasted into a script can become part of it."""
    for step in STEPS:
        assert "${{" not in step.get("run", "")


def test_every_input_is_described_and_used() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    for name, spec in ACTION["inputs"].items():
        assert spec["description"]
        assert f"inputs.{name} " in text


def test_actions_of_others_are_pinned_by_a_major_tag() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert len(used) == 2
    assert all(re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", name) for name in used)


def test_upload_comes_after_the_check_and_before_the_verdict() -> None:
    ids = [step.get("id") for step in STEPS]
    assert ids.index("check") < ids.index("upload") < len(STEPS) - 1
    assert STEPS[-1]["if"] == "${{ always() }}"


def test_clean_pages_pass(runner: Runner) -> None:
    runner.write("content/exampline.md", CLEAN)
    done = runner.use(paths="content")
    assert done.code == 0, done.log
    assert done.output("exit-code") == "0"
    assert done.results == []
    assert "All checks passed on 1 file." in done.log
    assert "medlint" in done.summary


def test_a_finding_is_annotated_told_in_the_summary_and_uploaded_before_the_action_fails(runner: Runner) -> None:
    runner.write("content/exämple page.md", FAULTY)
    done = runner.use(paths="content")
    assert done.codes == {"check": 0, STEPS[-1]["name"]: 1}
    assert done.output("exit-code") == "1"
    assert [result["ruleId"] for result in done.results] == ["DIS001"]
    place = done.results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert place == "content/ex%C3%A4mple%20page.md"
    assert "::error file=content/exämple page.md,line=" in done.log
    assert "missing-disclaimer" in done.summary


def test_every_path_of_a_list_is_checked(runner: Runner) -> None:
    for name in ("a b.md", "c/d.md", "e.md"):
        runner.write(name, CLEAN)
    done = runner.use(paths="a b.md\n\n  c/\r\n", args="--ignore IDN")
    assert "All checks passed on 2 files." in done.log


def test_the_summary_is_written_once_in_every_format(runner: Runner) -> None:
    runner.write("page.md", FAULTY)
    for form in ("github", "auto", "full", "json"):
        done = runner.use(format=form)
        assert done.code == 1, done.log
        assert done.summary.count("### medlint") == 1


def test_pages_cannot_speak_to_the_runner(runner: Runner) -> None:
    """In a text format the log shows lines of pages, which the runner must not take for commands."""
    runner.write("::error::x.md", FAULTY.replace("### Usage", "### Usage\n::set-output name=a::b\n"))
    done = runner.use(format="concise")
    before, stopped, rest = done.log.partition("::stop-commands::")
    token, _, rest = rest.partition("\n")
    inside, resumed, after = rest.partition(f"::{token}::\n")
    assert stopped
    assert resumed
    assert len(token) > 20
    assert "::error::x.md" in inside
    assert "::error::x.md" not in before + after


@pytest.mark.parametrize(("fail_on", "code"), [("", 0), ("error", 0), ("info", 1), ("never", 0)])
def test_fail_on(runner: Runner, fail_on: str, code: int) -> None:
    runner.write("page.md", CLEAN.replace("last_reviewed: 2025-03-14\n", ""))
    assert runner.use(fail_on=fail_on).code == code
    runner.write("page.md", FAULTY)
    assert runner.use(fail_on=fail_on).code == int(fail_on != "never")


def test_baseline(runner: Runner) -> None:
    runner.write("page.md", FAULTY)
    medlint = (runner.known["install"]["python"], "-I", "-m", "medlint")
    subprocess.run((*medlint, "baseline", "--baseline", "known.json"), cwd=runner.workspace, check=True)
    assert runner.use(baseline="known.json").code == 0
    runner.write("page.md", FAULTY.replace("A: Yes.", "A:"))
    done = runner.use(baseline="known.json")
    assert done.code == 1
    assert "unanswered-faq" in done.summary
    assert "missing-disclaimer" not in done.log


def test_a_pull_request_is_told_of_its_own_change_alone(runner: Runner) -> None:
    runner.write("old.md", FAULTY)
    runner.git("init", "-q", "-b", "main")
    runner.git("add", "--all")
    runner.git("commit", "-q", "-m", "Old")
    runner.git("update-ref", "refs/remotes/origin/main", "HEAD")
    runner.write("new.md", FAULTY.replace("Exampline", "Otherine"))
    runner.git("add", "--all")
    runner.git("commit", "-q", "-m", "New")
    everything = runner.use(since="auto")
    assert {"old.md", "new.md"} <= set(re.findall(r"\w+\.md", everything.summary))
    runner.env |= {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main"}
    done = runner.use(since="auto")
    assert done.code == 1, done.log
    assert set(re.findall(r"\w+\.md", done.summary)) == {"new.md"}
    assert runner.use(since="HEAD").code == 0
    # In a shallow checkout the base is not there, and nothing is certain.
    runner.git("update-ref", "-d", "refs/remotes/origin/main")
    shutil.copyfile(runner.workspace / ".git/refs/heads/main", runner.workspace / ".git/shallow")
    failed = runner.use(since="auto")
    assert failed.code == 2
    assert "fetch-depth: 0" in failed.log
    assert "nothing is certain" in failed.log


@pytest.mark.parametrize(
    "hostile",
    [
        "$(touch ran)`touch ran`",
        "'; touch ran; '",
        '"; touch ran; "',
        "x\ntouch ran\n",
        "--output=ran",
        "a\nexit-code=0\\",
    ],
)
@pytest.mark.parametrize("name", ["paths", "since", "baseline", "format", "fail_on", "args"])
def test_hostile_inputs_run_nothing_and_pass_nothing(runner: Runner, name: str, hostile: str) -> None:
    runner.write("page.md", FAULTY)
    done = runner.use(**{name: hostile})
    assert not (runner.workspace / "ran").exists()
    assert done.code == 2, done.log
    assert done.output("exit-code") in ("2", "")


@pytest.mark.parametrize("version", ["--index-url=x", "0.1 @ file:x", "$(touch ran)", "0.1;x", "0.1\n--pre", "[x]"])
def test_a_version_is_a_version(runner: Runner, version: str) -> None:
    del runner.known["install"]
    done = runner.use(version=version)
    assert done.code == 2
    assert "is no version" in done.log
    assert "Collecting" not in done.log
    assert not (runner.workspace / "ran").exists()


def test_a_failed_upload_is_told_and_does_not_decide(runner: Runner) -> None:
    runner.write("page.md", CLEAN)
    runner.outcomes["upload"] = "failure"
    done = runner.use()
    assert done.code == 0
    assert "::warning title=medlint::The findings were not sent" in done.log


def test_nothing_to_check_is_no_success(runner: Runner) -> None:
    runner.write("page.txt", CLEAN)
    done = runner.use()
    assert done.code == 2
    assert done.output("sarif") == ""
