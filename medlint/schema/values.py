"""Keywords that look at one value alone, as yes-or-no tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from operator import ge, gt, le, lt

from medlint.patterns import lazy
from medlint.schema.formats import FORMATS
from medlint.typed import Any

Test = Callable[[Any], bool]

_TYPES: Mapping[str, Test] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())
    ),
}


# Types whose values are those of one class of Python's, and all of them: several are asked for at once.
_CLASSES: Mapping[str, type] = {"string": str, "boolean": bool, "null": type(None), "array": list, "object": dict}


class NotCompiledError(Exception):
    """The schema says something that is left to jsonschema."""


def _type(names: str | list[str]) -> Test:
    wanted = [names] if isinstance(names, str) else names
    tests = [_TYPES[name] for name in wanted]
    if len(tests) == 1:
        return tests[0]
    if all(name in _CLASSES for name in wanted):
        classes = tuple(_CLASSES[name] for name in wanted)
        return lambda value: isinstance(value, classes)
    return lambda value: any(test(value) for test in tests)


def _enum(options: list[Any]) -> Test:
    texts = frozenset(option for option in options if isinstance(option, str))
    others = [option for option in options if not isinstance(option, str)]
    if any(isinstance(option, list | dict) for option in others):
        raise NotCompiledError("enum")

    def test(value: Any) -> bool:
        if isinstance(value, str):
            return value in texts
        # True == 1 in Python, not in JSON.
        return any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in others)

    return test


def _pattern(pattern: str) -> Test:
    search = lazy(pattern).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _format(name: str) -> Test:
    holds = FORMATS.get(name)
    return lambda value: holds is None or not isinstance(value, str) or holds(value)


def _bound(compare: Callable[[Any, Any], bool], limit: float) -> Test:
    is_number = _TYPES["number"]
    return lambda value: not is_number(value) or compare(value, limit)


def _length(kind: Any, compare: Callable[[Any, Any], bool], limit: float) -> Test:
    return lambda value: not isinstance(value, kind) or compare(len(value), limit)


VALUE_KEYWORDS: Mapping[str, Callable[[Any], Test]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda option: _enum([option]),
    "pattern": _pattern,
    "format": _format,
    "minimum": partial(_bound, ge),
    "maximum": partial(_bound, le),
    "exclusiveMinimum": partial(_bound, gt),
    "exclusiveMaximum": partial(_bound, lt),
    "minLength": partial(_length, str, ge),
    "maxLength": partial(_length, str, le),
    "minItems": partial(_length, list, ge),
    "maxItems": partial(_length, list, le),
    "minProperties": partial(_length, dict, ge),
    "maxProperties": partial(_length, dict, le),
}
