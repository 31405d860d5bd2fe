"""Fixing a page: what is kept, what is refused, and that it comes to an end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from medlint import binding, inspection, settlement
from medlint.config import default_config
from medlint.diagnostic import Edit, FileReport, Finding, Safety, Severity
from medlint.engine import Job, check
from medlint.monograph import Monograph
from medlint.rule import Rule, load_rules
from medlint.text import Span

CONFIG = default_config()
TEMPLATE = next(rule for rule in load_rules() if rule.code == "FAQ003")
Speak = Callable[[Monograph], Iterator[Finding]]


def rule(code: str, safety: Safety = Safety.SAFE) -> Rule:
    return replace(
        TEMPLATE,
        code=code,
        name=code.lower(),
        message="found",
        help="help",
        fix="Mend it",
        safety=safety,
        supersedes=(),
    )


def swap(word: str, new: str | None, severity: Severity | None = None) -> Speak:
    """Find `word`, and offer `new` in its place (None: offer nothing)."""

    def speak(doc: Monograph) -> Iterator[Finding]:
        for match in re.finditer(re.escape(word), doc.text):
            span = Span(*match.span())
            yield Finding(span, {}, () if new is None else (Edit(span, new),), severity=severity)

    return speak


@pytest.fixture
def fix(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FileReport]:
    def run(text: str, *rules: tuple[Rule, Speak], level: Safety = Safety.SAFE) -> FileReport:
        bound = [binding.BoundRule(one, speak) for one, speak in rules]
        monkeypatch.setattr(inspection, "bind", lambda _: bound)
        active = {one.code: (one, Severity.WARNING) for one, _ in rules}
        monkeypatch.setattr(settlement, "active_rules", lambda _: active)
        return check(Job("page.md", text.encode(), fix=level), CONFIG)

    return run


Fix = Callable[..., FileReport]


def test_fixes_are_made_and_told(fix: Fix) -> None:
    report = fix("one bad, two bad", (rule("AAA001"), swap("bad", "good")))
    assert report.fixed_text == "one good, two good"
    assert [one.code for one in report.fixed] == ["AAA001", "AAA001"]
    assert report.diagnostics == ()


def test_a_page_without_fixes_has_no_fixed_text(fix: Fix) -> None:
    report = fix("one bad", (rule("AAA001"), swap("bad", None)))
    assert report.fixed_text is None
    assert report.fixed == ()
    assert len(report.diagnostics) == 1


def test_unsafe_fixes_wait_until_they_are_asked_for(fix: Fix) -> None:
    rules = (rule("AAA001", Safety.UNSAFE), swap("bad", "good")), (rule("BBB001"), swap("mad", "sane"))
    assert fix("bad mad", *rules).fixed_text == "bad sane"
    assert fix("bad mad", *rules, level=Safety.UNSAFE).fixed_text == "good sane"


def append(word: str) -> Speak:
    """Find that `word` is missing, and offer to append it."""

    def speak(doc: Monograph) -> Iterator[Finding]:
        if word not in doc.text:
            yield Finding(Span(0, 1), {}, (Edit(Span(len(doc.text), len(doc.text)), word),))

    return speak


def test_fixes_that_overlap_are_made_in_different_rounds(fix: Fix) -> None:
    report = fix("one", (rule("AAA001"), append(" two")), (rule("BBB001"), append(" three")))
    assert report.fixed_text == "one two three"


def test_a_fix_that_makes_another_rule_speak_is_not_made_and_no_longer_offered(fix: Fix) -> None:
    report = fix("one bad", (rule("AAA001"), swap("bad", "worse")), (rule("BBB001"), swap("worse", None)))
    assert report.fixed_text is None
    (left,) = report.diagnostics
    assert left.code == "AAA001"
    assert left.fix is None


def test_the_other_fixes_are_made_where_one_does_harm(fix: Fix) -> None:
    rules = (
        (rule("AAA001"), swap("bad", "worse")),
        (rule("BBB001"), swap("worse", None)),
        (rule("CCC001"), swap("mad", "sane")),
        (rule("DDD001"), swap("old", "new")),
    )
    report = fix("bad mad old", *rules)
    assert report.fixed_text == "bad sane new"
    assert [one.code for one in report.fixed] == ["CCC001", "DDD001"]


def test_of_one_rule_the_harmless_fixes_are_made(fix: Fix) -> None:
    def speak(doc: Monograph) -> Iterator[Finding]:
        for match in re.finditer("bad[12]", doc.text):
            span = Span(*match.span())
            yield Finding(span, {}, (Edit(span, {"bad1": "good", "bad2": "worse"}[match.group()]),))

    def without_numbers(doc: Monograph) -> Iterator[Finding]:
        return (replace(one) for one in speak(doc))

    report = fix(
        "bad1 bad2",
        (rule("AAA001", Safety.UNSAFE), without_numbers),
        (rule("BBB001"), swap("worse", None)),
        level=Safety.UNSAFE,
    )
    assert report.fixed_text == "good bad2"


def test_a_fix_that_leaves_its_finding_is_not_made(fix: Fix) -> None:
    assert fix("bad", (rule("AAA001"), swap("bad", "bad bad"))).fixed_text is None


def test_a_fix_that_makes_a_finding_graver_is_not_made(fix: Fix) -> None:
    rules = (
        (rule("AAA001"), swap("bad", "worse")),
        (rule("BBB001"), swap("bad", None, Severity.INFO)),
        (rule("BBB001"), swap("worse", None, Severity.ERROR)),
    )
    assert fix("bad", *rules).fixed_text is None


@pytest.mark.parametrize("new", ["take 5 mg", "took 25 mg 5", "take mg"])
def test_a_safe_fix_never_changes_the_numbers_of_the_prose(fix: Fix, new: str) -> None:
    text = "take 25 mg"
    assert fix(text, (rule("AAA001"), swap(text, new))).fixed_text is None
    assert fix(text, (rule("AAA001", Safety.UNSAFE), swap(text, new)), level=Safety.UNSAFE).fixed_text == new


def test_rounds_come_to_an_end(fix: Fix) -> None:
    def count_down(doc: Monograph) -> Iterator[Finding]:
        # One finding fewer in each round, and a new one to mend: as many rounds as there are signs.
        if doc.text.startswith("!"):
            for _ in doc.text:
                yield Finding(Span(0, 1), {}, (Edit(Span(0, 1), ""),))

    report = fix("!" * 30, (rule("AAA001"), count_down))
    assert report.fixed_text == "!" * 20
    assert len(report.fixed) == 10


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_edits_take_the_line_ends_of_the_file(fix: Fix, newline: str) -> None:
    text = f"one{newline}bad{newline}two"
    assert fix(text, (rule("AAA001"), swap("bad", "a\nb"))).fixed_text == f"one{newline}a{newline}b{newline}two"


def test_a_finding_on_another_line_is_no_new_one(fix: Fix) -> None:
    report = fix("bad\nold", (rule("AAA001"), swap("bad", "a\n\nb")), (rule("BBB001"), swap("old", None)))
    assert report.fixed_text == "a\n\nb\nold"
    assert [one.start.line for one in report.diagnostics] == [4]


def test_a_fix_brings_those_of_its_consequences(fix: Fix) -> None:
    def copied(doc: Monograph) -> Iterator[Finding]:
        """The first line is to be a copy of the last."""
        first, *_, last = doc.text.split("\n")
        if first != last:
            yield Finding(Span(0, len(first)), {}, (Edit(Span(0, len(first)), last),))

    rules = (rule("AAA001"), copied), (rule("BBB001"), swap("bad", "good"))
    assert fix("bad\n\nbad", *rules[1:]).fixed_text == "good\n\ngood"
    late = (rule("BBB001"), lambda doc: (one for one in swap("bad", "good")(doc) if one.span.start > 3))
    assert fix("bad\n\nbad", rules[0], late).fixed_text == "good\n\ngood"
    assert fix("old\n\nbad", rules[0], late).fixed_text == "good\n\ngood"
    alone = (rule("AAA001", Safety.UNSAFE), copied)
    assert fix("bad\n\nbad", alone, late).fixed_text is None
