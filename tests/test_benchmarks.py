"""The benchmarks: what they generate, run, draw and write. No test here looks at how long something takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import procfs, rivals, run, session, table
from benchmarks.corpus import copy_pages, edit, edited, extract_front, front_of, spread, walk_pages
from benchmarks.draft import make_draft
from benchmarks.faults import FAULTS, Fault
from benchmarks.generate import make_page, write_pages
from benchmarks.machine import machine_facts
from benchmarks.plot import Series, draw
from benchmarks.pool import SECTIONS, read_pool
from benchmarks.report import Measured, draw_growth, write_report
from benchmarks.rivals import RIVALS, Rival, Target, TooManyPages
from benchmarks.subject import HERE, BrokenSubject, Subject, clean_environment, find_subject
from benchmarks.suite import (
    COLD,
    EDITED,
    ONE,
    ONE_WARM,
    WARM,
    Bench,
    Case,
    FailedCase,
    Result,
    make_cases,
    run_cases,
)
from benchmarks.timing import TOO_LONG, Memory, Place, Run, run_once, watch_memory
from benchmarks.words import draw_word, name_of
from medlint.config import default_config
from medlint.engine import Job, check
from medlint.rule import load_rules

ROOT = Path(__file__).resolve().parents[1]
# A rule that does not exist yet, or no longer, finds nothing.
RULES = {rule.name for rule in load_rules()}
PLANTED = {fault.rule for fault in FAULTS} & RULES
SVG = "{http://www.w3.org/2000/svg}"


def found_in(text: str, path: str = "page.md") -> set[str]:
    """The names of the rules that are planted somewhere and that speak of this page."""
    report = check(Job(path, text.encode()), default_config())
    return {diagnostic.name for diagnostic in report.diagnostics} & PLANTED


# What is generated


def test_a_page_depends_on_its_number_and_the_seed_alone() -> None:
    alone = make_page(7, 1)
    assert [make_page(number, 1) for number in range(9)][7] == alone
    assert make_page(7, 2).text != alone.text
    assert make_page(8, 1).text != alone.text


def test_generated_pages_have_the_faults_that_were_planted_and_no_others_of_these() -> None:
    for number in range(20):
        page = make_page(number, 1)
        assert found_in(page.text, page.path) == set(page.broken) & RULES, page.path


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.rule in RULES], ids=lambda fault: fault.rule)
def test_each_fault_is_found_where_it_is_planted(fault: Fault) -> None:
    for seed in range(3):
        draft = make_draft("Exampline", Random(seed))
        assert found_in(draft.render()) == set()
        fault.plant(draft)
        assert found_in(draft.render()) == {fault.rule}


def test_pages_are_of_many_names_and_sizes() -> None:
    pages = [make_page(number, 1) for number in range(300)]
    sizes = sorted(len(page.text) for page in pages)
    assert len({page.path for page in pages}) == len(pages)
    assert 5000 < sum(sizes) / len(sizes) < 6000
    assert sizes[15] < 4600
    assert sizes[-15] > 6600
    assert 1 <= sum(len(page.broken) for page in pages) / len(pages) <= 4


def test_no_two_medicines_share_a_name() -> None:
    numbers = [*range(20_000), *range(134_000, 140_000)]
    assert len({name_of(number) for number in numbers}) == len(numbers)


def test_new_words_come_up_as_long_as_pages_do() -> None:
    random = Random(1)
    words = [draw_word(random) for _ in range(20_000)]
    first, second = set(words[:10_000]), set(words)
    assert len(second) > len(first) > 1000
    assert max(map(len, words)) < 20


def test_the_pool_has_sentences_of_each_section_with_gaps_for_the_name() -> None:
    pool = read_pool()
    for title in SECTIONS[1:]:
        assert len(pool[title]) > 5, title
    text = " ".join(block for blocks in pool.values() for block in blocks)
    assert "{Name} is an antihistamine" in text
    assert "etirizine" not in text
    assert "nhs.uk" not in text


def test_a_corpus_grows_without_change_of_what_is_there(tmp_path: Path) -> None:
    size = write_pages(tmp_path / "one", 0, 4, 3)
    size += write_pages(tmp_path / "one", 4, 6, 3)
    assert write_pages(tmp_path / "two", 0, 6, 3) == size
    one, two = ({page.name: page.read_bytes() for page in walk_pages(tmp_path / name)} for name in ("one", "two"))
    assert one == two
    assert len(one) == 6


# The folder that is timed


def test_a_copy_holds_pages_and_settings_alone(tmp_path: Path) -> None:
    source, copy = tmp_path / "source", tmp_path / "copy"
    for name in ("a.md", "sub/b.markdown", "sub/medlint.toml", "picture.png", ".git/c.md"):
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    assert copy_pages(source, copy) == 2
    copied = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert copied == {"a.md", "sub/b.markdown", "sub/medlint.toml"}


def test_front_matter_is_taken_out(tmp_path: Path) -> None:
    pages, front = tmp_path / "pages", tmp_path / "front"
    pages.mkdir()
    (pages / "a.md").write_bytes(b"---\ntitle: A\n---\n\n---\n")
    (pages / "b.md").write_bytes(b"no front matter\n")
    extract_front(pages, front)
    assert front_of(pages / "a.md", pages, front).read_bytes() == b"title: A\n"
    assert (front / "b.yaml").read_bytes() == b""


def test_pages_are_edited_in_their_text_and_put_back(tmp_path: Path) -> None:
    write_pages(tmp_path, 0, 3, 1)
    pages = list(walk_pages(tmp_path))
    before = [(page.read_bytes(), page.stat().st_mtime_ns) for page in pages]
    seen = set()
    for stamp in (1, 2):
        with edited(pages[:2], stamp):
            texts = [page.read_bytes() for page in pages]
        assert [new == old for new, (old, _) in zip(texts, before, strict=True)] == [False, False, True]
        assert all(text.startswith(b"---\nlayout: minimal-medicine\n") for text in texts)
        seen |= set(texts[:2])
    assert len(seen) == 4
    assert [(page.read_bytes(), page.stat().st_mtime_ns) for page in pages] == before


def test_a_page_without_sentences_can_be_edited() -> None:
    assert edit(b"---\na. b\n---\nno sentence", 3) == b"---\na. b\n---\nno sentence\nAsk again after 3 weeks.\n"


@pytest.mark.parametrize(("count", "expected"), [(1, [0]), (3, [0, 1, 2]), (10, list(range(10))), (40, None)])
def test_edited_pages_are_far_apart(count: int, expected: list[int] | None) -> None:
    chosen = [int(path.name) for path in spread((Path(str(number)) for number in range(count)), count, 10)]
    assert chosen == (expected or list(range(2, 40, 4)))


# Command lines


@pytest.fixture
def target(tmp_path: Path) -> Target:
    """Two pages, their front matter, and a folder for settings."""
    write_pages(tmp_path / "pages", 0, 2, 1)
    extract_front(tmp_path / "pages", tmp_path / "front")
    (tmp_path / "settings").mkdir()
    return Target(tmp_path / "pages", tmp_path / "front", tmp_path / "settings")


def rival(name: str) -> Rival:
    return next(each for each in RIVALS if each.name == name)


@pytest.mark.parametrize("each", RIVALS, ids=lambda each: each.name)
def test_a_rival_is_given_the_folder_or_the_page(each: Rival, target: Target) -> None:
    read = target.front if each.on_front else target.pages
    suffix = "yaml" if each.on_front else "md"
    assert any(str(read.as_posix()) in word.replace(os.sep, "/") for word in each.command(target, False))
    single = sorted(read.rglob(f"*.{suffix}"))[0]
    words = each.command(Target(single, single, target.settings), False)
    assert [word for word in words if single.name in word] in ([str(single)], [f":{single.as_posix()}"])
    assert (each.command(target, True) != each.command(target, False)) is each.caches


def test_rumdl_runs_as_it_is_fastest(target: Target) -> None:
    command = rival("rumdl").command
    assert command(target, False) == ["check", "--no-config", "--no-cache", "--silent", str(target.pages)]
    cache = str(target.settings / "rumdl-cache")
    assert command(target, True) == ["check", "--no-config", "--cache-dir", cache, "--silent", str(target.pages)]
    # It forgets the pages that it is not given: one page alone would make the whole folder cold.
    single = Target(next(walk_pages(target.pages)), target.front, target.settings)
    assert cache not in command(single, True)


def test_files_are_named_one_by_one_only_where_they_fit(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    each = rival("check-jsonschema")
    assert sum(word.endswith(".yaml") for word in each.command(target, False)) == 2
    monkeypatch.setattr(rivals, "_LONGEST", 50)
    with pytest.raises(TooManyPages):
        each.command(target, False)


def test_configurations_are_written_that_can_be_read(target: Target, tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    for name in ("remark-frontmatter/index.js", "remark-lint-frontmatter-schema/dist/index.js"):
        (modules / name).parent.mkdir(parents=True)
        (modules / name).touch()
    for each in RIVALS:
        if each.prepare:
            each.prepare(target.settings, modules / "remark-cli" / "cli.js")
    plugins = json.loads((target.settings / "remark.json").read_text(encoding="utf-8"))["plugins"]
    assert plugins[0].endswith("index.js")
    assert plugins[1][1]["embed"] == rivals.front_matter_schema()
    schema = json.loads((target.settings / "front-matter.schema.json").read_text(encoding="utf-8"))
    assert "title" in schema["$defs"]["front_matter"]["properties"]
    assert "BasedOnStyles" in (target.settings / "vale.ini").read_text(encoding="utf-8")


def test_rivals_that_are_not_installed_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert rivals.installed() == []
    monkeypatch.setattr("shutil.which", lambda program: f"/bin/{program}")
    assert [each.name for each, _ in rivals.installed()] == [each.name for each in RIVALS]
    assert [each.name for each, _ in rivals.installed(["vale"])] == ["vale"]


def test_medlint_is_timed_with_the_options_that_it_has(tmp_path: Path) -> None:
    subject = find_subject(HERE, clean_environment(HERE), jobs="2", config=["x.toml"])
    command = subject.check(tmp_path, tmp_path / "out", None)
    assert command[-1] == str(tmp_path)
    assert "--no-cache" in command
    assert command[-6:-1] == [str(tmp_path / "out"), "--jobs", "2", "--config", "x.toml"]
    cached = Subject(HERE, caches=True).check(tmp_path, tmp_path / "out", tmp_path / "cache")
    assert "--no-cache" not in cached
    assert cached[cached.index("--cache-dir") + 1] == str(tmp_path / "cache")


@pytest.mark.parametrize("command", [["no-such-program-anywhere"], [sys.executable, "-c", "print('other')"]])
def test_what_is_not_medlint_is_refused(command: list[str]) -> None:
    with pytest.raises(BrokenSubject):
        find_subject(command, os.environ)


def test_settings_of_this_environment_do_not_reach_what_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDLINT_SELECT", "RES")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    environment = clean_environment(HERE)
    assert not {"MEDLINT_SELECT", "PYTHONDONTWRITEBYTECODE"} & set(environment)
    assert environment["PYTHONPATH"].split(os.pathsep)[0] == str(ROOT)


def states(cases: list[Case]) -> list[tuple[str, str]]:
    return [(case.tool, case.state) for case in cases]


def test_cases_are_those_that_a_tool_can_do(target: Target) -> None:
    bench = Bench(target.pages, target.front, target.settings)
    chosen = [(rival("rumdl"), Path("rumdl")), (rival("yamllint"), Path("yamllint"))]
    whole, _ = make_cases(bench, 2, Subject(HERE, caches=True), chosen)
    assert states(whole) == [
        *(("medlint", state) for state in (COLD, WARM, EDITED, ONE, ONE_WARM)),
        *(("rumdl", state) for state in (COLD, WARM, ONE, ONE_WARM)),
        ("yamllint", COLD),
        ("yamllint", ONE),
    ]
    assert [len(case.edits) for case in whole if case.state == EDITED] == [2]
    growth, _ = make_cases(bench, 2, Subject(HERE, caches=False), chosen, growth=True)
    assert states(growth) == [("medlint", COLD), ("rumdl", COLD), ("rumdl", WARM), ("yamllint", COLD)]


# Running


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, os.environ, tmp_path / "output.txt", 60)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", code)


def test_a_run_keeps_code_and_output(place: Place) -> None:
    done = run_once(python("print('said'); raise SystemExit(3)"), place)
    assert done.code == 3
    assert done.wall > 0
    assert place.output.read_text(encoding="utf-8").strip() == "said"


def test_a_run_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    short = Place(tmp_path, os.environ, tmp_path / "output.txt", 0.3)
    forever = python("import time; time.sleep(600)")
    assert run_once(forever, short).code == TOO_LONG
    assert watch_memory(forever, short).code == TOO_LONG


@pytest.mark.skipif(not procfs.AVAILABLE, reason="there is no /proc here")
def test_memory_is_that_of_the_process_and_what_it_started(place: Place) -> None:
    child = "x = bytearray(40 << 20); x[::4096] = bytes(len(x[::4096])); import time; time.sleep(0.4)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', {child!r}])"
    memory = watch_memory(python(code), place)
    assert memory.largest is not None
    assert memory.parent is not None
    assert memory.together is not None
    assert memory.largest > 40 << 20
    assert memory.parent < 40 << 20 < memory.together


def test_rounds_go_to_and_fro_and_each_case_is_run_in_each(place: Place) -> None:
    told: list[str] = []
    cases = [Case("medlint", COLD, python("")), Case("other", COLD, python("raise SystemExit(1)"))]
    results, notes = run_cases(cases, place, 2, told.append)
    assert notes == []
    assert [len(result.runs) for result in results] == [2, 2]
    assert all(result.memory for result in results)
    there, back = ["medlint", "other"], ["other", "medlint"]
    assert [words.split(": ")[1].split(",")[0] for words in told] == [*there, *there, *back, *there]


def test_a_rival_that_fails_is_left_out_and_medlint_must_not(place: Place) -> None:
    good, bad = python(""), python("print('no rule'); raise SystemExit(2)")
    results, notes = run_cases([Case("medlint", COLD, good), Case("other", COLD, bad)], place, 1)
    assert [result.tool for result in results] == ["medlint"]
    assert notes == ["other, cold, is left out: exit code 2: no rule"]
    with pytest.raises(FailedCase, match="no rule"):
        run_cases([Case("medlint", COLD, bad)], place, 1)


# Tables and pictures


def result(tool: str, state: str, *walls: float, memory: int | None = 30) -> Result:
    size = None if memory is None else memory << 20
    return Result(tool, state, [Run(wall, wall, 0) for wall in walls], Memory(size, size, size, 0))


RESULTS = [
    result("medlint", COLD, 1.0, 2.0, 4.0),
    result("medlint", WARM, 0.1, 0.1, 0.1),
    result("medlint", ONE, 0.05, 0.05, 0.05),
    result("rumdl", COLD, 2.0, 2.0, 2.0, memory=160),
    result("rumdl", WARM, 0.5, 0.5, 0.5),
    result("yamllint", COLD, 4.0, 4.0, 4.0, memory=None),
]


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.strip().split("\n")]


def test_a_row_for_each_result() -> None:
    header, _, *body = rows(table.results_table(RESULTS, 3000))
    assert [row[:2] for row in body] == [[each.tool, each.state] for each in RESULTS]
    first = dict(zip(header, body[0], strict=True))
    assert first["wall s"] == "2.00"
    assert first["lowest to highest"] == "1.00 to 4.00"
    assert first["pages/s"] == "1,500"
    assert first["largest process MiB"] == "30"
    assert dict(zip(header, body[2], strict=True))["pages/s"] == "20"
    assert body[5][-3:] == ["-", "-", "-"]


def test_ratios_are_taken_round_by_round() -> None:
    header, _, *body = rows(table.ratios_table(RESULTS))
    assert header[1:] == [COLD, WARM, ONE]
    assert body == [
        ["rumdl", "1.00 (0.50 to 2.00)", "0.20 (0.20 to 0.20)", "-"],
        ["yamllint", "0.50 (0.25 to 1.00)", "0.03 (0.03 to 0.03)", "-"],
    ]


SIZES = {
    1000: [result("medlint", COLD, 1.0, memory=40), result("rumdl", COLD, 1.0)],
    10_000: [result("medlint", COLD, 10.0, memory=44)],
}


def test_a_column_for_each_size() -> None:
    header, _, *body = rows(table.growth_table(SIZES))
    assert header[2:] == ["1,000 pages", "10,000 pages"]
    assert body == [
        ["medlint", COLD, "1.00 s, 40 MiB", "10.0 s, 44 MiB"],
        ["rumdl", COLD, "1.00 s, 30 MiB", "-"],
    ]


@pytest.mark.parametrize(
    ("wall", "memory", "flat"), [(10.0, 44, True), (9.0, 59, True), (11.0, 44, False), (10.0, 60, False)]
)
def test_growth_is_flat_or_not(wall: float, memory: int, flat: bool) -> None:
    sizes = {**SIZES, 10_000: [result("medlint", COLD, wall, memory=memory)]}
    (growth,) = table.measure_growth(sizes, 1000, 10_000)
    assert growth.is_flat() is flat
    assert rows(table.verdict_table([growth]))[-1][-1] == ("yes" if flat else "no")
    assert growth.time == pytest.approx(wall)


def test_a_pipe_in_a_cell_does_not_end_it() -> None:
    assert table.facts_table({"a|b": "c"}).endswith("| a\\|b | c |\n")


def test_the_picture_holds_each_series_with_each_point() -> None:
    series = [
        Series("medlint, <cold> & warm", ((1, 0.1, 30.0), (100, 0.2, 31.0), (100_000, 30.0, 33.0)), strong=True),
        Series("rumdl", ((1, 0.01, None), (100, 0.05, 20.0))),
        *(Series(f"tool {number}", ((1, 0.1 * number, 30.0),)) for number in range(1, 12)),
    ]
    root = ET.fromstring(draw("Title <x>", 'by "day" & night', series))
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label") == "Title <x>"
    groups = [group for group in root.iter(f"{SVG}g") if group.find(f"{SVG}title") is not None]
    counts: dict[str, list[int]] = {}
    for group in groups:
        marks = group.find(f"{SVG}g")
        assert marks is not None
        counts.setdefault(str(group.findtext(f"{SVG}title")), []).append(len(marks))
        assert group.findtext(f"{SVG}text") == group.findtext(f"{SVG}title")
    assert counts == {
        "medlint, <cold> & warm": [3, 3],
        "rumdl": [2, 1],
        **{f"tool {number}": [1, 1] for number in range(1, 12)},
    }


def test_no_two_series_look_alike_and_no_label_covers_another() -> None:
    series = [Series(f"tool {number}", ((1, 1.0, 30.0), (10, 2.0, 31.0))) for number in range(12)]
    picture = draw("t", "s", series)
    looks = {tuple(line for line in picture.split("\n") if line.startswith(f".s{number} ")) for number in range(12)}
    assert len(looks) == 12
    labels = [text for text in ET.fromstring(picture).iter(f"{SVG}text") if "name" in str(text.get("class"))]
    for panel in (labels[:12], labels[12:]):
        heights = sorted(float(str(text.get("y"))) for text in panel)
        assert all(after - before > 14 for before, after in pairwise(heights))


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_a_line_can_be_read_on_its_ground() -> None:
    from benchmarks.plot import _COLOURS

    for ground, column in (("#ffffff", 0), ("#0d1117", 1)):
        for colours in _COLOURS:
            low, high = sorted((luminance(ground), luminance(colours[column])))
            assert (high + 0.05) / (low + 0.05) >= 4.5, colours[column]


def test_the_report_holds_what_was_measured() -> None:
    measured = Measured({"Processor": "A | B"}, 3, {"medlint": "all"}, "3,000 pages", 3000, RESULTS, dict(SIZES))
    measured.growth = table.measure_growth(SIZES, 1000, 10_000)
    measured.notes.append("vale is left out: exit code 2")
    report = write_report(measured, "growth.svg")
    for part in ("median of 3 runs", "A \\| B", "## 3,000 pages", "](growth.svg)", "| yes |", "- vale is left out"):
        assert part in report
    assert table.ratios_table(RESULTS) in report
    assert "rumdl, cold" in draw_growth(measured)
    assert "##" not in write_report(Measured({}, 1), None)


def test_the_machine_is_known() -> None:
    facts = machine_facts()
    assert facts["Python"].endswith(sys.version.split()[0])
    assert int(facts["Cores"]) >= 1
    assert facts["Processor"]


# The program


# What starts faster than medlint and, to the benchmarks, looks like it: it can write into the folder of its cache.
STAND_IN = """\
import pathlib, sys
words = sys.argv[1:]
if "--help" in words or "--version" in words:
    print("stand-in 1.2.3 --no-cache --cache-dir")
