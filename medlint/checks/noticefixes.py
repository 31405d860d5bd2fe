"""Repairs of notices: the house's added, sentences added, a label given, one moved to the end, one taken out.

None drops a word of the page, save a label's and what is cut out as repeated. Where a repair would need more care than
that, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from medlint.checks.noticewords import (
    elements_of,
    evidence,
    house_notice,
    is_complete,
    label_of,
    own_words,
    sentences,
    unsaid,
)
from medlint.checks.pageend import appended, is_open
from medlint.diagnostic import Edit, Safety
from medlint.layout import NoticeElement, NoticeLayout
from medlint.monograph import Monograph, Notice
from medlint.named import NamedTuple
from medlint.patterns import lazy
from medlint.text import Span

# Words that only hold where the notice stands, and digits, which a safe fix never brings into another order.
_TIED = lazy(r"\d|\b(?:below|following|(?:this|the (?:next|previous)) (?:section|paragraph|response|answer))\b", re.I)
_ENDS = ".!?\u2026\u0964\u3002\uff01\uff1f"
_MARKS = "*_)\"'\u201d\u2019 \t"
_ATTRIBUTES = lazy(r"[\r\n]+[ \t]*\{:[^{}\r\n]{0,200}\}[ \t]*\Z")
_NAMES = {"disclaimer": "disclaimer", "ai_note": "AI note"}


class Repair(NamedTuple):
    """What would mend a finding: `title` in the imperative, no edits where nothing can be; `safety` as in Finding."""

    title: str
    edits: tuple[Edit, ...] = ()
    safety: Safety | None = None


def end_with_house(doc: Monograph, layout: NoticeLayout) -> Repair:
    """End the page with the house's notice."""
    words = house_notice(layout, doc.layout.section_level)
    return Repair(f"End the page with the house's {_NAMES[layout.kind]}", appended(doc, layout.kind, words))


def add_sentences(doc: Monograph, notice: Notice, missing: Sequence[NoticeElement]) -> Repair:
    """Add the sentences that say what is missing to a notice with a paragraph of its own, where notices belong."""
    title = f"Add what the {_NAMES[notice.kind]} does not say"
    words = " ".join(one.add for one in missing)
    placed = notice.alone and (notice.standard or notice.last)
    if not placed or not all(one.add for one in missing):
        return Repair(title)
    end = notice.text.end if notice.text else notice.span.end
    block = next((one for one in reversed(doc.blocks) if one.span.start < end), None)
    if block is None or block.kind in ("html", "code"):
        return Repair(title)
    inside = block.span.start <= notice.span.start
    if block.kind == "paragraph" and (block.item is None or inside):
        text = doc.text[notice.text.start : end]
        attributes = _ATTRIBUTES.search(text)
        if attributes:
            text = text[: attributes.start()]
            end = notice.text.start + len(text)
        ended = text.rstrip(_MARKS)[-1:] in _ENDS
        return Repair(title, (Edit(Span(end, end), f"{' ' if ended else '. '}{words}"),))
    if block.quoted or (block.item is not None and inside):
        return Repair(title)
    end = doc.source.line_span(block.end_line).end
    return Repair(title, (Edit(Span(end, end), f"\n\n{words}"),))


def give_label(doc: Monograph, layout: NoticeLayout, notice: Notice) -> Repair:
    """Give an unlabelled notice the standard label, in a paragraph of its own at the page's end.

    Where that would tear a text apart, or the words have their sense only where they stand, the page gets the house's
    notice at its end, and keeps them.
    """
    from medlint.checks.noticeparts import part_of

    part = part_of(doc, notice)
    if not notice.last or part is None or part.block.kind != "paragraph":
        return end_with_house(doc, layout)
    title = f"Begin the {_NAMES[layout.kind]} with '{label_of(layout)}'"
    if notice.alone:
        own = own_words(doc, layout, notice)
        if own.start > notice.text.start:
            if not is_complete(layout, own.of(doc.text)):
                return end_with_house(doc, layout)
            edit = part.split_at(doc, own.start, label_of(layout))
            if edit is not None:
                return Repair(title, (edit,))
        return Repair(title, (*part.relabelled(doc, layout), *_said_elsewhere(doc, layout, notice)))
    whole = is_complete(layout, notice.text.of(doc.text)) and not part.is_all_of_an_answer(doc)
    edit = part.split_at(doc, notice.text.start, label_of(layout)) if whole else None
    if edit is None:
        return end_with_house(doc, layout)
    return Repair(f"Move the {_NAMES[layout.kind]} into a paragraph of its own", (edit,))


def _said_elsewhere(doc: Monograph, layout: NoticeLayout, notice: Notice) -> tuple[Edit, ...]:
    """Return the edits that add what only other remarks say: where one notice is labelled, they no longer count."""
    others = " ".join(one.text.of(doc.text) for one in doc.notices_of(layout.kind) if one is not notice)
    unknown = unsaid(layout, others)
    missing = [one for one in unsaid(layout, notice.text.of(doc.text)) if one not in unknown]
    return add_sentences(doc, notice, missing).edits if others and missing else ()


def move_to_end(doc: Monograph, layout: NoticeLayout, notice: Notice) -> Repair:
    """Move a notice to the end of the page, under the standard label.

    A remark without that label moves only from the top of the page, and if it is nothing but a disclaimer: what speaks
    of a section, or of the medicine too, stays where it is needed, and the page ends with the house's notice.
    """
    if not notice.standard and not _is_general(doc, layout, notice):
        return end_with_house(doc, layout)
    from medlint.checks.noticeparts import cut, part_of

    title = f"Move the {_NAMES[layout.kind]} to the end of the page"
    part = part_of(doc, notice)
    removal = cut(doc, notice)
    if part is None or removal is None:
        return Repair(title)
    words = part.words(doc, layout)
    safety = Safety.UNSAFE if _TIED.search(words) else None
    there = appended(doc, layout.kind, words)
    if not there or there[0].span.start < removal.span.end:
        return Repair(title)
    return Repair(title, (removal, *there), safety)


def take_out(doc: Monograph, layout: NoticeLayout, notice: Notice, others: Sequence[Notice]) -> Repair:
    """Take a repeated notice out, if the others say all that it says."""
    title = f"Take the repeated {_NAMES[layout.kind]} out"
    missing = unsaid(layout, evidence(doc, others))
    said = notice.text.of(doc.text)
    if any(one.is_in(said) for one in elements_of(layout) if one.of in missing):
        return Repair(title)
    from medlint.checks.noticeparts import cut

    removal = cut(doc, notice)
    return Repair(title, (removal,) if removal is not None and not is_open(doc) else ())


def _is_general(doc: Monograph, layout: NoticeLayout, notice: Notice) -> bool:
    """Return whether a notice stands above the first section's end and says nothing but what such notices say."""
    first = next((section for section in doc.known_sections), None)
    if first is not None and notice.span.start >= first.span.end:
        return False
    parts = elements_of(layout)
    words = notice.text.of(doc.text)
    every = all(any(one.is_in(span.of(doc.text)) for one in parts) for span in sentences(doc.text, notice.text))
    return every and is_complete(layout, words) and not _TIED.search(words)
