"""A quick yes for settings that are surely right, so that a right file never waits for jsonschema to load.

It reads the same schema, and knows those of its keywords that are enough to say yes. Whatever it does not know, or does
not like, is left to the real validator, which also finds the words for it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from functools import cache

from medlint.resources import folder
from medlint.typed import Any

_IGNORED = frozenset(
    {"$schema", "$id", "definitions", "title", "description", "default", "examples", "x-message", "x-taplo"}
)
_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def is_surely_valid(table: Mapping[str, Any]) -> bool:
    """Return True only if the schema of configurations allows `table` (JSON data); False if that is not certain."""
    return _allows(_schema(), table)


@cache
def _schema() -> dict[str, Any]:
    with open(os.path.join(folder("schemas"), "config.schema.json"), encoding="utf-8") as file:
        text = file.read()
    schema: dict[str, Any] = json.loads(text)
    return schema


def _allows(schema: Mapping[str, Any], value: Any) -> bool:
    return all(_holds(keyword, wanted, value, schema) for keyword, wanted in schema.items() if keyword not in _IGNORED)


def _holds(keyword: str, wanted: Any, value: Any, schema: Mapping[str, Any]) -> bool:
    # The schema asks for a type wherever it asks for more, so a keyword for another type than the value's is moot.
    match keyword, value:
        case "$ref", _:
            return _allows(_schema()["definitions"][wanted.removeprefix("#/definitions/")], value)
        case "allOf", _:
            return all(_allows(one, value) for one in wanted)
        case "type", _:
            return any(_TYPES[kind](value) for kind in ([wanted] if isinstance(wanted, str) else wanted))
        case "enum", str():
            return value in wanted
        case "not", _:
            return wanted.keys() in ({"const"}, {"enum"}) and value not in [
                wanted.get("const"),
                *wanted.get("enum", ()),
            ]
        case "minimum", int():
            return bool(value >= wanted)
        case "maximum", int():
            return bool(value <= wanted)
        case "minLength", str():
            return bool(len(value) >= wanted)
        case "maxLength", str():
            return bool(len(value) <= wanted)
        case "pattern", str():
            return re.search(wanted, value) is not None
        case "minItems", list():
            return bool(len(value) >= wanted)
        case "uniqueItems", list():
            return all(isinstance(item, str) for item in value) and len(set(value)) == len(value)
        case "items", list():
            return all(_allows(wanted, item) for item in value)
        case "required", dict():
            return all(key in value for key in wanted)
        case "propertyNames", dict():
            return all(_allows(wanted, key) for key in value)
        case "properties", dict():
            return all(_allows(wanted[key], inner) for key, inner in value.items() if key in wanted)
        case "additionalProperties", dict():
            rest = [inner for key, inner in value.items() if key not in schema.get("properties", {})]
            return all(wanted is not False and _allows(wanted, inner) for inner in rest)
        case (
            ("minimum" | "maximum" | "minLength" | "maxLength" | "pattern" | "minItems" | "uniqueItems" | "items"),
            _,
        ):
            return "type" in schema
    return False
