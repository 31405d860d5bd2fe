"""A finding in sentences, for formats that have one field for all of it."""

from __future__ import annotations

from medlint.diagnostic import Diagnostic
from medlint.terminal import safe


def tell_whole(diagnostic: Diagnostic) -> str:
    """Return message and help in one line, without invisible characters."""
    message = safe(diagnostic.message)
    if not diagnostic.help:
        return message
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} {safe(diagnostic.help)}"
