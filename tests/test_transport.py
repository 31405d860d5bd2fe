"""Reports that go from one process to another arrive as they were."""

import copy
import pickle
from dataclasses import replace

import pytest

from medlint import transport
from medlint.diagnostic import (
    Diagnostic,
    Edit,
    Excerpt,
    Fact,
    FileReport,
    Fix,
    Pending,
    PlacedFact,
    Related,
    Safety,
    Severity,
    Silenced,
    Silencer,
)
from medlint.text import Position, Span

START, END = Position(3, 5, 40), Position(4, 1, 52)
BARE = Diagnostic("a.md", "STR001", "missing-section", Severity.ERROR, "message", "help", Span(40, 52), START, END)
FULL = replace(
    BARE,
    severity=Severity.INFO,
    excerpt=Excerpt("Gives 5\u00a0mg \ud83d", 3, 9, left=True),
    related=(Related(Span(1, 2), "here first"),),
    fix=Fix("Write it", (Edit(Span(40, 41), "a\n"), Edit(Span(50, 50), "")), Safety.UNSAFE),
    mark="~0123",
)
FACT = PlacedFact("a.md", "IDN006", Severity.WARNING, Fact(Span(0, 4), "zinc", {"text": "x"}), START, END)
REPORT = FileReport(
    "a.md",
    (BARE, FULL),
    suppressed=1,
    fixed=(FULL,),
    fixed_text="text",
    facts=(FACT, replace(FACT, excerpt=Excerpt("line", 0, 4), suppressed=True)),
    crashed=True,
    memo="[]",
    silenced=(Silenced(FULL, Silencer.COMMENT, "known"),),
    pending=(Pending(frozenset({("IDN006", 0)}), "", FULL, None),),
    elsewhere=(BARE,),
)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("report", [REPORT, FileReport("b.md"), BARE, FULL, FACT])
def test_what_arrives_is_what_was_sent(report: object, protocol: int) -> None:
    assert pickle.loads(pickle.dumps(report, protocol)) == report
    assert copy.deepcopy(report) == report


def test_types_arrive_too() -> None:
    arrived = pickle.loads(pickle.dumps(REPORT)).diagnostics[1]
    assert arrived.severity is Severity.INFO
    assert arrived.fix.safety is Safety.UNSAFE
    assert (type(arrived.start), type(arrived.span), type(arrived.excerpt)) == (Position, Span, Excerpt)


def test_a_rule_s_words_are_sent_once_a_batch() -> None:
    words = "Write the section. " * 20
    reports = [FileReport(f"{number}.md", (replace(BARE, help=words),)) for number in range(30)]
    assert pickle.dumps(reports).count(words.encode()) == 1


def test_no_field_is_left_out() -> None:
    """Who adds a field to one of these adds it to its row too."""
    rows = [transport._pack_diagnostic(FULL), transport._pack_fact(FACT), transport._pack_report(REPORT)]
    # A fact travels in its place, as three values.
    fields = [len(Diagnostic.__slots__) + 1, len(PlacedFact.__slots__) - 1 + 4, len(FileReport.__slots__)]
    assert [len(values) for _, values in rows] == fields
