"""Globs for paths, as in a .gitignore file and without negation.

Every glob becomes a regular expression that runs in time proportional to the length of the path times the length of
the glob: each piece between two stars is taken at the first place where it fits and never given back (an atomic
group), which is right because such a piece always matches the same number of characters, or of folders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from medlint.patterns import lazy

# `*.md` and its like: the commonest glob of all, which needs no regular expression.
_SUFFIX = lazy(r"\*([^*?\[\\/]+)")

_FOLDERS = "(?:[^/]++/)*?"

# The classes that git knows, in ASCII as git has them.
_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t\\n\\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


class _NoMatchError(Exception):
    """The glob is malformed, and so matches nothing, as in git."""


def compile_globs(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return a function that says whether one of `patterns` matches a path.

    The path is relative to the folder that the patterns belong to, with forward slashes; a folder's ends in a slash.
    `*` and `?` do not cross a slash and `**` between slashes does; `[a-z]` and `[!a-z]` are sets of characters and a
    backslash takes the next character as it is. A pattern with a slash before its end is anchored to the folder, any
    other matches a name at any depth; one that ends in a slash matches folders only. What matches a folder covers all
    that is below it. There is no negation: a leading `!` is a character. A malformed pattern (`[a`) matches nothing.
    """
    return _compile(tuple(patterns))


@lru_cache(maxsize=512)
def _compile(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    source = translate((re.sub(r"^\./", "/", pattern) for pattern in patterns), below=True)
    if source is None:
        return lambda _path: False
    match = re.compile(source, re.DOTALL).match
    suffixes = tuple(found[1] for pattern in patterns if (found := _SUFFIX.fullmatch(pattern)))
    return lambda path: path.endswith(suffixes) or match(path) is not None


def translate(patterns: Iterable[str], *, below: bool) -> str | None:
    """Return the source of a regular expression for `re.match` with `re.DOTALL`, None if the globs match nothing.

    With `below` it matches what lies in a matching folder too, without it that path alone. Folders end in a slash.
    """
    anchored = []
    floating = []
    for pattern in patterns:
        whole = pattern.removesuffix("/")
        try:
            segments = list(_segments(whole.removeprefix("/")))
        except _NoMatchError:
            continue
        slash, end = ("/", r"(?:/|\Z)") if below else (r"/\Z", r"/?\Z")
        end = slash if pattern.endswith("/") else end
        if "/" in whole:
            anchored.append(_path(segments) + end)
        else:
            floating.append(_segment(segments[0]) + end)
    if floating:
        # In one group, so that a path's folders are gone through once and not for each of them.
        anchored.append(f"{_FOLDERS}(?:{'|'.join(floating)})")
    return "|".join(anchored) or None


def _path(segments: list[list[str]]) -> str:
    """Return the expression of an anchored glob: runs of segments between one `**` and the next."""
    runs: list[list[str]] = [[]]
    for previous, segment in pairwise([[], *segments]):
        if not _is_double_star(segment):
            runs[-1].append(_segment(segment))
        elif not _is_double_star(previous):
            runs.append([])
    bodies = ["/".join(run) for run in runs]
    if len(bodies) == 1:
        return bodies[0]
    first = f"{bodies[0]}/" if bodies[0] else ""
    middle = "".join(f"(?>{_FOLDERS}{body}/)" for body in bodies[1:-1])
    return first + middle + (_FOLDERS + bodies[-1] if bodies[-1] else ".*[^/]")


def _is_double_star(segment: list[str]) -> bool:
    return len(segment) > 1 and all(token == "*" for token in segment)


def _segment(tokens: list[str]) -> str:
    """Return the expression of a glob without slashes; each token but the star matches one character."""
    chunks = [""]
    for token in tokens:
        if token == "*":
            chunks.append("")
        else:
            chunks[-1] += token
    if len(chunks) == 1:
        return chunks[0]
    if not any(chunks):
        return "[^/]++"
    middle = "".join(f"(?>[^/]*?{chunk})" for chunk in chunks[1:-1] if chunk)
    return f"{chunks[0]}{middle}[^/]*{chunks[-1]}"


def _segments(pattern: str) -> Iterator[list[str]]:
    """Yield the tokens of each part between slashes: `*` for a star, else an expression for one character."""
    segment: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            segment.append("*")
        elif char == "?":
            segment.append("[^/]")
        elif char == "[":
            token, at = _set(pattern, at)
            segment.append(token)
        else:
            if char == "\\":
                char, at = _char(pattern, at)
            if char != "/":
                segment.append(re.escape(char))
                continue
            if not segment:
                raise _NoMatchError
            yield segment
            segment = []
    if not segment:
        raise _NoMatchError
    yield segment


def _char(pattern: str, at: int) -> tuple[str, int]:
    if at >= len(pattern):
        raise _NoMatchError
    return pattern[at], at + 1


def _set(pattern: str, at: int) -> tuple[str, int]:
    """Return the expression of a set in brackets that starts at `at`, and the place after it."""
    char, at = _char(pattern, at)
    negated = char in "!^"
    if negated:
        char, at = _char(pattern, at)
    items = []
    low = ""  # the character that a range may start with
    first = True
    while first or char != "]":
        first = False
        if char == "-" and low and pattern[at : at + 1] not in ("", "]"):
            high, at = _char(pattern, at)
            if high == "\\":
                high, at = _char(pattern, at)
            if low <= high:
                items.append(f"{re.escape(low)}-{re.escape(high)}")
            low = ""
        elif char == "[" and (named := _posix(pattern, at)):
            items.append(_POSIX[named])
            at += len(named) + 3
            low = ""
        else:
            if char == "\\":
                char, at = _char(pattern, at)
            items.append(re.escape(char))
            low = char
        char, at = _char(pattern, at)
    return f"(?!/)[{'^' * negated}{''.join(items)}]", at


def _posix(pattern: str, at: int) -> str:
    """Return the name in `[:name:]` whose first colon is at `at`, "" if none is there."""
    if not pattern.startswith(":", at):
        return ""
    end = pattern.find("]", at + 1)
    if end < 0 or pattern[end - 1] != ":" or end - 1 == at:
        return ""
    name = pattern[at + 1 : end - 1]
    if name not in _POSIX:
        raise _NoMatchError
    return name
