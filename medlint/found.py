"""The files that a run checks, and those that it met and does not check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from medlint.named import NamedTuple
from medlint.records import dataclass
from medlint.typed import overload


def real_path(path: str, start: str) -> str:
    """Return the real path of a file in `Files`, by its printed path and what is kept beside that."""
    # No path can hold that sign.
    return start[1:] if start.startswith("\0") else start + path


class Found(NamedTuple):
    """A file to check: `path` is printed, `real` is opened (absolute, without links)."""

    path: str
    real: str


# Of so many files the paths are packed; of fewer they are quicker at hand as they are.
_MANY = 4_000


class Files(Sequence[Found]):
    """Files, as little of each as can be: of a large site they are all held to the end of the run."""

    def __init__(self, files: Iterable[tuple[str, str]]) -> None:
        """Take printed and real paths."""
        self._paths: Sequence[str]
        # What stands before the printed path in the real one, which most files share; or the whole real path.
        self._starts: list[str] = []
        known: dict[str, str] = {}
        paths: list[str] = []
        for path, real in files:
            start = real.removesuffix(path) if real.endswith(path) else f"\0{real}"
            paths.append(path)
            self._starts.append(known.setdefault(start, start))
        if len(paths) >= _MANY:
            from medlint.packed import Packed

            self._paths = Packed(paths)
        else:
            self._paths = paths

    @property
    def paths(self) -> Sequence[str]:
        """The printed paths."""
        return self._paths

    @classmethod
    def restored(cls, parts: tuple[list[str], list[str]]) -> Files:
        """Return the files of which `parts` gave these."""
        files = cls(())
        files._paths, files._starts = parts
        return files

    def parts(self) -> tuple[list[str], list[str]]:
        """Return what the files can be restored from: two lists of text."""
        return list(self._paths), self._starts

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[Found]:
        for path, start in zip(self._paths, self._starts, strict=True):
            yield Found(path, real_path(path, start))

    @overload
    def __getitem__(self, index: int) -> Found: ...

    @overload
    def __getitem__(self, index: slice) -> Files: ...

    def __getitem__(self, index: int | slice) -> Found | Files:
        if isinstance(index, slice):
            return Files((one.path, one.real) for one in (self[at] for at in range(*index.indices(len(self)))))
        path, start = self._paths[index], self._starts[index]
        return Found(path, real_path(path, start))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was named or met and is not checked; `reason` starts in lower case and has no full stop."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """Files and skipped entries are sorted by path. `ignored` counts what `exclude` and git left out in the folders.

    A folder that is left out counts as one, and a file only if it is of a kind that is checked.
    """

    files: Sequence[Found]
    skipped: tuple[Skipped, ...]
    ignored: int
