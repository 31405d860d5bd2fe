"""Rules: one Markdown page each, from which code, name, policy, documentation and tests are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from medlint.diagnostic import Safety, Severity
from medlint.frontmatter import read
from medlint.parser import read_blocks
from medlint.resources import folder
from medlint.text import DecodeError, decode

_FILE_NAME = re.compile(r"(?P<code>[A-Z]{3,8}\d{3})-(?P<name>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.md")
_FENCE = re.compile(r"(?P<ticks>~{3,}|`{3,})[ \t]*(?P<info>[^\r\n]*)(?:\r\n|\n|\r)?")
_MARKER = re.compile(
    r"""[ \t]*(?:<!--[ \t]*finding:[ \t]*"(?P<html>(?:[^"\\]|\\.)*)"[ \t]*-->"""
    r"""|\#[ \t]*finding:[ \t]*"(?P<yaml>(?:[^"\\]|\\.)*)")"""
)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0nrtf\\])")
_SIMPLE = {"0": b"\0", "n": b"\n", "r": b"\r", "t": b"\t", "f": b"\f", "\\": b"\\"}
_KINDS = ("bad", "good", "fixed")


class RuleError(Exception):
    """A rule page is wrong; the message names the file and what to write."""


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


@dataclass(frozen=True)
class Rule:
    """A policy. Code, name and category come from the page's path, all else from the page."""

    code: str
    name: str
    category: str
    severity: Severity
    message: str
    help: str
    check: str
    params: Mapping[str, Any] = field(hash=False)
    safety: Safety
    fix: str | None
    sources: tuple[str, ...]
    supersedes: tuple[str, ...]
    default: bool
    page: str
    path: str
    body_line: int = field(compare=False)

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The page's examples, in order.

        Errors: RuleError for a fence whose first word is "markdown" and whose kind is unknown.
        """
        return tuple(_read_examples(self))

    @property
    def summary(self) -> str:
        """The first sentence of the page's prose, without Markdown marks."""
        paragraph = self.page.strip().split("\n\n", 1)[0].replace("\n", " ")
        sentence = re.match(r".*?[.](?=\s|$)", paragraph)
        return re.sub(r"[`*_]", "", sentence.group() if sentence else paragraph)


def load_rules(folders: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """Return medlint's own rules and the house rules of `folders`, sorted by code.

    Errors: RuleError for a page that is wrong, and for two rules with one code or name.
    """
    rules: dict[str, Rule] = {}
    for place in (str(folder("rules")), *folders):
        for rule in _load_folder(place):
            twin = next((other for other in rules.values() if other.name == rule.name), rules.get(rule.code))
            if twin is not None:
                raise RuleError(f"{rule.path}: the code or name is taken by {twin.path}; choose another")
            rules[rule.code] = rule
    return tuple(rules[code] for code in sorted(rules))


@lru_cache(maxsize=16)
def _load_folder(place: str) -> tuple[Rule, ...]:
    root = Path(place)
    if not root.is_dir():
        raise RuleError(f"{place}: this folder of house rules does not exist; correct `rules` in the configuration")
    paths = sorted(path for path in root.rglob("*.md") if _FILE_NAME.fullmatch(path.name))
    return tuple(_load_page(path) for path in paths)


def _load_page(path: Path) -> Rule:
    try:
        source = decode(path.as_posix(), path.read_bytes())
    except (DecodeError, OSError) as error:
        raise RuleError(f"{path}: cannot be read: {error}") from error
    front = read(source)
    if front.problems:
        problem = front.problems[0]
        line = source.position(problem.span.start).line
        raise RuleError(f"{path}:{line}: {problem.values['reason']}")
    name = _FILE_NAME.fullmatch(path.name)
    assert name is not None
    try:
        return _make(path, name, front.data, source.text[front.body_start :], source.position(front.body_start).line)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RuleError(f"{path}: {_explain(front.data, error)}") from error


def _make(path: Path, name: re.Match[str], data: Mapping[str, Any], body: str, body_line: int) -> Rule:
    return Rule(
        code=name["code"],
        name=name["name"],
        category=path.parent.name,
        severity=Severity(data["severity"]),
        message=_text(data, "message"),
        help=_text(data, "help"),
        check=_text(data, "check"),
        params=dict(data.get("params") or {}),
        safety=Safety(data.get("safety", "manual")),
        fix=_text(data, "fix") if "fix" in data else None,
        sources=tuple(data["sources"]),
        supersedes=tuple(data.get("supersedes", ())),
        default=bool(data.get("default", True)),
        page=body,
        path=path.as_posix(),
        body_line=body_line,
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"'{key}' must be text")
    return value


def _explain(data: Mapping[str, Any], error: Exception) -> str:
    """Say what is wrong with a page's front matter, from its schema where that knows, which is loaded only now."""
    from medlint.schema import violations_of

    violations = violations_of("rule", data)
    return "; ".join(violation.sentence for violation in violations) or f"the front matter is wrong: {error}"


def _read_examples(rule: Rule) -> Iterable[Example]:
    source = decode(rule.path, rule.page.encode())
    for block in read_blocks(source, 0):
        text = block.span.of(source.text)
        fence = _FENCE.match(text)
        if block.kind != "code" or fence is None:
            continue
        words = fence["info"].split()
        if words[:1] != ["markdown"]:
            continue
        line = rule.body_line + block.start_line - 1
        if len(words) < 2 or words[1] not in _KINDS or words[2:] not in ([], ["escaped"]):
            raise RuleError(
                f"{rule.path}:{line}: write 'markdown bad', 'markdown good' or 'markdown fixed' behind the fence"
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


def select(rules: Sequence[Rule], selector: str) -> tuple[Rule, ...]:
    """Return the rules that `selector` names: a code, a name, a prefix of codes, or ALL."""
    if selector == "ALL":
        return tuple(rules)
    return tuple(
        rule
        for rule in rules
        if selector in (rule.code, rule.name) or (selector.isupper() and rule.code.startswith(selector))
    )
