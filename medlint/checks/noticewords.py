"""What notices say: their parts, their sentences, and the house's own wording."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from medlint.folding import fold as fold_text
from medlint.layout import NoticeElement, NoticeLayout
from medlint.monograph import Monograph, Notice
from medlint.parser.labels import fold, label_at
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass
from medlint.text import Span

# A sentence ends where the next one begins: marks of emphasis and quotes may stand at either side of the gap.
_GAP = lazy(r"(?<=[.!?])[*_)\"”]{0,4}\s+(?=[*_(\"“]{0,4}[^\Wa-z_])")
# A text that brings its own heading, box or HTML.
_DRESSED = lazy(r"#{1,6}[ \t]|[<>]|!!!|\?\?\?|:::")
# How many characters may stand before a quote's first word on its line.
_QUOTE_MARKS = 20
_ITEM = lazy(r"[-*+][ \t]|\d{1,9}[.)][ \t]")
_PARAGRAPHS = lazy(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t])")


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a notice with its patterns compiled."""

    of: NoticeElement
    patterns: tuple[LazyPattern, ...]

    def is_in(self, text: str) -> bool:
        """Return whether `text` says it."""
        for lazily in self.patterns:
            pattern, view = lazily.reading(text, _small(text))
            if pattern.search(view):
                return True
        return False


# Each part is looked for in the same words.
_small = lru_cache(maxsize=4)(fold_text)


@cache
def elements_of(layout: NoticeLayout) -> tuple[Element, ...]:
    """Return the parts that a notice of this kind has, in the layout's order."""
    return tuple(Element(one, tuple(lazy(item, re.IGNORECASE) for item in one.patterns)) for one in layout.elements)


def unsaid(layout: NoticeLayout, text: str, parts: Iterable[Element] | None = None) -> tuple[NoticeElement, ...]:
    """Return the parts that `text` does not say: of `parts`, else of all that such a notice has."""
    return tuple(one.of for one in (elements_of(layout) if parts is None else parts) if not one.is_in(text))


def is_complete(layout: NoticeLayout, text: str) -> bool:
    """Return whether `text` says all that a notice of this kind has to say."""
    return all(one.is_in(text) for one in elements_of(layout) if one.of.required)


def evidence(doc: Monograph, notices: Iterable[Notice]) -> str:
    """Return what notices say, taken together; of one inside of another paragraph, what that paragraph says."""
    return " ".join(_said(doc, notice) for notice in notices)


def _said(doc: Monograph, notice: Notice) -> str:
    if notice.alone:
        return notice.text.of(doc.text)
    return next((block.span.of(doc.text) for block in doc.blocks if notice.span.start in block.span), "")


def is_house(doc: Monograph, layout: NoticeLayout, notice: Notice) -> bool:
    """Return whether a notice is the house's own, word for word: what it leaves out is for the configuration to say."""
    wording = _wording(layout)
    if not wording or len(notice.span) + _QUOTE_MARKS < len(wording):
        return False
    # From the line's beginning: a text that is a quote begins with its mark.
    start = doc.source.line_span(doc.source.position(notice.span.start).line).start
    return wording in " ".join(doc.text[start : notice.span.end].split())


@cache
def _wording(layout: NoticeLayout) -> str:
    return " ".join(layout.wording.split())


@cache
def house_notice(layout: NoticeLayout, level: int) -> str:
    """Return the house's notice with its label, as Markdown, or "" where its text is none or would not be complete.

    A text of one paragraph follows a bold label; a longer one stands under a heading of that level, so that all of it
    is seen to belong together; one that brings a label of its own is left as it is.
    """
    text = layout.wording
    if not text or not is_complete(layout, text):
        return ""
    label = label_at(text, 0, len(text))
    own = label is not None and fold(label.name) in {fold(name) for name in layout.labels}
    if own or _DRESSED.match(text):
        return text
    if _PARAGRAPHS.search(text) or _ITEM.match(text):
        return f"{'#' * level} {layout.labels[0]}\n\n{text}"
    return f"{label_of(layout)} {text}"


def label_of(layout: NoticeLayout) -> str:
    """Return the label to write, as it opens a paragraph."""
    return f"**{layout.labels[0]}:**"


def sentences(text: str, span: Span) -> list[Span]:
    """Return the spans of the sentences of `span`, without the white space between them."""
    found, start = [], span.start
    for gap in _GAP.finditer(text, span.start, span.end):
        end = gap.end()
        while text[end - 1].isspace():
            end -= 1
        found.append(Span(start, end))
        start = gap.end()
    return [*found, Span(start, span.end)]


def own_words(doc: Monograph, layout: NoticeLayout, notice: Notice) -> Span:
    """Return the part of a notice's text that is the notice: what stands before it is about the medicine.

    It begins with the first sentence of the unbroken run, up to the one that makes it a notice, in which every sentence
    is a part of one: "In summary: these are strong medicines. Consult a doctor. This page is no medical advice."
    """
    matches = (
        lazy(one, re.IGNORECASE).search(doc.text, notice.text.start, notice.text.end) for one in layout.recognise
    )
    place = min((match.start() for match in matches if match), default=notice.text.start)
    found = sentences(doc.text, notice.text)
    core = max(number for number, span in enumerate(found) if span.start <= place)
    parts = elements_of(layout)
    while core and any(one.is_in(found[core - 1].of(doc.text)) for one in parts):
        core -= 1
    return Span(found[core].start, notice.text.end)
