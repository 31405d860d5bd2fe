"""Writing a file so that whoever reads it finds the old content or the new, never half of it."""

from __future__ import annotations

import os
import stat


def replace_file(path: str, data: bytes) -> None:
    """Write `data` to `path`. A link stays a link, and a device such as /dev/null is written to and never replaced.

    Errors: OSError.
    """
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode  # noqa: PTH116 - this module is loaded at every start, pathlib is not
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        _write(target, data)
        return
    draft = os.path.join(os.path.dirname(target), f".{os.path.basename(target)}.{os.getpid()}.tmp")  # noqa: PTH118, PTH119, PTH120
    try:
        _write(draft, data)
        if mode is not None:
            os.chmod(draft, stat.S_IMODE(mode))  # noqa: PTH101
        os.replace(draft, target)  # noqa: PTH105
    except BaseException:
        if os.path.lexists(draft):
            os.unlink(draft)  # noqa: PTH108
        raise


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(data)
