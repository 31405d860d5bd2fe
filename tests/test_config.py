"""Configuration: where it is found, what wins, what it comes to, and what is said of a wrong one."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medlint.config import Config, ConfigError, Overrides, Project, default_config, forget, resolve
from medlint.config.project import read_size
from medlint.diagnostic import Severity

PAGE = """---
severity: {severity}
default: {default}
message: "'{{text}}' is wrong"
help: "Write something else."
check: forbid
sources: ["A source"]
---
Why it matters.
"""
HOUSE = {"HSE001-alpha-word": "error", "HSE002-beta-word": "warning", "HSE003-gamma-word": "info"}


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder: a site with three house rules, the last of them off by default."""
    forget()
    house = tmp_path / "house" / "house"
    house.mkdir(parents=True)
    for name, severity in HOUSE.items():
        default = "false" if "gamma" in name else "true"
        (house / f"{name}.md").write_text(PAGE.format(severity=severity, default=default))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    forget()


def write(text: str, path: str = "medlint.toml") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def house(text: str = "", *, path: str = "page.md", **flags: Any) -> dict[str, str]:
    """Return house rule -> severity for `path`, with medlint.toml holding `text`."""
    forget()
    write(f'rules = ["house"]\n{text}')
    config = resolve(".", Overrides(**flags)).for_path(path)
    return {code: severity.value for code, severity in config.rules if code.startswith("HSE")}


def problems(text: str, **flags: Any) -> str:
    """Return what is said of a wrong medlint.toml."""
    write(text)
    with pytest.raises(ConfigError) as caught:
        resolve(".", Overrides(**flags))
    return str(caught.value)


def origin(project: Project, key: str) -> tuple[Any, str]:
    return next((one.value, one.origin) for one in project.effective() if one.key == key)


# Where it is found.


def test_without_a_file_the_default_preset_holds() -> None:
    project = resolve("page.md")
    assert project.file is None
    assert project.root == str(Path.cwd())
    assert replace(project.for_path("page.md"), root="") == default_config()


def test_the_nearest_file_above_holds_alone() -> None:
    write('fail-on = "error"\nmarkets = ["IN"]')
    write('fail-on = "info"', "a/b/medlint.toml")
    near, far = resolve("a/b/c/page.md"), resolve("a/page.md")
    assert (near.fail_on, far.fail_on) == (Severity.INFO, Severity.ERROR)
    assert near.for_path("a/b/c/page.md").markets == ("IN", "US", "EU", "GB")
    assert near.root == str(Path.cwd() / "a" / "b")


def test_dots_in_a_path_do_not_lead_to_the_wrong_file() -> None:
    write('fail-on = "info"', "a/medlint.toml")
    Path("b").mkdir()
    assert resolve("a/../b/page.md").file is None


def test_a_pyproject_without_our_table_is_passed_over() -> None:
    write('fail-on = "error"')
    write('[tool.other]\nx = "medlint"', "a/pyproject.toml")
    assert resolve("a/page.md").fail_on is Severity.ERROR


def test_a_broken_pyproject_that_never_names_us_is_passed_over() -> None:
    write("this is = = no TOML", "pyproject.toml")
    assert resolve("page.md").file is None


def test_the_table_in_a_pyproject_holds() -> None:
    write('[project]\nname = "x"\n[tool.medlint]\nfail-on = "error"', "pyproject.toml")
    project = resolve("page.md")
    assert project.fail_on is Severity.ERROR
    assert origin(project, "fail-on") == ("error", "pyproject.toml [tool.medlint]")


def test_medlint_toml_goes_before_pyproject() -> None:
    write('[tool.medlint]\nfail-on = "error"', "pyproject.toml")
    write('fail-on = "info"')
    assert resolve("page.md").fail_on is Severity.INFO


def test_isolated_ignores_files() -> None:
    write('fail-on = "error"')
    assert resolve("page.md", Overrides(isolated=True)).fail_on is Severity.WARNING


