"""The outcome of a run that was watched, kept for `repeat` and `previous`, if it is sure what it depends on."""

from __future__ import annotations

import marshal
import os
import zlib
from collections.abc import Iterable

from medlint.edition import own_files
from medlint.outputfile import replace_file
from medlint.repeat import FORMAT, entries_of, pages_beside, runs_in, stamp_of
from medlint.told import LARGEST
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medlint.watch import Watch

# So many runs, the latest ones, and of so many of them what was found in their pages, which is large.
_MOST, _MOST_WITH_PAGES = 24, 6


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
    if watch.recorder is not None:
        about = {"run": run, "ignored": watch.found.ignored, "entries": state.pop("entries")}
        watch.recorder.save(pages_beside(watch.path), watch.found.files, about)
    outcome = {"format": FORMAT, "key": watch.key, "cache": watch.cache, "run": run, "told": told, "code": code}
    data = marshal.dumps(outcome | state)
    replace_file(watch.path, zlib.crc32(data).to_bytes(4, "big") + data)
    runs = runs_in(watch.folder)
    _prune(runs, _MOST)
    _prune(filter(os.path.exists, map(pages_beside, runs)), _MOST_WITH_PAGES)


def _state(watch: Watch) -> dict[str, Any] | None:
    """Return all that the outcome depends on, and what was written; None where it is not sure. Errors: OSError."""
    files, folders, written = _files(watch), _folders(watch), _read_back(watch)
    if files is None or folders is None or written is None:
        return None
    return {**files, **folders, "written": written, "standing": list(watch.standing.items())}


def _files(watch: Watch) -> dict[str, list[tuple[str, int, int, int, int]]] | None:
    """Return the state of all files, and of what are pages alone; None where one changed too lately.

    Errors: OSError.
    """
    passing = (watch.folder + os.sep, "/dev/", "/proc/")
    read = dict.fromkeys([*watch.opened, *own_files()])
    files = [(path, *stamp_of(path)) for path in read if not path.startswith(passing)]
    # A page may be a rule page as well, or what another page refers to: whoever opened it needs to see it change.
    found = watch.found.files if watch.found is not None else ()
    pages = [(file.real, *stamp_of(file.real)) for file in found if file.real not in read]
    lately = any(watch.is_late(changed, moved) for _, _, changed, moved, _ in (*files, *pages))
    return None if lately else {"files": files, "pages": pages}


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


def _read_back(watch: Watch) -> list[tuple[str, bytes]] | None:
    """Return the files that were written; None where they are not what they were, or too much. Errors: OSError."""
    found = []
    for path, stamp in watch.written.items():
        if stamp is None or stamp_of(os.path.realpath(path)) != stamp or stamp[0] > LARGEST:
            return None
        with open(path, "rb") as file:
            found.append((path, file.read()))
    return found


def _prune(paths: Iterable[str], most: int) -> None:
    """Delete all but the latest files. Errors: OSError."""
    for path in sorted(paths, key=lambda path: os.stat(path).st_mtime_ns, reverse=True)[most:]:
        os.unlink(path)
