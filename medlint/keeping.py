"""The outcome of a run that was watched, kept for `repeat` and `previous`, if it is sure what it depends on."""

from __future__ import annotations

import marshal
import os
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice

from medlint.edition import own_files
from medlint.outputfile import Replacement
from medlint.repeat import FORMAT, TAIL, entries_of, pages_beside, pieces_of, runs_in, stamp_of
from medlint.typed import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from medlint.repeat import Stamp
    from medlint.watch import Watch

# So many runs, the latest ones, and of so many of them what was found in their pages, which is large.
_MOST, _MOST_WITH_PAGES = 24, 6
# Of what was written, in bytes: of larger files none is kept.
_LARGEST = 256 * 1024 * 1024
# Of all kept runs together, in bytes, but for the latest one.
_MOST_BYTES = 512 * 1024 * 1024
_AT_ONCE = 2_000


class _Unsure(Exception):  # noqa: N818
    """Something changed too lately, or in between."""


def keep(watch: Watch, code: int) -> None:
    """Keep the outcome of a run that may be kept and ends with this exit code, if nothing changed meanwhile.

    Errors: OSError, ValueError.
    """
    told = watch.told.pieces()
    state = _state(watch) if told is not None else None
    if state is None or watch.found is None:
        return
    # What says that two files are of one run.
    run = os.urandom(16)
    recorder = watch.recorder
    about = {"run": run, "ignored": watch.found.ignored, "entries": state.pop("entries", None)}
    outcome = {"format": FORMAT, "key": watch.key, "cache": watch.cache, "run": run, "told": told, "code": code}
    try:
        with Replacement(watch.path) as file:
            pages = [_put(file, [marshal.dumps(some)]) for some in _batches(_pages(watch))]
            written = [(path, *_put_file(file, path, stamp)) for path, stamp in state.pop("written")]
            _put_tail(file, marshal.dumps(outcome | state | {"pages": pages, "written": written}))
    except _Unsure:
        return
    if recorder is not None:
        recorder.save(pages_beside(watch.path), watch.found.files, about)
    runs = runs_in(watch.folder)
    _prune(runs, _MOST)
    _prune(filter(os.path.exists, map(pages_beside, runs)), _MOST_WITH_PAGES)


def _put(file: BinaryIO, pieces: Iterable[bytes]) -> tuple[int, int]:
    """Write pieces, and return how many bytes they are, and their checksum."""
    size = checksum = 0
    for data in pieces:
        file.write(data)
        size += len(data)
        checksum = zlib.crc32(data, checksum)
    return size, checksum


def _put_file(file: BinaryIO, path: str, stamp: Stamp) -> tuple[int, int]:
    """Write what lies at `path`, which is in the state `stamp`, as `_put` does. Errors: _Unsure."""
    with open(path, "rb") as other:
        put = _put(file, pieces_of(other, stamp[0]))
    if put[0] != stamp[0] or stamp_of(os.path.realpath(path)) != stamp:
        raise _Unsure
    return put


def _put_tail(file: BinaryIO, data: bytes) -> None:
    file.write(data)
    file.write(len(data).to_bytes(TAIL - 4, "big") + zlib.crc32(data).to_bytes(4, "big"))


def _batches(pages: Iterator[tuple[str, int, int, int, int]]) -> Iterator[list[tuple[str, int, int, int, int]]]:
    while some := [*islice(pages, _AT_ONCE)]:
        yield some


def _state(watch: Watch) -> dict[str, Any] | None:
    """Return all that the outcome depends on but the pages, and what was written; None where it is not sure.

    Errors: OSError.
    """
    files, folders, written = _files(watch), _folders(watch), _written(watch)
    if files is None or folders is None or written is None:
        return None
    return {"files": files, **folders, "written": written, "standing": list(watch.standing.items())}


def _read(watch: Watch) -> dict[str, None]:
    return dict.fromkeys([*watch.opened, *own_files()])


def _files(watch: Watch) -> list[tuple[str, int, int, int, int]] | None:
    """Return the state of all files that are no pages alone; None where one changed too lately. Errors: OSError."""
    passing = (watch.folder + os.sep, "/dev/", "/proc/")
    files = [(path, *stamp_of(path)) for path in _read(watch) if not path.startswith(passing)]
    return None if any(watch.is_late(changed, moved) for _, _, changed, moved, _ in files) else files


def _pages(watch: Watch) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the state of all files that are pages alone. Errors: OSError, and _Unsure where one changed too lately."""
    # A page may be a rule page as well, or what another page refers to: whoever opened it needs to see it change.
    read = _read(watch)
    for file in watch.found.files if watch.found is not None else ():
        if file.real not in read:
            size, changed, moved, number = stamp_of(file.real)
            if watch.is_late(changed, moved):
                raise _Unsure
            yield file.real, size, changed, moved, number


def _folders(watch: Watch) -> dict[str, Any] | None:
    """Return the state of folders, and the names in those that medlint wrote in; None where others did, or lately.

    Errors: OSError.
    """
    folders = {path: before for path, before in watch.folders.items() if path != watch.folder}
    if any(watch.is_late(changed) for _, changed, _, _ in folders.values()):
        return None
    written = {os.path.basename(os.path.realpath(path)) for path in watch.written}
    for path, before in watch.own.items():
        if entries_of(path, written) != [one for one in before if one[0] not in written]:
            return None
    others = [(path, before) for path, before in folders.items() if path not in watch.own]
    # Names first, and then whether they are those that the run found.
    entries = {"entries": {path: entries_of(path) for path, _ in others}} if watch.recorder is not None else {}
    if any(stamp_of(path) != before for path, before in others):
        return None
    return {"folders": others, "listings": [(path, entries_of(path)) for path in watch.own], **entries}


def _written(watch: Watch) -> list[tuple[str, Stamp]] | None:
    """Return the files that were written, and their states; None where they are not what they were, or too much.

    Errors: OSError.
    """
    found = []
    for path, stamp in watch.written.items():
        if stamp is None or stamp_of(os.path.realpath(path)) != stamp or stamp[0] > _LARGEST:
            return None
        found.append((path, stamp))
    return found


def _prune(paths: Iterable[str], most: int) -> None:
    """Delete all but the latest files, so many of them and no more than `_MOST_BYTES`. Errors: OSError."""
    size = 0
    states = sorted(((os.stat(path), path) for path in paths), key=lambda one: one[0].st_mtime_ns, reverse=True)
    for number, (state, path) in enumerate(states):
        size += state.st_size
        if number and (number >= most or size > _MOST_BYTES):
            os.unlink(path)
