"""`$ref` in a schema: it reaches files below the schema's folder and nothing else, and never runs in a circle.

This module imports referencing, which costs time, so it is itself imported only when a schema is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from urllib.parse import urljoin

from referencing import Registry, Resource, Specification
from referencing.exceptions import Unresolvable

from medlint.schema.files import Files
from medlint.schema.violation import SchemaError
from medlint.typed import Any

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
# Keywords that hold schemas: for the same value ("in place"), and for a part of it; by one, by list, by name.
_IN_PLACE_ONE = ("not", "if", "then", "else")
_IN_PLACE_MANY = ("allOf", "anyOf", "oneOf")
_IN_PLACE_NAMED = ("dependentSchemas", "dependencies")
_BELOW = (
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "definitions",
    "$defs",
    "items",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_NAMED_BELOW = ("definitions", "$defs", "patternProperties", "properties")


def make_registry(files: Files, specification: Specification[Any]) -> Registry[Any]:
    """Return the registry that resolves the references of a schema."""
    identity = files.root.get("$id", files.root.get("id"))
    base = urljoin(identity, ".") if isinstance(identity, str) and "/" in identity else ""

    @cache
    def retrieve(uri: str) -> Resource[Any]:
        # With "$id": "https://example.org/schemas/page.json", "faq.json" arrives here as an address beside it.
        name = uri[len(base) :] if base and uri.startswith(base) else uri
        return _resource(files.get(name) if name else files.root, specification)

    return Registry(retrieve=retrieve)  # type: ignore[call-arg]


def _resource(contents: Any, specification: Specification[Any]) -> Resource[Any]:
    return specification.create_resource(contents)


def examine(path: str, files: Files, specification: Specification[Any]) -> None:
    """Follow every reference of a schema once, so that what is wrong is told before the first page.

    Errors: SchemaError for a reference that cannot or may not be followed, and for one that leads back to itself.
    """
    root = files.root
    resolver = make_registry(files, specification).resolver_with_root(_resource(root, specification))
    edges: dict[int, list[int]] = {}
    places: dict[int, str] = {}
    pending: list[tuple[Any, Any, str]] = [(root, resolver, "#")]
    while pending:
        schema, resolver, place = pending.pop()
        if not isinstance(schema, dict) or id(schema) in edges:
            continue
        places[id(schema)] = place
        resolver = resolver.in_subresource(_resource(schema, specification))
        edges[id(schema)] = []
        for in_place, key, inner in _children(schema):
            if in_place:
                edges[id(schema)].append(id(inner))
            pending.append((inner, resolver, f"{place}/{key}"))
        for keyword in _REFERENCES:
            if isinstance(schema.get(keyword), str):
                resolved = _resolve(path, schema[keyword], place, resolver.lookup)
                edges[id(schema)].append(id(resolved.contents))
                pending.append((resolved.contents, resolved.resolver, f"{place}/{keyword}"))
    circle = _find_circle(edges)
    if circle is not None:
        raise SchemaError(f"{path}: the schema at {places[circle]} refers to itself without end")


def _resolve(path: str, reference: str, place: str, lookup: Callable[[str], Any]) -> Any:
    try:
        return lookup(reference)
    except (Unresolvable, SchemaError) as error:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, SchemaError):
            cause = cause.__cause__
        reason = str(cause) if cause else f"'$ref' to '{reference}': the schema holds no such place"
        raise SchemaError(f"{path}: at {place}: {reason}") from None
    except ValueError as error:
        raise SchemaError(f"{path}: at {place}: '$ref' to '{reference}' is no address: {error}") from None


def _children(schema: Mapping[str, Any]) -> Iterator[tuple[bool, str, Any]]:
    """Yield (whether it is for the same value, key, schema) of every schema inside `schema`."""
    for keyword, value in schema.items():
        if keyword in _IN_PLACE_ONE:
            yield True, keyword, value
        elif keyword in _IN_PLACE_MANY or keyword in _IN_PLACE_NAMED:
            yield from ((True, f"{keyword}/{key}", inner) for key, inner in _entries(value))
        elif keyword in _BELOW:
            if keyword not in _NAMED_BELOW:
                yield False, keyword, value
            if keyword in _NAMED_BELOW or isinstance(value, list):
                yield from ((False, f"{keyword}/{key}", inner) for key, inner in _entries(value))


def _entries(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _find_circle(edges: Mapping[int, list[int]]) -> int | None:
    """Return a node that can reach itself, None where there is none. Iterative: a schema may be deep."""
    done: set[int] = set()
    for start in edges:
        on_path: set[int] = set()
        pending = [(start, False)]
        while pending:
            node, leaving = pending.pop()
            if leaving:
                on_path.discard(node)
                done.add(node)
                continue
            if node in on_path:
                return node
            if node in done:
                continue
            on_path.add(node)
            pending.append((node, True))
            pending += [(after, False) for after in edges.get(node, ())]
    return None
