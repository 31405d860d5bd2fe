"""The day of the last review: in the front matter, or in a line of the text."""

from __future__ import annotations

import pytest

from medlint.checks import BadParamsError, build
from medlint.checks.reviewdate import MissingReviewDate
from medlint.config import default_config
from medlint.parser import parse
from medlint.rule import load_rules
from medlint.text import decode

RULE = next(rule for rule in load_rules() if rule.code == "SCH005")
CHECK = build(RULE.check, RULE.params)
LAYOUT = default_config().layout


def speaks(text: str) -> bool:
    return bool(list(CHECK(parse(decode("page.md", text.encode()), LAYOUT))))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Last reviewed: 14 March 2025", False),
        ("This page was last medically checked in 2024.", False),
        ("Date of last review: 2024-05-01", False),
        ("Reviewed on 1 May 2024 by a pharmacist", False),
        ("Last reviewed: soon", True),
        ("The evidence was reviewed in a study of 2019.", True),
        ("Treatment should be reviewed after 3 days.", True),
    ],
)
def test_a_line_of_the_text_may_tell_the_day(line: str, expected: bool) -> None:
    assert speaks(f"---\ntitle: A\n---\n\n# A\n\n{line}\n") is expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("last_reviewed: 2025-03-14", False),
        ("reviewDate: 2025-03-14", False),
        ("last_reviewed:", True),
        ("lastModified: 2025-03-14", True),
    ],
)
def test_a_field_may_tell_it(field: str, expected: bool) -> None:
    assert speaks(f"---\ntitle: A\n{field}\n---\n\n# A\n") is expected


def test_a_file_without_front_matter_is_not_asked() -> None:
    assert not speaks("# A\n\nText.\n")


def test_a_broken_pattern_is_told() -> None:
    with pytest.raises(BadParamsError, match="a regular expression of 'patterns' is wrong"):
        build(RULE.check, {"fields": ["x"], "patterns": ["("]})
    assert MissingReviewDate(("x",), ()).fields == ("x",)
