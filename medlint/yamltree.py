"""One YAML document, read once: JSON-safe data, and the place of everything in it."""

from __future__ import annotations

from medlint.diagnostic import Problem
from medlint.records import dataclass, field
from medlint.text import FieldSpan, Pointer, Span
from medlint.typed import Any, Final
from medlint.yamlevents import Event, Kind, UnreadableError, read_events
from medlint.yamlfault import line_rest, quote
from medlint.yamlscalar import Scalar, cast, resolve

_DEPTH: Final = 64
_NODES: Final = 20_000
_KEY_LENGTH: Final = 1_024
_ALIASED_LENGTH: Final = 1_000_000
# In a pointer in the place of a key that stands twice: what is below it is read, but not kept.
_REPEATED: Final = -1


def load_yaml(
    text: str, offset: int = 0, *, line: int = 1
) -> tuple[Any, dict[Pointer, FieldSpan], tuple[Problem, ...]]:
    """Read one YAML document into JSON-safe data, the places of its entries and its problems. Never raises.

    `text` is a piece of a file that begins `offset` code points and on line `line` into it; spans count from the
    file's start. The root's pointer is `()`. A value's span has a string's quotes and a block's `|`, but no anchor, no
    tag and no white space around it. What an alias stands for has the places of what the alias names; the alias itself
    has its own.

    Unquoted scalars follow the core schema of YAML 1.2 (see `yamlscalar`). Keys are the strings that were written, and
    `<<` is a key like any other: nothing is merged. Of a key that stands twice the first value is kept. Tags other than
    those of the core schema are reported and otherwise ignored: no tag ever makes an object.

    Problems have the kind "invalid-front-matter" and `values={"reason": ...}`. Data is None and the table empty where
    the document cannot be read at all: a syntax error, a character that YAML forbids, a second document, a list or a
    mapping as a key, nesting deeper than 64, more than 20,000 values (counted after aliases are put in).
    """
    bare = text.lstrip("\ufeff")
    builder = _Builder(bare, offset + len(text) - len(bare), line)
    try:
        for event in read_events(bare):
            builder.take(event)
    except UnreadableError as error:
        builder.report(error.at, error.reason, error.end)
        return None, {}, tuple(builder.problems)
    return builder.data, builder.spans(), tuple(builder.problems)


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A finished value that an alias can name. `entries` are its own and those below; `length` is in code points."""

    data: Any
    entries: range
    nodes: int
    length: int


@dataclass(slots=True)
class _Open:
    """A mapping or a list whose end has not come yet, and the key in it whose value comes next."""

    data: dict[str, Any] | list[Any]
    pointer: Pointer
    entry: int
    start: int
    end: int
    own_key: Span | None
    anchor: str | None
    nodes: int
    length: int
    name: str | None = None
    key: Span | None = None
    repeated: bool = False
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def wants_key(self) -> bool:
        return self.name is None and isinstance(self.data, dict)

    @property
    def next_pointer(self) -> Pointer:
        if self.name is None:
            return (*self.pointer, len(self.data))
        return (*self.pointer, _REPEATED if self.repeated else self.name)


class _Builder:
    def __init__(self, text: str, offset: int, line: int) -> None:
        self.data: Any = None
        self.problems: list[Problem] = []
        self._text = text
        self._offset = offset
        self._line = line
        self._entries: list[tuple[Pointer, FieldSpan]] = []
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._nodes = 0
        self._length = 0
        self._aliased = 0

    def spans(self) -> dict[Pointer, FieldSpan]:
        """Return the table of places, without what is below a repeated key."""
        if not self._entries:
            return {(): self._places(None, 0, 0)}
        return {pointer: places for pointer, places in self._entries if _REPEATED not in pointer}

    def report(self, start: int, reason: str, end: int | None = None) -> None:
        """Add a problem from `start` to `end`; to the end of the line where that is None or nothing is between."""
        span = Span(start, end) if end is not None and end > start else Span(*line_rest(self._text, start))
        self.problems.append(Problem("invalid-front-matter", span.shift(self._offset), {"reason": reason}))

    def take(self, event: Event) -> None:
        """Add what the parser met next. Errors: UnreadableError."""
        if event.kind is Kind.END:
            self._close(event)
        elif self._stack and self._stack[-1].wants_key:
            self._take_key(self._stack[-1], event)
        elif event.kind is Kind.SCALAR:
            self._take_scalar(event)
        elif event.kind is Kind.ALIAS:
            self._take_alias(event)
        else:
            self._open(event)

    def _take_key(self, parent: _Open, event: Event) -> None:
        if event.kind is not Kind.SCALAR:
            what = "a reference ('*') stands" if event.kind is Kind.ALIAS else "brackets stand"
            raise UnreadableError(event.start, f"{what} where a key should; put the whole value in quotes")
        name = event.value
        if len(name) > _KEY_LENGTH:
            raise UnreadableError(event.start, f"a key is longer than {_KEY_LENGTH:,} characters")
        self._resolve(event)
        self._length += len(name)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(name, range(0), 1, len(name))
        line = event.line + self._line
        first = parent.lines.setdefault(name, line)
        parent.repeated = name in parent.data
        if parent.repeated:
            where = "on this line" if first == line else f"on line {first}"
            self.report(event.start, f"the key '{quote(name)}' stands twice; it stood first {where}", event.end)
        parent.name, parent.key, parent.end = name, self._span(event.start, event.end), event.end

    def _take_scalar(self, event: Event) -> None:
        value = self._resolve(event)
        self._length += len(event.value)
        entry = len(self._entries)
        self._add(value, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, range(entry, entry + 1), 1, len(event.value))
        self._finish(event.end)

    def _resolve(self, event: Event) -> Scalar:
        if event.tag is None:
            return resolve(event.value) if event.plain else event.value
        try:
            return cast(event.value, event.tag)
        except ValueError:
            self._report_tag(event)
            return event.value

    def _report_tag(self, event: Event) -> None:
        tag = quote(event.tag or "")
        reason = f"the tag '{tag}' is unknown or does not fit its value; delete it, or put the value in quotes"
        self.report(event.outer, reason, event.outer + len(self._text[event.outer : event.start].rstrip()))

    def _open(self, event: Event) -> None:
        if len(self._stack) >= _DEPTH:
            raise UnreadableError(event.start, f"lists and mappings are nested more than {_DEPTH} deep")
        data: dict[str, Any] | list[Any] = {} if event.kind is Kind.MAPPING else []
        if event.tag not in (None, "!", "!!map" if event.kind is Kind.MAPPING else "!!seq"):
            self._report_tag(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        nodes, length, entry = self._nodes, self._length, len(self._entries)
        own_key = self._stack[-1].key if self._stack else None
        pointer = self._add(data, event)
        self._stack.append(_Open(data, pointer, entry, event.start, event.end, own_key, event.anchor, nodes, length))

    def _close(self, event: Event) -> None:
        closed = self._stack.pop()
        end = event.end if event.end > event.start else closed.end
        self._entries[closed.entry] = closed.pointer, self._places(closed.own_key, closed.start, end)
        if closed.anchor is not None:
            entries = range(closed.entry, len(self._entries))
            nodes, length = self._nodes - closed.nodes, self._length - closed.length
            self._anchors[closed.anchor] = _Anchored(closed.data, entries, nodes, length)
        self._finish(end)

    def _take_alias(self, event: Event) -> None:
        shown = f"'*{quote(event.anchor or '')}'"
        if event.anchor not in self._anchors:
            reason = f"{shown} is read as a reference, but nothing has that name"
            raise UnreadableError(event.start, f"{reason}; put the value in quotes", event.end)
        named = self._anchors[event.anchor]
        if named is None:
            raise UnreadableError(event.start, f"{shown} refers to the very value that it stands in", event.end)
        self._aliased += named.length
        self._length += named.length
        if self._aliased > _ALIASED_LENGTH or self._nodes + named.nodes > _NODES:
            raise UnreadableError(event.start, "references ('*') repeat too much of the text", event.end)
        pointer = self._add(named.data, event)
        self._nodes += named.nodes - 1
        for entry in named.entries[1:]:
            below, places = self._entries[entry]
            copied = pointer + below[len(self._entries[named.entries[0]][0]) :]
            if len(copied) > _DEPTH:
                raise UnreadableError(event.start, f"lists and mappings are nested more than {_DEPTH} deep", event.end)
            self._entries.append((copied, places))
        self._finish(event.end)

    def _add(self, value: Any, event: Event) -> Pointer:
        self._nodes += 1
        if self._nodes > _NODES:
            raise UnreadableError(event.start, f"there are more than {_NODES:,} values")
        parent = self._stack[-1] if self._stack else None
        pointer = parent.next_pointer if parent else ()
        if parent is None:
            self.data = value
        elif isinstance(parent.data, list):
            parent.data.append(value)
        elif parent.name is not None and not parent.repeated:
            parent.data[parent.name] = value
        self._entries.append((pointer, self._places(parent.key if parent else None, event.start, event.end)))
        return pointer

    def _finish(self, end: int) -> None:
        if self._stack:
            parent = self._stack[-1]
            parent.name = parent.key = None
            parent.end = max(parent.end, end)

    def _span(self, start: int, end: int) -> Span:
        return Span(start + self._offset, end + self._offset)

    def _places(self, key: Span | None, start: int, end: int) -> FieldSpan:
        value = self._span(start, end)
        return FieldSpan(value if key is None else key, value)
