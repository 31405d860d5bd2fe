"""The house's own wording: what a configuration may give, and what it is told where that cannot stand on a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medlint.config import ConfigError, forget, resolve
from medlint.layout import Layout

GOOD = "This page is for information only and is no medical advice. Ask a doctor."


def layout(folder: Path, toml: str) -> Layout:
    (folder / "medlint.toml").write_text(toml, encoding="utf-8")
    forget()
    return resolve(str(folder)).for_path(str(folder / "page.md")).layout


def notice(table: str, text: str, more: str = "") -> str:
    # A JSON string is a TOML string.
    return f"[{table}]\ntext = {json.dumps(text, ensure_ascii=False)}\n{more}"


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"  {GOOD}\n",
        f"{GOOD}\n\n* Never wait.\n* Call 112.",
        f"**Disclaimer:** {GOOD}",
        f"### Disclaimer\n\n{GOOD}",
        f"<div>\n<b>Disclaimer</b>\n{GOOD}\n</div>",
        f"> [!WARNING] Disclaimer\n> {GOOD}",
        "यह पृष्ठ केवल जानकारी है: it is not medical advice. Ask a doctor.",
    ],
)
def test_a_text_that_says_everything_is_taken(tmp_path: Path, text: str) -> None:
    assert layout(tmp_path, notice("disclaimer", text)).disclaimer.wording == text.strip()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ask a doctor.", "'disclaimer.text': it does not say that it is no medical advice, or does not replace it"),
        ("This is not medical advice.", "it does not say whom to ask"),
        (f"{GOOD}\n\n## More\n\nText.", "medlint would not find it on a page as one notice"),
        (f"{GOOD}\n---", "as one notice"),
        (f"{GOOD}\n\n```\nopen", "as one notice"),
        (f"{GOOD} <!-- medlint: ignore-file DIS -->", "as one notice"),
        (f"{GOOD}\n\n<script>", "as one notice"),
        (f"{GOOD}\n\n<div>", "as one notice"),
        (f"### {GOOD}", "as one notice"),
        (f"{GOOD}\n\n**AI note:** AI wrote this page. Nobody has checked it.", "as one notice"),
        (f"{GOOD}\u0000", "must be text, without control characters"),
        (f"{GOOD}\u001b[31m", "must be text, without control characters"),
        (" \n ", "'text'"),
        ("", "'text'"),
        (GOOD * 100, "'text'"),
    ],
)
def test_a_text_that_cannot_stand_is_told_with_what_is_missing(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        layout(tmp_path, notice("disclaimer", text))
    assert told in str(error.value)


def test_the_ai_note_has_its_own_parts(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"'ai-note.text': it does not say whether a person has checked it"):
        layout(tmp_path, notice("ai-note", "AI wrote this page."))
    assert layout(tmp_path, notice("ai-note", "AI wrote this page. Nobody has checked it.")).ai_note.wording


def test_only_a_machine_with_a_text_of_its_own_is_declared(tmp_path: Path) -> None:
    text = "AI wrote this page. Nobody has checked it."
    yes = "machine-written = true\n"
    assert layout(tmp_path, notice("ai-note", text, yes)).ai_note.declared


@pytest.mark.parametrize(
    "toml",
    ["", "[ai-note]\nmachine-written = true\n", notice("ai-note", "AI wrote this page. Nobody has checked it.")],
)
def test_nothing_else_is_a_declaration(tmp_path: Path, toml: str) -> None:
    assert not layout(tmp_path, toml).ai_note.declared


def test_a_disclaimer_is_never_machine_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="machine-written"):
        layout(tmp_path, "[disclaimer]\nmachine-written = true\n")


def test_a_preset_of_the_site_may_hold_the_text(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(notice("disclaimer", GOOD))
    assert layout(tmp_path, 'extends = "base.toml"\n').disclaimer.wording == GOOD


def test_a_text_is_measured_by_the_parts_that_the_site_asks_for(tmp_path: Path) -> None:
    parts = (
        "[[disclaimer.elements]]\nkey = 'own'\nsays = 'that it is ours'\npatterns = ['ours\\b']\nadd = 'It is ours.'\n"
    )
    assert (
        layout(tmp_path, notice("disclaimer", "The page is ours.", parts)).disclaimer.elements[0].add == "It is ours."
    )
    with pytest.raises(ConfigError, match="it does not say that it is ours"):
        layout(tmp_path, notice("disclaimer", GOOD, parts))
    # The built-in text is nobody's mistake: it is only no longer used.
    assert layout(tmp_path, parts).disclaimer.wording


def test_a_broken_pattern_is_told_before_the_text_is_looked_at(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the pattern"):
        layout(tmp_path, notice("disclaimer", GOOD, "recognise = ['(']"))
