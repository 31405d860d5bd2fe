"""Names that are no names, but one letter away from a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from medlint.checks import check
from medlint.diagnostic import Edit, Finding
from medlint.monograph import Monograph
from medlint.nomenclature import Naming, load, names_of
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import Pointer, Span
from medlint.typed import Any

_WORD = lazy(r"[^\W\d_]+")
_SHORTEST = 6
# A line under Generic Name that goes on for longer explains, and explanations hold other words than names.
_LONGEST_NAME = 120
_LONGEST_TITLE = 600
_ENGLISH = ("", "en")


@check("misspelt-name")
@dataclass(frozen=True)
class MisspeltName:
    """A word of the title, the first heading or the generic name is a known word of names with a slip of typing.

    fields: front matter entries whose text is corrected as well, wherever the misspelt word stands in them.
    """

    fields: tuple[str, ...] = ("title", "description", "faqs")

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        seen: set[str] = set()
        for naming in (*names_of(doc), *_generic_name(doc)):
            if len(naming.text) > _LONGEST_TITLE or _is_known(naming.text):
                continue
            for match in _WORD.finditer(naming.text):
                word = match.group()
                if word.lower() in seen or not _is_plain(word):
                    continue
                seen.add(word.lower())
                right = load().correction(word.lower())
                if right and not _is_foreign(doc):
                    values = {"written": word, "right": _like(word, right)}
                    yield Finding(naming.part(*match.span()), values, tuple(self._edits(doc, word, right)))

    def _edits(self, doc: Monograph, word: str, right: str) -> Iterator[Edit]:
        """Correct the word wherever it stands on the page; a file name and an address stay as they are."""
        pattern = re.compile(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", re.IGNORECASE)
        for pointer, place in sorted(doc.front_matter.spans.items(), key=lambda item: item[1].value):
            if pointer and pointer[0] in self.fields and isinstance(_value(doc.meta, pointer), str):
                yield from _replace(pattern, doc.text, place.value, right)
        yield from _replace(pattern, doc.prose, Span(doc.front_matter.body_start, len(doc.prose)), right)


def _is_known(name: str) -> bool:
    """Say whether all words of a name are in the dictionary, as nearly all are."""
    return load().kinds.has_all(map(str.lower, _WORD.findall(name)))


def _generic_name(doc: Monograph) -> Iterator[Naming]:
    section = doc.section("generic_name")
    if section is None or not section.body:
        return
    line = section.body.of(doc.prose).split("\n", 1)[0].rstrip()
    if len(line) <= _LONGEST_NAME and not line.endswith((".", ":", "?", ")")):
        yield Naming(line, Span(section.body.start, section.body.start + len(line)))


def _is_plain(word: str) -> bool:
    """Say whether a word may be asked for: capitals inside are an acronym, or two names run together."""
    return len(word) >= _SHORTEST and word.isascii() and (word[1:].islower() or word.isupper())


def _is_foreign(doc: Monograph) -> bool:
    """Say whether the page is said to be in another language than the dictionary."""
    language = next((doc.meta[key] for key in ("lang", "language", "locale") if key in doc.meta), "")
    return str(language).lower().replace("_", "-").split("-")[0] not in (*_ENGLISH, "english")


def _replace(pattern: re.Pattern[str], text: str, span: Span, right: str) -> Iterator[Edit]:
    for match in pattern.finditer(text, span.start, span.end):
        yield Edit(Span(*match.span()), _like(match.group(), right))


def _like(word: str, right: str) -> str:
    """Return the right word in the capitals of the written one."""
    if word.isupper():
        return right.upper()
    return right[0].upper() + right[1:] if word[0].isupper() else right


def _value(data: Mapping[str, Any], pointer: Pointer) -> Any:
    value: Any = data
    for key in pointer:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value
