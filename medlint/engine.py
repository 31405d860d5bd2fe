"""The engine: one pure function checks one page; `run` hands pages to an executor."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from medlint import checks
from medlint.config import Config
from medlint.diagnostic import Diagnostic, Excerpt, FileReport, Finding, Fix, Problem, Severity
from medlint.frontmatter import FrontMatter
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.rule import Rule, load_rules, select
from medlint.suppress import read_suppressions
from medlint.text import DecodeError, Source, Span, decode
from medlint.triggers import Folded

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

BATCH = 32
WARM_UP = 12
CRASH = "LNT001"
UNREADABLE = "FIL001"
UNKNOWN_RULE = "LNT003"
_SLOT = re.compile(r"\{([a-z_]+)\}")
_WINDOW = 72


@dataclass(frozen=True, slots=True)
class Job:
    """One file to check. `data` are its bytes; where they could not be had, `problem` says why.

    `attachments`: the text of the saved pages that its `references` names, by the path that it names them by.
    """

    path: str
    data: bytes | None
    problem: str | None = None
    attachments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule with the check that speaks for it, its severity in this configuration, and the codes it supersedes."""

    rule: Rule
    severity: Severity
    check: checks.Check
    supersedes: frozenset[str]


@lru_cache(maxsize=64)
def bind(config: Config) -> tuple[BoundRule, ...]:
    """Return the active rules of a configuration, ready to run, sorted by code.

    Errors: checks.UnknownCheckError and checks.BadParamsError for a house rule that is wrong.
    """
    rules = load_rules(config.rule_folders)
    by_code = {rule.code: rule for rule in rules}
    settings = {"schema": config.schema or "", "markets": config.markets, "registry": config.registry}
    # Whatever is selected, a file that cannot be read is never passed over: it would seem clean.
    active = {UNREADABLE: by_code[UNREADABLE].severity, **dict(config.rules)}
    return tuple(_bind(rules, by_code[code], active[code], settings) for code in sorted(active))


def _bind(rules: Sequence[Rule], rule: Rule, severity: Severity, settings: Mapping[str, object]) -> BoundRule:
    check = checks.build(rule.check, rule.params, settings)
    superseded = {other.code for name in rule.supersedes for other in select(rules, name)}
    return BoundRule(rule, severity, check, frozenset(superseded - {rule.code}))


@lru_cache(maxsize=64)
def _intern(config: Config) -> Config:
    """Return the first of all equal configurations, so that what is kept by its parts is found again at once."""
    return config


def check(job: Job, config: Config) -> FileReport:
    """Check one page. Pure, and never raises: what fails inside of medlint is diagnostic LNT001."""
    config = _intern(config)
    # Before the page is read: the patterns tell by which words they are to be found in it.
    rules = bind(config)
    try:
        page = _read(job, config)
    except Exception as error:
        source = Source(job.path, "")
        return FileReport(job.path, (_crash(source, config, "the parser", error),), crashed=True)
    found: list[Diagnostic] = []
    crashes: list[Diagnostic] = []
    silenced: set[str] = set()
    for bound in rules:
        if bound.rule.code in silenced:
            continue
        try:
            spoken = [_locate(page.source, bound, finding) for finding in bound.check(page)]
        except Exception as error:
            crashes.append(_crash(page.source, config, f"rule {bound.rule.name} ({bound.rule.code})", error))
            continue
        if spoken:
            found += spoken
            silenced |= bound.supersedes
    kept, suppressed = _suppress(page, config, [one for one in found if one.code not in silenced])
    return FileReport(
        job.path,
        tuple(sorted([*kept, *crashes], key=lambda diagnostic: diagnostic.sort_key)),
        suppressed=suppressed,
        crashed=bool(crashes),
    )


def _read(job: Job, config: Config) -> Monograph:
    """Return the parsed page; of a file that is no text, an empty page with the problem."""
    reason = job.problem
    if job.data is not None:
        try:
            page = parse(decode(job.path, job.data), config.layout)
            return replace(page, attachments=job.attachments) if job.attachments else page
        except DecodeError as error:
            reason = error.reason
    front = FrontMatter({}, {}, Span(0, 0), 0, False)
    problem = Problem("unreadable-file", Span(0, 0), {"reason": reason or "it cannot be read"})
    nothing = Span(0, 0)
    return Monograph(
        Source(job.path, ""), config.layout, front, (), "", nothing, (), (), (), "", Folded("", ()), (problem,)
    )


