"""Regular expressions that are compiled when they are first used: most pages never need most of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

Replacement = str | Callable[[re.Match[str]], str]


class LazyPattern:
    """Stands for `re.compile(pattern, flags)`, which it calls at the first match that is asked for."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    def __repr__(self) -> str:
        return f"LazyPattern({self.pattern!r})"

    def __reduce__(self) -> tuple[type[LazyPattern], tuple[str, int]]:
        return LazyPattern, (self.pattern, self._flags)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression.

        Errors: re.error if it is wrong.
        """
        return re.compile(self.pattern, self._flags)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled expression."""
        return self.compiled.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled expression."""
        return self.compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled expression."""
        return self.compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """As of a compiled expression."""
        return self.compiled.finditer

    def findall(self, text: str, start: int = 0, end: int | None = None) -> list[str]:
        """As of a compiled expression that has one group or none."""
        found: list[str] = self.compiled.findall(text, start, len(text) if end is None else end)
        return found

    def sub(self, replacement: Replacement, text: str, count: int = 0) -> str:
        """As of a compiled expression."""
        return self.compiled.sub(replacement, text, count)

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        """As of a compiled expression without groups."""
        return [piece for piece in self.compiled.split(text, maxsplit) if piece is not None]


def lazy(pattern: str, flags: int = 0) -> LazyPattern:
    """Return the expression, to be compiled when it is first used."""
    return LazyPattern(pattern, flags)
