"""`x-near-misses`, medlint's own keyword: an unknown field that is a known one misspelt.

A stricter question than "did you mean": here the answer alone makes a violation, so another word must never pass for a
misspelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from medlint.typed import Any

# Where words are so short, one letter makes another word ("tags", "tabs"), not a misspelling.
_SHORTEST = 5
# A mapping of more unknown fields holds no misspelling but data, and comparing takes time.
_MOST = 100


def unknown_fields(instance: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields that neither `properties` nor `patternProperties` of the schema name."""
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    for name in instance:
        if name not in known and not any(re.search(pattern, name) for pattern in patterns):
            yield name


def near_misses(
    guarded: Sequence[str], instance: Mapping[str, Any], schema: Mapping[str, Any]
) -> Iterator[tuple[str, list[str]]]:
    """Yield each unknown field that is nearly one of `guarded`, with those missing ones that it is near to."""
    for name in islice(unknown_fields(instance, schema), _MOST):
        meant = [known for known in guarded if known not in instance and is_near_miss(name, known)]
        if meant:
            yield name, meant


def is_near_miss(name: str, known: str) -> bool:
    """Return whether `name` is `known` misspelt: other case or hyphens, or a letter lost, doubled, wrong or swapped.

    Two slips make another word too often (`reviewed_by`, `reviewed_on`). A plural is no slip, nor is a number at
    the end.
    """
    ours, theirs = (re.sub(r"[-_ ]", "", word[:64].casefold()) for word in (name, known))
    if ours == theirs:
        return True
    if min(len(ours), len(theirs)) < _SHORTEST or abs(len(ours) - len(theirs)) > 1:
        return False
    if ours.rstrip("s0123456789") == theirs.rstrip("s0123456789"):
        return False
    return _is_one_slip(ours, theirs)


def _is_one_slip(one: str, two: str) -> bool:
    """Return whether one insertion, deletion, replacement or swap of neighbours makes `two` of `one`."""
    start = next((index for index, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    a, b = one[start:], two[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
