"""What a run tells on standard output and standard error, kept as it goes by, in its order."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable

from medlint.typed import Any

# In bytes, of each stream. Of what is too much to be kept, nothing is.
LARGEST = 16 * 1024 * 1024


class Told:
    """Stands between this process and its two streams from when it is made."""

    def __init__(self) -> None:
        self._told: list[tuple[int, bytes]] = []
        # Without a reference to them, the streams would be closed.
        self._streams = (sys.stdout, sys.stderr)
        self._copies = [_Copy(stream.buffer, number, self._told) for number, stream in enumerate(self._streams)]
        sys.stdout, sys.stderr = map(_text_on, self._copies, self._streams)

    def pieces(self) -> list[tuple[int, bytes]] | None:
        """Return what was told, each piece with 0 for standard output or 1; None where not all was taken, or kept.

        Errors: OSError.
        """
        sys.stdout.flush()
        sys.stderr.flush()
        if not all(copy.whole for copy in self._copies):
            return None
        joined: list[tuple[int, list[bytes]]] = []
        for number, data in self._told:
            # Pieces of one stream that follow each other are one.
            if not joined or joined[-1][0] != number:
                joined.append((number, []))
            joined[-1][1].append(data)
        return [(number, b"".join(data)) for number, data in joined]


def _text_on(copy: Any, stream: Any) -> io.TextIOWrapper:
    """Return a stream of text that writes to `copy` as `stream` would."""
    return io.TextIOWrapper(
        copy,
        encoding=stream.encoding,
        errors=stream.errors,
        newline="\n" if os.linesep == "\n" else None,
        line_buffering=stream.line_buffering,
    )


class _Copy(io.BufferedIOBase):
    """Writes to a stream's buffer, and keeps what was written. `whole`: all of it was taken, and is kept."""

    def __init__(self, buffer: Any, number: int, told: list[tuple[int, bytes]]) -> None:
        self._buffer = buffer
        self._number = number
        self._told = told
        self._size = 0
        self.whole = True

    def write(self, data: Any) -> int:
        self._size += len(data)
        self.whole = self.whole and self._size <= LARGEST
        if self.whole:
            self._told.append((self._number, bytes(data)))
        return int(self._try(lambda: self._buffer.write(data)))

    def flush(self) -> None:
        self._try(self._buffer.flush)

    def _try(self, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except OSError:
            # Whoever reads went away, and medlint told no more than it had to.
            self.whole = False
            raise

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        number: int = self._buffer.fileno()
        return number

    def isatty(self) -> bool:
        return bool(self._buffer.isatty())
