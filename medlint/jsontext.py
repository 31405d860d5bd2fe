"""JSON as medlint writes it."""

from __future__ import annotations

from medlint.patterns import lazy
from medlint.typed import Any

# JSON escapes the controls below U+0020 only; these would reach a terminal, or could not be encoded.
_RAW = lazy("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def dump(value: Any, indent: int | None = None) -> str:
    """Return `value` as JSON text: keys in their order, letters as they are, control characters escaped.

    `value` holds JSON's types alone. Lone surrogates, which stand for undecodable bytes of a path, are escaped too, so
    the result can always be encoded.
    """
    import json

    # Outside of its strings JSON text has none of these characters, so the whole may be searched.
    return escaped(json.dumps(value, ensure_ascii=False, indent=indent))


def escaped(text: str) -> str:
    """Return JSON text with those characters escaped that JSON itself leaves as they are."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
