"""What annotations need of `typing`, which at run time is not loaded: that takes longer than to check a page.

Type checkers see the standard library's own; at run time these names stand for next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import IO as IO
    from typing import Any as Any
    from typing import BinaryIO as BinaryIO
    from typing import Final as Final
    from typing import Generic as Generic
    from typing import Literal as Literal
    from typing import NewType as NewType
    from typing import NoReturn as NoReturn
    from typing import Protocol as Protocol
    from typing import TextIO as TextIO
    from typing import TypeVar as TypeVar
    from typing import cast as cast
    from typing import overload as overload
else:
    IO = Any = BinaryIO = Final = Literal = NoReturn = TextIO = object

    class Generic:
        """A base of classes with a type for a parameter."""

        def __class_getitem__(cls, _):
            return cls

    class Protocol:
        """A base of classes that say what something is like."""

    def TypeVar(name, *_, **__):  # noqa: N802 - as in typing
        """Return a name for a type."""
        return name

    def NewType(_, kind):  # noqa: N802 - as in typing
        """Return the type itself."""
        return kind

    def cast(_, value):
        """Return the value."""
        return value

    def overload(function):
        """Return the function."""
        return function
