"""AVL008: drugs that are gone, offered on the page of another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medlint.config import default_config
from medlint.engine import Job, check
from medlint.registry import judge_drug, load
from medlint.registry.verdict import GONE_EVERYWHERE_KNOWN

CONFIG = default_config()


def offered(body: str, title: str = "Exampline") -> list[str]:
    text = f"---\ntitle: {title}\n---\n\n# {title}\n\n### Generic Name\n\n{title}\n\n### Usage\n\n{body}\n"
    rules = tuple(rule for rule in CONFIG.rules if rule[0] == "AVL008")
    found = check(Job("page.md", text.encode()), replace(CONFIG, rules=rules)).diagnostics
    return [diagnostic.span.of(text) for diagnostic in found]


@pytest.mark.parametrize(
    "body",
    [
        "Alternatives include rofecoxib.",
        "Treatment options for this pain, such as paracetamol and rofecoxib, work as well.",
        "Other NSAIDs, for example rofecoxib, may suit you.",
        "Your doctor may prescribe rofecoxib.",
        "You may be switched to rofecoxib.",
        "It can be replaced with rofecoxib.",
        "Rofecoxib is a good alternative.",
        "Rofecoxib may be used instead.",
        "Alternatives:\n\n* Paracetamol\n* Rofecoxib",
        "Your options include **rofecoxib**, and others.",
    ],
)
def test_offer(body: str) -> None:
    assert [name.casefold() for name in offered(body)] == ["rofecoxib"]


@pytest.mark.parametrize(
    "body",
    [
        "Do not take it with other medicines such as rofecoxib.",
        "Interactions: other medicines, such as rofecoxib, raise its level.",
        "Other drugs of this class include rofecoxib, which was withdrawn in 2004.",
        "Other medicines of this kind, such as rofecoxib, were used in the past.",
        "Unlike other NSAIDs such as rofecoxib, it spares the heart.",
        "Its metabolites include other drugs such as rofecoxib.",
        "Is rofecoxib an alternative?",
        "Rofecoxib is not an alternative.",
        "Tell your doctor if you take other medicines such as rofecoxib.",
        "Rofecoxib harms the heart.",
        "Alternatives include celecoxib.",
        "Alternatives include Vioxx.",  # a brand is never looked for
        "Alternatives include rofecoxibine and pre-rofecoxib.",
        "```\nAlternatives include rofecoxib.\n```",
    ],
)
def test_no_offer(body: str) -> None:
    assert offered(body) == []


@pytest.mark.parametrize("name", ["ranitidine", "fenfluramine", "metamizole", "carisoprodol", "vincristine"])
def test_drug_that_some_market_sells(name: str) -> None:
    assert offered(f"Alternatives include {name}.") == []


def test_own_drug_is_not_another() -> None:
    assert offered("Alternatives include rofecoxib.", title="Rofecoxib") == []
    assert offered("Alternatives include rofecoxib.", title="Rofecoxib + Tizanidine") == []


def test_names_of_several_words_and_each_once() -> None:
    assert offered("Alternatives include dinitrophenol and ethyl nitrite, or ethyl nitrite.") == [
        "dinitrophenol",
        "ethyl nitrite",
    ]


@pytest.mark.parametrize("name", ["phenolphthalein", "urethane", "adenosine monophosphate", "adrenal cortex"])
def test_names_with_another_meaning(name: str) -> None:
    assert offered(f"Alternatives include {name}.") == []


def test_every_drug_that_is_gone_is_found_by_its_name() -> None:
    registry = load()
    rule = next(rule for rule in CONFIG.rules if rule[0] == "AVL008")
    assert rule
    names = [
        drug.name
        for drug in registry.drugs()
        if judge_drug(drug.name, registry).kind == GONE_EVERYWHERE_KNOWN and drug.name.replace(" ", "").isalpha()
    ]
    assert len(names) > 100
    missed = [name for name in names if not offered(f"Alternatives include {name}.")]
    assert set(missed) <= {
        "adenosine phosphate",
        "adrenal cortex",
        "camphorated oil",
        "chloroform",
        "cobalt salts",
        "lysergide",
        "phenolphthalein",
        "potassium arsenite",
        "thorium dioxide",
        "urethane",
    }
