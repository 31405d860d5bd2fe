"""What the commands print, where they print it, and how they end."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from medlint import __version__, engine
from medlint.cli import progress
from medlint.cli.app import app
from medlint.cli.rules import table
from medlint.cli.session import candidates_of, read_job
from medlint.colour import Palette
from medlint.config import forget, resolve
from medlint.diagnostic import Severity
from medlint.found import Found
from medlint.rule import load_rules
from medlint.schema import violations_of

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("check", "explain", "rules", "parse", "config", "init", "registry", "completion")

# Three words that the site's own rules know, so that no test here depends on medlint's rules.
WORDS = {"error": ("HSE001", "poison"), "warning": ("HSE002", "maybe"), "info": ("HSE003", "perhaps")}
HOUSE_RULE = """\
---
severity: {severity}
message: "the word '{{found}}' stands here"
help: "Say what you know."
check: forbid
params:
  patterns: ['\\b{word}\\b']
sources: ["The house"]
---

A page does not say **{word}**. It says what is known.

~~~markdown bad
A {word} word. <!-- finding: "{word}" -->
~~~

~~~markdown good
A word.
~~~
"""
CONFIG = 'select = ["HSE", "FIL001"]\nrules = ["house"]\n'
CLEAN = "---\ntitle: Nadomol\n---\n\n# Nadomol\n\nTake one.\n"


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str


def run(*args: str | Path, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> Done:
    """Run medlint in this process, away from any terminal and from the settings of whoever runs the tests."""
    forget()
    names = [name for name in os.environ if name.startswith("MEDLINT_") or name.endswith("_COLOR")]
    whole: dict[str, str | None] = {**dict.fromkeys(names), **(env or {})}
    done = CliRunner().invoke(app, [str(arg) for arg in args], input=stdin, env=whole)
    return Done(done.exit_code, done.stdout, done.stderr)


def start(*args: str | Path, **settings: Any) -> "subprocess.Popen[bytes]":
    """Start medlint in a process of its own."""
    env = os.environ | {"PYTHONPATH": str(ROOT)} | settings.pop("env", {})
    return subprocess.Popen([sys.executable, "-m", "medlint", *map(str, args)], env=env, **settings)


def write(path: str, words: str = "Take one.") -> Path:
    """Write a page that says `words` on line 7."""
    page = Path(path)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(CLEAN.replace("Take one.", words), encoding="utf-8")
    return page


@pytest.fixture(autouse=True)
def _site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A working folder with a configuration and three rules of the house."""
    monkeypatch.chdir(tmp_path)
    Path("medlint.toml").write_text(CONFIG, encoding="utf-8")
    folder = tmp_path / "house" / "words"
    folder.mkdir(parents=True)
    for severity, (code, word) in WORDS.items():
        folder.joinpath(f"{code}-{severity}-word.md").write_text(
            HOUSE_RULE.format(severity=severity, word=word), encoding="utf-8"
        )
    yield
    forget()


def test_clean_pages_end_with_0() -> None:
    write("content/a.md")
    write("content/b.md")
    assert run("check", "content") == Done(0, "All checks passed on 2 files.\n", "")


def test_a_diagnostic_says_where_what_and_what_to_do() -> None:
    write("content/a.md", "Take no poison.")
    assert run("check", "content").out == (
        "error[HSE001] error-word: the word 'poison' stands here\n"
        " --> content/a.md:7:9\n"
        "  |\n"
        "7 | Take no poison.\n"
        "  |         ^^^^^^\n"
        "  = help: Say what you know.\n"
        "\n"
        "Checked 1 file: 1 error.\n"
    )


@pytest.mark.parametrize(
    ("words", "options", "code"),
    [
        ("poison", (), 1),
        ("maybe", (), 1),
        ("perhaps", (), 0),
        ("poison", ("--fail-on", "error"), 1),
        ("maybe", ("--fail-on", "error"), 0),
        ("perhaps", ("--fail-on", "info"), 1),
        ("poison", ("--exit-zero",), 0),
        ("poison", ("--config", 'fail-on="error"', "--ignore", "HSE001"), 0),
    ],
)
def test_exit_code_follows_the_gravest_finding(words: str, options: tuple[str, ...], code: int) -> None:
    write("content/a.md", words)
    assert run("check", "content", *options).code == code


