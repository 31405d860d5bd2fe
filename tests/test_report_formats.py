"""What the formats for programs hold, each read by a reader of its own: a schema, a parser, the runner's grammar."""

import json
import re
import xml.etree.ElementTree as ET
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from test_reporters import PAGES, UNSPACED, SkippedFile, diagnostic, many_pages, write

from medlint.diagnostic import Diagnostic, Edit, FileReport, Fix, Related, Safety, Severity, Silenced, Silencer
from medlint.placement import excerpt_of
from medlint.reporters import REPORTERS, Options, Run, sarif
from medlint.reporters.github import unheard
from medlint.reporters.markdown import LONGEST, escape, render
from medlint.reporters.pages import Pages
from medlint.text import Source, Span

DATA = Path(__file__).with_name("data")
CLEAN = Run((FileReport("content/a.md"), FileReport("content/b.md")))
CRASH = diagnostic(rule="LNT001 check-crashed", message="Rule missing-section failed.")


class KnownPages(Pages):
    """Pages in memory."""

    def __init__(self, *sources: Source) -> None:
        self._sources = {source.path: source for source in sources}

    def source(self, path: str) -> Source | None:
        return self._sources.get(path)


def finding(source: Source, start: int, end: int, **others: Any) -> Diagnostic:
    """A diagnostic at a place of a text, as the engine makes it."""
    span = Span(start, end)
    places = {"span": span, "start": source.position(start), "end": source.position(end)}
    return replace(diagnostic(source.path, **others), **places, excerpt=excerpt_of(source, span))  # type: ignore[arg-type]


def run_of(*found: Diagnostic, **others: Any) -> Run:
    paths = dict.fromkeys(one.path for one in found)
    return Run(tuple(FileReport(path, tuple(one for one in found if one.path == path)) for path in paths), **others)


def faults(schema: str, document: Any) -> list[str]:
    validator = Draft202012Validator(json.loads((DATA / schema).read_text(encoding="utf-8")))
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]


# SARIF


def sarif_run(run: Run, options: Options | None = None) -> dict[str, Any]:
    """The only run of the SARIF report, which keeps to the official schema and to what GitHub asks for."""
    document = json.loads(write("sarif", run, options))
    assert faults("sarif-2.1.0.schema.json", document) == []
    (found,) = document["runs"]
    assert document["$schema"] == "https://json.schemastore.org/sarif-2.1.0.json"
    assert list(github_faults(found)) == []
    result: dict[str, Any] = found
    return result


def github_faults(run: dict[str, Any]) -> Iterator[str]:
    """What GitHub's page "SARIF support for code scanning" requires, and the schema does not."""
    rules = run["tool"]["driver"]["rules"]
    if run["columnKind"] != "unicodeCodePoints":
        yield "columnKind"
    for rule in rules:
        texts = [rule[key]["text"] for key in ("shortDescription", "fullDescription")]
        if not all(0 < len(text) <= 1024 for text in texts) or not rule["help"]["text"]:
            yield f"the texts of {rule['id']}"
        if len(rule["properties"]["tags"]) > 20:
            yield f"the tags of {rule['id']}"
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        if not uri or uri.startswith("/") or "\\" in uri or not re.fullmatch(r"[A-Za-z0-9%._~/:-]+", uri):
            yield f"the address {uri}"
        region = place["region"]
        if min(region.values()) < 1 or set(region) != {"startLine", "startColumn", "endLine", "endColumn"}:
            yield f"the region {region}"
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            yield f"the rule of {result['ruleIndex']}"
        if not result["message"]["text"] or set(result["partialFingerprints"]) != {"medlint/v1"}:
            yield f"the message or the fingerprint of {result['ruleId']}"


@pytest.mark.parametrize("run", [PAGES, many_pages(), CLEAN, Run(())], ids=["pages", "many", "clean", "nothing"])
def test_sarif_keeps_to_its_schema(run: Run) -> None:
    found = sarif_run(run)
    assert len(found["results"]) == len(run.diagnostics)
    assert [rule["id"] for rule in found["tool"]["driver"]["rules"]] == sorted({d.code for d in run.diagnostics})


