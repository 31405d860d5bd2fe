"""From a validator's errors to violations: one for each cause, at the place where a writer can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from medlint.records import dataclass, replace
from medlint.schema.violation import Violation
from medlint.schema.wording import Fault, expectation, fill, hint_of, name, own_message, quote, sentence, show
from medlint.suggest import closest
from medlint.text import Pointer
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_UNKNOWN = ("additionalProperties", "unevaluatedProperties", "propertyNames")
_MISSING = ("required", "dependentRequired")
_WHOLE = ("minProperties", "maxProperties", "either", "false")
_ALTERNATIVES = ("anyOf", "oneOf")
# What keywords.py puts in place of the schema `false`.
_NOTHING: Mapping[str, Any] = {"not": {}}
# A schema that refers through more schemas than this to reach one field is not worth following for a description.
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Guide:
    """What is needed beside an error: the root schema, what resolves its references, and the kind of document."""

    root: Mapping[str, Any]
    resolver: Any
    document: str

    def hint(self, pointer: Pointer) -> str:
        """Return the description that the schema gives for a place, "" where it gives none."""
        schema, resolver = self._follow(self.root, self.resolver)
        for step in pointer:
            part = _part(schema, step)
            if part is None:
                return ""
            own = hint_of(part)
            schema, resolver = self._follow(part, resolver)
        return (own if pointer else "") or hint_of(schema)

    def _follow(self, schema: Any, resolver: Any) -> tuple[Any, Any]:
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(schema, Mapping) or not isinstance(schema.get("$ref"), str) or "properties" in schema:
                break
            resolved = resolver.lookup(schema["$ref"])
            schema, resolver = resolved.contents, resolved.resolver
        return schema, resolver


def _part(schema: Any, step: str | int) -> Any:
    if not isinstance(schema, Mapping):
        return None
    if isinstance(step, int):
        return schema.get("items")
    properties = schema.get("properties", {})
    return properties[step] if step in properties else schema.get("additionalProperties")


def translate(errors: Iterable[ValidationError], guide: Guide) -> Iterator[Violation]:
    """Yield a violation for each cause, in the errors' order, none twice."""
    found = [_violation(cause, guide) for cause in _causes([_leaf(error) for error in errors])]
    misspelt = {
        (*violation.pointer[:-1], violation.suggestion): violation
        for violation in found
        if violation.suggestion and violation.keyword in _UNKNOWN
    }
    missing = {(*violation.pointer, violation.field) for violation in found if violation.keyword in _MISSING}
    seen: set[tuple[Pointer, str]] = set()
    for violation in found:
        if violation.keyword in _UNKNOWN and (*violation.pointer[:-1], violation.suggestion) in missing:
            # One cause, one violation: the field is not missing and another unknown, it is misspelt.
            continue
        unknown = misspelt.get((*violation.pointer, violation.field)) if violation.keyword in _MISSING else None
        if unknown is not None:
            message = f"{violation.message}; {quote(unknown.field)} looks like it, misspelt"
            violation = replace(violation, pointer=unknown.pointer, message=message)
        if (violation.pointer, violation.message) not in seen:
            seen.add((violation.pointer, violation.message))
            yield violation


@dataclass(frozen=True, slots=True)
class _Cause:
    """An error without its alternatives. `key` is the field that the keywords of keywords.py name in its message."""

    path: Pointer
    keyword: str
    expected: Any
    value: Any
    schema: Any
    key: str


def _cause(error: ValidationError, keyword: str | None = None, expected: Any = None) -> _Cause:
    path = tuple(error.absolute_path)
    stated = "false" if error.schema == _NOTHING else str(error.validator)
    if stated in ("minimum", "maximum") and isinstance(error.schema, Mapping):
        # Draft 4 writes {"minimum": 0, "exclusiveMinimum": true}.
        exclusive = f"exclusive{stated.capitalize()}"
        stated = exclusive if error.schema.get(exclusive) is True else stated
    value = error.validator_value if keyword is None else expected
    return _Cause(path, keyword or stated, value, error.instance, error.schema, error.message)


