"""Which forms a page's own words say that its medicine has."""

from __future__ import annotations

import re
from collections.abc import Collection

from medlint.patterns import lazy
from medlint.registry.verdict import names_form
from medlint.statements import Context
from medlint.text import Span

_DENIAL = lazy(r"\b(?:not|no|never|without)\b|n't\b", re.I)
_LINE = lazy(r"[^\r\n]+")
_SENTENCE = lazy(r"[^.!?]+")
# Shorter words for a form ("er", "iv") are more often something else.
_SHORTEST = 4
# In a sentence it is said of effects: "systemic absorption".
_OF_TITLES = frozenset({"systemic"})


def speaks_of(context: Context, forms: Collection[str], span: Span) -> bool:
    """Say whether the page speaks, within `span`, of one of `forms` as its own, and not to deny it.

    `forms`: as in the registry; a narrower one is found as well ("capsule" for "oral").
    """
    return any(_speaks_of(context, form, span) for form in forms)


def _speaks_of(context: Context, limit: str, span: Span) -> bool:
    known = context.registry.names.forms
    words = [
        re.escape(word)
        for word, form in known.items()
        if len(word) >= _SHORTEST and form not in _OF_TITLES and names_form((limit,), (form,))
    ]
    if not words:
        return False
    named = re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])", re.I)
    return any(_names(line.group(), named) for line in _LINE.finditer(context.doc.prose, span.start, span.end))


def _names(line: str, named: re.Pattern[str]) -> bool:
    """Say whether a line speaks of a form. One sentence that denies it speaks for those beside it: "It is not given
    intravenously. If intravenous relief is needed, ...".
    """
    sentences = [sentence.group() for sentence in _SENTENCE.finditer(line) if named.search(sentence.group())]
    return bool(sentences) and not any(map(_DENIAL.search, sentences))
