"""Records behave as the standard library's data classes: each case is tried with both."""

from __future__ import annotations

import dataclasses
import pickle
from functools import cached_property
from types import ModuleType
from typing import Any

import pytest

from medlint import records


def classes(maker: ModuleType) -> dict[str, Any]:
    dataclass, field = maker.dataclass, maker.field

    @dataclass(frozen=True, slots=True, order=True)
    class Range:
        """Two numbers."""

        start: int
        end: int

        def __post_init__(self) -> None:
            if self.end < self.start:
                raise ValueError("not a range")

    @dataclass(frozen=True)
    class Plain:
        name: str
        tags: tuple[str, ...] = ()
        more: dict[str, int] = field(default_factory=dict)
        hidden: int = field(default=3, repr=False, compare=False)
        made: str = field(init=False, repr=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "made", self.name.upper())

        @cached_property
        def length(self) -> int:
            return len(self.name)

    @dataclass(frozen=True)
    class Child(Plain):
        name: str = "child"
        age: int = 0

    @dataclass(slots=True)
    class Loose:
        items: list[int] = field(default_factory=list)
        seen: set[str] = field(default_factory=set, init=False, repr=False)

    @dataclass(frozen=True, eq=False)
    class Same:
        value: int

    @dataclass(frozen=True)
    class Own:
        value: int
        other: int = field(default=0, hash=False)

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own) and other.value % 10 == self.value % 10

        def __hash__(self) -> int:
            return self.value % 10

    @dataclass(frozen=True)
    class Empty:
        pass

    return {one.__name__: one for one in (Range, Plain, Child, Loose, Same, Own, Empty)}


OURS, THEIRS = classes(records), classes(dataclasses)


@pytest.fixture(autouse=True, params=["filled", "written"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first instances are filled field by field, the others by an `__init__` that is written then."""
    monkeypatch.setattr(records, "_FEW", 1000 if request.param == "filled" else 0)
    for name, cls in classes(records).items():
        monkeypatch.setitem(OURS, name, cls)


CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("Range", (1, 2), {}),
    ("Range", (1,), {"end": 5}),
    ("Range", (2, 1), {}),
    ("Range", (1,), {}),
    ("Range", (1, 2, 3), {}),
    ("Range", (1, 2), {"start": 1}),
    ("Plain", ("a",), {}),
    ("Plain", ("a", ("b",), {"c": 1}, 4), {}),
    ("Plain", (), {"name": "a", "made": "b"}),
    ("Child", (), {}),
    ("Child", ("x",), {"age": 3}),
    ("Loose", (), {}),
    ("Loose", ([1],), {}),
    ("Loose", ([1], {"a"}), {}),
    ("Loose", (), {"seen": {"a"}}),
    ("Loose", ([1],), {"items": []}),
    ("Child", ("x", (), {}, 1, 2, 3), {}),
    ("Same", (1,), {}),
    ("Own", (11,), {}),
    ("Empty", (), {}),
]


def outcome(cls: Any, args: tuple[Any, ...], given: dict[str, Any]) -> tuple[str, Any]:
    try:
        return "made", cls(*args, **given)
    except (TypeError, ValueError) as error:
        return type(error).__name__, None


def bare(record: Any) -> str:
    return repr(record).replace("classes.<locals>.", "")


@pytest.mark.parametrize(("name", "args", "given"), CALLS)
def test_they_are_made_shown_and_hashed_alike(name: str, args: tuple[Any, ...], given: dict[str, Any]) -> None:
    (ours_said, ours), (theirs_said, theirs) = outcome(OURS[name], args, given), outcome(THEIRS[name], args, given)
    assert ours_said == theirs_said
    if ours is None:
        return
    again = OURS[name](*args, **given)
    assert (ours == again) == (theirs == THEIRS[name](*args, **given))
    assert ours != theirs
    assert (OURS[name].__hash__ is None) == (THEIRS[name].__hash__ is None)
    assert [item.name for item in records.fields(ours)] == [item.name for item in dataclasses.fields(theirs)]
    assert dataclasses.is_dataclass(ours)
    if name != "Same":
        assert bare(ours) == bare(theirs)
        values = [getattr(theirs, item.name) for item in dataclasses.fields(theirs)]
        assert [getattr(ours, item.name) for item in records.fields(ours)] == values


def test_hashes_follow_equality() -> None:
    assert len({OURS["Range"](1, 2), OURS["Range"](1, 2), OURS["Range"](1, 3)}) == 2
    assert len({OURS["Own"](1), OURS["Own"](11)}) == 1
    assert len({OURS["Same"](1), OURS["Same"](1)}) == 2
    with pytest.raises(TypeError):
        hash(OURS["Loose"]())


def test_order_is_by_the_fields() -> None:
    ranges = [OURS["Range"](2, 3), OURS["Range"](1, 9), OURS["Range"](1, 2)]
    assert [(one.start, one.end) for one in sorted(ranges)] == [(1, 2), (1, 9), (2, 3)]
    assert OURS["Range"](1, 2) <= OURS["Range"](1, 2)
    with pytest.raises(TypeError):
        assert OURS["Range"](1, 2) < 3


@pytest.mark.parametrize("name", ["Range", "Plain", "Own"])
def test_what_is_frozen_stays(name: str) -> None:
    record = OURS[name](*{"Range": (1, 2), "Plain": ("a",), "Own": (1,)}[name])
    first = records.fields(record)[0].name
    with pytest.raises(AttributeError, match=first):
        setattr(record, first, 1)
    with pytest.raises(records.FrozenInstanceError):
        delattr(record, first)


def test_slots_leave_no_room() -> None:
    assert not hasattr(OURS["Range"](1, 2), "__dict__")
    loose = OURS["Loose"]()
    loose.items = [1]
    assert loose.items == [1]
    with pytest.raises(AttributeError):
        loose.other = 1


def test_a_copy_may_differ() -> None:
    for replace in (records.replace, dataclasses.replace):
        copy = replace(OURS["Range"](1, 2), end=7)
        assert (copy.start, copy.end) == (1, 7)
        assert replace(OURS["Plain"]("a"), name="b").made == "B"
        with pytest.raises(TypeError):
            replace(OURS["Range"](1, 2), middle=7)


def test_defaults_are_not_shared() -> None:
    one, other = OURS["Loose"](), OURS["Loose"]()
    one.items.append(1)
    one.seen.add("a")
    assert (other.items, other.seen) == ([], set())


def test_cached_properties_work() -> None:
    assert OURS["Plain"]("abc").length == 3


@records.dataclass(frozen=True, slots=True)
class Sent:
    """Of the module, so that it can be pickled."""

    a: int
    b: tuple[int, ...] = ()


def test_they_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(Sent(1, (2,)))) == Sent(1, (2,))


def test_after_the_first_few_instances_the_initialiser_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_FEW", 2)
    cls = classes(records)["Range"]
    first = cls.__init__
    assert [cls(1, 2).end, cls(1, end=3).end] == [2, 3]
    assert cls.__init__ is first
    assert [cls(1, 4).end, cls(1, end=5).end] == [4, 5]
    assert cls.__init__ is not first