def test_a_byte_order_mark_is_read_over() -> None:
    Path("medlint.toml").write_bytes(b'\xef\xbb\xbffail-on = "error"\r\n')
    assert resolve("page.md").fail_on is Severity.ERROR


# What wins.


def test_a_named_file_holds_for_all_paths_with_globs_from_here() -> None:
    write('fail-on = "error"')
    write('fail-on = "info"\nrules = ["../house"]', "ci/strict.toml")
    project = resolve("a/page.md", Overrides(config=("ci/strict.toml",)))
    assert project.fail_on is Severity.INFO
    assert project.root == str(Path.cwd())
    assert project.rule_folders == (str(Path.cwd() / "house"),)


def test_assignments_win_over_files_and_flags_over_assignments() -> None:
    write('fail-on = "error"\nmin-severity = "error"\noutput-format = "json"')
    options = Overrides(
        config=('fail-on="info"', "layout.faq-minimum=7", 'min-severity="info"'), min_severity="warning"
    )
    project = resolve("page.md", options)
    assert (project.fail_on, project.min_severity, project.output_format) == ("info", "warning", "json")
    assert project.for_path("page.md").layout.faq_minimum == 7
    assert origin(project, "min-severity") == ("warning", "--min-severity")
    assert origin(project, "layout.faq-minimum") == (7, "--config")


def test_extending_a_file_that_extends_a_preset() -> None:
    write('extends = "rxsite"\nmarkets = ["IN"]\nfail-on = "info"\nschema = "own.json"', "shared/base.toml")
    write("{}", "shared/own.json")
    write('extends = "shared/base.toml"\nfail-on = "error"')
    project = resolve("page.md")
    config = project.for_path("page.md")
    assert (config.fail_on, config.markets, config.layout.section_level) == (Severity.ERROR, ("IN",), 2)
    assert config.schema == str(Path.cwd() / "shared" / "own.json")
    assert origin(project, "markets") == (["IN"], "shared/base.toml")
    assert origin(project, "layout.section-level") == (2, "preset rxsite")
    assert origin(project, "layout.prints") == ([], "default")


def test_an_assigned_preset_takes_the_place_of_the_files_own() -> None:
    write('extends = "rxsite"\nfail-on = "error"')
    config = resolve("page.md", Overrides(config=('extends="none"',))).for_path("page.md")
    assert (config.layout.sections, config.fail_on) == ((), Severity.ERROR)


def test_lists_that_extend_add_up_and_others_are_replaced() -> None:
    write('extend-exclude = ["one"]\ninclude = ["*.mdx"]', "base.toml")
    write('extends = "base.toml"\nextend-exclude = ["two"]')
    project = resolve("page.md", Overrides(extend_exclude=("three",)))
    assert project.exclude[-3:] == ("one", "two", "three")
    assert "node_modules" in project.exclude
    assert project.include == ("*.mdx",)
    assert origin(project, "extend-exclude")[1] == "base.toml, medlint.toml, --extend-exclude"


# What it comes to.


def test_rules_of_a_file_and_of_flags() -> None:
    both = {"HSE001": "error", "HSE002": "warning"}
    assert house() == both
    assert house('ignore = ["alpha-word"]', ignore=("HSE002",)) == {}
    assert house('extend-select = ["HSE003"]') == {**both, "HSE003": "info"}
    assert house('select = ["HSE001"]\nignore = ["HSE"]', select=("HSE002",)) == {"HSE002": "warning"}
    assert house('[severity]\nbeta-word = "off"\nHSE001 = "info"') == {"HSE001": "info"}


