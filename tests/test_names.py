"""The rules on names, where a rule page's examples do not reach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medlint.config import default_config
from medlint.crossfile import conclude
from medlint.diagnostic import Diagnostic, Safety
from medlint.engine import Job, check
from medlint.rule import load_rules
from medlint.testing import alone

RULES = {rule.name: rule for rule in load_rules()}


def page(title: str, heading: str = "", body: str = "### Usage\nFor something.\n", extra: str = "") -> bytes:
    return f"---\ntitle: {title}\n{extra}---\n\n# {heading or title}\n\n{body}".encode()


def run(name: str, pages: dict[str, bytes]) -> list[Diagnostic]:
    config = alone(default_config(), RULES[name])
    reports = conclude([check(Job(path, data), config) for path, data in pages.items()], [config])
    return [one for report in reports for one in report.diagnostics]


def fixed(name: str, data: bytes, level: Safety = Safety.UNSAFE, path: str = "example.md") -> str | None:
    return check(Job(path, data, fix=level), alone(default_config(), RULES[name])).fixed_text


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Ciprofloxacin", "Ciprofloxacin"),
        ("Ciprofloxacin", "CIPROFLOXACIN"),
        ("Ciprofloxacin", "Ciprofloxacin Hydrochloride"),
        ("Ciprofloxacin", "Ciprofloxacin 500 mg tablets"),
        ("Paracetamol", "Acetaminophen"),
        ("Zinc + Ciprofloxacin", "Ciprofloxacin + Zinc"),
        ("Insulin", "Insulin Glargine"),
        ("Ciprofloxacin", "What you should know before you travel"),
        ("Ciprofloxacin", "\u0426\u0438\u043f\u0440\u043e"),
    ],
)
def test_titles_that_agree_are_left_alone(title: str, heading: str) -> None:
    assert not run("title-mismatch", {"a.md": page(title, heading)})


def test_the_odd_one_of_title_and_heading_is_rewritten_where_it_is_certain() -> None:
    generic = "### Generic Name\nCefixime\n"
    assert "# Cefixime\n" in str(fixed("title-mismatch", page("Cefixime", "Cefaclor", generic), Safety.SAFE))
    both = fixed("title-mismatch", page("Cefaclor", "Cefixime", generic), Safety.SAFE, "x/cefixime.md")
    assert "title: Cefixime\n" in str(both)


@pytest.mark.parametrize(
    ("generic", "path"),
    [("", "example.md"), ("### Generic Name\nCefaclor\n", "cefixime.md"), ("### Generic Name\nCefaclor\n", "<stdin>")],
)
def test_nothing_is_rewritten_where_the_page_does_not_say_which_is_right(generic: str, path: str) -> None:
    data = page("Cefixime", "Cefaclor", generic or "### Usage\nFor something.\n")
    assert run("title-mismatch", {path: data})
    assert fixed("title-mismatch", data, Safety.UNSAFE, path) is None


def test_a_number_is_not_rewritten_safely() -> None:
    data = page("Vitamin B12", "Vitamin B6", "### Generic Name\nVitamin B12\n")
    assert fixed("title-mismatch", data, Safety.SAFE) is None


def test_a_misspelt_name_is_corrected_all_over_the_page_and_nowhere_else() -> None:
    data = page(
        "Tazobactum", body="### Usage\nTAZOBACTUM and tazobactum, see [it](/tazobactum).\n", extra="slug: tazobactum\n"
    )
    text = fixed("misspelled-name", data)
    assert text is not None
    assert "title: Tazobactam\nslug: tazobactum\n" in text
    assert "TAZOBACTAM and tazobactam, see [it](/tazobactum)" in text
    assert fixed("misspelled-name", data, Safety.SAFE) is None


def test_a_page_in_another_language_is_not_spelt_in_english() -> None:
    assert not run("misspelled-name", {"a.md": page("Tazobactum", extra="lang: la\n")})
    assert run("misspelled-name", {"a.md": page("Tazobactum", extra="lang: en-GB\n")})


def test_a_misspelt_generic_name_is_found_and_an_explanation_is_not_read() -> None:
    found = run("misspelled-name", {"a.md": page("Zinc", body="### Generic Name\nZinc and tazobactum\n")})
    assert [one.message.split("'")[1] for one in found] == ["tazobactum"]
    told = "### Generic Name\nThis is the substance that some call tazobactum.\n"
    assert not run("misspelled-name", {"a.md": page("Zinc", body=told)})


def test_copies_under_other_titles_are_found() -> None:
    body = "### Usage\n" + "The same words stand on both of the pages. " * 12
    found = run("duplicate-monograph", {"a.md": page("Zinc", body=body), "b.md": page("Iron", body=body)})
    assert [one.path for one in found] == ["a.md", "b.md"]
    assert "word for word, that of 'b.md'" in found[0].message


def test_many_duplicates_are_counted() -> None:
    pages = {f"{letter}/zinc.md": page("Zinc") for letter in "abcd"}
    found = run("duplicate-monograph", pages)
    assert len(found) == 4
    assert found[0].message.endswith("'b/zinc.md', 'c/zinc.md' and 1 more")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("zinc.md", page("Zinc Oxide Cream")), ("b.md", page("Zinc Oxide"))),
        (("en/zinc.md", page("Zinc")), ("fr/zinc.md", page("Zinc"))),
        (("zinc.md", page("Zinc")), ("zinc.fr.md", page("Zinc"))),
        (("a.md", page("Zinc", extra="lang: en\n")), ("b.md", page("Zinc", extra="lang: de\n"))),
        (("a.md", page("Rabies Immunoglobulin (Human)")), ("b.md", page("Rabies Immunoglobulin (Equine)"))),
        (("a.md", page("About us", body="Text.\n")), ("b.md", page("About us", body="Other.\n"))),
    ],
)
def test_pages_that_differ_are_no_duplicates(one: tuple[str, bytes], other: tuple[str, bytes]) -> None:
    assert not run("duplicate-monograph", dict((one, other)))


def test_an_alphabetical_folder_is_no_language() -> None:
    assert run("duplicate-monograph", {"am/amlodipine.md": page("Amlodipine"), "x/b.md": page("Amlodipine")})


def test_a_right_slug_that_is_taken_is_named() -> None:
    found = run("slug-mismatch", {"d/zinc-.md": page("Zinc"), "d/zinc.md": page("Zinc")})
    assert [one.path for one in found] == ["d/zinc-.md"]
    assert "is that of 'd/zinc.md'" in found[0].message


@pytest.mark.parametrize("path", ["<stdin>", "/srv/site/zinc.md", "index.md", "zinc/README.md"])
def test_any_path_is_read(path: str) -> None:
    assert not run("slug-mismatch", {path: page("Zinc")})


def test_a_page_that_states_its_address_needs_no_slug() -> None:
    assert not run("slug-mismatch", {"zinc-.md": page("Zinc", extra="permalink: /zinc/\n")})


def test_a_wrong_separator_is_refused() -> None:
    from medlint.checks import BadParamsError, build

    with pytest.raises(BadParamsError):
        build("slug-mismatch", {"separator": "+"})


def test_the_other_name_stands_behind_the_salt_and_not_in_a_bracket() -> None:
    body = "### Generic Name\nAn inhaler (salbutamol). Salbutamol sulphate, inhaled.\n"
    text = fixed("missing-other-name", page("Salbutamol", body=body))
    assert "(salbutamol). Salbutamol sulphate (also called albuterol), inhaled." in str(text)


def test_an_old_name_needs_the_usual_one_and_not_the_other_way_round() -> None:
    assert run("missing-other-name", {"a.md": page("Benzhexol")})
    assert not run("missing-other-name", {"a.md": page("Trihexyphenidyl")})


def test_damage_is_told_once_a_page() -> None:
    found = run("damaged-name", {"a.md": page("Omega- + Zinc + Vitamin B")})
    assert len(found) == 1
    assert "'Omega-' ends in a hyphen" in found[0].message
    assert "'Vitamin B' has lost its number" in found[0].message


@pytest.mark.parametrize("title", ["x" * 20_000, "unknownword " * 5_000, "a+" * 5_000, "(" * 5_000, "A/B + " * 500])
def test_no_title_makes_a_check_fail(title: str) -> None:
    rules = tuple((rule.code, rule.severity) for rule in RULES.values() if "IDN003" <= rule.code <= "IDN008")
    found = check(Job("a.md", page(title, "Zinc")), replace(default_config(), rules=rules))
    assert not found.crashed


def test_only_names_are_read_on_a_page_without_title() -> None:
    config = default_config()
    for name in ("title-mismatch", "damaged-name", "misspelled-name", "duplicate-monograph", "slug-mismatch"):
        assert not check(Job("a.md", b"Text.\n"), replace(alone(config, RULES[name]))).crashed