def test_exit_code_follows_the_settings_of_each_file() -> None:
    write("strict/a.md", "maybe")
    write("lenient/a.md", "maybe")
    lenient = CONFIG.replace('"house"', '"../house"') + 'fail-on = "error"\n'
    Path("lenient/medlint.toml").write_text(lenient, encoding="utf-8")
    assert run("check", "lenient").code == 0
    assert run("check", "lenient", "strict").code == 1


def test_what_makes_the_run_fail_is_listed() -> None:
    write("a.md", "perhaps maybe")
    assert "[info]" not in run("check", "a.md", "--output-format", "concise").out
    assert "[info]" in run("check", "a.md", "--output-format", "concise", "--fail-on", "info").out
    hidden = run("check", "a.md", "--output-format", "concise", "--fail-on", "info", "--min-severity", "warning")
    assert hidden.code == 1
    assert "[info]" not in hidden.out
    assert "1 info finding not shown; --min-severity info shows it." in hidden.out


def test_a_crash_ends_with_2_whatever_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.md")

    def crash(*_: Any) -> None:
        raise RuntimeError("\x1b[31mboom")

    monkeypatch.setattr(engine, "parse", crash)
    done = run("check", "--exit-zero", "a.md")
    assert done.code == 2
    assert "LNT001" in done.out
    assert "\x1b" not in done.out


def test_a_fault_outside_of_the_pages_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.md")

    def crash(*_: Any) -> None:
        raise RuntimeError("\x1b[31mboom")

    monkeypatch.setattr(engine, "run", crash)
    done = run("check", "--exit-zero", "a.md")
    assert (done.code, done.out) == (2, "")
    assert "medlint itself failed" in done.err or f"medlint {__version__} itself failed" in done.err
    assert "\x1b" not in done.err


def test_a_path_that_does_not_exist_is_misuse() -> None:
    write("content/a.md")
    done = run("check", "contnet", "content/b.md")
    assert (done.code, done.out) == (2, "")
    assert "there is no file or folder 'contnet'. Did you mean 'content'?" in done.err
    assert "there is no file or folder 'content/b.md'." in done.err


def test_nothing_to_check_is_misuse() -> None:
    Path("empty").mkdir()
    Path("empty/notes.txt").write_text("x", encoding="utf-8")
    done = run("check", "empty")
    assert (done.code, done.out) == (2, "")
    assert "nothing to check: no file that matches '*.md', '*.markdown' was found in 'empty'." in done.err
    assert "Name a folder that holds pages" in done.err


def test_nothing_left_to_check_names_what_was_left_out() -> None:
    write("content/a.md")
    done = run("check", "--extend-exclude", "a.md", "content")
    assert done.code == 2
    assert "left out there by 'exclude' or by git: 1." in done.err


def test_a_hook_that_names_excluded_files_alone_passes() -> None:
    write("content/a.md", "poison")
    options = ("check", "content/a.md", "--extend-exclude", "content/")
    assert run(*options).code == 1
    done = run(*options, "--force-exclude")
    assert (done.code, done.err) == (0, "")
    assert "1 file skipped; -v says why." in done.out
    assert "content/a.md: excluded by 'content/'" in run(*options, "--force-exclude", "-v").out


def test_the_default_path_is_this_folder() -> None:
    write("a.md", "maybe")
    assert "a.md:7:1" in run("check").out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--select", "HSE01"), "HSE01"),
        (("--ignore", "error-wrod"), "error-word"),
        (("--config", "fail_on=1"), "fail-on"),
        (("--config", "no.toml"), "no.toml"),
        (("--isolated", "--config", "medlint.toml"), "--isolated"),
        (("--jobs", "0"), "neither 'auto' nor a number"),
        (("--jobs", "many"), "neither 'auto' nor a number"),
        (("--output-format", "xml"), "xml"),
        (("--fail-on", "never"), "never"),
        (("--stdin-filename", "x.md"), "'-'"),
        (("-", "--show-files"), "'-'"),
        (("-",), "'-'"),
        (("-o", "none/report.txt"), "there is no folder 'none'"),
        (("-o", "house"), "it is a folder"),
        (("-o", ""), "it is a folder"),
        (("--no-such-option",), "--no-such-option"),
    ],
)
def test_misuse_ends_with_2_and_a_sentence(options: tuple[str, ...], sentence: str) -> None:
    write("a.md")
    done = run("check", "a.md", *options)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert sentence in done.err


