"""Which drugs a title names: tables alone, whole names, never by likeness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.registry import load
from medlint.registry.mentions import Mentions

REGISTRY = load()


def names(title: str, **fields: str) -> frozenset[str]:
    return REGISTRY.identify(title, fields).names


@pytest.mark.parametrize(
    ("title", "inn"),
    [
        ("Efalizumab", "efalizumab"),
        ("EFALIZUMAB", "efalizumab"),
        ("ｅｆａｌｉｚｕｍａｂ", "efalizumab"),
        ("Rivastatin", "cerivastatin"),
        ("Metamizole", "metamizole"),
        ("Dipyrone", "metamizole"),
        ("Analgin", "metamizole"),
        ("Cephaloridine", "cefaloridine"),
        ("Gamma Benzene Hexachloride", "lindane"),
        ("Propoxyphene Napsylate", "dextropropoxyphene"),
        ("Hydroxy Progesterone Caproate", "hydroxyprogesterone caproate"),
        ("Hydroxyprogesterone", "hydroxyprogesterone caproate"),
        ("Acetaminophen", "paracetamol"),
        ("Albuterol", "salbutamol"),
        ("Guaiphenesin", "guaifenesin"),
        ("Sulphacetamide Sodium", "sulfacetamide"),
        ("Gentamycin", "gentamicin"),
        ("Interferon Alfa 2b", "interferon alfa-2b"),
        ("Interferon alfa-2b", "interferon alfa-2b"),
        ("Sitaxentan Sodium", "sitaxentan"),
        ("Zinc Sulphate Monohydrate", "zinc sulfate"),
        ("Disodium edetate", "edetate disodium"),
        ("Edetate Calcium Disodium", "sodium calcium edetate"),
        ("5-Hydroxytryptophan", "oxitriptan"),
        ("Isoprenaline (Isoproterenol)", "isoprenaline"),
        ("Isoprenaline [Isoproterenol]", "isoprenaline"),
        ("Clioquinol Iodochlorhydroxyquin", "clioquinol"),
        ("Lidocaine/ Lignocaine (Systemic)", "lidocaine"),
        ("Raptiva (Efalizumab)", "efalizumab"),
        ("Efalizumab: uses and dose", "efalizumab"),
        ("Hydroxyethyl StarchHES", "hydroxyethyl starch"),
        ("Valdecoxib 20 mg tablets", "valdecoxib"),
        ("Vincristine (Liposomal)", "vincristine liposomal"),
        ("Liposomal Vincristine", "vincristine liposomal"),
        ("Technetium (99mTc) Fanolesomab", "technetium (99mtc) fanolesomab"),
    ],
)
def test_a_title_names_one_drug(title: str, inn: str) -> None:
    assert REGISTRY.identify(title).drug == inn


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Rivastigmine", "cerivastatin"),
        ("Fosamprenavir", "amprenavir"),
        ("Sinecatechins", "cianidanol"),
        ("Dicobalt edetate", "cobalt salts"),
        ("Cyanocobalamin", "cobalt salts"),
        ("Dehydroemetine", "emetine"),
        ("Fenfluramine", "dexfenfluramine"),
        ("Dexfenfluramine", "fenfluramine"),
        ("Aminoglutethimide", "glutethimide"),
        ("Troleandomycin", "oleandomycin"),
        ("Mephentermine", "phentermine"),
        ("Chlorphentermine", "phentermine"),
        ("Levopropoxyphene", "dextropropoxyphene"),
        ("Methyltestosterone", "testosterone"),
        ("Oxytetracycline", "tetracycline"),
        ("5-Hydroxytryptophan", "tryptophan"),
        ("Hydroxytryptophan", "tryptophan"),
        ("Nor-pseudoephedrine", "pseudoephedrine"),
        ("Norpseudoephedrine", "pseudoephedrine"),
        ("Adenosine", "adenosine phosphate"),
        ("Edetate calcium disodium", "edetate disodium"),
        ("Erythromycin", "erythromycin estolate"),
        ("Erythromycin estolate", "erythromycin"),
        ("Isosorbide dinitrate", "isosorbide"),
        ("Glycerol", "iodinated glycerol"),
        ("Vincristine", "vincristine liposomal"),
        ("Vincristine (Conventional)", "vincristine liposomal"),
        ("Cytarabine", "cytarabine liposomal"),
        ("Peginterferon alfa-2b", "interferon alfa-2b"),
        ("Interferon alfa-2a", "interferon alfa-2b"),
        ("Interferon alfacon-1", "interferon alfa-2b"),
        ("Levothyroxine", "dextrothyroxine"),
        ("Arsenic trioxide", "potassium arsenite"),
        ("Polyurethane", "urethane"),
        ("Pancuronium", "rapacuronium"),
        ("Pioglitazone", "troglitazone"),
        ("Parecoxib", "valdecoxib"),
        ("Ulipristal acetate", "ulipristal acetate 5 mg"),
        ("Dextromethorphan", "levomethorphan"),
        ("Somatropin", "somatropin pituitary-derived"),
    ],
)
def test_a_look_alike_is_another_drug(title: str, other: str) -> None:
    assert other not in names(title)


@pytest.mark.parametrize(
    "title",
    ["AMP", "PCP", "PPA", "HES", "LSD", "DES", "des", "Soma", "Versus", "Mediator", "Ella", "Actos", "Redux", "Dart"],
)
def test_acronyms_and_brands_name_nothing(title: str) -> None:
    assert not REGISTRY.identify(title).known


@pytest.mark.parametrize(
    ("title", "members"),
    [
        ("Paracetamol + Chlorpheniramine Maleate", {"paracetamol", "chlorphenamine"}),
        ("Chlorpheniramine Maleate + Paracetamol", {"paracetamol", "chlorphenamine"}),
        ("Amoxycillin & Dicloxacillin", {"amoxicillin", "dicloxacillin"}),
        ("Amoxicillin/Bromhexine", {"amoxicillin", "bromhexine"}),
        ("Paracetamol with Caffeine and Codeine Phosphate", {"paracetamol", "caffeine", "codeine"}),
        ("Azithromycin, Secnidazole and Fluconazole", {"azithromycin", "secnidazole", "fluconazole"}),
        ("Salbutamol + Hydroxyethyltheophylline (Etofylline)", {"salbutamol", "etofylline"}),
        ("Vitamin B1 + B6 + B12", {"thiamine", "pyridoxine", "cyanocobalamin"}),
        ("Furosemide + Potassium Chloride", {"furosemide", "potassium chloride"}),
        ("Furosemide/Potassium Chloride", {"furosemide potassium chloride"}),
        ("Calcium Gluconate + Calcium Lactate", {"calcium gluconate", "calcium lactate"}),
        ("Calcium Carbonate + Vitamin D3", {"calcium carbonate", "colecalciferol"}),
        ("Paracetamol + S(+)-Etodolac", {"paracetamol", "s-etodolac"}),
    ],
)
def test_a_combination_is_a_set_of_members(title: str, members: set[str]) -> None:
    assert names(title) == members


def test_salts_stay_where_they_alone_tell_members_apart() -> None:
    assert names("Cilnidipine + Metoprolol Succinate + Metoprolol Tartrate") == {
        *("cilnidipine", "metoprolol succinate", "metoprolol tartrate"),
    }
    assert names("Dextromethorphan + Chlorpheniramine + Chlorpheniramine Maleate") == {
        *("dextromethorphan", "chlorphenamine", "chlorphenamine maleate"),
    }


@pytest.mark.parametrize("title", ["Hepatitis A and B", "Antihaemophilic Factor / Von Willebrand Factor (Human)"])
def test_an_and_inside_of_a_name_does_not_part_it(title: str) -> None:
    assert REGISTRY.identify(title).drug is not None


@pytest.mark.parametrize(
    "lost", ["Vitamin B", "Vitamin D", "Vitamin K", "Multivitamin", "Electrolyte", "Interferon Alfa-"]
)
def test_a_name_that_lost_its_number_is_not_known(lost: str) -> None:
    assert not REGISTRY.identify(lost).known
    assert not REGISTRY.combination(names(f"Diclofenac + {lost} + {lost}"))


@pytest.mark.parametrize(
    ("title", "forms"),
    [
        ("Gatifloxacin (Ophthalmic)", {"eye"}),
        ("Gatifloxacin eye drops", {"eye"}),
        ("Ketoconazole (Topical)", {"topical"}),
        ("Bromfenac (Systemic)", {"systemic"}),
        ("Beclomethasone (Oral Inhalation)", {"inhaled"}),
        ("Ofloxacin + Ornidazole Suspension", {"oral liquid"}),
        ("Rofecoxib", set()),
    ],
)
def test_the_form_in_a_title_is_kept_apart_from_the_name(title: str, forms: set[str]) -> None:
    assert REGISTRY.identify(title).forms == forms


def test_strengths_are_kept_apart_from_the_name() -> None:
    found = REGISTRY.identify("Aceclofenac 50mg + Paracetamol 125 mg")
    assert found.names == {"aceclofenac", "paracetamol"}
    assert found.strengths == {"50 mg", "125 mg"}


def test_a_field_is_asked_where_the_title_names_no_known_drug() -> None:
    assert names("Our new page", generic_name="Efalizumab") == {"efalizumab"}
    assert names("Rofecoxib", generic_name="Efalizumab") == {"rofecoxib"}
    assert names("Our new page", generic_name="") == {"our new page"}


def test_nothing_is_nobody() -> None:
    found = REGISTRY.identify("")
    assert (found.drug, found.names, found.known) == (None, frozenset(), False)
    assert REGISTRY.identify("valdecoxib " * 500).names == frozenset()


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = REGISTRY.identify(text)
    assert found.drug is None or found.names == {found.drug}
    assert all(name == name.strip() for name in found.names)


@given(st.permutations(["Paracetamol", "Caffeine", "Cetirizine", "Nimesulide"]))
def test_the_order_of_members_does_not_matter(members: list[str]) -> None:
    assert names(" + ".join(members)) == {"paracetamol", "caffeine", "cetirizine", "nimesulide"}


class TestMentions:
    mentions = Mentions(
        REGISTRY.names, frozenset({"tryptophan", "pseudoephedrine", "valdecoxib", "interferon alfa-2b"})
    )

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            (
                "Use valdecoxib or Valdecoxib, not aspirin.",
                [("valdecoxib", "valdecoxib"), ("Valdecoxib", "valdecoxib")],
            ),
            ("5-hydroxytryptophan, nor-pseudoephedrine and hydroxytryptophan", []),
            ("tryptophan-free, L-tryptophan", [("L-tryptophan", "tryptophan")]),
            ("interferon alfa 2b, interferon alfa-2a", [("interferon alfa 2b", "interferon alfa-2b")]),
            ("peginterferon alfa-2b", []),
            ("pseudo ephedrine; pseudoephedrine", [("pseudoephedrine", "pseudoephedrine")]),
        ],
    )
    def test_whole_names_are_found_with_their_spans(self, text: str, found: list[tuple[str, str]]) -> None:
        assert [(span.of(text), inn) for span, inn in self.mentions.find(text)] == found

    def test_triggers_are_the_first_words_of_the_names(self) -> None:
        assert {"tryptophan", "valdecoxib", "interferon"} <= self.mentions.triggers()
        assert "paracetamol" not in self.mentions.triggers()

    @given(st.text(max_size=200))
    def test_spans_lie_in_the_text(self, text: str) -> None:
        for span, inn in self.mentions.find(text):
            assert span.of(text)
            assert inn in self.mentions.inns
