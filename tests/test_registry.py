"""The registry's tables: their form, the sense they make, and what a user's own file may do to them."""

from __future__ import annotations

import csv
import pickle
import re
from collections import Counter
from pathlib import Path

import pytest

from medlint import resources
from medlint.registry import Registry, RegistryError, load
from medlint.registry.document import to_json
from medlint.registry.facts import GONE
from medlint.registry.identity import canonical
from medlint.registry.names import fold
from medlint.registry.tables import COLUMNS
from medlint.schema import violations_of

REGISTRY = load()
FOLDER = Path(resources.folder("rules")) / "availability" / "registry"
HEADER = ",".join(COLUMNS["facts"])


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(name: str, column: str) -> list[str]:
    return [part for row in table(name) for part in row[column].split(";") if part]


# --- the tables


def test_the_schema_accepts_the_registry() -> None:
    assert [(v.pointer, v.message) for v in violations_of("registry", to_json(REGISTRY))] == []


@pytest.mark.parametrize("name", COLUMNS)
def test_every_table_has_its_columns_and_no_line_twice(name: str) -> None:
    text = (FOLDER / f"{name}.csv").read_bytes().decode("utf-8")
    lines = text.split("\n")
    assert lines[0] == ",".join(COLUMNS[name])
    assert lines[-1] == ""
    assert "\r" not in text
    assert [line for line, count in Counter(lines[1:-1]).items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("drugs", ("drug",)),
        ("facts", ("drug", "jurisdiction", "date", "status", "scope")),
        ("combinations", ("members", "jurisdiction", "date", "order")),
        ("synonyms", ("name",)),
        ("jurisdictions", ("code",)),
        ("forms", ("words",)),
    ],
)
def test_lines_are_sorted_and_have_keys_of_their_own(name: str, key: tuple[str, ...]) -> None:
    keys = [tuple(row[column] for column in key) for row in table(name)]
    assert keys == sorted(keys)
    assert [found for found, count in Counter(keys).items() if count > 1] == []


@pytest.mark.parametrize("name", COLUMNS)
def test_cells_are_trimmed(name: str) -> None:
    assert [cell for row in table(name) for cell in row.values() if cell != " ".join(cell.split())] == []


def test_facts_and_drugs_belong_together() -> None:
    assert {row["drug"] for row in table("facts")} == {row["drug"] for row in table("drugs")}


def test_no_name_stands_for_two_drugs() -> None:
    owners: dict[str, set[str]] = {}
    for row in table("drugs"):
        for name in [row["drug"], *row["names"].split(";")]:
            owners.setdefault(fold(name), set()).add(row["drug"])
    for row in table("synonyms"):
        owners.setdefault(fold(row["name"]), set()).add(row["inn"])
    assert {name: found for name, found in owners.items() if name and len(found) > 1} == {}


def test_a_drugs_names_stand_in_its_own_line_only() -> None:
    drugs = {row["drug"] for row in table("drugs")}
    assert [row for row in table("synonyms") if {row["name"], row["inn"]} & drugs] == []


def test_what_is_only_looked_up_is_no_name() -> None:
    looked_up = {fold(name) for name in cells("drugs", "lookup_only")}
    assert {"amp", "pcp", "lsd", "hes"} <= looked_up
    assert looked_up & set(REGISTRY.names.inns) == set()


def test_codes_and_forms_are_known_ones() -> None:
    codes = {row["code"] for row in table("jurisdictions")}
    used = {row["jurisdiction"] for name in ("facts", "combinations") for row in table(name)}
    assert used <= codes
    forms = {row["form"] for row in table("forms")}
    assert set(cells("facts", "forms") + cells("combinations", "forms")) <= forms


def test_members_are_sorted_inns() -> None:
    for row in table("combinations"):
        members = row["members"].split(" + ")
        assert members == sorted(set(members))
        assert canonical(members, REGISTRY.names) == frozenset(members)