def test_a_house_rule_that_is_wrong_is_misuse() -> None:
    write("a.md")
    rule = next(Path("house/words").glob("HSE001*"))
    rule.write_text(rule.read_text(encoding="utf-8").replace("check: forbid", "check: forbidd"), encoding="utf-8")
    done = run("check", "a.md")
    assert (done.code, done.out) == (2, "")
    assert "did you mean 'forbid'?" in done.err


def test_a_schema_that_is_wrong_is_misuse() -> None:
    write("a.md")
    Path("own.json").write_text("{", encoding="utf-8")
    done = run("check", "a.md", "--config", 'schema="own.json"')
    assert (done.code, done.out) == (2, "")
    assert "own.json" in done.err


def test_standard_input_is_a_page() -> None:
    done = run("check", "-", "--output-format", "concise", stdin=CLEAN.replace("one", "poison").encode())
    assert done.code == 1
    assert "<stdin>:7:6: HSE001" in done.out
    named = run("check", "--stdin-filename", "content/new.md", "-", "--output-format", "concise", stdin=b"poison")
    assert "content/new.md:1:1: HSE001" in named.out


def test_standard_input_is_checked_by_the_settings_of_its_name() -> None:
    Path("other").mkdir()
    Path("other/medlint.toml").write_text(CONFIG.replace("HSE", "HSE002").replace("house", "../house"), "utf-8")
    assert run("check", "--stdin-filename", "other/new.md", "-", stdin=b"poison").code == 0
    assert run("check", "--stdin-filename", "new.md", "-", stdin=b"poison").code == 1


def test_standard_input_may_be_any_bytes() -> None:
    done = run("check", "-", stdin=b"\xff\xfe\x00")
    assert done.code == 1
    assert "FIL001" in done.out


def test_a_file_over_the_limit_is_not_read() -> None:
    write("a.md", "poison " * 100)
    done = run("check", "a.md", "--config", "max-file-size=100", "--output-format", "concise")
    assert done.code == 1
    assert "FIL001" in done.out
    assert "it is larger than 100 bytes" in done.out


def test_a_file_that_cannot_be_opened_is_a_finding() -> None:
    ((job, _),) = map(read_job, candidates_of([Found("gone.md", str(Path("gone.md").absolute()))], resolve))
    assert job.data is None
    assert job.problem == "it cannot be read: No such file or directory"


@pytest.mark.parametrize("statistics", [(), ("--statistics",)])
def test_json_is_as_its_schema_says(statistics: tuple[str, ...]) -> None:
    write("content/a.md", "poison maybe perhaps")
    write("content/b.md")
    Path("content/link.md").symlink_to("nowhere.md")
    done = run("check", "content", "--output-format", "json", *statistics)
    report = json.loads(done.out)
    assert done.code == 1
    assert violations_of("report", report) == ()
    assert [d["code"] for d in report["diagnostics"]] == ["HSE001", "HSE002", "HSE003"]
    assert report["diagnostics"][0]["start"] == {"line": 7, "column": 1, "offset": len(CLEAN) - len("Take one.\n")}
    assert report["summary"]["files"] == 2
    assert [skipped["path"] for skipped in report["summary"]["skipped"]] == ["content/link.md"]
    assert ("statistics" in report) is bool(statistics)


def test_report_goes_into_a_file_and_the_summary_to_the_terminal() -> None:
    write("a.md", "poison")
    done = run("check", "a.md", "-o", "report.json", "--output-format", "json")
    assert (done.code, done.out) == (1, "Checked 1 file: 1 error.\n")
    assert json.loads(Path("report.json").read_bytes())["summary"]["errors"] == 1
    assert run("check", "a.md", "-q", "-o", "report.json").out == ""
    assert {path.name for path in Path().iterdir()} - {".medlint_cache"} == {
        "a.md",
        "house",
        "medlint.toml",
        "report.json",
    }


