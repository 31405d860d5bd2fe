"""Pages that say of their own subject that it is no medicine for people."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from medlint.checks import check
from medlint.diagnostic import Finding, Related
from medlint.folding import fold
from medlint.monograph import Faq, Monograph
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.registry import MARKETS
from medlint.statements import context_of, lexicon
from medlint.statements.sentences import plain, plain_prose, sentences_of
from medlint.statements.statement import DRUG
from medlint.statements.subject import Subjects
from medlint.text import Span
from medlint.triggers import Needs, Sieve, needs_of

# Where a page says what its subject is. Precautions and questions speak of much else.
_SAYINGS = ("elsewhere", "denials", "roles")
_TELLING = (None, "generic_name", "usage", "dosage")
_DOSE = lazy(
    r"(?<![\w.])\d[\d.,]*\s?(?:mg|mcg|\u00b5g|\u03bcg|micrograms?|milligrams?|g|grams?|ml|IU|units?|tablets?|capsules?|"
    r"drops?|puffs?)(?!\w)",
    re.I,
)
_GAP = r"\s+"
_NEGATIONS = ("not", "n't")
# "They are used as", of waxes or salts.
_THEY = lazy(r"\bthey(?:\s+are|'re)?\s+(?:[\w-]+\s+){0,8}\Z")
# How far behind a denial "in the traditional sense" may begin and end.
_HEDGE = 40
_SHORTEST_NAME, _LONGEST_NAME = 4, 80
# No page says it so often, and no sentence is so long; what is more is made to cost time.
_MOST, _REACH = 100, 400
_KEY = "not-a-human-medicine"


@dataclass(frozen=True, slots=True)
class _Saying:
    """Words of the page, and how sure they are: they hold by themselves, or need others beside them."""

    span: Span
    sure: bool


@check("not-a-human-medicine")
@dataclass(frozen=True)
class NotAHumanMedicine:
    """The page is about something for animals, plants or industry, about an ingredient that treats nothing, or says
    itself that it is no medicine.

    All patterns are regular expressions on text in small letters with emphasis blanked and quotes straight; a space
    stands for white space, and `{name}` for an entry of `words`.

    elsewhere: "primarily used in veterinary medicine", "for agricultural use only"; the page's subject must be its
    own drug. denials: "is not a medicine"; on pages about one drug. hedges: a denial that one of these matches, or is
    followed by, counts only on a page that tells a role too. roles: "primarily used as a preservative"; on pages about
    one drug, under Usage, and only where Dosage gives no dose. unless: a sentence that one of these matches is about
    a supplement, a form or a test.
    animals: words for animals; a question about them is told where its answer gives a dose, on any other page.
    status: values of the front matter's `status` that say so already.
    markets, registry: from the configuration.
    """

    elsewhere: tuple[str, ...]
    denials: tuple[str, ...]
    hedges: tuple[str, ...]
    roles: tuple[str, ...]
    unless: tuple[str, ...]
    animals: tuple[str, ...]
    status: tuple[str, ...]
    words: Mapping[str, str]
    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()
    _patterns: Mapping[str, tuple[LazyPattern, ...]] = field(init=False, repr=False, compare=False)
    _said: Sieve[tuple[str, LazyPattern]] = field(init=False, repr=False, compare=False)
    _denials: Sieve[LazyPattern] = field(init=False, repr=False, compare=False)
    _fauna: Sieve[LazyPattern] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = (*_SAYINGS, "hedges", "unless", "animals")
        compiled = {name: tuple(self._compile(pattern) for pattern in getattr(self, name)) for name in names}
        patterns = {name: tuple(pattern for _, pattern in own) for name, own in compiled.items()}
        object.__setattr__(self, "_patterns", patterns)
        said = ((needs, (name, pattern)) for name in ("elsewhere", "roles") for needs, pattern in compiled[name])
        object.__setattr__(self, "_said", Sieve(said))
        object.__setattr__(self, "_denials", Sieve(compiled["denials"]))
        object.__setattr__(self, "_fauna", Sieve(compiled["animals"]))

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        if doc.meta.get("status") in self.status:
            return
        said = self.saying(doc)
        if said is not None:
            yield Finding(said, {"said": _quote(said, doc), "where": "the page says that it is no medicine for people"})
            return
        for faq in self._asked(doc):
            values = {"said": _quote(faq.question_span, doc), "where": "an answer gives a dose for animals"}
            dose = _DOSE.search(doc.prose, faq.answer_span.start, faq.answer_span.end) if faq.answer_span else None
            related = (Related(Span(*dose.span()), "a dose"),) if dose else ()
            yield Finding(faq.question_span, values, related=related)

    def saying(self, doc: Monograph) -> Span | None:
        """Return the words by which the page says that it is about no medicine for people, None where it does not.

        They are looked for once a page.
        """
        known = vars(doc).get(_KEY)
        if not (isinstance(known, tuple) and known[0] == self):
            found = min((_whole(one.span, doc.text) for one in self._read(doc)), default=None)
            # Kept where a cached property would keep it, as the page's context is.
            known = vars(doc)[_KEY] = (self, found)
        span: Span | None = known[1]
        return span

    def told(self, doc: Monograph) -> bool:
        """Say whether the page, or its front matter's `status`, says so."""
        return doc.meta.get("status") in self.status or self.saying(doc) is not None

    def _read(self, doc: Monograph) -> Iterator[_Saying]:
        """Yield all that the page says of the kind, where it is enough."""
        matches = list(islice(self._matches(doc), _MOST))
        if not matches:
            return
        low = matches[0][1].string
        context = context_of(doc, self.registry, self.markets)
        single = len(context.identity.written) <= 1
        subjects = Subjects(context.identity, context.registry, doc.title, lexicon.load().subjects)
        sentences = sentences_of(doc)
        sayings: list[_Saying] = []
        role = False
        for name, match in matches:
            sentence = sentences.at(match.start())
            if sentence is None or sentences.asks(sentence) or not (single or name == "elsewhere"):
                continue
            start, end = max(sentence.start, match.start() - _REACH), min(sentence.end, match.end() + _REACH)
            if self._any("unless", low, start, end):
                continue
            if name == "roles" and _listed(doc, match.start()):
                # One use among others.
                continue
            role = role or name == "roles"
            if _is_own(low[start : match.start()], subjects, _names(doc) if single else ()):
                clause = min(end, match.end() + _HEDGE)
                sure = name == "elsewhere" or (
                    name == "denials" and not self._any("hedges", low, match.start(), clause)
                )
                sayings.append(_Saying(Span(*match.span()), sure))
        if any(one.sure for one in sayings) or (role and not _doses(doc)):
            yield from sayings

    def _matches(self, doc: Monograph) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield what matches in the parts of the page that say what its subject is."""
        places = tuple(_places(doc))
        low = ""
        # Most pages hold none of the words.
        for needs, (name, pattern) in self._said.sift(doc.folded):
            for block in doc.folded.passages(needs):
                if any(block.start in place for place in places):
                    low = low or fold(plain_prose(doc))
                    yield from ((name, match) for match in pattern.finditer(low, block.start, block.end))
        if denials := [pattern for _, pattern in self._denials.sift(doc.folded)]:
            low = low or fold(plain_prose(doc))
            yield from (("denials", match) for place in places for match in _denied(denials, low, place))

    def _any(self, name: str, low: str, start: int, end: int) -> bool:
        return any(pattern.search(low, start, end) for pattern in self._patterns[name])

    def _asked(self, doc: Monograph) -> Iterator[Faq]:
        """Yield the questions about animals whose answers give a dose."""
        if self._fauna.sift(doc.folded):
            for faq in doc.faqs:
                if faq.answer_span and _DOSE.search(faq.answer):
                    question = fold(plain(faq.question))
                    if self._any("animals", question, 0, len(question)):
                        yield faq

    def _with_words(self, pattern: str) -> str:
        # An entry may use those that stand above it.
        for name, words in reversed(list(self.words.items())):
            pattern = pattern.replace(f"{{{name}}}", words)
        return pattern

    def _compile(self, pattern: str) -> tuple[Needs, LazyPattern]:
        pattern = self._with_words(pattern)
        expanded = pattern.replace(" ", _GAP)
        try:
            return needs_of(expanded), lazy(expanded)
        except re.error as error:
            raise ValueError(f"the pattern '{pattern}' is wrong: {error}") from error


def _denied(denials: Sequence[LazyPattern], low: str, place: Span) -> Iterator[re.Match[str]]:
    """Yield the matches of patterns that begin with a negation: to look for that first is quicker."""
    for word in _NEGATIONS:
        at = low.find(word, place.start, place.end)
        while at >= 0:
            yield from (match for pattern in denials if (match := pattern.match(low, at, place.end)))
            at = low.find(word, at + 1, place.end)


def _places(doc: Monograph) -> Iterator[Span]:
    """Yield the parts of the page that say what its subject is: all before the first section, and the first few."""
    first = next((section.span.start for section in doc.sections if section.key), len(doc.text))
    yield Span(doc.front_matter.body_start, first)
    for section in doc.sections:
        if section.key in _TELLING and section.span.start >= first:
            yield section.span


def _is_own(before: str, subjects: Subjects, names: tuple[str, ...]) -> bool:
    """Say whether the words before a claim speak of the page's own drug. `names`: what it is called besides."""
    return subjects.before(before)[0] == DRUG or _THEY.search(before) is not None or any(n in before for n in names)


