"""The rules on drugs that are gone and combinations that are prohibited."""

from __future__ import annotations

from dataclasses import replace

import pytest
from counting import comes_to_an_end

from medlint.config import default_config
from medlint.diagnostic import Diagnostic
from medlint.engine import Job, check

CODES = ("AVL001", "AVL002", "AVL003", "AVL004", "AVL005", "AVL006", "AVL011")
CONFIG = default_config()


def page(title: str, usage: str = "It eases pain.", dosage: str = "Ask a pharmacist.", faqs: str = "") -> str:
    return (
        f"---\ntitle: {title}\n---\n\n# {title}\n\n### Generic Name\n{title}\n\n### Usage\n{usage}\n\n"
        f"### Dosage\n{dosage}\n\n### FAQs\n\n{faqs}\n"
    )


def lint(text: str, markets: tuple[str, ...] = ("IN", "US", "EU", "GB")) -> list[Diagnostic]:
    config = replace(CONFIG, rules=tuple(rule for rule in CONFIG.rules if rule[0] in CODES), markets=markets)
    return list(check(Job("page.md", text.encode()), config).diagnostics)


def found(text: str, markets: tuple[str, ...] = ("IN", "US", "EU", "GB")) -> list[tuple[str, str]]:
    return sorted((one.code, one.severity.value) for one in lint(text, markets))


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("Daclizumab", "error"),  # everywhere
        ("Cerivastatin", "error"),
        ("Rivastatin", "error"),  # an old name of it
        ("Dextropropoxyphene", "error"),
        ("Propoxyphene Napsylate", "error"),
        ("Metamizole", "warning"),  # banned in the US, sold in India
        ("Dipyrone", "warning"),
        ("Ranitidine", "warning"),  # suspended in the EU and the UK, sold in India
        ("Fenfluramine", "warning"),  # banned in India, back in the US and the EU
        ("Alefacept", "warning"),  # its maker ended the sale
        ("Norfloxacin", "info"),  # not sold in the US any more, sold in India
        ("Bacitracin (Systemic)", "info"),  # the injection alone
    ],
)
def test_silent_page(title: str, severity: str) -> None:
    assert found(page(title)) == [("AVL001", severity)]


@pytest.mark.parametrize(
    "title",
    [
        "Vincristine",  # its liposomal form is gone
        "Cytarabine",
        "Gatifloxacin (Ophthalmic)",  # what is swallowed is gone
        "Gatifloxacin eye drops",
        "Gatifloxacin",
        "Alemtuzumab",  # one brand's end; the other is sold
        "Gemtuzumab Ozogamicin",  # came back
        "Natalizumab",
        "Belantamab Mafodotin",
        "Ulipristal acetate",  # one strength
        "Nimesulide",  # an age group
        "Codeine",
        "Ketoconazole (Topical)",
        "Rivastigmine",  # looks like rivastatin
        "Aminoglutethimide + Cortisone",  # glutethimide is inside of it
        "Fexofenadine",
        "Adenosine",  # adenosine phosphate is gone
        "Paracetamol",
        "Nonsuchine",
    ],
)
def test_drug_that_is_not_gone(title: str) -> None:
    assert [one for one in found(page(title)) if one[1] != "info"] == []


def test_ranitidine_where_only_india_is_served() -> None:
    assert found(page("Ranitidine"), ("IN",)) == []


def test_ranitidine_where_only_the_eu_is_served() -> None:
    assert found(page("Ranitidine"), ("EU",)) == [("AVL001", "error")]


def test_end_of_one_use_is_enough_for_a_drug_that_may_be_sold_elsewhere() -> None:
    told = "Its use as an anaesthetic was discontinued in most countries."
    assert found(page("Chloroform", told)) == []
    assert found(page("Daclizumab", told)) == [("AVL001", "error")]


def test_message_names_places_years_reason_and_source() -> None:
    (one,) = lint(page("Rosiglitazone"))
    assert "Rosiglitazone was banned in India (2010), suspended in the EU (2010)" in one.message
    assert "everywhere" not in one.message
    assert "source: " in one.help
    assert one.start.line == 5