def test_sarif_puts_errors_first_and_what_may_harm_before_the_rest() -> None:
    assert [result["level"] for result in sarif_run(PAGES)["results"]] == ["error", "error", "warning", "note"]
    assert sarif_run(many_pages())["results"][0]["ruleId"] == "AVL001"


def test_sarif_shows_the_page_of_a_rule() -> None:
    (rule,) = sarif_run(run_of(diagnostic()))["tool"]["driver"]["rules"]
    assert rule["name"] == "missing-section"
    assert "It speaks here:" in rule["help"]["markdown"]
    assert "<!-- finding" not in rule["help"]["markdown"]
    assert rule["properties"]["problem.severity"] == "error"
    assert "structure" in rule["properties"]["tags"]


def test_sarif_describes_a_rule_without_a_page_by_its_finding() -> None:
    (rule,) = sarif_run(run_of(diagnostic(rule="ZZZ001 house-rule")))["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "house rule"
    assert rule["help"] == {"text": "Write one."}


@pytest.mark.parametrize("path", ["content/a b#c?.md", "content/Ä\udcff%.md", "a:b.md", "content\\x.md", "[1].md"])
def test_sarif_addresses_lead_back_to_the_path(path: str) -> None:
    (result,) = sarif_run(run_of(diagnostic(path)))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert ":" not in uri
    assert unquote(uri, errors="surrogateescape") == path.replace("\\", "/")


def test_sarif_address_outside_of_the_repository_is_a_file_address() -> None:
    assert sarif.uri("/srv/ä.md") == "file:///srv/%C3%A4.md"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see [here](1)", r"see \[here\](1)"),
        ("a slot [name] is empty", "a slot [name] is empty"),
        ("a slot {0} is empty", "a slot {{0}} is empty"),
        ("\u202eab\x1b", r"\u202eab\x1b"),
    ],
)
def test_sarif_message_has_no_link_and_no_placeholder(text: str, shown: str) -> None:
    (result,) = sarif_run(run_of(diagnostic(message=text, help="")))["results"]
    assert result["message"]["text"] == shown


def test_sarif_knows_what_is_silenced() -> None:
    told, commented, old = (diagnostic(at=(line, 1)) for line in (1, 2, 3))
    silenced = (Silenced(commented, Silencer.COMMENT, "no fixed dose"), Silenced(old, Silencer.BASELINE))
    found = sarif_run(Run((FileReport(told.path, (told,), silenced=silenced),)))
    assert [(r.get("baselineState"), r["suppressions"]) for r in found["results"]] == [
        ("new", []),
        ("unchanged", [{"kind": "inSource", "status": "accepted", "justification": "no fixed dose"}]),
        ("unchanged", [{"kind": "external", "status": "accepted"}]),
    ]
    by_comment = sarif_run(Run((FileReport(told.path, (told,), silenced=silenced[:1]),)))
    assert ["baselineState" in result for result in by_comment["results"]] == [False, False]
    assert "suppressions" not in sarif_run(run_of(told))["results"][0]


def test_fingerprints_are_unique_and_do_not_depend_on_lines() -> None:
    source = Source("a.md", "x 5mg y 5mg\n")
    longer = Source("a.md", "\n\nz 3 x 5mg y 5mg\n")
    prints = []
    for text, places in ((source, (2, 8)), (longer, (8, 14))):
        run = run_of(*(finding(text, start, start + 3, rule="DOS003 unspaced-unit") for start in places))
        prints.append([result["partialFingerprints"]["medlint/v1"] for result in sarif_run(run)["results"]])
        assert prints[-1] == [entry["fingerprint"] for entry in json.loads(write("gitlab", run))]
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == 2


def test_a_silenced_finding_does_not_change_the_fingerprint_of_its_twin() -> None:
    source = Source("a.md", "x 5mg y 5mg\n")
    first, second = (finding(source, start, start + 3, rule="DOS003 unspaced-unit") for start in (2, 8))
    both = [result["partialFingerprints"] for result in sarif_run(run_of(first, second))["results"]]
    report = FileReport("a.md", (second,), silenced=(Silenced(first, Silencer.BASELINE),))
    assert sarif_run(Run((report,)))["results"][0]["partialFingerprints"] == both[1]


