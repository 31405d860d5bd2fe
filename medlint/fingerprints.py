"""What tells a finding from others, whatever line it is on: page, rule, what it flags, and its number among equal ones.

A finding flags words of the page, or, where something is missing, the page as a whole: then it marks the title, or
nothing. Of the first kind the flagged words are hashed; of the second the message, so that two missing sections differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from medlint.diagnostic import Diagnostic
from medlint.digests import blake2b
from medlint.patterns import lazy

# A rule's code and what a finding of it flags, as `content_of` gives it.
Key = tuple[str, str]

# Begins the content of a finding about a page as a whole.
PAGE = "~"
_DIGITS = lazy(r"\d+")
_LONGEST = 4096


def mark_of(flagged: str) -> str:
    """Return a short hash of flagged words, which line ends and spaces do not change; "" where there are no words."""
    words = " ".join(flagged[:_LONGEST].split())
    return _hash(words) if any(map(str.isalnum, words)) else ""


def page_mark(text: str) -> str:
    """Return the mark of a finding about a page as a whole, where `text` says what about it."""
    return PAGE + _hash(text)


def content_of(diagnostic: Diagnostic) -> str:
    """Return what the finding is about, as a short text without spaces: of two that are equal, it is the same.

    Numbers in a message do not count: they speak of other places, and change with them.
    """
    return diagnostic.mark or page_mark(_DIGITS.sub("", diagnostic.message))


def is_page_wide(diagnostic: Diagnostic) -> bool:
    """Return whether the finding speaks of its page as a whole, so that no line of it is to blame."""
    return not diagnostic.mark or diagnostic.mark.startswith(PAGE)


def key_of(diagnostic: Diagnostic) -> Key:
    """Return what findings of one page are counted by."""
    return diagnostic.code, content_of(diagnostic)


def fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield a fingerprint for each, in their order: 32 hexadecimal digits, no two of them the same.

    Of findings that flag the same words in one page, the first keeps its fingerprint wherever the others are. To number
    them alike in every report, give all findings of a page at once, in the order of the page.
    """
    seen: Counter[tuple[str, Key]] = Counter()
    for one in diagnostics:
        place = one.path, key_of(one)
        seen[place] += 1
        parts = (one.path.replace("\\", "/"), *place[1], str(seen[place]))
        yield _hash("\0".join(parts), 16)


def _hash(text: str, size: int = 6) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