def test_output_file_keeps_its_mode_and_its_link() -> None:
    write("a.md", "poison")
    Path("real.txt").write_text("old", encoding="utf-8")
    Path("real.txt").chmod(0o640)
    Path("report.txt").symlink_to("real.txt")
    run("check", "a.md", "-o", "report.txt")
    assert Path("report.txt").is_symlink()
    assert "HSE001" in Path("real.txt").read_text(encoding="utf-8")
    assert stat.S_IMODE(Path("real.txt").stat().st_mode) == 0o640


def test_a_device_is_written_to_and_not_replaced() -> None:
    write("a.md", "poison")
    assert run("check", "a.md", "-o", os.devnull).code == 1
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_the_old_report_stays_when_a_run_fails() -> None:
    Path("report.txt").write_text("old", encoding="utf-8")
    assert run("check", "nowhere.md", "-o", "report.txt").code == 2
    assert Path("report.txt").read_text(encoding="utf-8") == "old"


def test_show_files_lists_what_would_be_checked() -> None:
    write("content/b.md", "poison")
    write("content/a.md")
    write("content/drafts/c.md")
    done = run("check", "--show-files", "--extend-exclude", "drafts", "content")
    assert done == Done(0, "content/a.md\ncontent/b.md\n", "")


def test_git_ignored_files_are_left_out_unless_asked_for() -> None:
    write("content/a.md")
    write("content/b.md")
    Path(".git").mkdir()
    Path(".gitignore").write_text("b.md\n", encoding="utf-8")
    assert run("check", "--show-files", "content").out == "content/a.md\n"
    assert "b.md" in run("check", "--show-files", "--no-respect-gitignore", "content").out


def test_statistics_replace_the_list() -> None:
    write("content/a.md", "poison poison maybe")
    write("content/b.md", "poison perhaps")
    assert run("check", "--statistics", "content").out == (
        "findings  pages  rule                 severity  fix\n"
        "       3      2  HSE001 error-word    error     -\n"
        "       1      1  HSE002 warning-word  warning   -\n"
        "       1      1  HSE003 info-word     info      -\n"
        "\n"
        "Checked 2 files: 3 errors, 1 warning, 1 info finding.\n"
    )


def test_a_rule_on_most_pages_is_told_once() -> None:
    for number in range(20):
        write(f"content/{number:02}.md", "maybe" if number else "maybe poison")
    done = run("check", "content")
    assert done.code == 1
    assert "warning[HSE002] warning-word: 20 findings on 20 of 20 pages\n" in done.out
    # Rules of the house may be told once; what medlint itself counts as harm may not.
    assert "content/00.md:7:7" in done.out
    assert run("check", "content", "--no-collapse").out.count("warning[HSE002]") == 20


def test_selection_takes_lists_and_repeats() -> None:
    write("a.md", "poison maybe perhaps")
    report = ("check", "a.md", "--output-format", "json")

    def codes(*options: str) -> list[str]:
        return [d["code"] for d in json.loads(run(*report, *options).out)["diagnostics"]]

    assert codes("--select", "HSE001, info-word") == ["HSE001", "HSE003"]
    assert codes("--select", "HSE001", "--select", "HSE002") == ["HSE001", "HSE002"]
    assert codes("--ignore", "error-word,HSE002") == ["HSE003"]
    assert codes("--select", "HSE001", "--extend-select", "HSE003") == ["HSE001", "HSE003"]


def test_settings_come_from_a_named_file_or_none() -> None:
    write("a.md", "poison maybe")
    Path("ci.toml").write_text(CONFIG + 'output-format = "concise"\nignore = ["HSE001"]\n', encoding="utf-8")
    done = run("check", "a.md", "--config", "ci.toml")
    assert done.out.startswith("a.md:7:8: HSE002 warning-word [warning]")
    assert "HSE" not in run("check", "a.md", "--isolated").out


def test_environment_stands_for_options_and_options_win() -> None:
    write("a.md", "maybe")
    assert json.loads(run("check", "a.md", env={"MEDLINT_OUTPUT_FORMAT": "json"}).out)["version"] == 1
    assert run("check", "a.md", "--output-format", "concise", env={"MEDLINT_OUTPUT_FORMAT": "json"}).out.startswith(
        "a.md:7:1"
    )
    assert run("check", "a.md", env={"MEDLINT_FAIL_ON": "error"}).code == 0
    settings = 'fail-on = "error"\noutput-format = "concise"'
    done = run("check", "a.md", env={"MEDLINT_CONFIG": settings})
    assert done.code == 0
    assert done.out.startswith("a.md:7:1")


