"""IDN010: pages about something that people do not take as a medicine."""

from __future__ import annotations

from dataclasses import replace

import pytest
from counting import comes_to_an_end

from medlint.checks import BadParamsError, build
from medlint.config import default_config
from medlint.engine import Job, check
from medlint.rule import load_rules

CONFIG = default_config()
RULE = next(rule for rule in load_rules() if rule.code == "IDN010")
ONLY = replace(CONFIG, rules=((RULE.code, RULE.severity),))


def lint(usage: str, dosage: str = "", title: str = "Exampline", rest: str = "", front: str = "") -> list[str]:
    text = f"---\ntitle: {title}\n{front}---\n\n# {title}\n\n### Usage\n\n{usage}\n\n### Dosage\n\n{dosage}\n\n{rest}\n"
    return [diagnostic.message for diagnostic in check(Job("page.md", text.encode()), ONLY).diagnostics]


@pytest.mark.parametrize(
    "usage",
    [
        "Exampline is **not** intended for human use.",
        "It was never meant for use in people.",
        "It is not used in human medicine.",
        "Exampline is for veterinary use only.",
        "It is approved only for use in cattle.",
        "Exampline is primarily used in veterinary medicine.",
        "Exampline is an antibiotic used mainly to treat infections in pigs.",
        "Its primary use is in agriculture.",
        "Its use is mainly limited to animals.",
        "It has no currently accepted medical use.",
        "Exampline isn't a medicine; it's a sweetener.",
        "Exampline isn\u2019t a drug itself.",
        "While not a medication, it keeps creams fresh.",
        "It is not considered an active pharmaceutical product.",
        "It is not used therapeutically.",
        "They are waxes. Examplines are not medicines.",
        "Exampline is primarily used as a preservative in eye drops.",
        "Its main function is as a binding agent.",
        "Exampline is used in creams and lotions mainly as an emulsifier.",
        "Exampline is an excipient.",
        "It is not a medicine in the traditional sense. It serves as an excipient.",
        "It is not used as a standalone medication. It is an inactive ingredient.",
    ],
)
def test_what_says_that_nobody_takes_it(usage: str) -> None:
    (message,) = lint(usage, "The label says how much, often 1%.")
    assert message.startswith("the page says that it is no medicine for people")


@pytest.mark.parametrize(
    "usage",
    [
        "Exampline treats infections in humans and animals.",
        "Exampline is used mainly to treat worms in people and cattle.",
        "It comes from the pancreas of pigs and cattle.",
        "It has been studied mainly in animals.",
        "It is not widely used in human medicine today.",
        "It is not intended for internal use.",
        "It is not a preventative medicine.",
        "It is not a rescue medication for sudden attacks.",
        "It is not a first-line drug.",
        "It is not considered a habit-forming drug.",
        "It is not a medicine for children.",
        "It is not a controlled drug.",
        "It is a supplement, not a medicine.",
        "It is not a therapeutic agent; it is solely for diagnostic purposes.",
        "It is not a medicine in the traditional sense. It raises low blood sugar.",
        "It is used to relieve itching, and as a preservative.",
        "Is exampline not a medicine?",
        "Sugar pills are something else: a placebo is not a drug.",
        "Exampline is a topical insecticide that is primarily used against head lice.",
        "Uses are:\n\n* **Low blood sugar:** It works at once.\n* **Tablets:** Exampline serves as an excipient.",
    ],
)
def test_what_does_not(usage: str) -> None:
    assert lint(usage, "The label says how much.") == []


def test_an_ingredient_with_a_dose_of_its_own_is_a_medicine_too() -> None:
    usage = "Exampline is primarily used as a sweetener. Medically, it eases constipation."
    assert lint(usage, "Adults take 15 g.") == []
    assert lint(usage, "It makes up 2% of a syrup.")


def test_a_veterinary_page_is_told_whatever_its_dose() -> None:
    assert lint("Exampline is for veterinary use only.", "Dogs are given 5 mg.")


def test_one_member_of_a_combination_does_not_speak_for_it() -> None:
    title = "Exampline + Samplol"
    assert lint("Exampline is primarily used as a preservative. Samplol is not a drug.", title=title) == []
    assert lint("This combination is for veterinary use only.", title=title)


def test_what_stands_under_precautions_or_in_an_answer_does_not_count() -> None:
    rest = "### Precautions\n\nIt is not a medicine.\n\n### FAQs\n\n* **Q: Is it for pets?** A: It is not a drug."
    assert lint("Exampline eases pain.", rest=rest) == []


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("What is the dose for dogs?", "Often 1 to 2 mg for each kilogram.", True),
        ("Can I give it to my cat?", "Yes, half of a 5 mg tablet.", True),
        ("Can I give it to my cat?", "No. Ask a veterinarian.", False),
        ("Is it safe for children?", "They take 5 mg.", False),
    ],
)
def test_an_answer_with_a_dose_for_animals(question: str, answer: str, told: bool) -> None:
    rest = f"### FAQs\n\n* **Q: {question}** A: {answer}"
    found = lint("Exampline eases pain.", "Adults take 50 mg.", rest=rest)
    assert found == ([f"an answer gives a dose for animals: '{question}'"] if told else [])


def test_a_page_that_says_so_in_its_front_matter_has_said_it() -> None:
    assert lint("Exampline is not a drug.", front="status: not_a_medicine\n") == []


def test_a_wrong_pattern_is_told_to_its_author() -> None:
    with pytest.raises(BadParamsError, match="is wrong"):
        build(RULE.check, {**RULE.params, "roles": ["(preservative"]})


@pytest.mark.parametrize(
    "usage",
    [
        "It is not a drug " * 16_000,
        "It is not a drug. " * 16_000,
        "primarily used as a " * 16_000 + "preservative",
        "not " + " " * 300_000 + "a drug",
        "preservative primarily used " + "a, " * 100_000,
    ],
)
def test_no_page_makes_it_run_long(usage: str) -> None:
    with comes_to_an_end():
        lint(usage)
