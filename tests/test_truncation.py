"""Text that breaks off, citations without a list, and the marks of chat tools."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.config import default_config
from medlint.diagnostic import Severity
from medlint.engine import Job, check

CONFIG = replace(default_config(()), rules=(("RES007", Severity.ERROR),))


def found(body: str, path: str = "zinc.md") -> list[str]:
    """Return the flagged texts of a page."""
    page = f"---\ntitle: Zinc\n---\n\n# Zinc\n\n### Usage\n\n{body}"
    report = check(Job(path, page.encode()), CONFIG)
    assert not report.crashed
    return [one.span.of(page) for one in report.diagnostics]


@pytest.mark.parametrize(
    ("body", "flagged"),
    [
        ("It is a salt that is given to people and their\n\n### Dosage\n\nOne a day.\n", "to people and their"),
        ("It is given to adults with asthma, and\n\n### Dosage\n\nOne a day.\n", "adults with asthma, and"),
        ("* It must be kept out of reach of the\n* one\n", "of reach of the"),
        ("It is a salt. It is taken with\n", "It is taken with"),
        ("It is a salt. It is taken with a meal or before\n", "a meal or before"),
        ("It is a salt. Common side effects of it are:\n", "effects of it are:"),
        ("It is a salt. **It must not be taken with iron.\n", "be taken with iron."),
    ],
)
def test_text_that_breaks_off(body: str, flagged: str) -> None:
    assert found(body) == [flagged]


def test_a_forgotten_full_stop_is_no_error() -> None:
    page = b"---\ntitle: Zinc\n---\n\n# Zinc\n\nIt is a salt. Always ask your own doctor"
    (diagnostic,) = check(Job("zinc.md", page), CONFIG).diagnostics
    assert (diagnostic.severity, diagnostic.message[:32]) == (Severity.WARNING, "the page's last sentence has no ")


@pytest.mark.parametrize(
    "body",
    [
        "It is given for\n\n* colds\n* a lack of zinc\n",
        "Tell your doctor about medicines that you\n\n* take\n* are allergic to\n",
        "It is a salt.\n\n**Disclaimer:** For information only\n",
        "It is a salt.\n\nSource: a leaflet\n",
        "It is a salt. See https://example.org/zinc\n",
        "Conjugated oestrogens, group B, of the type A\n\n### Dosage\n\nOne a day.\n",
        "| Form | Dose |\n|---|---|\n| tablet | one or the |\n",
        "* **Q: Is it a salt?** A: Yes\n",
        "It is **white**.\n",
    ],
)
def test_whole_text(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    "text", ["It helps [1].", "It helps [4, 5].", "It helps.[2]", "It helps [1-3].", "It helps (see [7])."]
)
def test_a_citation_needs_a_list(text: str) -> None:
    assert len(found(text + "\n")) == 1
    for references in ("### References\n\n1. A trial.\n", "**Sources:** a trial.\n", "[1]: https://example.org\n"):
        assert found(f"{text}\n\n{references}") == []


@pytest.mark.parametrize(
    "text",
    [
        "It is like PTHrP[1-34].",
        "Keep it within [3.5-5.0] or [3-5] mmol/L.",
        "It is a benzo[1,2-b]thiophene.",
        "Take [2](two.md) of them.",
        "The set [100] of 140 people.",
        "It holds [14C] carbon.",
        "Take [one] of them.",
    ],
)
def test_brackets_that_cite_nothing(text: str) -> None:
    assert found(text + "\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "It helps :contentReference[oaicite:3]{index=3}.",
        "It helps citeturn0search2.",
        "It helps [a trial](https://example.org/?utm_source=chatgpt.com).",
        "It helps 【12†source】.",
        "It helps [cite: 1, 2].",
        "<|im_start|> It helps.",
        "<thinking>\nIt helps.\n</thinking>",
        "ChatGPT said: it helps.",
        "```markdown\nIt helps.\n```",
        "It helps (Source: [4, 5]).",
        "It helps. [continued in the next message]",
        "It helps. [Content truncated]",
        "The response was cut off.",
        "More is left out due to length constraints.",
    ],
)
def test_marks_of_chat_tools(text: str) -> None:
    assert found(text + "\n\n### Dosage\n\nOne a day.\n")


@pytest.mark.parametrize(
    "text",
    [
        "It binds to a truncated receptor.",
        "Treatment was continued.",
        "It is given in a clinic (continued for a year).",
        "The response was seen in half of them.",
        "Tell your doctor if you are thinking of it.",
    ],
)
def test_words_of_medicine(text: str) -> None:
    assert found(text + "\n") == []


@pytest.mark.parametrize(("path", "flagged"), [("a/zinc_trunc.md", ["Zinc"]), ("zinc.md", []), ("truncal-pain.md", [])])
def test_a_file_name_that_says_so(path: str, flagged: list[str]) -> None:
    assert found("It helps.\n", path) == flagged


@given(st.text(alphabet="ab.,:*[]()1-2\n |Ythe", max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    found(text)
