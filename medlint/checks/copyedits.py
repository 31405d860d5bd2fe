"""The edits that write a front matter's list of questions anew, without touching any other byte of the YAML."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from medlint import frontmatter
from medlint.checks.draft import draft
from medlint.diagnostic import Edit
from medlint.monograph import Monograph
from medlint.patterns import lazy
from medlint.records import replace
from medlint.text import Pointer, Span
from medlint.typed import TYPE_CHECKING, Any
from medlint.yamlwrite import Style, style_of, write_scalar

if TYPE_CHECKING:
    from medlint.checks.faqcopy import Copy

_HEADER_COMMENT = lazy(r"[|>][^\r\n]*#")


def write_entries(
    doc: Monograph, copy: Copy, wrong: Collection[int], pairs: Sequence[tuple[str, str]]
) -> tuple[Edit, ...]:
    """Return edits after which the entries numbered in `wrong` are `pairs`, or all, where there are more or fewer.

    Nothing is returned where that would lose something: comments, or other keys of an entry (an `id`) that would come
    to stand beside another question; nor where the YAML, read again, would not give exactly what is wanted.
    """
    if doc.front_matter.problems or _has_comment(doc, copy):
        return ()
    keys = {copy.question, copy.answer}
    plain = all(entry.keys() == keys for entry in copy.entries)
    if len(copy.entries) == len(pairs) and all(keys <= entry.keys() for entry in copy.entries):
        if not plain and any(not _speaks_of(copy, number, pairs[number][0]) for number in wrong):
            return ()
        edits = _value_edits(doc, copy, wrong, pairs)
        wanted = [
            {**entry, copy.question: pairs[number][0], copy.answer: pairs[number][1]} if number in wrong else entry
            for number, entry in enumerate(copy.entries)
        ]
    elif plain:
        edits = (_list_edit(doc, copy, pairs),)
        wanted = [{copy.question: question, copy.answer: answer} for question, answer in pairs]
    else:
        return ()
    return edits if _gives(doc, edits, {**doc.meta, copy.field: wanted}) else ()


def _speaks_of(copy: Copy, number: int, question: str) -> bool:
    """Return whether an entry is about this question: it begins with it, whatever follows."""
    return str(copy.entries[number][copy.question]).casefold().split()[: len(question.split())] == (
        question.casefold().split()
    )


def _has_comment(doc: Monograph, copy: Copy) -> bool:
    text, spans = doc.text, doc.front_matter.spans
    whole = spans[copy.field,].value
    position = whole.start
    for place in sorted(
        {span for pointer, field in spans.items() if _is_scalar(pointer, copy) for span in (field.key, field.value)}
    ):
        if "#" in text[position : place.start] or _HEADER_COMMENT.match(text, place.start, place.end):
            return True
        position = max(position, place.end)
    return "#" in text[position : whole.end]


def _is_scalar(pointer: Pointer, copy: Copy) -> bool:
    return len(pointer) == 3 and pointer[0] == copy.field


def _styles(doc: Monograph, copy: Copy) -> list[Style]:
    spans = doc.front_matter.spans
    return [
        style_of(spans[copy.field, number, key].value.of(doc.text))
        for number, entry in enumerate(copy.entries)
        for key in (copy.question, copy.answer)
        if isinstance(entry.get(key), str)
    ]


def _value_edits(
    doc: Monograph, copy: Copy, wrong: Collection[int], pairs: Sequence[tuple[str, str]]
) -> tuple[Edit, ...]:
    spans, text = doc.front_matter.spans, doc.text
    in_block = Style.BLOCK in _styles(doc, copy)
    edits = []
    for number in wrong:
        in_flow = text[spans[copy.field,].value.start] == "[" or text[spans[copy.field, number].value.start] == "{"
        for key, words in zip((copy.question, copy.answer), pairs[number], strict=True):
            if copy.entries[number][key] == words:
                continue
            place = spans[copy.field, number, key]
            style = Style.BLOCK if in_block else style_of(place.value.of(text))
            if in_flow and style is not Style.SINGLE:
                style = Style.DOUBLE
            indent = doc.source.position(place.key.start).column + 1
            space = " " if text[place.value.start - 1] == ":" else ""
            edits.append(Edit(place.value, space + write_scalar(words, style, indent)))
    return tuple(sorted(edits, key=lambda edit: edit.span))


def _list_edit(doc: Monograph, copy: Copy, pairs: Sequence[tuple[str, str]]) -> Edit:
    """Write the whole list, in the place of the old one."""
    spans, text = doc.front_matter.spans, doc.text
    place = spans[copy.field,]
    keys = [copy.question, copy.answer]
    dash, inner, span = 2, 4, Span(place.key.end, max(place.key.end + 1, place.value.end))
    lead = ":\n  "
    styles = _styles(doc, copy)
    if copy.entries and text[place.value.start] == "-":
        first = [spans[copy.field, 0, key].key.start for key in copy.entries[0]]
        keys = list(copy.entries[0])
        dash = doc.source.position(place.value.start).column - 1
        inner = doc.source.position(first[0]).column - 1
        span, lead = place.value, ""
    style = Style.BLOCK if Style.BLOCK in styles else styles[0] if styles else Style.DOUBLE
    items = []
    for pair in pairs:
        values = dict(zip((copy.question, copy.answer), pair, strict=True))
        lines = [f"{key}: {write_scalar(values[key], style, inner + 2)}" for key in keys]
        items.append("-".ljust(inner - dash) + f"\n{' ' * inner}".join(lines))
    return Edit(span, lead + f"\n{' ' * dash}".join(items))


def _gives(doc: Monograph, edits: Sequence[Edit], wanted: Mapping[str, Any]) -> bool:
    """Return whether the front matter with these edits, read again, is exactly `wanted`."""
    front = frontmatter.read(draft(replace(doc.source, text=doc.text[: doc.front_matter.body_start]), edits))
    return not front.problems and front.data == wanted
