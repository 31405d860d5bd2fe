"""Records some of whose fields are worked out when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable

from medlint.typed import Any, TypeVar


class Late:
    """A record some of whose fields are worked out when they are first asked for: most of a run's are never shown."""

    __slots__ = ("_part",)

    def __getattr__(self, name: str) -> Any:
        # Python asks here for what is not there yet.
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            part = object.__getattribute__(self, "_part")
        except AttributeError:
            raise AttributeError(name) from None
        value = part(name)
        object.__setattr__(self, name, value)
        return value


_Late = TypeVar("_Late", bound=Late)


def late(cls: type[_Late], *known: str) -> Callable[..., _Late]:
    """Return what makes a record of which only the fields `known` are there.

    It is called with their values and then with a function that returns each of the other fields by its name.
    """
    # A slot is filled by its own descriptor: that is quicker than by name.
    fillers = [getattr(cls, name).__set__ for name in (*known, "_part")]
    new = object.__new__

    def make(*values: object) -> _Late:
        record = new(cls)
        for fill, value in zip(fillers, values, strict=True):
            fill(record, value)
        return record

    return make
