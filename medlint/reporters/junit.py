"""Format junit: JUnit's XML, which Jenkins, GitLab, Azure and others show as test results.

A file is a test suite. What fails the run is a failed case; what does not is told in its case's output, so that the CI
server and medlint's exit code agree. A clean file has one case that passes: some servers refuse a suite without cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import splitext

from medlint.diagnostic import Diagnostic, sort_key
from medlint.reporters.run import Options, Run, SkippedFile
from medlint.reporters.telling import tell_whole
from medlint.reporters.xmltext import escape, tag
from medlint.typed import TextIO

_CRASH = "LNT001"


def write_junit(run: Run, options: Options, stream: TextIO) -> None:
    """Write one document, with a suite for each file that was checked or skipped."""
    suites = [_suite(run, *entry, options) for entry in _files(run)]
    suites += [_skipped(skipped, options) for skipped in run.skipped]
    if not suites:
        # Of a merged report nothing is known of clean files but their number.
        suites = [_lines(tag("testsuite", name="medlint", tests=1, failures=0, errors=0), [_passed("medlint")])]
    tests = max(len(run.diagnostics) + sum(not found for _, found in _files(run)) + len(run.skipped), 1)
    errors = sum(one.code == _CRASH for one in run.diagnostics)
    failures = sum(run.fails(one) and one.code != _CRASH for one in run.diagnostics)
    whole = tag("testsuites", name="medlint", tests=tests, failures=failures, errors=errors)
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{whole}>\n')
    stream.writelines(suites)
    stream.write("</testsuites>\n")


def _files(run: Run) -> Iterator[tuple[str, list[Diagnostic]]]:
    """Yield each checked file with its findings, by path."""
    for report in sorted(run.reports, key=lambda report: report.path):
        yield report.path, sorted(report.diagnostics, key=sort_key)


def _suite(run: Run, path: str, found: list[Diagnostic], options: Options) -> str:
    name = options.pages.name(path)
    errors = sum(one.code == _CRASH for one in found)
    failures = sum(run.fails(one) and one.code != _CRASH for one in found)
    head = tag("testsuite", name=name, tests=max(len(found), 1), failures=failures, errors=errors)
    return _lines(head, [_case(run, name, one) for one in found] or [_passed(name)])


def _skipped(skipped: SkippedFile, options: Options) -> str:
    name = options.pages.name(skipped.path)
    head = tag("testsuite", name=name, tests=1, failures=0, errors=0, skipped=1)
    case = tag("testcase", name="medlint", classname=splitext(name)[0])
    return _lines(head, [f"    <{case}>\n      <{tag('skipped', message=skipped.reason)}/>\n    </testcase>\n"])


def _lines(head: str, cases: list[str]) -> str:
    return f"  <{head}>\n{''.join(cases)}  </testsuite>\n"


def _passed(name: str) -> str:
    return f"    <{tag('testcase', name='medlint', classname=splitext(name)[0])}/>\n"


def _case(run: Run, name: str, one: Diagnostic) -> str:
    line, column = one.start.line, one.start.column
    head = tag("testcase", name=f"medlint.{one.code}", classname=splitext(name)[0], line=line, column=column)
    text = escape(f"line {line}, col {column}, {one.name}: {tell_whole(one)}")
    if one.code == _CRASH or run.fails(one):
        kind = "error" if one.code == _CRASH else "failure"
        body = f"<{tag(kind, message=one.message, type=one.severity.value)}>{text}</{kind}>"
    else:
        body = f"<system-out>{escape(one.severity.value)}: {text}</system-out>"
    return f"    <{head}>\n      {body}\n    </testcase>\n"
