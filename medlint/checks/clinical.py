"""What a page says of its drugs behind their names: all but title, generic name, FAQs and notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from medlint.monograph import Monograph
from medlint.nomenclature.slips import is_slip, respell
from medlint.once import once, once_a_page
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import Span

SECTIONS = frozenset({"usage", "dosage", "side_effects", "how_it_works", "precautions"})
_WORD = lazy(r"[a-z0-9]+")
# "vitamins A, B-12 and E"
_VITAMINS = lazy(r"\bvitamins?[ -]{1,2}((?:[a-k]-?\d{0,2}(?:[,/& ]{1,3}(?:and )?)){0,12}[a-k]-?\d{0,2})(?![a-z0-9])")
_LETTER = lazy(r"(?<![a-z])[a-k]-?\d{0,2}(?![a-z])")
# Shorter names are found as whole words only, longer ones with an ending too ("zinc's", "statins").
_STEM = 5
_JOINED = 8


@dataclass(frozen=True)
class ClinicalText:
    """The part of one page in which it deals with its drugs; `spans` are its pieces, in order."""

    doc: Monograph

    @once
    def spans(self) -> tuple[Span, ...]:
        """The pieces that are more than white space, in page order."""
        doc = self.doc
        name = doc.section("generic_name")
        others = [faq.span for faq in doc.faqs] + [notice.span for notice in doc.notices]
        if name:
            others.append(name.span)
        text, start = doc.text, max(doc.front_matter.body_start, doc.title_span.end)
        found = []
        for left, right in [*sorted([(span.start, span.end) for span in others]), (len(text), len(text))]:
            # Between questions there are mostly line ends.
            if left > start and not text[start:left].isspace():
                found.append(Span(start, left))
            start = max(start, right)
        return tuple(found)

    @once
    def _front(self) -> tuple[int, int]:
        """A part of the text that is found without a look at all its pieces: behind the names, before the rest."""
        doc = self.doc
        name = doc.section("generic_name")
        start = max(doc.front_matter.body_start, doc.title_span.end, name.span.end if name else 0)
        later = [faq.span.start for faq in doc.faqs if faq.span.end > start]
        later += [notice.span.start for notice in doc.notices if notice.span.end > start]
        return start, min(later, default=len(doc.text))

    @once
    def full(self) -> bool:
        """Whether the page has most of the sections that deal with a drug."""
        return len(SECTIONS & {section.key for section in self.doc.sections}) > 2

    def places(self, word: str) -> Iterator[int]:
        """Yield where the folded `word` begins a word of the text."""
        for span in self.spans:
            yield from self._places_in(word, span.start, span.end)

    def _places_in(self, word: str, start: int, end: int) -> Iterator[int]:
        text, size = self.doc.folded.text, len(word)
        if not word:
            # What folding leaves nothing of ("\u0301") stands nowhere, and would be found for ever.
            return
        place = text.find(word, start, end)
        while place >= 0:
            if not text[place - 1].isalnum() and (size >= _STEM or not text[place + size : place + size + 1].isalnum()):
                yield place
            place = text.find(word, place + size, end)

    def has(self, word: str) -> bool:
        """Say whether the folded `word` begins a word of the text, as it is spelt."""
        for _ in self._places_in(word, *self._front):
            return True
        return next(self.places(word), None) is not None

    @once
    def words(self) -> Mapping[str, int]:
        """The words of ASCII letters and digits, folded: how often each stands in the text."""
        counts: Counter[str] = Counter()
        for span in self.spans:
            counts.update(_WORD.findall(self.doc.folded.text, span.start, span.end))
        return counts

    @once
    def _respelt(self) -> frozenset[str]:
        return frozenset(map(respelt, self.words))

    @once
    def _letters(self) -> str:
        """The whole text respelt, one space between words."""
        text = self.doc.folded.text
        words = (word for span in self.spans for word in _WORD.findall(text, span.start, span.end))
        return f" {' '.join(map(respelt, words))} "

    @once
    def _joined(self) -> str:
        return self._letters.replace(" ", "")

    def speaks_of(self, phrase: str) -> bool:
        """Say whether the text holds `phrase` in any accepted spelling, with or without spaces and hyphens."""
        plain = " ".join(map(respelt, _WORD.findall(phrase.lower()))).removesuffix("s")
        if not plain:
            return False
        if plain in self._respelt or f"{plain}s" in self._respelt:
            return True
        if " " not in plain:
            if len(plain) < _STEM:
                return False
            if any(word.startswith(plain) for word in self._respelt):
                return True
        elif f" {plain}" in self._letters:
            return True
        joined = plain.replace(" ", "")
        return len(joined) >= _JOINED and joined in self._joined

    @once
    def vitamins(self) -> frozenset[str]:
        """The letters that stand behind the word "vitamin": "a", "d" and "k2" of "vitamins A, D and K2"."""
        text = self.doc.folded.text
        lists = (match[1] for span in self.spans for match in _VITAMINS.finditer(text, span.start, span.end))
        return frozenset(word.replace("-", "") for found in lists for word in _LETTER.findall(found))

    def holds_like(self, word: str) -> bool:
        """Say whether the text has a word that the folded `word` may be a slip of typing for."""
        return any(is_slip(word, other) for other in self.words)


@lru_cache(maxsize=4096)
def respelt(word: str) -> str:
    """Return what national spellings of a folded word have in common, remembered: pages share most words."""
    return respell(word) or word


@once_a_page
def clinical_text(doc: Monograph) -> ClinicalText:
    """Return the page's clinical text; several rules ask for it, and it is made once."""
    return ClinicalText(doc)
