"""An inspection as text, and back."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import CLEAN, FRONT

from medlint.config import Config, default_config
from medlint.diagnostic import Edit, Excerpt, Fact, FileReport, Related, Safety, Severity
from medlint.engine import Job, check
from medlint.keptreports import KeptReports
from medlint.knownreports import reports
from medlint.memo import decode, encode, read_sketch, whole_of
from medlint.records import replace
from medlint.rule import load_rules
from medlint.sighting import Inspection, PlacedSuppression, PlacedTarget, SightedFact, Sighting
from medlint.testing import files_of
from medlint.text import Position, Span

CONFIG = default_config()
numbers = st.integers(0, 9_999)
spans = st.builds(lambda start, length: Span(start, start + length), numbers, numbers)
texts = st.text(max_size=20)
excerpts = st.none() | st.builds(Excerpt, texts, numbers, numbers, st.booleans(), st.booleans())
values = st.dictionaries(texts, texts, max_size=3)


@st.composite
def sightings(draw: st.DrawFn) -> Sighting:
    span = draw(spans)
    return Sighting(
        draw(texts),
        span,
        Position(draw(numbers), draw(numbers), span.start),
        Position(draw(numbers), draw(numbers), span.end),
        draw(values),
        draw(excerpts),
        tuple(draw(st.lists(st.builds(Edit, spans, texts), max_size=2))),
        tuple(draw(st.lists(st.builds(Related, spans, texts), max_size=2))),
        draw(st.none() | st.sampled_from(Severity)),
        draw(st.none() | st.sampled_from(Safety)),
        draw(texts),
    )


@st.composite
def facts(draw: st.DrawFn) -> SightedFact:
    span = draw(spans)
    start = Position(draw(numbers), draw(numbers), span.start)
    end = Position(draw(numbers), draw(numbers), span.end)
    return SightedFact(draw(texts), Fact(span, draw(texts), draw(values)), start, end, draw(excerpts))


targets = st.builds(PlacedTarget, st.frozensets(texts, max_size=3), sightings())
suppressions = st.builds(
    PlacedSuppression,
    st.lists(targets, max_size=2).map(tuple),
    sightings(),
    numbers,
    numbers,
    st.booleans(),
    texts,
    texts,
)


@given(st.lists(sightings(), max_size=3), st.lists(facts(), max_size=2), st.lists(suppressions, max_size=2))
def test_what_is_packed_is_unpacked(
    seen: list[Sighting], learned: list[SightedFact], silenced: list[PlacedSuppression]
) -> None:
    inspection = Inspection(tuple(seen), tuple(learned), tuple(silenced))
    text = encode(inspection)
    assert text.isascii()
    assert decode(text) == inspection


@pytest.mark.parametrize("text", ["", "[]", "[[],[]]", "{}", "null", "[[1],[],[]]", '[[["X"]],[],[]]', "[" * 9_999])
def test_what_is_no_memo_is_none(text: str) -> None:
    assert decode(text) is None


@given(st.recursive(st.none() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=4)))
def test_any_json_is_a_memo_or_none(value: object) -> None:
    found = decode(json.dumps(value))
    assert found is None or isinstance(found, Inspection)


def test_a_memo_comes_with_a_report_where_it_is_asked_for() -> None:
    config = default_config()
    for text in (CLEAN, FRONT, "no monograph"):
        plain = check(Job("page.md", text.encode()), config)
        asked = check(Job("page.md", text.encode(), memo=True), config)
        assert plain.memo is None
        assert asked.memo is not None
        assert decode(asked.memo) is not None
    assert check(Job("page.md", b"", memo=True, attachments={"a": "b"}), config).memo is None
    assert check(Job("page.md", None, "gone", memo=True), config).memo is None


PAGES = [job for rule in load_rules() for example in rule.examples for job in files_of(example)]


class Book:
    """What a run keeps of its pages, in memory."""

    def __init__(self, memos: Sequence[str | None]) -> None:
        self._memos = memos
        self.sketches = [read_sketch(memo) if memo is not None else None for memo in memos]

    def whole(self, number: int) -> bytes:
        memo = self._memos[number]
        assert memo is not None
        return whole_of(memo).encode("ascii")

    def texts(self, number: int) -> Mapping[int, str]:
        return {}


def late_reports(
    memos: Sequence[str | None], paths: Sequence[str], configs: Sequence[Config]
) -> list[FileReport | None]:
    kept = KeptReports(Book(memos))
    return [kept.report(number, path, config) for number, (path, config) in enumerate(zip(paths, configs, strict=True))]


@pytest.mark.parametrize("read", [reports, late_reports])
def test_what_is_read_back_is_told_as_it_was(read: Callable[..., list[FileReport | None]]) -> None:
    """With the findings worked out only as far as they are asked for, in any order."""
    jobs = [replace(job, memo=True) for job in PAGES]
    checked = [report for report in (check(job, CONFIG) for job in jobs) if report.memo is not None]
    whole = [replace(report, memo=None) for report in checked]
    paths = [report.path for report in whole]

    def again() -> list[FileReport]:
        found = read([report.memo for report in checked], paths, [CONFIG] * len(paths))
        assert None not in found
        return [report for report in found if report is not None]

    for late, report in zip(again(), whole, strict=True):
        assert [one[:3] for one in late.outline] == [one[:3] for one in report.outline]
        assert late.learned == report.learned
        assert [late.finding(number) for number in range(len(report.diagnostics))] == [*report.diagnostics]
        assert late == report
    for late, report in zip(again(), whole, strict=True):
        assert [one.fix and one.fix.safety for one in late.diagnostics] == [
            one.fix and one.fix.safety for one in report.diagnostics
        ]
        assert late.facts == report.facts
    assert again() == whole
    aside = pickle.dumps(again())
    assert pickle.loads(aside) == whole
    assert len(aside) < len(pickle.dumps(whole))
    assert sum(len(report.diagnostics) for report in whole) > 100


def test_findings_of_a_rule_that_say_the_same_are_known_by_their_sketches() -> None:
    jobs = [replace(job, memo=True) for job in PAGES]
    checked = [report for report in (check(job, CONFIG) for job in jobs) if report.memo is not None]
    paths = [report.path for report in checked]
    late = late_reports([report.memo for report in checked], paths, [CONFIG] * len(paths))
    said: dict[tuple[str, object], str] = {}
    for one, report in zip(late, checked, strict=True):
        assert one is not None
        for (code, _, _, known), diagnostic in zip(one.outline, report.diagnostics, strict=True):
            assert said.setdefault((code, known), diagnostic.message) == diagnostic.message
    assert len(set(said.values())) > 50


def test_damage_is_told_apart_and_harms_no_other_page() -> None:
    text = encode(Inspection())
    damaged = [text[:-1], "", "x" + text, text.replace("[", "(", 1), "00000000[", text + "]"]
    found = reports([text, None, *damaged], ["a.md"] * (2 + len(damaged)), [CONFIG] * (2 + len(damaged)))
    assert [report is not None for report in found] == [True, False, *[False] * len(damaged)]


@pytest.mark.parametrize(
    "odd", ["", "[", "[[],[],[]],[[],[],[]]", "3", "[]", "[[3],[],[]]", '[[["AIN001"]],[],[]]', "[" * 9999]
)
def test_what_medlint_did_not_write_is_not_told(odd: str) -> None:
    """Though its checksum is right."""
    text = f"{crc32(odd.encode()):08x}{odd}"
    assert reports([text], ["a.md"], [CONFIG]) == [None]


def test_what_a_process_puts_aside_is_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    memo = check(replace(PAGES[0], memo=True), CONFIG).memo
    (report,) = reports([memo], ["page.md"], [CONFIG])
    aside = pickle.dumps(report)
    process = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: process + 1)
    with pytest.raises(RuntimeError, match="no other's"):
        pickle.loads(aside)