def test_everywhere_is_said_only_where_a_row_says_so() -> None:
    assert "everywhere" in lint(page("Daclizumab"))[0].message
    assert "everywhere" not in lint(page("Copanlisib"))[0].message


def test_partner_of_a_combination() -> None:
    (one,) = lint(page("Valdecoxib + Tizanidine"))
    assert (one.code, one.severity.value) == ("AVL001", "error")
    assert "Valdecoxib was withdrawn everywhere" in one.message


def test_vague_words_are_a_statement_but_an_incomplete_one() -> None:
    text = page("Daclizumab", "It is no longer available in many countries. Ask your doctor.")
    (one,) = lint(text)
    assert one.code == "AVL005"
    assert "not where, when and why" in one.message
    assert "2018" in one.help


@pytest.mark.parametrize(
    "usage",
    [
        "It is rarely used.",
        "It is no longer recommended.",
        "Treatment should be discontinued if a rash appears.",
        "Withdrawal symptoms may follow.",
        "It is not available over the counter.",
        "Rofecoxib, another drug, was withdrawn.",
    ],
)
def test_words_that_do_not_tell_that_it_is_gone(usage: str) -> None:
    assert found(page("Daclizumab", usage)) == [("AVL001", "error")]


def test_complete_notice() -> None:
    usage = "It was withdrawn in the EU and the US in 2018 because of brain inflammation. Ask your doctor."
    assert found(page("Daclizumab", usage)) == []


def test_notice_in_an_faq_only() -> None:
    faqs = "* **Q: Is it sold?** A: No. It was withdrawn in 2018 in the EU because of brain inflammation; ask a doctor."
    assert found(page("Daclizumab", faqs=faqs)) == [("AVL002", "warning")]


NOTICE = "It was withdrawn in the EU in 2018 because of brain inflammation. Ask your doctor."


@pytest.mark.parametrize(
    "dosage",
    [
        "Adults: 150 mg once a month.",
        "* Adults: 150 mg once a month",
        "Take 150 mg every month.",
        "Children 1 mg/kg daily.",
    ],
)
def test_live_dose(dosage: str) -> None:
    assert found(page("Daclizumab", NOTICE, dosage)) == [("AVL003", "error")]


@pytest.mark.parametrize(
    "dosage",
    [
        "The usual dose was 150 mg once a month.",
        "Historically, adults took 150 mg once a month.",
        "When it was available, adults injected 150 mg a month.",
        "Historical doses:\n\n* Adults: 150 mg once a month\n* Children: 75 mg a month",
        "These doses were in the leaflet:\n\n* Adults: 150 mg once a month",
        "Ask a pharmacist.",
        "A vial holds 150 mg.",
    ],
)
def test_dose_that_is_history_or_none(dosage: str) -> None:
    assert found(page("Daclizumab", NOTICE, dosage)) == []


def test_dose_in_an_answer() -> None:
    faqs = "* **Q: How much?** A: Take 150 mg every month.\n* **Q: Is 300 mg a day too much?** A: Yes."
    (one,) = lint(page("Daclizumab", NOTICE, faqs=faqs))
    assert one.code == "AVL003"


def test_dose_of_a_drug_that_is_sold_elsewhere_is_right_there() -> None:
    usage = (
        "Metamizole was banned in the US in 1977 because of agranulocytosis. Ask your doctor. It is used to treat pain."
    )
    assert found(page("Metamizole", usage, "Adults: 500 mg four times a day.")) == []


def test_dose_of_another_partner() -> None:
    usage = "Valdecoxib was withdrawn in the US in 2005 because of heart attacks. Ask your doctor."
    assert found(page("Valdecoxib + Tizanidine", usage, "Tizanidine: 2 mg three times a day.")) == []
    assert found(page("Valdecoxib + Tizanidine", usage, "Valdecoxib: 10 mg once a day.")) == [("AVL003", "error")]


