"""Drugs that a page names as its own, or speaks of throughout, and that its title does not list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from medlint.checks.lineup import Lineup, split_list
from medlint.monograph import Monograph
from medlint.named import NamedTuple
from medlint.nomenclature import dictionary
from medlint.patterns import lazy
from medlint.registry import kinship
from medlint.registry.identity import Part, parts
from medlint.registry.names import fold
from medlint.text import Span

# A first line longer than this, or with a verb outside of brackets, is no name.
_LONGEST = 300
# What is said in brackets behind a name.
BRACKETS = lazy(r"\([^()]*\)?|\[[^\[\]]*\]?")
_VERB = lazy(
    r"\b(?:is|are|was|were|isn['\u2019]t|aren['\u2019]t|has|have|contains?|refers?|represents?|describes?|discusses|"
    r"covers?|includes?|consists?|varies|will|not|note|name|information)\b",
    re.I,
)
_EDGES = " \t.,:;"
_EMPHASIS = str.maketrans("*_`", "   ")


class Named(NamedTuple):
    """A drug that the title does not list: its name as the page writes it, where, and how often the text has it."""

    name: str
    span: Span
    times: int


def first_line(doc: Monograph) -> Span | None:
    """Return the line that may name the medicine: behind "Generic Name:" in the heading, or the first of its text."""
    section = doc.section("generic_name")
    if section is None:
        return None
    text = doc.text
    colon = text.find(":", section.title.start, section.title.end)
    line = doc.source.trimmed(colon + 1, section.title.end) if colon >= 0 else None
    if not line:
        body = section.body
        ends = [place for mark in "\r\n" if (place := text.find(mark, body.start, body.end)) >= 0]
        line = Span(body.start, min(ends)) if ends else body
    return line if 0 < len(line) <= _LONGEST else None


def name_line(doc: Monograph) -> Span | None:
    """Return the line that names the medicine, None where there is none, or where it is a sentence."""
    line = first_line(doc)
    return None if line is None or _VERB.search(BRACKETS.sub(" ", line.of(doc.text))) else line


def named_in(line: Span, lineup: Lineup) -> Iterator[tuple[str, Span, bool]]:
    """Yield the names of a name line without brackets, their places, and whether each is a known drug's."""
    # Of equal length, so that places stay true.
    text = line.of(lineup.doc.text).translate(_EMPHASIS)
    for part in parts(text, lineup.registry.names):
        for piece in _pieces(part, lineup):
            bracket = BRACKETS.search(piece.written)
            outer = piece.written[: bracket.start()] if bracket else piece.written
            name = outer.strip(_EDGES)
            if kinship.strong(name):
                start = line.start + piece.start + len(outer) - len(outer.lstrip(_EDGES))
                yield name, Span(start, start + len(name)), _is_known(piece)


def _pieces(part: Part, lineup: Lineup) -> Sequence[Part]:
    """Take "imipenem/cilastatin" apart where each piece is a known drug or one of the title's."""
    pieces = split_list(part, lineup.registry) if part.inn is None else ()
    if pieces and all(
        _is_known(piece) or any(lineup.is_named_by(member, piece.written) for member in lineup.members)
        for piece in pieces
    ):
        return pieces
    return (part,)


def _is_known(part: Part) -> bool:
    words = kinship.strong(BRACKETS.sub(" ", part.written))
    return part.inn is not None or any(is_substance(word) or word in kinship.load().kin for word in words)


def strangers(lineup: Lineup, often: int) -> Iterator[Named]:
    """Yield the known drugs of the name line that are none of the title's, if the text names them too.

    Where there are none, those of one word that the text alone names: `often`, and half as often as any of the title's.
    """
    line = name_line(lineup.doc)
    told: set[str] = set()
    for name, span, known in named_in(line, lineup) if line else ():
        if not known or any(lineup.is_named_by(member, span.of(lineup.doc.text)) for member in lineup.members):
            continue
        if times := count_of(lineup, name):
            told.add(fold(name))
            yield Named(name, span, times)
    if not told:
        most = max((count_of(lineup, member.written) for member in lineup.members), default=0)
        for named in others_in(lineup, often):
            if named.times * 2 >= most:
                yield named


def count_of(lineup: Lineup, name: str) -> int:
    """Return how often the text has the telling word of `name` that it has most often, as it is spelt."""
    return max((sum(1 for _ in lineup.text.places(word)) for word in kinship.strong(name)), default=0)


def others_in(lineup: Lineup, least: int) -> Iterator[Named]:
    """Yield drugs of one word that the text names so often, and that are none of the title's, the commonest first."""
    words = lineup.text.words
    found = [word for word, count in words.items() if count >= least and is_substance(word)]
    for word in sorted(found, key=lambda word: (-words[word], word)):
        if not any(lineup.is_named_by(member, word) for member in lineup.members):
            span = Span(place := next(lineup.text.places(word)), place + len(word))
            yield Named(span.of(lineup.doc.text), span, words[word])


def is_substance(word: str) -> bool:
    """Say whether a folded word names a substance by itself, by the dictionary of names."""
    return dictionary.load().names_substance([word])
