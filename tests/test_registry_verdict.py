"""What the facts amount to for a page, and the sentence that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from medlint.registry import MARKETS, Registry, Verdict, judge, judge_drug, load
from medlint.registry.facts import CombinationFact
from medlint.registry.sentence import write_date, write_order, write_sentence
from medlint.registry.tables import COLUMNS

REGISTRY = load()


def verdict(title: str, *markets: str) -> Verdict:
    return judge(REGISTRY.identify(title), REGISTRY, markets or MARKETS)


def sentence(title: str, *markets: str) -> str:
    return write_sentence(verdict(title, *markets), REGISTRY)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        # Gone from every market of which anything is known.
        ("Efalizumab", "gone_everywhere_known"),
        ("Daclizumab", "gone_everywhere_known"),
        ("Dexfenfluramine", "gone_everywhere_known"),
        ("Rivastatin", "gone_everywhere_known"),
        ("Terfenadine", "gone_everywhere_known"),
        ("Tegaserod", "gone_everywhere_known"),
        ("Copanlisib", "gone_everywhere_known"),
        ("Mobocertinib", "gone_everywhere_known"),
        ("Sibutramine", "gone_everywhere_known"),
        ("Pholcodine", "gone_everywhere_known"),
        ("Rosiglitazone", "gone_everywhere_known"),
        # Gone from one market, sold in another.
        ("Obeticholic acid", "gone_some"),
        ("Carisoprodol", "gone_some"),
        ("Metamizole", "gone_some"),
        ("Analgin", "gone_some"),
        ("Ranitidine", "gone_some"),
        ("Fenfluramine", "gone_some"),
        ("Iproniazid", "gone_some"),
        ("Thioridazine", "gone_some"),
        ("Chlormezanone", "gone_some"),
        ("Phenylpropanolamine", "gone_some"),
        ("Gamma Benzene Hexachloride", "gone_some"),
        # One form, strength, age group or use.
        ("Gatifloxacin", "scoped_only"),
        ("Gatifloxacin (Ophthalmic)", "scoped_only"),
        ("Ketoconazole", "scoped_only"),
        ("Bacitracin", "scoped_only"),
        ("Nimesulide", "scoped_only"),
        ("Bromfenac", "scoped_only"),
        ("Vincristine (Liposomal)", "scoped_only"),
        ("Diethylstilbestrol", "scoped_only"),
        # Came back, or never went.
        ("Thalidomide", "returned_or_restricted"),
        ("Natalizumab", "returned_or_restricted"),
        ("Pioglitazone", "returned_or_restricted"),
        ("Domperidone", "returned_or_restricted"),
        ("Ulipristal acetate", "returned_or_restricted"),
        ("Parecoxib", "returned_or_restricted"),
        ("Avacopan", "returned_or_restricted"),
        # A commercial end.
        ("Aducanumab", "commercial_end"),
        ("Infigratinib", "commercial_end"),
        ("Acetohexamide", "commercial_end"),
        ("Cytarabine (Liposomal)", "commercial_end"),
        ("Strontium ranelate", "commercial_end"),
        # Only other places know of an end.
        ("Exifone", "gone_elsewhere"),
        ("Buformin", "gone_elsewhere"),
        # Nothing to say.
        ("Vincristine", "none"),
        ("Cytarabine", "none"),
        ("Paracetamol", "none"),
        ("Diclofenac", "none"),
        ("Phentermine", "none"),
        ("Edetate disodium", "none"),
        ("Edetate calcium disodium", "none"),
        ("5-Hydroxytryptophan", "none"),
        ("Norpseudoephedrine", "none"),
        ("Oxyphenbutazone", "none"),
        ("Bivalirudin", "none"),
        ("Nikethamide", "none"),
        ("", "none"),
    ],
)
def test_the_kind_of_a_drugs_verdict(title: str, kind: str) -> None:
    assert verdict(title).kind == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Caffeine + Cetirizine + Paracetamol", "combination_gone"),
        ("Mefenamic Acid + Paracetamol + Dicyclomine + Ranitidine", "combination_gone"),
        ("Laropiprant + Nicotinic acid", "combination_gone"),
        ("Niacin + Simvastatin", "combination_gone"),
        ("Glimepiride + Metformin + Pioglitazone + Voglibose", "none"),
        ("Aceclofenac + Paracetamol + Rabeprazole", "combination_contested"),
        ("Amoxicillin + Bromhexine", "combination_contested"),
        ("Aceclofenac + Sucralfate", "combination_contested"),
        ("Flupenthixol + Melitracen", "combination_contested"),
        ("Ofloxacin + Ornidazole", "combination_scoped"),
        ("Ofloxacin + Ornidazole (Injection)", "combination_gone"),
        ("Ofloxacin + Ornidazole Suspension", "combination_gone"),
        ("Ofloxacin + Ornidazole tablets", "combination_scoped"),
        ("Aceclofenac + Paracetamol", "combination_scoped"),
        ("Glucosamine + Chondroitin", "combination_scoped"),
        ("Nimesulide + Paracetamol", "combination_scoped"),
        ("Nimesulide + Paracetamol Injection", "combination_gone"),
        ("Glimepiride + Pioglitazone + Metformin", "combination_scoped"),
        ("Azithromycin + Adapalene (Topical)", "combination_contested"),
        # Lifted, quashed, only restricted, or left alone by a court.
        ("Paracetamol + Chlorpheniramine + Phenylephrine + Caffeine", "returned_or_restricted"),
        ("Paracetamol + Propyphenazone + Caffeine", "returned_or_restricted"),
        ("Paracetamol + Prochlorperazine", "returned_or_restricted"),
        ("Amoxicillin + Clavulanic Acid", "returned_or_restricted"),
        ("Chlorpheniramine + Phenylephrine", "returned_or_restricted"),
        # Not sure enough, or another set.
        ("Vitamin B1 + Vitamin B6 + Vitamin B12", "none"),
        ("Vitamin B1 + B6 + B12", "none"),
        ("Paracetamol + Phenylephrine + Caffeine", "none"),
        ("Dextromethorphan + Chlorpheniramine", "none"),
        ("Dextromethorphan + Chlorpheniramine Maleate", "none"),
        ("Cilnidipine + Metoprolol Succinate", "none"),
        ("Cilnidipine + Metoprolol Tartrate", "none"),
        ("Cilnidipine + Metoprolol Succinate + Metoprolol Tartrate", "combination_gone"),
        ("Norfloxacin + Tinidazole", "none"),
        ("Caffeine + Cetirizine + Paracetamol + Vitamin C", "none"),
        ("Caffeine + Cetirizine", "none"),
        ("Fluticasone + Salmeterol", "none"),
    ],
)
def test_the_kind_of_a_combinations_verdict(title: str, kind: str) -> None:
    assert verdict(title).kind == kind


def test_markets_are_sorted_by_what_is_known_of_them() -> None:
    found = verdict("Ranitidine")
    assert (found.gone, found.sold, found.unknown) == (("EU", "GB"), ("IN", "US"), ())
    found = verdict("Tegaserod")
    assert (found.gone, found.ended, found.unknown) == (("IN",), ("US",), ("EU", "GB"))
    found = verdict("Phenylpropanolamine")
    assert (found.gone, found.limited) == (("US",), ("IN",))


def test_ranitidine_is_no_matter_where_it_is_sold() -> None:
    assert verdict("Ranitidine", "IN", "US").kind == "returned_or_restricted"
    assert verdict("Ranitidine", "EU").kind == "gone_everywhere_known"


def test_only_the_markets_that_are_served_count() -> None:
    assert verdict("Carisoprodol", "IN", "US").kind == "none"
    assert verdict("Aceclofenac + Paracetamol + Rabeprazole", "US", "EU").kind == "none"
    assert verdict("Perhexiline", "GB", "AU").kind == "gone_some"
    assert verdict("Efalizumab", "JP").gone == ("JP",)


def test_a_sale_in_a_member_state_is_a_sale_in_the_union_and_a_ban_is_none() -> None:
    assert verdict("Iproniazid", "US", "EU").sold == ("EU",)
    assert verdict("Exifone", "EU").gone == ()


def test_everywhere_needs_a_line_that_says_so() -> None:
    assert verdict("Efalizumab").everywhere
    assert not verdict("Terfenadine").everywhere
    assert not verdict("Thalidomide").everywhere


def test_the_pages_form_is_compared_with_that_of_a_limited_fact() -> None:
    titles = {"Gatifloxacin": False, "Gatifloxacin (Ophthalmic)": False, "Gatifloxacin (Systemic)": True}
    titles |= {"Bacitracin (Systemic)": True, "Ketoconazole tablets": True, "Ketoconazole (Topical)": False}
    assert {title: verdict(title).matched for title in titles} == titles


def test_members_that_are_gone_are_reported_one_by_one() -> None:
    found = verdict("Valdecoxib + Paracetamol")
    assert found.kind == "none"
    assert [(member.subject, member.kind) for member in found.members] == [("valdecoxib", "gone_everywhere_known")]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Efalizumab", "Withdrawn everywhere (2009): progressive multifocal leukoencephalopathy"),
        ("Aducanumab", "No longer sold anywhere (2024): maker ended sale and returned rights"),
        ("Copanlisib", "Withdrawn in the US (2024): confirmatory trial failed"),
        (
            "Cisapride",
            (
                "Banned in India (2011), withdrawn in the US (2000) and suspended in the UK (2000):"
                " QT prolongation and fatal arrhythmia"
            ),
        ),
        (
            "Tegaserod",
            (
                "Banned in India (2011): heart attack and stroke;"
                " no longer sold in the US (2022): sale ended for commercial reasons"
            ),
        ),
        ("Metamizole", "Banned in the US (1977): agranulocytosis; still sold in India and the EU"),
        (
            "Levamisole",
            "Withdrawn in the US (2000): agranulocytosis; withdrawal proposed in the EU (2026)",
        ),
        ("Exifone", "Withdrawn in France (1989): liver injury"),
        ("Caffeine + Cetirizine + Paracetamol", "Prohibited in India by S.O. 4383(E) of 7 September 2018"),
        (
            "Ofloxacin + Ornidazole",
            "Prohibited in India by S.O. 4684(E) of 7 September 2018, as notified: suspension",
        ),
        (
            "Aceclofenac + Sucralfate",
            "Prohibited in India by S.O. 3300(E) of 2 August 2024, contested in court",
        ),
        ("Niacin + Simvastatin", "Withdrawn in the US (2016)"),
        ("Vincristine", ""),
        ("Gatifloxacin", ""),
    ],
)
def test_the_sentence_names_places_years_and_reasons(title: str, text: str) -> None:
    assert sentence(title) == text


def test_no_sentence_says_everywhere_without_a_line_that_does() -> None:
    for drug in REGISTRY.drugs():
        found = judge_drug(drug.name, REGISTRY)
        text = write_sentence(found, REGISTRY)
        if "everywhere" in text or "anywhere" in text:
            assert any(fact.jurisdiction == "WW" and fact.whole and fact.actionable for fact in found.facts), text


def test_orders_that_lost_their_force_say_so() -> None:
    orders = {order.order: order for order in REGISTRY.combinations()}

    def said(order: str) -> str:
        return write_order(orders[order], REGISTRY)

    assert said("S.O. 4616(E)") == "Prohibited in India by S.O. 4616(E) of 7 September 2018, since rescinded"
    assert said("S.O. 4711(E)") == "Restricted in India by S.O. 4711(E) of 7 September 2018"
    quashed = next(order for order in orders.values() if order.legal_status == "quashed")
    assert write_order(quashed, REGISTRY).endswith(", quashed in court")


@pytest.mark.parametrize(
    ("date", "text"), [("2024-08-02", "2 August 2024"), ("2014-07", "July 2014"), ("1999", "1999"), ("", "")]
)
def test_dates_are_written_out(date: str, text: str) -> None:
    assert write_date(date) == text


# --- the rules, on facts of their own


def judged(tmp_path: Path, *lines: str, markets: tuple[str, ...] = MARKETS) -> Verdict:
    path = tmp_path / "facts.csv"
    path.write_text("\n".join([",".join(COLUMNS["facts"]), *lines, ""]), encoding="utf-8")
    registry = Registry(REGISTRY.folder, (str(path),))
    return judge_drug("foozine", registry, markets)


def fact(where: str, status: str, date: str = "2000", scope: str = "whole drug", confidence: str = "known") -> str:
    return f"foozine,{where},{status},{date},,,{scope},,,a book,{confidence}"


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([fact("IN", "banned")], "gone_everywhere_known"),
        ([fact("IN", "banned"), fact("US", "discontinued")], "gone_everywhere_known"),
        ([fact("IN", "banned"), fact("US", "marketed", "")], "gone_some"),
        ([fact("IN", "banned"), fact("US", "restricted", "1990")], "gone_some"),
        ([fact("IN", "banned"), fact("DE", "marketed", "")], "gone_some"),
        ([fact("IN", "banned"), fact("JP", "marketed", "")], "gone_everywhere_known"),
        ([fact("IN", "banned"), fact("US", "withdrawn", scope="injection")], "gone_some"),
        ([fact("IN", "banned", confidence="likely")], "none"),
        ([fact("IN", "banned", confidence="unsure")], "none"),
        ([fact("IN", "banned", "2000"), fact("IN", "returned", "2010")], "returned_or_restricted"),
        ([fact("IN", "returned", "2000"), fact("IN", "banned", "2010")], "gone_everywhere_known"),
        ([fact("IN", "banned", ""), fact("IN", "marketed", "")], "none"),
        ([fact("WW", "withdrawn"), fact("IN", "marketed", "")], "gone_some"),
        ([fact("WW", "returned"), fact("GB", "withdrawn", "2010")], "gone_some"),
        ([fact("WW", "restricted", scope="one brand")], "returned_or_restricted"),
        ([fact("US", "proposed")], "returned_or_restricted"),
        ([fact("IN", "contested")], "returned_or_restricted"),
        ([fact("US", "discontinued")], "commercial_end"),
        ([fact("EU", "discontinued", scope="the brand's EU authorisation")], "none"),
        ([fact("JP", "withdrawn")], "gone_elsewhere"),
        ([fact("JP", "withdrawn", scope="tablets")], "none"),
        ([], "none"),
    ],
)
def test_the_rules_of_a_verdict(tmp_path: Path, lines: list[str], kind: str) -> None:
    assert judged(tmp_path, *lines).kind == kind


def test_a_sentence_tells_an_order_without_a_number(tmp_path: Path) -> None:
    order = CombinationFact(
        *(frozenset({"a", "b"}), "IN", "withdrawn", "", "", "", "injection", ("injection",)),
        *("", "in force", "", "a book", "known"),
    )
    assert write_order(order, REGISTRY) == "Withdrawn in India, limited to: injection"
