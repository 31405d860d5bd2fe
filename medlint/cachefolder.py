"""The folder that the cache lies in: made with a `.gitignore` of its own, and not trusted where it was committed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

StrPath = str | os.PathLike[str]

FOLDER = ".medlint_cache"
FILE = "results.sqlite3"
_IGNORE = ".gitignore"
_COMPANIONS = ("", "-wal", "-shm", "-journal")
# Of git's index (gitformat-index): the header, and what stands in an entry before its flags.
_HEADER = 12
_BEFORE_FLAGS = 60
_EXTENDED = 0x4000


def make_folder(folder: StrPath) -> None:
    """Make the folder if it is not there.

    Errors: OSError.
    """
    os.makedirs(folder, exist_ok=True)
    ignore = os.path.join(folder, _IGNORE)
    if _is_own(folder) and not os.path.exists(ignore):
        with open(ignore, "w", encoding="utf-8") as file:
            file.write("# Made by medlint: results of earlier runs, which never belong in a repository.\n*\n")


def _is_own(folder: StrPath) -> bool:
    return os.path.basename(os.path.normpath(folder)) == FOLDER


def delete_files(folder: StrPath) -> bool:
    """Delete the database and what SQLite puts beside it; return whether anything was there.

    Errors: OSError.
    """
    found = False
    for ending in _COMPANIONS:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(folder, f"{FILE}{ending}"))
            found = True
    return found


def clean(folder: StrPath) -> bool:
    """Delete a cache folder's own files, and the folder if nothing else is in it; return whether there was one.

    Errors: OSError.
    """
    if not os.path.isdir(folder):
        return False
    found = delete_files(folder)
    if _is_own(folder):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(folder, _IGNORE))
    with contextlib.suppress(OSError):
        os.rmdir(folder)
    return found


def is_committed(folder: StrPath) -> bool:
    """Return whether the cache's folder is part of a git repository's content.

    Whoever can commit such a folder could put a clean result for a faulty page into it, so it is not to be used. The
    index is read here, since this is asked on every run and starting git takes longer than a run.
    """
    parent = place = os.path.realpath(folder)
    while (above := os.path.dirname(place)) != place:
        place = above
        git = os.path.join(place, ".git")
        if os.path.exists(git):
            name = os.fsencode(os.path.relpath(parent, place).replace(os.sep, "/")) + b"/"
            with contextlib.suppress(OSError), open(_index_of(git), "rb") as index:
                return _holds(index.read(), name)
            return False
    return False


def _index_of(git: str) -> str:
    """Return the index of a work tree by its `.git`, which is a file in a linked work tree.

    Errors: OSError.
    """
    if os.path.isfile(git):
        with open(git, encoding="utf-8", errors="surrogateescape") as file:
            target = file.read().partition("gitdir:")[2].strip()
        # The target may be absolute.
        return os.path.join(os.path.dirname(git), target, "index")
    return os.path.join(git, "index")


def _holds(index: bytes, folder: bytes) -> bool:
    """Return whether an index names a file below `folder`."""
    if index[4:8] != b"\0\0\0\4":
        # Names stand in it as they are.
        return folder in index
    try:
        return any(name.startswith(folder) for name in _compressed_names(index))
    except (IndexError, ValueError):
        # Another kind of hash, or damage: what cannot be told is not trusted.
        return True


def _compressed_names(index: bytes) -> Iterator[bytes]:
    """Yield the names in an index of version 4, each of which is told by what differs from the one before.

    Errors: IndexError, ValueError where it is not of that form.
    """
    at, name = _HEADER, b""
    for _ in range(int.from_bytes(index[8:_HEADER])):
        flags = int.from_bytes(index[at + _BEFORE_FLAGS : at + _BEFORE_FLAGS + 2])
        at += _BEFORE_FLAGS + (4 if flags & _EXTENDED else 2)
        cut = index[at] & 0x7F
        while index[at] & 0x80:
            at += 1
            cut = (cut + 1) << 7 | index[at] & 0x7F
        end = index.index(b"\0", at + 1)
        if cut > len(name):
            raise ValueError("more is taken off than there is")
        name = name[: len(name) - cut] + index[at + 1 : end]
        yield name
        at = end + 1
