"""A property that is worked out once for each object: the many small ones that every page asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from medlint.typed import Any, Generic, TypeVar, overload

P = TypeVar("P")
T = TypeVar("T")


def once_a_page(work: Callable[[P], T]) -> Callable[[P], T]:
    """Return `work`, whose result is kept with the page that it is given, as a cached property's is, and dies with it.

    For what several rules ask of a page that need not know of them.
    """
    key = f"{work.__module__}.{work.__qualname__}"

    @wraps(work)
    def known(page: P) -> T:
        kept = vars(page)
        if key not in kept:
            kept[key] = work(page)
        result: T = kept[key]
        return result

    return known


def let_go(page: object) -> None:
    """Empty a page that is done with: what is kept with it refers to it, and nothing else would free both."""
    vars(page).clear()


class once(Generic[T]):  # noqa: N801
    """As `functools.cached_property`, for objects of one thread.

    Python 3.11 takes a lock there, which costs more than most of what it guards; 3.12 does so no more.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> once[T]: ...

    @overload
    def __get__(self, instance: object, owner: type | None = None) -> T: ...

    def __get__(self, instance: object | None, owner: type | None = None) -> once[T] | T:
        if instance is None:
            return self
        # The next time, the object's own entry is found before this.
        value = instance.__dict__[self._name] = self._work(instance)
        return value
