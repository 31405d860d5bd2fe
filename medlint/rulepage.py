"""Rule pages as files: front matter, prose and fenced examples. Read when a page is new, or when it is to be shown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from medlint.frontmatter import read
from medlint.named import NamedTuple
from medlint.parser import read_blocks
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.rulefault import RuleError
from medlint.text import DecodeError, decode
from medlint.typed import Any

_FENCE = lazy(r"(?P<ticks>~{3,}|`{3,})[ \t]*(?P<info>[^\r\n]*)(?:\r\n|\n|\r)?")
_MARKER = lazy(
    r"""[ \t]*(?:<!--[ \t]*finding:[ \t]*"(?P<html>(?:[^"\\]|\\.)*)"[ \t]*-->"""
    r"""|\#[ \t]*finding:[ \t]*"(?P<yaml>(?:[^"\\]|\\.)*)")"""
)
_ESCAPE = lazy(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0nrtf\\])")
_SIMPLE = {"0": b"\0", "n": b"\n", "r": b"\r", "t": b"\t", "f": b"\f", "\\": b"\\"}
_KINDS = ("bad", "good", "fixed")


class RulePage(NamedTuple):
    """A page's front matter, and its prose with the line, from 1, on which that begins."""

    data: Mapping[str, Any]
    body: str
    body_line: int


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced example of a rule page.

    `kind` is "bad", "good" or "fixed" (what the fixes make of the bad one before it); `data` are the bytes to lint,
    markers taken out; `expected` are the texts that the findings must flag, in order; `line` is where the fence stands.
    """

    kind: str
    data: bytes
    expected: tuple[str, ...]
    line: int


def read_page(path: str, content: bytes | None = None) -> RulePage:
    """Return a rule page; `content` are its bytes, where they have been read.

    Errors: RuleError for a file that cannot be read, and for front matter that is no YAML.
    """
    try:
        source = decode(path.replace(os.sep, "/"), Path(path).read_bytes() if content is None else content)
    except (DecodeError, OSError) as error:
        raise RuleError(f"{path}: cannot be read: {error}") from error
    front = read(source)
    if front.problems:
        problem = front.problems[0]
        line = source.position(problem.span.start).line
        raise RuleError(f"{path}:{line}: {problem.values['reason']}")
    return RulePage(front.data, source.text[front.body_start :], source.position(front.body_start).line)


def explain_fault(data: Mapping[str, Any], error: Exception) -> str:
    """Say what is wrong with a page's front matter: from its schema where that knows, which is loaded only now."""
    from medlint.schema import violations_of

    violations = violations_of("rule", data)
    return "; ".join(violation.sentence for violation in violations) or f"the front matter is wrong: {error}"


def read_examples(path: str, page: RulePage) -> Iterator[Example]:
    """Yield the page's examples, in order.

    Errors: RuleError for a fence whose first word is "markdown" and whose kind is unknown.
    """
    source = decode(path, page.body.encode())
    for block in read_blocks(source, 0):
        text = block.span.of(source.text)
        fence = _FENCE.match(text)
        if block.kind != "code" or fence is None:
            continue
        words = fence["info"].split()
        if words[:1] != ["markdown"]:
            continue
        line = page.body_line + block.start_line - 1
        if len(words) < 2 or words[1] not in _KINDS or words[2:] not in ([], ["escaped"]):
            raise RuleError(
                f"{path}:{line}: write 'markdown bad', 'markdown good' or 'markdown fixed' behind the fence"
            )
        content = text[fence.end() : text.rstrip().rindex(fence["ticks"][0] * 3)].rstrip(fence["ticks"][0])
        expected = tuple(
            _unescape(m["html"] if m["html"] is not None else m["yaml"]) for m in _MARKER.finditer(content)
        )
        content = _MARKER.sub("", content)
        data = _bytes(content) if words[2:] else content.encode()
        yield Example(words[1], data, expected, line)


def _unescape(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def _bytes(text: str) -> bytes:
    """Turn `\\xff`, `\\0` and their like into the bytes that they name."""
    parts: list[bytes] = []
    position = 0
    for match in _ESCAPE.finditer(text):
        parts.append(text[position : match.start()].encode())
        code = match[1]
        if code in _SIMPLE:
            parts.append(_SIMPLE[code])
        elif code[0] == "x":
            parts.append(bytes([int(code[1:], 16)]))
        else:
            parts.append(chr(int(code[1:], 16)).encode())
        position = match.end()
    return b"".join([*parts, text[position:].encode()])
