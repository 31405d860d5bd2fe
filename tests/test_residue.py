"""What language models leave in pages, and medicine's own words that look like it: one table of sentences a rule."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from counting import comes_to_an_end, grows_with
from hypothesis import given
from hypothesis import strategies as st

from medlint.config import Config, default_config
from medlint.diagnostic import Diagnostic
from medlint.engine import Job, check
from medlint.rule import load_rules


@cache
def residue() -> Config:
    """Return the default configuration with the rules on residue alone."""
    rules = tuple((rule.code, rule.severity) for rule in load_rules() if rule.category == "residue")
    return replace(default_config(()), rules=rules)


def lint(body: str, head: str = "title: Zinc") -> tuple[Diagnostic, ...]:
    """Return what the rules on residue say of a page with this body."""
    page = f"---\n{head}\n---\n\n# Zinc\n\n{body}\n"
    report = check(Job("zinc.md", page.encode()), residue())
    assert not report.crashed
    return report.diagnostics


def codes(sentence: str) -> set[str]:
    """Return the codes of what is said of a sentence under a heading."""
    return {one.code for one in lint(f"### Usage\n\n{sentence}\n\n### Precautions\n\nTake care.")}


REFUSALS = (
    "I cannot provide information on this combination.",
    "I'm not able to generate a dosing table for it.",
    "I am unable to verify the strength of this product.",
    "Unfortunately, I can't help with a product that does not exist.",
    "I don’t have access to real-time prescribing data.",
    "I do not have reliable information about this drug.",
    "I could not find any product of that name.",
    "I was not able to find a registered product.",
    "I have no record of such a medicine.",
    "I'm sorry, but that is not a medicine I know of.",
    "I must respectfully decline to describe it.",
    "I am not aware of any medicine with this name.",
    "Dosage information cannot be provided here.",
    "No specific dosage can be provided.",
    "It would be irresponsible to provide specific dosing instructions.",
    "It is not possible to give a safe dosage recommendation.",
    "Providing a dosage here would be irresponsible.",
    "This section cannot provide dosage guidelines.",
    "The sections below cannot be accurately completed.",
    "Doses are deliberately omitted.",
)
NO_REFUSALS = (
    "If you cannot provide a urine sample, tell the nurse.",
    'Say to your doctor: "I cannot sleep" or "I cannot swallow tablets".',
    "What can you do if I cannot find my inhaler?",
    "Factor I cannot be measured in this way.",
    "Angiotensin I cannot provide the effect.",
    "A complete list cannot be provided, and the leaflet has more.",
    "It is not used where intensive care cannot be provided.",
    "Because it was withdrawn in 2004, a dose can no longer be given.",
    "This page cannot provide medical advice.",
    "Vitamin C cannot cure a cold.",
    "The kidneys are unable to clear the drug.",
)

SELF_REFERENCES = (
    "As an AI language model, I keep to general facts.",
    "As an AI, I do not know your history.",
    "As a large language model, my answers may be wrong.",
    "I am an AI assistant and this is general.",
    "I'm just a language model.",
    "I'm not a doctor, so ask yours.",
    "As of my last update, it was not approved.",
    "As of my knowledge cutoff in 2021, it was on trial.",
    "My training data end in 2023.",
    "To the best of my knowledge, it is not sold.",
    "That is beyond my capabilities.",
    "I cannot provide medical advice.",
    "I can't offer you personalised treatment advice.",
    "Instead, I will describe each medicine separately.",
    "I'll provide general information instead.",
    "I have structured the page by ingredient.",
    "I strongly recommend a talk with a pharmacist.",
    "I must emphasise that zinc upsets the stomach.",
)
NO_SELF_REFERENCES = (
    "The adequate intake (AI) is 35 micrograms a day.",
    "Letrozole works as an AI (aromatase inhibitor).",
    "It is used as an AI, that is an aromatase inhibitor, after surgery.",
    "A class I recommendation supports it.",
    "Phase I will present the first data.",
    "Type I can present in childhood.",
    'Say: "I will provide my own needles".',
    "What should I note in my diary?",
    "Zinc is beyond doubt a mineral.",
    "Training of the pelvic floor helps.",
    "This page was written by an AI language model and checked by a pharmacist.",
    "Your doctor will describe each step.",
)

ECHOES = (
    "While the prompt mentions zinc, iron was probably meant.",
    "The user asked about a syrup.",
    "The user has requested a table.",
    "This is not possible in the requested format.",
    "The ingredients you listed are not sold together.",
    "The name you provided is not complete.",
    "Assuming you meant zinc oxide, here are its uses.",
    "If you meant zinc sulfate, it is a salt.",
    "Thank you for your question about zinc.",
    "Based on your request, three sections follow.",
    "Your prompt is not clear.",
    "This response will address each ingredient.",
    "This response is for informational purposes.",
    "Please provide the full name of the medicine.",
    "Please confirm the strength of the product.",
    "I need the name of the product.",
    "Would you like me to list the brands?",
    "Do you want me to add a table?",
    "You are a helpful medical assistant.",
    "Here is the page in Markdown format.",
    "Word count: 450",
    "User: Write about zinc.",
    "Write a comprehensive monograph about zinc.",
)
NO_ECHOES = (
    "This response produces antibodies.",
    "A complete response was seen in half of the patients; this response lasted a year.",
    "Seek prompt treatment for an allergic reaction.",
    "Please provide your doctor with a list of your medicines.",
    "Blood tests are done as requested by your doctor.",
    "A copy is sent to your pharmacy on request.",
    "The user presses the button of the pen.",
    "Write a list of your medicines and keep it.",
    "Would you like a glass of water with it?",
    "Please tell your nurse if you feel dizzy.",
    "How much do I need if I need more information?",
    "Your question about driving is one for your doctor.",
    "The dose that you were given at the clinic counts.",
)

LEAKS = (
    "Doses are based on the information available in the sources.",
    "The dose is not provided in source for children.",
    "Doses for children are not listed in the provided data.",
    "Examples from provided data: 10 mg.",
    "According to the provided context, it is a salt.",
    "This is based on the provided text and may be incomplete.",
    "This information is based on the data supplied.",
    "The provided information does not specify a dose.",
    "The provided information only mentions adults.",
    "The provided text includes three regimens.",
    "A full list is in the original document.",
    "Consult the source material for interactions.",
    "The original source provides details.",
    "The text does not mention pregnancy.",
    "According to the document, it is safe.",
    "Its half-life is not given in the sources.",
    "No interactions are mentioned in the search results.",
    "The dose is missing in the given excerpt.",
    "In the context provided, it is a vaccine.",
    "Side effects were not available in the provided sources.",
    "Storage is not described in the information provided.",
)
NO_LEAKS = (
    "Follow the instructions, based on the information given in the leaflet.",
    "Iron is better absorbed from the details given in the diet plan.",
    "The provided information is not a substitute for medical advice.",
    "The information provided here does not replace your doctor.",
    "Reliance on the provided information is at your own risk.",
    "Proteins derived from the source material may cause allergy.",
    "The source material is human plasma.",
    "A dose is not specified in the manufacturer's labelling.",
    "Read the information provided with your medicine.",
    "The documents provided by your clinic tell more.",
    "This information is not provided to replace a visit.",
    "The benefit was not seen in the context of surgery.",
    "Milk is a good source of calcium.",
    "Keep it in the original container.",
    "Data provided to the agency cover adults.",
    "Use the cup provided, and follow the instructions supplied in the provided information leaflet.",
)

PLACEHOLDERS = (
    "It treats [specific condition].",
    "Take [Insert dose here] once a day.",
    "Call [phone number] for help.",
    "Take [Drug Name] with water.",
    "It has been shown to work [citation needed].",
    "It is safe (source).",
    "Take {{dose}} once a day.",
    "Take {drug_name} once a day.",
    "Take XX mg once a day.",
    "Take ___ mg once a day.",
    "Call 1-800-XXX-XXXX.",
    "Lorem ipsum dolor sit amet.",
    "TODO: add the doses.",
    "**Dose:** TBD",
    "**Dose:** undefined",
    "null",
    "| Form | Dose |\n|---|---|\n| tablet | undefined |",
    "This section will be updated once data are published.",
    "The FAQs would cover storage.",
    "**Example (Hypothetical):** one tablet a day.",
    "**Brand names:** Specific brand names vary by region; ask a pharmacist.",
    "**Brand names:** The specific brand names will vary by region.",
    "**Brand names:**\n\nThe specific brand names will vary by region.",
    "**Brand names:**\n\n* *Specific brand names would need to be researched on the market in India.*",
    "Trade names have to be added.",
    "Listing specific brand names would require extensive market research.",
    "Giving brand names here is beyond what this page can do.",
    '{"_id": 1, "title": "introduction"}',
    "It is a salt.\\n\\nIt is white.",
    "The name is [object Object].",
    "Zinc is a placeholder name.",
)
NO_PLACEHOLDERS = (
    "Isoprenaline [Isoproterenol] is a catecholamine.",
    "It is given into a vein [IV] or a muscle [IM].",
    "Keep potassium within [3.5-5.0] mmol/L.",
    "It resembles PTHrP[1-34].",
    "See [your leaflet](leaflet.md) or [dose][table].",
    "The role of this dose is undefined.",
    "The null hypothesis was rejected.",
    "The dose needs to be determined by a doctor.",
    "A placebo is no placeholder for care.",
    "**Contraindications:** None",
    "| Kidneys | Dose |\n|---|---|\n| normal | N/A |",
    "Factor XX is not a dose, and the XX chromosomes are not either.",
    "**Brand names:** Zincovit, Solvazinc; brand names vary by region.",
    "How the brands compare would need to be researched in a trial.",
    "This brand has to be added to water and needs to be inserted into the device.",
    "Providing brand names is a duty of the maker.",
    "The area is \\(x \\times 10^{n}\\).",
    "Set {1, 2} of the trial had 5 mg.",
    "Use it before the date [month/year] that is printed on the carton.",
)

FAMILIES = {
    "RES001": (REFUSALS, NO_REFUSALS),
    "RES002": (SELF_REFERENCES, NO_SELF_REFERENCES),
    "RES003": (ECHOES, NO_ECHOES),
    "RES004": (LEAKS, NO_LEAKS),
    "RES005": (PLACEHOLDERS, NO_PLACEHOLDERS),
}


@pytest.mark.parametrize(("code", "sentence"), [(code, one) for code, (bad, _) in FAMILIES.items() for one in bad])
def test_residue_is_found(code: str, sentence: str) -> None:
    assert code in codes(sentence)


@pytest.mark.parametrize(
    ("sentence", "severity"),
    [
        ("Specific dosages should be determined by a physician and are not provided here.", "warning"),
        ("Dosage information cannot be provided here as it varies. Always follow the package leaflet.", "warning"),
        (
            "Follow your doctor's advice. Strengths differ. It's impossible to give precise dosage guidelines.",
            "warning",
        ),
        ("This section cannot provide dosage information because it varies; consult a pharmacist.", "warning"),
        ("Specific doses cannot be provided here, as they require professional medical assessment.", "warning"),
        ("Dosage information cannot be provided here.", "error"),
        ("Dosage information cannot be provided for this unapproved combination. Ask a doctor.", "error"),
        ("I cannot provide a dose. Ask your doctor.", "error"),
        ("Providing specific dosage instructions here would be irresponsible. Ask your doctor.", "error"),
    ],
)
def test_a_dose_that_others_know_is_missed_less(sentence: str, severity: str) -> None:
    assert [one.severity for one in lint(f"### Dosage\n\n{sentence}") if one.code == "RES001"] == [severity]


def test_many_matches_beside_many_guards_are_gone_through_once() -> None:
    def told(times: int) -> int:
        return len(lint("Dosage information cannot be provided here; ask your doctor.\n\n" * times))

    assert grows_with(told, 200, 1_000) < 1.5
    with comes_to_an_end():
        assert told(15_000) >= 15_000


@pytest.mark.parametrize("sentence", [one for _, good in FAMILIES.values() for one in good])
def test_medicine_is_left_alone(sentence: str) -> None:
    assert codes(sentence) <= {"RES006"}


@pytest.mark.parametrize(
    ("paragraph", "code"),
    [
        ("I cannot provide specific medical advice or dosage information. As an AI, I go on.", "RES001"),
        ("I cannot provide a dose. As an AI, I will describe it in the requested format.", "RES001"),
        ("As an AI, I keep to the requested format and the provided data.", "RES002"),
        ("The prompt mentions zinc, and the provided data do not.", "RES003"),
    ],
)
def test_one_paragraph_has_one_cause(paragraph: str, code: str) -> None:
    assert [one.code for one in lint(f"### Usage\n\n{paragraph}")] == [code]


def test_each_paragraph_has_its_own_cause() -> None:
    found = lint("### Usage\n\nI cannot provide a dose.\n\nAs an AI, I know little.\n\nThe provided data are few.")
    assert [one.code for one in found] == ["RES001", "RES002", "RES004"]


def test_a_rule_that_is_not_asked_for_outranks_nothing() -> None:
    page = b"---\ntitle: Zinc\n---\n\n# Zinc\n\nI cannot provide a dose. As an AI, I know little.\n"
    config = replace(residue(), rules=tuple(one for one in residue().rules if one[0] == "RES002"))
    assert [one.code for one in check(Job("zinc.md", page), config).diagnostics] == ["RES002"]


@pytest.mark.parametrize("value", ["[Drug Name]", "undefined", "null", "TBD", "Drug name", "{{title}}"])
def test_a_slot_in_the_front_matter_is_found(value: str) -> None:
    assert [one.span.of(f'---\ntitle: "{value}"') for one in lint("Text.", f'title: "{value}"')] == [value]


@pytest.mark.parametrize("head", ["tags: [drug, medicine]", "title: Zinc [Zn]", "title: Nullac", "description: No TBD"])
def test_ordinary_front_matter_is_left_alone(head: str) -> None:
    assert lint("Text.", head) == ()


@pytest.mark.parametrize(
    "filler", ["N/A", "...", "No information available.", "Not specified", "See dosage section above."]
)
def test_a_filler_is_nothing_only_where_it_is_all(filler: str) -> None:
    assert [one.code for one in lint(f"### Usage\n\n{filler}\n\n### Precautions\n\nTake care.")] == ["RES005"]
    assert [one.code for one in lint(f"### FAQs\n\n* **Q: Is it safe?** A: {filler}\n")] == ["RES005"]
    assert lint(f"### Usage\n\nIn children: {filler} In adults it is safe.\n") == ()


@pytest.mark.parametrize("page", ["", "---", "---\n---\n", "# \n", "```\n", "---\ntitle:\n---\n", "|", "\ufeff"])
def test_a_page_of_nothing_is_no_residue(page: str) -> None:
    report = check(Job("zinc.md", page.encode()), residue())
    assert not report.crashed
    assert [one for one in report.diagnostics if one.code.startswith("RES")] == []


@given(st.text(alphabet="Ias ncotprvideh'[]{}()XN/A.:*|\n\\\"_-", max_size=300))
def test_no_text_makes_a_rule_fail(text: str) -> None:
    lint(text)
