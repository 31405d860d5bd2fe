"""The pages of examples/ give exactly what examples/README.md promises."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"

CLEAN = ("cerivastatin.md", "cetirizine.md", "paracetamol.md", "rxsite/amoxicillin.md")

# Page: how often each rule of severity warning or above speaks on it.
FAULTY = {
    "hydrocortisone-cream.md": {"invalid-front-matter": 1},
    "ibuprofen.md": {"incomplete-disclaimer": 1, "incomplete-ai-note": 1},
    "loratadine.md": {
        "faq-format": 1,
        "faq-without-question-mark": 1,
        "unanswered-faq": 1,
        "repeated-faq": 1,
    },
    "metformin.md": {
        "missing-field": 1,
        "missing-section": 1,
        "missing-disclaimer": 1,
        "missing-ai-note": 1,
    },
    "nadolol.md": {"model-refusal": 1, "no-sections": 1},
    "omeprazole.md": {"prompt-echo": 1},
    "rofecoxib.md": {"withdrawn-not-stated": 1},
    "salbutamol.md": {"section-as-bold-text": 7},
}


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """The JSON report of `medlint check examples/`."""
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "medlint", "check", "examples/", "--output-format", "json", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def rules_on(report: dict[str, Any], page: str) -> Counter[str]:
    """How often each rule of severity warning or above speaks on `page`."""
    return Counter(
        diagnostic["name"]
        for diagnostic in report["diagnostics"]
        if diagnostic["path"] == f"examples/{page}" and diagnostic["severity"] != "info"
    )


def test_every_page_is_listed_here() -> None:
    pages = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.md")} - {"README.md"}
    assert pages == {*CLEAN, *FAULTY}


def test_every_page_is_explained_in_the_readme() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for page in (*CLEAN, *FAULTY):
        assert f"| [{page}]({page}) |" in readme


@pytest.mark.parametrize("page", CLEAN)
def test_clean_page_gives_nothing(report: dict[str, Any], page: str) -> None:
    assert rules_on(report, page) == {}


@pytest.mark.parametrize("page", sorted(FAULTY))
def test_faulty_page_gives_its_rules(report: dict[str, Any], page: str) -> None:
    assert rules_on(report, page) == FAULTY[page]


def test_readme_is_not_checked(report: dict[str, Any]) -> None:
    assert not rules_on(report, "README.md")