def _names(doc: Monograph) -> tuple[str, ...]:
    """Return what the page calls its drug, in small letters: its title, and the first words of Generic Name."""
    generic = doc.section("generic_name")
    named = generic.body.of(doc.prose)[:_LONGEST_NAME].split("\n")[0] if generic else ""
    names = (fold(plain(name)).split("(")[0].strip() for name in (doc.title, named))
    return tuple(name for name in names if len(name) >= _SHORTEST_NAME)


def _listed(doc: Monograph, offset: int) -> bool:
    index = bisect_right(doc.blocks, offset, key=lambda block: block.span.start) - 1
    return index >= 0 and doc.blocks[index].item is not None


def _doses(doc: Monograph) -> bool:
    """Say whether Dosage gives a dose; concentrations are none."""
    dosage = doc.section("dosage")
    return dosage is not None and _DOSE.search(doc.prose, dosage.body.start, dosage.body.end) is not None


def _quote(span: Span, doc: Monograph) -> str:
    return " ".join(span.of(doc.text).replace("*", "").split())


def _whole(span: Span, text: str) -> Span:
    """Return the span from the beginning of the word in which it begins: "isn't a medicine", not "n't a medicine"."""
    start = span.start
    while start and text[start - 1].isalpha():
        start -= 1
    return Span(start, span.end)
