"""Whether a house text can stand on a page: medlint must find it there as one notice, and have nothing to say of it."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.layout import Layout, NoticeLayout
from medlint.text import Source, Span

_BEFORE = "# Title\n\nText.\n\n"
_BEHIND = "\n\nThe end.\n"
_WRITE = (
    "write a paragraph or more of plain Markdown, with no headings, comments or tags, and nothing that stays open, "
    "such as ```"
)


def wording_faults(layout: Layout, notice: NoticeLayout) -> Iterator[str]:
    """Yield what is wrong with the text that a configuration gives for a notice, in the user's words."""
    from medlint.checks.noticewords import house_notice, is_complete, unsaid

    if not is_complete(notice, notice.wording):
        missing = "; ".join(one.says for one in unsaid(notice, notice.wording) if one.required)
        yield f"it does not say {missing}; add a sentence that does"
    elif not _stands(layout, notice, house_notice(notice, layout.section_level)):
        yield f"medlint would not find it on a page as one notice; {_WRITE}"


def _stands(layout: Layout, notice: NoticeLayout, text: str) -> bool:
    """Return whether `text` is one labelled notice where it ends a page, and leaves alone what follows it."""
    from medlint.checks.pageend import is_open
    from medlint.parser import parse

    if "<!--" in text:
        return False
    page = parse(Source("", _BEFORE + text + "\n"), layout)
    followed = parse(Source("", _BEFORE + text + _BEHIND), layout)
    last = followed.blocks[-1]
    found = page.notices
    whole = Span(len(_BEFORE), len(_BEFORE) + len(text))
    return (
        [(one.kind, one.standard, one.alone, one.last) for one in found] == [(notice.kind, True, True, True)]
        # A quote's mark stands before its first word.
        and page.text[whole.start : found[0].span.start] in ("", "> ", ">")
        and found[0].span.end == whole.end
        and not is_open(page)
        and (last.kind, last.item, last.quoted) == ("paragraph", None, False)
        and last.span.of(followed.text) == "The end."
    )
