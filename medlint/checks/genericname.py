"""The section with the medicine's name: a name, and no essay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.checks import check
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.patterns import lazy
from medlint.records import dataclass

_WORD = lazy(r"\w[\w'\u2019.-]*")
_LINE = lazy(r"[^\r\n]+")
_BRACKET = lazy(r"\([^()]*\)?|\[[^\[\]]*\]?")
# So many words in brackets are a remark ("this is a combination"); more are an essay of their own.
_REMARK = 12
_SENTENCE = lazy(r"(?:[^.!?\r\n]|[.!?](?![\s*_\"\u201d)]|\Z))+[.!?]*")
# What makes words a sentence, where names stand otherwise.
_VERB = lazy(
    r"\b(?:is|are|was|were|be|isn['\u2019]t|aren['\u2019]t|has|have|contains?|refers?|represents?|describes?|covers?|includes?|"
    r"consists?|belongs?|means|may|might|can|cannot|should|will|does|do|doesn['\u2019]t|don['\u2019]t)\b",
    re.IGNORECASE,
)


@check("overlong-generic-name")
@dataclass(frozen=True)
class OverlongGenericName:
    """The section with the generic name holds sentences.

    section: the key of that section. words: so many words may stand in it. line: its first line is a sentence where it
    has more words than this and a verb outside of brackets. A long list of ingredients is a name still, even with a
    remark in brackets: where there is no verb outside of that, nothing is said.
    """

    section: str
    words: int
    line: int

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        section = doc.section(self.section)
        if section is None or len(section.body) <= self.line * 2:
            return
        body = section.body.of(doc.prose)
        first = next((line.group() for line in _LINE.finditer(body) if line.group().strip()), "")
        is_sentence = len(first.split()) > self.line and bool(_VERB.search(_BRACKET.sub(" ", first)))
        # No word is shorter than a letter and what parts it from the next.
        few = len(body) < self.words * 2
        count = 0 if few and not is_sentence else len(_WORD.findall(body))
        if not is_sentence and count <= self.words:
            return
        # Remarks are blanked, so that offsets stay.
        plain = _BRACKET.sub(_without_remark, body)
        sentence = next((one for one in _SENTENCE.finditer(plain) if _VERB.search(one.group())), None)
        if sentence is not None:
            start = section.body.start
            span = doc.source.trimmed(start + sentence.start(), start + sentence.end())
            # The name that the site writes: the heading itself may hold the medicine's name as well.
            name = next(one.names[0] for one in doc.layout.sections if one.key == self.section)
            yield Finding(span, {"section": name, "count": count})


def _without_remark(bracket: re.Match[str]) -> str:
    text = bracket.group()
    return " " * len(text) if len(_WORD.findall(text)) <= _REMARK else text
