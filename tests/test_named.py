"""Named tuples behave as those of `typing`: each case is tried with both."""

from __future__ import annotations

import copy
import pickle
import sys
import typing
from collections.abc import Callable
from typing import Any

import pytest

from medlint import named
from medlint.named import NamedTuple
from medlint.text import Position


class Ours(NamedTuple):
    """A place and what stands there."""

    start: int
    end: int = 3
    words: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How long it is."""
        return self.end - self.start

    @classmethod
    def empty(cls) -> Ours:
        return cls(0, 0)


class Theirs(typing.NamedTuple):
    """A place and what stands there."""

    start: int
    end: int = 3
    words: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How long it is."""
        return self.end - self.start

    @classmethod
    def empty(cls) -> Theirs:
        return cls(0, 0)


@pytest.fixture(params=["one by one", "written"])
def ours(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The class, made anew: its tuples are made field by field, or by a `__new__` that is written at once."""
    monkeypatch.setattr(named, "_FEW", 1000 if request.param == "one by one" else 0)
    members = {name: value for name, value in vars(Ours).items() if name in ("__doc__", "length", "empty")}
    members |= {"__annotations__": Ours.__annotations__, **Ours._field_defaults, "__module__": __name__}
    maker: Any = type(NamedTuple)
    made = maker("Ours", (NamedTuple,), members)
    monkeypatch.setattr(sys.modules[__name__], "Ours", made)
    return made


def outcome(work: Callable[[Any], Any], cls: Any) -> Any:
    try:
        return str(work(cls)).replace("Theirs", "Ours")
    except Exception as error:
        return type(error), str(error).replace("Theirs", "Ours")


@pytest.mark.parametrize(
    "work",
    [
        lambda cls: repr(cls(1)),
        lambda cls: repr(cls(1, words=("a",))),
        lambda cls: cls(1, 2, ("b",)).words,
        lambda cls: cls(1).length,
        lambda cls: repr(cls.empty()),
        lambda cls: cls(),
        lambda cls: cls(1, 2, 3, 4),
        lambda cls: cls(1, stop=2),
        lambda cls: cls(1, 2, end=2),
        lambda cls: cls(end=2),
        lambda cls: repr(cls(end=2, start=1)),
        lambda cls: repr(cls(words=("a",), start=1)),
        lambda cls: cls(1)._replace(end=9),
        lambda cls: cls(1)._replace(stop=9),
        lambda cls: cls._make([1, 2, ()]),
        lambda cls: cls._make([1]),
        lambda cls: cls(1)._asdict(),
        lambda cls: (cls._fields, cls._field_defaults, cls.__match_args__, cls.__doc__, cls.__name__),
        lambda cls: (cls.__mro__[1:], type(cls), cls.__slots__, list(cls.__annotations__)),
        lambda cls: cls(1) == (1, 3, ()) and hash(cls(1)) == hash((1, 3, ())) and cls(1) < cls(2),
        lambda cls: pickle.loads(pickle.dumps(cls(1))) == cls(1),
        lambda cls: type(pickle.loads(pickle.dumps(cls(1)))) is cls,
        lambda cls: copy.copy(cls(1)) == copy.deepcopy(cls(1)) == cls(1),
        lambda cls: setattr(cls(1), "start", 2),
        lambda cls: setattr(cls(1), "other", 2),
        lambda cls: [*cls(1)][:2],
    ],
)
def test_named_tuples_are_those_of_typing(work: Callable[[Any], Any], ours: Any) -> None:
    assert outcome(work, ours) == outcome(work, Theirs)


def test_a_pattern_matches_by_place_and_by_name() -> None:
    match Position(1, 2, 3):
        case Position(line, column=column):
            assert (line, column) == (1, 2)