def test_sarif_has_fixes_and_related_places_in_code_points() -> None:
    source = Source("a.md", "ä 5 mg\nü 5mg\n")
    one = finding(
        source,
        9,
        12,
        fix=Fix("Put a space in", (Edit(Span(10, 10), " "),), Safety.SAFE),
        related=(Related(Span(2, 6), "here"),),
    )
    (known,) = sarif_run(run_of(one), Options(pages=KnownPages(source)))["results"]
    (change,) = known["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {"deletedRegion": {"charOffset": 10, "charLength": 0}, "insertedContent": {"text": " "}}
    ]
    assert known["relatedLocations"][0]["physicalLocation"]["region"] == {
        "startLine": 1,
        "startColumn": 3,
        "endLine": 1,
        "endColumn": 7,
    }
    (unknown,) = sarif_run(run_of(one))["results"]
    assert unknown["relatedLocations"][0]["physicalLocation"]["region"] == {"charOffset": 2, "charLength": 4}


def test_sarif_keeps_githubs_limit_with_errors_first_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    monkeypatch.setattr(sarif, "MOST_SHOWN", 2)
    notices: list[str] = []
    found = sarif_run(PAGES, Options(notify=notices.append))
    assert [result["level"] for result in found["results"]] == ["error", "error", "warning"]
    assert [one["message"]["text"] for one in found["invocations"][0]["toolExecutionNotifications"][:2]] == notices
    assert notices[0].startswith("1 of 4 findings are left out of the SARIF report")
    assert notices[1] == "code scanning shows the gravest 2 results of a report; here are 3."


def test_sarif_keeps_githubs_size_and_leaves_silenced_findings_out_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_BYTES", sarif._MARGIN + 60_000)
    # Words that compress badly.
    told = [diagnostic(f"{n}.md", message=sha(n)) for n in range(600)]
    old = tuple(Silenced(replace(one, path="old.md"), Silencer.BASELINE) for one in told)
    notices: list[str] = []
    text = write(
        "sarif", Run((*run_of(*told).reports, FileReport("old.md", silenced=old))), Options(notify=notices.append)
    )
    results = json.loads(text)["runs"][0]["results"]
    assert 0 < len(results) < 600
    assert {result["baselineState"] for result in results} == {"new"}
    assert len(zlib.compress("\n".join(map(json.dumps, results)).encode())) < 60_000
    assert notices


def sha(number: int) -> str:
    import hashlib

    return hashlib.sha512(str(number).encode()).hexdigest()


def test_sarif_tells_what_was_not_checked_and_of_crashes() -> None:
    invocation = sarif_run(PAGES)["invocations"][0]
    assert invocation["executionSuccessful"]
    assert "was not checked" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    crashed = sarif_run(Run((FileReport(CRASH.path, (CRASH,), crashed=True),)))
    assert not crashed["invocations"][0]["executionSuccessful"]


def test_sarif_of_a_shard_has_a_category_of_its_own() -> None:
    assert sarif_run(replace(PAGES, shard=(2, 5)))["automationDetails"] == {"id": "medlint/2-of-5/"}
    assert "automationDetails" not in sarif_run(PAGES)


# GitHub


@dataclass
class Command:
    """A workflow command as the runner reads it."""

    name: str
    data: str
    properties: dict[str, str] = field(default_factory=dict)


KNOWN_COMMANDS = {
    *("error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-path", "set-env", "set-output"),
    *("save-state", "stop-commands", "echo", "add-matcher", "remove-matcher"),
}


def heard(line: str) -> Command | None:
    """Return the command in a line of a step's output, by the rules of the runner's two readers; None without one."""
    line = line.lstrip()
    if line.startswith("::") and (end := line.find("::", 2)) >= 0:
        name, _, given = line[2:end].partition(" ")
        if name in KNOWN_COMMANDS:
            pairs = [pair.split("=", 1) for pair in given.strip().split(",") if "=" in pair]
            return Command(name, unescape(line[end + 2 :]), {key: unescape(value, ":,") for key, value in pairs})
    if (start := line.find("##[")) >= 0 and (end := line.find("]", start)) >= 0:
        name = line[start + 3 : end].partition(" ")[0]
        if name in KNOWN_COMMANDS:
            return Command(name, line[end + 1 :])
    return None


