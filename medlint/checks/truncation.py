"""Text that was left broken: cut off, marked by a chat tool, or citing what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.citations import dangling_citations
from medlint.checks.forbid import Forbid
from medlint.diagnostic import Finding, Severity
from medlint.monograph import Block, Monograph
from medlint.patterns import lazy
from medlint.records import dataclass, field
from medlint.text import Span

# Words that no sentence ends with, nor a list item: "allergic to" may end one.
_HANGING = frozenset(
    "a an because can including into its may might should such than the their whose your".split()  # noqa: SIM905
)
# In running text, which has no items to be joined.
_JOINING = _HANGING | {"and", "but", "if", "or", "when", "which", "while"}
# "vitamin a", "type a"
_LETTERED = frozenset(("class", "group", "hepatitis", "type", "vitamin"))
# What follows these on the page's last line is missing for sure.
_GOES_ON = lazy(
    r"(?:(?<![\w-])(?:and|any|are|as|at|be|been|before|between|by|could|do|does|during|each|every|for|from|has|have|if|in|is|more|most|"
    r"must|not|of|on|only|or|other|some|that|these|this|those|through|to|under|very|was|were|when|which|who|will|with|would)|"
    r"[,(:\u2013\u2014/+&-])[*_]{0,2}\Z"
)
_LAST_WORDS = lazy(r"(?:\S+\s+){0,3}\S+\Z")
_ENDED = lazy(r"[.!?\u2026)\]>|]['\"\u201d\u2019*_`)\]]{0,6}\Z")
_SENTENCE_END = lazy(r"[a-z)][.!?]['\"\u201d\u2019)*_]{0,4}\s+(?=\S)")
_NO_SENTENCE = lazy(
    r"(?:https?://|www\.|\S{1,64}@\S{1,255}\.|©|\w+\.(?:com|org|gov|net|edu))\S*\Z|\A\W{0,4}(?:last|sources?|updated|reviewed)\b",
    re.I,
)
_STEM = lazy(r"[_-]trunc(?:ated)?\d{0,2}\.\w{1,9}\Z", re.I)
_FEWEST_WORDS = 6
# What ends on one of these breaks off nowhere: nearly all paragraphs do.
_SETTLED = frozenset(".?!:;)0123456789")


@check("truncated-text")
@dataclass(frozen=True)
class TruncatedText:
    """Speaks of a page that is not whole. Each finding's `what` names the sign.

    marks: expressions for what chat tools leave in copied text, read in the Markdown as it is written.
    notes: expressions for words that say that text was cut off.
    unless: as of the check `forbid`.
    """

    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    _marks: Forbid = field(init=False, repr=False, compare=False)
    _notes: Forbid = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_marks", Forbid(markup=self.marks, unless=self.unless, once=True))
        object.__setattr__(self, "_notes", Forbid(self.notes, unless=self.unless, once=True))

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        path = doc.source.path
        if "trunc" in path.lower() and _STEM.search(path):
            yield _finding(doc, doc.title_span, "the file's name says that its text was cut off")
        for finding in self._marks(doc):
            yield _finding(doc, finding.span, "a chat tool's mark was left in the text")
        for finding in self._notes(doc):
            yield _finding(doc, finding.span, "the text says itself that it was cut off")
        if citations := dangling_citations(doc):
            yield _finding(doc, citations[0], "a citation points at a list of references that the page does not have")
        yield from _broken_off(doc)


def _broken_off(doc: Monograph) -> Iterator[Finding]:
    """Yield the paragraphs that end in the middle of a sentence."""
    prose = doc.prose
    blocks = [block for block in doc.blocks if block.kind != "rule"]
    last = len(blocks) - 1
    loose = [
        number
        for number, block in enumerate(blocks)
        if block.kind == "paragraph" and (prose[block.span.end - 1] not in _SETTLED or number == last)
    ]
    for number in loose:
        block = blocks[number]
        leads_on = block.item is None and number < last and blocks[number + 1].marker
        if not leads_on and _breaks_off(prose, block):
            yield _finding(doc, _ending(prose, block), "the text breaks off in the middle of a sentence")
        elif number == last:
            yield from _broken_end(doc, block)


def _broken_end(doc: Monograph, last: Block) -> Iterator[Finding]:
    """Yield what is wrong with the end of a page that ends on a paragraph."""
    prose = doc.prose
    text = last.span.of(prose).rstrip()
    if _unfinished(text):
        if _GOES_ON.search(text[-60:]):
            yield _finding(doc, _ending(prose, last), "the page ends in the middle of a sentence")
        else:
            # Perhaps no more than a full stop was forgotten.
            yield _finding(doc, _ending(prose, last), "the page's last sentence has no end", Severity.WARNING)
    elif text.count("**") % 2:
        yield _finding(doc, _ending(prose, last), "bold type is opened and never closed where the page ends")


def _breaks_off(prose: str, block: Block) -> bool:
    """Say whether a paragraph of some length ends with a word, or a sign, that another word must follow."""
    tail = prose[max(block.span.start, block.span.end - 24) : block.span.end].rstrip(" \t\r\n*_")
    if tail.endswith("."):
        return False
    words = tail.rsplit(None, 1)
    hanging = words and words[-1] in (_HANGING if block.item is not None else _JOINING)
    if not hanging and (block.item is not None or not tail.endswith((",", "(", " &", " \u2013", " \u2014"))):
        return False
    if words[-1] == "a" and len(words) > 1 and words[0].split()[-1].lower() in _LETTERED:
        return False
    return len(block.span.of(prose).split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS


def _unfinished(text: str) -> bool:
    """Say whether a page's last paragraph has sentences with an end, and a last one without."""
    if _ENDED.search(text[-12:]) or _NO_SENTENCE.search(text[-200:]) or "\n" in text[-40:]:
        return False
    if text.endswith(":") and len(text.split()) >= _FEWEST_WORDS:
        return True
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return bool(ends) and len(text[ends[-1] :].split()) > 3


def _ending(prose: str, block: Block) -> Span:
    """Return the place of a paragraph's last words."""
    tail = prose[max(block.span.start, block.span.end - 80) : block.span.end]
    match = _LAST_WORDS.search(tail.rstrip())
    end = block.span.end - len(tail) + len(tail.rstrip())
    return Span(end - len(match.group()) if match else block.span.start, end)


def _finding(doc: Monograph, span: Span, what: str, severity: Severity | None = None) -> Finding:
    return Finding(span, {"what": what, "found": " ".join(span.of(doc.text).split())}, severity=severity)
