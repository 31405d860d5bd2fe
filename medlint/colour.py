"""When output is coloured, and with what."""

from __future__ import annotations

from collections.abc import Mapping

from medlint.records import dataclass
from medlint.typed import TextIO

# ANSI codes of the terminal's own palette, so that they suit light and dark backgrounds alike.
_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "strong": "1",
    "dim": "2",
    "gutter": "34",
    "hint": "1;36",
    "good": "1;32",
    "bad": "31",
}


@dataclass(frozen=True, slots=True)
class Palette:
    """Paints text, or leaves it as it is where `on` is False."""

    on: bool = False

    def paint(self, role: str, text: str) -> str:
        """Return `text` in the colour of `role`: a severity, "strong", "dim", "gutter", "hint", "good" or "bad"."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.on else text


def wants_colour(choice: str, environ: Mapping[str, str], stream: TextIO) -> bool:
    """Return whether `stream` gets colour.

    `choice` is the option's "auto", "always" or "never"; behind it come NO_COLOR, FORCE_COLOR (each counts where it is
    not empty; https://no-color.org, https://force-color.org) and what `stream` is.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environ.get("TERM") != "dumb"
