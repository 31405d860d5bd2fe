"""Page classes: what a page is as a whole, and the rules that then keep silent."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import CLEAN, FRONT

from medlint import inspection, pageclass, resources
from medlint.checks.nonmedicine import NotAHumanMedicine
from medlint.checks.products import DeniedProduct
from medlint.config import Config, default_config
from medlint.engine import Job, check
from medlint.monograph import Monograph
from medlint.pageclass import belongs, classify
from medlint.parser import parse
from medlint.rule import PAGE_CLASSES, load_rules
from medlint.rulefault import RuleError
from medlint.text import decode

CONFIG = default_config()
REFUSAL = "I cannot provide information on this medicine."
SECTIONS = ("Usage", "Dosage", "Side Effects", "How it Works", "Precautions")


def page(body: str, title: str = "Exampline", front: str = "") -> Monograph:
    text = f"---\ntitle: {title}\n{front}---\n\n# {title}\n\n{body}\n"
    return parse(decode("page.md", text.encode()), CONFIG.layout)


def monograph(drug: str = "Exampline", **bodies: str) -> str:
    """Return all sections, each with its own sentence, or with what `bodies` gives it."""
    parts = [f"### Generic Name\n\n{drug}"]
    for heading in SECTIONS:
        body = bodies.get(heading.lower().replace(" ", "_"), f"{drug} has words on this.")
        parts.append(f"### {heading}\n\n{body}")
    return "\n\n".join([*parts, "### FAQs\n\n* **Q: Can I drive?** A: " + bodies.get("answer", "Yes.")])


def codes(text: str, config: Config = CONFIG) -> set[str]:
    return {diagnostic.code for diagnostic in check(Job("page.md", text.encode()), config).diagnostics}


def test_an_ordinary_monograph_has_no_class() -> None:
    assert classify(page(monograph())) == frozenset()
    assert classify(parse(decode("page.md", CLEAN.encode()), CONFIG.layout)) == frozenset()


@pytest.mark.parametrize(
    "body",
    [
        REFUSAL,
        f"### Generic Name\n\n{REFUSAL}",
        f"{REFUSAL}\n\n{monograph('Exampline')}\n\n{monograph('Samplol')}",
        monograph(usage=f"{REFUSAL} Ask a doctor.", dosage=REFUSAL),
        f"### Usage\n\n{REFUSAL}\n\n### Dosage\n\nIt would be irresponsible to provide dosage information.",
    ],
    ids=["no section", "one section", "several monographs", "Usage and Dosage", "two sections"],
)
def test_a_page_that_refuses_as_a_whole_is_a_refusal(body: str) -> None:
    assert classify(page(body)) == {"refusal"}


@pytest.mark.parametrize(
    "body",
    [
        monograph(answer=REFUSAL),
        monograph(dosage=REFUSAL),
        monograph(dosage=REFUSAL, usage=f"{REFUSAL}\n\n{'It eases pain of many kinds. ' * 30}"),
        f"{REFUSAL}\n\n{monograph()}",
        f"{monograph('Exampline')}\n\n{monograph('Samplol', answer=REFUSAL)}",
        "The text about Exampline is yet to come.",
    ],
    ids=["an answer", "Dosage alone", "beside much else", "before a whole monograph", "in the second", "no refusal"],
)
def test_a_page_that_refuses_in_part_is_none(body: str) -> None:
    assert "refusal" not in classify(page(body))


@pytest.mark.parametrize(
    ("body", "front"),
    [
        ("### Usage\n\nExampline is primarily used in veterinary medicine.", ""),
        ("### Usage\n\nExampline eases pain.", "status: not_a_medicine\n"),
    ],
)
def test_what_people_do_not_take_is_not_a_medicine(body: str, front: str) -> None:
    assert classify(page(body, front=front)) == {"not-a-medicine"}


def test_a_question_about_animals_makes_no_veterinary_page() -> None:
    doc = page(monograph(answer="Yes. Dogs are given 5 mg."))
    assert classify(doc) == frozenset()


def test_a_page_that_says_that_its_drug_is_gone_is_of_a_drug_that_is_gone() -> None:
    assert classify(page("### Usage\n\nExampline was withdrawn from the market worldwide in 2001.")) == {"gone"}


def test_a_drug_that_left_every_market_is_gone_whatever_the_page_says() -> None:
    doc = page(monograph("Rofecoxib"), title="Rofecoxib")
    assert classify(doc) == {"gone"}
    assert "gone" in classify(page(monograph(), title="Rofecoxib + Tizanidine"))


def test_a_drug_that_is_sold_somewhere_is_not_gone() -> None:
    # Metamizole has left one of the markets and is sold in another.
    doc = page(monograph("Metamizole"), title="Metamizole")
    assert classify(doc, markets=("US",)) == {"gone"}
    assert classify(doc, markets=("IN",)) == frozenset()
    assert classify(doc, markets=("IN", "US")) == frozenset()


def test_a_combination_that_the_page_denies_is_no_product() -> None:
    doc = page("### Usage\n\nThis combination is not a standard, pre-mixed medicine.", title="Exampline + Samplol")
    assert classify(doc) == {"no-product"}


def test_a_page_may_be_of_several_classes() -> None:
    doc = page(f"{REFUSAL} It is a hypothetical combination.", title="Rofecoxib + Exampline")
    assert classify(doc) == {"refusal", "gone", "no-product"}


def test_a_refusal_is_reported_without_the_faults_that_come_with_it() -> None:
    several = f"{FRONT}# Exampline\n\n{REFUSAL}\n\n{monograph('Exampline')}\n\n{monograph('Samplol')}\n"
    found = codes(several)
    assert {"RES001", "DIS001", "AIN001"} <= found
    assert found.isdisjoint({"STR004", "FAQ006"})
    ordinary = several.replace(REFUSAL, "Two medicines.")
    assert {"STR004", "FAQ006"} <= codes(ordinary)


def test_missing_sections_and_notices_are_reported_on_every_page() -> None:
    silent = {rule.code for rule in load_rules() if rule.skip}
    assert silent.isdisjoint({"STR001", "STR002", "DIS001", "DIS002", "AIN001", "RES001"})
    assert not any(code.startswith("AVL") for code in silent)


def test_a_page_is_classified_only_when_a_rule_that_skips_it_found_something(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def watch(doc: Monograph, classes: tuple[str, ...], *rest: tuple[str, ...]) -> bool:
        asked.append(classes)
        return belongs(doc, classes, *rest)

    monkeypatch.setattr(pageclass, "belongs", watch)
    config = replace(CONFIG, rules=tuple(pair for pair in CONFIG.rules if pair[0] == "FAQ003"))
    codes(CLEAN, config)
    assert asked == []
    codes(CLEAN.replace("* **Q: Can I drive?** A: Yes.", "* **Q: Can I drive** A: Yes."), config)
    assert asked == [("refusal",)]


def test_a_class_that_is_not_asked_for_is_not_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise AssertionError("looked further than was asked")

    monkeypatch.setattr(pageclass, "_gone", fail)
    assert belongs(page(REFUSAL), ("refusal", "gone"))
    assert not belongs(page(monograph()), ("refusal", "not-a-medicine", "no-product"))


def test_what_a_page_says_is_read_once_for_the_rule_and_for_the_class(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    denied, told = DeniedProduct._said, NotAHumanMedicine._read

    def count_product(self: DeniedProduct, doc: Monograph) -> object:
        read.append("product")
        return denied(self, doc)

    def count_medicine(self: NotAHumanMedicine, doc: Monograph) -> object:
        read.append("medicine")
        return told(self, doc)

    monkeypatch.setattr(DeniedProduct, "_said", count_product)
    monkeypatch.setattr(NotAHumanMedicine, "_read", count_medicine)
    doc = page("### Usage\n\nExampline is hypothetical.")
    inspection.inspect(doc, CONFIG)
    classify(doc, CONFIG.registry, CONFIG.markets)
    classify(doc, CONFIG.registry, CONFIG.markets)
    assert sorted(read) == ["medicine", "product"]


def house_rule(folder: Path, skip: str) -> Config:
    (folder / "house").mkdir()
    (folder / "house" / "HSE001-house-word.md").write_text(
        "---\nseverity: warning\nmessage: '{found}'\nhelp: Take it out.\ncheck: forbid\n"
        f"params:\n  patterns: [pain]\nskip: {skip}\nsources: [House style]\n---\n\nSay ache.\n",
        encoding="utf-8",
    )
    return default_config((str(folder / "house"),))


def test_a_house_rule_may_skip_classes(tmp_path: Path) -> None:
    config = house_rule(tmp_path, "[not-a-medicine]")
    config = replace(config, rules=tuple(pair for pair in config.rules if pair[0] == "HSE001"))
    usage = "# Exampline\n\n### Usage\n\nExampline eases pain."
    assert codes(f"{FRONT}{usage}\n", config) == {"HSE001"}
    assert codes(f"{FRONT}{usage} It is for veterinary use only.\n", config) == set()


@pytest.mark.parametrize(
    ("skip", "said"),
    [("[refusals]", 'did you mean "refusal"?'), ("refusal", "skip"), ("[[gone]]", "skip"), ("null", "skip")],
)
def test_a_class_that_does_not_exist_is_told_with_the_file(tmp_path: Path, skip: str, said: str) -> None:
    with pytest.raises(RuleError) as caught:
        house_rule(tmp_path, skip)
    assert "HSE001-house-word.md" in str(caught.value)
    assert said in str(caught.value)


def test_the_schema_lists_the_classes_that_there_are() -> None:
    schema = json.loads((Path(resources.folder("schemas")) / "rule.schema.json").read_text(encoding="utf-8"))
    assert tuple(schema["properties"]["skip"]["items"]["enum"]) == PAGE_CLASSES


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            (
                REFUSAL,
                "### Usage",
                "### Dosage",
                "It is not a drug.",
                "Not for human use.",
                "* **Q: Why?** A: 5 mg.",
                "",
            )
        ),
        max_size=12,
    )
)
def test_any_page_is_classified_the_same_way_twice(parts: list[str]) -> None:
    body = "\n\n".join(parts)
    found = classify(page(body))
    assert found <= set(PAGE_CLASSES)
    assert found == classify(page(body))
    assert all(belongs(page(body), (name,)) == (name in found) for name in PAGE_CLASSES)
