"""A site with old faults, in a real repository: a baseline, or --since, tells exactly what an edit did."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import CLEAN
from test_cli import Done, run

CONFIG = 'select = ["HSE", "DIS001", "STR001", "STR003", "STR005"]\nrules = ["house"]\nextend-exclude = ["house"]\n'
RULE = """\
---
severity: error
message: "the word '{found}' stands here"
help: "Say what you know."
check: forbid
params:
  patterns: ['\\b(?:poison|venom)\\b']
sources: ["The house"]
---

A page does not say **poison**. It says what is known.

~~~markdown bad
A poison. <!-- finding: "poison" -->
~~~

~~~markdown good
A word.
~~~
"""
DISCLAIMER = CLEAN[CLEAN.index("**Disclaimer:**") : CLEAN.index("**AI note:**")]
# Code, and the first line of the flagged place.
Told = list[tuple[str, str, int]]


def git(*args: str, at: Path | None = None) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **{f"GIT_{who}_{what}": f"{who}@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    done = subprocess.run(["git", *args], cwd=at, env=env, capture_output=True, check=True, text=True)
    return done.stdout.strip()


def page(name: str) -> str:
    """Return a page without fault whose sentences are its own."""
    return CLEAN.replace("Exampline", name.capitalize()).replace("Headache.", f"Headache, after {name} at night.")


def site_text(number: int) -> str:
    """Return one of the twelve pages: of the first nine, each has faults."""
    name = f"drug{number:02}"
    text = page(name)
    if number <= 3:
        text = text.replace("Ask a pharmacist.", f"{name} is no poison. Ask a pharmacist.")
    if number in (3, 4, 5):
        text = text.replace(DISCLAIMER, "")
    if number in (6, 7):
        text = text.replace(f"### Usage\n{name.capitalize()} eases pain.\n\n", "")
    if number in (8, 9):
        text = text.replace("It blocks a signal.\n", "")
    return text


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with twelve pages, in which the test works."""
    (tmp_path / "house/words").mkdir(parents=True)
    (tmp_path / "house/words/HSE001-poison.md").write_text(RULE)
    (tmp_path / "medlint.toml").write_text(CONFIG)
    (tmp_path / ".gitignore").write_text(".medlint_cache/\n")
    (tmp_path / "content").mkdir()
    for number in range(1, 13):
        (tmp_path / f"content/drug{number:02}.md").write_text(site_text(number))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main", at=tmp_path)
    commit("start")
    return tmp_path


def commit(message: str) -> str:
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", message)
    return git("rev-parse", "HEAD")


def path_of(number: int) -> Path:
    return Path(f"content/drug{number:02}.md")


def edit(number: int, old: str, new: str) -> None:
    text = path_of(number).read_text()
    assert old in text
    path_of(number).write_text(text.replace(old, new, 1))


def told(*args: str) -> Told:
    done = run("check", "content", "--output-format", "json", *args)
    assert done.code in (0, 1), done.err
    diagnostics = json.loads(done.out)["diagnostics"]
    return sorted((Path(one["path"]).name, one["code"], one["start"]["line"]) for one in diagnostics)


def line_of(path: Path, text: str) -> int:
    return path.read_text().replace("\r\n", "\n").split("\n").index(text) + 1


def insert_lines_above() -> tuple[Told, Told]:
    edit(1, "### Dosage\n", "A line.\n\nAnother.\n\n### Dosage\n")
    return [], []


def rename_a_page() -> tuple[Told, Told]:
    git("mv", "content/drug04.md", "content/paracetamol.md")
    return [], []


def rename_and_edit_a_page() -> tuple[Told, Told]:
    edit(2, "Headache", "A venom, and a headache")
    path_of(2).rename("content/moved.md")
    new = [("moved.md", "HSE001", line_of(Path("content/moved.md"), "A venom, and a headache, after drug02 at night."))]
    return new, new


def edit_another_line() -> tuple[Told, Told]:
    edit(1, "Headache", "A headache")
    return [], []


