"""JSON Schema: what a document must hold, said in a writer's words and with a place for each sentence.

jsonschema and referencing are imported when a document breaks its schema or a user's schema is new, not before.
"""

from __future__ import annotations

import os
import sys
from functools import cache, cached_property
from itertools import islice

from medlint.compiled import Store, states_of
from medlint.digests import blake2b
from medlint.resources import folder
from medlint.schema.files import DRAFT_2020, Files
from medlint.schema.sieve import compile_schema
from medlint.schema.violation import SchemaError, Violation
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medlint.schema.faults import Guide

__all__ = ["Schema", "SchemaError", "Violation", "load_schema", "violations_of"]

_EXAMINERS = ("__init__", "files", "references", "keywords", "formats", "faults", "wording")

# A page that breaks its schema more often than this is told so often enough.
_MOST_VIOLATIONS = 200


class Schema:
    """A JSON Schema that is ready to check documents with. Equal, and hashed alike, where file and text are the same.

    `path` is the file. Pickled, the schema is its path alone. The project's own schemas are `trusted`: tests have
    examined them.
    """

    def __init__(self, path: str, document: str, *, trusted: bool = False) -> None:
        self.path = path
        self.trusted = trusted
        self._document = document
        self._files = Files(path, own=trusted)
        if not trusted and not self._is_examined():
            # Whatever was read of other files meanwhile may be none of the schema's any more.
            self._files = Files(path)
            self._examine()
            # By the order in which they were read, which is a part of the digest.
            _examined().put(self._place, ([*self._files.loaded], self._state()))
        self._sieve = compile_schema(self._files)

    @cached_property
    def digest(self) -> str:
        """The SHA-256, in hexadecimal, of all files that the schema is made of."""
        import hashlib
        import json

        text = json.dumps([self._files.dialect, self._files.loaded], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def _place(self) -> str:
        return os.path.join(os.getcwd(), self.path)

    def _state(self) -> bytes:
        """Return the digest of all files as they were read."""
        import json

        return blake2b(json.dumps([self._files.dialect, self._files.loaded]).encode()).digest()

    def _is_examined(self) -> bool:
        """Say whether an earlier run examined the schema, with all files that it refers to, as they are now."""
        kept = _examined().get(self._place)
        if kept is None:
            return False
        names, state = kept
        try:
            for name in names:
                self._files.get(name)
            return bool(state == self._state())
        except (SchemaError, RecursionError):
            # One is gone, or no schema any more: the examination says so, and where it is referred to.
            return False

    def _examine(self) -> None:
        """Refuse a schema that is no schema or refers to where it may not, before the first page is checked."""
        from referencing import Registry
        from referencing.jsonschema import specification_with

        from medlint.schema.faults import Guide, translate
        from medlint.schema.keywords import format_checker, validator_class
        from medlint.schema.references import examine

        dialect = self._files.dialect
        validator = validator_class(dialect) if isinstance(dialect, str) else None
        if validator is None:
            from medlint.schema.wording import show

            advice = f"leave it out, or write {DRAFT_2020}"
            raise SchemaError(f"{self.path}: '$schema' is {show(dialect)}, which medlint does not know; {advice}")
        own = validator(validator.META_SCHEMA, registry=Registry(), format_checker=format_checker())
        for violation in translate(islice(own.iter_errors(self._files.root), 1), Guide({}, None, "schema")):
            place = "/".join(["#", *map(str, violation.pointer)])
            raise SchemaError(f"{self.path}: not a valid JSON Schema: at {place}: {violation.sentence}")
        examine(self.path, self._files, specification_with(dialect))

    @cached_property
    def _engine(self) -> tuple[Any, Guide]:
        """jsonschema's validator, and what its errors are put into words with."""
        from referencing.jsonschema import specification_with

        from medlint.schema.faults import Guide
        from medlint.schema.keywords import format_checker, validator_class
        from medlint.schema.references import make_registry

        root, specification = self._files.root, specification_with(self._files.dialect)
        registry = make_registry(self._files, specification)
        validator = validator_class(self._files.dialect)(root, registry=registry, format_checker=format_checker())
        return validator, Guide(root, registry.resolver_with_root(specification.create_resource(root)), self._document)

    def violations(self, document: Any) -> tuple[Violation, ...]:
        """Return what the document does that the schema does not allow, at most the first 200 errors of it.

        The document is JSON data as Python holds it: dict, list, str, int, float, bool, None.
        Errors: SchemaError for a document that is nested some hundred deep.
        """
        try:
            return () if self._sieve is not None and self._sieve.allows(document) else self._explain(document)
        except RecursionError:
            raise SchemaError(f"{self.path}: what is to be checked against this schema is nested too deep") from None

    def allows_part(self, field: str, value: Any) -> bool:
        """Return whether a document is surely right, all other top fields of which are: by this one's value alone.

        False where that does not settle it.
        """
        sieve = self._sieve
        try:
            return sieve is not None and sieve.simple and field in sieve.parts and sieve.parts[field](value)
        except RecursionError:
            return False

    def _explain(self, document: Any) -> tuple[Violation, ...]:
        from medlint.schema.faults import translate

        validator, guide = self._engine
        if self._sieve is not None and isinstance(document, dict):
            validator = validator.evolve(schema=self._narrow(self._sieve.failing(document)))
        return tuple(translate(islice(validator.iter_errors(document), _MOST_VIOLATIONS), guide))

    def _narrow(self, failing: frozenset[str]) -> dict[str, Any]:
        """Return the schema without what it says of those top fields that are right: jsonschema is slow, most are."""
        root = self._files.root
        properties = root.get("properties", {})
        return {**root, "properties": {n: s if n in failing else _notes(s) for n, s in properties.items()}}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Schema) and (self.path, self.digest) == (other.path, other.digest)

    def __hash__(self) -> int:
        return hash((self.path, self.digest))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_load_own, (self._document,)) if self._document != "monograph" else (_load, (self.path,))


def load_schema(path: str | None = None) -> Schema:
    """Return the schema in a file, None for medlint's own for monographs. Read once a process.

    The schema is JSON; `$schema` names its draft (draft 4 or later, 2020-12 without it), and `$ref` reaches files
    below its own folder only, never an address.
    Errors: SchemaError, whose text names the file and what is wrong where.
    """
    return _load(path) if path is not None else _load_own("monograph")


def violations_of(schema_name: str, data: Any) -> tuple[Violation, ...]:
    """Return what is wrong with `data` by medlint's own schema of that name: "config", "rule", "registry", "report"."""
    return _load_own(schema_name).violations(data)


def _notes(schema: Any) -> dict[str, Any]:
    """Return what a schema says to people."""
    return {key: schema[key] for key in ("description", "x-message") if isinstance(schema, dict) and key in schema}


@cache
def _examined() -> Store:
    """Return the users' schemas that were examined and found right: that takes as long as to check a page.

    By path the names of their files, and a digest of these. It depends on the modules that examine besides, and on the
    drafts, which do not change.
    """
    return Store("schemas", f"{sys.version} {states_of(*(f'schema/{name}' for name in _EXAMINERS))}")


@cache
def _load(path: str) -> Schema:
    own = os.path.realpath(os.path.dirname(os.path.join(os.getcwd(), path))) == folder("schemas")
    return Schema(path, "monograph", trusted=own)


@cache
def _load_own(schema_name: str) -> Schema:
    return Schema(os.path.join(folder("schemas"), f"{schema_name}.schema.json"), schema_name, trusted=True)
