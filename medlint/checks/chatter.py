"""Sentences of a chat that say nothing of the medicine, and how to take them out without a scar."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.forbid import Forbid
from medlint.diagnostic import Edit, Finding
from medlint.monograph import Block, Monograph
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.statements.sentences import Sentences, plain
from medlint.text import Span

# A sentence that says more than its opener may hold a medical statement: it is shown, and not taken out.
_CONTENT = lazy(
    r"\d|[;()\[\]|]|\b(?:although|avoid\w*|because|but|call|cannot|careful\w*|caution\w*|consult\w*|danger\w*|doctors?|doses?|"
    r"dosage|emergenc\w*|however|if|may|might|must|need\w*|never|no|not|only|pharmacists?|physicians?|risks?|safe\w*|see|seek|"
    r"should|since|stop\w*|substitute\w*|unless|warn\w*|when|which|while)\b|n't\b",
    re.IGNORECASE,
)
# Behind the opener: what may be a sentence of its own, or the rest of one.
_CLAUSE = lazy(r"[,:\u2013\u2014.!?]")
_MARKUP = lazy(r"[*_`<>\"“\r\n]")
_LONGEST = 160


@check("chatter")
@dataclass(frozen=True)
class Chatter:
    """Speaks of sentences that open, join or close a chat. The fix takes such a sentence out as a whole.

    sentences: expressions that match from the first word of a sentence; it is flagged up to their end. It is taken out
    only where it stands for itself: no number, no condition, no advice in it, and nothing else of its paragraph
    touched. A paragraph of its own goes with its blank lines.
    leads: what may stand in front of them in their sentence ("Instead,"); it goes with them.
    prefixes: words in front of a sentence that is content ("Please note:"), looked for in the page's first paragraph;
    they alone are taken out.
    unless: as of the check `forbid`.
    """

    sentences: tuple[str, ...]
    leads: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    _find: Forbid = field(init=False, repr=False, compare=False)
    _lead: LazyPattern = field(init=False, repr=False, compare=False)
    _prefix: LazyPattern | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_find", Forbid(self.sentences, unless=self.unless, questions=False))
        object.__setattr__(self, "_lead", lazy(rf"[\s\"'(]*(?:{'|'.join(self.leads)})\s*\Z", re.IGNORECASE))
        words = "|".join(self.prefixes)
        pattern = lazy(rf"(?P<mark>\*\*|__)?(?P<words>{words})", re.IGNORECASE) if words else None
        object.__setattr__(self, "_prefix", pattern)

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        yield from self._opening(doc)
        found = list(self._find(doc))
        if not found:
            return
        text = plain(doc.prose)
        sentences = Sentences(doc, text)
        starts = [block.span.start for block in doc.blocks]
        for finding in found:
            number = bisect_right(starts, finding.span.start) - 1
            sentence = sentences.at(finding.span.start)
            if number < 0 or sentence is None or doc.blocks[number].kind not in ("paragraph", "html"):
                continue
            # Words in the middle of a sentence are no opener, and its beginning is content.
            if not self._lead.match(text[sentence.start : finding.span.start]):
                continue
            alone = _stands_for_itself(doc, finding.span, sentence)
            yield Finding(finding.span, finding.values, _removal(doc, number, sentence) if alone else ())

    def _opening(self, doc: Monograph) -> Iterator[Finding]:
        first = next((block for block in doc.blocks if block.kind != "heading"), None)
        if self._prefix is None or first is None or first.kind != "paragraph" or first.item is not None:
            return
        match = self._prefix.match(doc.prose, first.span.start, first.span.end)
        if match is None or (doc.sections and doc.sections[0].key and doc.sections[0].span.start < match.start()):
            return
        words = Span(*match.span("words"))
        yield Finding(words, {"found": " ".join(words.of(doc.text).split())}, _without_prefix(doc.text, match, first))


def _stands_for_itself(doc: Monograph, opener: Span, sentence: Span) -> bool:
    """Say whether a sentence of plain words ends like one and holds nothing but its opener and an object."""
    words = doc.source.trimmed(sentence.start, sentence.end).of(doc.text)
    if len(words) > _LONGEST or not words.endswith((".", ":", "!")) or _MARKUP.search(words):
        return False
    object_of_it = doc.prose[opener.end : sentence.end].rstrip(" .:!")
    return not _CONTENT.search(words) and not _CLAUSE.search(object_of_it)


def _removal(doc: Monograph, number: int, sentence: Span) -> tuple[Edit, ...]:
    """Return the edit that takes a sentence out of its paragraph, none where that would tear it."""
    text, block = doc.text, doc.blocks[number]
    span = doc.source.trimmed(sentence.start, sentence.end)
    if span == block.span:
        return _whole_block(doc, number)
    start, end = span.start, span.end
    if start == block.span.start:
        while end < block.span.end and text[end] in " \t":
            end += 1
        # A label, a marker or a new line behind it would be torn from what it belongs to.
        return (Edit(Span(start, end), ""),) if text[end : end + 1].isalpha() else ()
    while start > block.span.start and text[start - 1] in " \t":
        start -= 1
    closed = text[start - 1] in ".!?)" and start < span.start
    return (Edit(Span(start, end), ""),) if closed else ()


def _whole_block(doc: Monograph, number: int) -> tuple[Edit, ...]:
    """Return the edit that takes a paragraph out together with the blank lines below it."""
    block = doc.blocks[number]
    if block.item is not None or block.quoted or number + 1 >= len(doc.blocks):
        return ()
    following = doc.blocks[number + 1]
    starts = doc.source.line_starts
    start, end = starts[block.start_line - 1], starts[following.start_line - 1]
    between = doc.text[block.span.end : end] + doc.text[start : block.span.start]
    # A section of that paragraph alone would be left empty.
    if between.strip() or (number and doc.blocks[number - 1].kind == "heading" and following.kind == "heading"):
        return ()
    return (Edit(Span(start, end), ""),)


def _without_prefix(text: str, match: re.Match[str], block: Block) -> tuple[Edit, ...]:
    """Return the edit that takes "Please note:" out and gives the sentence behind it a capital letter."""
    mark, end = match["mark"] or "", match.end()
    start = match.start()
    if mark and text.startswith(mark, end):
        end += len(mark)
    elif mark:
        start = match.start("words")
    while end < block.span.end and text[end] in " \t:":
        end += 1
    first = text[end : end + 1]
    if end >= block.span.end or not first.isalpha():
        return ()
    return (Edit(Span(start, end + 1), first.upper()),)