def edit_a_page_without_disclaimer() -> tuple[Told, Told]:
    # What a page lacks has no line: who touches the page is told of it.
    edit(4, "Headache", "A headache")
    return [], [("drug04.md", "DIS001", line_of(path_of(4), "# Drug04"))]


def add_a_faulty_page() -> tuple[Told, Told]:
    path = Path("content/extra.md")
    path.write_text(page("extra").replace("Headache", "A poison").replace(DISCLAIMER, ""))
    new = [
        ("extra.md", "DIS001", line_of(path, "# Extra")),
        ("extra.md", "HSE001", line_of(path, "A poison, after extra at night.")),
    ]
    return new, new


def fix_an_old_fault() -> tuple[Told, Told]:
    edit(1, "drug01 is no poison. ", "")
    return [], []


def delete_a_page() -> tuple[Told, Told]:
    path_of(3).unlink()
    return [], []


def duplicate_a_fault() -> tuple[Told, Told]:
    edit(2, "Headache", "No poison, but a headache")
    new = [("drug02.md", "HSE001", line_of(path_of(2), "No poison, but a headache, after drug02 at night."))]
    # The baseline knows how many there are, and not where: of equal ones the last is the new one.
    return new, new


def change_line_ends() -> tuple[Told, Told]:
    for number in (1, 3, 7):
        path_of(number).write_bytes(path_of(number).read_bytes().replace(b"\n", b"\r\n"))
    return [], []


def edit_the_flagged_line() -> tuple[Told, Told]:
    # The flagged word is the old one, so a baseline knows it; the line is the writer's, so --since tells it.
    edit(1, "drug01 is no poison.", "Mind that drug01 is no poison.")
    return [], [("drug01.md", "HSE001", line_of(path_of(1), "Mind that drug01 is no poison. Ask a pharmacist."))]


def edit_the_flagged_words() -> tuple[Told, Told]:
    edit(1, "poison", "venom")
    new = [("drug01.md", "HSE001", line_of(path_of(1), "drug01 is no venom. Ask a pharmacist."))]
    return new, new


def reorder_sections() -> tuple[Told, Told]:
    text = path_of(1).read_text()
    start, end = text.index("### Dosage"), text.index("### Side Effects")
    after = text.index("### Precautions")
    path_of(1).write_text(text[:start] + text[end:after] + text[start:end] + text[after:])
    new = [("drug01.md", "STR005", line_of(path_of(1), "### Dosage"))]
    return new, new


def empty_a_section() -> tuple[Told, Told]:
    # No line is left that was changed, and yet the heading has a new fault.
    edit(10, "It blocks a signal.\n", "")
    new = [("drug10.md", "STR003", line_of(path_of(10), "### How it Works"))]
    return new, new


EDITS: tuple[Callable[[], tuple[Told, Told]], ...] = (
    insert_lines_above,
    rename_a_page,
    rename_and_edit_a_page,
    edit_another_line,
    edit_a_page_without_disclaimer,
    add_a_faulty_page,
    fix_an_old_fault,
    delete_a_page,
    duplicate_a_fault,
    change_line_ends,
    edit_the_flagged_line,
    edit_the_flagged_words,
    reorder_sections,
    empty_a_section,
)


@pytest.fixture
def baseline(site: Path) -> Path:
    """The site with a baseline, committed, and named in the settings."""
    done = run("baseline", "content")
    assert done.code == 0, done.err
    (site / "medlint.toml").write_text('baseline = ".medlint-baseline.json"\n' + CONFIG)
    commit("baseline")
    return site / ".medlint-baseline.json"


@pytest.mark.usefixtures("baseline")
@pytest.mark.parametrize("change", EDITS, ids=lambda change: change.__name__)
def test_with_a_baseline_an_edit_is_told_and_nothing_else(change: Callable[[], tuple[Told, Told]]) -> None:
    assert told() == []
    expected, _ = change()
    assert told() == sorted(expected)
    commit("edit")
    assert told() == sorted(expected)