def unescape(text: str, more: str = "") -> str:
    for sign in "\r\n" + more + "%":
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def commands(run: Run, options: Options | None = None) -> list[Command]:
    lines = write("github", run, options).split("\n")
    return [command for line in lines if (command := heard(line)) is not None]


def test_github_has_a_command_for_each_finding() -> None:
    group, end, first, second, third = commands(PAGES)
    assert (group.name, group.data, end.name) == ("group", "medlint: 3 findings", "endgroup")
    assert [first.name, second.name, third.name] == ["error", "error", "warning"]
    assert third.properties == {
        "file": "content/efalizumab.md",
        "line": "114",
        "endLine": "114",
        "col": "13",
        "endColumn": "16",
        "title": "DOS003 unspaced-unit",
    }
    assert third.data == f"{UNSPACED.message}\n{UNSPACED.help}"


def test_github_escapes_what_the_runner_unescapes() -> None:
    odd = diagnostic("a,b=c::d%0A.md", message="100%, 5%25 :: %0A ]", help="100%")
    (command,) = [one for one in commands(run_of(odd)) if one.name == "error"]
    assert command.properties["file"] == odd.path
    assert command.data == f"{odd.message}\n{odd.help}"


def test_github_has_no_columns_for_several_lines() -> None:
    one = diagnostic()
    wide = replace(one, end=one.end._replace(line=one.end.line + 2))
    (command,) = [one for one in commands(run_of(wide)) if one.name == "error"]
    assert (command.properties["line"], command.properties["endLine"]) == ("12", "14")
    assert not {"col", "endColumn"} & set(command.properties)


