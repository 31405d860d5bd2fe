"""Reporters: each turns a run into text of one form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from medlint.reporters.run import Options, Run, SkippedFile
from medlint.reporters.summary import summarise
from medlint.typed import TextIO

__all__ = ["AUTO", "FORMATS", "MACHINE_FORMATS", "REPORTERS", "Options", "Reporter", "Run", "SkippedFile", "summarise"]

# Writes the whole report; raises nothing but what the stream raises.
Reporter = Callable[[Run, Options, TextIO], None]


def _on_demand(module: str, name: str) -> Reporter:
    """Return the reporter of that name, whose module is imported when it is first used."""

    def write(run: Run, options: Options, stream: TextIO) -> None:
        reporter: Reporter = getattr(import_module(f"medlint.reporters.{module}"), name)
        reporter(run, options, stream)

    return write


REPORTERS: Mapping[str, Reporter] = {
    "full": _on_demand("text", "write_full"),
    "concise": _on_demand("concise", "write_concise"),
    "grouped": _on_demand("grouped", "write_grouped"),
    "json": _on_demand("json", "write_json"),
    "json-lines": _on_demand("json", "write_json_lines"),
    "sarif": _on_demand("sarif", "write_sarif"),
    "github": _on_demand("github", "write_github"),
    "gitlab": _on_demand("gitlab", "write_gitlab"),
    "junit": _on_demand("junit", "write_junit"),
    "checkstyle": _on_demand("checkstyle", "write_checkstyle"),
    "rdjson": _on_demand("rdjson", "write_rdjson"),
    "rdjsonl": _on_demand("rdjson", "write_rdjsonl"),
    "markdown": _on_demand("markdown", "write_markdown"),
}

# Stands for the format that suits the place: "github" in a workflow of GitHub, else "concise" or "full".
AUTO = "auto"
FORMATS = (*REPORTERS, AUTO)

# These are read by programs, and are UTF-8 without colour.
MACHINE_FORMATS = frozenset(REPORTERS) - {"full", "concise", "grouped"}
