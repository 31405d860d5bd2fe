"""IDN001: pages about another drug than the one in the title, or about one more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medlint.config import default_config
from medlint.engine import Job, check
from medlint.rule import load_rules

CONFIG = default_config()
RULE = next(rule for rule in load_rules() if rule.code == "IDN001")
ALONE = replace(CONFIG, rules=((RULE.code, RULE.severity),))


def lint(title: str, name: str, usage: str) -> list[tuple[str, str]]:
    text = (
        f"---\ntitle: '{title}'\n---\n\n# {title}\n\n### Generic Name\n{name}\n\n### Usage\n{usage}\n\n"
        "### Dosage\nAsk a pharmacist.\n\n### Precautions\nTell your doctor.\n"
    )
    found = check(Job("page.md", text.encode()), ALONE).diagnostics
    return [(one.span.of(text), one.message.split("about ", 1)[1]) for one in found]


def often(name: str) -> str:
    return f"{name} is used. {name} works. {name} is safe. Take {name}. Keep {name} dry."


@pytest.mark.parametrize(
    ("title", "name", "flagged"),
    [
        ("Levonadifloxacin", "Levofloxacin", "Levofloxacin"),
        ("Iodamide", "**Iodipamide**", "Iodipamide"),
        ("Silver Nitrite", "Silver Nitrate", "Silver Nitrate"),
        ("Prednisone", "Prednisolone (a corticosteroid)", "Prednisolone"),
        ("Hydroxyzine", "Hydralazine hydrochloride", "Hydralazine hydrochloride"),
        # No table knows it, but the page is about nothing else.
        ("Warfarin", "Velmatine", "Velmatine"),
    ],
)
def test_another_drug(title: str, name: str, flagged: str) -> None:
    assert lint(title, name, often(flagged)) == [(flagged, f"'{flagged}'")]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Paracetamol", "Acetaminophen"),
        ("Salbutamol", "Albuterol sulfate"),
        ("Sulphur Hexafluoride", "Sulfur Hexafluoride"),
        ("Benzylperoxide", "Benzoyl Peroxide"),
        ("Ichtyolammonium", "Ichthammol"),
        ("Nafronyl", "Naftidrofuryl"),
        ("Low Dextrans", "Low Dextran"),
        ("Azadirachta Indica", "Neem"),
        ("Dehydroepiandrosterone", "DHEA"),
        ("Fluorine", "Fluoride"),
        ("Leucovorin Calcium", "Folinic acid"),
        ("Inotuzumab Ozogamacin", "Inotuzumab Ozogamicin"),
        ("Liquorice", "Glycyrrhiza glabra"),
        ("Cyclosporine", "Ciclosporin"),
        ("Leuprolide", "Leuprorelin acetate"),
        # Nothing is known of either name.
        ("Velmatine", "Dormazole"),
    ],
)
def test_other_names_of_the_same_drug(title: str, name: str) -> None:
    assert lint(title, name, often(name)) == []


@pytest.mark.parametrize("name", ["Imipenem/Cilastatin", "Imipenem and Cilastatin", "Imipenem + Cilastatin sodium"])
def test_a_drug_more_than_the_title_has(name: str) -> None:
    (found,) = lint("Imipenem", name, often("Imipenem/cilastatin"))
    assert found[1].endswith("as well")
    assert found[0].startswith("Cilastatin")


def test_a_drug_more_on_a_combination() -> None:
    usage = often("Losartan, atenolol and amlodipine")
    assert lint("Losartan + Atenolol", "Losartan + Atenolol + Amlodipine", usage) == [
        ("Amlodipine", "'Amlodipine' as well")
    ]


def test_what_stands_in_a_missing_place_is_left_to_the_rule_on_missing_ingredients() -> None:
    assert lint("Losartan + Atenolol", "Losartan + Amlodipine", often("Losartan and amlodipine")) == []


def test_one_drug_listed_under_two_names() -> None:
    title, usage = "Clobetasol + Clioquinol", often("Clobetasol, clioquinol")
    found = lint(title, "Clobetasol + Clioquinol + Iodochlorhydroxyquin", usage)
    assert found == [("Iodochlorhydroxyquin", "'Iodochlorhydroxyquin' as well, another name of 'Clioquinol'")]
    assert lint(title, "Clobetasol + Clioquinol (Iodochlorhydroxyquin)", usage) == []


@pytest.mark.parametrize(
    "name",
    [
        "This information is about Levofloxacin, which is another drug.",
        "Levonadifloxacin (related to Levofloxacin)",
        "",
    ],
)
def test_a_sentence_and_a_remark_are_no_name(name: str) -> None:
    assert lint("Levonadifloxacin", name, often("Levonadifloxacin, unlike levofloxacin,")) == []


def test_a_name_that_the_text_does_not_confirm() -> None:
    assert lint("Levonadifloxacin", "Levofloxacin", often("Levonadifloxacin")) == []


def test_the_text_alone() -> None:
    assert lint("Warfarin", "Warfarin", often("Apixaban")) == [("Apixaban", "'Apixaban'")]
    assert lint("Warfarin", "Warfarin", "Warfarin is used. " + often("Apixaban")) == []
    assert lint("Warfarin", "Warfarin", often("Coumadin")) == []


def test_partners_are_part_of_a_page_on_combinations() -> None:
    usage = often("Trimethoprim/sulfamethoxazole")
    assert lint("Trimethoprim Combinations", "Trimethoprim/Sulfamethoxazole", usage) == []


def test_the_name_may_stand_in_the_heading() -> None:
    text = (
        "# Levonadifloxacin\n\n### Generic Name: Levofloxacin\nAn antibiotic.\n\n"
        f"### Usage\n{often('Levofloxacin')}\n\n### Dosage\nAsk.\n\n### Precautions\nAsk.\n"
    )
    (found,) = check(Job("page.md", text.encode()), ALONE).diagnostics
    assert found.span.of(text) == "Levofloxacin"
    assert found.start.line == 3