def test_later_per_path_entries_win_and_assignments_win_over_them() -> None:
    text = """
[[per-path]]
paths = ["drafts/"]
ignore = ["HSE"]
prints = ["disclaimer"]

[[per-path]]
paths = ["drafts/kept-*.md"]
extend-select = ["alpha-word"]
[per-path.severity]
alpha-word = "warning"
"""
    assert house(text, path="drafts/x.md") == {}
    assert house(text, path="drafts/kept-x.md") == {"HSE001": "warning"}
    assert house(text, path="kept-x.md") == {"HSE001": "error", "HSE002": "warning"}
    severity = ('severity.HSE001="info"',)
    assert house(text, path=str(Path("drafts/kept-x.md").absolute()), config=severity) == {"HSE001": "info"}
    project = resolve(".")
    assert project.for_path("drafts/x.md").layout.disclaimer.printed
    assert not project.for_path("x.md").layout.disclaimer.printed
    assert project.for_path("drafts/x.md") is project.for_path("drafts/y.md")
    prints = next(one for one in project.effective("drafts/x.md") if one.key == "layout.prints")
    assert prints.origin == "medlint.toml [[per-path]] 1"


def test_a_section_replaces_the_presets_and_keeps_its_place() -> None:
    write('[sections]\ndosage = ["How Much"]\nstorage = false\nreferences = []\ntravel = ["Travelling"]')
    before = default_config().layout.sections
    sections = resolve(".").for_path("page.md").layout.sections
    keys = [section.key for section in sections]
    assert keys == [one.key for one in before if one.key not in ("storage", "references")] + ["travel"]
    dosage = sections[keys.index("dosage")]
    assert (dosage.names, dosage.required) == (("How Much",), True)


def test_a_required_section_that_is_switched_off_is_not_required() -> None:
    write("[sections]\nprecautions = false")
    assert "precautions" not in [one.key for one in resolve(".").for_path("page.md").layout.sections]


def test_the_order_of_sections_can_be_given() -> None:
    write('[layout]\norder = ["faqs", "usage"]')
    keys = [section.key for section in resolve(".").for_path("page.md").layout.sections]
    assert keys[:3] == ["faqs", "usage", "generic_name"]


def test_a_notice_can_be_declared_and_defined() -> None:
    write(
        """
[layout]
prints = ["ai-note"]
[disclaimer]
labels = ["Please read"]
[[disclaimer.elements]]
key = "own"
says = "that it is ours"
patterns = ['ours\\b']
"""
    )
    layout = resolve(".").for_path("page.md").layout
    assert (layout.ai_note.printed, layout.disclaimer.printed) == (True, False)
    assert layout.disclaimer.labels == ("Please read",)
    assert [element.says for element in layout.disclaimer.elements] == ["that it is ours"]


@pytest.mark.parametrize(
    ("size", "count"),
    [(1, 1), ("7 B", 7), ("5 MiB", 5242880), ("500 kB", 500_000), ("2KB", 2000), ("1 GiB", 1 << 30), ("3KiB", 3072)],
)
def test_sizes(size: int | str, count: int) -> None:
    assert read_size(size) == count


def test_a_config_is_a_cheap_key_that_survives_pickling() -> None:
    config = resolve(".").for_path("page.md")
    twin = pickle.loads(pickle.dumps(config))
    assert twin == config
    assert hash(twin) == hash(config)
    assert replace(config, fail_on=Severity.INFO) != config
    assert len({config, twin, replace(config, rules=())}) == 2


def test_a_config_can_be_made_by_hand() -> None:
    config = Config(root="", rules=(("STR001", Severity.INFO),), layout=default_config().layout)
    assert (config.schema, config.max_file_size) == (None, 5242880)


def test_every_setting_has_an_origin() -> None:
    found = {one.key: one.origin for one in resolve(".").effective()}
    assert found["extends"] == "default"
    assert found["sections.usage"] == "preset minimal-medicine"
    assert found["disclaimer.elements"] == "default"
    write('[[per-path]]\npaths = ["a"]\nignore = []')
    forget()
    assert "per-path" in {one.key for one in resolve(".").effective()}


def test_right_settings_do_not_wait_for_jsonschema() -> None:
    write('extends = "rxsite"\nfail-on = "error"\n[severity]\nmissing-field = "warning"')
    code = "import sys, medlint.config as c; c.resolve('.').for_path('p.md'); sys.exit('jsonschema' in sys.modules)"
    path = os.pathsep.join(sys.path)
    assert (
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, check=False).returncode
        == 0
    )


