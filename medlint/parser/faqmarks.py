"""The marks by which questions and answers are known: "Q:", "A:", bold words, numbers."""

from __future__ import annotations

import re

from medlint.parser.running import EDGES
from medlint.patterns import lazy
from medlint.text import end_of_line

Q = lazy(
    r"(?P<open>[*_]{0,3})[ \t]*+"
    r"(?:Q(?:uestion|n)?[ \t]*+(?:\.[ \t]*+)?\#?\d{0,3}[ \t]*+[:.)\-\u2013][ \t]*+|Q\d{1,3}[ \t]++)"
    r"(?P<close>[*_]{0,3})[ \t]*+",
    re.IGNORECASE,
)
# Marks that close behind the colon are the marker's own; those that open there ("A: **No.**") are the answer's.
A = lazy(
    r"(?:<br[ \t]*+/?>\s*+)?(?P<open>[*_]{0,3})[ \t]*+A(?:ns(?:wer)?)?[ \t]*+\d{0,3}[ \t]*+[:.]"
    r"(?:[*_]{1,3}(?=\s|\Z)|[ \t]*+(?P=open)(?![*_]))?[ \t]*+"
)
# Begins at the character before it: to search for that is quicker than to look behind every character.
_A_INSIDE = lazy(r"[\s>][*_]{0,3}A(?:nswer)?\d{0,3}:")
BOLD = lazy(r"(?P<marks>\*\*\*|\*\*|__)[ \t]*+(?P<words>[^*\n]*?[^*\s])[ \t]*+(?P=marks)[ \t]*+:?")
_ASKS = lazy(
    r"(?:what|how|can|could|is|are|was|were|should|shall|do|does|did|will|would|who|whom|whose|when|where|why|which|may|"
    r"might|has|have|had|am|if)\b",
    re.IGNORECASE,
)
NUMBER = lazy(r"\d{1,3}[.)][ \t]+")
# No question is longer; nobody's block is searched to its end again for each of thousands.
_LONGEST = 2_000
# What an answer may begin with.
_LEADS = "*_A"
_CLOSING_MARK = lazy(r"\?[*_]*(?=\s|\Z)")


def asks(words: str) -> bool:
    """Return whether bold words are a question: by their mark, or by how they begin."""
    words = words.strip(EDGES)
    if words.endswith("?"):
        return True
    return bool(_ASKS.match(words)) and not words.endswith((":", ".")) and words.count(" ") >= 2


def marked_end(text: str, marker: re.Match[str], end: int) -> tuple[int, int]:
    """Return where a question behind "Q:" ends, and where to read on: its bold's end, its answer, or its line."""
    marks = marker["open"] if not marker["close"] else ""
    begin = marker.end()
    longest = min(end, begin + _LONGEST)
    close = text.find(marks, begin, longest) if marks else -1
    resume = close + len(marks)
    # Without an "A" before the mark that closes the question, and none right behind it, no answer begins so early.
    if close >= 0 and text.find("A", begin, close) < 0 and text[resume : resume + 1] not in _LEADS:
        return close, resume
    answer = _A_INSIDE.search(text, begin - 1, longest)
    limit = answer.start() + 1 if answer else end
    if close >= 0 and resume <= limit:
        return close, resume
    # "**Q:** text?" or "Q: text?": up to the question mark that closes it, else to the end of the line.
    limit = min(limit, end_of_line(text, begin, end))
    mark = _CLOSING_MARK.search(text, begin, limit)
    if mark:
        return mark.start() + 1, mark.end()
    return limit, limit
