"""Format gitlab: a Code Quality report, which GitLab shows in merge requests.

Source: "Code Quality report format" in GitLab's documentation.
"""

from __future__ import annotations

from medlint.diagnostic import Diagnostic, Severity
from medlint.jsontext import dump
from medlint.reporters.identity import identities
from medlint.reporters.pages import as_unicode
from medlint.reporters.run import Options, Run
from medlint.terminal import safe
from medlint.typed import Any, TextIO

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def write_gitlab(run: Run, options: Options, stream: TextIO) -> None:
    """Write one array, one finding a line; `[]` where there is none, which GitLab wants to see."""
    known = identities(run, options.pages)
    entries = [_entry(one, known[id(one)], options) for one in run.diagnostics]
    stream.write("[" + ",".join("\n" + dump(entry) for entry in entries) + ("\n]\n" if entries else "]\n"))


def _entry(diagnostic: Diagnostic, fingerprint: str, options: Options) -> dict[str, Any]:
    # The widget shows the description alone, so the code stands there too.
    return {
        "description": f"{diagnostic.code} {diagnostic.name}: {safe(diagnostic.message)}",
        "check_name": diagnostic.code,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[diagnostic.severity],
        "location": {
            "path": as_unicode(options.pages.name(diagnostic.path)),
            "positions": {
                "begin": {"line": diagnostic.start.line, "column": diagnostic.start.column},
                "end": {"line": diagnostic.end.line, "column": diagnostic.end.column},
            },
        },
    }