# What is said of a wrong one.


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'fail-onn = "error"',
            "medlint.toml: 'fail-onn' is not a known field of the configuration; did you mean 'fail-on'?",
        ),
        ('fail-on = "eror"', "did you mean"),
        ("fail-on = 1", "'fail-on' must be one of error, warning or info"),
        ('max-file-size = "5 apples"', "must be a number of bytes or a text such as"),
        ("max-file-size = 0", "'max-file-size' must be at least 1"),
        ("[layout]\nsection-leve = 3", "did you mean 'section-level'?"),
        ("[sections]\nUsage = ['x']", "'Usage' is no key for a section"),
        ("[sections]\nai_note = ['x']", "'ai_note' is no key for a section"),
        ("[sections]\nusage = true", "must be a list of headings, or false"),
        ("[sections]\nusage = ['']", "usage"),
        ('ignore = ["STR999"]', "medlint.toml: 'ignore': there is no rule 'STR999'"),
        ('select = ["MISING"]', "LNT003 unknown-rule"),
        ('[severity]\nno-such = "error"', "'severity': there is no rule 'no-such'"),
        (
            '[[per-path]]\npaths = ["a"]\nignore = ["zzz"]',
            "medlint.toml [[per-path]] 1: 'ignore': there is no rule 'zzz'",
        ),
        ("[[per-path]]\nignore = []", "'paths'"),
        ('[[per-path]]\npaths = ["a"]\nfail-on = "error"', "'fail-on' is not a known field"),
        ('[layout]\nrequired = ["usag"]', "'layout.required': there is no section 'usag'; did you mean 'usage'?"),
        ('[layout]\norder = ["qqq"]', "there is no section 'qqq'; add it to [sections]"),
        ('[sections]\nnew = ["usage"]', "the heading 'usage' stands for 'usage' too"),
        ("[disclaimer]\nrecognise = ['(']", "'disclaimer.recognise': the pattern '(' is wrong"),
        (f"[disclaimer]\nrecognise = ['{'(' * 1000}']", "is wrong"),
        ("[ai-note]\nelements = [{key='a', says='b', patterns=['[']}]", "'ai-note.elements': the pattern '[' is wrong"),
        ('extends = "rxsit"', "'extends': there is no preset 'rxsit'; did you mean 'rxsite'?"),
        ('extends = "gone.toml"', "'extends': there is no file 'gone.toml'"),
        ('extends = "medlint.toml"', "leads back to itself"),
        ('extends = "https://example.org/x.toml"', "is not on this machine"),
        ('schema = "//server/share/x.json"', "is not on this machine"),
        ('schema = "gone.json"', "'schema': there is no file 'gone.json'"),
        ('rules = ["gone"]', "'rules': there is no folder 'gone'"),
        ('registry = ["a\\u0000b"]', "'registry': there is no file 'a\\x00b'"),
        ('markets = ["India"]', '"India" is no market'),
        ("fail-on = error", "medlint.toml:1:11: this is not TOML: invalid value; put text in quotes"),
        ('a = 1\na = 2\nselect = ["x"', "medlint.toml:2:"),
        ("a = " + "[" * 5000, "nested too deeply"),
        ("a = " + "9" * 5000, "a number or a date that cannot be"),
        ("a." * 600 + "b = 1", "medlint.toml:1: more than 500 dots"),
        ("# " + "x" * 300_000, "larger than 128 KiB"),
    ],
)
def test_a_wrong_file(text: str, said: str) -> None:
    assert said in problems(text)


def test_all_problems_are_told_together() -> None:
    said = problems('fail-onn = 1\nselect = ["QQQ"]\nschema = "gone.json"\n[layout]\nsection-level = 9').split("\n")
    assert len(said) == 4
    assert all(line.startswith("medlint.toml: ") for line in said)