def test_quiet_and_verbose() -> None:
    write("content/a.md", "maybe")
    Path("content/link.md").symlink_to("nowhere.md")
    quiet = run("check", "content", "-q", "--output-format", "concise")
    assert quiet.out == "content/a.md:7:1: HSE002 warning-word [warning] the word 'maybe' stands here\n\n"
    verbose = run("check", "content", "-v")
    assert "Skipped content/link.md: it is a link to something that does not exist" in verbose.out
    assert "settings: " in verbose.err
    assert "medlint.toml" in verbose.err
    assert "no configuration file" in run("check", "content", "-v", "--isolated").err


@pytest.mark.parametrize(
    ("options", "env", "coloured"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--color", "always", "--output-format", "json"), {}, False),
    ],
)
def test_colour(options: tuple[str, ...], env: dict[str, str], coloured: bool) -> None:
    write("a.md", "poison")
    assert ("\x1b[1;31m" in run("check", "a.md", *options, env=env).out) is coloured


def test_number_of_processes_changes_nothing() -> None:
    for number in range(210):
        write(f"content/{number:03}.md", ("poison", "maybe", "Take one.")[number % 3])
    alone = run("check", "content", "-j", "1", "--output-format", "json")
    assert alone.out.count("HSE001") == 70
    for jobs in ("2", "auto"):
        assert run("check", "content", "-j", jobs, "--output-format", "json") == alone


def test_no_cache_is_accepted() -> None:
    write("a.md")
    assert run("check", "--no-cache", "a.md").code == 0


HOSTILE = "\x1b]0;owned\x07\u202e\u2066\u200b\x9b31m\x7f"


def hostile_page() -> str:
    """A page whose name, front matter and text try to command the terminal."""
    name = f"content/{HOSTILE}\n.md"
    write(name, f"{HOSTILE}poison{HOSTILE}\u2028maybe").write_text(
        f'---\ntitle: "\\e[31m"\n---\n\n# X{HOSTILE}\n\n{HOSTILE}poison{HOSTILE} maybe\n', encoding="utf-8"
    )
    return name


@pytest.mark.parametrize(
    "command",
    [
        ("check", "content"),
        ("check", "content", "--output-format", "concise"),
        ("check", "content", "--output-format", "grouped", "-v"),
        ("check", "content", "--show-files"),
        ("check", HOSTILE),
        ("check", "content", "--select", HOSTILE),
        ("check", "content", "--config", f"x='{HOSTILE}'"),
        ("check", "content", "--config", HOSTILE),
        ("check", "content", "-o", f"{HOSTILE}/x"),
        ("check", "content", f"--{HOSTILE}"),
        ("check", "content", "--jobs", HOSTILE),
        (HOSTILE,),
        ("explain", HOSTILE),
        ("parse", HOSTILE),
        ("config", HOSTILE),
        ("init", HOSTILE),
        ("completion", HOSTILE),
    ],
)
def test_nothing_hostile_reaches_the_terminal(command: tuple[str, ...]) -> None:
    hostile_page()
    done = run(*command)
    shown = done.out + done.err
    assert shown
    assert [char for char in shown if not char.isprintable() and char != "\n"] == []


def test_parse_escapes_what_a_terminal_would_obey() -> None:
    name = hostile_page()
    done = run("parse", "content")
    assert done.code == 0
    assert {char for char in done.out if not char.isprintable()} <= set("\n\u202e\u2066\u200b")
    assert json.loads(done.out)["path"] == name


def test_parse_prints_one_document_a_line() -> None:
    write("content/a.md")
    write("content/b.md")
    done = run("parse", "content")
    documents = [json.loads(line) for line in done.out.strip().split("\n")]
    assert [document["path"] for document in documents] == ["content/a.md", "content/b.md"]
    assert documents[0]["title"] == "Nadomol"
    assert documents[0]["front_matter"] == {"title": "Nadomol"}
    assert {"sections", "faqs", "notices"} <= documents[0].keys()


