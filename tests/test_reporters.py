"""What each format writes. Snapshots are compared to the letter; MEDLINT_SNAPSHOTS=write writes them anew."""

import io
import json
import os
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.colour import Palette
from medlint.diagnostic import Diagnostic, Edit, Excerpt, FileReport, Fix, Related, Safety, Severity, sort_key
from medlint.jsontext import dump
from medlint.reporters import REPORTERS, Options, Run
from medlint.reporters.collapse import Collapsed, Common
from medlint.reporters.excerpt import draw
from medlint.terminal import width
from medlint.text import Position, Span

SNAPSHOTS = Path(__file__).with_name("snapshots")
TEXT_FORMATS = ("full", "concise", "grouped")
# These escape what is invisible as JSON does, and leave the rest to their readers.
PLAIN_JSON = ("json", "json-lines")
# Rules' pages and medlint's version stand in it, which change for reasons of their own.
RULE_TEXTS = re.compile(r'"version": "[^"]*", "semanticVersion".*')


@dataclass(frozen=True)
class SkippedFile:
    path: str
    reason: str


def diagnostic(
    path: str = "content/efalizumab.md",
    rule: str = "STR001 missing-section",
    severity: Severity = Severity.ERROR,
    at: tuple[int, int] = (12, 1),
    excerpt: Excerpt | None = None,
    **others: Any,
) -> Diagnostic:
    """A diagnostic as the engine would make it; three characters long."""
    code, name = rule.split()
    line, column = at
    offset = 100 * line + column
    values: dict[str, Any] = {"message": "The page has no section 'Dosage'.", "help": "Write one."} | others
    return Diagnostic(
        path=path,
        code=code,
        name=name,
        severity=severity,
        span=Span(offset, offset + 3),
        start=Position(line, column, offset),
        end=Position(line, column + 3, offset + 3),
        excerpt=excerpt,
        **values,
    )


MISSING = diagnostic(
    excerpt=Excerpt("## Usage", 0, 8),
    help="Patients look for it first. Write a section 'Dosage' with the usual dose, or say that there is none because "
    "the drug is withdrawn.",
)
UNSPACED = diagnostic(
    rule="DOS003 unspaced-unit",
    severity=Severity.WARNING,
    at=(114, 13),
    excerpt=Excerpt("täglich\t日本語 5mg e\u0301 ❤\ufe0f", 12, 15, left=True),
    message="'5mg' has no space between the number and its unit, so that it may be read as another dose.",
    help="Put a space there.",
    fix=Fix("Put a space in", (Edit(Span(11414, 11414), " "),), Safety.SAFE),
    related=(Related(Span(5, 8), "the same dose has a space here"),),
)
HOSTILE = diagnostic(
    path="content/\x1b]0;owned\x07.md",
    rule="RES001 model-refusal",
    at=(3, 4),
    excerpt=Excerpt("As \x1b[2J\u202ean AI\u2066 I cannot", 3, 15),
    message="The page refuses: 'As \x1b[2J\u202ean AI\u2066\r\n I \udcffcannot'.",
    help="Take it out\x9b31m.",
)
LONG = diagnostic(rule="LNG003 long-sentence", severity=Severity.INFO, at=(20, 1), message="This sentence is long.")
PAGES = Run(
    (
        FileReport("content/efalizumab.md", (MISSING, LONG, UNSPACED)),
        FileReport(HOSTILE.path, (HOSTILE,), suppressed=2),
        FileReport("content/clean.md"),
    ),
    skipped=(SkippedFile("content/\x1blink.md", "it is a link to something that does not exist"),),
    excluded=3,
)


def many_pages() -> Run:
    """Thirty pages: a note is missing on nearly all, a section on more than half, and one page could harm."""
    reports = []
    for number in range(30):
        path = f"content/{number:02}.md"
        found = []
        if number < 28:
            found.append(
                diagnostic(path, "AIN001 missing-ai-note", at=(1, 1), message="The page does not say who wrote it.")
            )
        if number < 17:
            section = ("Dosage", "Dosage", "Usage", "Storage", "Precautions")[number % 5]
            found.append(diagnostic(path, message=f"The page has no section '{section}'."))
        if number == 7:
            found.append(
                diagnostic(
                    path,
                    "AVL001 withdrawn-not-stated",
                    at=(2, 8),
                    message="Rofecoxib was withdrawn in 2004, and the page does not say so.",
                    help="Say where, when and why.",
                )
            )
        reports.append(FileReport(path, tuple(sorted(found, key=sort_key))))
    return Run(tuple(reports))