def _leaf(error: ValidationError) -> _Cause:
    """Return what a writer did wrong: of alternatives, what the nearest one lacks, or what all of them want."""
    while error.validator in _ALTERNATIVES and error.context and not own_message(error.schema, error.validator):
        branches: dict[Any, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.relative_schema_path[0], []).append(inner)
        heads = [_heads(branch) for branch in branches.values() if branch[0].schema != _NOTHING]
        if not heads:
            break
        single = [head[0] for head in heads if len(head) == 1 and not head[0].relative_path]
        if len(single) == len(heads):
            if all(head.validator == "required" for head in single):
                return _cause(error, "either", [head.message for head in single])
            stated = [expectation(str(head.validator), head.validator_value, hint_of(head.schema)) for head in single]
            if None not in stated:
                return _cause(error, "union", stated)
        error = min(heads, key=_distance)[0]
    return _cause(error)


def _heads(branch: list[ValidationError]) -> list[ValidationError]:
    """Return a branch's errors without those that a wrong type entails."""
    types = {tuple(error.path) for error in branch if error.validator == "type"}
    return [error for error in branch if error.validator == "type" or tuple(error.path) not in types]


def _distance(branch: list[ValidationError]) -> tuple[bool, int, int]:
    """Return how far the value is from a branch: wrong kind first, then wrong marks, then the number of errors."""
    kinds = ("type", "const", "enum")
    wrong_kind = any(error.validator in kinds and not error.relative_path for error in branch)
    return wrong_kind, sum(error.validator in kinds[1:] for error in branch), len(branch)


def _causes(causes: list[_Cause]) -> Iterator[_Cause]:
    """Yield the causes, but of several that blame one scalar only the first, and a wrong type before all others."""
    typed = {cause.path for cause in causes if cause.keyword in ("type", "union")}
    blamed: set[Pointer] = set()
    for cause in causes:
        if isinstance(cause.value, Mapping | list):
            yield cause
        elif cause.path not in blamed and (cause.path not in typed or cause.keyword in ("type", "union")):
            blamed.add(cause.path)
            yield cause


def _violation(cause: _Cause, guide: Guide) -> Violation:
    path, keyword, expected, value = cause.path, cause.keyword, cause.expected, cause.value
    pointer, field, own, meant = path, _field(path), own_message(cause.schema, keyword), None
    subject, hint = name(path, guide.document), hint_of(cause.schema)
    if keyword in _MISSING:
        field = cause.key
        inner = _part(cause.schema, field) if isinstance(cause.schema, Mapping) else None
        hint = hint_of(inner) or guide.hint((*path, field))
        own = _own_required(inner) or own
    elif keyword in _UNKNOWN:
        field, pointer = cause.key, (*path, cause.key)
        known = expected if isinstance(expected, list) else _known(cause.schema)
        meant = closest(field, [key for key in known if key not in value])
        hint = hint_of(expected) if keyword == "propertyNames" else hint
    elif keyword == "uniqueItems":
        pointer, value = (*path, int(cause.key)), value[int(cause.key)]
    elif keyword in ("contains", "minContains", "maxContains"):
        hint = hint_of(cause.schema.get("contains"))
    elif keyword == "either":
        field = str(expected[0])
    elif keyword == "enum" and isinstance(value, str):
        meant = closest(value, [option for option in expected if isinstance(option, str)])
    hint = hint or guide.hint(pointer) if keyword in ("pattern", "not", "false") else hint
    if own:
        message = fill(own, (("field", quote(field)), ("value", show(value)), ("place", subject)))
    else:
        message = sentence(Fault(keyword, expected, value, subject, field, hint))
    at_key = keyword in (*_MISSING, *_UNKNOWN, *_WHOLE)
    return Violation(pointer, _standard(keyword), message, field, at_key, meant)


def _standard(keyword: str) -> str:
    return {"either": "required", "union": "type"}.get(keyword, keyword)


def _own_required(schema: Any) -> str | None:
    # A plain `x-message` of a field speaks of its value, so only an entry for "required" speaks of its absence.
    messages = schema.get("x-message") if isinstance(schema, Mapping) else None
    return own_message(schema, "required") if isinstance(messages, Mapping) else None


def _field(path: Pointer) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _known(schema: Any) -> list[str]:
    """Return the fields that a schema names itself or through its alternatives."""
    if not isinstance(schema, Mapping):
        return []
    inner = [member for keyword in ("allOf", *_ALTERNATIVES) for member in schema.get(keyword, ())]
    return [*schema.get("properties", {}), *(key for member in inner for key in _known(member))]
