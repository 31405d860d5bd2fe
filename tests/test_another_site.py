"""docs/another-site.md: its configuration, schema and page do what the page says, to the letter."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from medlint.cli.app import app
from medlint.config import forget

DOCS = Path(__file__).resolve().parents[1] / "docs" / "another-site.md"
FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [match["text"] for match in FENCE.finditer(DOCS.read_text("utf-8")) if match["kind"] == kind]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (config,), (schema,), (page, _) = blocks("toml"), blocks("json"), blocks("markdown")
    for name, text in (("medlint.toml", config), ("seite.schema.json", schema), ("ibuprofen.md", page)):
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    forget()
    return tmp_path


def run(command: str) -> str:
    """Run a line of the page, without the file of results that a run keeps beside the pages."""
    program, *arguments = command.split()
    assert program == "medlint"
    result = CliRunner().invoke(app, [*arguments, "--no-cache"])
    assert result.exit_code == 1, result.output
    return result.output


def test_the_configuration_has_ten_lines() -> None:
    (config,) = blocks("toml")
    assert len(config.strip().split("\n")) == 10
    assert tomllib.loads(config)["extends"] == "none"


def test_the_commands_print_what_the_page_shows(site: Path) -> None:
    for example in blocks("console"):
        command, shown = example.removeprefix("$ ").split("\n", 1)
        assert run(command) == shown


def test_the_fixed_page_is_as_shown_and_stays_so(site: Path) -> None:
    command = blocks("console")[1].removeprefix("$ ").split("\n", 1)[0]
    for _ in range(2):
        run(command)
        assert (site / "ibuprofen.md").read_text("utf-8") == blocks("markdown")[1]
