"""The edits that write questions and answers in another form: words and their order stay, markup changes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest

from medlint.checks.draft import draft
from medlint.checks.faqpairs import LEAD, Pair, block_at, blocks_in, column_of, take_apart
from medlint.diagnostic import Edit
from medlint.monograph import Faq, Monograph
from medlint.parser import parse
from medlint.parser.plaintext import block_text
from medlint.parser.running import EDGES
from medlint.patterns import lazy
from medlint.text import Span
from medlint.typed import Final

# A line that begins so would be read as something else than a paragraph.
_OPENS_BLOCK = lazy(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|#{1,6}(?:[ \t]|$)|[>|<\[=]|```|~~~|(?:[-*_][ \t]*){3}")
_SPACE = lazy(r"\s+")


def to_form(
    doc: Monograph, faqs: Sequence[Faq], form: str, odd: Callable[[Monograph], Sequence[Faq]]
) -> tuple[Edit, ...]:
    """Return edits that write `faqs` as "list", "paragraphs" or "headings".

    Nothing is returned unless the page, read again, asks the same questions with the same answers, none of which is
    `odd`, and is otherwise what it was.
    """
    pairs = []
    for faq in faqs:
        pair = take_apart(doc, faq)
        if pair is None:
            return ()
        pairs.append(pair)
    mark = _heading_mark(doc) if form == "headings" else _item_mark(doc)
    for write in _WRITERS[form]:
        edits = tuple(_edits(doc, pairs, write, mark, apart=form != "list"))
        if _is_same(doc, edits, odd):
            return edits
    return ()


def _edits(
    doc: Monograph, pairs: Sequence[Pair], write: Callable[[Pair, str], list[str]], mark: str, *, apart: bool
) -> Iterator[Edit]:
    for pair, following in zip_longest(pairs, pairs[1:]):
        text = "\n".join(write(pair, mark))
        if apart:
            follows = following is not None and _line_after(doc, pair.span.end) == following.span.start
            text = _set_apart(doc, pair.span, text, follows=follows)
        yield Edit(pair.span, text)


def _item_mark(doc: Monograph) -> str:
    """Return the list mark, with the space behind it, that the page's questions have already."""
    for faq in doc.faqs:
        line = doc.source.line_span(doc.source.position(faq.span.start).line).start
        lead = LEAD.fullmatch(doc.text, line, faq.span.start)
        if lead and lead["item"] and not lead["indent"] and lead["item"][0] in "*-+":
            return lead["item"]
    return "* "


def _heading_mark(doc: Monograph) -> str:
    """Return how a question is a heading: at the level of those that are, else one below all others; "{}" is it."""
    levels = [block_at(doc, faq.question_span.start).level for faq in doc.faqs if faq.style == "heading"]
    for section in doc.sections if not levels else ():
        if section.key == "faqs":
            inside = [block.level for block in blocks_in(doc, section.body)]
            levels.append(min(6, max([section.level or doc.layout.section_level, *inside]) + 1))
    hashes = "#" * (levels[0] if levels else 6)
    return f"{hashes} **{{}}**" if doc.layout.heading_form == "bold" else f"{hashes} {{}}"


def _as_item(pair: Pair, mark: str) -> list[str]:
    lead = pair.lead
    if not lead.strip() or lead.strip()[0].isdigit():
        lead = lead[: len(lead) - len(lead.lstrip())] + mark
    margin = " " * column_of(lead)
    head, rest = f"{lead}**Q: {pair.question}** A:", list(pair.lines)
    if pair.inline and rest:
        head = f"{head} {rest.pop(0)}"
    elif pair.apart:
        head = f"{head}\n"
    return [head, *(margin + line if line else "" for line in rest)]


def _as_paragraphs(pair: Pair, _mark: str) -> list[str]:
    head = [f"**Q: {pair.question}**", ""]
    if pair.inline and pair.lines:
        return [*head, f"A: {pair.lines[0]}", *pair.lines[1:]]
    return [*head, "A:", *(["", *pair.lines] if pair.lines else [])]


