"""Data classes as `dataclasses` makes them, without what that costs at every start.

The standard library writes six methods of each class as text and compiles them while the module is imported: with
the classes of this package that takes longer than all the rest of a start. Here the methods are closures, and only
`__init__` is written, when the first instance is made, and kept compiled. Type checkers see the standard library's own.

Taken over: `init`, `frozen`, `slots`, `order`, `eq`, `unsafe_hash`, `field()` with its defaults and flags, `fields`,
`replace`, inheritance, `__post_init__`, and the attributes by which the standard library knows a data class. Left out:
what nobody here uses (InitVar, ClassVar, keyword-only fields, match patterns by place).
"""

from __future__ import annotations

import operator

from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields, replace
else:
    from medlint.compiled import code_of

    class FrozenInstanceError(AttributeError):
        """A field of a frozen record was assigned to."""

    class _Missing:
        def __repr__(self):
            return "MISSING"

    MISSING = _Missing()

    # To write an `__init__` takes as long as to fill some instances without it.
    _FEW = 4

    class Field:
        """One field: its name, its default or what makes it, and which methods take it into account."""

        __slots__ = ("_field_type", "compare", "default", "default_factory", "hash", "init", "name", "repr", "type")

        def __init__(self, default, default_factory, init, repr, hash, compare):  # noqa: A002 - as in dataclasses
            self.name = self.type = self._field_type = None
            self.default, self.default_factory = default, default_factory
            self.init, self.repr, self.hash, self.compare = init, repr, hash, compare

    def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True):  # noqa: A002
        """As `dataclasses.field`."""
        return Field(default, default_factory, init, repr, hash, compare)

    def fields(record):
        """Return the fields of a record or of its class, in order."""
        return tuple(record.__dataclass_fields__.values())

    def replace(record, /, **changes):
        """Return a copy with other values in some fields."""
        for item in record.__dataclass_fields__.values():
            if item.init and item.name not in changes:
                changes[item.name] = getattr(record, item.name)
        return type(record)(**changes)

    def dataclass(cls=None, /, *, init=True, frozen=False, slots=False, eq=True, order=False, unsafe_hash=False):
        """Make a class a record: as `dataclasses.dataclass`."""

        def wrap(cls):
            return _make(cls, init, frozen, slots, eq, order, unsafe_hash)

        return wrap if cls is None else wrap(cls)

    def _make(cls, init, frozen, slots, eq, order, unsafe_hash):
        own = [_own_field(cls, name, kind) for name, kind in cls.__annotations__.items()]
        items = {}
        for base in reversed(cls.__mro__[1:]):
            items.update(getattr(base, "__dataclass_fields__", None) or {})
        items.update((item.name, item) for item in own)
        cls.__dataclass_fields__ = items
        cls.__match_args__ = tuple(name for name, item in items.items() if item.init)
        if slots:
            cls = _with_slots(cls, [item.name for item in own])
        values = tuple(items.values())
        compared = _values_of([item.name for item in values if item.compare])
        _set(cls, "__repr__", _repr_of([item.name for item in values if item.repr]))
        if eq:
            _set(cls, "__eq__", _equal_by(compared))
            hashed = [item.name for item in values if (item.compare if item.hash is None else item.hash)]
            _set(cls, "__hash__", _hash_by(_values_of(hashed)) if frozen or unsafe_hash else None)
        if order:
            for name in ("__lt__", "__le__", "__gt__", "__ge__"):
                _set(cls, name, _order_by(name, compared))
        if frozen:
            cls.__setattr__, cls.__delattr__ = _refuse, _refuse
        if slots and (frozen or not init):
            # By the standard library's way each field would be set by a call of its own.
            _set(cls, "__reduce__", _reduce_by(cls, values))
        if init:
            _set(cls, "__init__", _first_init(cls, values, frozen))
        return cls

    def _own_field(cls, name, kind):
        item = cls.__dict__.get(name, MISSING)
        if not isinstance(item, Field):
            item = Field(item, MISSING, init=True, repr=True, hash=None, compare=True)
        elif item.default is MISSING:
            delattr(cls, name)
        else:
            setattr(cls, name, item.default)
        item.name, item.type = name, kind
        return item

    def _with_slots(cls, names):
        """Return the class anew with slots: a class that exists takes none."""
        inherited = {name for base in cls.__mro__[1:] for name in getattr(base, "__slots__", ())}
        left_out = {*names, "__dict__", "__weakref__"}
        members = {name: value for name, value in cls.__dict__.items() if name not in left_out}
        members["__slots__"] = tuple(name for name in names if name not in inherited)
        made = type(cls)(cls.__name__, cls.__bases__, members)
        made.__qualname__ = cls.__qualname__
        return made

    def _set(cls, name, value):
        """Give the class a method unless it has one of its own."""
        own = cls.__dict__
        # A class with an `__eq__` of its own has a `__hash__` of None that nobody wrote.
        if name not in own or (name == "__hash__" and own[name] is None and "__eq__" in own and value is not None):
            if callable(value):
                value.__qualname__ = f"{cls.__qualname__}.{name}"
            setattr(cls, name, value)

    def _values_of(names):
        """Return what gives the fields' values of a record as one value that can be compared and hashed."""
        return operator.attrgetter(*names) if names else lambda _: ()

    def _equal_by(values):
        def __eq__(self, other):  # noqa: N807
            if other.__class__ is self.__class__:
                return self is other or values(self) == values(other)
            return NotImplemented

        return __eq__

    def _hash_by(values):
        def __hash__(self):  # noqa: N807
            return hash(values(self))

        return __hash__

    def _order_by(name, values):
        relation = getattr(operator, name)

        def compare(self, other):
            if other.__class__ is self.__class__:
                return relation(values(self), values(other))
            return NotImplemented

        return compare

    def _repr_of(names):
        def __repr__(self):  # noqa: N807
            shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
            return f"{self.__class__.__qualname__}({shown})"

        return __repr__

    def _refuse(self, name, *_):
        raise FrozenInstanceError(f"cannot assign to field '{name}' of a frozen {type(self).__qualname__}")

    def _reduce_by(cls, items):
        names = [item.name for item in items]
        if not all(item.init for item in items):
            raise TypeError(f"{cls.__qualname__}: a frozen record with slots has no field that is not given")
        values = _values_of(names)

        def __reduce__(self):  # noqa: N807
            # Of one field, the value itself is given.
            return cls, values(self) if len(names) != 1 else (values(self),)

        return __reduce__

    def _first_init(cls, items, frozen):
        """Return an `__init__` that fills the first few instances field by field: most classes have no more of them.

        Then, and where the arguments are wrong, it writes the real one, puts it in its own place and calls it.
        """
        left = _FEW

        def __init__(self, *args, **kwargs):  # noqa: N807
            nonlocal left
            left -= 1
            if left >= 0 and _fill(self, items, frozen, args, kwargs):
                if hasattr(self, "__post_init__"):
                    self.__post_init__()
                return
            real = _write_init(cls, items, frozen)
            cls.__init__ = real
            real(self, *args, **kwargs)

        return __init__

    def _fill(self, items, frozen, args, kwargs):
        """Give an instance the values of its fields, and return whether the arguments were right."""
        assign = object.__setattr__ if frozen else setattr
        taken = named = 0
        for item in items:
            name, value = item.name, MISSING
            if item.init and taken < len(args):
                value = args[taken]
                taken += 1
            elif item.init and name in kwargs:
                value = kwargs[name]
                named += 1
            if value is MISSING and item.default_factory is not MISSING:
                value = item.default_factory()
            elif value is MISSING:
                value = item.default
            if value is not MISSING:
                assign(self, name, value)
            elif item.init:
                return False
        return taken == len(args) and named == len(kwargs)

    def _write_init(cls, items, frozen):
        scope = {"MISSING": MISSING, "_set": object.__setattr__}
        params, body = [], []
        for number, item in enumerate(items):
            name, value = item.name, item.name
            if item.default_factory is not MISSING:
                scope[f"_f{number}"] = item.default_factory
                value = f"_f{number}() if {name} is MISSING else {name}" if item.init else f"_f{number}()"
                params.append(f"{name}=MISSING")
            elif item.default is not MISSING:
                scope[f"_d{number}"] = item.default
                params.append(f"{name}=_d{number}")
                value = name if item.init else f"_d{number}"
            else:
                params.append(name)
            if not item.init:
                params.pop()
                if item.default is MISSING and item.default_factory is MISSING:
                    continue
            member = cls.__dict__.get(name)
            if not frozen:
                body.append(f" self.{name} = {value}")
            elif hasattr(member, "__set__") and hasattr(member, "__get__"):
                # A slot is filled by its own descriptor: that is quicker than by name.
                scope[f"_s{number}"] = member.__set__
                body.append(f" _s{number}(self, {value})")
            else:
                body.append(f" _set(self, {name!r}, {value})")
        if hasattr(cls, "__post_init__"):
            body.append(" self.__post_init__()")
        exec(code_of(f"def __init__({', '.join(['self', *params])}):\n" + "\n".join(body or [" pass"])), scope)
        real = scope["__init__"]
        real.__qualname__ = f"{cls.__qualname__}.__init__"
        return real


__all__ = ["MISSING", "FrozenInstanceError", "dataclass", "field", "fields", "replace"]
