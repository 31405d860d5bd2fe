"""What a page's schema does not allow, at the place where a writer can mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from medlint.checks import check
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.once import once_a_page
from medlint.records import dataclass
from medlint.schema import Violation, load_schema
from medlint.text import Pointer, Span
from medlint.typed import Any

_MISSING = ("required", "dependentRequired")
_UNKNOWN = ("additionalProperties", "unevaluatedProperties")
_OWN_KEY = "medlint"
_KINDS = ("missing", "unknown", "invalid")


@check("schema")
@dataclass(frozen=True)
class SchemaCheck:
    """One finding for each violation of a kind: "missing" and "unknown" fields, and all else that is "invalid".

    `schema` is the path of a JSON Schema, empty for medlint's own. A page without readable front matter is not checked:
    that fault has rules of its own. Values: message, field.
    """

    kind: str
    schema: str = ""

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ValueError(f"'kind' must be missing, unknown or invalid, not '{self.kind}'")

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        """Yield the page's findings of the kind."""
        if not doc.front_matter.present or doc.front_matter.problems:
            return
        for violation in _violations(doc, self.schema):
            if _kind(violation) == self.kind:
                yield Finding(place_of(doc, violation), {"message": violation.sentence, "field": violation.field})


def _violations(doc: Monograph, schema: str) -> tuple[Violation, ...]:
    found = _found(doc)
    if schema not in found:
        found[schema] = _look(doc, schema)
    return found[schema]


@once_a_page
def _found(_doc: Monograph) -> dict[str, tuple[Violation, ...]]:
    """What was found by each schema: there is a rule for each kind of violation."""
    return {}


def _look(doc: Monograph, schema: str) -> tuple[Violation, ...]:
    loaded = load_schema(schema or None)
    # What the page says to medlint is no field of the site's, and is read elsewhere.
    front = {key: doc.meta[key] for key in doc.meta if key != _OWN_KEY} if _OWN_KEY in doc.meta else doc.meta
    if not loaded.trusted:
        return loaded.violations({**doc.to_json(), "front_matter": front})
    return () if loaded.allows_part("front_matter", front) else loaded.violations(_written(doc, front))


def _written(doc: Monograph, front: Mapping[str, Any]) -> dict[str, object]:
    """Return the document without what the parser makes: that fits the project's own schemas by construction."""
    notices = {"disclaimer": None, "ai_note": None}
    written = {"front_matter": front, "title": doc.title}
    return {"path": doc.source.path, **written, "sections": [], "faqs": [], "notices": notices}


def _kind(violation: Violation) -> str:
    if violation.keyword in _MISSING:
        return "missing"
    return "unknown" if violation.keyword in _UNKNOWN else "invalid"


def place_of(doc: Monograph, violation: Violation) -> Span:
    """Return the span in the page that a violation of its document speaks of; never empty where the page has text."""
    head, *rest = violation.pointer or ("",)
    if head == "front_matter":
        return _field(doc, tuple(rest), at_key=violation.at_key)
    part = rest[0] if rest else None
    if head == "sections" and isinstance(part, int):
        return doc.sections[part].title or doc.title_span
    if head == "faqs" and isinstance(part, int):
        faq = doc.faqs[part]
        return (faq.answer_span if rest[1:] == ["answer"] else None) or faq.question_span or doc.title_span
    notice = doc.standing_notice(str(part)) if head == "notices" else None
    return notice.text if notice else doc.title_span


def _field(doc: Monograph, pointer: Pointer, *, at_key: bool) -> Span:
    """Return where a front matter field stands: the opening fence for the block as a whole."""
    spans = doc.front_matter.spans
    # Behind a reference (`*name`) not every place is known; the nearest one around it is.
    while pointer and pointer not in spans:
        pointer, at_key = pointer[:-1], False
    if not pointer:
        return _first_line(doc, doc.front_matter.span)
    field = spans[pointer]
    if at_key and not isinstance(pointer[-1], int):
        return field.key
    # A field without a value has nothing to flag but its name; of a list or a mapping the first line is enough.
    return _first_line(doc, field.value) if field.value else field.key


def _first_line(doc: Monograph, span: Span) -> Span:
    line = doc.source.line_span(doc.source.position(span.start).line)
    return doc.source.trimmed(span.start, min(span.end, line.end))
