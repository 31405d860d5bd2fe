"""The source line under a diagnostic, with a marker below the flagged text."""

from __future__ import annotations

from medlint.colour import Palette
from medlint.diagnostic import Excerpt, Severity
from medlint.terminal import cut, cut_left, safe, width

_TAB = "    "
_CUT = "..."


def draw(excerpt: Excerpt, line: int, columns: int, palette: Palette, severity: Severity) -> str:
    """Return the line numbered `line` and its marker, each with the gutter, in at most `columns` columns.

    Tabs become four spaces and control characters visible escapes; the marker counts columns as a terminal does, and
    has at least one sign, since an empty span is a place too.
    """
    before, flagged, after = _fit(*_shown(excerpt), room=max(columns - len(str(line)) - 3, 20))
    indent = width(before)
    length = max(width(before + flagged) - indent, 1)
    number = str(line)
    bar = palette.paint("gutter", "|")
    marker = palette.paint(severity.value, "^" * length)
    return (
        f"{palette.paint('gutter', number)} {bar} {before}{flagged}{after}".rstrip()
        + f"\n{' ' * len(number)} {bar} {' ' * indent}{marker}"
    )


def _shown(excerpt: Excerpt) -> tuple[str, str, str]:
    text, start, end = excerpt.text, excerpt.start, excerpt.end
    before, flagged, after = (
        safe(part.replace("\t", _TAB)) for part in (text[:start], text[start:end], text[end:].rstrip())
    )
    return (_CUT if excerpt.left else "") + before, flagged, after + (_CUT if excerpt.right else "")


def _fit(before: str, flagged: str, after: str, room: int) -> tuple[str, str, str]:
    """Cut the three parts so that they fit into `room` columns: what follows gives way first, then what leads up."""
    if width(before) + max(width(flagged), 1) + width(after) <= room:
        return before, flagged, after
    flagged = _shorten(flagged, room - 3 * len(_CUT))
    # The marker of an empty span takes a column as well.
    left = room - max(width(flagged), 1)
    after = _shorten(after, max(left - width(before), left // 3))
    left -= width(after)
    if width(before) > left:
        before = _CUT + cut_left(before, left - len(_CUT))
    return before, flagged, after


def _shorten(text: str, columns: int) -> str:
    return text if width(text) <= columns else cut(text, columns - len(_CUT)) + _CUT
