"""Labels: how a heading or a bold lead-in names a section, in whatever dress."""

from __future__ import annotations

import re
from functools import lru_cache

from medlint.named import NamedTuple
from medlint.patterns import lazy
from medlint.text import Span

_DRESS = "*_ \t:"
# A label that opens a line: bold or italic words with a colon inside or behind, or bold words alone on the line. The
# name may have white space at its end, which is none of its words.
_BOLD_LABEL = lazy(
    r"(?P<open>\*{1,3}|_{1,3})(?P<name>[^*_\n:]{1,160}+)[ \t]*+"
    r"(?:(?P<colon>:)[ \t]*(?P<close>(?P=open))?"
    r"|(?P=open)[ \t]*(?:\([^()\r\n]{1,160}\)[ \t]*)?(?P<after>:|[-\u2013\u2014](?=[ \t]))"
    r"|(?P=open)[ \t]*(?=[\r\n]|\Z))[ \t]*"
)
_PLAIN_LABEL = lazy(r"(?P<name>[^*_\n:.]{1,60}+)[ \t]*+:[ \t]*+")
_BRACKET = lazy(r"\s{0,40}[(\[][^()\[\]]*[)\]]\s*$")
# What may stand around a name: an emoji or another sign, a full stop or question mark, an identifier ("{#dosage}").
_AROUND = lazy(r"\s{0,40}\{[#.:][^{}]*\}\s*\Z|\A[^\w(\[]+|[^\w)\]}]{1,40}\Z")
_NUMBER = lazy(r"(?:section\s+)?\d{1,2}(?:\.\d{1,2})*[.):]?\s+(?=\D)", re.IGNORECASE)
_GOES_ON = lazy(r":|\s[-\u2013\u2014]\s|/")


# Pages share their labels and most of their headings.
@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return a label's words for comparison: no markup, no trailing colon, one space, case folded."""
    name = name.strip(_DRESS)
    if not (name and (name[0].isalnum() or name[0] in "_([") and (name[-1].isalnum() or name[-1] in "_)]")):
        # Few names have anything around them.
        name = _AROUND.sub("", name)
    name = name.replace("&", " and ").replace("-", " ")
    return " ".join(name.split()).strip(_DRESS).casefold()


@lru_cache(maxsize=4096)
def forms(heading: str) -> tuple[str, ...]:
    """Return the names that a heading may stand for, most literal first.

    "Dosage (Not Applicable)" may be "dosage"; so may "Dosage: for adults". An exact name goes before its shorter forms,
    so that "FAQs (Frequently Asked Questions)" can be a name of its own.
    """
    bare = _NUMBER.sub("", heading.strip(_DRESS), count=1) if _NUMBER.match(heading.strip(_DRESS)) else heading
    found = [fold(heading), fold(bare), fold(_BRACKET.sub("", bare.strip(_DRESS)))]
    if _GOES_ON.search(bare):
        head = _GOES_ON.split(bare, 1)[0].strip(_DRESS)
        found += [fold(head), fold(_BRACKET.sub("", head))]
    return tuple(dict.fromkeys(form for form in found if form))


def without_bracket(name: str) -> str:
    """Return a name without the bracket that it ends on: "FAQs (for both medicines)" is "FAQs"."""
    return _BRACKET.sub("", name)


class Label(NamedTuple):
    """A label at the start of a line: the span of its words, where its markup begins and where the text behind it
    begins; `alone` says that nothing follows on the line, `bold` that it is marked up at all."""

    name: str
    words: Span
    start: int
    end: int
    alone: bool
    bold: bool


def label_at(text: str, start: int, end: int, *, plain: bool = False) -> Label | None:
    """Return the label that opens the line at `start`, looking no further than `end`.

    With `plain`, a label without bold marks ("Disclaimer: ...") counts too.
    """
    bold = start < end and text[start] in "*_"
    if not bold and not plain:
        return None
    match = (_BOLD_LABEL if bold else _PLAIN_LABEL).match(text, start, end)
    if match is None:
        return None
    name = match["name"]
    first, name = match.start("name"), name.rstrip(" \t") or name[0]
    stop = match.end()
    alone = stop >= end or text[stop] in "\r\n"
    return Label(name, Span(first, first + len(name)), start, stop, alone, bold)