def test_parse_goes_on_after_a_file_that_is_no_text() -> None:
    write("content/a.md")
    Path("content/b.md").write_bytes(b"\xff\xfe")
    write("content/c.md")
    done = run("parse", "content")
    assert done.code == 2
    assert [json.loads(line)["path"] for line in done.out.strip().split("\n")] == ["content/a.md", "content/c.md"]
    assert done.err.startswith("error: content/b.md cannot be read: ")


def test_parse_reads_standard_input() -> None:
    done = run("parse", "-", stdin=CLEAN.encode())
    assert json.loads(done.out)["path"] == "<stdin>"
    assert run("parse", "-", "a.md", stdin=b"").code == 2
    assert run("parse").code == 2


@pytest.mark.parametrize("name", ["HSE001", "hse001", "error-word", "Error_Word"])
def test_explain_takes_codes_and_names(name: str) -> None:
    done = run("explain", name)
    assert done.code == 0
    assert done.out.startswith("HSE001 error-word\n\nseverity: error\n")
    assert "A page does not say poison. It says what is known." in done.out
    assert '    A poison word.\n  It flags "poison".' in done.out


def test_explain_suggests_the_nearest_rule() -> None:
    done = run("explain", "eror-word")
    assert (done.code, done.out) == (2, "")
    assert "there is no rule 'eror-word'. Did you mean 'error-word'?" in done.err


def test_rules_are_listed_with_their_severity_here() -> None:
    done = run("rules", "--ignore", "HSE002")
    rows = {line.split()[0]: line.split() for line in done.out.strip().split("\n")}
    assert done.code == 0
    assert rows["HSE001"][:4] == ["HSE001", "error-word", "error", "-"]
    assert rows["HSE002"][2] == "off"
    assert rows["FIL001"][2] == "error"
    assert rows["STR001"][2] == "off"
    assert rows["HSE003"][4:] == ["A", "page", "does", "not", "say", "perhaps."]


def test_rules_fit_a_terminal() -> None:
    rules = load_rules()
    lines = "".join(table(rules, {"STR001": Severity.WARNING}, 80, Palette())).split("\n")
    assert max(map(len, lines)) <= 80
    (row,) = (line for line in lines if line.startswith("STR001"))
    assert row.split() == ["STR001", "missing-section", "warning", "unsafe"]
    assert lines[lines.index(row) + 1].startswith("        ")


def test_rules_as_json() -> None:
    rules = {rule["code"]: rule for rule in json.loads(run("rules", "--output-format", "json").out)}
    assert rules["HSE001"] == {
        "code": "HSE001",
        "name": "error-word",
        "category": "words",
        "severity": "error",
        "effective": "error",
        "fix": None,
        "summary": "A page does not say poison.",
        "sources": ["The house"],
    }
    assert rules["STR001"]["effective"] is None
    isolated = json.loads(run("rules", "--isolated", "--output-format", "json").out)
    assert "HSE001" not in {rule["code"] for rule in isolated}


def test_config_shows_values_and_where_they_are_from() -> None:
    done = run("config", "--ignore", "HSE003")
    lines = {line.partition(" = ")[0]: line for line in done.out.split("\n") if " = " in line}
    assert done.out.startswith("# ")
    assert lines["select"].split("#") == [lines["select"].split("#")[0], " medlint.toml"]
    assert '["HSE", "FIL001"]' in lines["select"]
    assert lines["ignore"].endswith("# --ignore")
    assert lines["fail-on"].endswith("# default")


def test_config_of_one_page_has_what_its_path_changes() -> None:
    write("old/a.md")
    extra = '[[per-path]]\npaths = ["old/"]\nignore = ["HSE001"]\n'
    Path("medlint.toml").write_text(CONFIG + extra, encoding="utf-8")

    def settings(*path: str) -> dict[str, Any]:
        found = json.loads(run("config", *path, "--output-format", "json").out)["settings"]
        return {setting["key"]: setting["value"] for setting in found}

    assert "ignore" not in settings()
    assert settings("old/a.md")["ignore"] == ["HSE001"]
    assert run("config", "nowhere.md").code == 2


