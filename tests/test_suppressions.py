"""Suppressions: what they take out, for how long, and what is told of those that take nothing out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pages import CLEAN, FRONT

from medlint.config import Config, ConfigError, default_config, forget, resolve
from medlint.crossfile import conclude
from medlint.diagnostic import Diagnostic, FileReport, Safety, Severity, Silencer
from medlint.engine import Job, check
from medlint.inspection import inspect
from medlint.memo import decode, encode
from medlint.parser import parse
from medlint.rule import load_rules
from medlint.settlement import settle
from medlint.suppress import comment_spans, read_suppressions
from medlint.text import Source

CONFIG = default_config()
REFUSAL = "I cannot provide information on this drug."
TODAY = date(2027, 1, 31)


def settled(text: str, config: Config = CONFIG, today: date = TODAY) -> FileReport:
    """The report on a page, once from what was seen and once from what a cache would keep of that."""
    inspection = inspect(parse(Source("page.md", text), config.layout), config)
    report = settle("page.md", inspection, config, today)
    kept = decode(encode(inspection))
    assert kept is not None
    assert settle("page.md", kept, config, today) == report
    return report


def own(report: FileReport, text: str) -> list[tuple[str, str, str]]:
    """What is told of suppressions: code, flagged words, message."""
    return [(one.code, one.span.of(text), one.message) for one in report.diagnostics if one.code.startswith("LNT")]


def refusal(comment: str, below: str = "") -> str:
    return CLEAN.replace("Exampline eases pain.", f"{REFUSAL} {comment}\n{below}".rstrip())


def with_key(lines: str, text: str = CLEAN) -> str:
    return text.replace("title:", f"{lines.strip()}\ntitle:", 1)


def fixed(text: str, config: Config = CONFIG) -> str | None:
    return check(Job("page.md", text.encode(), fix=Safety.SAFE), config).fixed_text


def test_a_reason_goes_with_the_finding_that_it_takes_out() -> None:
    report = settled(refusal("<!-- medlint: ignore RES001 -- quoted, see the talk page -->"))
    (silenced,) = report.silenced
    assert (silenced.diagnostic.code, silenced.by) == ("RES001", Silencer.COMMENT)
    assert silenced.reason == "quoted, see the talk page"
    assert report.suppressed == 1
    assert report.diagnostics == ()


@pytest.mark.parametrize(
    ("comments", "suppressed"),
    [
        ("<!-- medlint: ignore RES001 -- why -->\n", 1),
        ("<!-- medlint: ignore RES001 -- why -->\n\n", 1),
        ("<!-- medlint: ignore RES001 -- why -->\n<!-- medlint: ignore FAQ -- why -->\n\n", 1),
        ("<!--\n  medlint: ignore RES001 -- why\n-->\n", 1),
        ("<!-- medlint: ignore RES001 — why -->\n", 1),
        ("<!-- medlint: ignore RES001 --- why --->\n", 1),
        ("<!-- medlint: ignore RES001 -- why -->\nA line.\n", 0),
        ("Text <!-- medlint: ignore RES001 -- why -->\n\n", 0),
        ("<!-- medlint: ignore FAQ -- why -->\n", 0),
        ("`<!-- medlint: ignore RES001 -- why -->`\n", 0),
    ],
)
def test_alone_on_its_line_a_comment_speaks_of_the_next_that_holds_text(comments: str, suppressed: int) -> None:
    text = CLEAN.replace("Exampline eases pain.", f"{comments}{REFUSAL}")
    assert settled(text).suppressed == suppressed


@pytest.mark.parametrize(
    "lines",
    [
        "medlint:\n  ignore: [RES001]",
        "medlint: {ignore: [model-refusal]}",
        "medlint:\n  ignore: RES001",
        "medlint:\n  ignore:\n    - rule: RES\n      reason: why\n      until: 2027-01-31",
        "medlint:\n  ignore:\n    - {rule: 'RES001', reason: why}\n    - FAQ",
    ],
)
def test_the_front_matter_speaks_of_the_whole_page(lines: str) -> None:
    text = with_key(lines, refusal(""))
    report = settled(text)
    assert report.suppressed == 1
    assert not {"RES001", "LNT003", "SCH001", "SCH002", "SCH003"} & {one.code for one in report.diagnostics}


def test_a_closed_schema_of_the_site_lets_the_key_through(tmp_path: Path) -> None:
    path = tmp_path / "site.json"
    allowed: dict[str, dict[str, str]] = {name: {} for name in ("layout", "title", "last_reviewed")}
    closed = {"additionalProperties": False, "properties": allowed}
    path.write_text(json.dumps({"properties": {"front_matter": closed}}))
    config = replace(CONFIG, schema=str(path))
    assert settled(with_key("medlint: {ignore: [RES001]}", refusal("")), config).diagnostics[0].code == "LNT004"
    assert [one.code for one in settled(with_key("medlnit: {ignore: [RES001]}"), config).diagnostics] == ["SCH002"]


@pytest.mark.parametrize(
    ("lines", "flagged", "said"),
    [
        ("medlint: [RES001]", "[RES001]", "'medlint' holds no settings"),
        ("medlint: 5", "5", "'medlint' holds no settings"),
        ("medlint: {ignore: 5}", "5", "'ignore' is no list of rules"),
        ("medlint: {ignore: []}", "[]", "this suppression names no rule"),
        ("medlint:", "medlint", "'medlint' holds no settings"),
        ("medlint:\n  ignore:", "ignore", "this suppression names no rule"),
        ("medlint: {ignored: []}", "ignored", "'medlint' has no setting 'ignored'"),
        ("medlint: {ignore: [7]}", "7", "this suppression names no rule"),
        ("medlint: {ignore: ['']}", "''", "this suppression names no rule"),
        ("medlint: {ignore: [[RES001]]}", "[RES001]", "this suppression names no rule"),
        ("medlint: {ignore: [{reason: x}]}", "{reason: x}", "this suppression names no rule"),
        ("medlint: {ignore: [{rule: RES001, reason: 5}]}", "5", "'reason' must be text"),
        ("medlint: {ignore: [{rule: RES001, until: 2027}]}", "2027", "'until' must be text"),
        ("medlint: {ignore: [{rule: RES001, until: soon}]}", "soon", "'soon' is no day"),
        ("medlint: {ignore: [{rule: RES001, since: x}]}", "since", "a suppression has no 'since'"),
        ("medlint: {ignore: [RES999]}", "RES999", "no rule is called 'RES999'"),
    ],
)
def test_a_wrong_shape_is_told_at_its_place(lines: str, flagged: str, said: str) -> None:
    text = with_key(lines)
    assert ("LNT003", flagged, said) in own(settled(text), text)


@pytest.mark.parametrize(
    ("comment", "flagged", "said"),
    [
        ("<!-- medlint: ignore -->", "ignore", "this suppression names no rule"),
        ("<!-- medlint: ignore -- why -->", "ignore", "this suppression names no rule"),
        (
            "<!-- medlint: ignore-next RES001 -->",
            "<!-- medlint: ignore-next",
            "medlint does not understand 'ignore-next'",
        ),
        ("<!-- medlint: RES001 -->", "<!-- medlint: RES", "medlint does not understand 'RES'"),
        ("<!-- medlint: ignore RES001 until soon -- x -->", "soon", "'soon' is no day"),
        ("<!-- medlint: ignore RES001 until 2027-02-30 -- x -->", "2027-02-30", "'2027-02-30' is no day"),
        ("<!-- medlint: ignore RES001 -- x until 31.1.2027 -->", "31.1.2027", "'31.1.2027' is no day"),
        ("<!-- medlint: ignore RES999 -- x -->", "RES999", "no rule is called 'RES999'"),
    ],
)
def test_what_is_not_understood_suppresses_nothing_and_is_told(comment: str, flagged: str, said: str) -> None:
    text = refusal(comment)
    report = settled(text)
    assert report.suppressed == 0
    assert own(report, text) == [("LNT003", flagged, said)]


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- medlint: ignore RES001 until 2027-01-31 -- asked -->",
        "<!-- medlint: ignore RES001 -- asked until 2027-01-31 -->",
        "<!-- medlint: ignore RES001 -- asked, until 2027-01-31. -->",
    ],
)
def test_on_the_day_after_its_last_a_suppression_ends_and_says_so(comment: str) -> None:
    text = refusal(comment)
    assert settled(text, today=date(2027, 1, 31)).diagnostics == ()
    late = settled(text, today=date(2027, 2, 1))
    assert [one.code for one in late.diagnostics] == ["RES001", "LNT002"]
    assert own(late, text) == [("LNT002", "RES001", "the suppression of 'RES001' has ended on 2027-01-31")]
    # Whether to write a later day is for a person to say.
    assert late.diagnostics[1].fix is None
    healed = settled(text.replace(REFUSAL, "Exampline eases pain."), today=date(2027, 2, 1))
    assert [one.fix is not None for one in healed.diagnostics] == [True]


@pytest.mark.parametrize("reason", ["asked until further notice", "valid until 2020", "until the move"])
def test_other_words_behind_until_are_words(reason: str) -> None:
    assert settled(refusal(f"<!-- medlint: ignore RES001 -- {reason} -->")).diagnostics == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A. <!-- medlint: ignore RES001 -- x -->\n", "A.\n"),
        ("A. <!-- medlint: ignore RES001 -- x --> B.\n", "A. B.\n"),
        ("<!-- medlint: ignore RES001 -- x --> B.\n", "B.\n"),
        ("A.\n\n<!-- medlint: ignore RES001 -- x -->\nB.\n", "A.\n\nB.\n"),
        ("A.\n<!-- medlint: ignore RES001 -- x -->\nB.\n", "A.\n\nB.\n"),
        ("A.\n<!-- medlint: ignore RES001 -- x -->\n- B.\n", "A.\n- B.\n"),
        ("#### A\n<!-- medlint: ignore RES001 -- x -->\nB.\n", "#### A\nB.\n"),
        ("A.\n\n<!-- medlint: ignore RES001 --\n 5 mg -->\n\nB.\n", "A.\n\n\nB.\n"),
        ("A.\r\n\r\n<!-- medlint: ignore RES001 -- x -->\r\nB.\r\n", "A.\r\n\r\nB.\r\n"),
        (f"{REFUSAL} <!-- medlint: ignore RES001, FAQ -- x -->", f"{REFUSAL} <!-- medlint: ignore RES001 -- x -->"),
        (f"{REFUSAL} <!-- medlint: ignore FAQ, RES001 -- x -->", f"{REFUSAL} <!-- medlint: ignore RES001 -- x -->"),
        (f"{REFUSAL} <!-- medlint: ignore FAQ,RES001,DIS -- x -->", f"{REFUSAL} <!-- medlint: ignore RES001 -- x -->"),
        ("A. <!-- medlint: ignore FAQ, RES999 -->\n", "A. <!-- medlint: ignore RES999 -->\n"),
    ],
)
def test_the_fix_takes_out_what_is_not_needed_and_nothing_else(before: str, after: str) -> None:
    text = CLEAN.replace("Exampline eases pain.\n", before)
    config = replace(CONFIG, rules=tuple(one for one in CONFIG.rules if one[0][:3] in ("RES", "LNT", "FAQ", "DIS")))
    assert fixed(text, config) == CLEAN.replace("Exampline eases pain.\n", after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("medlint: {ignore: [FAQ]}\n", ""),
        ("medlint:\n  ignore:\n    - rule: FAQ\n      reason: x\n", ""),
        ("medlint:\n  ignore:\n    - FAQ\n    - RES001\n", "medlint:\n  ignore:\n    - RES001\n"),
        ("medlint:\n  ignore:\n    - RES001\n    - {rule: FAQ}\n", "medlint:\n  ignore:\n    - RES001\n"),
        ("medlint:\n  ignore: [FAQ, RES001]\n", "medlint:\n  ignore: [RES001]\n"),
        ("medlint:\n  ignore: [RES001, FAQ]\n", "medlint:\n  ignore: [RES001]\n"),
        ("medlint:\n  ignore: [FAQ, RES001, DIS]\n", "medlint:\n  ignore: [RES001]\n"),
        ("medlint:\n  ignore:\n    - FAQ\n    - DIS\n", ""),
    ],
)
def test_the_fix_mends_the_front_matter(before: str, after: str) -> None:
    text = refusal("") if "RES" in before else CLEAN
    assert fixed(with_key("KEY", text).replace("KEY\n", before)) == with_key("KEY", text).replace("KEY\n", after)


def test_a_name_that_others_refer_to_is_left_to_the_writer() -> None:
    assert fixed(with_key("medlint: {ignore: [&a FAQ]}\nother: *a")) is None


def test_rules_that_are_not_used_in_this_run_call_no_suppression_unused() -> None:
    text = CLEAN.replace("eases pain.", "eases pain. <!-- medlint: ignore RES001, FAQ003 -- x -->")
    few = replace(CONFIG, rules=(("FAQ003", Severity.WARNING), ("LNT002", Severity.WARNING)))
    assert [flagged for _, flagged, _ in own(settled(text, few), text)] == ["FAQ003"]
    family = text.replace("RES001, FAQ003", "RES")
    assert own(settled(family, few), family) == []
    assert [flagged for _, flagged, _ in own(settled(family), family)] == ["RES"]
    # A rule that is off by default says nothing about the need for the family.
    disclaimer = text.replace("RES001, FAQ003", "DIS")
    assert [flagged for _, flagged, _ in own(settled(disclaimer), disclaimer)] == ["DIS"]


def test_of_two_that_take_a_finding_out_the_nearer_is_needed() -> None:
    text = f"{refusal('<!-- medlint: ignore RES001 -- near -->')}\n<!-- medlint: ignore-file RES001 -- far -->\n"
    report = settled(text)
    assert report.silenced[0].reason == "near"
    (unused,) = [one for one in report.diagnostics if one.code == "LNT002"]
    assert unused.start.line == text.count("\n")


@pytest.mark.parametrize(
    ("comment", "wanted"),
    [
        ("<!-- medlint: ignore RES001 -->", ["LNT004"]),
        ("<!-- medlint: ignore RES001 -- -->", ["LNT004"]),
        ("<!-- medlint: ignore RES001 -- ... -->", ["LNT004"]),
        ("<!-- medlint: ignore ALL -->", ["LNT004"]),
        ("<!-- medlint: ignore RES001 until 2030-01-01 -->", ["LNT004"]),
        ("<!-- medlint: ignore RES001 -- quoted -->", []),
    ],
)
def test_an_error_that_may_harm_a_reader_is_suppressed_with_a_reason_only(comment: str, wanted: list[str]) -> None:
    report = settled(refusal(comment))
    assert [one.code for one in report.diagnostics] == wanted
    assert report.suppressed == 1
    mild = replace(CONFIG, rules=tuple((code, Severity.WARNING) for code, _ in CONFIG.rules))
    assert settled(refusal(comment), mild).diagnostics == ()


def test_other_rules_ask_for_no_reason() -> None:
    text = CLEAN.replace("### Usage", "### Storage\n<!-- medlint: ignore-file STR -->")
    assert settled(text).suppressed > 0
    assert own(settled(text), text) == []


def test_what_the_settings_call_unsuppressible_is_told_and_so_is_the_suppression() -> None:
    config = replace(CONFIG, unsuppressible=("RES",))
    text = refusal("<!-- medlint: ignore model-refusal -- quoted -->")
    report = settled(text, config)
    assert report.suppressed == 0
    assert [one.code for one in report.diagnostics] == ["RES001", "LNT002"]
    assert "the settings let nobody suppress it" in report.diagnostics[1].message
    family = text.replace("model-refusal", "ALL")
    assert [one.code for one in settled(family, config).diagnostics] == ["RES001", "LNT002"]


def test_nothing_suppresses_what_medlint_says_of_suppressions() -> None:
    text = refusal("<!-- medlint: ignore RES999, LNT -- x -->") + "\n<!-- medlint: ignore-file ALL -- all -->\n"
    report = settled(text)
    assert [one.code for one in report.diagnostics] == ["LNT003", "LNT002"]
    assert "cannot be suppressed" in report.diagnostics[1].message


def test_a_page_that_was_not_checked_to_its_end_calls_no_suppression_unused() -> None:
    text = CLEAN.replace("eases pain.", "eases pain. <!-- medlint: ignore RES001 -- x -->")
    inspection = inspect(parse(Source("page.md", text), CONFIG.layout), CONFIG)
    assert [one.code for one in settle("page.md", inspection, CONFIG, TODAY).diagnostics] == ["LNT002"]
    assert settle("page.md", replace(inspection, crashed=True), CONFIG, TODAY).diagnostics == ()


class TestCrossFile:
    TWIN = "<!-- medlint: ignore-file duplicate-monograph -- kept for old links -->\n"
    DUPLICATE = tuple(one for one in CONFIG.rules if one[0] in ("IDN006", "LNT002", "LNT004"))

    def concluded(self, *texts: str, complete: bool = True, severity: Severity | None = None) -> Iterator[FileReport]:
        rules = tuple(
            (code, severity or level) if code == "IDN006" else (code, level) for code, level in self.DUPLICATE
        )
        config = replace(CONFIG, rules=rules)
        jobs = (Job(f"{number}.md", text.encode()) for number, text in zip(count(), texts, strict=False))
        yield from conclude([check(job, config) for job in jobs], [config], complete=complete)

    def codes(self, reports: Iterator[FileReport]) -> list[list[str]]:
        return [[one.code for one in report.diagnostics] for report in reports]

    def test_a_fact_that_becomes_a_finding_needs_its_suppression(self) -> None:
        first, second = self.concluded(CLEAN, CLEAN + self.TWIN)
        assert [one.code for one in first.diagnostics] == ["IDN006"]
        assert second.diagnostics == ()
        assert [(one.diagnostic.code, one.reason) for one in second.silenced] == [("IDN006", "kept for old links")]

    def test_without_a_twin_it_is_unused_where_all_pages_are_known(self) -> None:
        assert self.codes(self.concluded(CLEAN + self.TWIN)) == [["LNT002"]]
        assert self.codes(self.concluded(CLEAN + self.TWIN, complete=False)) == [[]]

    def test_an_error_asks_for_a_reason(self) -> None:
        silent = CLEAN + "<!-- medlint: ignore-file IDN006 -->\n"
        assert self.codes(self.concluded(CLEAN, silent)) == [["IDN006"], []]
        assert self.codes(self.concluded(CLEAN, silent, severity=Severity.ERROR)) == [["IDN006"], ["LNT004"]]


PIECES = (
    *("<!--", "-->", "--", "medlint:", "ignore", "ignore-file", "RES001", "RES", "ALL", "until", "2027-01-31", "1.2.3"),
    *(",", "\n", "\r\n", " ", "`", "```\n", "é😀", "-", "\u2014", "title", "\0", "\ufeff", "* ", "[", "]", ":", "&a"),
)
words = st.sampled_from(PIECES)
babble = st.lists(words | st.text(max_size=4), max_size=25).map("".join)


@settings(max_examples=150)
@given(babble, st.booleans())
@example("<!-- medlint: ignore RES001", False)
@example("<!-- medlint:-->", False)
@example("<!-- medlint: ignore ALL until -->", True)
def test_no_comment_makes_medlint_fail(content: str, closed: bool) -> None:
    text = f"{FRONT}# A\n\n<!-- medlint: ignore {content}{'-->' if closed else ''}\n{REFUSAL}\n"
    report = settled(text.replace("\0", ""))
    assert not report.crashed
    assert all(one.span.end <= len(text) for one in report.diagnostics)


@settings(max_examples=150)
@given(babble)
@example("{ignore: [{rule: RES001, until: [a]}]}")
@example("\n  ignore: &a [*a]")
@example("{ignore: {a: b}}")
def test_no_front_matter_makes_medlint_fail(content: str) -> None:
    text = f"---\ntitle: A\nmedlint: {content}\n---\n# A\n\n{REFUSAL}\n".replace("\0", "")
    page = parse(Source("page.md", text), CONFIG.layout)
    suppressions, faults = read_suppressions(page, load_rules())
    assert all(one.span.end <= len(text) for one in suppressions)
    assert all(one.span.end <= len(text) for one in faults)
    assert not settled(text).crashed


names = st.lists(st.sampled_from(["RES001", "RES002", "model-refusal", "FAQ001"]), min_size=1, max_size=4, unique=True)


@settings(max_examples=60)
@given(names, st.sampled_from([" -- why", " -- 5 mg, see p. 3", ""]), st.sampled_from(["", "\n", " until 2999-01-01"]))
def test_an_unused_comment_goes_whole(named: list[str], reason: str, end: str) -> None:
    comment = f"<!-- medlint: ignore {', '.join(named)}{end}{reason} -->"
    config = replace(CONFIG, rules=tuple(one for one in CONFIG.rules if one[0][:3] in ("RES", "LNT", "FAQ")))
    text = CLEAN.replace("Exampline eases pain.", f"Exampline eases pain. {comment}")
    assert fixed(text, config) == CLEAN
    alone = CLEAN.replace("### Dosage\n", f"{comment}\n### Dosage\n")
    assert fixed(alone, config) == CLEAN


def test_thousands_of_suppressions_take_no_time() -> None:
    comment = "<!-- medlint: ignore NOPE, RES001, ALL -->"
    text = f"{FRONT}# A\n\n{comment * 4000}{REFUSAL}\n" + f"{comment}\n" * 4000
    page = parse(Source("page.md", text), CONFIG.layout)
    suppressions, faults = read_suppressions(page, load_rules())
    assert len(suppressions) <= 1000
    assert len(faults) <= 101
    assert faults[-1].fault.startswith("a page may hold 1000")
    assert list(comment_spans("<!-- medlint: " * 20_000)) == []


def diagnostics_of(folder: Path, setting: str) -> list[Diagnostic]:
    (folder / "medlint.toml").write_text(setting)
    text = refusal("<!-- medlint: ignore RES001 -- quoted -->")
    forget()
    return list(
        check(Job("page.md", text.encode()), resolve(str(folder)).for_path(str(folder / "page.md"))).diagnostics
    )


def test_the_settings_name_rules_that_no_page_may_suppress(tmp_path: Path) -> None:
    assert diagnostics_of(tmp_path, "") == []
    assert [one.code for one in diagnostics_of(tmp_path, 'unsuppressible = ["RES001"]')] == ["RES001", "LNT002"]
    (tmp_path / "house.toml").write_text('unsuppressible = ["RES"]')
    # What the house lays down, a folder adds to.
    setting = 'extends = "./house.toml"\nunsuppressible = ["FAQ"]'
    assert [one.code for one in diagnostics_of(tmp_path, setting)] == ["RES001", "LNT002"]
    with pytest.raises(ConfigError, match="'unsuppressible': there is no rule 'RES999'"):
        diagnostics_of(tmp_path, 'unsuppressible = ["RES999"]')


def test_what_the_documentation_shows_is_understood() -> None:
    shown = (Path(__file__).parents[1] / "docs" / "suppressing.md").read_text("utf-8")
    blocks = re.findall(r"^```(markdown|yaml)\n(.*?)^```", shown, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 4
    for kind, block in blocks:
        text = f"---\ntitle: A\n{block}---\n# A\n" if kind == "yaml" else f"{FRONT}# A\n\n{block}"
        suppressions, faults = read_suppressions(parse(Source("page.md", text), CONFIG.layout), load_rules())
        assert suppressions
        assert faults == ()


def medlint(folder: Path, *args: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "medlint", *args]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def site(tmp_path: Path) -> Path:
    pages = {
        "needed.md": refusal("<!-- medlint: ignore RES001 -- quoted -->"),
        "silent.md": refusal("<!-- medlint: ignore RES001 -->"),
        "unused.md": CLEAN.replace("eases pain.", "eases pain. <!-- medlint: ignore RES001 -- quoted -->"),
        "lapsed.md": refusal("<!-- medlint: ignore RES001 until 2020-01-01 -- quoted -->"),
        "front.md": with_key("medlint: {ignore: [{rule: duplicate-monograph, reason: copies for a test}]}"),
    }
    for name, text in pages.items():
        title = name.removesuffix(".md").title() + "ine"
        (tmp_path / name).write_text(text.replace("Exampline", title), encoding="utf-8")
    (tmp_path / "medlint.toml").write_text('select = ["RES", "LNT", "IDN006"]\n', encoding="utf-8")
    return tmp_path


def test_the_command_says_the_same_with_and_without_a_cache(site: Path) -> None:
    code, out = medlint(site, "check", "--no-cache", "--output-format", "concise")
    assert code == 1
    told = [(line.split(":")[0], re.search(r"[A-Z]{3}\d{3}", line)) for line in out.split("\n") if line[:1].islower()]
    assert [(path, match.group()) for path, match in told if match] == [
        ("front.md", "LNT002"),
        ("lapsed.md", "RES001"),
        ("lapsed.md", "LNT002"),
        ("silent.md", "LNT004"),
        ("unused.md", "LNT002"),
    ]
    assert "2 findings suppressed" in out
    assert medlint(site, "check", "--output-format", "concise") == (code, out)
    assert medlint(site, "check", "--output-format", "concise") == (code, out)


def test_a_run_on_some_pages_calls_no_comparison_unneeded(site: Path) -> None:
    assert medlint(site, "check", "--no-cache", "-q", "front.md") == (0, "")
    assert "LNT002" in medlint(site, "check", "--no-cache", "-q", ".")[1]


def test_the_command_mends_what_is_not_needed(site: Path) -> None:
    medlint(site, "fix", "-q")
    assert "medlint" not in (site / "unused.md").read_text(encoding="utf-8")
    assert "until 2020" in (site / "lapsed.md").read_text(encoding="utf-8")
    assert "quoted" in (site / "needed.md").read_text(encoding="utf-8")