ATTACKS = [
    "::add-mask::x",
    "  ::set-output name=a::b",
    "x ##[add-mask]y",
    "\n::stop-commands::t",
    "\r::error::x",
    "::endgroup::",
    "%0A::error::x",
    "\u2028::error::x",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_page_starts_a_command(attack: str) -> None:
    hostile = [diagnostic(f"{attack}.md", message=attack, help=attack), diagnostic("b.md", message=f"a {attack}")]
    run = run_of(*hostile, skipped=(SkippedFile(attack, attack),))
    names = Counter(command.name for command in commands(run, Options(verbose=True)))
    assert names == {"group": 1, "endgroup": 1, "error": 2}


@given(st.text(st.sampled_from(":#[]% \t\x0b\u2028ae-rodm")))
def test_no_line_of_text_is_heard(text: str) -> None:
    for attack in (text, f"::error {text}", f"{text}##[error]", f"{text}::error::"):
        assert heard(unheard(attack.replace("\n", ""))) is None


def test_github_spends_its_annotations_on_distinct_pages() -> None:
    found = [diagnostic(f"{page:02}.md", at=(line, 1)) for page in range(14) for line in range(1, 4)]
    found += [diagnostic("13.md", "AVL001 withdrawn-not-stated", at=(9, 1))]
    found += [diagnostic("x.md", "DOS003 unspaced-unit", Severity.WARNING, at=(line, 1)) for line in range(1, 30)]
    found += [diagnostic("y.md", "DOS003 unspaced-unit", Severity.WARNING), *([LONG] * 30)]
    told = commands(run_of(*found))
    errors = [one.properties["file"] for one in told if one.name == "error"]
    assert errors == ["13.md", *(f"{page:02}.md" for page in range(9))]
    assert next(one for one in told if one.name == "error").properties["title"].startswith("AVL001")
    assert [one.properties["file"] for one in told if one.name == "warning"][:2] == ["x.md", "y.md"]
    assert Counter(one.name for one in told) == {"group": 1, "endgroup": 1, "error": 10, "warning": 10}
    text = write("github", run_of(*found))
    assert "20 of 73 findings are annotations" in text
    listing = text[text.index("::group::") : text.index("::endgroup::")]
    assert listing.count("\n") == 74


LONG = diagnostic(rule="LNG003 long-sentence", severity=Severity.INFO, message="This sentence is long.")


def test_github_of_a_clean_run_has_no_group() -> None:
    assert write("github", CLEAN) == "All checks passed on 2 files.\n"
    assert write("github", CLEAN, Options(quiet=True)) == ""


# GitLab, JSON Lines


@pytest.mark.parametrize("run", [PAGES, many_pages(), CLEAN], ids=["pages", "many", "clean"])
def test_gitlab_keeps_to_its_schema(run: Run) -> None:
    document = json.loads(write("gitlab", run))
    assert faults("gitlab-code-quality.schema.json", document) == []
    assert len(document) == len({entry["fingerprint"] for entry in document}) == len(run.diagnostics)


def test_gitlab_of_a_clean_run_is_an_empty_list() -> None:
    assert write("gitlab", CLEAN) == "[]\n"


def test_json_lines_are_the_diagnostics_of_the_json_report() -> None:
    lines = [json.loads(line) for line in write("json-lines", PAGES).split("\n")[:-1]]
    assert lines == json.loads(write("json", PAGES))["diagnostics"]
    assert write("json-lines", CLEAN) == ""


# XML


def xml_faults(root: ET.Element, grammar: dict[str, tuple[set[str], set[str], set[str]]]) -> Iterator[str]:
    """What breaks a grammar: element -> attributes it must have, those it may have, and its children."""
    for element in root.iter():
        required, optional, children = grammar[element.tag]
        given_names = set(element.attrib)
        if not required <= given_names <= required | optional:
            yield f"attributes of {element.tag}: {sorted(given_names)}"
        if not {child.tag for child in element} <= children:
            yield f"children of {element.tag}"
        counted = given_names & {"line", "column", "tests", "failures", "errors"}
        numbers = [element.attrib[name] for name in sorted(counted)]
        if not all(number.isdigit() for number in numbers):
            yield f"numbers of {element.tag}: {numbers}"
        if children and element.text and element.text.strip():
            yield f"text in {element.tag}"


JUNIT: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"name", "tests", "failures", "errors"}, set(), {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors"}, {"skipped"}, {"testcase"}),
    "testcase": ({"name", "classname"}, {"line", "column"}, {"failure", "error", "skipped", "system-out"}),
    "failure": ({"message", "type"}, set(), set()),
    "error": ({"message", "type"}, set(), set()),
    "skipped": ({"message"}, set(), set()),
    "system-out": (set(), set(), set()),
}
CHECKSTYLE: dict[str, tuple[set[str], set[str], set[str]]] = {
    "checkstyle": ({"version"}, set(), {"file"}),
    "file": ({"name"}, set(), {"error"}),
    "error": ({"line", "column", "severity", "message", "source"}, set(), set()),
}


@pytest.mark.parametrize("run", [PAGES, many_pages(), CLEAN, Run(()), run_of(CRASH)])
def test_junit_keeps_to_its_grammar_and_counts_right(run: Run) -> None:
    root = ET.fromstring(write("junit", run).encode())
    assert list(xml_faults(root, JUNIT)) == []
    assert root.tag == "testsuites"
    assert list(root)
    for suite in [root, *root]:
        cases = list(suite.iter("testcase"))
        assert cases
        assert int(suite.attrib["tests"]) == len(cases)
        assert int(suite.attrib["failures"]) == len(list(suite.iter("failure")))
        assert int(suite.attrib["errors"]) == len(list(suite.iter("error")))


def test_junit_has_a_case_that_passes_for_a_clean_page() -> None:
    root = ET.fromstring(write("junit", PAGES).encode())
    (suite,) = [suite for suite in root if suite.attrib["name"] == "content/clean.md"]
    (case,) = suite
    assert not list(case)


