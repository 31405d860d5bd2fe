"""The disclaimer and the AI note: there, complete, labelled, last and once."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.noticefixes import Repair, add_sentences, end_with_house, give_label, move_to_end, take_out
from medlint.checks.noticewords import elements_of, evidence, is_house, unsaid
from medlint.diagnostic import Finding, Related, Safety, Severity
from medlint.layout import NoticeElement, NoticeLayout
from medlint.monograph import Monograph, Notice
from medlint.records import dataclass
from medlint.text import Span


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


_MOST_REPEATED = 8


def _finding(
    span: Span,
    values: dict[str, object],
    repair: Repair,
    severity: Severity | None = None,
    related: tuple[Related, ...] = (),
) -> Finding:
    """Return a finding with its repair, whose title the rule's page names as `{repair}`."""
    return Finding(
        span, {**values, "repair": repair.title}, repair.edits, related, severity=severity, safety=repair.safety
    )


@check("missing-notice")
@dataclass(frozen=True)
class MissingNotice(_NoticeCheck):
    """The page has no such notice, its front matter does not stand for one, and the site prints none."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        layout = self.layout(doc)
        declared = any(doc.meta.get(name) not in (None, "", False) for name in layout.fields)
        if not layout.printed and not declared and not self.notices(doc):
            repair = end_with_house(doc, layout)
            if layout.declared:
                # The site's configuration says what made its pages, and the note says no more than that.
                repair = repair._replace(safety=Safety.SAFE)
            yield _finding(doc.title_span, {"label": layout.labels[0]}, repair)


@dataclass(frozen=True)
class _UnsaidCheck(_NoticeCheck):
    def speak(self, doc: Monograph, missing: tuple[NoticeElement, ...]) -> Finding:
        """Return the finding about `missing`: the labelled notice is flagged (of two, that at the end), else the last.

        Where only parts that are good to have are missing, it is information.
        """
        notices = self.notices(doc)
        labelled = [notice for notice in notices if notice.standard]
        notice = next((notice for notice in labelled if notice.last), (labelled or notices[-1:])[0])
        severity = None if any(element.required for element in missing) else Severity.INFO
        values: dict[str, object] = {"missing": "; ".join(element.says for element in missing)}
        repair = add_sentences(doc, notice, missing)
        return _finding(notice.text if notice.text else notice.span, values, repair, severity)

    def is_house(self, doc: Monograph) -> bool:
        """Return whether one of the notices is the house's own: its wording was checked with the configuration."""
        layout = self.layout(doc)
        return any(is_house(doc, layout, notice) for notice in self.notices(doc))


@check("incomplete-notice")
@dataclass(frozen=True)
class IncompleteNotice(_UnsaidCheck):
    """The page's notices of this kind, taken together, leave out a part. Parts with the keys in `apart` are left to
    other rules."""

    apart: tuple[str, ...] = ()

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        notices, layout = self.notices(doc), self.layout(doc)
        if not notices:
            return
        asked = (one for one in elements_of(layout) if one.of.key not in self.apart)
        missing = unsaid(layout, evidence(doc, notices), asked)
        if missing and not self.is_house(doc):
            yield self.speak(doc, missing)


@check("notice-without")
@dataclass(frozen=True)
class NoticeWithout(_UnsaidCheck):
    """The page's notices of this kind do not say the first of `parts`; which of the others is missing is said with it.

    Silent where the site prints such a notice on every page. An answer that ends on the notice is none of it: "see a
    doctor at once" there speaks of what was asked.
    """

    parts: tuple[str, ...]

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        notices, layout = self.notices(doc), self.layout(doc)
        if not notices or layout.printed:
            return
        text = " ".join(notice.text.of(doc.text) for notice in notices)
        first, *others = ([one for one in elements_of(layout) if one.of.key == key] for key in self.parts)
        missing = unsaid(layout, text, first)
        if missing and not self.is_house(doc):
            yield self.speak(doc, missing + unsaid(layout, text, (one for found in others for one in found)))


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
            layout = self.layout(doc)
            yield _finding(notice.span, {"how": how, "label": layout.labels[0]}, give_label(doc, layout, notice))


@check("misplaced-notice")
@dataclass(frozen=True)
class MisplacedNotice(_NoticeCheck):
    """A notice with a paragraph of its own is not at the end of the page.

    Other notices may follow it, references, and lines that sign the page.
    """

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        notices = [notice for notice in self.notices(doc) if notice.alone]
        if notices and not any(notice.last for notice in self.notices(doc)):
            notice = next((notice for notice in notices if notice.standard), notices[-1])
            yield _finding(notice.label or notice.span, {}, move_to_end(doc, self.layout(doc), notice))


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
                # A page that repeats it more often than drafts are merged was made to take our time.
                few = len(notices) <= _MOST_REPEATED
                others = [other for other in self.notices(doc) if few and other is not notice]
                repair = take_out(doc, self.layout(doc), notice, others)
                related = (Related(kept.span, "the one to keep"),)
                yield _finding(notice.label or notice.span, {"line": line}, repair, related=related)
