"""One page through the engine, and many through an executor."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import CLEAN, FRONT

from medlint import binding, checks, engine
from medlint.config import Config, default_config
from medlint.diagnostic import FileReport, Finding, Severity
from medlint.engine import Job, check, run
from medlint.monograph import Monograph
from medlint.text import Span
from medlint.wording import fill

CONFIG = default_config()
FAULTY = f"{FRONT}# Exampline\n\n### Usage\n\nI cannot provide information on this 😀 drug.\n\n**Dosage:** 5 mg\n"


def codes(text: str, *rules: str) -> list[str]:
    config = replace(CONFIG, rules=tuple(pair for pair in CONFIG.rules if not rules or pair[0] in rules))
    return [diagnostic.code for diagnostic in check(Job("page.md", text.encode()), config).diagnostics]


def test_a_clean_page_gives_nothing() -> None:
    assert codes(CLEAN) == []


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        (Job("page.md", b"\xff"), "it is not UTF-8"),
        (Job("page.md", b"a\0"), "binary"),
        (Job("page.md", None, "it is larger than 5 MiB"), "larger than 5 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_finding_whatever_is_selected(job: Job, reason: str) -> None:
    for config in (CONFIG, replace(CONFIG, rules=(("DIS001", Severity.ERROR),))):
        (diagnostic,) = check(job, config).diagnostics
        assert diagnostic.code == "FIL001"
        assert reason in diagnostic.message
        assert diagnostic.start[:2] == (1, 1)


def test_a_text_that_is_no_monograph_is_one_finding() -> None:
    assert codes("Notes on something else.\n\nMore notes.\n") == ["FIL004"]
    assert codes("") == ["FIL004"]


def test_a_page_without_sections_is_not_also_seven_missing_sections() -> None:
    found = codes(f"{FRONT}# Exampline\n\nI cannot provide information on this drug.\n")
    assert "STR001" not in found
    assert {"STR002", "RES001"} <= set(found)


def test_positions_count_the_front_matter_and_code_points() -> None:
    for newline in ("\n", "\r\n"):
        for mark in ("", "\ufeff"):
            text = mark + FAULTY.replace("\n", newline)
            report = check(Job("page.md", text.encode()), CONFIG)
            refusal = next(one for one in report.diagnostics if one.code == "RES001")
            assert (refusal.start.line, refusal.start.column) == (10, 1)
            assert refusal.span.of(text.lstrip("\ufeff")).startswith("I cannot provide")


def test_the_excerpt_is_a_window_of_the_line_with_the_span_in_it() -> None:
    long = (
        f"{FRONT}# Exampline\n\n### Usage\n\n{'word ' * 60}I cannot provide information on this drug. {'word ' * 60}\n"
    )
    report = check(Job("page.md", long.encode()), CONFIG)
    refusal = next(one for one in report.diagnostics if one.code == "RES001")
    excerpt = refusal.excerpt
    assert excerpt is not None
    assert len(excerpt.text) <= 72
    assert excerpt.left
    assert excerpt.right
    assert excerpt.text[excerpt.start : excerpt.end] == refusal.span.of(long)


@dataclass(frozen=True)
class Raises:
    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        raise RuntimeError("out of order\x1b[31m")


@dataclass(frozen=True)
class OutsideOfTheText:
    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        yield Finding(Span(10**6, 10**6), {})


@dataclass(frozen=True)
class NoValues:
    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        yield Finding(Span(0, 3))


def forget() -> None:
    binding.bind.cache_clear()
    binding.bind_rule.cache_clear()


@pytest.mark.parametrize("broken", [Raises, OutsideOfTheText, NoValues])
def test_a_check_that_fails_is_lnt001_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch, broken: type) -> None:
    build = checks.build

    def replaced(name: str, *rest: object) -> object:
        return broken() if name == "missing-sections" else build(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(checks, "build", replaced)
    forget()
    try:
        report = check(Job("page.md", FAULTY.encode()), CONFIG)
    finally:
        forget()
    found = [diagnostic.code for diagnostic in report.diagnostics]
    assert report.crashed
    assert "LNT001" in found
    assert "RES001" in found
    crash = next(one for one in report.diagnostics if one.code == "LNT001")
    assert "missing-section (STR001)" in crash.message


def test_a_crash_of_the_parser_is_lnt001(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Monograph:
        raise RecursionError

    monkeypatch.setattr(engine, "parse", fail)
    report = check(Job("page.md", CLEAN.encode()), CONFIG)
    assert [one.code for one in report.diagnostics] == ["LNT001"]
    assert report.crashed


def test_slots_take_values_and_nothing_else() -> None:
    assert fill("{a} and {a} of {b}", {"a": 1, "b": "{a}"}) == "1 and 1 of {a}"
    assert fill("{a.__class__} {0} {a!r:>9}", {"a": 1}) == "{a.__class__} {0} {a!r:>9}"
    with pytest.raises(KeyError):
        fill("{nothing}", {})


def test_a_suppression_takes_out_what_it_names_on_its_line_or_the_next() -> None:
    refusal = "I cannot provide information on this drug."
    above = f"{FRONT}# Exampline\n\n### Usage\n\n<!-- medlint: ignore model-refusal -- quoted -->\n{refusal}\n"
    behind = f"{FRONT}# Exampline\n\n### Usage\n\n{refusal} <!-- medlint: ignore RES001 -- quoted -->\n"
    whole = f"{FRONT}<!-- medlint: ignore-file RES -- quoted -->\n# Exampline\n\n### Usage\n\n{refusal}\n"
    far = f"{FRONT}<!-- medlint: ignore RES001 -- quoted -->\n# Exampline\n\n### Usage\n\n{refusal}\n"
    for text in (above, behind, whole):
        report = check(Job("page.md", text.encode()), CONFIG)
        assert "RES001" not in [one.code for one in report.diagnostics]
        assert report.suppressed == 1
    assert "RES001" in codes(far)


def test_an_unknown_rule_in_a_suppression_is_told_with_the_nearest_name() -> None:
    text = CLEAN.replace("### Usage", "<!-- medlint: ignore mising-section -- why -->\n### Usage")
    (diagnostic,) = check(Job("page.md", text.encode()), CONFIG).diagnostics
    assert (diagnostic.code, diagnostic.span.of(text)) == ("LNT003", "mising-section")
    assert "missing-section" in diagnostic.help + diagnostic.message
    assert codes(CLEAN.replace("### Usage", "`<!-- medlint: ignore nonsense -->`\n\n### Usage")) == []


def jobs(count: int) -> list[tuple[Job, Config]]:
    texts = [CLEAN, FAULTY, "", FRONT, CLEAN.replace("\n", "\r\n")]
    return [(Job(f"{number}.md", texts[number % len(texts)].encode()), CONFIG) for number in range(count)]


def test_reports_come_in_order_and_alike_from_every_executor() -> None:
    serial = list(run(jobs(150)))
    assert [report.path for report in serial] == [f"{number}.md" for number in range(150)]
    with ThreadPoolExecutor(3) as threads:
        assert list(run(jobs(150), threads, batch=7)) == serial
    with ProcessPoolExecutor(2) as processes:
        assert list(run(jobs(150), processes, batch=20, window=2)) == serial


def test_few_batches_are_under_way_at_once() -> None:
    taken = 0

    def counted() -> Iterator[tuple[Job, Config]]:
        nonlocal taken
        for job in jobs(400):
            taken += 1
            yield job

    with ThreadPoolExecutor(1) as threads:
        reports = run(counted(), threads, batch=10, window=3)
        next(reports)
        assert taken <= 40
        assert len(list(reports)) == 399


def test_a_report_can_be_sent_to_another_process() -> None:
    report = check(Job("page.md", FAULTY.encode()), CONFIG)
    copy: FileReport = pickle.loads(pickle.dumps(report))
    assert copy == report


LINES = st.sampled_from(
    [
        *CLEAN.split("\n"),
        *FAULTY.split("\n"),
        "* **Q: Is it safe** A: Yes.",
        "**Q: Why?**",
        "\u2028é😀\u0301",
        "\t\f",
        "---",
        "title: [a",
    ]
)


@given(st.lists(LINES | st.text(max_size=9), max_size=25), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@settings(max_examples=150)
def test_no_page_crashes_and_every_finding_flags_what_its_position_says(
    lines: list[str], newline: str, mark: bool
) -> None:
    text = newline.join(lines).replace("\0", "").lstrip("\ufeff").encode("utf-8", "ignore").decode()
    report = check(Job("page.md", ("\ufeff" * mark + text).encode()), CONFIG)
    assert not report.crashed
    for one in report.diagnostics:
        before = text[: one.start.offset].replace("\r\n", "\n").replace("\r", "\n")
        assert one.start.offset == one.span.start <= one.span.end == one.end.offset <= len(text)
        # A position between \r and \n cannot be: no finding begins there.
        assert one.start.line == before.count("\n") + 1
        assert one.start.column == len(before) - before.rfind("\n")
