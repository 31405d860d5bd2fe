"""Named tuples as `typing` makes them, without what that costs at every start.

`typing` compiles the annotation of each field and a method of each class while the module is imported. Here one method
is written, when the first tuple is made, and kept compiled. Type checkers see `typing`'s own.
"""

from __future__ import annotations

from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import _tuplegetter

    from medlint.compiled import code_of

    # To write a `__new__` takes as long as to make some tuples without it.
    _FEW = 4

    class _Maker(type):
        """Makes of each class below `NamedTuple` a plain class of tuples, as `typing` does."""

        def __new__(cls, name, bases, members):
            return _make(name, members) if bases else super().__new__(cls, name, bases, members)

    class NamedTuple(metaclass=_Maker):
        """As `typing.NamedTuple`."""

    def _make(name, members):
        made = type(name, (tuple,), {"__slots__": (), **members})
        names = tuple(made.__annotations__)
        defaults = {field: members[field] for field in names if field in members}
        for number, field in enumerate(names):
            setattr(made, field, _tuplegetter(number, None))
        for method in (_asdict, _replace, __getnewargs__, __repr__):
            if method.__name__ not in members:
                setattr(made, method.__name__, method)
        made._fields = made.__match_args__ = names
        made._field_defaults = defaults
        made._make = classmethod(_of)
        made.__new__ = staticmethod(_first_new(made, names, defaults))
        return made

    def _first_new(made, names, defaults):
        """Return a `__new__` that makes the first few tuples field by field: most classes have no more of them.

        Then, and where the arguments are wrong, it writes the real one, puts it in its own place and calls it.
        """
        left = _FEW

        def __new__(cls, *args, **kwargs):  # noqa: N807
            nonlocal left
            left -= 1
            if left >= 0:
                known = {**defaults, **kwargs}
                listed = [*args, *(known[field] for field in names[len(args) :] if field in known)]
                if len(listed) == len(names) and not kwargs.keys() - set(names[len(args) :]):
                    return tuple.__new__(cls, listed)
            scope = {"_new": tuple.__new__, "_defaults": defaults}
            wanted = [f"{field}=_defaults[{field!r}]" if field in defaults else field for field in names]
            values = "".join(f"{field}, " for field in names)
            head = f"def __new__({', '.join(['_cls', *wanted])}):"
            exec(code_of(f"{head}\n return _new(_cls, ({values}))"), scope)
            real = scope["__new__"]
            real.__qualname__ = f"{made.__name__}.__new__"
            made.__new__ = staticmethod(real)
            return real(cls, *args, **kwargs)

        return __new__

    def _of(cls, values):
        made = tuple.__new__(cls, values)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **changes):
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"Got unexpected field names: {list(changes)!r}")
        return made

    def _asdict(self):
        return dict(zip(self._fields, self, strict=True))

    def __getnewargs__(self):  # noqa: N807
        return tuple(self)

    def __repr__(self):  # noqa: N807
        shown = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
        return f"{self.__class__.__name__}({shown})"


__all__ = ["NamedTuple"]
