"""The validator: jsonschema's, with keywords that name the field they speak of and take linear time.

This module imports jsonschema, which costs some 70 ms, so it is itself imported only when a page is to be checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend, validator_for

from medlint.schema.formats import FORMATS
from medlint.schema.nearness import near_misses, unknown_fields
from medlint.typed import Any

_NEAR_MISSES = "x-near-misses"

# Stands for the schema `false`.
_NOTHING: Mapping[str, Any] = {"not": {}}

_Keyword = Callable[[Any, Any, Any, Mapping[str, Any]], Iterator[ValidationError]]


@cache
def validator_class(dialect: str) -> Any:
    """Return the validator class for the draft of that address, None for an unknown one."""
    found: Any = validator_for({"$schema": dialect}, default=None)  # type: ignore[arg-type]
    # Draft 3 has no list of required fields, and nobody writes it any more.
    if found is None or "required" not in found.VALIDATORS:
        return None
    ours = {name: keyword for name, keyword in _KEYWORDS.items() if name in found.VALIDATORS or name == _NEAR_MISSES}
    if "unevaluatedProperties" in found.VALIDATORS:
        ours["unevaluatedProperties"] = _name_unevaluated(found.VALIDATORS["unevaluatedProperties"])
    return _with_places(extend(found, ours))  # type: ignore[no-untyped-call]


def _with_places(validator: Any) -> Any:
    """Let a schema that is `false` tell the place of what it refuses, which jsonschema leaves out."""
    descend = validator.descend

    def descend_with_place(self: Any, instance: Any, schema: Any, *places: Any, **named: Any) -> Any:
        return descend(self, instance, _NOTHING if schema is False else schema, *places, **named)

    validator.descend = descend_with_place
    return validator


def _require(_: Any, names: Any, instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        yield from (ValidationError(name) for name in names if name not in instance)


def _require_dependent(_: Any, names: Any, instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for given, needed in names.items():
            if given in instance:
                yield from (ValidationError(name, validator_value=given) for name in needed if name not in instance)


def _depend(validator: Any, names: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    """`dependencies` of draft 7 and before: lists are what `dependentRequired` is now."""
    if isinstance(instance, dict):
        for given, needed in names.items():
            if given not in instance:
                continue
            if isinstance(needed, list):
                for error in _require_dependent(validator, {given: needed}, instance, schema):
                    error.validator = "dependentRequired"
                    yield error
            else:
                yield from validator.descend(instance, needed, schema_path=given)


def _close(validator: Any, rest: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    """`additionalProperties`, one error an unknown field."""
    if not isinstance(instance, dict) or rest is True:
        return
    for name in unknown_fields(instance, schema):
        if rest is False:
            yield ValidationError(name)
        else:
            yield from validator.descend(instance[name], rest, path=name)


def _catch_near_misses(_: Any, guarded: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for name, meant in near_misses(guarded, instance, schema):
            yield ValidationError(name, validator="additionalProperties", validator_value=meant)


def _name_properly(validator: Any, names: Any, instance: Any, _: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        check = validator.evolve(schema=names)
        yield from (ValidationError(name) for name in instance if not check.is_valid(name))


def _be_unique(_: Any, unique: Any, instance: Any, __: Any) -> Iterator[ValidationError]:
    """`uniqueItems` in linear time: jsonschema's compares every pair where the items cannot be sorted."""
    if not unique or not isinstance(instance, list):
        return
    seen: set[str] = set()
    for index, item in enumerate(instance):
        mark = json.dumps(_normal(item), sort_keys=True)
        if mark in seen:
            yield ValidationError(str(index))
            return
        seen.add(mark)


def _normal(value: Any) -> Any:
    """Return `value` with 1.0 as 1: JSON Schema holds them equal."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_normal(item) for item in value]
    return {name: _normal(item) for name, item in value.items()} if isinstance(value, dict) else value


class _Listener:
    """A validator that notes which fields `unevaluatedProperties` refuses: the library tells it in prose alone."""

    def __init__(self, validator: Any, refused: Any) -> None:
        self._validator, self._refused = validator, refused
        self.names: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._validator, name)

    def descend(self, instance: Any, schema: Any, path: Any = None, **rest: Any) -> Iterator[ValidationError]:
        for error in self._validator.descend(instance, schema, path=path, **rest):
            if schema is self._refused and path is not None:
                self.names.append(path)
            yield error


def _name_unevaluated(original: Any) -> _Keyword:
    def unevaluated(validator: Any, rest: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
        # A fresh object, so that it is told apart from every other schema by identity.
        refused: dict[str, Any] = {"not": {}} if rest is False else {"allOf": [rest]}
        listener = _Listener(validator, refused)
        for _ in original(listener, refused, instance, schema):
            yield from (ValidationError(name) for name in dict.fromkeys(listener.names))

    return unevaluated


_KEYWORDS: dict[str, _Keyword] = {
    "required": _require,
    "dependentRequired": _require_dependent,
    "dependencies": _depend,
    "additionalProperties": _close,
    "propertyNames": _name_properly,
    "uniqueItems": _be_unique,
    _NEAR_MISSES: _catch_near_misses,
}


@cache
def format_checker() -> FormatChecker:
    """Return the formats that need no further package. Values that are not text always pass."""
    checker = FormatChecker(formats=())
    for name, holds in FORMATS.items():
        checker.checks(name)(lambda value, holds=holds: not isinstance(value, str) or holds(value))
    return checker
