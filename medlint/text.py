"""Text and positions: everything inside medlint is an offset, lines and columns exist at the edge only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from medlint.named import NamedTuple
from medlint.once import once
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.typed import Final

# CommonMark's line endings. Form feeds, U+0085 and U+2028 do not end a line, so never `splitlines()`.
_LINE_END = lazy(r"\r\n|\n|\r")
_STEP = 1_000
# The characters beyond ASCII that `re.IGNORECASE` takes for ASCII letters.
_LIKE_ASCII = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}


# A place in a JSON-like document: `("faqs", 0, "q")`.
Pointer = tuple[str | int, ...]


@dataclass(slots=True, order=True, unsafe_hash=True, init=False)
class Span:
    """A half-open range of code points in `Source.text`. It is never changed.

    Errors: ValueError if it ends before it starts, or starts before 0.
    """

    # Final, not a frozen dataclass: a page has hundreds of spans, and a frozen one takes three times as long to make.
    start: Final[int]
    end: Final[int]

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"not a span: {start}..{end}")
        self.start = start
        self.end = end

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def of(self, text: str) -> str:
        """Return the piece of `text` that this span covers."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """Return the span moved `by` code points."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class FieldSpan:
    """Where a front matter entry stands: its key (the value again, for a list item) and its value."""

    key: Span
    value: Span


class Position(NamedTuple):
    """A place for people: line and column count from 1 and in code points; `offset` from 0."""

    line: int
    column: int
    offset: int


@dataclass(frozen=True)
class Source:
    """One file's text, without its byte order mark and with its line endings as they are.

    `path` is what a message prints. `bom` says that a mark was taken off; `newline` is the file's first line ending,
    "\\n" where it has none. Columns do not count the mark.
    """

    path: str
    text: str
    bom: bool = False
    newline: str = "\n"

    @once
    def line_starts(self) -> list[int]:
        """Offsets at which lines begin; the first is 0."""
        if "\r" in self.text:
            return [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        end = 0
        return [0, *[end := end + len(line) + 1 for line in self.text.split("\n")[:-1]]]

    def position(self, offset: int) -> Position:
        """Return the line and column of `offset`, which may be the end of the text.

        Errors: ValueError if the offset lies outside of the text.
        """
        if not 0 <= offset <= len(self.text):
            raise ValueError(f"offset {offset} is outside of the text (0 to {len(self.text)})")
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1, offset)

    def line_span(self, line: int) -> Span:
        """Return the span of line `line` (from 1) without its line ending."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def trimmed(self, start: int, end: int) -> Span:
        """Return the span from `start` to `end` without white space at either end (empty at `start` if all is)."""
        text = self.text
        while end > start and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        return Span(start, end)

    def lines(self) -> Iterator[Span]:
        """Yield every line's span without its line ending."""
        for number in range(1, len(self.line_starts) + 1):
            yield self.line_span(number)


def like_ascii(text: str) -> str:
    """Return `text`, equally long, with ASCII letters in the place of those that `re.IGNORECASE` takes for them."""
    if not text.isascii():
        for letter, plain in _LIKE_ASCII.items():
            if letter in text:
                text = text.replace(letter, plain)
    return text


def end_of_line(text: str, start: int, end: int) -> int:
    """Return where the line that holds `start` ends, or `end`, whichever is first."""
    # In steps, so that one kind of line ending is not looked for behind thousands of the other.
    step = _STEP
    while start < end:
        stop = min(end, start + step)
        feed = text.find("\n", start, stop)
        back = text.find("\r", start, feed if feed >= 0 else stop)
        if back >= 0 or feed >= 0:
            return back if back >= 0 else feed
        start, step = stop, 2 * step
    return end


class DecodeError(ValueError):
    """The bytes are no text that medlint reads; `reason` says why in a writer's words, `offset` is in bytes."""

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def decode(path: str, data: bytes) -> Source:
    """Turn a file's bytes into a `Source`.

    Errors: DecodeError for binary data, UTF-16 and anything that is not UTF-8.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DecodeError("it is UTF-16, not UTF-8")
    zero = data.find(b"\0")
    if zero >= 0:
        raise DecodeError("it holds a NUL byte, so it is binary and not text", zero)
    bom = data.startswith(b"\xef\xbb\xbf")
    try:
        text = data[3 * bom :].decode("utf-8")
    except UnicodeDecodeError as error:
        offset = error.start + 3 * bom
        raise DecodeError(f"it is not UTF-8 (byte 0x{data[offset]:02x} at offset {offset})", offset) from None
    first = _LINE_END.search(text)
    return Source(path, text, bom, first.group() if first else "\n")
