"""Many texts in little memory: one piece of bytes, and where each text ends in it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

from medlint.typed import overload


class Packed(Sequence[str]):
    """Texts, each of which is made anew when it is asked for.

    A text of Python's own takes some 50 bytes beside its letters, and leaves holes in memory when it goes.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._ends = array("Q", [0])
        content = bytearray()
        for text in texts:
            # Names of files may hold what is no letter of any alphabet.
            content += text.encode("utf-8", "surrogatepass")
            self._ends.append(len(content))
        self._content = bytes(content)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[str]:
        return map(self._text, range(len(self)))

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        numbers = range(len(self))[index]
        return self._text(numbers) if isinstance(numbers, int) else [*map(self._text, numbers)]

    def _text(self, number: int) -> str:
        start, end = self._ends[number : number + 2]
        return self._content[start:end].decode("utf-8", "surrogatepass")
