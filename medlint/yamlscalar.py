"""What a YAML scalar means: the core schema of YAML 1.2, narrowed to what JSON can hold."""

from __future__ import annotations

import math

from medlint.patterns import lazy

_CONSTANTS: dict[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# A further digit behind a leading zero makes an identifier (a product code, a telephone number), never a quantity.
_DECIMAL = lazy(r"[-+]?(?:0|[1-9][0-9]*)")
_OCTAL = lazy(r"0o[0-7]+")
_HEXADECIMAL = lazy(r"0x[0-9a-fA-F]+")
_FLOAT = lazy(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
# Shorter than the greatest float (309 digits), so that whole numbers can always be compared with floats, and far below
# the 4,300 digits at which Python refuses to convert.
_LONGEST_NUMBER = 300
_NUMBER_STARTS = frozenset("+-.0123456789")

Scalar = str | int | float | bool | None


def resolve(text: str) -> Scalar:
    """Return what the unquoted scalar `text` stands for; the string itself where it stands for nothing else.

    Words such as `yes` and `off`, dates, numbers with a leading zero (`007`), `.inf`, `.nan` and numbers that are too
    great for a float stay strings. Source: YAML 1.2.2, section 10.3 (core schema).
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMBER_STARTS or len(text) > _LONGEST_NUMBER:
        return text
    if _DECIMAL.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text):
        return int(text[2:], 16)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def cast(text: str, tag: str) -> Scalar:
    """Return `text` read by the core tag `tag`: `!!str` or `!`, `!!null`, `!!bool`, `!!int` or `!!float`.

    Errors: ValueError if the text is not of that kind, or the tag is another.
    """
    if tag in ("!!str", "!"):
        return text
    value = resolve(text)
    if (tag == "!!null" and value is None) or (tag == "!!bool" and isinstance(value, bool)):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if tag == "!!float":
            return float(value)
        if tag == "!!int" and isinstance(value, int):
            return value
    raise ValueError(f"{tag} does not fit")