def test_dose_where_the_page_alone_says_that_the_drug_is_gone() -> None:
    text = page("Nonsuchine", "Nonsuchine was withdrawn everywhere in 1990 because of liver damage. Ask your doctor.")
    assert found(text.replace("Ask a pharmacist.", "Adults: 5 mg twice daily.")) == [("AVL003", "warning")]


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("Tizanidine is a muscle relaxant used to treat spasms.", []),
        ("Valdecoxib is a painkiller used to treat arthritis.", ["AVL004"]),
        ("Valdecoxib with tizanidine is used to treat back pain.", ["AVL004"]),
        ("It is used to treat back pain.", ["AVL004"]),
    ],
)
def test_present_tense_of_a_partner(sentence: str, codes: list[str]) -> None:
    """One that can be had may be told in the present, though the other is gone."""
    usage = f"Valdecoxib was withdrawn everywhere in 2005 because of heart attacks and skin reactions. {sentence}"
    assert [code for code, _ in found(page("Valdecoxib + Tizanidine", usage))] == codes


@pytest.mark.parametrize(
    "sentence",
    [
        "It is primarily used to treat multiple sclerosis.",
        "Daclizumab is an injection used to treat multiple sclerosis.",
        "Take it with food.",
        "Store it at room temperature.",
        "If you miss a dose, take it as soon as you remember.",
    ],
)
def test_present_tense(sentence: str) -> None:
    assert found(page("Daclizumab", f"{NOTICE} {sentence}")) == [("AVL004", "warning")]


@pytest.mark.parametrize(
    "sentence",
    [
        "It was used to treat multiple sclerosis.",
        "It is a protein that binds to a receptor.",
        "Do not take it with food.",
        "It was stored at room temperature.",
        "It was mainly used in adults. It is an injection used for multiple sclerosis.",
    ],
)
def test_no_present_tense(sentence: str) -> None:
    assert found(page("Daclizumab", f"{NOTICE} {sentence}")) == []


def test_gone_and_available() -> None:
    text = page("Tegaserod", "Tegaserod is no longer sold.", "It is available by prescription.")
    assert ("AVL011", "warning") in found(text)
    past = page("Tegaserod", "Tegaserod is no longer sold.", "It was available by prescription.")
    assert ("AVL011", "warning") not in found(past)


def test_gone_in_one_country_and_available_in_another() -> None:
    usage = "It was withdrawn in the US in 1977 because of agranulocytosis. It is available by prescription in India."
    assert ("AVL011", "warning") not in found(page("Metamizole", usage))


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("Azithromycin + Cefixime", "error"),
        ("Cefixime / Azithromycin", "error"),
        ("Cefixime + Azithromycin Dihydrate", "error"),
        ("Cetirizine + Phenylephrine", "warning"),  # before the courts
        ("Aceclofenac + Paracetamol + Rabeprazole", "warning"),
        ("Ofloxacin + Ornidazole", "info"),  # only as a suspension or an injection
        ("Ofloxacin + Ornidazole (injection)", "error"),
    ],
)
def test_prohibited_combination(title: str, severity: str) -> None:
    assert found(page(title)) == [("AVL006", severity)]


@pytest.mark.parametrize(
    "title",
    [
        "Cefixime",
        "Azithromycin",
        "Azithromycin + Cefixime + Lactobacillus",  # more than the set
        "Amoxicillin + Clavulanic acid",  # restricted only
        "Chlorpheniramine Maleate + Phenylephrine",  # an age group
        "Caffeine + Paracetamol + Phenylephrine + Chlorpheniramine Maleate",  # rescinded
        "Propyphenazone + Paracetamol + Caffeine",  # allowed by court
    ],
)
def test_combination_that_is_not_prohibited(title: str) -> None:
    assert [one for one in found(page(title)) if one[1] != "info"] == []


def test_form_that_the_page_speaks_of() -> None:
    spoken = page("Ofloxacin + Ornidazole", "The injection is given in hospital.")
    (one,) = lint(spoken)
    assert (one.code, one.severity.value) == ("AVL006", "warning")
    assert "as notified: injection" in one.message
    denied = page("Ofloxacin + Ornidazole", "There is no injection of it.")
    assert found(denied) == [("AVL006", "info")]
    # What stands beside a denial speaks of other medicines.
    others = "It is not given intravenously. If intravenous treatment is needed, others are used."
    assert found(page("Ofloxacin + Ornidazole", others)) == [("AVL006", "info")]
    assert found(page("Ofloxacin + Ornidazole", f"{others}\n\nThe injection is given in hospital.")) == [
        ("AVL006", "warning")
    ]


