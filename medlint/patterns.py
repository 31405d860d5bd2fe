"""Regular expressions that are compiled when they are first used: most pages never need most of them.

What compiling gives is kept, as Python keeps what compiling its source gives: to work it out anew in every process
takes longer than to check a page. It goes by the exact Python that made it, and where that Python has no such door,
expressions are compiled as ever.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property

from medlint.compiled import Store, states_of
from medlint.typed import Any

try:
    import _sre  # type: ignore[import-not-found]
    from re import _parser  # type: ignore[attr-defined]

    # A step of the code is kept as four bytes.
    _EDITION: str | None = f"{sys.version} {_sre.MAGIC} packed" if _sre.CODESIZE == 4 else None
except (ImportError, AttributeError):
    _EDITION = None

# The last two are loaded only to work something out.
_STORE = Store("expressions", f"{_EDITION} {states_of('patterns', 'firstletters', 'smallletters')}")

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
        return _compile(self.pattern, self._flags)

    @cached_property
    def small(self) -> re.Pattern[str] | None:
        """What finds in a text in small letters (`folding.fold`) just what this, which ignores case, finds in the text
        itself, and sooner; None where nothing is sure to.

        Errors: re.error if it is wrong.
        """
        return _compile_small(self.pattern, self._flags)

    def reading(self, text: str, low: str) -> tuple[re.Pattern[str], str]:
        """Return what finds its matches soonest, and what to look through: `text`, or `low`, the same in small letters.

        Where it matches is the same in both; what stands there is for `text` to say.
        """
        small = self.small
        return (self.compiled, text) if small is None else (small, low)

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


def _compile(pattern: str, flags: int) -> re.Pattern[str]:
    """Return what `re.compile` returns, from the store if it is there.

    Errors: re.error.
    """
    if _EDITION is None:
        return re.compile(pattern, flags)
    key = f"{int(flags)} {pattern}"
    kept = _STORE.get(key)
    if kept is None:
        kept = _work_out(pattern, flags)
        if kept is None:
            return re.compile(pattern, flags)
        _STORE.put(key, kept)
    return _restore(pattern, kept) or re.compile(pattern, flags)


def _compile_small(pattern: str, flags: int) -> re.Pattern[str] | None:
    """Return what does the same for a text in small letters, None where that is not sure.

    Errors: re.error.
    """
    if _EDITION is None:
        return None
    key = f"small {int(flags)} {pattern}"
    kept = _STORE.get(key)
    if kept is None:
        # Nothing is kept as an empty tuple: an entry that is not there is worked out.
        kept = _work_out(pattern, flags, small=True) or ()
        _STORE.put(key, kept)
    return _restore(pattern, kept) if kept else None


def _restore(pattern: str, kept: tuple[Any, ...]) -> re.Pattern[str] | None:
    """Return an expression that was kept, None where this Python does not take it."""
    try:
        flags_in_all, code, *rest = kept
        compiled: re.Pattern[str] = _sre.compile(pattern, flags_in_all, memoryview(code).cast("I").tolist(), *rest)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return None
    return compiled


def _work_out(pattern: str, flags: int, *, small: bool = False) -> tuple[Any, ...] | None:
    """Return the arguments that `re.compile` hands on, but for the pattern, the code packed; None where this Python
    differs, or where a pattern for `small` letters would not do the same.

    As in `re._compiler.compile` of Python 3.11 to 3.14. Errors: re.error.
    """
    from array import array

    try:
        parsed = _parser.parse(pattern, int(flags))
        if small:
            from medlint.smallletters import make_small

            if not make_small(parsed):
                return None
            flags &= ~re.IGNORECASE
        from medlint.firstletters import code_of

        code = code_of(parsed, int(flags))
        state = parsed.state
        groups = state.groups
        names: dict[str, int] = dict(state.groupdict)
        order: list[str | None] = [None] * groups
        for name, number in names.items():
            order[number] = name
        # As numbers of the machine's own kind: they take a fifth of the place of numbers of Python's.
        packed = array("I", [int(one) for one in code]).tobytes()
        return int(flags) | state.flags, packed, groups - 1, names, tuple(order)
    except (AttributeError, ImportError, TypeError, IndexError, OverflowError, RecursionError):
        # Python's own goes somewhat deeper into groups within groups than what looks at its work.
        return None
