"""Words that have better ones: the general check behind tables of terms."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from medlint import resources
from medlint.checks import check
from medlint.checks.cover import Cover
from medlint.diagnostic import Edit, Finding, Related, Severity
from medlint.monograph import Monograph
from medlint.owntables import rows_of
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.text import Span
from medlint.triggers import Needs, Sieve, needs_of

_COLUMNS = ("words", "write", "say", "severity", "unless", "source")
_NEEDED = ("words", "say")


@dataclass(frozen=True)
class Term:
    """One row: `words` (case ignored) is flagged, `write` may replace it, `say` is what the message proposes.

    `write` and `say` may hold the groups of `words` as \\1, \\2. Without `write`, no replacement is grammatical
    everywhere. `severity` is None where the rule's own holds. A match is left alone where `unless` matches over it.
    """

    words: LazyPattern
    needs: Needs
    write: str | None
    say: str
    severity: Severity | None
    unless: LazyPattern | None

    @classmethod
    def of(cls, row: Mapping[str, str], *, trusted: bool = False) -> Term:
        """Return the term of a row. The rows of medlint's own tables are trusted: tests have tried their expressions.

        Errors: ValueError, with a sentence for the table's author.
        """
        unknown = [key for key in row if key not in _COLUMNS]
        missing = [key for key in _NEEDED if not row.get(key)]
        if unknown or missing:
            fault = f"has no use for '{unknown[0]}'" if unknown else f"needs '{missing[0]}'"
            raise ValueError(f"a term {fault}; its keys are {', '.join(_COLUMNS)}")
        words, unless, write = row["words"], row.get("unless") or "", row.get("write") or None
        if not trusted:
            _try(words, unless, f"{write or ''} {row['say']}")
        severity = Severity(row["severity"]) if row.get("severity") else None
        guard = lazy(unless, re.IGNORECASE) if unless else None
        return cls(lazy(words, re.IGNORECASE), needs_of(words), write, row["say"], severity, guard)

    def matches(self, prose: str, block: Span) -> list[re.Match[str]]:
        """Return where the words stand in a block, without what `unless` leaves alone."""
        found = list(self.words.finditer(prose, block.start, block.end))
        if not found or self.unless is None:
            return found
        guards = Cover(Span(*guard.span()) for guard in self.unless.finditer(prose, block.start, block.end))
        return [match for match in found if Span(*match.span()) not in guards]


def _try(words: str, unless: str, written: str) -> None:
    """Compile the expressions of a term, which else are compiled when a page needs them.

    Errors: ValueError.
    """
    try:
        groups = re.compile(words).groups
        re.compile(unless)
    except re.error as error:
        raise ValueError(f"the regular expression of the term '{words}' is wrong: {error}") from error
    if any(int(number) > groups for number in re.findall(r"\\(\d)", written)):
        raise ValueError(f"the term '{words}' writes a group that its words do not have")


@check("replace")
@dataclass(frozen=True)
class Replace:
    """Speaks wherever the words of a term stand in the page's prose, and proposes others. The longest match counts.

    terms: rows as mappings with the keys words, write, say, severity, unless and source.
    table: a CSV file below the folder `rules` with those columns, for terms that are many.
    once: a term is told once in a line, with the edits for all of its places there. In a line, since that is what a
    suppression speaks of.
    """

    terms: tuple[Mapping[str, str], ...] = ()
    table: str = ""
    once: bool = False
    _terms: Sieve[Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        terms = (*map(Term.of, self.terms), *(_read(self.table) if self.table else ()))
        if not terms:
            raise ValueError("it needs 'terms' or a 'table' of them")
        object.__setattr__(self, "_terms", Sieve((term.needs, term) for term in terms))

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        found = [
            (match, term)
            for needs, term in self._terms.sift(doc.folded)
            for span in doc.folded.passages(needs)
            for match in term.matches(doc.prose, span)
        ]
        end = 0
        told: dict[object, tuple[Term, list[re.Match[str]]]] = {}
        for match, term in sorted(found, key=lambda one: (one[0].start(), -one[0].end())):
            if match.start() >= end:
                end = match.end()
                line = (doc.source.position(match.start()).line, term.words.pattern)
                place = line if self.once else match.span()
                told.setdefault(place, (term, []))[1].append(match)
        for term, matches in told.values():
            yield _finding(matches, term)


def _finding(matches: Sequence[re.Match[str]], term: Term) -> Finding:
    """Return the finding on the first of a term's matches, with what is to be written for all of them."""
    first = matches[0]
    edits = () if term.write is None else tuple(_edit(match, term.write) for match in matches)
    values = {"found": " ".join(first.group().split()), "instead": _expand(first, term.say)}
    related = tuple(Related(Span(*match.span()), "and here") for match in matches[1:])
    return Finding(Span(*first.span()), values, edits, related, severity=term.severity)


def _edit(match: re.Match[str], write: str) -> Edit:
    instead = _expand(match, write)
    # The capital of the words is kept: they may begin a sentence or a label.
    if match.group()[0].isupper():
        instead = instead[:1].upper() + instead[1:]
    return Edit(Span(*match.span()), instead)


def _expand(match: re.Match[str], words: str) -> str:
    # Python reads such a text anew each time, and most name no group.
    return match.expand(words) if "\\" in words else words


@cache
def _read(table: str) -> tuple[Term, ...]:
    """Return the terms of a table.

    Errors: ValueError where it lies outside of `rules`, cannot be read, or has a row that is wrong.
    """
    if os.path.isabs(table) or ".." in table.replace("\\", "/").split("/"):
        raise ValueError(f"the table '{table}' must lie below the folder 'rules'")
    try:
        rows = rows_of(os.path.join(resources.folder("rules"), table))
    except OSError as error:
        raise ValueError(f"the table '{table}' cannot be read: {error.strerror}") from error
    return tuple(Term.of(row, trusted=True) for row in rows)