@pytest.mark.parametrize(
    ("title", "dosage", "expected"),
    [
        ("Gatifloxacin + Ornidazole", "One tablet is taken twice daily.", [("AVL001", "warning")]),
        ("Gatifloxacin", "Adults: 400 mg once daily by mouth.", [("AVL001", "warning")]),
        ("Gatifloxacin", "It is taken orally. There are no intravenous forms.", [("AVL001", "warning")]),
        ("Gatifloxacin", "One drop in the affected eye every two hours.", []),
        ("Gatifloxacin", "One drop. Press on the eye's corner against systemic absorption.", []),
        ("Gatifloxacin", "One drop. It is not taken orally. Tablets are another matter.", []),
        ("Gatifloxacin (Ophthalmic)", "One tablet is taken twice daily.", []),
        ("Gatifloxacin", "One capsule daily.", [("AVL001", "warning")]),
        ("Gatifloxacin", "One capsule daily. Gatifloxacin is not available any more.", []),
        ("Bacitracin (Systemic)", "It is injected intramuscularly.", [("AVL001", "warning")]),
        ("Gadopentetic Acid", "It is given intravenously.", [("AVL001", "warning")]),
        ("Gatifloxacin + Ornidazole", "One tablet daily, with or without food.", [("AVL001", "warning")]),
        ("Gatifloxacin + Ornidazole", "One tablet daily. Do not crush the tablets.", [("AVL001", "warning")]),
        ("Gatifloxacin + Flurbiprofen", "Flurbiprofen comes as tablets. Gatifloxacin: one drop.", []),
        ("Gatifloxacin + Flurbiprofen", "Flurbiprofen and gatifloxacin come as tablets.", [("AVL001", "warning")]),
        ("Gatifloxacin + Loteprednol", "Shake the suspension. One drop in the eye.", []),
        ("Gatifloxacin", "One drop. Avoid oral intake.", []),
        ("Gatifloxacin", "One drop. If it is taken by mouth by accident, call a doctor.", []),
        ("Ketoconazole", "Work the liquid into a lather.", []),
        ("Ketoconazole", "Apply the cream. Avoid the oral cavity.\n\nKeep good oral hygiene.", []),
        ("Bacitracin + Neomycin", "Apply to cuts and injection sites.", []),
        ("Reserpine", "One tablet daily.", [("AVL001", "info")]),  # its maker ended the sale of tablets
        ("Cobicistat + Elvitegravir", "One tablet daily.", []),  # so did that of elvitegravir alone
    ],
)
def test_a_form_that_is_gone_is_told_where_the_page_offers_it(
    title: str, dosage: str, expected: list[tuple[str, str]]
) -> None:
    assert found(page(title, dosage=dosage)) == expected


@pytest.mark.parametrize(
    "said",
    [
        "This combination is not sold under a single generic name.",
        "It is not widely available.",
        "It is typically not available in pharmacies.",
        "It is **usually** not available.",
    ],
)
def test_what_leaves_room_tells_no_end(said: str) -> None:
    assert found(page("Guaifenesin + Phenylpropanolamine", said)) == [("AVL001", "warning")]
    assert found(page("Guaifenesin + Phenylpropanolamine", "It is not available.")) == []


def test_a_partner_may_have_a_dosage_of_its_own() -> None:
    each = "Flurbiprofen comes as tablets.\n\n### Dosage\n\nGatifloxacin is usually taken as a tablet."
    assert found(page("Flurbiprofen + Gatifloxacin", dosage=each)) == [("AVL001", "warning")]


