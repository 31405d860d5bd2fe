"""Whom a sentence's claim is about: the head of the clause before it, or what follows a verb such as "withdrew"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from medlint.once import once
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass
from medlint.registry import Identity, Registry
from medlint.registry.names import fold
from medlint.statements.statement import DRUG, FORM, INFORMATION, MEMBER, OTHER, TREATMENT

# Where one clause ends and the next begins.
_BREAK = lazy(
    r"[,;:()\u2013\u2014\u201c\u201d\"]|\s-\s|[.!?]\s|\b(?:and|but|so|because|since|(?<!use\s)as|although|though|while|whereas|"
    r"however|therefore|which|who|if|when|where|unless|until|once|that(?!\s+(?:drug|medication|medicine|combination))|"
    r"despite|after|before|following|than|like|unlike|given|due\s+to|thus|hence|or)\b",
)
# "..., which was", "a drug that has since been".
_RELATIVE_END = lazy(
    r"\b(?:which|that|who)\s+(?:(?:is|was|are|were|has|have|had|been|be|now|since|later|\w+ly)\b\s*+)*+\Z"
)
_GENERIC = lazy(r"\ban?\s+(?:[\w-]+\s+){0,4}(?:drug|medication|medicine|product|vaccine|antibiotic|agent)\s*\Z")
# "X (a brand)", "X, a painkiller for adults, was withdrawn": what stands between does not change the subject.
_ASIDE = lazy(
    r"\([^()]*\)|\[[^\[\]]*\]|,\s+(?:an?|one)\s(?:(?!\b(?:is|are|was|were|has|have|had|can|may|and|but)\b)[^,;:.])*,",
)
# What comes behind the head of a noun phrase: a preposition or a verb.
_TAIL = lazy(
    r"\b(?:of|for|with|in|about|on|from|by|to|regarding|concerning|into|under|at|is|are|was|were|has|have|had|be|been|"
    r"being|can|could|may|might|will|would|should|must|do|does|did|not|containing|used|using|remains?|appears?|seems?|"
    r"became|become|within|across|isn't|wasn't|hasn't|aren't|belongs|works|contains|carries|carried)\b|'s\b(?=\s*\Z)",
)
_WORD = lazy(r"[^\W_][\w'-]*")
# Words that name nothing, so that a clause of them has no subject of its own.
_EMPTY = lazy(
    r"(?:[a-z]+ly|the|an?|[aq]\d*|no|yes|note|important|now|please|also|well|still|very|just|it's|has|have|had|is|are|"
    r"was|were|been|be|being|in|on|at|of|for|by|to|from|with|then|later|today|both|answer|question|crucial|remember|"
    r"understand|however|there|warning|disclaimer|reminder|largely|never|not|may|might|could|would|will|can|"
    r"considered|believed|reported|said|thought|known|status|caution|in|fact|first|time|longer|voluntary|market|since|"
    r"\d+|many|most|some|several|countries|markets|eventually|ever|its|or|and|all|year|years|generally|safety|concerns|"
    r"why|what|how|altogether|does|do|did|reasons|regions|world|parts|other|worldwide|united|states|europe|european|us|uk|eu|u|s|january|february|march|"
    r"april|may|june|july|august|september|october|november|december|india|canada|japan|australia|kingdom|union)\Z",
)
_USE = lazy(r"\b(?:use|usage|prescription|prescribing|administration)\b")
# "its use as an anaesthetic": one use, and not the drug.
_PURPOSE = lazy(
    r"\b(?:for|as|in)\s+(?!(?:humans?|clinical|medicine|medical|people|patients|practice|the\s+(?:us|uk|eu)\b|many|most|"
    r"several|some|india|europe|united|all)\b)\w",
)
# "the combination with codeine", "the fixed combination of it and codeine".
_COMBINED = lazy(r"\bcombinations?(?:\s+\w+)?\s+(?:with|of|containing|between)\b")
# "X and the combination with codeine": X as well.
_AND_COMBINED = lazy(r"\s(?:itself\s+)?and\s+(?:[\w-]+\s+){0,2}(?=combinations?\b)")
_LONGEST_NAME = 12
_LONGEST_OTHER = 3


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    kind: str
    name: str = ""


@dataclass(frozen=True)
class Subjects:
    """Finds subjects on one page, in text in small letters.

    `words`: the lexicon's subject words; `title`: what the page calls itself.
    """

    identity: Identity
    registry: Registry
    title: str
    words: Mapping[str, LazyPattern]

    @once
    def _own(self) -> dict[str, tuple[str, str]]:
        single = len(self.identity.names) <= 1
        names = {fold(self.title), fold(" ".join(self.identity.written))}
        own = {name: (DRUG, "") for name in names if name}
        for written in self.identity.written:
            inn = self.registry.names.inn(fold(written)) or fold(written)
            own.setdefault(fold(written), (DRUG, "") if single else (MEMBER, inn))
        if single:
            # "Lysergic Acid Diethylamide (LSD)" is called by either name.
            own |= {fold(part): (DRUG, "") for part in re.split(r"[()\[\]/]", self.title) if fold(part)}
        return own

    @once
    def _longest(self) -> int:
        """How many words a name may have: those of the registry are asked for up to three."""
        return min(_LONGEST_NAME, max(_LONGEST_OTHER, *(name.count(" ") + 1 for name in self._own), 0))

    def before(self, text: str) -> tuple[str, str]:
        """Return kind and name of what the words before a claim speak of: of the drug where they name nothing."""
        pieces = list(self._pieces(_ASIDE.sub(" ", text)))
        if len(pieces) > 1 and not self._filled(pieces[-1]) and _RELATIVE_END.search(text):
            while len(pieces) > 1 and not self._filled(pieces[-1]):
                pieces.pop()
            last = [one for one in self._find(pieces[-1]) if one.kind != TREATMENT]
            if _GENERIC.search(pieces[-1]):
                # "X was a drug that", "it concerns a drug that".
                last = [one for one in last if one.kind in (DRUG, MEMBER) or one.name] or [_Found(0, 0, DRUG)]
            if last:
                return _plain(last[-1].kind), last[-1].name
        for piece in reversed(pieces):
            if found := self._head(piece):
                return (_COMBINED.search(piece) and self._beside(text)) or found
        return DRUG, ""

    def _beside(self, text: str) -> tuple[str, str] | None:
        """Return the page's drug where the last combination in `text` stands beside it: "X and the combination"."""
        places = [match.start() for match in _AND_COMBINED.finditer(text)]
        if not places:
            return None
        front = [*self._pieces(text[: places[-1]])][-1]
        found = list(self._find(front))
        if not found or found[-1].kind not in (DRUG, MEMBER) or front[found[-1].end :].strip():
            return None
        return found[-1].kind, found[-1].name

    def after(self, text: str) -> tuple[str, str]:
        """Return kind and name of the object at the start of `text`."""
        piece = next((piece for piece in self._pieces(text) if self._filled(piece)), "")
        found = list(self._find(piece))
        if not found:
            return (OTHER, "") if piece else (DRUG, "")
        named = next((one for one in found if one.kind in (DRUG, MEMBER)), None)
        if found[0].kind == "business" and named:
            return named.kind, named.name
        return _plain(found[0].kind), found[0].name

    def _pieces(self, text: str) -> Iterator[str]:
        start = 0
        for match in _BREAK.finditer(text):
            yield text[start : match.start()]
            start = match.end()
        yield text[start:]

    def _filled(self, piece: str) -> bool:
        return any(not _EMPTY.match(word.group()) for word in _WORD.finditer(piece))

    def _head(self, piece: str) -> tuple[str, str] | None:
        """Return the subject of one clause, None where the clause has none of its own."""
        found = list(self._find(piece))
        tail = _TAIL.search(piece)
        cut = tail.start() if tail else len(piece)
        while found and tail and any(one.start < cut < one.end for one in found):
            # "its use in": the words of a subject are no tail.
            tail = _TAIL.search(piece, tail.end())
            cut = tail.start() if tail else len(piece)
        front = [one for one in found if one.start < cut]
        rest = [one for one in found if one.start >= cut]
        if not front:
            if self._filled(piece[:cut]):
                return OTHER, ""
            return (_plain(rest[-1].kind), rest[-1].name) if rest else (OTHER, "") if self._filled(piece) else None
        head = front[-1]
        if _USE.search(piece[head.start : head.end]) and _PURPOSE.search(piece, head.end):
            return FORM, ""
        if (stranger := next((one for one in rest if one.kind == OTHER and one.name), None)) and _COMBINED.search(
            piece, head.start, stranger.start
        ):
            # Another product, even if the page's drug is in it.
            return OTHER, ""
        named = next((one for one in front if one.kind in (DRUG, MEMBER, OTHER)), None)
        members = {one.name for one in front if one.kind == MEMBER}
        if head.kind == MEMBER and len(members) > 1:
            return DRUG, ""
        if head.kind == "business" or (head.kind == TREATMENT and _USE.search(piece[head.start : head.end])):
            # The sale of X, X's use.
            owner = named or next((one for one in rest if one.kind in (DRUG, MEMBER, OTHER, FORM)), None)
            if owner:
                return owner.kind, owner.name
        return _plain(head.kind), head.name

    def _find(self, piece: str) -> list[_Found]:
        """Return all words that may be a subject, by their place; a longer one hides the shorter ones in it."""
        found = list(self._names(piece))
        for kind, words in self.words.items():
            found += [_Found(*match.span(), kind) for match in words.finditer(piece)]
        kept: list[_Found] = []
        for one in sorted(found, key=lambda item: (item.start, -item.end)):
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def _names(self, piece: str) -> Iterator[_Found]:
        """Yield the names of drugs: the page's own, and those that the registry knows."""
        words = list(_WORD.finditer(piece))
        keys = [fold(re.sub(r"'s?\Z", "", word.group())) for word in words]
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                if named := self._named(" ".join(keys[at : at + length]), length):
                    last = words[at + length - 1]
                    yield _Found(words[at].start(), last.end(), *named)
                    at += length - 1
                    break
            at += 1

    def _named(self, key: str, length: int) -> tuple[str, str] | None:
        if own := self._own.get(key):
            return own
        inn = self.registry.names.inns.get(key) if length <= _LONGEST_OTHER else None
        if inn is None:
            return None
        if inn not in self.identity.names:
            return OTHER, inn
        return (DRUG, "") if len(self.identity.names) == 1 else (MEMBER, inn)


def _plain(kind: str) -> str:
    return DRUG if kind in (DRUG, "business") else kind if kind in (FORM, INFORMATION, TREATMENT, MEMBER) else OTHER