def test_the_text_of_an_order_reads_as_its_members() -> None:
    # Strengths for several members at once, and kits, are no titles.
    plain = [
        row
        for row in table("combinations")
        if row["notified_as"] and not re.search(r"\d+/ ?\d|&|\bas enteric", row["notified_as"])
    ]
    assert len(plain) >= 490
    for row in plain:
        assert " + ".join(sorted(REGISTRY.identify(row["notified_as"]).names)) == row["members"], row["order"]


def test_salts_are_closed_and_none_is_a_drug() -> None:
    kinds = {row["kind"] for row in table("salts")}
    assert kinds == {"salt", "kept", "element"}
    salts = {row["name"]: row["canonical"] for row in table("salts") if row["kind"] == "salt"}
    assert set(salts.values()) <= set(salts)
    assert set(salts) & set(REGISTRY.names.inns) == set()


@pytest.mark.parametrize("name", ["facts", "combinations"])
def test_texts_speak_of_medicine_alone(name: str) -> None:
    banned = re.compile(r"/work|/tmp|find_string|\bown row\b|README|https?://|\.py\b|[\x00-\x1f\x7f]", re.I)
    assert [cell for row in table(name) for cell in row.values() if banned.search(cell)] == []


def test_everywhere_is_said_of_no_drug_that_is_known_to_be_sold() -> None:
    for drug in REGISTRY.drugs():
        facts = [fact for fact in REGISTRY.facts(drug) if fact.actionable and fact.whole]
        if any(fact.jurisdiction == "WW" and fact.status in GONE for fact in facts):
            assert not [fact for fact in facts if fact.status == "marketed"], drug.name


def test_reasons_are_short() -> None:
    assert [row["reason"] for row in table("facts") if len(row["reason"].split()) > 12] == []


# --- what was corrected, and must stay so


@pytest.mark.parametrize(
    ("drug", "jurisdiction", "status", "date"),
    [
        ("terfenadine", "US", "withdrawn", "1998-02"),
        ("astemizole", "US", "withdrawn", "1999-06-18"),
        ("benfluorex", "EU", "withdrawn", "2010-06-14"),
        ("grepafloxacin", "WW", "withdrawn", "1999-10-27"),
        ("hydroxyethyl starch", "EU", "suspended", "2022-05-24"),
        ("carisoprodol", "EU", "suspended", "2008-02-05"),
        ("chikungunya vaccine live", "US", "withdrawn", "2026-01-19"),
        ("pralsetinib", "EU", "discontinued", "2024-10-24"),
        ("tegaserod", "US", "discontinued", "2022"),
        ("tazemetostat", "WW", "withdrawn", "2026-03-09"),
        ("levamisole", "EU", "proposed", "2026-02-12"),
        ("phenylpropanolamine", "IN", "contested", "2011-02-10"),
        ("phentermine", "US", "marketed", ""),
        ("kava", "DE", "returned", "2015"),
    ],
)
def test_a_corrected_fact_stands(drug: str, jurisdiction: str, status: str, date: str) -> None:
    assert (status, date) in {(f.status, f.date) for f in REGISTRY.facts(drug) if f.jurisdiction == jurisdiction}


@pytest.mark.parametrize(
    ("drug", "jurisdiction"),
    [
        *(("terfenadine", "WW"), ("astemizole", "WW"), ("etretinate", "WW"), ("iproniazid", "WW")),
        *(("nikethamide", "WW"), ("norpseudoephedrine", "WW"), ("clofibrate", "WW"), ("benzbromarone", "EU")),
        *(("phentermine", "EU"), ("clobenzorex", "EU"), ("fenproporex", "EU"), ("diclofenac", "IN")),
    ],
)
def test_a_deleted_fact_stays_deleted(drug: str, jurisdiction: str) -> None:
    assert jurisdiction not in {fact.jurisdiction for fact in REGISTRY.facts(drug)}


@pytest.mark.parametrize(
    "drug", ["oxyphenbutazone", "strychnine", "aristolochic acid", "edetate disodium", "merbromin"]
)
def test_a_doubtful_fact_cannot_cause_a_diagnostic(drug: str) -> None:
    assert REGISTRY.facts(drug)
    assert not [fact for fact in REGISTRY.facts(drug) if fact.actionable and fact.status in GONE]