@pytest.mark.parametrize("end", ["but later reintroduced", "and came back in 2002", "though it is back on the market"])
def test_of_a_drug_that_nobody_knows_a_return_is_believed(end: str) -> None:
    assert found(page("Exampline", "It was withdrawn in several countries.")) == [("AVL005", "warning")]
    assert found(page("Exampline", f"It was withdrawn in several countries {end}.")) == []
    assert found(page("Daclizumab", f"It was withdrawn in several countries {end}.")) == [("AVL005", "warning")]


def test_the_form_that_is_gone_is_named() -> None:
    (one,) = lint(page("Gatifloxacin + Ornidazole", dosage="One tablet is taken twice daily."))
    assert "one form of Gatifloxacin (systemic use) was banned in India (16 March 2011), because" in one.message
    assert "One form of Gatifloxacin (systemic use) was banned" in one.help
    said = "What is swallowed of gatifloxacin was withdrawn in 2011."
    assert found(page("Gatifloxacin + Ornidazole", said, "One tablet is taken twice daily.")) == []


def test_prohibition_is_worded_with_care() -> None:
    (one,) = lint(page("Azithromycin + Cefixime"))
    assert "S.O. 4422(E) of 7 September 2018" in one.help
    assert "no therapeutic justification" in one.help
    assert "check CDSCO's current list" in one.help
    assert "unsafe" not in one.help


def test_page_that_tells_the_ban() -> None:
    assert found(page("Azithromycin + Cefixime", "This combination is banned in India. Ask your doctor.")) != [
        ("AVL006", "error")
    ]
    assert "AVL006" not in {
        one.code for one in lint(page("Azithromycin + Cefixime", "It was banned in India in 2018."))
    }


def test_history_of_a_partner_is_not_the_ban() -> None:
    text = page("Azithromycin + Cefixime", "Azithromycin was withdrawn in some countries.")
    assert ("AVL006", "error") in found(text)


def test_site_outside_of_india() -> None:
    assert found(page("Azithromycin + Cefixime"), ("US", "EU")) == []


def test_hostile_pages() -> None:
    for title in ("+" * 3000, "A" * 5000, "(((", "Rofecoxib\u0000"[:-1] + "\u202e"):
        assert isinstance(lint(page(title, "withdrawn " * 500)), list)


@pytest.mark.parametrize(
    "text",
    [
        "It was withdrawn. ",
        "It was withdrawn, ",
        "Take 10 mg daily. ",
        "* Adults: 10 mg daily\n",
        "no longer ",
        "U.S. ",
    ],
)
def test_cost_of_a_hostile_page_is_bounded(text: str) -> None:
    with comes_to_an_end():
        lint(page("Daclizumab", NOTICE, text * 16_000))


def test_a_drug_that_is_illegal_is_said_to_be_gone() -> None:
    assert ("AVL001", "error") in found(page("Phenacetin"))
    said = found(page("Phenacetin", usage="Phenacetin is illegal in most countries. It damages the kidneys."))
    assert "AVL001" not in [code for code, _ in said]


@pytest.mark.parametrize(
    "advice",
    [
        "Giving phenacetin to others is illegal.",
        "Selling or sharing this medicine is illegal and dangerous.",
        "It is illegal to drive after taking phenacetin.",
        "Possession of phenacetin without a prescription is illegal in many countries.",
    ],
)
def test_what_is_illegal_to_do_with_a_medicine_says_nothing_of_the_medicine(advice: str) -> None:
    assert ("AVL001", "error") in found(page("Phenacetin", usage=f"It eases pain. {advice}"))


def test_a_title_that_is_too_short_to_tell_is_read_with_the_generic_name() -> None:
    name = "Technetium Tc 99m Fanolesomab"
    text = page("Technetium").replace("### Generic Name\nTechnetium", f"### Generic Name\n**{name}**")
    (diagnostic,) = (one for one in lint(text) if one.code == "AVL001")
    assert f"{name} was withdrawn" in diagnostic.message
    assert "AVL001" not in [code for code, _ in found(page("Technetium"))]
    sentence = text.replace(f"**{name}**", f"Technetium is used to make {name}.")
    assert "AVL001" not in [code for code, _ in found(sentence)]
    combination = text.replace("title: Technetium", "title: Technetium + Nothingol")
    assert "AVL001" not in [code for code, _ in found(combination)]
