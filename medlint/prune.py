"""What copies of medlint kept that are used no more: another environment, an older release."""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import suppress

# What one release keeps is some megabytes, and an environment is made anew with every one.
_LONG = 90 * 24 * 3600
_NAME = re.compile(r"[a-z]+-?\d+[a-z]?-[0-9a-f]{8,}")
_FILE = re.compile(r"[\w-]+\.bin(?:\.\d+\.tmp)?")


def prune(place: str) -> None:
    """Delete the folders of copies of medlint in `place` in which nothing was written for 90 days. Never raises."""
    oldest = time.time() - _LONG
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            with suppress(OSError):
                if _NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                    _delete(entry.path, oldest)


def _delete(folder: str, oldest: float) -> None:
    """Delete a folder that holds no other files than medlint's own, all of them older. Errors: OSError."""
    if os.stat(folder).st_mtime >= oldest:
        return
    names = os.listdir(folder)
    files = [os.path.join(folder, name) for name in names]
    # A folder or a link of such a name is somebody else's.
    states = [os.lstat(file) for file in files]
    whole = all(stat.S_ISREG(state.st_mode) and state.st_mtime < oldest for state in states)
    if whole and all(map(_FILE.fullmatch, names)):
        for file in files:
            os.unlink(file)
        os.rmdir(folder)
