"""Chat talk is shown, and taken out only where nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.config import default_config
from medlint.diagnostic import Safety, Severity
from medlint.engine import Job, check

CONFIG = replace(default_config(()), rules=(("RES006", Severity.INFO),))
HEAD = "---\ntitle: Zinc\n---\n\n# Zinc\n\n### Usage\n\n"


def fixed(body: str, head: str = HEAD) -> tuple[int, str]:
    """Return how much is found, and the body after the safe fixes."""
    data = (head + body).encode()
    found = check(Job("zinc.md", data), CONFIG).diagnostics
    text = check(Job("zinc.md", data, fix=Safety.SAFE), CONFIG).fixed_text
    return len(found), (head + body if text is None else text)[len(head) :]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("It helps. Let's break down each part:\n\n* one\n", "It helps.\n\n* one\n"),
        ("Let's look at the parts. It helps.\n", "It helps.\n"),
        ("It helps. Let’s look at the parts. It is white.\n", "It helps. It is white.\n"),
        ("Let's look at each part:\n\n* one\n", "* one\n"),
        ("Sure, here is the monograph:\n\nIt helps.\n", "It helps.\n"),
        ("Certainly! It helps.\n", "It helps.\n"),
        ("Here's a comprehensive breakdown of zinc:\n\nIt helps.\n", "It helps.\n"),
        ("It helps.\n\nI hope this helps!\n\n### Precautions\n\nNone.\n", "It helps.\n\n### Precautions\n\nNone.\n"),
        ("It helps. Feel free to ask for more.\n", "It helps.\n"),
    ],
)
def test_a_sentence_that_stands_for_itself_is_taken_out(body: str, wanted: str) -> None:
    assert fixed(body) == (1, wanted)


@pytest.mark.parametrize(
    "body",
    [
        "Let's look at the dose of 5 mg:\n\n* one\n",
        "Let's look at the risks:\n\n* one\n",
        "Let's examine zinc, which may upset the stomach.\n\nIt helps.\n",
        "Let's discuss it with your doctor. It helps.\n",
        "* Let's look at each part:\n* one\n",
        "Let's look at the parts. **Zinc** helps.\n",
        "Let's look at *zinc*:\n\n* one\n",
        "Let's look at the parts.\n\n### Precautions\n\nNone.\n",
        "It helps.\n\nLet's look at the parts.\n",
        "Let's look at the parts\n\nIt helps.\n",
    ],
)
def test_what_may_be_content_is_shown_and_kept(body: str) -> None:
    assert fixed(body) == (1, body)


@pytest.mark.parametrize(
    "body",
    [
        "Please note that it upsets the stomach.\n",
        "Here is how to take it:\n\n* with water\n",
        "Of course, a doctor decides.\n",
        "Sure signs of an allergy are hives.\n",
        "The tablets let us sleep.\n",
        "Outlets are many, and let's say that all sell it.\n",
        "Feel free to ask your pharmacist.\n",
        "* **Q: Let's say I forget a dose?** A: Take it.\n",
    ],
)
def test_a_writer_is_left_alone(body: str) -> None:
    assert fixed(body) == (0, body)


TOP = "---\ntitle: Zinc\n---\n\n# Zinc\n\n"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("Please note: the two are sold apart.\n", "The two are sold apart.\n"),
        ("Please note that the two are sold apart.\n", "The two are sold apart.\n"),
        ("**Please Note:** The two are sold apart.\n", "The two are sold apart.\n"),
        ("**Please note: the two are sold apart.**\n", "**The two are sold apart.**\n"),
        ("Please note: **two** are sold apart.\n", "Please note: **two** are sold apart.\n"),
    ],
)
def test_please_note_is_taken_off_the_first_paragraph(body: str, wanted: str) -> None:
    assert fixed(body, TOP) == (1, wanted)


def test_line_ends_and_blank_lines_stay_as_they_are() -> None:
    data = (HEAD + "It helps.\n\n\nLet's look at each part:\n\n\n* one\n").replace("\n", "\r\n").encode()
    text = check(Job("zinc.md", data, fix=Safety.SAFE), CONFIG).fixed_text
    assert text == (HEAD + "It helps.\n\n\n* one\n").replace("\n", "\r\n")


SENTENCES = st.sampled_from(
    ["It helps.", "Let's look at each part:", "Sure, here is the page:", "Take 5 mg.", "* one", "\n\n"]
)


@given(st.lists(SENTENCES, max_size=8))
def test_nothing_but_chat_talk_goes(pieces: list[str]) -> None:
    body = " ".join(pieces).replace(" \n\n ", "\n\n") + "\n"
    _, after = fixed(body)
    for kept in ("It helps.", "Take 5 mg.", "* one"):
        assert after.count(kept) == body.count(kept)
    assert fixed(after)[1] == after
