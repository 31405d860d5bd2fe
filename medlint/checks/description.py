"""The page's description in the front matter: plain sentences, which search engines show as they are."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.checks import check
from medlint.diagnostic import Edit, Finding
from medlint.monograph import Monograph
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import Span

# Where a value's words begin: behind a block scalar's header line, or behind a quote.
_OPENING = lazy(r"(?:[>|][-+\d]{0,2}[ \t]{0,20}(?:\r\n|\n|\r)[ \t]{0,80}|[\"'])?[ \t]{0,20}")
_BULLET = lazy("[-*+\u2022][ \t]+")
_HASHES = lazy(r"#{1,6}[ \t]+")
_BOLD = lazy(r"\*\*|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)")
_ITALIC = lazy(r"(?<![\w*])(?P<open>\*)(?=[^\s*])[^*]{0,200}(?<=[^\s*])(?P<close>\*)(?![\w*])")
# With "..." at its end, or before what it begins to list ("It is prescribed for:").
_CUT = lazy(r"(?:\.\.\.|\u2026|[,:])(?=[\"']?\s*\Z)")
_SAFE_START = lazy(r"[A-Za-z]\w*[ ,]+\w")


@check("description-shape")
@dataclass(frozen=True)
class DescriptionShape:
    """A front matter field of running text holds Markdown marks, or is cut off in the middle.

    field: its key. A fix takes the marks out, as what shows the field knows no Markdown; what was cut off is lost.
    """

    field: str

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        value = doc.meta.get(self.field)
        place = doc.front_matter.spans.get((self.field,))
        if not isinstance(value, str) or place is None or not place.value or doc.front_matter.problems:
            return
        raw = place.value.of(doc.text)
        marks = sorted(span.shift(place.value.start) for span in _marks(raw))
        if marks:
            yield Finding(
                marks[0],
                {"field": self.field, "fault": "holds Markdown marks", "advice": "Write plain words without them."},
                tuple(Edit(span, "") for span in marks) if _stays_text(raw, _marks(raw)) else (),
            )
        if cut := _CUT.search(raw):
            advice = "Write one or two whole sentences."
            yield Finding(
                Span(*cut.span()).shift(place.value.start),
                {"field": self.field, "fault": "is cut off", "advice": advice},
            )


def _marks(raw: str) -> list[Span]:
    """Return the marks in a value as it is written: a bullet or hashes at its start, and bold and italic signs."""
    opening = _OPENING.match(raw)
    start = opening.end() if opening else 0
    found = []
    if lead := _BULLET.match(raw, start) or _HASHES.match(raw, start):
        found.append(Span(*lead.span()))
        start = lead.end()
    found += [Span(*match.span()) for match in _BOLD.finditer(raw, start)]
    for match in _ITALIC.finditer(raw, start):
        found += [Span(*match.span("open")), Span(*match.span("close"))]
    return found


def _stays_text(raw: str, marks: list[Span]) -> bool:
    """Return whether a value without its marks is a text for YAML still: always in quotes and blocks."""
    if raw[:1] in ("'", '"', ">", "|"):
        return True
    for span in reversed(marks):
        raw = raw[: span.start] + raw[span.end :]
    return bool(_SAFE_START.match(raw))
