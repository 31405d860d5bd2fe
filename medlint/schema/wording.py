"""Sentences for writers out of what a JSON Schema validator found: no Python values, no pointers, no control codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from medlint.records import dataclass
from medlint.text import Pointer
from medlint.typed import Any

_LONGEST_VALUE = 40
_LONGEST_HINT = 120
_LISTED = 12

# What the whole document is called, by schema. A monograph's parts have names of their own below.
_DOCUMENTS = {
    "monograph": "the page",
    "config": "the configuration",
    "rule": "the front matter",
    "registry": "the registry",
    "report": "the report",
}
_PARTS = {"front_matter": "the front matter", "title": "the page's title", "path": "the page's path"}
_LISTS = {"sections": ("the list of sections", "section"), "faqs": ("the list of questions", "question")}
_NOTICES = {"disclaimer": "the disclaimer", "ai_note": "the AI note"}

_TYPES = {
    "string": "text",
    "boolean": "true or false",
    "number": "a number",
    "integer": "a whole number",
    "array": "a list",
    "object": "a set of fields",
    "null": "empty",
}
_FORMATS = {
    "date": "a date such as 2024-05-31",
    "date-time": "a date and time such as 2024-05-31T09:30:00Z",
    "email": "an email address",
    "uri": "a full web address such as https://example.org/page",
    "regex": "a regular expression",
}
_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
    "multipleOf": "a multiple of",
}
# Keyword: what is counted, and whether the number is the least or the most that is allowed.
_SIZES = {
    "minLength": ("character", "at least"),
    "maxLength": ("character", "at most"),
    "minItems": ("item", "at least"),
    "maxItems": ("item", "at most"),
    "minProperties": ("field", "at least"),
    "maxProperties": ("field", "at most"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What the validator found. `subject` names the place, `hint` is the schema's description of what belongs there."""

    keyword: str
    expected: Any
    value: Any
    subject: str
    field: str
    hint: str


def clean(text: str, longest: int = _LONGEST_VALUE) -> str:
    """Return `text` on one line, without control or other invisible characters, cut to `longest` characters."""
    # Cut roughly first: the value may be megabytes long.
    window = text[: longest * 4]
    line = " ".join("".join(c if c.isprintable() else " " if c.isspace() else "" for c in window).split())
    if len(line) > longest or len(text) > len(window):
        return line[: longest - 1].rstrip() + "…"
    return line


def quote(name: object) -> str:
    """Return a field's name in quotes."""
    return f"'{clean(str(name))}'"


def show(value: object) -> str:
    """Return a value as its writer would know it: text in double quotes, true, 5, "a list"."""
    match value:
        case None:
            return "nothing"
        case str():
            return f'"{clean(value)}"'
        case Mapping():
            return "a set of fields"
        case list() | tuple():
            return "a list"
        case int() if value.bit_length() > 256:
            # Python refuses to print an integer of some thousand digits.
            return "a very long number"
        case _:
            return clean(json.dumps(value))


def name(pointer: Pointer, document: str) -> str:
    """Return what a writer calls the place `pointer` in a document of the kind `document` ("monograph", "config")."""
    if document == "monograph" and pointer:
        return _monograph_name(pointer)
    return _plain_name(pointer, _DOCUMENTS.get(document, "the document"))


def _plain_name(pointer: Pointer, whole: str) -> str:
    if not pointer:
        return whole
    *rest, last = pointer
    if isinstance(last, int):
        return f"item {last + 1} of {_plain_name(tuple(rest), whole)}"
    return quote(last) + (f" in {_plain_name(tuple(rest), whole)}" if rest else "")


def _monograph_name(pointer: Pointer) -> str:
    first, *rest = pointer
    if first == "front_matter":
        return _plain_name(tuple(rest), _PARTS["front_matter"])
    if first == "notices" and rest:
        notice = _NOTICES.get(str(rest[0]), quote(rest[0]))
        return f"{_plain_name(tuple(rest[1:]), '')} of {notice}" if rest[1:] else notice
    if first in _LISTS:
        every, one = _LISTS[str(first)]
        if not rest:
            return every
        item = f"{one} {int(rest[0]) + 1}"
        return f"the {clean(str(rest[1]))} of {item}" if rest[1:] else item
    return _PARTS[str(first)] if first in _PARTS and not rest else _plain_name(pointer, "")


def choice(options: Iterable[object], last: str = "or") -> str:
    """Return "a, b or c"; of a long list its beginning and how many more there are."""
    words = [clean(option) if isinstance(option, str) else show(option) for option in options]
    if len(words) > _LISTED:
        return f"{', '.join(words[:_LISTED])} or one of {len(words) - _LISTED} more"
    return f" {last} ".join([*([", ".join(words[:-1])] if words[1:] else []), words[-1]])


