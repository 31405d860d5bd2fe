"""Numbered citations, and the list of references that they need."""

from __future__ import annotations

import re

from medlint.monograph import Monograph
from medlint.patterns import lazy
from medlint.text import Span

# "[4, 5]" behind a word or a full stop. A piece of a peptide, "PTHrP[1-34]", a locant, "benzo[1,2-b]", an interval,
# "[3.5-5.0]", and the name of a link are none.
_CITATION = lazy(
    r"(?:(?<=[a-z.,;:)\"”*_])|(?<=\s)|(?<=\())(?:\[\d{1,2}(?:\s?,\s?\d{1,2}){0,9}\]|(?<=[\s.(])\[\d{1,2}\s?[-\u2013]\s?\d{1,2}\])"
    r"(?![\w(\[:-])"
)
_INTERVAL = lazy(r"\s{0,2}(?:%|g/|IU|kg|m?mol|mg|mcg|mL|ng|pg|U/|units?\b|years?\b)", re.IGNORECASE)
_LIST = lazy(
    r"(?:\*\*|__|#{1,6}[ \t]+|^)[ \t]*(?:\d{1,3}\.[ \t]*)?(?:bibliography|citations?|end\s?notes|footnotes|"
    r"further\s+reading|literature(?:\s+cited)?|notes(?=\s*:?\s*(?:\*\*|__|$))|references?|sources?|works\s+cited)\b"
    r"(?![ \t]+[a-z])|^[ \t]*\[\^?\d{1,2}\]:?[ \t]+\S",
    re.IGNORECASE | re.MULTILINE,
)


def dangling_citations(doc: Monograph) -> list[Span]:
    """Return the numbered citations of a page that has no list for their numbers; none where it has one."""
    if "[" not in doc.prose:
        return []
    found = [
        Span(*match.span())
        for block in doc.blocks
        if block.kind in ("paragraph", "table")
        for match in _CITATION.finditer(doc.prose, block.span.start, block.span.end)
        # A link's target is blank in the prose, and its name is none of ours.
        if doc.text[match.end() : match.end() + 1] not in ("(", "[") and not _INTERVAL.match(doc.prose, match.end())
    ]
    if not found or "references" in doc.meta or _LIST.search(doc.text, doc.front_matter.body_start):
        return []
    return found
