"""The text that edits would make, for checks that look at what they are about to propose."""

from __future__ import annotations

from collections.abc import Sequence

from medlint.diagnostic import Edit
from medlint.records import replace
from medlint.text import Source


def draft(source: Source, edits: Sequence[Edit]) -> Source:
    """Return the source with all of `edits` made, which are in order and do not overlap; line ends are the file's."""
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (source.text[position : edit.span.start], edit.text.replace("\n", source.newline))
        position = edit.span.end
    return replace(source, text="".join([*parts, source.text[position:]]))