@pytest.mark.parametrize("change", EDITS, ids=lambda change: change.__name__)
def test_since_a_revision_an_edit_is_told_and_nothing_else(change: Callable[[], tuple[Told, Told]]) -> None:
    start = git("rev-parse", "HEAD")
    assert told("--since", start) == []
    _, expected = change()
    assert told("--since", start) == sorted(expected)
    git("checkout", "-q", "-b", "work")
    commit("edit")
    git("branch", "-f", "main", start)
    assert told("--since-merge-base", "main") == sorted(expected)


def all_but_renames(change: Callable[[], tuple[Told, Told]]) -> bool:
    return change not in (reorder_sections, empty_a_section)


@pytest.mark.parametrize("change", [one for one in EDITS if all_but_renames(one)], ids=lambda change: change.__name__)
def test_a_difference_in_a_file_tells_the_same(change: Callable[[], tuple[Told, Told]], tmp_path: Path) -> None:
    _, expected = change()
    if change is rename_a_page:
        # Of the page as it was, a difference says nothing: it counts as touched.
        expected = [("paracetamol.md", "DIS001", line_of(Path("content/paracetamol.md"), "# Drug04"))]
    if change is change_line_ends:
        expected = []
    git("add", "-A")
    (tmp_path / "change.diff").write_text(git("diff", "--cached", "-M", "HEAD") + "\n", newline="")
    found = told("--diff-file", "change.diff")
    if change is change_line_ends:
        found = [one for one in found if one[1] == "HSE001"]
    assert found == sorted(expected)


def test_all_edits_at_once_are_told_and_nothing_else(baseline: Path) -> None:
    expected = []
    for change in (
        rename_a_page,
        add_a_faulty_page,
        duplicate_a_fault,
        fix_an_old_fault,
        delete_a_page,
        empty_a_section,
    ):
        expected += change()[0]
    assert told() == sorted(expected)
    # The page that was deleted lacked a disclaimer, and so does the one that was added: it is another page.
    assert ("extra.md", "DIS001", line_of(Path("content/extra.md"), "# Extra")) in expected
    assert baseline.exists()


def check(*args: str) -> Done:
    return run("check", "content", *args)


def test_a_run_says_how_much_the_baseline_knows(baseline: Path) -> None:
    done = check()
    assert done.code == 0
    assert "10 known findings in the baseline." in done.out
    assert "line" not in baseline.read_text()


def test_all_is_told_without_the_baseline(baseline: Path) -> None:
    assert len(told("--no-baseline")) == 10
    assert baseline.exists()


def test_a_page_is_renamed_where_git_knows_nothing(baseline: Path, site: Path) -> None:
    # A folder that is no repository: the fault's own words, and the file's own name, are what is left to go by.
    import shutil

    shutil.rmtree(site / ".git")
    Path("content/old").mkdir()
    path_of(4).rename("content/old/drug04.md")
    edit(1, "poison", "poison or venom")
    path_of(3).rename("content/other.md")
    found = told()
    # Of "other" nothing is sure: its faults are those that many pages have.
    assert [one[0] for one in found] == ["drug01.md", "other.md", "other.md"]
    assert baseline.exists()


def test_update_takes_out_what_was_mended_and_puts_nothing_in(baseline: Path) -> None:
    before = baseline.read_text()
    edit(1, "drug01 is no poison. ", "")
    edit(2, "Headache", "A venom")
    path_of(3).unlink()
    done = check("-v")
    assert "3 entries of the baseline are stale" in done.out
    assert "Stale in the baseline: content/drug01.md: HSE001" in done.out
    done = run("baseline", "--update", "content")
    assert done.code == 1
    assert "3 findings taken out" in done.out
    assert "1 finding not in the baseline" in done.err
    after = baseline.read_text()
    assert set(after.split("\n")) < set(before.split("\n"))
    assert [one[:2] for one in told()] == [("drug02.md", "HSE001")]
    assert "stale" not in check("-v").out
    done = run("baseline", "--update", "--accept-new", "content")
    assert done.code == 0
    assert told() == []


def test_update_follows_a_renamed_page(baseline: Path) -> None:
    rename_a_page()
    assert run("baseline", "--update", "content").code == 0
    commit("renamed")
    assert "content/paracetamol.md" in baseline.read_text()
    assert "drug04" not in baseline.read_text()
    assert told() == []


