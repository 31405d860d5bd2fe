"""YAML syntax errors in a writer's words: a parser's jargon goes in, a place and a plain reason come out."""

from __future__ import annotations

import re

from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.typed import Final

_LINE_BREAK = lazy(r"[\r\n]")
_QUOTED_LENGTH: Final = 60

_TAB = "a tab is used for indentation; use spaces"
_QUOTE_IT = "put the value in quotes"


@dataclass(frozen=True, slots=True)
class Fault:
    """What a YAML parser said. `at` is where it gave up, `context_at` where the thing began that it was reading."""

    problem: str
    at: int
    context: str = ""
    context_at: int | None = None

    @property
    def begin(self) -> int:
        """Return where the faulty thing began; where reading stopped if the parser did not say."""
        return self.at if self.context_at is None else self.context_at


def quote(text: str) -> str:
    """Return a piece of the file for use in a message: one line, nothing that does not print, 60 characters at most."""
    shown = "".join(char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in text[:200])
    shown = " ".join(shown.split())
    return shown if len(shown) <= _QUOTED_LENGTH else shown[: _QUOTED_LENGTH - 1] + "…"


def line_rest(text: str, at: int) -> tuple[int, int]:
    """Return the range from `at` to the end of its line, without blanks at the end.

    Where nothing stands there, it is the line's own text, or that of the nearest line before it that has some; only in
    a blank text is it empty.
    """
    found = _LINE_BREAK.search(text, at)
    end = found.start() if found else len(text)
    length = len(text[:end].rstrip(" \t\r\n"))
    if length > at:
        return at, length
    start = max(text.rfind("\n", 0, length), text.rfind("\r", 0, length)) + 1
    return start + len(text[start:length]) - len(text[start:length].lstrip(" \t")), length


def explain(text: str, fault: Fault) -> tuple[int, str]:
    """Return where in `text` a reader should look for `fault`, and a reason in lower case without a full stop."""
    problem = fault.problem
    context = fault.context
    here = text[fault.at : fault.at + 1]
    before = text[_line_start(text, fault.at) : fault.at]
    if "tab character" in problem or (here == "\t" and "cannot start any token" in problem):
        return fault.at, "a tab stands where a space should; write a space" if before.strip() else _TAB
    if "mapping values are not allowed" in problem:
        return fault.at, _stray_colon(before)
    if "entries are not allowed" in problem:
        return fault.at, f"an unquoted value begins with '- '; {_QUOTE_IT}, or begin the list on a line of its own"
    if "mapping keys are not allowed" in problem:
        return fault.at, f"an unquoted value begins with '? '; {_QUOTE_IT}"
    if "cannot start any token" in problem:
        return fault.at, _reserved(here)
    if any(word in context for word in ("an alias", "an anchor", "a tag", "a directive")):
        return fault.begin, _reserved(text[fault.begin : fault.begin + 1])
    if "undefined tag handle" in problem or "undefined tag handle" in context:
        return fault.at, _reserved("!")
    if "unexpected end of stream" in problem or "unexpected document" in problem:
        return fault.begin, "a quotation mark is opened and never closed"
    if "could not find expected ':'" in problem:
        return fault.begin, "this line has no colon with a space behind it; write it as 'key: value'"
    if "quoted scalar" in context or "double-quoted" in context:
        return fault.at, "a backslash between double quotes is read as a code; write it twice, or use single quotes"
    if "block scalar" in context:
        return fault.at, "text stands on the line of '|' or '>'; begin it on the next line"
    return _explain_structure(text, fault, here, before)


def _explain_structure(text: str, fault: Fault, here: str, before: str) -> tuple[int, str]:
    problem = fault.problem
    closer = re.search(r"expected ',' or '([\]}])'", problem)
    if closer or ("flow" in fault.context and not here):
        opener = text[fault.begin : fault.begin + 1]
        shown = opener if opener in ("[", "{") else text[fault.at - 1 : fault.at]
        return fault.begin, f"a bracket '{quote(shown)}' is not closed, or a comma is missing behind one of its values"
    if "node content" in problem and here:
        return fault.at, f"'{quote(here)}' stands where a value should begin; {_QUOTE_IT}"
    if "unexpected ':'" in problem:
        return fault.at, "a colon in an unquoted value between brackets; put the value in quotes"
    if "'-' indicator" in problem or (
        "block collection" in fault.context and "<block end>" in problem and not before.strip()
    ):
        return fault.at, "this line stands in a list but does not begin with '- ' at the list's indentation"
    if "expected key" in problem or "<document start>" in problem or "<block end>" in problem:
        if before.strip():
            return fault.at, "text follows where the value has ended; put the whole value in quotes"
        return fault.at, "this line does not fit the lines above; check its indentation"
    if "incompatible YAML document" in problem:
        return fault.at, "it asks for another version of YAML; delete the '%YAML' line"
    return fault.at, _plain(problem)


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _stray_colon(before: str) -> str:
    reason = f"a colon followed by a space inside an unquoted value; {_QUOTE_IT}"
    if ": " not in before and before[:1] in (" ", "\t"):
        # The line alone would be a fine `key: value`: it may only stand too far to the right.
        return f"{reason}, or correct the indentation of this line"
    return reason


def _reserved(char: str) -> str:
    return f"an unquoted value cannot begin with '{quote(char)}', which means something else in YAML; {_QUOTE_IT}"


def _plain(problem: str) -> str:
    said = quote(problem).rstrip(".").strip()
    return f"it is not valid YAML: {said[:1].lower()}{said[1:]}" if said else "it is not valid YAML"
