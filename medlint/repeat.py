"""The same command on the same files again: its outcome, kept whole and told at once.

Before anything else is loaded, `begin` looks for a run with the very same command line, folder, settings of the
environment and day, and asks the system for the state of every file and folder that this run depended on: pages,
configuration, tables, medlint's own code. If nothing has changed, what the run wrote is written again. Else the run is
watched: what it depends on is noted and its outcome is kept (see `watch`).

What is kept lies in the user's own folder, which a repository cannot write to. The file: the states of the pages, some
thousand in a piece, then what was written, then all else, which says how long each of these is and what its checksum
is; then the length of that, and its own checksum. A site's pages may be more than are to be in memory at once.

This module is loaded at every start: it imports next to nothing.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
import time
import zlib

from medlint import __version__
from medlint.homefolder import home_folder
from medlint.outputfile import Replacement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from medlint.typed import Any, BinaryIO
    from medlint.watch import Watch

    # Size, times of change of the content and of the entry in nanoseconds, and number of a file.
    Stamp = tuple[int, int, int, int]

FORMAT = 6
# How much of a file is in memory at once, in bytes.
CHUNK = 1 << 18
TAIL = 12
# The exit code of a run that could not be done.
_FAILED = 2
# Those that medlint, Python and the terminal ask for.
_VARIABLES = ("MEDLINT_", "GITHUB_", "GITLAB_", "CI_", "GIT_", "PYTHON", "LC_", "XDG_", "HOME", "USERPROFILE", "LOCAL")
_MORE = ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "LINES", "LANG", "TZ")


def begin(arguments: list[str]) -> int | Watch | None:
    """Tell the outcome of the same run and return its exit code; else return a watch on this one, or None."""
    if arguments[:1] != ["check"] or "--no-cache" in arguments or os.environ.get("GITHUB_STEP_SUMMARY"):
        # Another command, one that asks for nothing to be kept, or one whose summary is added to what others wrote.
        return None
    folder = home_folder()
    if folder is None:
        return None
    try:
        key = _key(arguments)
        name = f"run-{zlib.crc32(repr(key).encode('utf-8', 'surrogatepass')):08x}.bin"
        with open_kept(os.path.join(folder, name)) as file:
            kept = read_kept(file)
            kept, changed = _same(kept, file, key)
            if kept is not None and not changed and _is_unchanged(kept) and _are_whole(kept, file):
                return _tell(kept, file)
        from medlint.watch import Watch

        return Watch(folder, name, key, kept, changed)
    except (AttributeError, OSError, ValueError):
        # Such as a working folder that is gone, or no standard output: the run itself will say so.
        return None


def _key(arguments: list[str]) -> tuple[Any, ...]:
    """Return what tells this run from any other, beside the files."""
    streams = []
    for stream in (sys.stdout, sys.stderr):
        terminal = stream.isatty()
        streams.append((terminal, os.get_terminal_size(stream.fileno()) if terminal else (), stream.encoding))
    variables = sorted(item for item in os.environ.items() if item[0].startswith((*_VARIABLES, *_MORE)))
    place = (os.getcwd(), os.path.abspath(__file__), time.strftime("%Y-%m-%d"))
    basis = (FORMAT, __version__, sys.version, *place, tuple(arguments))
    return (*basis, tuple(variables), tuple((one, tuple(size), name) for one, size, name in streams))


def open_kept(path: str) -> BinaryIO:
    """Return the file of a kept run, an empty one where there is none."""
    try:
        return open(path, "rb")
    except OSError:
        return open(os.devnull, "rb")


def read_kept(file: BinaryIO) -> dict[str, Any] | None:
    """Return what is kept of a run, but for what `pages_of` and `_tell` read; None where it is nothing, or damaged."""
    try:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        tail = file.read(TAIL)
        length = int.from_bytes(tail[:-4], "big")
        file.seek(size - TAIL - length)
        data = file.read(length)
        if zlib.crc32(data) != int.from_bytes(tail[-4:], "big"):
            return None
        kept = marshal.loads(data)
    except (OSError, ValueError, EOFError, TypeError, OverflowError, MemoryError):
        return None
    return kept if isinstance(kept, dict) and kept.get("format") == FORMAT else None


def pages_of(kept: dict[str, Any], file: BinaryIO) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the pages with the states that they were in. Errors: OSError, ValueError where they are damaged."""
    file.seek(0)
    for length, checksum in kept["pages"]:
        data = file.read(length)
        if zlib.crc32(data) != checksum:
            raise ValueError("the file is damaged")
        yield from marshal.loads(data)


