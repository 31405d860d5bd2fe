"""The files of a run, with the settings for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from medlint.config import Config
from medlint.found import Files
from medlint.named import NamedTuple
from medlint.typed import Protocol


class File(Protocol):
    """A file by the path that is printed and the real one."""

    @property
    def path(self) -> str: ...  # noqa: D102

    @property
    def real(self) -> str: ...  # noqa: D102


class Candidate(NamedTuple):
    """A file that is to be checked: the path that is printed, the real one, and the settings for it."""

    path: str
    real: str
    config: Config


class Candidates:
    """The files of a run, each of which is put together when it is asked for: of a large site there are many."""

    def __init__(self, files: Sequence[File], config_for: Callable[[str], Config]) -> None:
        self.files = files if isinstance(files, Files) else Files((file.path, file.real) for file in files)
        self._paths = self.files.paths
        self._configs = [*map(config_for, self._paths)]

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, number: int) -> Candidate:
        file = self.files[number]
        return Candidate(file.path, file.real, self._configs[number])

    def __iter__(self) -> Iterator[Candidate]:
        return map(self.__getitem__, range(len(self)))

    def part(self, numbers: range) -> Iterator[tuple[str, Config]]:
        """Yield the printed paths of some of them, that follow each other, and the settings for them."""
        place = slice(numbers.start, numbers.stop)
        return zip(self._paths[place], self._configs[place], strict=True)

    @cached_property
    def configs(self) -> tuple[Config, ...]:
        """The settings of the files, each once, in the order in which they are first needed."""
        return tuple({id(config): config for config in self._configs}.values())