else:
    assert pathlib.Path(words[-1]).exists()
    pathlib.Path(words[words.index("--output-file") + 1]).write_text("")
"""


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rival is installed."""
    monkeypatch.setattr(session, "installed", lambda names: [])


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in is timed instead of medlint."""
    path = tmp_path / "stand_in.py"
    path.write_text(STAND_IN, encoding="utf-8")
    monkeypatch.setattr(run, "HERE", (sys.executable, "-S", str(path)))


@pytest.mark.usefixtures("alone")
def test_medlint_is_timed_on_a_few_pages(capsys: pytest.CaptureFixture[str]) -> None:
    code = run.main(["--pages", "5", "--runs", "1", "--jobs", "1"])
    said = capsys.readouterr()
    assert code == 0, said.err
    assert "## 5 generated pages (seed 1)" in said.out
    assert "| medlint | cold |" in said.out


@pytest.mark.usefixtures("alone", "stand_in")
def test_everything_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report, pages = tmp_path / "report.md", tmp_path / "pages"
    words = ["--pages", "5", "--runs", "1", "--sizes", "1,5", "--growth", "2,5"]
    code = run.main([*words, "--into", str(pages), "--report", str(report)])
    said = capsys.readouterr()
    text = report.read_text(encoding="utf-8")
    assert code in (0, 1), said.err
    assert said.out == text
    for part in ("| medlint | 1.2.3 |", "## 5 generated", "1 page | 2 pages | 5 pages |", "2 to 5", "](report.svg)"):
        assert part in text
    for state in (COLD, WARM, EDITED, ONE, ONE_WARM):
        assert f"| medlint | {state} |" in text
    assert ET.parse(report.with_suffix(".svg")).getroot().tag == f"{SVG}svg"
    assert {page.read_text(encoding="utf-8") for page in walk_pages(pages)} == {
        make_page(number, 1).text for number in range(5)
    }


@pytest.mark.usefixtures("alone", "stand_in")
def test_a_folder_is_copied_and_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "site"
    write_pages(folder, 0, 2, 1)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert run.main(["--folder", str(folder), "--runs", "1"]) == 0
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert "## 2 pages of 'site'" in capsys.readouterr().out


@pytest.mark.usefixtures("alone", "stand_in")
def test_a_folder_without_pages_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert run.main(["--folder", str(tmp_path / "empty"), "--runs", "1"]) == 2
    assert "there are no pages" in capsys.readouterr().err


@pytest.mark.usefixtures("alone", "stand_in")
def test_a_rival_that_would_take_too_long_is_left_out(tmp_path: Path) -> None:
    options = run.parse_options(["--limit", "10"])
    known = session.Session(options, tmp_path)
    known.seconds["slow"] = (100, 2.0)
    assert known.is_quick("slow", 400)
    assert not known.is_quick("slow", 1000)
    assert known.is_quick("new", 100_000)
    assert known.measured.notes == ["slow is left out of 1,000 pages: it took 2.0 s for 100, and a run may take 10 s"]


@pytest.mark.usefixtures("stand_in")
def test_pages_can_be_written_and_nothing_timed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--pages", "3", "--runs", "0", "--into", str(tmp_path / "new")]) == 0
    assert capsys.readouterr().out == ""
    assert len(list(walk_pages(tmp_path / "new"))) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--folder", "no/such/folder"], "there is no folder"),
        (["--into", str(ROOT / "examples")], "must be new or empty"),
        (["--growth", "5"], "two numbers"),
        (["--growth", "5,5"], "two numbers"),
        (["--sizes", "0"], "no size can be 0"),
        (["--only", "nobody"], "is none of rumdl"),
        (["--runs", "0"], "say where with --into"),
        (["--report", "no/such/folder/report.md"], "for the report"),
    ],
)
def test_mistakes_are_told(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run.parse_options(words)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_a_medlint_that_fails_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--pages", "1", "--medlint", "no-such-program-anywhere"]) == 2
    assert "'no-such-program-anywhere' cannot be run" in capsys.readouterr().err


def test_it_starts_from_anywhere(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "run.py"), "--help"]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--growth" in done.stdout