def test_update_of_a_part_leaves_the_rest(baseline: Path) -> None:
    before = baseline.read_text()
    assert run("baseline", "--update", "content/drug01.md").code == 0
    assert run("baseline", "--update", "--select", "STR001", "content").code == 0
    assert baseline.read_text() == before


def test_a_baseline_is_not_overwritten(baseline: Path) -> None:
    before = baseline.read_text()
    done = run("baseline", "content")
    assert done.code == 2
    assert "--update" in done.err
    assert baseline.read_text() == before


def test_the_file_is_the_same_whoever_writes_it(baseline: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = baseline.read_text()
    baseline.unlink()
    monkeypatch.chdir(site / "content")
    assert run("baseline", ".").code == 0
    assert baseline.read_text() == before
    assert run("check", ".").code == 0


def test_rules_that_are_never_put_off(site: Path) -> None:
    (site / "medlint.toml").write_text('baseline = "known.json"\nunbaselinable = ["missing-disclaimer"]\n' + CONFIG)
    done = run("baseline", "content")
    assert "3 findings of rules that are never put off remain to be mended: DIS001 missing-disclaimer." in done.out
    assert "DIS001" not in (site / "known.json").read_text()
    assert {one[1] for one in told()} == {"DIS001"}
    # What was put off before the rule was barred is told all the same.
    (site / "medlint.toml").write_text('baseline = "known.json"\nunbaselinable = ["DIS001", "STR"]\n' + CONFIG)
    assert {one[1] for one in told()} == {"DIS001", "STR001", "STR003"}


def test_an_unknown_rule_in_unbaselinable_is_refused(site: Path) -> None:
    (site / "medlint.toml").write_text('unbaselinable = ["missing-disclaimr"]\n' + CONFIG)
    done = check()
    assert done.code == 2
    assert "missing-disclaimer" in done.err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"version": 1, "findings": [\n{"path": "a.md"\n]}', "line 3, is no JSON"),
        ('{"version": 2, "findings": []}', "version '2'"),
        ('{"version": 1, "findings": [{"path": "a.md"}]}', "entry 1 is not of the form"),
        ('{"version": 1}', "no list 'findings'"),
        ("[]", "no baseline of medlint's"),
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ('{"version": 1, "findings": [\n<<<<<<< HEAD\n]}', "merge conflict"),
    ],
)
def test_a_baseline_that_is_wrong_is_refused(baseline: Path, text: str, reason: str) -> None:
    baseline.write_text(text)
    done = check()
    assert done.code == 2
    assert reason in done.err
    assert "medlint baseline" in done.err


def test_a_baseline_that_is_not_there_is_refused(site: Path) -> None:
    done = check("--baseline", "none.json")
    assert done.code == 2
    assert "medlint baseline" in done.err
    assert site.exists()


def test_a_baseline_of_a_name_that_no_file_can_have_is_refused(site: Path) -> None:
    (site / "medlint.toml").write_text('baseline = "known\\u0000.json"\n' + CONFIG)
    done = check()
    assert done.code == 2
    assert "cannot be read" in done.err
    assert "itself failed" not in done.err


def test_fixes_are_made_where_something_is_told(site: Path) -> None:
    (site / "house/words/HSE002-kg.md").write_text(FIXABLE)
    (site / "medlint.toml").write_text(
        'baseline = "known.json"\nextend-exclude = ["house"]\nrules = ["house"]\nselect = ["HSE002"]\n'
    )
    edit(1, "Headache", "10kg and 5kg, headache")
    edit(2, "Headache", "10kg, headache")
    start = commit("old faults")
    assert run("baseline", "content").code == 0
    edit(1, "It blocks", "At 20kg and 10kg it blocks")
    assert run("check", "--fix", "content").code == 0
    text = path_of(1).read_text()
    # Which of two equal ones is the old one is not known without lines; one of them is fixed, and one left.
    assert "20 kg" in text
    assert text.count("10 kg") == 1
    assert text.count("10kg") == 1
    assert "5kg" in text
    assert "10kg" in path_of(2).read_text()
    git("checkout", "-q", "content")
    edit(1, "It blocks", "At 20kg and 10kg it blocks")
    assert run("check", "--fix", "--no-baseline", "--since", start, "content").code == 0
    text = path_of(1).read_text()
    assert "At 20 kg and 10 kg it blocks" in text
    assert "10kg and 5kg, headache" in text
    assert run("check", "--fix", "--no-baseline", "content").code == 0
    assert "kg" not in path_of(2).read_text().replace(" kg", "")


