"""The folder in the user's own cache for what medlint trusts as it trusts its own code: never one in a project."""

from __future__ import annotations

import os
import stat
import sys
import zlib


def home_folder() -> str | None:
    """Return the folder for this copy of medlint under this Python, made if need be; None where there can be none.

    By the XDG base directory specification and its likes elsewhere. Nobody else may be able to write in it.
    """
    package = os.path.dirname(os.path.abspath(__file__))
    # What differs from one copy or Python to another is kept apart, so that two of them do not undo each other's work.
    copy = zlib.crc32(package.encode("utf-8", "surrogateescape"))
    try:
        folder = os.path.join(_cache_home(), "medlint", f"{sys.implementation.cache_tag}-{copy:08x}")
        if not os.path.isdir(folder):
            os.makedirs(folder, mode=0o700, exist_ok=True)
            from medlint.prune import prune

            # The first start of a copy: others may have been taken away since they were used.
            prune(os.path.dirname(folder))
        state = os.stat(folder)
    except (OSError, ValueError):
        return None
    if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        # Somebody else could have put something into it.
        return None
    return folder


def _cache_home() -> str:
    """Return where programs keep such things. Errors: ValueError where this user has no such place."""
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA", "")
    if named and os.path.isabs(named):
        return named
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        raise ValueError("no home folder is known")
    return os.path.join(home, "Library/Caches" if sys.platform == "darwin" else ".cache")
