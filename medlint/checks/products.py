"""Pages that say of their own product that there is no such thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from medlint.checks import check
from medlint.diagnostic import Finding, Related
from medlint.monograph import Faq, Monograph
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.registry import MARKETS
from medlint.registry.verdict import COMBINATION_CONTESTED, COMBINATION_GONE
from medlint.statements import context_of
from medlint.statements.sentences import Sentences, sentences_of
from medlint.text import Span
from medlint.triggers import Needs, needs_of

# Between two words of a pattern: white space, and the marks of emphasis.
_GAP = r"[\s*_]+"
_KEY = "denied-product"
# A page is right to deny what may not be sold: what it has to say is why.
_PROHIBITED = (COMBINATION_GONE, COMBINATION_CONTESTED)
_AMOUNT = lazy(
    r"(?<![\w.])\d[\d.,]*\s?(?:mg|mcg|\u00b5g|\u03bcg|g|ml|IU|units?|%|tablets?|capsules?|drops?|puffs?|sprays?)(?!\w)",
    re.I,
)
_EACH = lazy(r"\b(?:individual|each|separate(?:ly)?|alone|components?|ingredients?)\b", re.I)
_HOW_TO = lazy(
    r"\bhow\s+(?:do|should|can|must)\s+(?:I|you|we|one)\s+(?:\w+\s+)?(?:take|use|apply|store)\b|\bmiss(?:ed)?\b[^?]*\bdose\b",
    re.I,
)


@check("denied-product")
@dataclass(frozen=True)
class DeniedProduct:
    """A page says that its own product does not exist, and nothing but that sentence shows it.

    In all patterns, which are regular expressions with case ignored, a space stands for white space and marks of
    emphasis, and `{name}` for an entry of `words`.

    fiction: "hypothetical combination"; counts on every page, and whatever else the sentence says.
    claims: "the combination does not exist"; like all that follow, on pages about combinations.
    denials: "is not a standard, pre-mixed product"; such a pattern begins with one of `negations`.
    doubtful: "is not typically combined in one tablet"; begins like that, and does not count under Dosage, where it
    says how doses are given.
    nameless: "is not a single generic medicine"; begins like that, and may speak of the name alone: it counts only
    where its sentence, or the one behind it, says that the drugs are had `apart`.
    together: a denial is none where its sentence, or the one behind it, says like this that they are sold in one.
    tail: what goes on behind a denial and is quoted with it.
    naming: what follows a denial that speaks of the name alone, save where `unmistakable` matches the denial.
    unless: a sentence that one of these matches is about a route, a group of patients or some countries.
    status: values of the front matter's `status` that say that there is no such product.
    """

    fiction: tuple[str, ...]
    claims: tuple[str, ...]
    denials: tuple[str, ...]
    doubtful: tuple[str, ...]
    nameless: tuple[str, ...]
    apart: tuple[str, ...]
    together: tuple[str, ...]
    tail: str
    naming: str
    unmistakable: str
    unless: tuple[str, ...]
    status: tuple[str, ...]
    negations: tuple[str, ...]
    words: Mapping[str, str]
    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()
    _fiction: tuple[tuple[Needs, LazyPattern], ...] = field(init=False, repr=False, compare=False)
    _claims: tuple[tuple[Needs, LazyPattern], ...] = field(init=False, repr=False, compare=False)
    _negations: tuple[tuple[Needs, str], ...] = field(init=False, repr=False, compare=False)
    _denials: LazyPattern = field(init=False, repr=False, compare=False)
    _all_denials: LazyPattern = field(init=False, repr=False, compare=False)
    _nameless: LazyPattern = field(init=False, repr=False, compare=False)
    _single: Needs = field(init=False, repr=False, compare=False)
    _apart: LazyPattern = field(init=False, repr=False, compare=False)
    _together: LazyPattern = field(init=False, repr=False, compare=False)
    _tail: LazyPattern = field(init=False, repr=False, compare=False)
    _naming: LazyPattern = field(init=False, repr=False, compare=False)
    _unmistakable: LazyPattern = field(init=False, repr=False, compare=False)
    _unless: LazyPattern = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keep = object.__setattr__
        for name in ("fiction", "claims"):
            patterns = [self._compile(pattern) for pattern in getattr(self, name)]
            keep(self, f"_{name}", tuple((self._needs(pattern.pattern), pattern) for pattern in patterns))
        keep(self, "_negations", tuple((needs_of(re.escape(word)), word) for word in self.negations))
        keep(self, "_denials", self._compile("|".join(self.denials)))
        keep(self, "_all_denials", self._compile("|".join((*self.denials, *self.doubtful))))
        for name in ("nameless", "apart", "together"):
            keep(self, f"_{name}", self._compile("|".join(getattr(self, name))))
        keep(self, "_single", self._needs(self._nameless.pattern))
        keep(self, "_tail", self._compile(self.tail))
        keep(self, "_naming", self._compile(self.naming))
        keep(self, "_unmistakable", self._compile(self.unmistakable))
        keep(self, "_unless", self._compile("|".join(self.unless)))

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        said = self.denial(doc)
        if said is None or context_of(doc, self.registry, self.markets).verdict.kind in _PROHIBITED:
            return
        faults, related = self._faults(doc)
        if faults:
            *others, last = faults
            told = f"{', '.join(others)} and {last}" if others else last
            values = {"said": " ".join(said.of(doc.text).replace("*", "").split()), "faults": told}
            yield Finding(said, values, related=related)

    def denial(self, doc: Monograph) -> Span | None:
        """Return the words by which the page denies its own product, None where it does not; looked for once a page."""
        known = vars(doc).get(_KEY)
        if not (isinstance(known, tuple) and known[0] == self):
            # Kept where a cached property would keep it, as the page's context is.
            known = vars(doc)[_KEY] = (self, self._said(doc))
        span: Span | None = known[1]
        return span

    def _said(self, doc: Monograph) -> Span | None:
        """Return the first denial, None where there is none."""
        fiction = list(_search(self._fiction, doc))
        denials: list[re.Match[str]] = []
        if len(context_of(doc, self.registry, self.markets).identity.written) > 1:
            denials = sorted((*_search(self._claims, doc), *self._negated(doc)), key=lambda match: match.start())
        if not fiction and not denials:
            return None
        sentences = sentences_of(doc)
        known: dict[Span, tuple[bool, bool]] = {}
        stated = (match for match in fiction if _sentence(match, sentences))
        about = (match for match in denials if self._denies(doc.prose, match, sentences, known))
        first = min((match for one in (stated, about) for match in islice(one, 1)), key=re.Match.start, default=None)
        return self._quote(doc.prose, first) if first else None

    def _negated(self, doc: Monograph) -> Iterator[re.Match[str]]:
        """Yield the matches of the patterns that begin with a negation."""
        dosage = doc.section("dosage")
        low, body = doc.small_prose, doc.front_matter.body_start
        nameless = doc.folded.may_match(self._single)
        for needs, word in self._negations:
            place = low.find(word, body) if doc.folded.may_match(needs) else -1
            while place >= 0:
                lazily = self._denials if dosage and place in dosage.span else self._all_denials
                pattern, view = lazily.reading(doc.prose, low)
                match = lazily.match(doc.prose, place) if pattern.match(view, place) else None
                if match is None and nameless:
                    match = self._nameless.match(doc.prose, place)
                if match:
                    yield match
                place = low.find(word, place + 1)

    def _denies(
        self, prose: str, match: re.Match[str], sentences: Sentences, known: dict[Span, tuple[bool, bool]]
    ) -> bool:
        """Say whether a match denies the product itself: not its name, a route, a market or an approval.

        `known` keeps what is found of each sentence, since a hostile page may hold thousands of matches in one.
        """
        sentence = _sentence(match, sentences)
        if sentence is None:
            return False
        if sentence not in known:
            known[sentence] = self._judge(prose, sentence, sentences)
        counts, apart = known[sentence]
        if match.re is self._nameless.compiled:
            return counts and apart
        if not counts:
            return False
        return not self._naming.match(prose, match.end()) or self._unmistakable.search(match.group()) is not None

    def _judge(self, prose: str, sentence: Span, sentences: Sentences) -> tuple[bool, bool]:
        """Say whether denials in a sentence may count, and whether it says that the drugs are had apart."""
        following = sentences.at(sentence.end)
        end = following.end if following else sentence.end
        if self._unless.search(prose, sentence.start, sentence.end) or self._together.search(
            prose, sentence.start, end
        ):
            return False, False
        return True, self._apart.search(prose, sentence.start, end) is not None

    def _quote(self, prose: str, match: re.Match[str]) -> Span:
        """Return a denial in whole words ("isn't", not "n't"), with the words behind it that belong to it."""
        start = match.start()
        while start and prose[start - 1].isalpha():
            start -= 1
        tail = self._tail.match(prose, match.end())
        return Span(start, tail.end() if tail else match.end())

    def _faults(self, doc: Monograph) -> tuple[list[str], tuple[Related, ...]]:
        """Return what the page does besides: "no `status` says so", "it gives doses"."""
        faults: list[str] = []
        related: list[Related] = []
        flagged = doc.meta.get("status") in self.status
        if not flagged:
            faults.append("no `status` in the front matter says so")
        dosage = doc.section("dosage")
        amount = _AMOUNT.search(doc.prose, dosage.body.start, dosage.body.end) if dosage else None
        # The doses of each drug for itself are true, whatever becomes of the combination.
        if dosage and amount and not (flagged and _EACH.search(dosage.body.of(doc.prose))):
            faults.append("it gives doses")
            related.append(Related(Span(*amount.span()), "a dose"))
        if how := next(filter(_tells_how, doc.faqs), None):
            faults.append("it says how to take it")
            related.append(Related(how.question_span, "advice on taking it"))
        return faults, tuple(related)

    @staticmethod
    def _needs(pattern: str) -> Needs:
        try:
            return needs_of(pattern)
        except re.error as error:
            raise ValueError(f"the pattern '{pattern}' is wrong: {error}") from error

    def _compile(self, pattern: str) -> LazyPattern:
        # An entry may use those that stand above it.
        for name, words in reversed(list(self.words.items())):
            pattern = pattern.replace(f"{{{name}}}", words)
        expanded = pattern.replace(" ", _GAP)
        # Reading what it needs reads the pattern: a wrong one is told before the first page.
        self._needs(expanded)
        return lazy(expanded, re.I)


def _search(patterns: tuple[tuple[Needs, LazyPattern], ...], doc: Monograph) -> Iterator[re.Match[str]]:
    for needs, pattern in patterns:
        for passage in doc.folded.passages(needs):
            yield from pattern.finditer(doc.prose, passage.start, passage.end)


def _sentence(match: re.Match[str], sentences: Sentences) -> Span | None:
    """Return the sentence that a match stands in, None where it asks."""
    sentence = sentences.at(match.start())
    return None if sentence is None or sentences.asks(sentence) else sentence


def _tells_how(faq: Faq) -> bool:
    return faq.answer_span is not None and _HOW_TO.search(faq.question) is not None