def test_init_writes_a_configuration_that_changes_nothing() -> None:
    Path("new").mkdir()
    done = run("init", "new")
    assert done.code == 0
    assert "Wrote new/medlint.toml." in done.out
    write("new/a.md")
    with_file = run("rules", "--config", "new/medlint.toml").out
    assert with_file == run("rules", "--isolated").out


def test_init_replaces_a_file_only_by_force() -> None:
    done = run("init")
    assert (done.code, done.out) == (2, "")
    assert "is there already" in done.err
    assert Path("medlint.toml").read_text(encoding="utf-8") == CONFIG
    assert run("init", "--force").code == 0
    assert Path("medlint.toml").read_text(encoding="utf-8") != CONFIG
    assert run("init", "nowhere").code == 2


def test_init_writes_the_schema_that_the_first_line_names() -> None:
    Path("new").mkdir()
    assert run("init", "new").code == 0
    line, _, rest = Path("new/medlint.toml").read_text(encoding="utf-8").partition("\n")
    assert line == "#:schema ./medlint.schema.json"
    assert rest.startswith("# The settings of medlint.")
    named = Path("new", line.removeprefix("#:schema "))
    assert json.loads(named.read_bytes())["title"] == "medlint configuration"
    named.write_text("{}", encoding="utf-8")
    assert run("init", "new").code == 2
    assert named.read_text(encoding="utf-8") == "{}"
    done = run("init", "--schema", "new")
    assert done.out == "Wrote new/medlint.schema.json.\n"
    assert json.loads(named.read_bytes())["title"] == "medlint configuration"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell: str) -> None:
    done = run("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert "_MEDLINT_COMPLETE" in done.out


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("medlint", "expl"), "plain,explain"),
        (("medlint", "explain", "missing-discl"), "plain,missing-disclaimer"),
        (("medlint", "check", "--select", "DIS001,AIN0"), "plain,DIS001,AIN001"),
        (("medlint", "check", "--output-format", "gr"), "plain,grouped"),
    ],
)
def test_completion_knows_commands_rules_and_formats(words: tuple[str, ...], found: str) -> None:
    env = {"_MEDLINT_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    with start(env=env, stdout=subprocess.PIPE) as process:
        out, _ = process.communicate()
    assert found in out.decode().replace("\r", "").split("\n")


def test_version() -> None:
    assert run("--version") == Done(0, f"medlint {__version__}\n", "")


def test_help_names_the_commands() -> None:
    done = run("--help")
    assert done.code == 0
    assert all(f"\n  {command} " in done.out for command in COMMANDS)


def test_without_a_command_nothing_is_checked() -> None:
    done = run()
    assert (done.code, done.out) == (2, "")
    assert "Commands:" in done.err


def test_an_unknown_command_gets_a_suggestion() -> None:
    done = run("chekc")
    assert done.code == 2
    assert "there is no command 'chekc'. Did you mean 'check'?" in done.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_80_columns_and_ends_with_examples(command: str) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert max(map(len, done.out.split("\n"))) <= 80
    assert f"\n  {'eval' if command == 'completion' else f'medlint {command}'} " in done.out.split("Examples:")[1]


def test_help_of_check_has_its_options_in_groups() -> None:
    out = run("check", "--help").out
    headings = [line for line in out.split("\n") if line.endswith(":") and not line.startswith(" ")]
    assert headings == [
        "Rules:",
        "Settings:",
        "Output:",
        "Fixes:",
        "Files:",
        "Adopting:",
        "Speed:",
        "Options:",
        "Environment:",
        "Examples:",
    ]


def test_starting_loads_nothing_heavy() -> None:
    heavy = (
        "yaml",
        "markdown_it",
        "jsonschema",
        "concurrent.futures",
        "difflib",
        "json",
        "medlint.engine",
        "medlint.rule",
    )
    code = (
        "import sys\nfrom medlint.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code, "--version"], env=env, capture_output=True, check=True)
    assert done.stdout.decode().split("\n")[:2] == [f"medlint {__version__}", "[]"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes and signals")
class TestProcess:
    """What only a process of its own can show."""

    def test_a_reader_that_has_enough_is_no_error(self) -> None:
        for number in range(300):
            write(f"content/{number}.md", "maybe " * 40)
        for command, code in (
            (("check", "content", "--no-collapse", "-j", "1"), 1),
            (("parse", "content"), 0),
            (("rules",), 0),
        ):
            with start(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                assert process.stdout
                assert process.stderr
                process.stdout.close()
                assert process.stderr.read() == b""
            assert process.returncode == code

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
    @pytest.mark.parametrize("command", [("check", "a.md"), ("check", "-j", "1", "--no-cache", "a.md"), ("rules",)])
    def test_a_full_disk_is_told_in_a_sentence(self, command: tuple[str, ...]) -> None:
        write("a.md", "maybe")
        with Path("/dev/full").open("wb") as full, start(*command, stdout=full, stderr=subprocess.PIPE) as process:
            _, err = process.communicate()
        assert process.returncode == 2
        assert err.decode() == (
            "error: standard output takes no more (No space left on device), so what stands there is not all of it. "
            "Make room there, or send it elsewhere.\n"
        )

    @pytest.mark.parametrize(("closed", "code"), [((1,), 1), ((2,), 1), ((1, 2), 1)])
    def test_what_is_told_to_a_closed_stream_is_lost_and_the_verdict_stands(
        self, closed: tuple[int, ...], code: int
    ) -> None:
        write("a.md", "maybe")

        def close() -> None:
            for number in closed:
                os.close(number)

        streams = {name: subprocess.PIPE for number, name in ((1, "stdout"), (2, "stderr")) if number not in closed}
        for arguments in (("check", "a.md"), ("check", "--no-cache", "a.md"), ("check", "--color", "auto", "a.md")):
            with start(*arguments, **streams, preexec_fn=close) as process:
                out, err = process.communicate()
            assert process.returncode == code
            assert not err
            assert out is None or b"maybe" in out

    def test_an_interrupt_ends_with_130_and_one_line(self) -> None:
        # A shell that runs the tests in the background lets its children ignore the signal.
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        with start("check", "-", **streams, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) as process:
            # It has begun once it waits for its input; three seconds are more than enough for that.
            time.sleep(3)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        assert (process.returncode, out) == (130, b"")
        assert err.strip().startswith(b"interrupted: ")
        assert err.strip().count(b"\n") == 0

    @pytest.mark.skipif(sys.platform == "darwin", reason="macOS takes UTF-8 names only")
    def test_a_path_that_is_not_utf8_is_shown_and_reported(self) -> None:
        Path("content").mkdir()
        Path(os.fsdecode(b"content/\xff.md")).write_text("poison", encoding="utf-8")
        env = {"PYTHONIOENCODING": "utf-8"}
        with start("check", "content", stdout=subprocess.PIPE, env=env) as process:
            out, _ = process.communicate()
        assert rb"content/\udcff.md:1:1" in out
        with start("check", "content", "--output-format", "json", stdout=subprocess.PIPE, env=env) as process:
            out, _ = process.communicate()
        assert json.loads(out)["diagnostics"][0]["path"] == "content/\udcff.md"

    def test_an_encoding_without_the_letters_is_no_error(self) -> None:
        write("a.md", "poison 日本")
        env = {"PYTHONIOENCODING": "ascii"}
        with start("check", "a.md", stdout=subprocess.PIPE, env=env) as process:
            out, _ = process.communicate()
        assert process.returncode == 1
        assert rb"poison \u65e5\u672c" in out
        with start("check", "a.md", "--output-format", "json", stdout=subprocess.PIPE, env=env) as process:
            out, _ = process.communicate()
        assert json.loads(out.decode("utf-8"))["summary"]["errors"] == 1


class Terminal(StringIO):
    """A standard error that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_after_a_second_and_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.5, 1.5, 1.55, 2.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    assert list(progress.count_up("abcd", 1200, quiet=False)) == list("abcd")
    assert terminal.getvalue() == ("\r\x1b[KChecking: 2 of 1,200 files\r\x1b[KChecking: 4 of 1,200 files\r\x1b[K")


@pytest.mark.parametrize(("stream", "quiet", "term"), [(StringIO(), False, "xterm"), (Terminal(), True, "xterm")])
def test_progress_is_for_terminals_only(
    stream: StringIO, quiet: bool, term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_DELAY", 0)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", term)
    assert list(progress.count_up("abc", 3, quiet)) == list("abc")
    assert stream.getvalue() == ""
