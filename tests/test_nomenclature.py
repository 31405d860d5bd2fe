"""Words of names, slips of typing, damaged names, ingredients and slugs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from counting import calls, comes_to_an_end
from hypothesis import given
from hypothesis import strategies as st

from medlint import resources
from medlint.nomenclature import find_damage, is_slip, load, members_of, respell
from medlint.nomenclature.damage import pieces
from medlint.nomenclature.dictionary import NamesError, read_dictionary
from medlint.nomenclature.slips import letters_of, most_changed
from medlint.nomenclature.slug import fault_of, slugify
from medlint.nomenclature.stem import folder_of, stem_of

NAMES = Path(resources.folder("rules")) / "identity" / "names"
words = st.text("abcdeginorst", min_size=1, max_size=20)
anything = st.text(max_size=80)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("tazobactum", "tazobactam"),
        ("clinidipine", "cilnidipine"),
        ("arpiprazole", "aripiprazole"),
        ("canaglifozin", "canagliflozin"),
        ("pesudoephedrine", "pseudoephedrine"),
        ("docosahexanoic", "docosahexaenoic"),
        ("clacium", "calcium"),
        ("atrovastatin", "atorvastatin"),
        ("adalimummab", "adalimumab"),
    ],
)
def test_a_slip_of_typing_is_corrected(written: str, right: str) -> None:
    assert load().correction(written) == right


@pytest.mark.parametrize(
    "word",
    [
        *("digitoxin", "digoxin", "arteether", "artemether", "quinine", "quinidine", "prednisone", "prednisolone"),
        *("amoxycillin", "sulphate", "cyclosporin", "oestradiol", "frusemide"),
        *("metformina", "ibuprofeno", "omeprazol", "amoxicilline", "azitromicina", "tablets"),
        *("unheardofinib", "zebratuzumab", "something"),
    ],
)
def test_a_name_of_its_own_is_left_alone(word: str) -> None:
    assert load().correction(word) is None


@pytest.mark.parametrize(
    ("written", "right"),
    [("pazopinib", "pazopanib"), ("sulfite", "sulfate"), ("lactose", "lactase"), ("prednilone", "prednisolone")],
)
def test_letters_that_tell_substances_apart_are_no_slip(written: str, right: str) -> None:
    assert not is_slip(written, right)


def test_words_run_together_with_a_salt_are_parted() -> None:
    assert load().correction("folicacid") == "folic acid"


def test_an_unknown_word_costs_little() -> None:
    load().correction("warmingupwords")
    words = ["chlor" + letter + "zopiclinidine" for letter in "abcdefghijklmnopqrst"]
    # It is compared with few of the thousands of names.
    assert calls(lambda: [load().correction(word) for word in words]) / len(words) < 500


@given(words, words)
def test_slips_are_decided_for_any_two_words(one: str, other: str) -> None:
    assert not is_slip(one, one)
    if is_slip(one, other):
        assert (letters_of(one) ^ letters_of(other)).bit_count() <= most_changed(len(other))
        assert respell(one) != respell(other)
        assert abs(len(one) - len(other)) <= 2


def test_letters_rule_out_no_slip() -> None:
    slips = 0
    for right in ("levocetirizine", "amoxicillin", "paracetamol", "chlorpheniramine", "ibuprofen"):
        for at in range(len(right)):
            for letter in "aeioutz":
                for written in (
                    right[:at] + letter + right[at + 1 :],
                    right[:at] + letter + right[at:],
                    right[:at] + right[at + 1 :],
                    right[:at] + right[at + 1 : at + 2] + right[at : at + 1] + right[at + 2 :],
                    letter.join((right[:at], right[at + 1 : -2])) + "x" + right[-1],
                ):
                    if is_slip(written, right):
                        slips += 1
                        changed = letters_of(written) ^ letters_of(right)
                        assert changed.bit_count() <= most_changed(len(right)), (written, right)
    assert slips > 500


def test_letters_rule_out_most_other_words() -> None:
    others = [word for word in load().kinds.beginning("ce") if len(word) in range(8, 13)]
    letters = letters_of("cetirizine")
    kept = [word for word in others if (letters ^ letters_of(word)).bit_count() <= most_changed(len(word))]
    assert "cetirizine" in kept
    assert len(kept) < len(others) / 5


def test_national_spellings_are_alike() -> None:
    assert respell("amoxycillin") == respell("amoxicilline")
    assert respell("sulphadiazine") == respell("sulfadiazin")


def test_the_dictionary_is_sorted_and_large() -> None:
    rows = list(csv.reader((NAMES / "words.csv").read_text(encoding="utf-8").split("\n")))[1:-1]
    assert [word for word, _ in rows] == sorted({word for word, _ in rows})
    assert len(rows) > 2_500
    assert load().names_substance(["folic", "acid", "levofloxacin"])
    assert not load().names_substance(["sodium", "chloride"])


def test_the_dictionary_holds_no_spelling_that_the_registry_calls_wrong() -> None:
    table = Path(resources.folder("rules")) / "availability" / "registry" / "synonyms.csv"
    wrong = {
        row["name"]
        for row in csv.DictReader(table.read_text(encoding="utf-8").split("\n"))
        if row["kind"] == "misspelling"
    }
    assert wrong
    assert not {word for word in wrong if word in load()}


def test_a_wrong_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("word,kind\naspirin,name\nAspirin,name\n", encoding="utf-8")
    with pytest.raises(NamesError, match=r"words\.csv:3"):
        read_dictionary(str(path))


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Omega-", ["lost-end"]),
        ("Zinc + Vitamin B", ["lost-number"]),
        ("ThiamineVitamin B + Vitamin B", ["glued", "lost-number"]),
        ("Fish oil acidDHA", ["glued"]),
        ("Metformin + Voglibose .", ["stray"]),
        ("Insulin ()", ["empty"]),
        ("Insulin (Human", ["lost-end"]),
        ("Zinc + + Iron", ["empty"]),
        ("Zinc &amp; Iron", ["stray"]),
        ("Amlodipine + Telmi...", ["lost-end"]),
    ],
)
def test_damage_is_found(title: str, kinds: list[str]) -> None:
    assert [one.kind for one in find_damage(title)] == kinds


@pytest.mark.parametrize(
    "title",
    [
        *("Vitamin K", "Vitamin B Complex + Zinc", "Vitamin B12", "Coenzyme Q10", "Omega-3 fatty acids"),
        *("Hepatitis B Vaccine rDNA", "mRNA Vaccine", "ChAdOx1 nCoV-19", "CoronaVirus Vaccine", "AbobotulinumtoxinA"),
        *("DOXOrubicin", "buPROPion", "McArdle", "RiboNovo", "CD4+ cells", "Na+ channel blocker", "Insulin (Human)"),
        *("", "Peg-Interferon Alfa-2b"),
    ],
)
def test_what_looks_odd_but_is_right_is_no_damage(title: str) -> None:
    assert not find_damage(title)


@given(anything)
def test_damage_and_pieces_lie_in_the_title(title: str) -> None:
    assert all(0 <= start <= end <= len(title) for start, end in pieces(title))
    assert all(0 <= one.start < one.end <= len(title) for one in find_damage(title))


@given(anything)
def test_members_are_read_from_any_text(title: str) -> None:
    assert all(title[one.start : one.end].strip() for one in members_of(title))


def test_members_are_named_alike_in_any_spelling() -> None:
    one = members_of("Amoxycillin + Salbutamol Sulphate")
    other = members_of("Amoxicillin + Albuterol Sulfate")
    assert [member.keys for member in one] == [member.keys for member in other]
    assert [member.salts for member in one] == [(), ("sulfate",)]
    assert members_of("Rabies Immunoglobulin (Equine)")[0].forms != members_of("Rabies Immunoglobulin (Human)")[0].forms


@pytest.mark.parametrize(
    ("path", "stem", "folder"),
    [
        ("a/aspirin.md", "aspirin", "a"),
        ("/home/site/a/aspirin.markdown", "aspirin", "/home/site/a"),
        ("a\\aspirin.md", "aspirin", "a"),
        ("drugs/aspirin/index.md", "aspirin", "drugs"),
        ("drugs/aspirin/_index.fr.md", "aspirin", "drugs"),
        ("_posts/2024-05-01-aspirin.md", "aspirin", "_posts"),
        ("index.md", "", ""),
        ("<stdin>", "", ""),
        ("-", "", ""),
        ("", "", ""),
    ],
)
def test_a_path_names_its_page(path: str, stem: str, folder: str) -> None:
    assert stem_of(path) == stem
    if stem and "fr" not in path:
        assert folder_of(path) == folder


@pytest.mark.parametrize(
    ("stem", "title", "fault"),
    [
        ("clonazepam-", "Clonazepam", "ends in '-'"),
        ("zinc--iron", "Zinc, Iron", "holds '--'"),
        ("zinc-iron_trunc", "Zinc + Iron", "ends in '_trunc'"),
        ("lidocainelignocaine", "Lidocaine/Lignocaine", "runs 'lidocaine' and 'lignocaine' together"),
        ("arpiprazole", "Aripiprazole", "says 'arpiprazole' where the title says 'aripiprazole'"),
        ("zinc-iron", "Zinc + Iron + Copper", "leaves out 'copper'"),
        ("calcium-zinc-oxide", "Calcium + Zinc Acetate", "says 'oxide' where the title says 'acetate'"),
    ],
)
def test_a_broken_slug_has_a_fault(stem: str, title: str, fault: str) -> None:
    assert fault_of(stem, title) == fault


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("ringers-lactate", "Ringer\u2019s Lactate"),
        ("zinc_iron", "Zinc + Iron"),
        ("Zinc-Iron", "Zinc + Iron"),
        ("acide-acetylsalicylique", "Acide ac\u00e9tylsalicylique"),
        ("fab2", "F(ab\u2019)2"),
        ("calcipotriol", "Calcipotriol/Calcipotriene"),
        ("insulin-human", "Insulin (Human)"),
        ("insulin", "Insulin (Human)"),
        ("zinc--iron-oxide", "Zinc + Iron Oxide"),
        ("activatedcharcoal-zinc", "Zinc + Activated Charcoal"),
        ("ferrous-sulfate", "Ferrous Sulphate"),
        ("zinc-tablets-uses", "Zinc Tablets"),
        ("0417", "Zinc"),
        ("acetaminophen", "Paracetamol"),
        ("tsink", "\u0426\u0438\u043d\u043a"),
        ("page-about-headache-in-adults", "Aspirin + Caffeine"),
    ],
)
def test_another_scheme_is_no_fault(stem: str, title: str) -> None:
    assert fault_of(stem, title) is None


def test_a_separator_may_be_asked_for() -> None:
    assert fault_of("zinc-oxide", "Zinc Oxide", "-") is None
    assert fault_of("zinc_oxide", "Zinc Oxide", "-") == "does not join its words with '-'"
    assert slugify("Zinc Oxide", "_") == "zinc_oxide"


def test_a_title_of_many_alternatives_costs_little() -> None:
    title = " + ".join(f"a{number}/b{number}/c{number}" for number in range(40))
    with comes_to_an_end():
        fault_of("a0-b1-c2", title)


@given(anything, anything)
def test_a_slug_of_its_own_has_no_fault(stem: str, title: str) -> None:
    fault_of(stem, title)
    assert fault_of(slugify(title), title) is None
