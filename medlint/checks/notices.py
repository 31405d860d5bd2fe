"""The disclaimer and the AI note: there, complete, labelled, last and once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from medlint.checks import check
from medlint.diagnostic import Finding, Related, Severity
from medlint.monograph import Monograph, Notice, NoticeLayout
from medlint.patterns import LazyPattern, lazy


@dataclass(frozen=True, slots=True)
class _Element:
    says: str
    patterns: tuple[LazyPattern, ...]
    required: bool

    def is_in(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self.patterns)


@cache
def _elements(layout: NoticeLayout) -> tuple[_Element, ...]:
    return tuple(
        _Element(one.says, tuple(lazy(pattern, re.IGNORECASE) for pattern in one.patterns), one.required)
        for one in layout.elements
    )


@dataclass(frozen=True)
class _NoticeCheck:
    """What the checks of a notice share: `notice` is "disclaimer" or "ai_note"."""

    notice: str

    def __post_init__(self) -> None:
        if self.notice not in ("disclaimer", "ai_note"):
            raise ValueError(f"'notice' is 'disclaimer' or 'ai_note', not '{self.notice}'")

    def layout(self, doc: Monograph) -> NoticeLayout:
        """Return what the page's layout says of this notice."""
        return doc.layout.disclaimer if self.notice == "disclaimer" else doc.layout.ai_note

    def notices(self, doc: Monograph) -> list[Notice]:
        """Return the page's notices of this kind."""
        return list(doc.notices_of(self.notice))


@check("missing-notice")
@dataclass(frozen=True)
class MissingNotice(_NoticeCheck):
    """The page has no such notice, its front matter does not stand for one, and the site prints none."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        layout = self.layout(doc)
        declared = any(doc.meta.get(name) not in (None, "", False) for name in layout.fields)
        if not layout.printed and not declared and not self.notices(doc):
            yield Finding(doc.title_span, {"label": layout.labels[0]})


@check("incomplete-notice")
@dataclass(frozen=True)
class IncompleteNotice(_NoticeCheck):
    """The page's notices of this kind, taken together, leave out a part. The labelled one is flagged, else the last.

    Where only parts that are good to have are missing, the finding is information.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        notices = self.notices(doc)
        if not notices:
            return
        text = " ".join(self._evidence(doc, notice) for notice in notices)
        missing = [element for element in _elements(self.layout(doc)) if not element.is_in(text)]
        if missing:
            notice = next((notice for notice in notices if notice.standard), notices[-1])
            severity = None if any(element.required for element in missing) else Severity.INFO
            values = {"missing": "; ".join(element.says for element in missing)}
            yield Finding(notice.text if notice.text else notice.span, values, severity=severity)

    @staticmethod
    def _evidence(doc: Monograph, notice: Notice) -> str:
        """What the notice says; of one inside of another paragraph, what that paragraph says."""
        if notice.alone:
            return notice.text.of(doc.text)
        return next((block.span.of(doc.text) for block in doc.blocks if notice.span.start in block.span), "")


@check("unlabelled-notice")
@dataclass(frozen=True)
class UnlabelledNotice(_NoticeCheck):
    """No notice of this kind has a label of the layout's own."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        notices = self.notices(doc)
        if notices and not any(notice.standard for notice in notices):
            notice = notices[-1]
            label = notice.label.of(doc.text) if notice.label else None
            how = f"stands under the label '{label}'" if label else "has no label"
            if not notice.alone:
                how = "is part of another paragraph"
            yield Finding(notice.span, {"how": how, "label": self.layout(doc).labels[0]})


@check("misplaced-notice")
@dataclass(frozen=True)
class MisplacedNotice(_NoticeCheck):
    """A notice with a paragraph of its own is not at the end of the page; other notices may follow it."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        notices = [notice for notice in self.notices(doc) if notice.alone]
        if notices and not any(notice.last for notice in self.notices(doc)):
            notice = next((notice for notice in notices if notice.standard), notices[-1])
            yield Finding(notice.label or notice.span)


@check("repeated-notice")
@dataclass(frozen=True)
class RepeatedNotice(_NoticeCheck):
    """More than one such notice, each labelled or at the end of the page: a remark on the way is no second one."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        notices = [notice for notice in self.notices(doc) if notice.alone and (notice.standard or notice.last)]
        if len(notices) < 2:
            return
        kept = next((notice for notice in reversed(notices) if notice.standard), notices[-1])
        for notice in notices:
            if notice is not kept:
                line = doc.source.position(kept.span.start).line
                yield Finding(
                    notice.label or notice.span, {"line": line}, related=(Related(kept.span, "the one to keep"),)
                )