def test_indian_dates_and_states() -> None:
    orders = {order.order: order for order in REGISTRY.combinations() if order.jurisdiction == "IN"}
    assert Counter(order.date for order in orders.values())["2024-08-12"] == 0
    assert orders["S.O. 3300(E)"].date == "2024-08-02"
    states = {
        "S.O. 4383(E)": "in force",
        "S.O. 4379(E)": "contested",
        "S.O. 2394(E)": "contested",
        "S.O. 3284(E)": "contested",
        "S.O. 4616(E)": "rescinded",
        "S.O. 4711(E)": "restricted only",
    }
    assert {number: orders[number].legal_status for number in states} == states


def test_class_rules_are_no_combinations() -> None:
    classes = re.compile(
        r"\bany other\b|\bantihistamine\b|\bvitamin\b|\banalgesic|\bsteroid\b|nonstandard|\bsulfonamide\b"
    )
    assert [
        row["members"]
        for row in table("combinations")
        if classes.search(row["members"]) and "soap" not in row["members"]
    ] == []


# --- looking up


@pytest.mark.parametrize(
    ("name", "drug"),
    [
        *(
            ("efalizumab", "efalizumab"),
            ("Raptiva", "efalizumab"),
            ("RAPTIVA", "efalizumab"),
            ("hes", "hydroxyethyl starch"),
        ),
        *(
            ("dipyrone", "metamizole"),
            ("Analgin", "metamizole"),
            ("catechin", "cianidanol"),
            ("Co-proxamol", "dextropropoxyphene"),
        ),
    ],
)
def test_a_drug_is_looked_up_by_any_of_its_names(name: str, drug: str) -> None:
    found = REGISTRY.lookup(name)
    assert found is not None
    assert found.name == drug


def test_an_unknown_name_is_none() -> None:
    assert REGISTRY.lookup("efalizumap") is None
    assert REGISTRY.facts("efalizumap") == ()
    assert REGISTRY.combination(frozenset({"efalizumab", "paracetamol"})) == ()


def test_the_surest_facts_come_first() -> None:
    for drug in REGISTRY.drugs():
        order = [("verified", "known", "likely", "unsure").index(fact.confidence) for fact in REGISTRY.facts(drug)]
        assert order == sorted(order)


def test_a_place_is_named_as_after_in() -> None:
    assert [REGISTRY.place(code) for code in ("IN", "US", "EU", "ZZ")] == ["India", "the US", "the EU", "ZZ"]
    assert (REGISTRY.union("DE"), REGISTRY.union("IN"), REGISTRY.union("ZZ")) == ("EU", "", "")


def test_a_registry_is_pickled_by_its_files_alone() -> None:
    assert pickle.loads(pickle.dumps(REGISTRY)) == REGISTRY
    assert len(pickle.dumps(REGISTRY)) < 1000


# --- a user's own files


