"""IDN002: ingredients that the title lists and the page never deals with."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from counting import comes_to_an_end
from hypothesis import given
from hypothesis import strategies as st

from medlint import resources
from medlint.checks import build
from medlint.checks.clinical import clinical_text
from medlint.config import default_config
from medlint.engine import Job, check
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.registry import kinship
from medlint.rule import load_rules
from medlint.text import Source

CONFIG = default_config()
RULE = next(rule for rule in load_rules() if rule.code == "IDN002")
ALONE = replace(CONFIG, rules=((RULE.code, RULE.severity),))


def page(title: str, *, usage: str, name: str = "", faq: str = "", heading: str = "") -> str:
    generic = f"### Generic Name\n{name}\n\n" if name else ""
    return (
        f"---\ntitle: '{title}'\n---\n\n# {heading or title}\n\n{generic}### Usage\n{usage}\n\n"
        f"### Dosage\nAsk a pharmacist.\n\n### Precautions\nTell your doctor.\n\n"
        f"### FAQs\n\n* **Q: Is it safe?** A: {faq or 'Ask.'}\n"
    )


def lint(text: str) -> list[str]:
    return [found.message for found in check(Job("page.md", text.encode()), ALONE).diagnostics]


def missing(title: str, usage: str, **parts: str) -> list[str]:
    return [message.split("'")[1] for message in lint(page(title, usage=usage, **parts))]


def read(text: str) -> Monograph:
    return parse(Source("page.md", text), CONFIG.layout)


def test_an_ingredient_that_is_never_spoken_of() -> None:
    assert missing("Losartan + Atenolol", "Losartan lowers blood pressure.") == ["Atenolol"]


def test_each_missing_ingredient_is_told_where_it_stands_in_the_title() -> None:
    text = page("Losartan + Atenolol + Ramipril", usage="Losartan lowers blood pressure.")
    found = check(Job("page.md", text.encode()), ALONE).diagnostics
    assert [one.span.of(text) for one in found] == ["Atenolol", "Ramipril"]
    assert {one.start.line for one in found} == {5}


def test_a_heading_unlike_the_title_is_flagged_as_a_whole() -> None:
    text = page("Losartan + Atenolol", usage="Losartan lowers blood pressure.", heading="Losartan and its partner")
    (found,) = check(Job("page.md", text.encode()), ALONE).diagnostics
    assert found.span.of(text) == "Losartan and its partner"


@pytest.mark.parametrize("place", ["name", "faq"])
def test_generic_name_and_questions_are_not_enough(place: str) -> None:
    assert missing("Losartan + Atenolol", "Losartan is used.", **{place: "Losartan + Atenolol"}) == ["Atenolol"]


@pytest.mark.parametrize(
    ("title", "usage"),
    [
        # US, INN, BAN and Indian names
        ("Paracetamol + Losartan", "Acetaminophen and losartan."),
        ("Acetaminophen + Losartan", "Paracetamol and losartan."),
        ("Amoxycillin + Losartan", "Amoxicillin and losartan."),
        ("Frusemide + Losartan", "Furosemide and losartan."),
        ("Glyburide + Losartan", "Glibenclamide and losartan."),
        ("Dicyclomine + Losartan", "Dicycloverine and losartan."),
        ("Sulphamethoxazole + Losartan", "Sulfamethoxazole and losartan."),
        ("Oestradiol + Losartan", "Estradiol and losartan."),
        ("Cephalexin + Losartan", "Cefalexin and losartan."),
        ("Cholecalciferol + Losartan", "Colecalciferol and losartan."),
        ("Linseed Oil + Losartan", "Flaxseed oil and losartan."),
        # salts, esters, hydrates
        ("Amlodipine Besylate + Losartan Potassium", "Amlodipine and losartan."),
        ("Cefpodoxime Proxetil + Losartan", "Cefpodoxime and losartan."),
        ("Ferrous Fumarate + Losartan", "Iron and losartan."),
        ("Zinc Sulphate Monohydrate + Losartan", "Zinc and losartan."),
        ("Potassium Hydrogen Carbonate + Losartan", "Potassium bicarbonate and losartan."),
        # abbreviations and families
        ("Docosahexaenoic Acid + Losartan", "DHA and losartan."),
        ("Docosahexanoic acidDHA + Losartan", "DHA and losartan."),
        ("Eicosapentaenoic Acid + Losartan", "Omega-3 fatty acids and losartan."),
        ("Fluorouracil + Losartan", "5-FU and losartan."),
        ("Coenzyme Q + Losartan", "CoQ10 and losartan."),
        ("Methyl Sulfonyl Methane + Losartan", "MSM and losartan."),
        ("Lactobacillus Acidophilus + Losartan", "The probiotic and losartan."),
        ("Alcohol + Losartan", "Ethanol and losartan."),
        # vitamins
        ("Methylcobalamin + Losartan", "Vitamin B12 and losartan."),
        ("Vitamin B12 + Losartan", "Cyanocobalamin and losartan."),
        ("Vitamin E + Losartan", "Vitamins A, C and E, and losartan."),
        ("Vitamin E + Losartan", "Vitamins A, C, and E with losartan."),
        ("Vitamin D + Losartan", "Calciferol and losartan."),
        ("Vitamin B + Losartan", "Pyridoxine and losartan."),
        # plants
        ("Allium Sativum + Losartan", "Garlic and losartan."),
        ("Turmeric + Losartan", "Curcumin and losartan."),
        # word order, brackets, hyphens, spaces, plurals
        ("Oil, Linseed + Losartan", "Linseed oil and losartan."),
        ("Levo-carnitine + Losartan", "L-carnitine and losartan."),
        ("Ethinylestradiol + Losartan", "Ethinyl estradiol and losartan."),
        ("Omega 3 + Losartan", "Omega-3 and losartan."),
        ("Lidocaine [Lignocaine] + Losartan", "Lignocaine and losartan."),
        ("Sennosides + Losartan", "The sennoside and losartan."),
        # a slip of typing in the title
        ("Pesudoephedrine + Losartan", "Pseudoephedrine and losartan."),
        # vaccines
        ("Haemophilus Influenzae Type B + Losartan", "Hib and losartan."),
        ("Filamentous Haemagglutinin + Losartan", "Pertussis antigens and losartan."),
    ],
)
def test_other_names_and_spellings_are_no_lack(title: str, usage: str) -> None:
    assert missing(title, usage) == []


@pytest.mark.parametrize(
    ("name", "usage"),
    [
        ("Arteether", "Artemether and losartan."),
        ("Artenimol", "Artemether and losartan."),
        ("Clinidipine", "Amlodipine and losartan."),
        ("Piperine", "Pyridoxine, piperazine and losartan."),
        ("Digoxin", "Digitoxin and losartan."),
        ("Prednisone", "Prednisolone and losartan."),
        ("Sodium Nitrite", "Nitrates and losartan."),
        ("Iron", "The environment and losartan."),
        ("Vitamin E", "Vitamins A and C, and losartan."),
        ("Vitamin D", "Vitamin B6 and losartan."),
        ("Folic Acid", "Mefenamic acid and losartan."),
    ],
)
def test_a_look_alike_does_not_stand_for_an_ingredient(name: str, usage: str) -> None:
    assert missing(f"{name} + Losartan", usage) == [name]


def test_the_drug_in_its_place_is_told_by_the_generic_name() -> None:
    usage = "Rabeprazole and domperidone are used for heartburn."
    (message,) = lint(page("Rabeprazole + Cinitapride", usage=usage, name="Rabeprazole/Domperidone (capsule)"))
    assert message.endswith("the page never deals with it: 'Domperidone' stands in its place")


def test_the_drug_in_its_place_is_told_by_a_text_that_has_it_often() -> None:
    (message,) = lint(page("Telmisartan + Cilnidipine", usage="Telmisartan. " + "Amlodipine works. " * 5))
    assert message.endswith("'Amlodipine' stands in its place")
    (message,) = lint(page("Telmisartan + Cilnidipine", usage="Telmisartan. " + "Amlodipine works. " * 4))
    assert message.endswith("never deals with it")


@pytest.mark.parametrize("title", ["Losartan and Atenolol", "Losartan/Atenolol", "Losartan & Atenolol"])
def test_combinations_without_a_plus_sign(title: str) -> None:
    assert missing(title, "Losartan is used.") == ["Atenolol"]


@pytest.mark.parametrize(
    "title", ["Fluclorolone/Flucloronide", "Hepatitis A and B Vaccine", "Calcipotriol/Calcipotriene"]
)
def test_two_names_of_one_drug_are_no_combination(title: str) -> None:
    assert missing(title, f"{title.split('/')[0]} is used.") == []


def test_a_page_that_names_no_ingredient_is_left_alone() -> None:
    assert missing("Losartan + Atenolol", "This medicine is used for high blood pressure.") == []


def test_a_fragment_is_left_alone() -> None:
    assert lint("---\ntitle: Losartan + Atenolol\n---\n\n# Losartan + Atenolol\n\n### Usage\nLosartan.\n") == []


def test_one_monograph_after_the_other_is_read_to_its_end() -> None:
    text = (
        page("Losartan + Atenolol", usage="Losartan lowers blood pressure.") + "\n### Atenolol\nIt slows the heart.\n"
    )
    assert lint(text) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mefenamic Acid", ("mefenamic",)),
        ("Zinc Sulphate Monohydrate", ("zinc",)),
        ("Olmesartan Medoxomil", ("olmesartan",)),
        ("Vitamin B", ()),
        ("Insulin Aspart", ("insulin", "aspart")),
    ],
)
def test_words_that_tell_a_drug(name: str, words: tuple[str, ...]) -> None:
    assert kinship.strong(name) == words


def test_the_table_is_sorted_and_folded() -> None:
    path = Path(resources.folder("rules")) / "identity" / "kinship.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [(row["kind"], row["name"]) for row in rows]
    assert keys == sorted(set(keys))
    assert {kind for kind, _ in keys} == {"kin", "weak"}
    assert [row for row in rows if row["name"] != " ".join(row["name"].lower().split())] == []
    assert [row for row in rows if (row["kind"] == "weak") != (row["also"] == "")] == []


def test_a_long_hostile_page_comes_to_an_end() -> None:
    usage = "vitamins " + "a, " * 100_000 + "\n\n" + "vitamin " * 50_000 + "\n\nlosartan"
    text = page("Losartan + " + " + ".join(f"Vitamin {letter}" for letter in "abcdefghk") + " / x" * 50, usage=usage)
    with comes_to_an_end():
        lint(text)


@given(st.text(max_size=60), st.text(max_size=200))
def test_no_title_and_no_text_is_too_odd(title: str, usage: str) -> None:
    text = f"# {title}\n\n### Usage\n{usage}\n\n### Dosage\nOnce.\n\n### Precautions\nNone.\n"
    doc = read(text)
    for code in ("missing-ingredients", "other-drug"):
        params = {"often": 5} if code == "missing-ingredients" else {"confirmed": 3, "alone": 5}
        for finding in build(code, params)(doc):
            assert 0 <= finding.span.start <= finding.span.end <= len(text)
    spans = clinical_text(doc).spans
    assert all(left.end <= right.start for left, right in pairwise(spans))


@pytest.mark.parametrize("title", ["a + \u0301", "\u0301 + \u0301", "Exampline + -", "+ \u0345 +", "a + \u00ad"])
def test_a_part_of_which_folding_leaves_nothing_comes_to_an_end(title: str) -> None:
    doc = read(page(title, usage="Exampline eases pain."))
    assert all(finding.span.end <= len(doc.text) for finding in build("missing-ingredients", {"often": 5})(doc))
    assert not clinical_text(doc).has("")
