"""Which forms a page's own words say that its medicine has."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from medlint.patterns import lazy
from medlint.registry.verdict import names_form
from medlint.statements import Context
from medlint.text import Span

# "with or without food" and "do not crush the tablets" are said of what is taken.
_DENIAL = lazy(
    r"\b(?:no(?!\s+matter)|never|not(?!\s+(?:be\s+)?(?:crush|chew|break|split|cut|exceed|skip|miss))|"
    r"without(?!\s+(?:food|meals?|milk|water|regard|chewing|crushing|breaking)))\b|n't\b|"
    r"\b(?:avoid\w*|banned|withdrawn|accident\w*|dangerous|fatal|instead)\b",
    re.I,
)
# Said of the body, of an act or of other medicines, and not of this one's form.
_ELSEWHERE = (
    r"(?!\s+(?:hygiene|thrush|candid\w+|cavity|mucosa\w*|and\s+nasal\s+mucosa\w*|health|care|contracepti\w+|"
    r"(?:cortico)?steroids?|antibiotics?|anticoagulants?|sites?)\b)"
)
_LINE = lazy(r"[^\r\n]+")
_SENTENCE = lazy(r"[^.!?]+")
# Shorter words for a form ("er", "iv") are more often something else.
_SHORTEST = 4
# In a sentence it is said of effects: "systemic absorption".
_OF_TITLES = frozenset({"systemic"})
# Eye drops and shampoos are such as well: "shake the suspension", "liquid soap".
_OF_ANY_FORM = frozenset({"liquid", "suspension"})


def speaks_of(context: Context, forms: Collection[str], span: Span, drug: str = "") -> bool:
    """Say whether the page speaks, within `span`, of one of `forms` as its own, and not to deny it.

    `forms`: as in the registry; a narrower one is found as well ("capsule" for "oral"). `drug`: the partner of a
    combination, as the title writes it, whose forms are meant; a sentence that names other partners alone is not
    about it.
    """
    others = [name for name in context.identity.written if drug and name != drug]
    partners = re.compile("|".join(map(re.escape, others)), re.I) if others else None
    own = re.compile(re.escape(drug), re.I)

    def strange(sentence: str) -> bool:
        return partners is not None and bool(partners.search(sentence)) and not own.search(sentence)

    return any(_speaks_of(context, form, span, strange) for form in forms)


def _speaks_of(context: Context, limit: str, span: Span, strange: Callable[[str], bool]) -> bool:
    known = context.registry.names.forms
    words = [
        re.escape(word)
        for word, form in known.items()
        if len(word) >= _SHORTEST
        and form not in _OF_TITLES
        and (form == limit or word not in _OF_ANY_FORM)
        and names_form((limit,), (form,))
    ]
    if not words:
        return False
    named = re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-]){_ELSEWHERE}", re.I)
    lines = _LINE.finditer(context.doc.prose, span.start, span.end)
    return any(_names(line.group(), named, strange) for line in lines)


def _names(line: str, named: re.Pattern[str], strange: Callable[[str], bool]) -> bool:
    """Say whether a line speaks of a form. One sentence that denies it speaks for those beside it: "It is not given
    intravenously. If intravenous relief is needed, ...".
    """
    sentences = [sentence.group() for sentence in _SENTENCE.finditer(line) if named.search(sentence.group())]
    return not all(map(strange, sentences)) and not any(map(_DENIAL.search, sentences))