def _as_heading(pair: Pair, mark: str) -> list[str]:
    head, rest = [mark.format(pair.question)], list(pair.lines)
    if rest and pair.inline and _OPENS_BLOCK.match(rest[0]):
        rest[0] = f"A: {rest[0]}"
    return [*head, "", *rest] if rest else head


def _as_labelled_heading(pair: Pair, mark: str) -> list[str]:
    """Keep "A:", without which an answer that ends on a disclaimer would be one."""
    return [mark.format(pair.question), "", *_as_paragraphs(pair, mark)[2:]] if pair.lines else _as_heading(pair, mark)


_WRITERS: Final[Mapping[str, tuple[Callable[[Pair, str], list[str]], ...]]] = {
    "list": (_as_item,),
    "paragraphs": (_as_paragraphs,),
    "headings": (_as_heading, _as_labelled_heading),
}


def _line_after(doc: Monograph, offset: int) -> int:
    line = doc.source.position(offset).line
    starts = doc.source.line_starts
    return starts[line] if line < len(starts) else len(doc.text)


def _set_apart(doc: Monograph, span: Span, text: str, *, follows: bool) -> str:
    """Add the empty lines that must stand round paragraphs; `follows` says that the next one brings its own."""
    line = doc.source.position(span.start).line
    if line > 1 and doc.source.line_span(line - 1).of(doc.text).strip():
        text = "\n" + text
    after = _line_after(doc, span.end)
    if (
        not follows
        and after < len(doc.text)
        and doc.source.line_span(doc.source.position(after).line).of(doc.text).strip()
    ):
        text += "\n"
    return text


def _is_same(doc: Monograph, edits: Sequence[Edit], odd: Callable[[Monograph], Sequence[Faq]]) -> bool:
    """Return whether the page with these edits says the same, in the form that is asked for."""
    after = parse(draft(doc.source, edits), doc.layout)
    return (
        not odd(after)
        and _asked(doc) == _asked(after)
        and [(one.key, one.heading) for one in doc.sections] == [(one.key, one.heading) for one in after.sections]
        and _noted(doc) == _noted(after)
        and _is_same_besides(_besides(doc), _besides(after))
    )


def _asked(doc: Monograph) -> list[tuple[str, str]]:
    """Return the questions and answers without their markup."""
    starts = [block.span.start for block in doc.blocks]
    return [(faq.question, _answer(doc, faq, starts)) for faq in doc.faqs]


def _answer(doc: Monograph, faq: Faq, starts: Sequence[int]) -> str:
    span = faq.answer_span
    if span is None:
        return ""
    first = max(0, bisect_right(starts, span.start) - 1)
    if bisect_left(starts, span.end) == first + 1 and span.start < doc.blocks[first].span.end:
        # Of an answer in one block the parser has the words already.
        return faq.answer
    return block_text(doc.source, doc.blocks, span).strip(EDGES)


def _noted(doc: Monograph) -> list[tuple[str, str | None]]:
    return [(one.kind, one.label.of(doc.text) if one.label else None) for one in doc.notices]


def _besides(doc: Monograph) -> list[tuple[str, int, str]]:
    """Return kind, level and text of all blocks that are no part of a question or an answer."""
    text, faqs = doc.text, doc.faqs
    starts = [faq.span.start for faq in faqs]
    found = []
    for block in doc.blocks:
        span = block.span
        last = bisect_left(starts, span.end) - 1
        if last < 0 or faqs[last].span.end <= span.start:
            found.append((block.kind, block.level, text[span.start : span.end]))
    return found


def _is_same_besides(one: list[tuple[str, int, str]], other: list[tuple[str, int, str]]) -> bool:
    """Return whether blocks are the same, however their lines are broken."""
    if one == other:
        return True
    tidy, tidied = ([(kind, level, _SPACE.sub(" ", text)) for kind, level, text in blocks] for blocks in (one, other))
    return tidy == tidied
