"""The values of `format` that medlint checks, all without a further package. Others always hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from medlint.patterns import lazy

_DATE = lazy(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# RFC 3339, and what site generators write of it: a space for the T, no seconds, no zone.
_TIME = lazy(r"[Tt ]([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?( ?([Zz]|[+-]\d{2}:?\d{2}))?", re.ASCII)
_EMAIL = lazy(r"[^@\s]+@[^@\s]+")
_URI = lazy(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    import datetime

    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_date_time(text: str) -> bool:
    return _is_date(text[:10]) and bool(_TIME.fullmatch(text, 10))


def _is_regex(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date": _is_date,
    "date-time": _is_date_time,
    "email": lambda text: bool(_EMAIL.fullmatch(text)),
    "uri": lambda text: bool(_URI.fullmatch(text)),
    "regex": _is_regex,
}