def _suppress(page: Monograph, config: Config, found: Sequence[Diagnostic]) -> tuple[list[Diagnostic], int]:
    """Take out what the page's comments suppress, and report names in them that no rule bears."""
    if "medlint:" not in page.text:
        return list(found), 0
    rules = load_rules(config.rule_folders)
    suppressions, unknown = read_suppressions(page, rules)
    kept = [
        diagnostic
        for diagnostic in found
        if not any(item.covers(diagnostic.code, diagnostic.start.line) for item in suppressions)
    ]
    severity = dict(config.rules).get(UNKNOWN_RULE)
    suppressed = len(found) - len(kept)
    if severity is not None:
        rule = next(rule for rule in rules if rule.code == UNKNOWN_RULE)
        for name in unknown:
            hint = f"did you mean '{name.nearest}'?" if name.nearest else "`medlint rules` lists them all."
            finding = Finding(name.span, {"name": name.name, "hint": hint})
            kept.append(_locate(page.source, BoundRule(rule, severity, lambda _: iter(()), frozenset()), finding))
    return kept, suppressed


def _locate(source: Source, bound: BoundRule, finding: Finding) -> Diagnostic:
    """Turn a finding into what a user sees: this is where positions are computed."""
    rule = bound.rule
    # A graver word of the configuration wins over a check's own; "info" by fact stays below an error by default.
    severity = bound.severity
    if finding.severity is not None and bound.severity == rule.severity:
        severity = finding.severity
    fix = Fix(rule.fix, finding.edits, rule.safety) if finding.edits and rule.fix else None
    return Diagnostic(
        path=source.path,
        code=rule.code,
        name=rule.name,
        severity=severity,
        message=fill(rule.message, finding.values),
        help=fill(rule.help, finding.values),
        span=finding.span,
        start=source.position(finding.span.start),
        end=source.position(finding.span.end),
        excerpt=_excerpt(source, finding.span),
        related=finding.related,
        fix=fix,
    )


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put values into `{slots}`. No format specification and no attribute is ever looked up.

    Errors: KeyError for a slot that the check gives no value for.
    """
    return _SLOT.sub(lambda match: str(values[match[1]]), template)


def _excerpt(source: Source, span: Span) -> Excerpt | None:
    """Return the line on which `span` begins, cut to a window round it."""
    if not source.text:
        return None
    line = source.line_span(source.position(span.start).line)
    start, end = span.start, min(max(span.end, span.start), line.end)
    left, right = line.start, line.end
    if right - left > _WINDOW:
        left = max(line.start, min(start - _WINDOW // 4, line.end - _WINDOW))
        right = min(line.end, left + _WINDOW)
    start, end = min(start, right), min(end, right)
    return Excerpt(source.text[left:right], start - left, max(end, start) - left, left > line.start, right < line.end)


def _crash(source: Source, config: Config, where: str, error: Exception) -> Diagnostic:
    rule = next(rule for rule in load_rules(config.rule_folders) if rule.code == CRASH)
    values = {"where": where, "error": f"{type(error).__name__}: {error}"[:200]}
    bound = BoundRule(rule, Severity.ERROR, lambda _: iter(()), frozenset())
    return replace(_locate(source, bound, Finding(Span(0, 0), values)), excerpt=None)


def _check_batch(batch: Sequence[tuple[Job, Config]]) -> list[FileReport]:
    return [check(job, config) for job, config in batch]


def run(
    jobs: Iterable[tuple[Job, Config]], executor: Executor | None = None, *, batch: int = BATCH, window: int = 8
) -> Iterator[FileReport]:
    """Yield a report for every job, in the jobs' order.

    Without an executor the pages are checked here. With one, they go out in batches of `batch` pages, at most `window`
    batches ahead of the one that is waited for, so that memory stays flat. The caller owns the executor. The first few
    pages are checked here in any case: processes that are forked then inherit rules, tables and compiled patterns.
    """
    pending = iter(jobs)
    for job, config in pending if executor is None else islice(pending, WARM_UP):
        yield check(job, config)
    if executor is None:
        return
    queue: deque[Future[list[FileReport]]] = deque()
    while True:
        while len(queue) < window and (chunk := list(islice(pending, batch))):
            queue.append(executor.submit(_check_batch, chunk))
        if not queue:
            return
        yield from queue.popleft().result()
