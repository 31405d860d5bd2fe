"""Names, names with a remark, and essays where a name is to stand."""

from __future__ import annotations

import pytest

from medlint.checks.genericname import OverlongGenericName
from medlint.config import default_config
from medlint.parser import parse
from medlint.text import decode

CHECK = OverlongGenericName("generic_name", 25, 15)
LAYOUT = default_config().layout
ESSAY = (
    "Timolol and brinzolamide are often sold as one product. The strengths differ from country to country, "
    "and so do the brands under which pharmacies hand them out to patients."
)


def flagged(body: str) -> list[str]:
    text = f"---\ntitle: Timolol\n---\n\n### Generic Name\n\n{body}\n\n### Usage\n\nFor glaucoma.\n"
    doc = parse(decode("page.md", text.encode()), LAYOUT)
    return [finding.span.of(doc.text) for finding in CHECK(doc)]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Timolol",
        "Timolol (also known as timolol maleate, which is its salt; it is sold under many names in many countries)",
        " + ".join(f"Ingredient{number} Sulfate" for number in range(30)),
        " + ".join(f"Ingredient{number} Sulfate" for number in range(30)) + " (this is a combination)",
        "Timolol is the name.",
    ],
)
def test_a_name_may_be_long_but_is_no_sentence(body: str) -> None:
    assert flagged(body) == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (ESSAY, "Timolol and brinzolamide are often sold as one product."),
        (f"Timolol + Brinzolamide\n\n**Note:** {ESSAY}", f"**Note:** {ESSAY.split('. ')[0]}."),
        (
            "The name of this eye drop, as it stands on the box and in the leaflet, is timolol 0.5 % or less",
            "The name of this eye drop, as it stands on the box and in the leaflet, is timolol 0.5 % or less",
        ),
    ],
)
def test_the_first_sentence_is_flagged(body: str, sentence: str) -> None:
    assert flagged(body) == [sentence]


@pytest.mark.parametrize("unit", ["(", ".", "is ", "a. ", "[(", "? "])
def test_no_text_takes_long(unit: str) -> None:
    assert len(flagged(unit * (40_000 // len(unit)))) <= 1