def write(folder: Path, *lines: str, header: str = HEADER, name: str = "ours.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path


def test_a_users_fact_is_added(tmp_path: Path) -> None:
    ours = write(tmp_path, "vesnarinone,JP,withdrawn,1999,mortality,more deaths,whole drug,,,company letter,verified")
    registry = REGISTRY.with_files([str(ours)])
    assert registry.identify("Vesnarinone").known
    assert [fact.status for fact in registry.facts("vesnarinone")] == ["withdrawn"]
    assert REGISTRY.facts("vesnarinone") == ()


def test_a_users_fact_replaces_ours_in_its_jurisdiction_alone(tmp_path: Path) -> None:
    ours = write(tmp_path, "Dipyrone,US,marketed,,,,whole drug,,,our pharmacists,known")
    facts = {fact.jurisdiction: fact for fact in REGISTRY.with_files([str(ours)]).facts("metamizole")}
    assert (facts["US"].status, facts["US"].drug) == ("marketed", "metamizole")
    assert facts["IN"].status == "returned"


def test_a_users_combination_and_drug_count_as_well(tmp_path: Path) -> None:
    orders = write(
        tmp_path,
        "Acetaminophen + Foozine HCl,IN,banned,2026,S.O. 1(E),,any form or strength,,,in force,,gazette,verified",
        header=",".join(COLUMNS["combinations"]),
    )
    drugs = write(tmp_path, "foozine,foozin,Foo,,", header=",".join(COLUMNS["drugs"]), name="drugs.csv")
    registry = REGISTRY.with_files([str(orders), str(drugs)])
    assert registry.identify("Foozin HCl + Paracetamol").names == {"foozine", "paracetamol"}
    assert [o.order for o in registry.combination(frozenset({"foozine", "paracetamol"}))] == ["S.O. 1(E)"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x,IN,withdrawn,1999,,,whole drug,,,s", "ours.csv:3: the row has 10 fields, the header 11"),
        ("x,India,withdrawn,1999,,,whole drug,,,s,known", "ours.csv:3: column 'jurisdiction': 'India' is no code"),
        ("x,IN,withdrawl,1999,,,whole drug,,,s,known", "column 'status': 'withdrawl' is not one of"),
        ("x,IN,withdrawl,1999,,,whole drug,,,s,known", "did you mean 'withdrawn'?"),
        ("x,IN,withdrawn,1.1.1999,,,whole drug,,,s,known", "column 'date': '1.1.1999' is no date; write YYYY"),
        ("x,IN,withdrawn,1999,bad,,whole drug,,,s,known", "column 'reason_category': 'bad' is not one of"),
        ("x,IN,withdrawn,1999,,,,,,s,known", "column 'scope': the scope is empty; write 'whole drug'"),
        ("x,IN,withdrawn,1999,,,whole drug,,,,known", "column 'source': every fact needs a source"),
        ("x,IN,withdrawn,1999,,,whole drug,,,s,sure", "column 'confidence': 'sure' is not one of"),
        (",IN,withdrawn,1999,,,whole drug,,,s,known", "column 'drug': the name is empty"),
        ('x,IN,"withdrawn', "cannot be read"),
    ],
)
def test_a_bad_row_is_told_with_file_line_and_column(tmp_path: Path, line: str, says: str) -> None:
    ours = write(tmp_path, "fine,IN,withdrawn,1999,,,whole drug,,,s,known", line)
    with pytest.raises(RegistryError) as raised:
        REGISTRY.with_files([str(ours)])
    assert says in str(raised.value)
    assert str(ours) in str(raised.value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("paracetamol,IN,banned,2026,,,any form or strength,,,,,s,known", "write at least two names, joined by ' + '"),
        ("a + b,IN,banned,2026,,,,,,,,s,known", "column 'scope': the scope is empty"),
        ("a + b,IN,banned,2026,,,any form or strength,,,in vigour,,s,known", "column 'legal_status'"),
    ],
)
def test_a_bad_combination_is_told(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(RegistryError, match=re.escape(says)):
        REGISTRY.with_files([str(write(tmp_path, line, header=",".join(COLUMNS["combinations"])))])


def test_a_name_for_two_drugs_is_told(tmp_path: Path) -> None:
    drugs = write(tmp_path, "foozine,dipyrone,,,", header=",".join(COLUMNS["drugs"]))
    with pytest.raises(RegistryError, match="'dipyrone' stands for 'metamizole' and for 'foozine'"):
        REGISTRY.with_files([str(drugs)])


@pytest.mark.parametrize("data", [b"drug;names\n", b"", b"\xff\xfe\x00", b"drug,names\x00\n"])
def test_a_file_that_is_no_table_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "ours.csv"
    path.write_bytes(data)
    with pytest.raises(RegistryError, match=re.escape(str(path))):
        REGISTRY.with_files([str(path)])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="No such file"):
        REGISTRY.with_files([str(tmp_path / "none.csv")])


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    assert Registry(str(tmp_path / "nowhere")).files == ()