def everywhere(rule: str, pages: int, checked: int) -> Run:
    """A run in which one rule speaks on the first `pages` of `checked` pages."""
    paths = [f"{number:03}.md" for number in range(checked)]
    return Run(tuple(FileReport(p, (diagnostic(p, rule),) if n < pages else ()) for n, p in enumerate(paths)))


def write(form: str, run: Run, options: Options | None = None) -> str:
    """What the reporter of that format writes."""
    stream = io.StringIO()
    REPORTERS[form](run, options or Options(), stream)
    return stream.getvalue()


def check_snapshot(name: str, text: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get("MEDLINT_SNAPSHOTS") == "write":
        path.write_bytes(text.encode("utf-8"))
    assert path.read_bytes().decode("utf-8") == text


@pytest.mark.parametrize("form", sorted(REPORTERS))
def test_format(form: str) -> None:
    text = write(form, PAGES)
    check_snapshot(f"{form}.txt", RULE_TEXTS.sub("...", text) if form == "sarif" else text)


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_format_of_many_pages(form: str) -> None:
    check_snapshot(f"{form}-many.txt", write(form, many_pages()))


def test_format_in_colour() -> None:
    check_snapshot("full-colour.txt", write("full", PAGES, Options(palette=Palette(on=True))))


def test_statistics() -> None:
    check_snapshot("statistics.txt", write("full", many_pages(), Options(statistics=True)))
    assert write("concise", many_pages(), Options(statistics=True)) == write(
        "full", many_pages(), Options(statistics=True)
    )


def test_statistics_count_info_findings_and_mark_fixes() -> None:
    text = write("full", PAGES, Options(statistics=True))
    assert "       1      1  LNG003 long-sentence    info      -\n" in text
    assert "       1      1  DOS003 unspaced-unit    warning   safe\n" in text
    assert "not shown" not in text


def test_clean_run_says_how_many_files() -> None:
    clean = Run(tuple(FileReport(f"{number}.md") for number in range(1200)))
    for form in TEXT_FORMATS:
        assert write(form, clean) == "All checks passed on 1,200 files.\n"
    assert write("full", Run((FileReport("a.md"),))) == "All checks passed on 1 file.\n"


def test_info_findings_alone_pass_and_are_counted() -> None:
    run = Run((FileReport("a.md", (LONG,)),))
    assert write("full", run) == (
        "1 info finding not shown; --min-severity info shows it.\nAll checks passed on 1 file.\n"
    )


def test_info_findings_are_listed_when_asked_for() -> None:
    text = write("concise", PAGES, Options(min_severity=Severity.INFO))
    assert "LNG003 long-sentence [info] This sentence is long." in text
    assert "not shown" not in text
    run = Run((FileReport("a.md", (LONG,)),))
    assert write("full", run, Options(min_severity=Severity.INFO)).endswith("Checked 1 file: 1 info finding.\n")


def test_hidden_warnings_are_counted_too() -> None:
    text = write("concise", PAGES, Options(min_severity=Severity.ERROR))
    assert "unspaced-unit" not in text
    assert "1 warning and 1 info finding not shown; --min-severity info shows them." in text


def test_skipped_files_are_counted_and_explained_when_asked_for() -> None:
    assert "1 file skipped; -v says why." in write("full", PAGES)
    text = write("full", PAGES, Options(verbose=True))
    assert r"Skipped content/\x1blink.md: it is a link to something that does not exist" in text
    assert "3 files or folders left out by 'exclude' or by git." in text
    assert "1 file skipped.\n" in text


def test_quiet_leaves_the_diagnostics_alone() -> None:
    text = write("concise", PAGES, Options(quiet=True))
    assert len(text.strip().split("\n")) == 3
    assert "Checked" not in text
    assert write("full", Run((FileReport("a.md"),)), Options(quiet=True)) == ""


def test_a_crash_is_told_in_the_summary() -> None:
    crash = diagnostic(rule="LNT001 check-crashed", message="Rule missing-section failed.")
    text = write("full", Run((FileReport(crash.path, (crash,), crashed=True),)))
    assert "medlint itself failed on 1 file (LNT001): the result is not complete." in text


@pytest.mark.parametrize("form", sorted(REPORTERS))
def test_no_control_character_of_a_file_gets_out(form: str) -> None:
    text = write(form, PAGES, Options(verbose=True))
    assert {char for char in text if not char.isprintable()} <= set("\n\u202e\u2066" if form in PLAIN_JSON else "\n")
    text.encode("utf-8")


@pytest.mark.parametrize("form", ["full", "grouped"])
def test_formats_for_reading_fit_the_width(form: str) -> None:
    for columns in (60, 80):
        for run in (PAGES, many_pages()):
            text = write(form, run, Options(width=columns))
            assert max(width(line) for line in text.split("\n")) <= columns


def test_concise_has_one_line_a_diagnostic() -> None:
    lines = write("concise", PAGES).split("\n\n")[0].split("\n")
    assert lines[1] == "content/efalizumab.md:12:1: STR001 missing-section [error] The page has no section 'Dosage'."
    assert len(lines) == 3


@pytest.mark.parametrize("form", sorted(REPORTERS))
def test_output_does_not_depend_on_the_order_of_reports(form: str) -> None:
    turned = replace(PAGES, reports=tuple(PAGES.reports)[::-1])
    assert write(form, turned) == write(form, PAGES)


def split(run: Run, checked: int) -> tuple[list[Diagnostic], list[Common]]:
    collapsed = Collapsed(run.reports, Severity.INFO, checked)
    return [report.finding(number) for report, number in collapsed.listed()], collapsed.commons()


def test_a_rule_on_most_of_twenty_pages_is_told_once() -> None:
    for pages, checked, told_once in ((11, 20, True), (10, 20, False), (19, 19, False), (1001, 2000, True)):
        run = everywhere("DIS001 missing-disclaimer", pages, checked)
        listed, commons = split(run, checked)
        assert (len(commons), len(listed)) == ((1, 0) if told_once else (0, pages))
        assert sum(common.findings for common in commons) + len(listed) == pages


@pytest.mark.parametrize(
    "rule",
    [
        "AVL001 withdrawn-not-stated",
        "SAF001 missing-class-warning",
        "IDN001 different-drug",
        "RES001 model-refusal",
        "LNT001 check-crashed",
    ],
)
def test_what_could_harm_is_never_told_in_sum(rule: str) -> None:
    listed, commons = split(everywhere(rule, 40, 40), 40)
    assert (len(listed), commons) == (40, [])


def test_no_collapse_lists_every_place() -> None:
    text = write("concise", many_pages(), Options(collapse=False))
    assert text.count("AIN001 missing-ai-note [error]") == 28
    assert "Told once" not in text


def test_collapse_changes_neither_counts_nor_verdict() -> None:
    run = everywhere("DIS001 missing-disclaimer", 30, 30)
    assert run.failed
    assert write("full", run).endswith("Checked 30 files: 30 errors.\n")


def test_collapse_counts_what_it_shows_only() -> None:
    """Info findings that are not listed are not told once either."""
    infos = [replace(d, severity=Severity.INFO) for r in everywhere("LNG003 x", 30, 30).reports for d in r.diagnostics]
    run = Run(tuple(FileReport(d.path, (d,)) for d in infos))
    assert "Told once" not in write("full", run)
    assert "Told once" in write("full", run, Options(min_severity=Severity.INFO))


def test_failing_depends_on_each_files_bound() -> None:
    warning = Run((FileReport("a.md", (replace(UNSPACED, path="a.md"),)),))
    assert warning.failed
    assert not replace(warning, fail_on=Severity.ERROR).failed
    assert not replace(warning, bounds={"a.md": Severity.ERROR}).failed
    assert replace(warning, fail_on=Severity.ERROR, bounds={"a.md": Severity.INFO}).failed


def test_json_carries_every_finding_and_the_edits_of_a_fix() -> None:
    report = json.loads(write("json", PAGES, Options(min_severity=Severity.ERROR)))
    assert [d["code"] for d in report["diagnostics"]] == ["RES001", "STR001", "LNG003", "DOS003"]
    unspaced = report["diagnostics"][-1]
    assert unspaced["start"] == {"line": 114, "column": 13, "offset": 11413}
    assert unspaced["end"] == {"line": 114, "column": 16, "offset": 11416}
    assert unspaced["fix"]["safety"] == "safe"
    assert unspaced["fix"]["edits"][0]["text"] == " "
    assert Counter(d["severity"] for d in report["diagnostics"]) == {"error": 2, "warning": 1, "info": 1}


# Two halves of a surrogate pair would be read as the one character that they stand for.
ODD_SIGNS = st.sampled_from('"\\\n\x7f\x85\u2028\ud800{}')
ODD_TEXT = st.text(st.characters(exclude_categories=["Cs"]) | ODD_SIGNS, max_size=12)


@given(words=ODD_TEXT, path=ODD_TEXT, severity=st.sampled_from(Severity), safety=st.sampled_from(Safety))
def test_json_of_any_text_is_what_the_json_module_would_write(
    words: str, path: str, severity: Severity, safety: Safety
) -> None:
    fix = Fix(words, (Edit(Span(1, 2), words), Edit(Span(3, 3), "x")), safety)
    one = diagnostic(path, severity=severity, message=words, help=words, fix=fix)
    row = write("json-lines", Run((FileReport(path, (one,)),))).rstrip("\n")
    read = json.loads(row)
    assert row == dump(read)
    assert (read["path"], read["message"], read["help"]) == (path, words, words)
    assert (read["severity"], read["fix"]["safety"]) == (severity.value, safety.value)
    assert [edit["text"] for edit in read["fix"]["edits"]] == [words, "x"]


def test_json_of_nothing_is_a_whole_document() -> None:
    report = json.loads(write("json", Run((FileReport("a.md"),))))
    assert report["version"] == 1
    assert report["diagnostics"] == []


def test_json_has_the_statistics_when_asked_for() -> None:
    report = json.loads(write("json", many_pages(), Options(statistics=True)))
    assert len(report["diagnostics"]) == 28 + 17 + 1
    assert report["statistics"][0] == {
        "code": "AIN001",
        "name": "missing-ai-note",
        "severity": "error",
        "fix": None,
        "findings": 28,
        "pages": 28,
    }


@given(
    st.text(st.characters(blacklist_characters="\r\n"), min_size=1, max_size=90),
    st.data(),
)
def test_marker_stands_under_the_flagged_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    line, marker = draw(Excerpt(text, start, end), 7, 80, Palette(), Severity.ERROR).split("\n")
    assert line.startswith("7 | ") or line == "7 |"
    assert marker.strip(" |") == "^" * len(marker.strip(" |")) != ""
    assert max(width(line), width(marker)) <= 80


@pytest.mark.parametrize(
    ("excerpt", "line", "marker"),
    [
        (Excerpt("5mg", 0, 3), "5mg", "^^^"),
        (Excerpt("日本 5mg", 3, 6), "日本 5mg", "     ^^^"),
        (Excerpt("日本語", 1, 2), "日本語", "  ^^"),
        (Excerpt("e\u0301e\u0301 x", 5, 6), "e\u0301e\u0301 x", "   ^"),
        (Excerpt("\tx", 1, 2), "    x", "    ^"),
        (Excerpt("👍 x", 2, 3), "👍 x", "   ^"),
        (Excerpt("a\x1bb", 2, 3), "a\\x1bb", "     ^"),
        (Excerpt("end", 3, 3), "end", "   ^"),
        (Excerpt("cut", 0, 3, left=True, right=True), "...cut...", "   ^^^"),
    ],
)
def test_marker_counts_columns_as_a_terminal_does(excerpt: Excerpt, line: str, marker: str) -> None:
    assert draw(excerpt, 1, 80, Palette(), Severity.ERROR) == f"1 | {line}\n  | {marker}"


def test_a_line_of_wide_letters_is_cut_to_the_width() -> None:
    line, marker = draw(Excerpt("日" * 72, 60, 62), 1, 80, Palette(), Severity.ERROR).split("\n")
    assert width(line) <= 80
    assert line.startswith("1 | ...日")
    assert marker.endswith("^^^^")