def test_junit_fails_as_the_run_does() -> None:
    root = ET.fromstring(write("junit", replace(PAGES, fail_on=Severity.ERROR)).encode())
    assert root.attrib["failures"] == "2"
    assert [one.text for one in root.iter("system-out")] == [
        "info: line 20, col 1, long-sentence: This sentence is long. Write one.",
        f"warning: line 114, col 13, unspaced-unit: {UNSPACED.message} {UNSPACED.help}",
    ]
    assert ET.fromstring(write("junit", run_of(CRASH)).encode()).attrib["errors"] == "1"


@pytest.mark.parametrize("run", [PAGES, many_pages(), CLEAN])
def test_checkstyle_keeps_to_its_grammar(run: Run) -> None:
    root = ET.fromstring(write("checkstyle", run).encode())
    assert list(xml_faults(root, CHECKSTYLE)) == []
    errors = list(root.iter("error"))
    assert len(errors) == len(run.diagnostics)
    assert {error.attrib["severity"] for error in errors} <= {"error", "warning", "info"}


@given(st.text(st.characters(exclude_categories=[]), max_size=30))
def test_xml_can_be_read_whatever_a_page_says(text: str) -> None:
    run = run_of(diagnostic(path=f"x{text}.md", message=f"x{text}", help=text))
    for form in ("junit", "checkstyle"):
        ET.fromstring(write(form, run).encode())


# Reviewdog


def rdjson(run: Run, *sources: Source) -> list[Any]:
    options = Options(pages=KnownPages(*sources))
    document = json.loads(write("rdjson", run, options))
    assert faults("rdformat.schema.json", document) == []
    assert [json.loads(line) for line in write("rdjsonl", run, options).split("\n")[:-1]] == document["diagnostics"]
    found: list[Any] = document["diagnostics"]
    return found


@pytest.mark.parametrize("run", [PAGES, many_pages(), CLEAN], ids=["pages", "many", "clean"])
def test_rdjson_keeps_to_its_schema(run: Run) -> None:
    assert len(rdjson(run)) == len(run.diagnostics)


def bytes_at(source: Source, given_range: dict[str, dict[str, int]]) -> bytes:
    """Return the bytes of a file that a range of UTF-8 columns names."""
    data = (b"\xef\xbb\xbf" if source.bom else b"") + source.text.encode()
    lines = re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    start, end = (starts[at["line"] - 1] + at["column"] - 1 for at in (given_range["start"], given_range["end"]))
    return data[start:end]


@given(
    st.text(st.sampled_from("aä日👍\n\r\t é"), min_size=1, max_size=200),
    st.booleans(),
    st.booleans(),
    st.data(),
)
def test_rdjson_columns_lead_to_the_flagged_bytes(text: str, bom: bool, readable: bool, data: st.DataObject) -> None:
    source = Source("a.md", text, bom)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    one = finding(source, start, end)
    (entry,) = rdjson(run_of(one), *[source] * readable)
    where = entry["location"]["range"]
    if "column" in where["start"]:
        assert bytes_at(source, where) == text[start:end].encode()
    else:
        assert not readable
        assert (where["start"]["line"], where["end"]["line"]) == (one.start.line, one.end.line)


def test_rdjson_needs_no_page_for_a_short_line() -> None:
    one = finding(Source("a.md", "\nfür 5mg\n"), 5, 8)
    (entry,) = rdjson(run_of(one))
    assert entry["location"]["range"] == {"start": {"line": 2, "column": 6}, "end": {"line": 2, "column": 9}}


def test_rdjson_has_no_column_where_the_page_is_another_by_now() -> None:
    line = "ä" * 100 + " 5mg"
    one = finding(Source("a.md", line), 101, 104)
    notices: list[str] = []
    options = Options(pages=KnownPages(Source("a.md", line.replace("ä", "a"))), notify=notices.append)
    (entry,) = json.loads(write("rdjson", run_of(one), options))["diagnostics"]
    assert entry["location"]["range"] == {"start": {"line": 1}, "end": {"line": 1}}
    assert notices == [
        "1 finding has a line and no column in the rdjson report: the page could not be read again as it was."
    ]
    assert rdjson(run_of(one), Source("a.md", line))[0]["location"]["range"]["start"] == {"line": 1, "column": 202}


