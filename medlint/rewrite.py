"""Replacing a file as a whole: whatever happens on the way, it holds the old bytes or the new ones."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class NotWrittenError(Exception):
    """The file was left as it is; `reason` says why, in lower case and without a full stop."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def rewrite(path: str, before: bytes, after: bytes) -> None:
    """Put `after` in the place of the file at `path`, which holds `before`; its permissions stay.

    `path` has no link in it. The new bytes go to a file beside it, are flushed to the disk, and take its name.
    Errors: NotWrittenError where the file is read-only or has changed since `before` was read, or the disk refuses.
    """
    target = Path(path)
    try:
        state = target.lstat()
        if not stat.S_ISREG(state.st_mode):
            raise NotWrittenError("it is no regular file any more")
        # An administrator may write to anything, so that the permissions themselves are asked.
        if not state.st_mode & _WRITABLE or not os.access(target, os.W_OK):
            raise NotWrittenError("it is read-only; make it writable (chmod u+w) and run again")
        if target.read_bytes() != before:
            raise NotWrittenError("another program changed it while it was checked; run again")
        _replace(target, after, state)
    except OSError as error:
        raise NotWrittenError(f"it cannot be written: {error.strerror or error}") from None


def _replace(target: Path, data: bytes, state: os.stat_result) -> None:
    handle, name = tempfile.mkstemp(prefix=".medlint-", suffix=".tmp", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            if hasattr(os, "fchown"):
                # The owner stays too, as far as this user may give files away.
                with contextlib.suppress(OSError):
                    os.fchown(stream.fileno(), state.st_uid, state.st_gid)
            draft.chmod(stat.S_IMODE(state.st_mode))
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
