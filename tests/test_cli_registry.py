"""`medlint registry` and `medlint explain --drug`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from medlint.cli.app import app
from medlint.config import forget

FACTS = "drug,jurisdiction,status,date,reason_category,reason,scope,forms,note,source,confidence\n"
GOOD = "nadomol,IN,banned,2020,hepatic,liver injury,whole drug,,,The house,known\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    forget()
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_lookup_tells_all_by_market_with_sources() -> None:
    done = run("registry", "lookup", "Metamizole")
    assert done.exit_code == 0
    assert "also called: " in done.output
    assert done.output.index("\n  India") < done.output.index("\n  US")
    assert "source: " in done.output
    assert "\n  in IN, US, EU, GB: " in done.output


@pytest.mark.parametrize("name", ["Dipyrone", "dipyrone", "analgin", "Metamizole sodium"])
def test_lookup_resolves_other_names(name: str) -> None:
    assert run("registry", "lookup", name).output.startswith("metamizole\n")


def test_lookup_resolves_brands() -> None:
    assert run("registry", "lookup", "Raptiva").output.startswith("efalizumab\n")


def test_lookup_of_a_drug_names_the_combinations_that_it_is_in() -> None:
    output = run("registry", "lookup", "ranitidine").output
    assert "combinations" in output
    assert "domperidone + ranitidine + simeticone: Prohibited in India" in " ".join(output.split())


def test_lookup_of_a_combination_in_any_order() -> None:
    one = run("registry", "lookup", "Rabeprazole + Aceclofenac + Acetaminophen")
    other = run("registry", "lookup", "aceclofenac + paracetamol + rabeprazole")
    assert one.output == other.output
    assert "S.O. 4379(E)" in one.output
    assert "contested" in one.output
    assert "rabeprazole: no end of it is known" in one.output


def test_lookup_as_json() -> None:
    found = json.loads(run("registry", "lookup", "efalizumab", "--output-format", "json").stdout)
    assert found["known"] is True
    assert found["drug"]["drug"] == "efalizumab"
    assert found["verdict"]["everywhere"] is True
    assert found["facts"][0]["status"] == "withdrawn"
    assert found["facts"][0]["source"]
    found = json.loads(run("registry", "lookup", "a + b", "--output-format", "json").stdout)
    assert (found["known"], found["members"], found["combinations"]) == (False, ["a", "b"], [])


def test_lookup_of_what_is_not_known() -> None:
    done = run("registry", "lookup", "efalizumap")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "Did you mean 'efalizumab'?" in done.stderr
    assert "proves nothing" in done.stderr


def test_nothing_reaches_the_terminal_that_it_would_obey() -> None:
    done = run("registry", "lookup", "\x1b[31mred\u202e")
    assert "\x1b" not in done.output
    assert "\u202e" not in done.output
    done = run("explain", "AVL001", "--drug", "\x1b[31mred\n---\n")
    assert "\x1b" not in done.output
    assert done.exit_code == 0


def test_site_s_own_tables_and_markets_count(folder: Path) -> None:
    (folder / "own.csv").write_text(FACTS + GOOD)
    (folder / "medlint.toml").write_text('registry = ["own.csv"]\nmarkets = ["IN"]\n')
    done = run("registry", "lookup", "Nadomol")
    assert "in IN: Banned in India (2020): liver injury." in done.output
    (folder / "own.csv").write_text(FACTS + GOOD.replace("banned", "baned"))
    forget()
    done = run("registry", "lookup", "Nadomol")
    assert done.exit_code == 2
    assert "did you mean 'banned'" in done.output


def test_list_by_filters() -> None:
    lines = run(
        "registry", "list", "--jurisdiction", "in", "--status", "banned", "--reason", "hepatic"
    ).output.splitlines()
    assert lines
    assert all("  IN  banned  " in line for line in lines)
    assert any(line.startswith("nialamide ") for line in lines)
    both = run("registry", "list", "--status", "banned", "--status", "suspended").output.splitlines()
    assert len(both) > len(run("registry", "list", "--status", "suspended").output.splitlines()) > 0


def test_list_by_kind() -> None:
    everything = json.loads(run("registry", "list", "--output-format", "json").stdout)
    single = json.loads(run("registry", "list", "--kind", "single", "--output-format", "json").stdout)
    combined = json.loads(run("registry", "list", "--kind", "combination", "--output-format", "json").stdout)
    assert len(everything) == len(single) + len(combined)
    assert all("drug" in row for row in single)
    assert all("members" in row for row in combined)
    sure = json.loads(run("registry", "list", "--confidence", "unsure", "--output-format", "json").stdout)
    assert {row["confidence"] for row in sure} == {"unsure"}
    assert json.loads(run("registry", "list", "--jurisdiction", "ZZ", "--output-format", "json").stdout) == []


def test_list_refuses_words_that_the_registry_has_not() -> None:
    done = run("registry", "list", "--status", "baned")
    assert done.exit_code == 2
    assert "Did you mean 'banned'?" in done.output


def test_check_names_every_fault_by_line_and_column(folder: Path) -> None:
    bad = (
        GOOD.replace("banned", "baned")
        + GOOD.replace("IN", "India")
        + GOOD
        + GOOD.replace("The house", "")
        + "nadomol,IN\n"
    )
    (folder / "own.csv").write_text(FACTS + bad)
    done = run("registry", "check", "own.csv")
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert [line.split(" ")[0] for line in lines[:-1]] == ["own.csv:2:", "own.csv:3:", "own.csv:5:", "own.csv:6:"]
    assert "column 'status'" in lines[0]
    assert "did you mean 'banned'" in lines[0]
    assert lines[-1] == "own.csv: 5 rows, table 'facts', 4 faults."
    (found,) = json.loads(run("registry", "check", "own.csv", "--output-format", "json").stdout)
    assert [(fault["line"], fault["column"]) for fault in found["faults"]] == [
        (2, "status"),
        (3, "jurisdiction"),
        (5, "source"),
        (6, None),
    ]


def test_check_of_a_good_file(folder: Path) -> None:
    (folder / "own.csv").write_text(FACTS + GOOD)
    done = run("registry", "check", "own.csv")
    assert done.exit_code == 0
    assert done.output == "own.csv: 1 row, table 'facts', no fault.\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n", "the header is not one that medlint knows"),
        (b"\xff\xfe", "write it as UTF-8 CSV"),
        (b"", "the header is not one"),
        (b"name,inn,kind\nfoo,bar,x\n", "which only medlint has"),
        (b'drug,names,brands,lookup_only,note\nfoo,paracetamol,,,\nbar,"Exampline",,,\n', "stands for"),
    ],
)
def test_check_of_a_file_that_cannot_be_used(folder: Path, content: bytes, said: str) -> None:
    (folder / "own.csv").write_bytes(content)
    done = run("registry", "check", "own.csv")
    assert done.exit_code == 1
    assert said in done.output


def test_misuse() -> None:
    assert run("registry", "check", "nothing.csv").exit_code == 2
    done = run("registry", "lokup", "x")
    assert done.exit_code == 2
    assert "Did you mean 'lookup'?" in done.output


def test_explain_with_a_drug() -> None:
    done = run("explain", "AVL001", "--drug", "Efalizumab")
    assert done.exit_code == 0
    told = " ".join(done.output.rpartition("Of Efalizumab")[2].split())
    assert told.startswith("On a page that says nothing of its availability: error: ")
    assert told.endswith("On a page that says it is no longer available: nothing.")
    assert "Of " not in run("explain", "AVL001").output.splitlines()[-1]


def test_a_table_that_cannot_be_used_stops_the_check_once() -> None:
    """Not medlint's fault, and not told by every rule on every page."""
    Path("page.md").write_text("---\ntitle: Nadomol\n---\n\n# Nadomol\n\n### Usage\n\nPain.\n", encoding="utf-8")
    Path("own.csv").write_text("x,y\n", encoding="utf-8")
    done = run("check", "--config", 'registry = ["own.csv"]', "page.md")
    assert done.exit_code == 2
    assert "own.csv:1: the header is not one that medlint knows" in done.output
    assert "medlint registry check FILE" in done.output
    assert "LNT001" not in done.output
    Path("own.csv").write_text(FACTS + GOOD, encoding="utf-8")
    assert "AVL001" in run("check", "--config", 'registry = ["own.csv"]', "page.md").output
