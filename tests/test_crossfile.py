"""Cross-file rules: facts of several pages, brought together at the end."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from medlint import binding, crossfile, inspection, settlement
from medlint.config import default_config
from medlint.crossfile import conclude
from medlint.diagnostic import Fact, FileReport, Finding, PlacedFact, Severity
from medlint.engine import Job, check
from medlint.monograph import Monograph
from medlint.rule import load_rules

CONFIG = default_config()
TEMPLATE = next(rule for rule in load_rules() if rule.code == "FAQ003")


class SameFirstLine:
    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        return iter(())

    def facts(self, doc: Monograph) -> Iterator[Fact]:
        line = doc.source.line_span(doc.source.position(doc.front_matter.body_start).line)
        yield Fact(line, line.of(doc.text), {"length": str(len(line))})

    def finish(self, facts: Sequence[PlacedFact]) -> Iterator[tuple[PlacedFact, Mapping[str, object]]]:
        for fact in facts:
            others = [other.path for other in facts if other.fact.key == fact.fact.key and other is not fact]
            if others:
                yield fact, {"others": ", ".join(others)}


@pytest.fixture(autouse=True)
def _one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = replace(TEMPLATE, message="the same as {others}", help="{length} signs", fix=None)
    bound = (binding.BoundRule(rule, SameFirstLine()),)
    monkeypatch.setattr(settlement, "active_rules", lambda _: {rule.code: (rule, Severity.ERROR)})
    monkeypatch.setattr(inspection, "bind", lambda _: bound)
    monkeypatch.setattr(crossfile, "active_rules", lambda _: {rule.code: (rule, Severity.ERROR)})
    monkeypatch.setattr(crossfile, "bind_rule", lambda *_: bound[0])


def checked(pages: Mapping[str, str]) -> list[FileReport]:
    return [check(Job(path, text.encode()), CONFIG) for path, text in pages.items()]


def test_pages_that_share_something_are_told_of_one_another() -> None:
    pages = {"a.md": "one", "b.md": "two", "c.md": "é\n", "d.md": "one\nmore"}
    reports = tuple(conclude(checked(pages), [CONFIG]))
    found = {report.path: [(one.message, one.help, one.start.line) for one in report.diagnostics] for report in reports}
    assert found == {
        "a.md": [("the same as d.md", "3 signs", 1)],
        "b.md": [],
        "c.md": [],
        "d.md": [("the same as a.md", "3 signs", 1)],
    }
    assert reports[0].diagnostics[0].excerpt is not None


def test_a_suppressed_place_is_compared_and_not_told() -> None:
    pages = {"a.md": "one", "b.md": "one\n<!-- medlint: ignore-file ALL -- a copy -->"}
    first, second = conclude(checked(pages), [CONFIG])
    assert [one.message for one in first.diagnostics] == ["the same as b.md"]
    assert second.diagnostics == ()
    assert second.suppressed == 1


def test_without_facts_nothing_is_changed() -> None:
    report = FileReport("a.md")
    assert tuple(conclude([report], [CONFIG])) == (report,)


def test_facts_travel_between_processes() -> None:
    (report,) = checked({"a.md": "one"})
    copy: FileReport = pickle.loads(pickle.dumps(report))
    assert copy == report
    assert copy.facts[0].fact.key == "one"


def test_the_result_does_not_depend_on_the_order_of_reports() -> None:
    reports = checked({"a.md": "one", "b.md": "one", "c.md": "one"})
    forward = tuple(conclude(reports, [CONFIG]))
    assert tuple(conclude(reports[::-1], [CONFIG])) == forward[::-1]


def test_numbers_that_occur_more_than_once_are_found_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = array("q", [5, -3, 9, 5, 0, 9, -3, 7, 9, -8, 2**62])
    whole = crossfile._repeated(numbers)
    assert whole == {5, -3, 9}
    for size in (1, 2, 3, 5, 11):
        monkeypatch.setattr(crossfile, "_AT_ONCE", size)
        assert crossfile._repeated(numbers) == whole


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
def test_what_occurs_more_than_once_is_found_part_by_part(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(crossfile, "_AT_ONCE", at_once)
    assert crossfile._repeated(array("q", [5, -7, 3, 5, 0, -7, 2, -3])) == {5, -7}
    assert crossfile._repeated(array("q")) == set()