def test_an_extended_file_is_named_where_it_is_wrong() -> None:
    write('fail-on = "eror"', "shared/base.toml")
    assert problems('extends = "shared/base.toml"').startswith("shared/base.toml: 'fail-on'")


def test_files_that_extend_each_other() -> None:
    write('extends = "two.toml"', "one.toml")
    write('extends = "one.toml"', "two.toml")
    assert "leads back to itself" in problems('extends = "one.toml"')


def test_a_long_chain_of_files() -> None:
    for number in range(30):
        write(f'extends = "{number + 1}.toml"', f"{number}.toml")
    assert "more than 20 files" in problems('extends = "0.toml"')


def test_a_broken_house_rule_is_a_problem_of_the_configuration() -> None:
    write("---\nseverity: fatal\n---\n", "broken/x/HSE009-broken.md")
    assert problems('rules = ["broken"]').startswith("medlint.toml: 'rules': ")


def test_a_table_in_pyproject_that_is_none() -> None:
    write("[tool]\nmedlint = 3", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"'tool\.medlint' must be a table"):
        resolve(".")


def test_a_named_pyproject_without_our_table() -> None:
    write("[project]\nname = 'x'", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"it has no \[tool.medlint\]"):
        resolve(".", Overrides(config=("pyproject.toml",)))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Overrides(config=("gone.toml",)), "--config: there is no file 'gone.toml'"),
        (Overrides(config=("fail-on=error",)), "is no setting; write key=value in TOML, with text in quotes"),
        (Overrides(config=('fail-onn="error"',)), "--config: 'fail-onn' is not a known field"),
        (Overrides(config=("=",)), "--config: '=' is no setting"),
        (Overrides(config=("a.toml", "b.toml")), "name one"),
        (Overrides(config=("a.toml",), isolated=True), "--isolated ignores configuration files"),
        (Overrides(select=("QQQ",)), "--select: there is no rule 'QQQ'"),
        (Overrides(ignore=("rediect",)), "--ignore: there is no rule 'rediect'"),
    ],
)
def test_wrong_options(options: Overrides, said: str) -> None:
    write("", "a.toml")
    write("", "b.toml")
    with pytest.raises(ConfigError) as caught:
        resolve(".", options)
    assert said in str(caught.value)


def test_bytes_that_are_no_utf8() -> None:
    Path("medlint.toml").write_bytes(b"a = '\xff'")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        resolve(".")


def test_no_control_character_reaches_a_message() -> None:
    said = problems(
        '"fail\\u001b[31m-on" = 1\nselect = ["\\u001b]0;x\\u0007\\nerror: all is well"]\nextends = "\\u001b[2J"'
    )
    assert said.replace("\n", "").isprintable()
    assert len(said.split("\n")) == 3


def test_a_config_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(ConfigError(["one", "two"])))
    assert (str(error), error.problems) == ("one\ntwo", ("one", "two"))


keys = st.sampled_from(
    [
        "extends",
        "select",
        "ignore",
        "severity",
        "layout",
        "sections",
        "disclaimer",
        "ai-note",
        "per-path",
        "rules",
        "schema",
        "max-file-size",
        "include",
        "exclude",
        "markets",
        "registry",
        "fail-on",
        "unheard-of",
        "layout.required",
        "prints",
    ]
)
atoms = st.sampled_from(
    ['"x"', '"ALL"', "1", "-1", "nan", "true", "1979-05-27", "07:32:00", '"("', '""', '"*.md"', "[]", "{}"]
)
values = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(["paths", "labels", "elements", "key", "ignore", "usage"]), inner, max_size=3
        ).map(lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}")
    ),
    max_leaves=6,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(keys, values, max_size=4))
def test_whatever_stands_in_a_file_there_is_a_config_or_a_sentence(table: dict[str, str]) -> None:
    forget()
    text = "\n".join(f"{key} = {value}" for key, value in table.items())
    write(text)
    with contextlib.suppress(ConfigError):
        assert resolve(".").for_path("a/page.md").layout.sections
