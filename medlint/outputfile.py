"""Writing a file so that whoever reads it finds the old content or the new, never half of it."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from medlint.typed import BinaryIO


class Replacement:
    """A file that takes the place of `path` when the context manager ends in order; nothing is left of it otherwise.

    A link stays a link, and a device such as /dev/null is written to and never replaced.

    Errors: OSError.
    """

    def __init__(self, path: str) -> None:
        self._target = os.path.realpath(path)
        self._draft: str | None = None

    def __enter__(self) -> BinaryIO:
        try:
            mode = os.stat(self._target).st_mode
        except FileNotFoundError:
            mode = None
        if mode is not None and not stat.S_ISREG(mode):
            self._file = open(self._target, "wb")
            return self._file
        folder, name = os.path.split(self._target)
        self._draft = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
        self._file = open(self._draft, "wb")
        if mode is not None:
            os.chmod(self._draft, stat.S_IMODE(mode))
        return self._file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
            if kind is None and self._draft is not None:
                os.replace(self._draft, self._target)
        finally:
            if self._draft is not None and os.path.lexists(self._draft):
                os.unlink(self._draft)


def replace_file(path: str, data: bytes) -> None:
    """Write `data` to `path` as a `Replacement`.

    Errors: OSError.
    """
    with Replacement(path) as file:
        file.write(data)
