"""Format checkstyle: the XML of Checkstyle, which many CI servers read."""

from __future__ import annotations

from itertools import groupby

from medlint.reporters.run import Options, Run
from medlint.reporters.xmltext import tag
from medlint.typed import TextIO


def write_checkstyle(run: Run, options: Options, stream: TextIO) -> None:
    """Write one document, with an element for each file that has findings."""
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="8.0">\n')
    for path, group in groupby(run.diagnostics, key=lambda one: one.path):
        stream.write(f"  <{tag('file', name=options.pages.name(path))}>\n")
        for one in group:
            element = tag(
                "error",
                line=one.start.line,
                column=one.start.column,
                severity=one.severity.value,
                message=f"{one.name}: {one.message}",
                source=f"medlint.{one.code}",
            )
            stream.write(f"    <{element}/>\n")
        stream.write("  </file>\n")
    stream.write("</checkstyle>\n")
