"""Text as XML 1.0 can hold it."""

from __future__ import annotations

import re

from medlint.terminal import safe

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def escape(text: str) -> str:
    """Return `text` for an element or a quoted attribute: one line, invisible characters as visible escapes.

    What XML cannot hold at all, not even as a reference, is left out.
    """
    return _ILLEGAL.sub("", safe(text)).translate(_ENTITIES)


def tag(element: str, /, **attributes: object) -> str:
    """Return `element` and its attributes as they stand in a start tag; an attribute that is None is left out."""
    given = (f' {key}="{escape(str(value))}"' for key, value in attributes.items() if value is not None)
    return element + "".join(given)
