"""The general check `replace`, and the table of stigmatizing terms."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from counting import comes_to_an_end

from medlint import resources
from medlint.checks import BadParamsError, build
from medlint.checks.replace import Term
from medlint.config import default_config
from medlint.diagnostic import Safety, Severity
from medlint.engine import Job, check
from medlint.parser import parse
from medlint.text import decode

TABLE = Path(resources.folder("rules")) / "language" / "stigmatizing-terms.csv"
CONFIG = replace(default_config(()), rules=(("LNG001", Severity.WARNING),))


def mended(sentence: str) -> str:
    """Return a sentence after the unsafe fixes."""
    page = f"---\ntitle: Zinc\n---\n\n# Zinc\n\n{sentence}\n"
    text = check(Job("zinc.md", page.encode(), fix=Safety.UNSAFE), CONFIG).fixed_text
    return sentence if text is None else text.split("\n\n", 2)[2].rstrip("\n")


def severities(sentence: str) -> list[str]:
    """Return how gravely each word of a sentence is spoken of."""
    page = f"---\ntitle: Zinc\n---\n\n# Zinc\n\n{sentence}\n"
    return [str(one.severity) for one in check(Job("zinc.md", page.encode()), CONFIG).diagnostics]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Diabetics need care.", "People with diabetes need care."),
        ("Type 2 diabetics need care.", "People with type 2 diabetes need care."),
        ("It is for a diabetic.", "It is for a person with diabetes."),
        ("An addict may ask.", "A person with a substance use disorder may ask."),
        ("Heroin addicts may ask.", "People with a substance use disorder may ask."),
        ("Seen in chronic alcoholics.", "Seen in people with alcohol use disorder."),
        ("A history of drug or alcohol abuse.", "A history of drug or alcohol use disorder."),
        ("A history of opioid abuse.", "A history of opioid use disorder."),
        ("Intravenous drug users are at risk.", "People who inject drugs are at risk."),
        ("It has potential for abuse.", "It has potential for misuse."),
        ("Care for the elderly.", "Care for older adults."),
        ("Care for the elderly patients.", "Care for the older adults."),
        ("Haemophiliacs bleed.", "People with haemophilia bleed."),
        ("He committed suicide.", "He died by suicide."),
    ],
)
def test_the_words_proposed_are_grammatical(sentence: str, wanted: str) -> None:
    assert mended(sentence) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "Take a drug of your choice; abuse of trust is another matter.",
        "Alcoholic hepatitis and non-alcoholic fatty liver.",
        "No alcoholic drinks.",
        "Antihypertensives and oral antidiabetics.",
        "Growth retardation and growth-retarded children.",
        "It can be habit-forming and addictive.",
        "Diabetic ketoacidosis, a diabetic foot and non-diabetic patients.",
        "The National Institute on Drug Abuse and Alcoholics Anonymous.",
        "Users of this medicine and of other drugs.",
        "Erectile dysfunction (impotence).",
        "The elderly woman in the trial.",
        "Collect a clean urine sample.",
        "It acts without suffering from the disease.",
    ],
)
def test_words_that_judge_nobody(sentence: str) -> None:
    assert severities(sentence) == []


def test_slurs_are_errors_and_words_of_labels_are_information() -> None:
    assert severities("An addict, a diabetic and the elderly.") == ["error", "warning", "info"]


def test_every_row_names_its_source_and_what_to_say() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 50
    for row in rows:
        assert row["source"].strip(), row
        assert row["say"].strip(), row


def test_what_is_written_is_not_flagged_again() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        written = [row["write"].replace("\\1", "type") for row in csv.DictReader(file) if row["write"]]
    assert [text for text in written if severities(f"Here {text}.")] == []


def test_terms_may_stand_on_the_page() -> None:
    # A page is read after the rules: they tell by which words they are to be found in it.
    rule = build("replace", {"terms": [{"words": r"tablet(s?)\b", "write": r"pill\1", "say": "pill"}]})
    doc = parse(decode("zinc.md", b"# Zinc\n\nA tablet, Tablets.\n"), default_config(()).layout)
    assert [(one.span.of(doc.text), one.edits[0].text) for one in rule(doc)] == [
        ("tablet", "pill"),
        ("Tablets", "Pills"),
    ]


def messages(sentence: str) -> list[str]:
    """Return what is said of a sentence."""
    page = f"---\ntitle: Zinc\n---\n\n# Zinc\n\n{sentence}\n"
    return [one.message for one in check(Job("zinc.md", page.encode()), CONFIG).diagnostics]


@pytest.mark.parametrize(
    ("sentence", "instead"),
    [
        ("A history of alcohol abuse.", "alcohol use disorder"),
        ("A history of opioid abuse.", "opioid use disorder"),
        ("A history of drug and alcohol abuse.", "drug and alcohol use disorder"),
        ("Type 1 diabetics need insulin.", "people with type 1 diabetes"),
        ("Against unwanted pregnancies.", "unplanned pregnancies"),
    ],
)
def test_a_message_proposes_what_the_words_are_about(sentence: str, instead: str) -> None:
    (message,) = messages(sentence)
    assert message.endswith(f"write '{instead}'")


def test_what_a_line_says_twice_is_told_once_and_mended_twice() -> None:
    item = "* **Elderly patients:** Elderly patients may fall; the elderly should take less."
    assert len(messages(item)) == 1
    assert mended(item) == "* **Older adults:** Older adults may fall; older adults should take less."
    assert len(messages(f"{item}\n* Not for the elderly.")) == 2
    assert len(messages("Neither for addicts nor for diabetics, nor for addicts.")) == 2


@pytest.mark.parametrize("kept", [0, 1, 2])
@pytest.mark.parametrize("above", [False, True])
def test_a_line_that_is_to_be_left_alone_is(kept: int, above: bool) -> None:
    comment = "<!-- medlint: ignore LNG001 -- a quotation -->"
    lines = ["Care for elderly patients.", "Elderly patients may fall,", "elderly patients too."]
    written = ["Care for older adults.", "Older adults may fall,", "older adults too."]
    written[kept] = lines[kept]
    for each in (lines, written):
        each[kept] = f"{comment}\n{each[kept]}" if above else f"{each[kept]} {comment}"
    assert mended("\n".join(lines)) == "\n".join(written)
    # Nor is the comment called one that does nothing.
    assert len(messages("\n".join(lines))) == 2


def test_many_words_in_one_line_are_gone_through_once() -> None:
    with comes_to_an_end():
        (message,) = messages("alcohol abuse " * 20_000)
    assert message.endswith("write 'alcohol use disorder'")


def test_terms_are_told_each_time_where_a_rule_does_not_say_otherwise() -> None:
    doc = parse(decode("zinc.md", b"# Zinc\n\nA tablet, a tablet.\n"), default_config(()).layout)
    terms = [{"words": r"tablet\b", "say": "pill", "write": "pill"}]
    assert len(list(build("replace", {"terms": terms})(doc))) == 2
    (finding,) = build("replace", {"terms": terms, "once": True})(doc)
    assert [edit.span.of(doc.text) for edit in finding.edits] == ["tablet", "tablet"]
    assert [one.span.start for one in finding.related] == [finding.edits[1].span.start]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"terms": []},
        {"terms": [{"words": "a"}]},
        {"terms": [{"words": "(", "say": "b"}]},
        {"terms": [{"words": "a", "say": "b", "write": r"\1"}]},
        {"terms": [{"words": "a", "say": r"\1"}]},
        {"terms": [{"words": "a", "say": "b", "colour": "red"}]},
        {"terms": [{"words": "a", "say": "b", "severity": "grave"}]},
        {"table": "../pyproject.toml"},
        {"table": "/etc/hosts"},
        {"table": "language/missing.csv"},
    ],
)
def test_a_wrong_table_is_told_to_its_author(params: dict[str, object]) -> None:
    with pytest.raises(BadParamsError):
        build("replace", params)


@pytest.mark.parametrize("words", ["drug of abuse", "Drugs of abuse", "substances of abuse"])
def test_things_of_abuse_are_information(words: str) -> None:
    assert severities(f"{words} may interact.") == ["info"]


@pytest.mark.parametrize(
    "table", sorted((Path(resources.folder("rules")) / "language").glob("*.csv")), ids=lambda path: path.name
)
def test_the_expressions_of_medlints_own_tables_are_right(table: Path) -> None:
    """They are not tried when the table is read."""
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert Term.of(row)
