"""What a YAML parser meets, one thing after another, with true places. Nothing else imports yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum, auto
from functools import cache

from medlint.named import NamedTuple
from medlint.patterns import lazy
from medlint.typed import Any, Final
from medlint.yamlfault import Fault, explain

# YAML's printable characters. The byte order mark is one of them.
_FORBIDDEN = lazy("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROL_NAMES = {0x00: "NUL", 0x07: "bell", 0x08: "backspace", 0x0B: "vertical tab", 0x0C: "form feed", 0x1B: "escape"}
# YAML 1.1, which the parsers speak, takes these for line ends; in YAML 1.2 and in medlint they are characters.
_NO_LINE_ENDS: Final = "\x85\u2028\u2029"
_OLD_LINE_END = lazy(f"[{_NO_LINE_ENDS}]")
_SURROGATE = lazy("[\ud800-\udfff]")
# An anchor or a tag before a value, with the white space and the comments behind it.
_PROPERTY = r"[&!]\S*+(?:\s++(?:#[^\r\n]*+)?)*+"
_ONE_PROPERTY = lazy(_PROPERTY)
_TWO_PROPERTIES = lazy(_PROPERTY * 2)
_CORE_TAG: Final = "tag:yaml.org,2002:"


class Kind(Enum):
    """What the parser met. DOCUMENT is the start of one, and no event."""

    SCALAR = auto()
    MAPPING = auto()
    LIST = auto()
    END = auto()
    ALIAS = auto()
    DOCUMENT = auto()


class Event(NamedTuple):
    """One thing that the parser met; offsets are code points into the text.

    `start` to `end` is the thing itself: a string with its quotes, a block with its `|`, an opening bracket; anchor and
    tag stand between `outer` and `start`. An END without width is that of an indented block: what it ended at is what
    came next. `line` counts from 0. A core tag is written `!!str`. `plain` is for a scalar without quotes and marks.
    """

    kind: Kind
    start: int
    end: int
    outer: int
    line: int
    anchor: str | None = None
    tag: str | None = None
    plain: bool = False
    value: str = ""


class UnreadableError(Exception):
    """The text is no YAML document that medlint reads: `reason` says why, `at` where; `end` is None for the line's."""

    def __init__(self, at: int, reason: str, end: int | None = None) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason
        self.end = end


def read_events(text: str) -> Iterator[Event]:
    """Yield what the one YAML document in `text` is made of; nothing for an empty one.

    It reads no further than it is asked to, so that whoever counts can stop. Errors: UnreadableError.
    """
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        code = ord(forbidden.group())
        name = f" ({_CONTROL_NAMES[code]})" if code in _CONTROL_NAMES else ""
        reason = f"the character U+{code:04X}{name} is not allowed here; delete it"
        raise UnreadableError(forbidden.start(), reason, forbidden.end())
    masked, hidden = _hide_old_line_ends(text)
    documents = 0
    for kind, met in _parse(text, masked):
        if kind is not Kind.DOCUMENT:
            yield _event(text, kind, met, hidden)
        elif documents:
            raise UnreadableError(met.start_mark.index, "a second YAML document begins here; there may be only one")
        else:
            documents = 1


def _parse(text: str, masked: str) -> Iterator[tuple[Kind, Any]]:
    import yaml

    make_parser, kinds = _parser()
    try:
        next_event = make_parser(masked).get_event
        while (met := next_event()) is not None:
            kind = kinds.get(type(met))
            if kind is not None:
                yield kind, met
    except yaml.MarkedYAMLError as error:
        stopped = error.problem_mark or error.context_mark
        begin = error.context_mark.index if error.context_mark else None
        fault = Fault(error.problem or "", stopped.index if stopped else 0, error.context or "", begin)
        raise UnreadableError(*explain(text, fault)) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        # The Python parser converts escapes and version numbers without looking at their size.
        raise UnreadableError(0, "it is not valid YAML") from None


@cache
def _parser() -> tuple[Callable[[str], Any], dict[type, Kind]]:
    """Return what makes an event parser, and its events' kinds.

    It is libyaml's, ten times faster, where PyYAML was built with that. Loaders that construct nothing are the public
    way to the two parsers.
    """
    import yaml

    kinds: dict[type, Kind] = {
        yaml.ScalarEvent: Kind.SCALAR,
        yaml.MappingStartEvent: Kind.MAPPING,
        yaml.SequenceStartEvent: Kind.LIST,
        yaml.MappingEndEvent: Kind.END,
        yaml.SequenceEndEvent: Kind.END,
        yaml.AliasEvent: Kind.ALIAS,
        yaml.DocumentStartEvent: Kind.DOCUMENT,
    }
    return getattr(yaml, "CBaseLoader", yaml.BaseLoader), kinds


def _hide_old_line_ends(text: str) -> tuple[str, dict[int, str]]:
    """Return the text with other characters, which it does not use, in their place, and the way back."""
    if not _OLD_LINE_END.search(text):
        return text, {}
    used = set(text)
    spare = (char for char in map(chr, range(0xF0000, 0x10FFFE)) if char not in used)
    hiders = {char: next(spare, " ") for char in _NO_LINE_ENDS}
    masked = text.translate({ord(char): hider for char, hider in hiders.items()})
    return masked, {ord(hider): char for char, hider in hiders.items() if hider != " "}


def _event(text: str, kind: Kind, met: Any, hidden: dict[int, str]) -> Event:
    mark = met.start_mark
    outer, end, line = mark.index, met.end_mark.index, mark.line
    if kind is Kind.END:
        return Event(kind, outer, end, outer, line)
    if kind is Kind.ALIAS:
        return Event(kind, outer, end, outer, line, met.anchor)
    start, anchor, tag = outer, met.anchor, met.tag
    if anchor is not None or tag is not None:
        # No more than belong to this value: the next may be those of its first key.
        pattern = _ONE_PROPERTY if anchor is None or tag is None else _TWO_PROPERTIES
        properties = pattern.match(text, outer)
        start = properties.end() if properties else outer
        if tag is not None and tag.startswith(_CORE_TAG):
            tag = "!!" + tag.removeprefix(_CORE_TAG)
    if kind is not Kind.SCALAR:
        return Event(kind, start, max(start, end), outer, line, anchor, tag)
    value, style = met.value, met.style
    if hidden:
        value = value.translate(hidden)
    if style == '"' and not value.isascii():
        # Only the Python parser lets an escape make half a character.
        value = _SURROGATE.sub("\ufffd", value)
    elif style in ("|", ">"):
        end = start + len(text[start:end].rstrip(" \t\r\n"))
    return Event(kind, min(start, end), end, outer, line, anchor, tag, not style, value)
