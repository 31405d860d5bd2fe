"""Work that is counted, not timed: what is imported, parsed in full and searched for, so that a slip shows anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pages import CLEAN

from medlint.checks.forbid import Search
from medlint.config import default_config
from medlint.diagnostic import FileReport
from medlint.engine import Job, check
from medlint.parser import blocks
from medlint.patterns import LazyPattern
from medlint.rule import load_rules
from medlint.testing import files_of
from medlint.text import Span
from medlint.triggers import Folded, Needs, Sieve

ROOT = Path(__file__).parents[1]
CONFIG = default_config()
EXAMPLES = [job for rule in load_rules() for example in rule.examples for job in files_of(example)]
# What only a page that has to be checked, or is out of the ordinary, is worth.
HEAVY = ("yaml", "jsonschema", "markdown_it", "medlint.parser", "medlint.checks.availability", "concurrent.futures")


def modules_of(cwd: Path, *args: str) -> set[str]:
    code = (
        "import contextlib, sys\nfrom medlint.cli import main\n"
        "with contextlib.suppress(SystemExit):\n    main()\n"
        "print(' '.join(sys.modules), file=sys.stderr)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *args]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=True)
    return set(done.stderr.strip().split("\n")[-1].split(" "))


def test_the_version_needs_little() -> None:
    loaded = modules_of(ROOT, "--version")
    assert not loaded & {*HEAVY, "json", "sqlite3", "tomllib", "medlint.config"}
    assert len([name for name in loaded if name.startswith("medlint")]) <= 11


def test_a_page_that_is_known_needs_no_parser_and_no_check(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(CLEAN)
    modules_of(tmp_path, "check", "page.md")
    loaded = modules_of(tmp_path, "check", "page.md")
    assert not loaded & set(HEAVY)
    assert len([name for name in loaded if name.startswith("medlint")]) <= 110


def test_an_ordinary_page_needs_neither_yaml_nor_markdown_it_nor_jsonschema(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(CLEAN)
    modules_of(tmp_path, "check", "--no-cache", "page.md")
    assert not modules_of(tmp_path, "check", "--no-cache", "page.md") & {"yaml", "jsonschema", "markdown_it"}


def test_a_schema_of_the_site_is_examined_once(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(CLEAN)
    (tmp_path / "medlint.toml").write_text('schema = "page.json"\n')
    schema = tmp_path / "page.json"
    schema.write_text('{"required": ["front_matter"], "properties": {"front_matter": {"$ref": "front.json"}}}')
    front = tmp_path / "front.json"
    front.write_text('{"required": ["title"]}')
    examiners = {"jsonschema", "referencing"}

    def loaded() -> set[str]:
        return modules_of(tmp_path, "check", "--no-cache", "page.md") & examiners

    assert loaded() == examiners
    assert loaded() == set()
    # A file that it refers to is a part of it.
    front.write_text('{"required": ["title", "title"]}')
    assert loaded() == examiners
    front.write_text('{"required": ["title"], "type": "object"}')
    assert loaded() == examiners
    assert loaded() == set()


@pytest.mark.parametrize("names", [("a.json", "b.json"), ("b.json", "a.json")])
def test_a_schema_of_several_files_is_examined_once_in_whatever_order_they_come(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    (tmp_path / "page.md").write_text(CLEAN)
    (tmp_path / "medlint.toml").write_text('schema = "page.json"\n')
    one, other = names
    references = {"body": {"$ref": one}, "front_matter": {"$ref": other}}
    (tmp_path / "page.json").write_text(json.dumps({"properties": references}))
    for name in names:
        (tmp_path / name).write_text("{}")
    modules_of(tmp_path, "check", "--no-cache", "page.md")
    assert "jsonschema" not in modules_of(tmp_path, "check", "--no-cache", "page.md")


# The second drug is gone in some markets and sold in others: more is to be known of it.
@pytest.mark.parametrize("drug", ["Exampline", "Nimesulide"])
def test_an_ordinary_page_waits_for_no_table_to_be_read(tmp_path: Path, drug: str) -> None:
    (tmp_path / "page.md").write_text(CLEAN.replace("Exampline", drug).replace("exampline", drug.lower()))
    modules_of(tmp_path, "check", "--no-cache", "page.md")
    readers = {"csv", "json", "pickle", "tomllib", "_hashlib", "medlint.yamltree", "medlint.suppress"}
    assert not modules_of(tmp_path, "check", "--no-cache", "page.md") & readers


def test_plain_pages_are_never_parsed_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    full: list[str] = []
    parse = blocks._parser

    def counted(*args: Any) -> Any:
        full.append("page")
        return parse(*args)

    monkeypatch.setattr(blocks, "_parser", counted)
    for number in range(20):
        check(Job(f"{number}.md", CLEAN.replace("pain", f"pain {number}").encode()), CONFIG)
    assert full == []
    check(Job("table.md", (CLEAN + "\n| a | b |\n| - | - |\n| 1 | 2 |\n").encode()), CONFIG)
    assert full


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each expression is run, by its source."""
    counts: Counter[str] = Counter()

    def watched(name: str) -> Any:
        def get(self: LazyPattern) -> Callable[..., Any]:
            def call(*args: Any) -> Any:
                counts[self.pattern] += 1
                return getattr(self.compiled, name)(*args)

            return call

        return property(get)

    for name in ("search", "match", "fullmatch", "finditer"):
        monkeypatch.setattr(LazyPattern, name, watched(name))
    return counts


def test_few_of_the_rules_expressions_are_run_on_a_clean_page(searches: Counter[str]) -> None:
    wordy = [
        pattern
        for rule in load_rules()
        if rule.check == "forbid"
        for pattern in (*rule.params["patterns"], *rule.params.get("unless", ()))
    ]
    check(Job("page.md", CLEAN.encode()), CONFIG)
    run = [pattern for pattern in wordy if searches[pattern]]
    assert len(wordy) > 40
    # 5 of 92 when this was written.
    assert len(run) <= len(wordy) // 10


def test_searches_grow_no_faster_than_the_page(searches: Counter[str]) -> None:
    def cost(times: int) -> int:
        searches.clear()
        text = CLEAN.replace("Exampline eases pain.", "\n\n".join(["Exampline eases pain, mostly in adults."] * times))
        check(Job("page.md", text.encode()), CONFIG)
        return sum(searches.values())

    cost(1)
    small, large = cost(100), cost(400)
    assert large <= 4.5 * small


def found(reports: Iterator[FileReport]) -> list[list[tuple[str, int, int, str]]]:
    return [[(one.code, one.span.start, one.span.end, one.message) for one in report.diagnostics] for report in reports]


def test_no_finding_is_lost_for_want_of_a_trigger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rule over every example of every rule: with the triggers, and as if every word stood everywhere."""
    config = CONFIG
    quick = found(check(job, config) for job in EXAMPLES)

    def all_passages(self: Folded, needs: Needs) -> list[Span]:
        return list(self._spans)

    def everything(self: Sieve[Any], folded: Folded) -> list[Any]:
        return list(self._all)

    monkeypatch.setattr(Folded, "may_match", lambda self, needs: True)
    monkeypatch.setattr(Folded, "passages", all_passages)
    monkeypatch.setattr(Sieve, "sift", everything)
    monkeypatch.setattr(Search, "may_match", lambda self, text: True)
    slow = found(check(job, config) for job in EXAMPLES)
    assert len(EXAMPLES) > 250
    assert quick == slow