def test_rdjson_makes_one_suggestion_of_all_edits() -> None:
    source = Source("a.md", "é 5mg und 7mg\n")
    fix = Fix("Put spaces in", (Edit(Span(3, 3), " "), Edit(Span(11, 11), " ")), Safety.UNSAFE)
    (entry,) = rdjson(run_of(finding(source, 2, 5, fix=fix)), source)
    (suggestion,) = entry["suggestions"]
    assert bytes_at(source, suggestion["range"]) == b"mg und 7"
    assert suggestion["text"] == " mg und 7 "
    assert "suggestions" not in rdjson(run_of(finding(source, 2, 5, fix=fix)))[0]


# Markdown


def html(text: str) -> str:
    rendered: str = MarkdownIt("commonmark").enable("table").render(text)
    return rendered


def test_markdown_has_counts_a_table_and_details() -> None:
    text = write("markdown", many_pages())
    assert "### medlint: 46 errors" in text
    assert "Checked 30 files." in text
    page = html(text)
    rows = page[: page.index("</table>")].count("<tr>")
    assert rows == 21
    assert "AVL001 withdrawn-not-stated" in page[: page.index("DIS") if "DIS" in page else page.index("AIN001")]
    assert page.count("<li>") == 46
    assert page.count("<details>") == page.count("</details>") == 2


def test_markdown_of_a_clean_run() -> None:
    assert "### medlint: all checks passed on 2 files" in write("markdown", CLEAN)


def test_markdown_tells_what_is_known_and_what_lies_elsewhere() -> None:
    report = FileReport("a.md", silenced=(Silenced(diagnostic("a.md"), Silencer.BASELINE),), elsewhere=(LONG, LONG))
    text = write("markdown", Run((report,)))
    assert "1 known finding in the baseline. 2 findings outside of the change not shown." in text


MARKUP = [
    "<script>alert(1)</script>",
    "**bold** _it_ ~~s~~ `code` ``",
    "[a](https://example.org) ![b](c)",
    "| a | b |",
    "\\| a \\` <!--",
    "</details><b>",
    "@somebody and @some/team",
    "https://example.org www.example.org a@example.org",
    "#12 GH-12 !12 %3 $x$ &12 ~label",
    "&lt; &#64;x",
]


@pytest.mark.parametrize("text", MARKUP)
def test_markdown_shows_what_a_page_says_and_does_nothing_else(text: str) -> None:
    page = html(escape(text))
    assert page.count("<") == 2  # the paragraph's own
    shown = ET.fromstring(page).text
    assert shown is not None
    assert shown.replace("\u200b", "") == text
    for live in (r"@\w", r"://", r"www\.\w", r"[#!%&$]\d", r"~\w", r"GH-\d"):
        assert not re.search(live, shown)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_of_a_page_does_not_break_the_table(text: str) -> None:
    one = diagnostic(f"{text.replace('/', '-')}.md", message=text)
    page = html(write("markdown", run_of(*([one] * 21))))
    assert page.count("<tr>") == 21 + 2
    assert page.count("<td") == 20 * 4 + 4
    assert page.count("<li>") == 21
    assert not re.search(r"<(?:script|a|img|em|del|code|b)\b", page)


@pytest.mark.parametrize("limit", [200, 1000, 5000, LONGEST])
def test_markdown_keeps_its_limit_and_says_what_is_left_out(limit: int) -> None:
    found = [diagnostic(f"{n:03}.md", message="ä|@" * 300, at=(line, 1)) for n in range(100) for line in range(1, 9)]
    text = render(run_of(*found), Options(), limit)
    assert len(text.encode()) <= limit
    if limit >= 1000:
        assert "### medlint: 800 errors" in text
        assert "would not fit here" in text
        assert text.count("<details>") == text.count("</details>")


def test_reporters_are_named_in_the_settings() -> None:
    from medlint.reporters import FORMATS
    from medlint.schema import violations_of

    assert all(not violations_of("config", {"output-format": form}) for form in FORMATS)
    assert violations_of("config", {"output-format": "xml"})
    assert set(FORMATS) - {"auto"} == set(REPORTERS)
