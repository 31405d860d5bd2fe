"""Reporters: each turns a run into text of one form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TextIO

from medlint.reporters.concise import list_concise
from medlint.reporters.full import list_full
from medlint.reporters.grouped import list_grouped
from medlint.reporters.json import write_json
from medlint.reporters.run import Options, Run, SkippedFile
from medlint.reporters.summary import summarise
from medlint.reporters.text import text_reporter

__all__ = ["MACHINE_FORMATS", "REPORTERS", "Options", "Reporter", "Run", "SkippedFile", "summarise"]

# Writes the whole report; raises nothing but what the stream raises.
Reporter = Callable[[Run, Options, TextIO], None]

REPORTERS: Mapping[str, Reporter] = {
    "full": text_reporter(list_full),
    "concise": text_reporter(list_concise),
    "grouped": text_reporter(list_grouped),
    "json": write_json,
}

# These carry every finding, whatever is listed for people, and are UTF-8 without colour.
MACHINE_FORMATS = frozenset({"json"})
