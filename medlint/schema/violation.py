"""What checking a document against a schema says."""

from __future__ import annotations

from medlint.records import dataclass
from medlint.text import Pointer


class SchemaError(Exception):
    """A schema cannot be used; the text says which, why and where in it, for the person who named it."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that the document does and its schema does not allow.

    `pointer` is the place in the document: of the mapping that lacks a field, of the unknown field, else of the wrong
    value. `at_key` says that the entry's key is to be flagged and not its value. `field` is the name of the missing,
    unknown or wrong field, `suggestion` a known name or value that was probably meant. `keyword` is JSON Schema's
    ("required", "additionalProperties", "type"; "false" where the schema forbids the field outright). `message` says
    what is wrong; it starts lower case, has no full stop and holds no control characters.
    """

    pointer: Pointer
    keyword: str
    message: str
    field: str
    at_key: bool
    suggestion: str | None = None

    @property
    def sentence(self) -> str:
        """The message with the suggestion, if there is one."""
        if self.suggestion is None:
            return self.message
        mark = '"' if self.keyword == "enum" else "'"
        return f"{self.message}; did you mean {mark}{self.suggestion}{mark}?"
