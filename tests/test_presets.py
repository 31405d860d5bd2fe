"""The presets: valid, complete, and with patterns that tell notices from sentences that look like them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from counting import comes_to_an_end

from medlint.config import Overrides, default_config, presets, resolve, starter
from medlint.layout import Layout, NoticeLayout
from medlint.resources import folder
from medlint.schema import load_schema, violations_of

FILES = sorted((Path(folder("rules")) / "presets").glob("*.toml"))
SCHEMA: dict[str, Any] = json.loads((Path(folder("schemas")) / "config.schema.json").read_text("utf-8"))
DISCLAIMER = default_config().layout.disclaimer
AI_NOTE = default_config().layout.ai_note


def layout_of(preset: str) -> Layout:
    return resolve(".", Overrides(isolated=True, config=(f'extends="{preset}"',))).for_path("page.md").layout


def missing(notice: NoticeLayout, text: str) -> list[str]:
    return [
        element.key
        for element in notice.elements
        if not any(re.search(pattern, text, re.IGNORECASE) for pattern in element.patterns)
    ]


def recognises(notice: NoticeLayout, text: str) -> bool:
    return all(re.search(pattern, text, re.IGNORECASE) for pattern in notice.recognise)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_preset_satisfies_the_schema(file: Path) -> None:
    assert violations_of("config", tomllib.loads(file.read_text("utf-8"))) == ()


@pytest.mark.parametrize("name", presets())
def test_a_preset_passes_the_checks_that_a_users_file_has_to_pass(name: str, tmp_path: Path) -> None:
    text = f'extends = "{name}"\n[disclaimer]\nfields = []\n[sections]\nown = ["A Heading of Ours"]\n'
    (tmp_path / "medlint.toml").write_text(text)
    assert resolve(str(tmp_path)).for_path("page.md").layout.disclaimer.fields == ()


def test_the_presets_are_listed() -> None:
    assert presets() == ("minimal-medicine", "rxsite", "none")


def test_the_schema_tells_the_defaults_that_hold() -> None:
    base = tomllib.loads((Path(folder("rules")) / "presets" / "base.toml").read_text("utf-8"))
    told = {key: value["default"] for key, value in SCHEMA["properties"].items() if "default" in value}
    assert told == {key: value for key, value in base.items() if not isinstance(value, dict)} | {"severity": {}}


def test_every_property_of_the_schema_is_described() -> None:
    def walk(schema: Any) -> None:
        for key, value in schema.get("properties", {}).items():
            assert value.get("description"), key
            assert {"default", "examples", "enum", "allOf", "properties", "type"} & value.keys(), key
            walk(value)
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict):
                walk(schema[key])

    walk(SCHEMA)
    for definition in SCHEMA["definitions"].values():
        assert definition["description"]
        walk(definition)


def uncommented(text: str) -> str:
    return re.sub(r"^# (?=\[|[a-z-]+ = )", "", text, flags=re.MULTILINE)


def test_the_starter_names_every_setting_and_is_valid() -> None:
    settings = tomllib.loads(uncommented(starter()))
    assert violations_of("config", settings) == ()
    assert settings.keys() >= SCHEMA["properties"].keys() - {"exclude"}
    assert settings["layout"].keys() == SCHEMA["properties"]["layout"]["properties"].keys()
    for table, schema in (("disclaimer", "notice"), ("ai-note", "ai-notice")):
        assert settings[table].keys() == SCHEMA["definitions"][schema]["properties"].keys() - {"recognise", "elements"}


def test_the_starter_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "medlint.toml").write_text(starter())
    config = resolve(str(tmp_path)).for_path("page.md")
    assert (config.rules, config.layout) == (default_config().rules, default_config().layout)


def test_the_starter_tells_the_values_that_hold() -> None:
    told = tomllib.loads(uncommented(starter()))
    examples = {"schema", "baseline", "severity.missing-ai-note", "layout.order"}
    examples |= {"sections.storage", "sections.references"}
    held = {one.key: one.value for one in resolve(".", Overrides(isolated=True)).effective()}
    for key, value in told.items():
        entries = {f"{key}.{inner}": one for inner, one in value.items()} if isinstance(value, dict) else {key: value}
        for name in entries.keys() - examples - {"per-path"}:
            assert entries[name] == held[name], name


def test_the_sections_of_minimal_medicine() -> None:
    layout = layout_of("minimal-medicine")
    assert [section.names[0] for section in layout.sections if section.required] == [
        "Generic Name",
        "Usage",
        "Dosage",
        "Side Effects",
        "How it Works",
        "Precautions",
        "FAQs",
    ]
    assert (layout.section_level, layout.faq_form, layout.faq_minimum) == (3, "list", 3)


def test_the_sections_of_rxsite() -> None:
    layout = layout_of("rxsite")
    keys = [section.key for section in layout.sections]
    assert "generic_name" not in keys
    assert keys.index("combinations") == keys.index("summary") + 1
    assert [section.key for section in layout.sections if not section.required] == ["combinations", "references"]
    assert (layout.section_level, layout.faq_form) == (2, "headings")


def test_no_preset_means_no_sections() -> None:
    layout = layout_of("none")
    assert layout.sections == ()
    assert layout.disclaimer == DISCLAIMER


def test_the_schema_of_rxsite_wants_its_front_matter() -> None:
    page = {
        "path": "p.md",
        "front_matter": {"title": "Examplol", "lastModified": "2024-05-31"},
        "title": "Examplol",
        "sections": [],
        "faqs": [],
        "notices": {"disclaimer": None, "ai_note": None},
    }
    path = resolve(".", Overrides(isolated=True, config=('extends="rxsite"',))).for_path("p.md").schema
    assert path is not None
    assert sorted(violation.field for violation in load_schema(path).violations(page)) == [
        "description",
        "faqs",
        "is_banned",
    ]


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("For educational purposes only; it isn't medical advice. Ask your doctor.", []),
        ("For educational purposes only; it isn’t medical advice. Ask your doctor.", []),
        ("General information, not meant to replace professional medical advice. See a pharmacist.", []),
        (
            "This page gives general knowledge and\nis **not** a substitute for care. Talk to a\nhealthcare provider.",
            [],
        ),
        ("An overview for reference. Do not take it as medical or veterinary advice; consult a specialist.", []),
        ("For historical reference only and never in place of care. A physician's consultation is crucial.", []),
        ("Written to inform. It should not be considered clinical guidance. Check with a nurse.", []),
        ("This is not medical advice. Ask your doctor.", ["purpose"]),
        ("For educational purposes only. Ask your doctor.", ["not_advice"]),
        ("For educational purposes only. Never disregard medical advice. Ask your doctor.", ["not_advice"]),
        ("For educational purposes only. Do not use it without medical advice. Ask a nurse.", ["not_advice"]),
        ("For educational purposes only. This is not a substitute for treatment.", ["consult"]),
        ("Results may vary.", ["purpose", "not_advice", "consult"]),
    ],
)
def test_the_elements_of_a_disclaimer(text: str, absent: list[str]) -> None:
    # A rule of its own asks for what to do in an emergency.
    assert [key for key in missing(DISCLAIMER, text) if key not in ("emergency", "no_delay")] == absent


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("In an emergency call 112. Never delay seeking care.", []),
        ("Dial 999. Do not disregard advice.", []),
        ("Ask a poison centre.", ["no_delay"]),
        ("Do not put off getting help.", ["emergency"]),
        ("It is about emergency contraception; the delay is short.", ["emergency", "no_delay"]),
        ("Call the doctor on 1 May 2011.", ["emergency", "no_delay"]),
    ],
)
def test_what_a_disclaimer_says_of_emergencies(text: str, absent: list[str]) -> None:
    assert [key for key in missing(DISCLAIMER, text) if key in ("emergency", "no_delay")] == absent


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("This information is for general knowledge and does not constitute medical advice.", True),
        ("Remember, this information should not replace what your doctor says as professional guidance.", True),
        ("The content is educational. It isn’t a substitute for a consultation.", True),
        ("This combination is not a substitute for medical advice or treatment.", False),
        ("Do not use several creams at once without medical advice.", False),
        ("The information below is general and should not replace personal advice.", False),
        ("Dosage information should not replace the advice on the label.", False),
        ("Tell your doctor, and seek medical advice if the rash does not go away.", False),
    ],
)
def test_a_disclaimer_without_a_label(text: str, is_one: bool) -> None:
    assert recognises(DISCLAIMER, text) is is_one


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("This text is AI-generated or crowd-sourced, and may not be accurate.", []),
        ("This page was drafted with an AI language model. It has not yet been checked by a pharmacist.", []),
        ("Written by artificial intelligence and reviewed by a pharmacist.", []),
        ("This machine-generated page can contain errors.", []),
        ("A language model wrote this page; it might be out of date.", []),
        ("Generated automatically using GPT-4 without human review.", []),
        ("This page was drafted with an AI language model.", ["reliability"]),
        ("This page may not be accurate.", ["made_by_ai"]),
        ("AI wrote this page. Nobody has checked it.", []),
        ("The adequate intake (AI) may not be accurate. AI therapy was reviewed by experts.", ["made_by_ai"]),
    ],
)
def test_the_elements_of_an_ai_note(text: str, absent: list[str]) -> None:
    assert missing(AI_NOTE, text) == absent


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("This information is AI-generated or crowd-sourced and may not be accurate.", True),
        ("The page was written with the help of an AI model.", True),
        ("AI-generated content. Check it with a pharmacist.", True),
        ("The AI for adults is 35 micrograms a day.", False),
        ("Aromatase inhibitors (AI) are used by some; this information is for adults.", False),
        ("Images that were produced with AI help to find tumours.", False),
        ("Insulin is made with bacteria.", False),
    ],
)
def test_an_ai_note_without_a_label(text: str, is_one: bool) -> None:
    assert recognises(AI_NOTE, text) is is_one


@pytest.mark.parametrize(
    "unit",
    [
        "not ",
        "information ",
        "information not ",
        "generated by ",
        "n’t ",
        "AI ",
        "for general ",
        "call ",
        "delay ",
        "at once",
    ],
)
def test_no_pattern_takes_long(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    with comes_to_an_end():
        for notice in (DISCLAIMER, AI_NOTE):
            missing(notice, text)
            recognises(notice, text)
