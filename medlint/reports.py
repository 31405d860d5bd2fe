"""The reports of a run: in memory for a site of ordinary size, beyond that in a file, so that memory stays flat.

A temporary folder that is full or missing costs memory and no run: what the file does not take stays in memory.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain, islice

from medlint.diagnostic import FileReport
from medlint.typed import IO

# So many reports of real pages take some 24 MiB.
IN_MEMORY = 4_000
_BATCH = 64
# The least that compressing can do takes off four fifths: findings of a rule are much alike.
_LEVEL = 1


class Reports(Collection[FileReport]):
    """Reports in the order in which they came. They may be gone through any number of times, each time as equals."""

    _file: IO[bytes] | None = None

    def __init__(self, reports: Iterable[FileReport] = (), in_memory: int = IN_MEMORY) -> None:
        source = iter(reports)
        self._kept = list(islice(source, in_memory + 1))
        self._places = array("Q", [0])
        self._count = len(self._kept)
        if self._count > in_memory:
            rest = chain(self._kept, source)
            self._kept = []
            self._count = self._write(rest)

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[FileReport]:
        if self._file is None:
            return iter(self._kept)
        return chain(self._read(), self._kept)

    def __contains__(self, report: object) -> bool:
        return any(one == report for one in self)

    def changed(self, change: Callable[[FileReport], FileReport]) -> Reports:
        """Return these reports, each as `change` has it: at once, or whenever it is read, and equal each time."""
        if self._file is None:
            return Reports(map(change, self._kept), len(self._kept))
        return _Changed(self, change)

    def _write(self, reports: Iterable[FileReport]) -> int:
        """Put reports aside, in memory from where the file takes no more, and return how many there are."""
        import pickle
        from tempfile import TemporaryFile

        import medlint.transport  # noqa: F401, tells how reports are pickled

        count = 0
        source = iter(reports)
        while batch := list(islice(source, _BATCH)):
            try:
                if self._file is None:
                    # The system deletes it when it is closed. Nothing is buffered: what a full disk did not take would
                    # be tried again at every later turn.
                    self._file = TemporaryFile(prefix="medlint-", buffering=0)  # noqa: SIM115
                self._put(zlib.compress(pickle.dumps(batch, pickle.HIGHEST_PROTOCOL), _LEVEL))
            except OSError:
                self._kept = [*batch, *source]
                return count + len(self._kept)
            count += len(batch)
        return count

    def _put(self, data: bytes) -> None:
        assert self._file is not None
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._places.append(self._places[-1] + len(data))

    def _read(self) -> Iterator[FileReport]:
        import pickle

        assert self._file is not None
        for start, end in zip(self._places, self._places[1:], strict=False):
            # Others may read between two batches.
            self._file.seek(start)
            # What is unpickled is what this very process has pickled, in a file that has no name.
            yield from pickle.loads(zlib.decompress(self._file.read(end - start)))


class _Changed(Reports):
    """Other reports, each with a change."""

    def __init__(self, base: Reports, change: Callable[[FileReport], FileReport]) -> None:
        self._base = base
        self._change = change

    def __len__(self) -> int:
        return len(self._base)

    def __iter__(self) -> Iterator[FileReport]:
        return map(self._change, self._base)

    def changed(self, change: Callable[[FileReport], FileReport]) -> Reports:
        return _Changed(self, change)
