"""AVL010: pages that deny their own product."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from counting import comes_to_an_end

from medlint.checks import BadParamsError, build
from medlint.config import default_config
from medlint.engine import Job, check
from medlint.rule import load_rules

CONFIG = default_config()
RULE = next(rule for rule in load_rules() if rule.code == "AVL010")


def lint(body: str, title: str = "Exampline + Samplol", front: str = "") -> list[str]:
    text = f"---\ntitle: {title}\n{front}---\n\n# {title}\n\n### Generic Name\n\n{body}\n"
    config = replace(CONFIG, rules=((RULE.code, RULE.severity),))
    return [diagnostic.message for diagnostic in check(Job("page.md", text.encode()), config).diagnostics]


@pytest.mark.parametrize(
    "body",
    [
        "**Note:** This is a hypothetical combination.",
        "This combination is not a standard, pre-formulated medicine.",
        "It is important to understand that this is not a single, fixed-composition drug.",
        "This combination is **not** a commercially available product.",
        "It isn't a recognised pharmaceutical combination.",
        "It isn\u2019t an approved fixed-dose combination.",
        "There is no commercially available product with these two.",
        "There is no standard \u201ccombined pill\u201d of these two.",
        "A combination of the two does not exist.",
        "A fixed-dose combination of the two is not commercially available.",
        "Exampline and samplol are not typically combined into a single product.",
        "They are not usually available as a pre-mixed product.",
        "They are often prescribed together, but not as a single combined drug.",
        "They are prescribed as separate medicines, rather than as a single tablet.",
        "Combining exampline and samplol in one product is not standard medical practice.",
        "This does not represent a single, established medicine.",
    ],
)
def test_denial(body: str) -> None:
    (message,) = lint(body)
    assert "no `status` in the front matter says so" in message


@pytest.mark.parametrize(
    "body",
    [
        "The combination does not have a single generic name.",
        "This combination is not a single, approved medicine with a single name.",
        "This is not a standard, single generic medicine; it stands for the components of a vaccine.",
        "This is not a single generic medicine but a combination of two drugs.",
        "This is not a single, universally approved medicine.",
        "There is no standard intravenous formulation of this combination.",
        "It is not a standard product in many countries.",
        "There are no known drug interactions with standard medications.",
        "There is no standard dosage of this combination.",
        "It is not a standard treatment for colds.",
        "Is it not a standard, commercially available product?",
        "It is a standard, commercially available product.",
        "It is not a cure. A standard product is sold.",
        "Another standard product is sold as well.",
        "<!-- not a standard product -->",
    ],
)
def test_no_denial(body: str) -> None:
    assert lint(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "This combination is not typically found as a single generic product. They are prescribed as separate drugs.",
        "This is not a single FDA-approved drug, but rather the concurrent use of two separate medicines.",
        "There is no standardized, universally approved combination product; the drugs are prescribed separately.",
        "The two are often prescribed *together*, but are not a single combined medicine.",
        "This is not a single generic medicine but a combination of three drugs frequently used together.",
        "This combination isn't sold in a single tablet; instead, individual medicines are given.",
        "It isn\u2019t a single generic medicine with an own name. The drugs are taken separately.",
    ],
)
def test_a_single_product_is_denied_where_the_drugs_are_had_apart(body: str) -> None:
    (message,) = lint(body)
    assert "no `status` in the front matter says so" in message
    assert lint(f"### Dosage\n\n{body}") == [message]


@pytest.mark.parametrize(
    "body",
    [
        "This is not a single, approved medicine with a single name. It stands for a formula that many makers sell.",
        "It is not a single FDA-approved drug. It represents a fixed-dose combination of drugs prescribed together.",
        "It is not available as a single generic product. The two are sold, and some brand-name inhalers combine them.",
        "The information is about the drugs when prescribed together, not a single entity.",
        "Pressure that is not controlled with a single medicine needs two drugs that are prescribed together.",
        "This is not a single generic medicine.\n\nThe two are prescribed separately in some wards.",
    ],
)
def test_a_single_name_is_no_product(body: str) -> None:
    assert lint(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "This combination isn't typically prescribed as a single medication to treat specific diseases.",
        "It is not a standard, fixed-dose combination. They are often found together in over-the-counter supplements.",
        "It is not a standard, fixed-dose combination. They are often used together in various OTC remedies.",
        "It isn't typically found as a single, fixed-dose generic. The two are often combined in various preparations.",
        "It has several parts. Therefore, a standard generic name doesn't exist.",
    ],
)
def test_use_and_names_are_no_products_and_what_is_sold_is_not_denied(body: str) -> None:
    assert lint(body) == []


def test_compounding_is_no_sale() -> None:
    assert lint("It is not a standard product. The two are often combined in compounded preparations.")
    assert lint("It is not a standard product. They are used together in some compounded remedies.")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("This combination isn't a standard product.", "('isn't a standard product"),
        ("This combination isn\u2019t a standard product.", "('isn\u2019t a standard product"),
        ("It is *not* a standard, pre-mixed generic medication.", "('not a standard, pre-mixed generic medication"),
        ("There is no standard combination product with set ratios.", "combination product with set ratios"),
        ("They are not combined into a single-pill formulation.", "not combined into a single-pill formulation"),
        (
            "It is not a standard, approved drug readily available in shops.",
            "not a standard, approved drug readily available",
        ),
    ],
)
def test_denials_are_quoted_in_whole_words(body: str, said: str) -> None:
    (message,) = lint(body)
    assert f"{said}')" in message


def test_what_is_prohibited_is_rightly_denied() -> None:
    assert lint(DENIAL, title="Azithromycin + Cefixime") == []
    # That one of the drugs is gone says nothing of what the page calls no product.
    assert lint(DENIAL, title="Rofecoxib + Tizanidine")


@pytest.mark.parametrize("words", ["not a single drug ", "not a standard product with a name "])
def test_many_denials_in_one_sentence_come_to_an_end(words: str) -> None:
    with comes_to_an_end():
        assert lint(words * 20_000) == []


def test_single_drugs_are_denied_by_fiction_alone() -> None:
    assert lint("This is not a standard, commercially available product.", title="Exampline") == []
    assert lint("Exampline is a hypothetical medicine.", title="Exampline")


def test_what_is_typical_of_doses_is_no_denial() -> None:
    assert lint("Two drugs.\n\n### Dosage\n\nIt is usually not given as a pre-mixed product; take both.") == []


def test_said_once_and_first() -> None:
    (message,) = lint("It is not a standard product.\n\n### Usage\n\nA hypothetical combination.")
    assert "'not a standard product'" in message


STATUS = "status: combination_not_marketed\n"
DENIAL = "This combination is not a standard, pre-mixed medicine."


def test_status_settles_it() -> None:
    assert lint(DENIAL, front=STATUS) == []
    assert lint(DENIAL, front="status: marketed\n")


def test_doses_in_spite_of_the_status() -> None:
    (message,) = lint(f"{DENIAL}\n\n### Dosage\n\nTake 500 mg twice daily.", front=STATUS)
    assert message.endswith("it gives doses")
    assert lint(f"{DENIAL}\n\n### Dosage\n\nExampline alone: 500 mg twice daily.", front=STATUS) == []


def test_advice_on_taking_in_spite_of_the_status() -> None:
    faqs = "### FAQs\n\n* **Q: How should I take it?** A: With water."
    (message,) = lint(f"{DENIAL}\n\n{faqs}", front=STATUS)
    assert message.endswith("it says how to take it")
    (message,) = lint(f"{DENIAL}\n\n### Dosage\n\nTake 500 mg twice daily.\n\n{faqs}")
    assert message.endswith("no `status` in the front matter says so, it gives doses and it says how to take it")


def test_broken_pattern_is_told_to_the_rule_s_author() -> None:
    with pytest.raises(BadParamsError, match="the pattern '\\(' is wrong"):
        build(RULE.check, {**RULE.params, "fiction": ["("]})


def test_the_first_page_of_a_process_is_read_like_all_others() -> None:
    # The words by which patterns are found must be known before a page is folded.
    code = (
        "from medlint.config import default_config\n"
        "from medlint.engine import Job, check\n"
        "page = b'---\\ntitle: Exampline\\n---\\n\\n# Exampline\\n\\n### Usage\\n\\nA hypothetical drug.\\n'\n"
        "print([one.code for one in check(Job('page.md', page), default_config()).diagnostics])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "AVL010" in done.stdout