def _same(kept: dict[str, Any] | None, file: BinaryIO, key: tuple[Any, ...]) -> tuple[dict[str, Any] | None, list[str]]:
    """Return the kept run if it is this one, and of its files no more has changed than some pages, with those."""
    try:
        if kept is not None and kept["key"] == key and next(changed_of(kept["files"]), None) is None:
            return kept, [*changed_of(pages_of(kept, file))]
    except (OSError, ValueError):
        # Something is gone, or damaged.
        pass
    return None, []


def _is_unchanged(kept: dict[str, Any]) -> bool:
    """Return whether all but files is as it was that the kept run depended on."""
    try:
        return all(stamp_of(path) == before for path, before in kept["folders"]) and surroundings_are_unchanged(kept)
    except OSError:
        return False


def changed_of(files: Iterable[tuple[str, int, int, int, int]]) -> Iterator[str]:
    """Yield those files that are not in the state that is told of them.

    Errors: OSError where one is gone.
    """
    state = os.stat
    for path, size, changed, moved, number in files:
        now = state(path)
        if now.st_mtime_ns != changed or now.st_size != size or now.st_ctime_ns != moved or now.st_ino != number:
            yield path


def surroundings_are_unchanged(kept: dict[str, Any]) -> bool:
    """Return whether the folders that medlint wrote in hold what they held, and paths lead where they led.

    Errors: OSError where something is gone.
    """
    if any(entries_of(path) != entries for path, entries in kept["listings"]):
        return False
    return all(standing_at(path) == what for path, what in kept["standing"])


def _are_whole(kept: dict[str, Any], file: BinaryIO) -> bool:
    """Return whether what was written lies in the file as it was put there. Errors: OSError."""
    file.seek(sum(length for length, _ in kept["pages"]))
    for _, size, checksum in kept["written"]:
        found = 0
        for data in pieces_of(file, size):
            found = zlib.crc32(data, found)
        if found != checksum:
            return False
    return True


def pieces_of(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield so many bytes of a file from where it stands, or what is left of them. Errors: OSError."""
    while size > 0 and (data := file.read(min(size, CHUNK))):
        size -= len(data)
        yield data


def _tell(kept: dict[str, Any], file: BinaryIO) -> int:
    """Write what the kept run wrote, and return its exit code."""
    file.seek(sum(length for length, _ in kept["pages"]))
    for path, size, _ in kept["written"]:
        with Replacement(path) as output:
            for data in pieces_of(file, size):
                output.write(data)
    for number, data in kept["told"]:
        stream = (sys.stdout, sys.stderr)[number]
        try:
            stream.buffer.write(data)
            stream.flush()
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            # Where nobody reads the rest, the verdict is the same.
            if not isinstance(error, BrokenPipeError):
                # A part of it may be told, so the run cannot be done and told anew.
                sys.stderr.write(f"error: the report cannot be written: {error.strerror or error}.\n")
                return _FAILED
    code: int = kept["code"]
    return code


def stamp_of(path: str) -> Stamp:
    """Return the state of a file or folder.

    Errors: OSError.
    """
    state = os.stat(path)
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


def standing_at(path: str) -> tuple[str, str]:
    """Return where a path leads, through all links, and what stands there: a file, a folder or nothing."""
    real = os.path.realpath(path)
    try:
        mode = os.stat(real).st_mode
    except (OSError, ValueError):
        return real, ""
    return real, "folder" if stat.S_ISDIR(mode) else "file"


def entries_of(path: str, but: Collection[str] = ()) -> list[tuple[str, bool, str]]:
    """Return the names in a folder but for some, sorted, with whether each is a folder and, of a link, what it names.

    A link's number would not do: a new link gets that of the one that was deleted. Errors: OSError.
    """
    with os.scandir(path) as entries:
        return sorted(
            (entry.name, entry.is_dir(follow_symlinks=False), os.readlink(entry.path) if entry.is_symlink() else "")
            for entry in entries
            if entry.name not in but
        )


def forget(cache: str) -> bool:
    """Forget all runs that used a cache folder, given by its absolute path; return whether there was any."""
    folder = home_folder()
    found = False
    for path in runs_in(folder) if folder is not None else ():
        with open_kept(path) as file:
            kept = read_kept(file)
        if kept is None or kept["cache"] == cache:
            for one in filter(os.path.lexists, (path, pages_beside(path))):
                os.unlink(one)
            found = found or kept is not None
    return found


def runs_in(folder: str) -> list[str]:
    """Return the files of the runs that are kept in a folder."""
    names = (name for name in os.listdir(folder) if name.startswith("run-") and name.endswith(".bin"))
    return [os.path.join(folder, name) for name in names]


def pages_beside(path: str) -> str:
    """Return where lies what the run kept at `path` found in its pages: see `previous`."""
    folder, name = os.path.split(path)
    return os.path.join(folder, name.replace("run-", "pages-", 1))