def expectation(keyword: str, expected: Any, hint: str = "") -> str | None:
    """Return what a value must be by this keyword ("true or false", "at least 5"); None for other keywords."""
    match keyword:
        case "type":
            return _either(_TYPES.get(kind, kind) for kind in ([expected] if isinstance(expected, str) else expected))
        case "enum":
            return ("one of " if len(expected) > 1 else "") + choice(expected)
        case "const":
            return clean(expected) if isinstance(expected, str) else show(expected)
        case "format":
            return _FORMATS.get(expected, f"of the form '{clean(str(expected))}'")
        case "pattern":
            return f"of the form that is asked for ({hint})" if hint else "of the form that is asked for"
        case _ if keyword in _BOUNDS:
            return f"{_BOUNDS[keyword]} {show(expected)}"
    return None


def _either(words: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(words))


def sentence(fault: Fault) -> str:
    """Return what is wrong: lower case at the start, no full stop, no advice."""
    subject, expected, value = fault.subject, fault.expected, fault.value
    hint = f" ({fault.hint})" if fault.hint else ""
    match fault.keyword:
        case "required":
            return f"{subject} has no {quote(fault.field)}{hint}"
        case "dependentRequired":
            return f"{subject} has {quote(expected)} and so needs {quote(fault.field)}{hint}"
        case "additionalProperties" | "unevaluatedProperties":
            return f"{quote(fault.field)} is not a known field of {subject}"
        case "propertyNames":
            return f"{quote(fault.field)} is not a name that a field of {subject} may have{hint}"
        case "uniqueItems":
            return f"{subject} holds {show(value)} more than once"
        case "contains" | "minContains" | "maxContains":
            many = "too many" if fault.keyword == "maxContains" else "too few"
            return f"{many} items of {subject} are {fault.hint or 'what is asked for'}"
        case "union":
            return _must_be(fault, _either(expected))
        case "either":
            return f"{subject} needs {choice(map(quote, expected))}"
        case "items":
            return f"{subject} has more items than it may have"
        case "oneOf":
            return f"{subject} fits more than one of the forms that it may have{hint}"
        case "false":
            return f"{subject} may not be here{hint}"
        case keyword if keyword in _SIZES:
            return _size(fault, *_SIZES[keyword])
    stated = expectation(fault.keyword, expected, fault.hint)
    return _must_be(fault, stated) if stated else f"{subject} is not what is asked for{hint}"


def _must_be(fault: Fault, expected: str) -> str:
    if fault.value is None:
        return f"{fault.subject} is empty, but must be {expected}"
    kind = {str: "the text ", int: "the number ", float: "the number "}.get(type(fault.value), "")
    # "not the text "no"" tells a writer why what looks right is wrong; elsewhere it would be noise.
    kind = kind if fault.keyword in ("type", "union") else ""
    return f"{fault.subject} must be {expected}, not {kind}{show(fault.value)}"


def _size(fault: Fault, unit: str, bound: str) -> str:
    size, limit = len(fault.value), fault.expected
    if size == 0:
        return f"{fault.subject} is empty"
    return f"{fault.subject} has {_counted(size, unit)}, but must have {bound} {limit}"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" + ("" if number == 1 else "s")


def hint_of(schema: object) -> str:
    """Return the first sentence of a schema's description, fit to stand in brackets; "" where it has none."""
    text = schema.get("description") if isinstance(schema, Mapping) else None
    if not isinstance(text, str):
        return ""
    first = clean(text.partition(". ")[0].rstrip().removesuffix("."), _LONGEST_HINT)
    # "The name" becomes "the name", "AI note" stays.
    return first[:1].lower() + first[1:] if first[1:2].islower() or first[1:2] == " " else first


def own_message(schema: object, keyword: str) -> str | None:
    """Return the schema author's sentence for a failing keyword: `x-message`, or its entry of that name."""
    message = schema.get("x-message") if isinstance(schema, Mapping) else None
    if isinstance(message, Mapping):
        message = message.get(keyword)
    return message if isinstance(message, str) and message.strip() else None


def fill(message: str, slots: Sequence[tuple[str, str]]) -> str:
    """Return the author's sentence with `{field}`, `{value}` and `{place}` filled in, fit for a terminal."""
    for slot, text in slots:
        message = message.replace(f"{{{slot}}}", text)
    return clean(message, 400).removesuffix(".")
