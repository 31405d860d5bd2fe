"""IDN009: stems of names, and what a page about such a drug says."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from medlint import resources
from medlint.checks.stems import stems
from medlint.config import default_config
from medlint.engine import Job, check
from medlint.nomenclature import dictionary
from medlint.rule import load_rules

CONFIG = default_config()
RULE = next(rule for rule in load_rules() if rule.code == "IDN009")
ALONE = replace(CONFIG, rules=((RULE.code, RULE.severity),))


def lint(title: str, usage: str, works: str) -> list[str]:
    text = f"# {title}\n\n### Usage\n{usage}\n\n### Dosage\nOnce daily.\n\n### How it Works\n{works}\n"
    return [found.message for found in check(Job("page.md", text.encode()), ALONE).diagnostics]


def test_neither_section_fits_the_stem() -> None:
    (message,) = lint("Losartan", "For fever.", "It blocks prostaglandins.")
    assert message == (
        "'losartan' has the stem -sartan (angiotensin II receptor blockers), "
        "but neither its use nor How it Works speaks of that"
    )


@pytest.mark.parametrize(
    ("usage", "works"), [("For Hypertension.", "Unknown."), ("For the heart.", "It blocks angiotensin II.")]
)
def test_one_section_is_enough(usage: str, works: str) -> None:
    assert lint("Losartan", usage, works) == []


@pytest.mark.parametrize("title", ["Aripiprazole", "Azacitidine", "Stanozolol", "Budipine", "Ozagrel", "Histidine"])
def test_names_that_have_a_stem_by_chance(title: str) -> None:
    assert lint(title, "For something.", "Unknown.") == []


def test_every_ingredient_is_looked_at() -> None:
    assert len(lint("Losartan + Ibuprofen", "For fever and pain.", "Unknown.")) == 1


def test_one_of_two_stems_in_a_name_is_enough() -> None:
    assert lint("Procaine Benzylpenicillin", "For infections.", "Unknown.") == []


def test_the_section_must_be_there() -> None:
    text = "# Losartan\n\n### Usage\nFor fever.\n\n### Dosage\nOnce.\n\n### Precautions\nNone.\n"
    assert check(Job("page.md", text.encode()), ALONE).diagnostics == ()


def test_the_table_is_sorted_and_its_exceptions_have_the_stem() -> None:
    path = Path(resources.folder("rules")) / "identity" / "stems.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["stem"] for row in rows] == sorted({row["stem"] for row in rows})
    for stem in stems():
        assert stem.expects
        assert all(word == word.lower() for word in stem.expects)
        ends = str.startswith if stem.at_start else str.endswith
        assert all(ends(name, stem.stem) for name in stem.spared if name), stem


def test_a_stem_is_one_of_names_that_are_in_use() -> None:
    names = [word for word, kind in dictionary.load().kinds.items() if kind != dictionary.WORD]
    for stem in stems():
        ends = str.startswith if stem.at_start else str.endswith
        assert any(ends(name, stem.stem) for name in names), stem.written
