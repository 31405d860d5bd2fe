"""The YAML block at the top of a page: composed once, into JSON-safe data and a table of places."""

from __future__ import annotations

from collections.abc import Mapping

from medlint.diagnostic import Problem
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.text import FieldSpan, Pointer, Source, Span
from medlint.typed import Any, Final
from medlint.yamlscalar import resolve

_OPENING = lazy(r"---[ \t]*(?:\r\n|\n|\r|\Z)")
# Begins at the line ending before the fence: searching for that is quicker than looking behind every character.
_CLOSING = lazy(r"[\r\n]((?:---|\.\.\.)[ \t]*)(\r\n|\n|\r|\Z)")
_LATER_FENCE = lazy(r"[\s\ufeff\u200b\u2060]*(---)[ \t]*(?:[\r\n]|\Z)")
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2212"
# What a line of front matter looks like to a reader who has to guess where it ends.
_ENTRY = lazy(r"""(?:[\w"'][^:\r\n]{0,80}:(?=[ \t\r\n]|\Z)|-[ \t]+\S|[ \t]+\S)[^\r\n]*(?:\r\n|\n|\r|\Z)""")
# `key: words` that no YAML parser could read otherwise: nothing in the words has a meaning of its own.
_PLAIN_ENTRY = lazy(
    r"(?P<key>[A-Za-z_][A-Za-z0-9_-]{0,80}): +"
    r"(?P<value>[A-Za-z0-9](?:[A-Za-z0-9 .,()+/_%'-]*[A-Za-z0-9.,()+/_%'-])?) *(?:\r\n|\n|\Z)"
)
_TIGHT_COLON = lazy(r"\w:[^\s/]")
_BLANKS: Final = " \t\r\n"
_KINDS: Final = {list: "a list", bool: "true or false", int: "a number", float: "a number"}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML block at the top.

    `data` is JSON-safe (dates stay strings). `spans` maps a pointer such as `("faqs", 0, "q")` to its place; where
    there is a block, the root `()` always has one. `span` covers the block with both fences, `body_start` is the offset
    behind the closing one. Where there is no readable block, `data` is empty and `problems` says why; `present` is
    False only where the text does not begin with a fence.
    """

    data: Mapping[str, Any]
    spans: Mapping[Pointer, FieldSpan]
    span: Span
    body_start: int
    present: bool
    problems: tuple[Problem, ...] = ()


def read(source: Source) -> FrontMatter:
    """Read the front matter of a page. Never raises.

    It stands between a first line `---` and the next line that is `---` or `...`; either may have spaces and tabs
    behind it. Problems are of the kinds "missing-front-matter" and "invalid-front-matter" with a "reason" in `values`.

    Where the closing fence is missing, the block is taken to be the lines behind the opening one that look like
    entries: `key:`, an indented line or a list item. The first line that does not (a blank line, a heading, a
    paragraph) is where the body begins.
    """
    text = source.text
    opening = _OPENING.match(text)
    if not opening:
        return FrontMatter({}, {}, Span(0, 0), 0, False, (_explain_absence(source),))
    start = opening.end()
    # The opening fence's own line ending may be the one before the closing fence.
    closing = _CLOSING.search(text, start - 1)
    if closing:
        return _read_block(text, Span(start, closing.start(1)), Span(0, closing.end(1)), closing.end())
    end = start
    while entry := _ENTRY.match(text, end):
        end = entry.end()
    fence = Span(0, len(text[:start].rstrip(_BLANKS)))
    guess = _read_block(text, Span(start, end), Span(0, len(text[:end].rstrip(_BLANKS))), end)
    reason = "the front matter that begins on line 1 is never closed by a line '---'"
    problems = (Problem("missing-front-matter", fence, {"reason": reason}), *(guess.problems if guess.data else ()))
    return FrontMatter(guess.data, guess.spans, guess.span, end, True, problems)


def _read_block(text: str, block: Span, span: Span, body_start: int) -> FrontMatter:
    root: dict[Pointer, FieldSpan] = {(): FieldSpan(span, span)}
    piece = block.of(text)
    # Most of the cost of a page without entries would be that of importing yaml.
    if not piece.strip(_BLANKS):
        return FrontMatter({}, root, span, body_start, True)
    plain = _read_plain(piece, block.start)
    if plain is not None:
        return FrontMatter(plain[0], {**root, **plain[1]}, span, body_start, True)
    from medlint.yamlfault import line_rest
    from medlint.yamltree import load_yaml

    data, spans, problems = load_yaml(piece, block.start, line=2)
    if isinstance(data, dict):
        return FrontMatter(data, spans, span, body_start, True, problems)
    if data is not None:
        place = spans[()].value
        first = Span(*line_rest(text[: place.end], place.start))
        problems = (*problems, Problem("invalid-front-matter", first, {"reason": _explain_shape(data, place.of(text))}))
    return FrontMatter({}, root, span, body_start, True, problems)


def _read_plain(piece: str, offset: int) -> tuple[dict[str, Any], dict[Pointer, FieldSpan]] | None:
    """Read a block of nothing but `key: words` lines without a YAML parser: most pages have no other.

    None where a line is of another kind or a key stands twice. What it reads, `load_yaml` reads alike: a test says so.
    """
    data: dict[str, Any] = {}
    spans: dict[Pointer, FieldSpan] = {}
    position = 0
    first = None
    while position < len(piece):
        match = _PLAIN_ENTRY.match(piece, position)
        if match is None or match["key"] in data:
            return None
        position = match.end()
        key, value = Span(*match.span("key")).shift(offset), Span(*match.span("value")).shift(offset)
        data[match["key"]] = resolve(match["value"])
        spans[match["key"],] = FieldSpan(key, value)
        first = first or key
    if first is None:
        return None
    whole = Span(first.start, value.end)
    spans[()] = FieldSpan(whole, whole)
    return data, spans


def _explain_shape(data: Any, text: str) -> str:
    reason = f"it must be lines of the form 'key: value', and it is {_KINDS.get(type(data), 'plain text')}"
    if isinstance(data, str) and _TIGHT_COLON.search(text):
        reason += "; a colon needs a space behind it"
    return reason


def _explain_absence(source: Source) -> Problem:
    text = source.text
    first = next((trimmed for line in source.lines() if (trimmed := source.trimmed(line.start, line.end))), Span(0, 0))
    later = _LATER_FENCE.match(text)
    words = first.of(text)
    if later:
        first = Span(*later.span(1))
        line = source.position(first.start).line
        if line > 1:
            reason = f"the '---' must be on the very first line; it is on line {line}"
        else:
            reason = "the '---' on line 1 must not have anything before it; delete the space there"
    elif not words:
        reason = "the file is empty"
    elif not words.strip(_DASHES):
        reason = "the first line must be three hyphens, '---', and nothing else"
    elif words.startswith("+++"):
        reason = "the file begins with '+++' (TOML); write YAML between two lines '---'"
    else:
        reason = "the file does not begin with a line '---'"
    return Problem("missing-front-matter", first, {"reason": reason})
