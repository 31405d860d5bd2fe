"""`medlint config --check`: wrong settings are told before a page is checked by them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from medlint.cli.app import app
from medlint.config import forget

BROKEN_RULE = """\
---
severity: error
message: "x"
help: "Write it."
check: forbid
params:
  patterns: ['(']
sources: ["The house"]
---

A page says what is known.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    forget()
    return tmp_path


def write(path: str, text: str) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return path


def check(*paths: str) -> Result:
    return CliRunner().invoke(app, ["config", "--check", *paths])


@pytest.mark.parametrize("name", ["medlint.toml", "site/medlint.toml", "shared-settings.toml"])
def test_right_settings_pass(name: str) -> None:
    done = check(write(name, 'ignore = ["FAQ"]\n'))
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{name}: the settings are right; ")


def test_without_a_path_this_folder_is_checked() -> None:
    assert check().exit_code == 0
    forget()
    write("medlint.toml", "fail_on = 1\n")
    assert check().exit_code == 2


def test_a_file_that_is_not_medlints_passes() -> None:
    done = check(write("pyproject.toml", '[project]\nname = "x"\n'))
    assert done.exit_code == 0
    assert "no [tool.medlint]" in done.stdout


def test_a_file_that_another_one_hides_is_checked_too() -> None:
    write("medlint.toml", "")
    done = check("medlint.toml", write("pyproject.toml", '[tool.medlint]\nignore = ["NOPE"]\n'))
    assert done.exit_code == 2
    assert "medlint.toml: the settings are right" in done.stdout
    assert "NOPE" in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("x = \n", "this is not TOML"),
        ('ignored = ["FAQ"]\n', "did you mean 'ignore'?"),
        ('schema = "own.json"\n', "own.json"),
        ('rules = ["house"]\n', "HSE001"),
        ("select = []\n", "nothing would be checked"),
        ('[[per-path]]\npaths = ["a/**"]\nselect = ["NOPE"]\n', "NOPE"),
    ],
)
def test_every_mistake_is_told(settings: str, said: str) -> None:
    write("own.json", '{"type": 3}')
    write("house/language/HSE001-a-word.md", BROKEN_RULE)
    done = check(write("medlint.toml", settings))
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output


def test_a_house_rule_of_some_pages_alone_is_checked() -> None:
    """It is off for the other pages, so that only the settings of these meet it."""
    write("house/language/HSE001-a-word.md", BROKEN_RULE)
    text = 'rules = ["house"]\nignore = ["HSE"]\n[[per-path]]\npaths = ["a/**"]\nextend-select = ["HSE001"]\n'
    done = check(write("medlint.toml", text))
    assert done.exit_code == 2
    assert "HSE001" in done.stderr


def test_all_files_are_told_of_in_one_run() -> None:
    done = check(write("a/medlint.toml", "x = 1\n"), write("b/medlint.toml", "y = 1\n"), "nowhere")
    assert [name in done.stderr for name in ("a/medlint.toml", "b/medlint.toml", "nowhere")] == [True] * 3


def test_settings_are_shown_of_one_path_at_a_time(folder: Path) -> None:
    done = CliRunner().invoke(app, ["config", ".", str(folder)])
    assert done.exit_code == 2
    assert "--check" in done.stderr
