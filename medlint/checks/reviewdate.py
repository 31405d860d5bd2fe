"""The day on which a professional last checked what a page says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.checks import check
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.patterns import LazyPattern, lazy
from medlint.records import dataclass, field
from medlint.triggers import Needs, needs_of


@check("missing-review-date")
@dataclass(frozen=True)
class MissingReviewDate:
    """Neither a front matter field nor the text tells when the page was last reviewed.

    fields: the keys that may tell it. patterns: regular expressions, case ignored, for a line of the text that does.
    """

    fields: tuple[str, ...]
    patterns: tuple[str, ...]
    _find: tuple[tuple[Needs, LazyPattern], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            compiled = tuple((needs_of(pattern), lazy(pattern, re.IGNORECASE)) for pattern in self.patterns)
        except re.error as error:
            raise ValueError(f"a regular expression of 'patterns' is wrong: {error}") from error
        object.__setattr__(self, "_find", compiled)

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        meta = doc.meta
        if not doc.front_matter.present or any(meta[name] for name in self.fields if name in meta):
            return
        for needs, pattern in self._find:
            if doc.folded.may_match(needs) and pattern.search(doc.prose):
                return
        yield Finding(doc.title_span, {"field": self.fields[0]})
