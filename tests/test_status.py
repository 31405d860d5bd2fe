"""AVL007: the flags of the front matter against the registry and the page's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medlint.config import default_config
from medlint.diagnostic import Diagnostic
from medlint.engine import Job, check
from medlint.testing import apply

CONFIG = default_config()


def page(title: str, flags: str, usage: str = "Against pain.") -> str:
    return f"---\ntitle: {title}\n{flags}\n---\n\n# {title}\n\n### Usage\n\n{usage}\n"


def lint(text: str, markets: tuple[str, ...] = ("IN", "US", "EU", "GB")) -> list[Diagnostic]:
    rules = tuple(rule for rule in CONFIG.rules if rule[0] == "AVL007")
    return list(check(Job("page.md", text.encode()), replace(CONFIG, rules=rules, markets=markets)).diagnostics)


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("Rofecoxib", "error"),
        ("Cisapride", "error"),
        ("Astemizole", "error"),
        ("Rofecoxib + Tizanidine", "error"),  # one drug of it is gone
        ("Chlorpromazine + Trihexyphenidyl", "error"),  # the combination is prohibited
        ("Gamma Linolenic Acid + Methylcobalamin", "warning"),  # and this one is before a court
    ],
)
def test_drug_that_is_gone_is_flagged_as_sold(title: str, severity: str) -> None:
    (found,) = lint(page(title, "is_banned: false"))
    assert found.severity == severity
    assert found.fix is not None
    assert found.fix.safety == "unsafe"
    assert apply(page(title, "is_banned: false"), [found]) == page(title, "is_banned: true")


@pytest.mark.parametrize(
    "title",
    [
        "Paracetamol",
        "Carisoprodol",  # gone from the EU, sold in India and the US
        "Alefacept",  # a plain end of sale is no ban
        "Ondansetron",
        "Vincristine",
        "Aceclofenac + Paracetamol",  # prohibited in one form alone
        "Phenylpropanolamine + Paracetamol",  # India's order was quashed
    ],
)
def test_flag_that_may_be_true_is_left_alone(title: str) -> None:
    assert lint(page(title, "is_banned: false")) == []


@pytest.mark.parametrize("flags", ["layout: page", "is_banned: 'no'", "status: draft", "status: [marketed]", "status:"])
def test_missing_or_other_flags_say_nothing(flags: str) -> None:
    assert lint(page("Rofecoxib", flags)) == []


def test_markets_decide() -> None:
    assert lint(page("Carisoprodol", "is_banned: false"), markets=("EU",))
    assert not lint(page("Carisoprodol", "is_banned: false"), markets=("US",))


@pytest.mark.parametrize(
    "said",
    [
        "This combination is banned in India.",
        "This combination was withdrawn from the market.",
        "It is no longer available, as it has been withdrawn.",
    ],
)
def test_the_page_itself_speaks_against_the_flag(said: str) -> None:
    (found,) = lint(page("Exampline + Samplol", "is_banned: false", said))
    assert found.severity == "warning"
    assert "the page says" in found.message
    assert found.related


@pytest.mark.parametrize(
    "said",
    [
        "Is it banned in India?",
        "It has not been withdrawn from the market.",
        "It was withdrawn from the market in Canada.",  # no market of the site
        "It is no longer produced.",  # nobody has banned it
        "Treatment should be withdrawn slowly.",
        "Samplol was withdrawn from the market.",  # a partner
    ],
)
def test_what_is_no_ban(said: str) -> None:
    assert lint(page("Exampline + Samplol", "is_banned: false", said)) == []


@pytest.mark.parametrize(
    ("flags", "fixed"), [("is_banned: true", "is_banned: false"), ("status: banned", "status: marketed")]
)
def test_drug_that_came_back_is_flagged_as_gone(flags: str, fixed: str) -> None:
    (found,) = lint(page("Natalizumab", flags))
    assert "sold in" in found.message
    assert apply(page("Natalizumab", flags), [found]) == page("Natalizumab", fixed)


def test_flag_without_a_word_in_the_text() -> None:
    (found,) = lint(page("Exampline", "is_banned: true"))
    assert found.severity == "warning"
    assert found.fix is None
    assert lint(page("Exampline", "is_banned: true", "Exampline was banned in India in 2011.")) == []
    # That the page keeps silent on a known fact is reported elsewhere.
    assert lint(page("Rofecoxib", "is_banned: true")) == []


def test_status_gets_place_and_date_where_they_are_missing() -> None:
    text = page("Rofecoxib", "status: marketed")
    assert apply(text, lint(text)) == page(
        "Rofecoxib", "status: withdrawn\nstatus_where: worldwide\nstatus_since: 2004-09-30"
    )
    text = page("Rofecoxib", "status: marketed\nstatus_where: India\nstatus_since: 2004")
    assert apply(text, lint(text)) == text.replace("marketed", "withdrawn")
    text = page("Alefacept", "status: marketed")
    assert apply(text, lint(text)) == page("Alefacept", "status: discontinued\nstatus_where: [US]\nstatus_since: 2011")


def test_status_inside_of_a_line_is_replaced_alone() -> None:
    text = "---\n{title: Rofecoxib, status: marketed}\n---\n\n# Rofecoxib\n\n### Usage\n\nAgainst pain.\n"
    assert apply(text, lint(text)) == text.replace("marketed", "withdrawn")


def test_line_endings_stay() -> None:
    text = page("Rofecoxib", "status: marketed").replace("\n", "\r\n")
    fixed = apply(text, lint(text))
    assert fixed is not None
    assert "\n" not in fixed.replace("\r\n", "")
