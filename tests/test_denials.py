"""AVL009 and AVL012: what a page says of its drug's end, against what the registry knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medlint.config import default_config
from medlint.diagnostic import Diagnostic
from medlint.engine import Job, check

CONFIG = default_config()


def lint(
    code: str, title: str, usage: str, faqs: str = "", markets: tuple[str, ...] = ("IN", "US", "EU", "GB")
) -> list[Diagnostic]:
    text = f"---\ntitle: {title}\n---\n\n# {title}\n\n### Usage\n\n{usage}\n\n### FAQs\n\n{faqs}\n"
    config = replace(CONFIG, rules=tuple(rule for rule in CONFIG.rules if rule[0] == code), markets=markets)
    return list(check(Job("page.md", text.encode()), config).diagnostics)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Natalizumab", "Natalizumab is no longer available."),
        ("Natalizumab", "Natalizumab is no longer marketed in the US."),
        ("Denileukin Diftitox", "This drug is no longer marketed in the US."),
        ("Catumaxomab", "Catumaxomab has been withdrawn from the EU market."),
        ("Crizanlizumab", "Crizanlizumab was withdrawn worldwide."),
    ],
)
def test_sold_drug_is_called_gone(title: str, said: str) -> None:
    (found,) = lint("AVL009", title, said)
    assert "sold" in found.message


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Paracetamol", "Paracetamol is no longer available."),  # nothing is known of it
        ("Rofecoxib", "Rofecoxib is no longer available."),  # true
        ("Carisoprodol", "Carisoprodol is no longer available."),  # in the EU it is: an incomplete notice
        ("Crizanlizumab", "Crizanlizumab was withdrawn in the EU."),
        ("Natalizumab", "Natalizumab was withdrawn in 2005. It returned to the market in 2006."),
        ("Natalizumab", "Natalizumab was withdrawn in 2005. It is still available by prescription."),
        ("Natalizumab", "Natalizumab has not been withdrawn."),
        ("Natalizumab", "Has natalizumab been withdrawn?"),
        ("Natalizumab", "Treatment must be discontinued if you are pregnant."),
        ("Natalizumab", "Rofecoxib was withdrawn from the market."),
    ],
)
def test_sold_drug_is_not_called_gone(title: str, said: str) -> None:
    assert lint("AVL009", title, said) == []


def test_hope_of_return_is_no_return() -> None:
    assert lint("AVL009", "Natalizumab", "It is no longer available. Ask if it becomes available again.")


def test_other_markets_do_not_count() -> None:
    assert lint("AVL009", "Natalizumab", "It is no longer available.", markets=("IN",)) == []


@pytest.mark.parametrize(
    ("title", "said", "flagged"),
    [
        ("Alefacept", "It was withdrawn because of safety concerns.", "safety concerns"),
        ("Rofecoxib", "It was withdrawn for commercial reasons.", "commercial reasons"),
        ("Rofecoxib", "It was withdrawn due to liver failure.", "liver failure"),
        ("Alefacept", "It is no longer sold. The reasons are unknown.", "reasons are unknown"),
        ("Alefacept", "It was discontinued; the reason has not been disclosed.", "reason has not been disclosed"),
    ],
)
def test_other_reason(title: str, said: str, flagged: str) -> None:
    (found,) = lint("AVL012", title, said)
    assert found.message.startswith(f"the page says '{flagged}'")


def test_answer_takes_its_subject_from_the_question() -> None:
    faqs = "* **Q: Why was it discontinued?** A: The exact reasons are not publicly available."
    assert lint("AVL012", "Alefacept", "Alefacept is gone.", faqs)
    faqs = "* **Q: Why does it itch?** A: The exact reasons are not known."
    assert not lint("AVL012", "Alefacept", "Alefacept is gone.", faqs)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Rofecoxib", "It was withdrawn because of heart attacks."),
        ("Rofecoxib", "It was withdrawn because of safety concerns."),
        ("Rofecoxib", "It was withdrawn because of heart attacks. It is gone for commercial reasons, too."),
        ("Rofecoxib", "It was withdrawn. Its maker sold it for commercial reasons."),
        ("Alefacept", "It is no longer sold for commercial reasons, not due to safety."),
        ("Alefacept", "It is no longer sold. The following side effects were reported: headache."),
        ("Alefacept", "It is no longer sold. Are the reasons unknown?"),
        ("Exampline", "It was withdrawn for commercial reasons."),
        ("Carisoprodol + Paracetamol", "It was withdrawn for unknown reasons."),
    ],
)
def test_no_other_reason(title: str, said: str) -> None:
    assert lint("AVL012", title, said) == []
