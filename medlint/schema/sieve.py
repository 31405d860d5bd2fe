"""A schema compiled to a yes-or-no test, some fifty times as fast as jsonschema, which has the word where it says no.

Nearly all pages keep to their schema, so most runs never import jsonschema. What is not compiled here is left to it: a
schema with any other keyword has no sieve at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from posixpath import dirname, join, normpath

from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.schema.files import DRAFT_2020, Files
from medlint.schema.values import VALUE_KEYWORDS, NotCompiledError, Test
from medlint.schema.violation import SchemaError
from medlint.typed import Any

_ANNOTATIONS = frozenset(
    ["$comment", "$defs", "definitions", "title", "description", "default", "deprecated", "examples", "then", "else"]
)
# Methods of keywords that no method can be called after; all others are called after theirs.
_SPECIAL = {"$ref": "_refer", "x-near-misses": "_guard"}
# What is quick to ask, and often decides, is asked first: the answer is the same in any order.
_QUICK = ("type", "required")
_SIMPLE = frozenset(["type", "required", "properties"])
# Without schemes, escapes and absolute paths, which jsonschema may decide on.
_PLAIN_FILE = lazy(r"(?:(?!/)[\w./-]+)?", re.ASCII)
_PLAIN_PLACE = lazy(r"(?:/[\w.$-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sieve:
    """`allows` holds for exactly the documents that the schema allows, `parts` does so for its top fields.

    `simple`: it says no more of a document than which fields there must be, and how each is.
    """

    allows: Test
    parts: Mapping[str, Test]
    simple: bool = False

    def failing(self, document: Any) -> frozenset[str]:
        """Return the top fields whose values are not as the schema wants them."""
        return frozenset(name for name, test in self.parts.items() if name in document and not test(document[name]))


def compile_schema(files: Files) -> Sieve | None:
    """Return the sieve of a schema, None where it is of an older draft or says what is not compiled here."""
    if files.dialect != DRAFT_2020:
        return None
    # An identity matters to references to other files alone, and those are taken to be beside the schema anyway.
    root = {keyword: value for keyword, value in files.root.items() if keyword != "$id"}
    compiler = _Compiler(files, files.name, {})
    try:
        parts = {name: compiler.schema(schema) for name, schema in root.get("properties", {}).items()}
        return Sieve(compiler.schema(root), parts, simple=_is_simple(root))
    except (NotCompiledError, SchemaError, KeyError, TypeError, ValueError, AttributeError, re.error, RecursionError):
        return None


def _is_simple(root: Mapping[str, Any]) -> bool:
    return root.keys() <= _SIMPLE | _ANNOTATIONS and root.get("type", "object") == "object"


class _Compiler:
    """Compiles the schemas of the file `name`; `referred` are the schemas that references name, in all files."""

    def __init__(self, files: Files, name: str, referred: dict[tuple[str, str], list[Test]]) -> None:
        self._files, self._name, self._referred = files, name, referred

    def schema(self, schema: Any) -> Test:
        if isinstance(schema, bool):
            return lambda _: schema
        tests = [
            test
            for keyword, value in sorted(schema.items(), key=lambda item: item[0] not in _QUICK)
            if keyword not in _ANNOTATIONS and (keyword == "x-near-misses" or not keyword.startswith("x-"))
            for test in [self._keyword(keyword, value, schema)]
        ]
        if len(tests) == 1:
            return tests[0]

        def every(value: Any) -> bool:
            for test in tests:  # noqa: SIM110, a plain loop is twice as fast as all() here
                if not test(value):
                    return False
            return True

        return every

    def _keyword(self, keyword: str, value: Any, schema: Mapping[str, Any]) -> Test:
        if keyword in VALUE_KEYWORDS:
            return VALUE_KEYWORDS[keyword](value)
        method: Callable[[Any, Mapping[str, Any]], Test] | None
        method = getattr(self, _SPECIAL.get(keyword, f"_on_{keyword}"), None)
        if method is None:
            raise NotCompiledError(keyword)
        test: Test = method(value, schema)
        return test

    def _refer(self, reference: str, __: Mapping[str, Any]) -> Test:
        file, _, place = reference.partition("#")
        if not _PLAIN_FILE.fullmatch(file) or not _PLAIN_PLACE.fullmatch(place):
            raise NotCompiledError(reference)
        name = normpath(join(dirname(self._name), file)) if file else self._name
        if (name, place) not in self._referred:
            # The cell is there before its test, so that a schema may refer to itself.
            cell = self._referred[name, place] = []
            schema: Any = self._files.get(name)
            for step in place.split("/")[1:]:
                schema = schema[step]
            cell.append(_Compiler(self._files, name, self._referred).schema(schema))
        found = self._referred[name, place]
        return found[0] if found else lambda value: found[0](value)

    def _on_required(self, names: list[str], _: Mapping[str, Any]) -> Test:
        needed = frozenset(names)
        return lambda value: not isinstance(value, dict) or value.keys() >= needed

    def _on_dependentRequired(self, needed: Mapping[str, list[str]], _: Mapping[str, Any]) -> Test:  # noqa: N802
        pairs = [(given, name) for given, names in needed.items() for name in names]
        return lambda value: (
            not isinstance(value, dict) or all(given not in value or name in value for given, name in pairs)
        )

    def _on_dependentSchemas(self, schemas: Mapping[str, Any], _: Mapping[str, Any]) -> Test:  # noqa: N802
        tests = {given: self.schema(schema) for given, schema in schemas.items()}
        apart = frozenset(tests).isdisjoint
        return lambda value: (
            not isinstance(value, dict)
            or apart(value)
            or all(given not in value or test(value) for given, test in tests.items())
        )

    def _on_properties(self, schemas: Mapping[str, Any], _: Mapping[str, Any]) -> Test:
        tests = {name: self.schema(schema) for name, schema in schemas.items()}

        def test(value: Any) -> bool:
            if isinstance(value, dict):
                for name, inner in value.items():
                    right = tests.get(name)
                    if right is not None and not right(inner):
                        return False
            return True

        return test

    def _on_patternProperties(self, schemas: Mapping[str, Any], _: Mapping[str, Any]) -> Test:  # noqa: N802
        tests = [(lazy(pattern).search, self.schema(schema)) for pattern, schema in schemas.items()]
        return lambda value: (
            not isinstance(value, dict)
            or all(test(inner) for name, inner in value.items() for search, test in tests if search(name))
        )

    def _on_additionalProperties(self, rest: Any, schema: Mapping[str, Any]) -> Test:  # noqa: N802
        known = frozenset(schema.get("properties", {}))
        searches = [lazy(pattern).search for pattern in schema.get("patternProperties", {})]
        test = self.schema(rest)
        return lambda value: (
            not isinstance(value, dict)
            or all(
                test(inner)
                for name, inner in value.items()
                if name not in known and not any(search(name) for search in searches)
            )
        )

    def _on_propertyNames(self, names: Any, _: Mapping[str, Any]) -> Test:  # noqa: N802
        test = self.schema(names)
        return lambda value: not isinstance(value, dict) or all(test(name) for name in value)

    def _guard(self, guarded: list[str], schema: Mapping[str, Any]) -> Test:
        known = frozenset(schema.get("properties", {}))

        def test(value: Any) -> bool:
            if not isinstance(value, dict) or value.keys() <= known:
                return True
            from medlint.schema.nearness import near_misses

            return not any(near_misses(guarded, value, schema))

        return test

    def _on_items(self, items: Any, schema: Mapping[str, Any]) -> Test:
        if "prefixItems" in schema:
            raise NotCompiledError("prefixItems")
        test = self.schema(items)
        return lambda value: not isinstance(value, list) or all(map(test, value))

    def _on_contains(self, wanted: Any, schema: Mapping[str, Any]) -> Test:
        if "minContains" in schema or "maxContains" in schema:
            raise NotCompiledError("minContains")
        test = self.schema(wanted)
        return lambda value: not isinstance(value, list) or any(map(test, value))

    def _on_allOf(self, schemas: list[Any], _: Mapping[str, Any]) -> Test:  # noqa: N802
        tests = [self.schema(schema) for schema in schemas]
        return lambda value: all(test(value) for test in tests)

    def _on_anyOf(self, schemas: list[Any], _: Mapping[str, Any]) -> Test:  # noqa: N802
        tests = [self.schema(schema) for schema in schemas]
        return lambda value: any(test(value) for test in tests)

    def _on_oneOf(self, schemas: list[Any], _: Mapping[str, Any]) -> Test:  # noqa: N802
        tests = [self.schema(schema) for schema in schemas]
        return lambda value: sum(test(value) for test in tests) == 1

    def _on_not(self, schema: Any, _: Mapping[str, Any]) -> Test:
        test = self.schema(schema)
        return lambda value: not test(value)

    def _on_if(self, condition: Any, schema: Mapping[str, Any]) -> Test:
        test, then, other = (
            self.schema(part) for part in (condition, schema.get("then", True), schema.get("else", True))
        )
        return lambda value: then(value) if test(value) else other(value)