FIXABLE = """\
---
severity: error
message: "'{found}' needs {instead}"
help: "Write a space."
fix: "Write a space in '{found}'"
safety: safe
check: replace
params:
  terms:
    - {words: '\\b(\\d+)kg\\b', write: '\\1 kg', say: 'a space'}
sources: ["The house"]
---

A number and its unit are two words, and a space stands between them on each page of this site, always.

~~~markdown bad
Take 5kg. <!-- finding: "5kg" -->
~~~

~~~markdown good
Take 5 kg.
~~~

~~~markdown fixed
Take 5 kg.
~~~
"""


def test_a_hook_that_names_the_new_file_alone(baseline: Path) -> None:
    rename_a_page()
    done = run("check", "content/paracetamol.md")
    assert done.code == 0
    assert "1 known finding in the baseline." in done.out
    assert baseline.exists()


def test_standard_input_has_a_baseline_too(baseline: Path) -> None:
    text = path_of(1).read_bytes()
    assert run("check", "-", "--stdin-filename", "content/drug01.md", stdin=text).code == 0
    done = run("check", "-", "--stdin-filename", "content/drug01.md", stdin=text.replace(b"Headache", b"A venom"))
    assert done.code == 1
    assert baseline.exists()


def test_shards_are_merged_before_the_baseline_is_asked(baseline: Path) -> None:
    edit(2, "Headache", "No poison, but a headache")
    rename_a_page()
    for part in (1, 2):
        run("check", "content", "--shard", f"{part}/2", "--output-format", "json", "-o", f"{part}.json")
    done = run("merge", "1.json", "2.json", "--output-format", "json")
    found = json.loads(done.out)
    assert [(one["path"], one["code"]) for one in found["diagnostics"]] == [("content/drug02.md", "HSE001")]
    assert found["summary"]["known"] == 10
    assert (
        len(json.loads(run("merge", "1.json", "2.json", "--no-baseline", "--output-format", "json").out)["diagnostics"])
        == 11
    )
    assert baseline.exists()


def test_a_hostile_baseline_breaks_nothing(baseline: Path) -> None:
    entries = [
        {"path": path, "rule": "\x1b[31m", "fingerprint": "\ud800", "count": 1}
        for path in ("/etc/passwd", "../../x", "a\0b", "", "\x1b]0;owned\x07", "content", "\udcff")
    ]
    baseline.write_text(json.dumps({"version": 1, "findings": entries}))
    done = check("-v")
    assert done.code == 1
    assert "\x1b" not in done.out + done.err
    assert run("baseline", "--update", "content").code == 1


def test_from_nothing_to_a_guarded_site(site: Path) -> None:
    """The commands of docs/adopting.md."""
    (site / "medlint.toml").unlink()
    text = (Path(__file__).resolve().parents[1] / "docs/adopting.md").read_text("utf-8")
    block = text[text.index("```bash\n") + 8 :]
    lines = [line.split("#")[0].strip() for line in block[: block.index("```")].strip().split("\n")]
    assert len(lines) == 5
    codes = []
    for line in lines:
        if line.startswith("medlint "):
            codes.append(run(*line.split()[1:]).code)
        else:
            env = {**os.environ, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a", "GIT_COMMITTER_NAME": "a"}
            subprocess.run(line, shell=True, check=True, env={**env, "GIT_COMMITTER_EMAIL": "a"}, capture_output=True)
    assert codes == [0, 0, 0]
    edit(12, "### Dosage\nAsk a pharmacist.\n\n", "")
    assert [one[:2] for one in told()] == [("drug12.md", "STR001")]
