"""Drugs that are gone, offered as an option on the page of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from medlint.checks import check
from medlint.checks.departures import Departure, cite
from medlint.diagnostic import Finding
from medlint.monograph import Block, Monograph
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.registry import MARKETS, Registry, judge_drug
from medlint.registry.verdict import GONE_EVERYWHERE_KNOWN
from medlint.statements import Context, context_of
from medlint.statements.sentences import sentences_of
from medlint.text import Span
from medlint.triggers import Folded, WordSet
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.registry.mentions import Mentions


@check("gone-drug-offered")
@dataclass(frozen=True)
class GoneDrugOffered:
    """The page offers a drug that is gone in every market of the site that the registry knows of.

    Regular expressions, case ignored, on one sentence; an item of a list is read with the line that introduces it.
    before, after: what makes an option of the name behind, or in front of it. unless: what makes it something else, an
    interaction or history. never: INNs whose names have other meanings. markets, registry: from the configuration.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    unless: tuple[str, ...]
    never: tuple[str, ...] = ()
    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()
    _before: LazyPattern = field(init=False, repr=False, compare=False)
    _after: LazyPattern = field(init=False, repr=False, compare=False)
    _unless: LazyPattern = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("before", "after", "unless"):
            pattern = lazy("|".join(f"(?:{one})" for one in getattr(self, name)), re.I)
            object.__setattr__(self, f"_{name}", pattern)

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        context = context_of(doc, self.registry, self.markets)
        gone = set(_gone(context.registry, self.markets).named_in(doc.folded))
        if gone := gone - context.identity.names - {*self.never}:
            yield from self._find(context, gone)

    def _find(self, context: Context, gone: set[str]) -> Iterator[Finding]:
        doc = context.doc
        sentences = sentences_of(doc)
        prose = sentences.text
        own = _own_part(doc)
        told: set[str] = set()
        for span, inn in _mentions(context.registry).find(doc.prose):
            if inn not in gone or inn in told or span.start < own:
                continue
            sentence = sentences.at(span.start)
            if sentence is None or sentences.asks(sentence) or not self._offers(doc, prose, sentence, span):
                continue
            told.add(inn)
            from medlint.registry.sentence import write_sentence

            verdict = judge_drug(inn, context.registry, self.markets)
            values = {
                "name": span.of(doc.prose),
                "fact": write_sentence(verdict, context.registry),
                "source": cite(Departure(inn, verdict, ())),
            }
            yield Finding(span, values)

    def _offers(self, doc: Monograph, prose: str, sentence: Span, name: Span) -> bool:
        intro = _introduction(doc, prose, sentence)
        front = f"{intro} {prose[sentence.start : name.start]}"
        if self._unless.search(f"{front}{prose[name.start : sentence.end]}"):
            return False
        return bool(self._before.search(front) or self._after.match(prose, name.end, sentence.end))


def _own_part(doc: Monograph) -> int:
    """Return where the part ends in which a page names its own drug."""
    section = doc.section("generic_name")
    return max(doc.title_span.end, doc.front_matter.body_start, section.span.end if section else 0)


def _introduction(doc: Monograph, prose: str, sentence: Span) -> str:
    """Return the line above the list that the sentence stands in, "" outside of lists."""
    block: Block | None = None
    for one in reversed([one for one in doc.blocks if one.span.start <= sentence.start]):
        if block is None:
            if one.item is None:
                return ""
        elif one.item is None:
            return one.span.of(prose)
        block = one
    return ""


class _Gone:
    """The drugs that are gone in some markets, by the words of their names. A drug is judged when a page first has it.

    Without that, the first page would wait for the facts of all drugs to be read.
    """

    def __init__(self, registry: Registry, markets: tuple[str, ...]) -> None:
        self._registry, self._markets = registry, markets
        # The words that may tell of a drug that is gone; those that turn out not to are taken out.
        self._telling = WordSet(registry.title_names)
        # By such a word, the other words of the names of drugs that are gone, and the drugs.
        self._judged: dict[bytes, list[tuple[frozenset[bytes], str]]] = {}

    def named_in(self, text: Folded) -> Iterator[str]:
        """Yield the INNs of those of which a text may hold a name."""
        for word in text.words_of(self._telling):
            if word not in self._judged:
                self._judge(word)
            yield from (inn for rest, inn in self._judged[word] if not rest or rest <= text.words)

    def _judge(self, word: bytes) -> None:
        names = [(frozenset(rest), inn) for rest, inn in self._registry.title_names.rows(word) if self._is_gone(inn)]
        self._judged[word] = names
        if not names:
            self._telling.drop(word)

    def _is_gone(self, inn: str) -> bool:
        return judge_drug(inn, self._registry, self._markets).kind == GONE_EVERYWHERE_KNOWN


@lru_cache(maxsize=8)
def _gone(registry: Registry, markets: tuple[str, ...]) -> _Gone:
    return _Gone(registry, markets)


@lru_cache(maxsize=8)
def _mentions(registry: Registry) -> Mentions:
    # Few pages name a drug that is gone.
    from medlint.registry.mentions import Mentions

    return Mentions(registry.names, frozenset(drug.name for drug in registry.drugs()))
