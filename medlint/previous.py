"""The last run with the same command, of whose pages some have changed since: what it found in the others.

Beside the outcome that `repeat` tells lies what was found in each page. Where nothing but pages has changed, no folder
is walked, no settings are looked for and no cache is asked for the pages that are as they were.

The file: what `memo` calls the whole of each page, one behind the other; then all else as Python's own bytecode files
have it, the pages' sketches among it; then the length of that, and a checksum of all.
"""

from __future__ import annotations

import marshal
import os
import stat
import zlib
from collections.abc import Iterable, Mapping, Sequence

from medlint.found import real_path
from medlint.outputfile import Replacement
from medlint.repeat import FORMAT, TAIL, entries_of, stamp_of, surroundings_are_unchanged
from medlint.typed import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.found import Discovery, Found
    from medlint.typed import Any

    # Of each finding its code and what it says, and sometimes more; of each fact code, key and values; how many
    # suppressions there are.
    Sketch = tuple[tuple[tuple[Any, ...], ...], tuple[tuple[Any, ...], ...], int]

_CHUNK = 1 << 16
# So many pages are written at once.
_BATCH = 256
_NO_TEXTS: Mapping[int, str] = {}


class Previous:
    """A run that is like this one but for the content of `changed` pages, by their real paths.

    Its pages are numbered as its files are, which are this run's too.
    """

    def __init__(self, about: dict[str, Any], data: bytes, changed: frozenset[str]) -> None:
        self.changed = changed
        self._about = about
        self._data = data
        # None of a page of which nothing can be kept.
        self.sketches: Sequence[Sketch | None] = about["sketches"]
        self._places: Sequence[tuple[int, int]] = about["places"]
        self._texts: Mapping[int, Mapping[int, str]] = about["texts"]
        # The numbers of the pages of which nothing is known.
        self.unknown = [
            number
            for number, (path, start, sketch) in enumerate(zip(*about["files"], self.sketches, strict=True))
            if sketch is None or real_path(path, start) in changed
        ]

    def discovery(self) -> Discovery:
        """Return the files that it checked: the same are there."""
        from medlint.found import Discovery, Files

        return Discovery(Files.restored(self._about["files"]), (), self._about["ignored"])

    def whole(self, number: int) -> bytes:
        """Return what `memo` calls the whole of a page."""
        start, end = self._places[number]
        return self._data[start:end]

    def texts(self, number: int) -> Mapping[int, str]:
        """Return what was listed of findings of a page, by the findings' numbers."""
        return self._texts.get(number, _NO_TEXTS)


def look_back(path: str, kept: dict[str, Any], changed: Iterable[str]) -> Previous | None:
    """Return the kept run, if it differs from this one by the content of the pages `changed` alone.

    No other file that it depended on has changed, and `path` is where its pages are.
    """
    try:
        return _look_back(path, kept, frozenset(changed))
    except OSError:
        # Something is gone.
        return None


def _look_back(path: str, kept: dict[str, Any], changed: frozenset[str]) -> Previous | None:
    if not all(map(_is_readable_file, changed)) or not surroundings_are_unchanged(kept):
        return None
    found = _read(path)
    if found is None or found[0]["run"] != kept["run"]:
        return None
    about, data = found
    for folder, before in kept["folders"]:
        # Many editors write a new file and give it the old one's name.
        if stamp_of(folder) != before and entries_of(folder) != about["entries"].get(folder):
            return None
    return Previous(about, data, changed)


def _is_readable_file(path: str) -> bool:
    return stat.S_ISREG(os.lstat(path).st_mode) and os.access(path, os.R_OK)


def _read(path: str) -> tuple[dict[str, Any], bytes] | None:
    """Return what a file tells of a run, and of what its pages' wholes are a part; None where there is no such file."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        length = int.from_bytes(data[-TAIL:-4], "big")
        end = len(data) - TAIL - length
        if end < 0 or zlib.crc32(memoryview(data)[:-4]) != int.from_bytes(data[-4:], "big"):
            return None
        about = marshal.loads(memoryview(data)[end:-TAIL])
    except (OSError, ValueError, EOFError, TypeError):
        return None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        return None
    return about, data


class Recorder:
    """Takes down what is found in the pages of a run, for the next one."""

    def __init__(self) -> None:
        # Of each page its sketch, and where its whole begins and ends in the file.
        self._pages: dict[str, tuple[Sketch, int, int]] = {}
        self._shared: dict[Any, Any] = {}
        self._waiting: list[bytes] = []
        self._size = 0
        self._file: IO[bytes] | None = None
        self._lost = False
        self._texts: dict[str, Mapping[int, str]] = {}

    def add_kept(self, path: str, previous: Previous, number: int) -> None:
        """Take down what the last run had of a page."""
        sketch = previous.sketches[number]
        assert sketch is not None
        self.add(path, sketch, previous.whole(number))
        texts = previous.texts(number)
        if texts:
            self._texts[path] = texts

    def add_texts(self, texts: Mapping[str, Mapping[int, str]]) -> None:
        """Take down what else was listed of findings, by page and the findings' numbers."""
        for path, some in texts.items():
            self._texts[path] = {**self._texts.get(path, _NO_TEXTS), **some}

    def add(self, path: str, sketch: Sketch, whole: bytes) -> None:
        """Take down what `memo` calls the sketch and the whole of a page."""
        # What is one object when it is written is one when it is read.
        findings, facts, suppressions = sketch
        shared = self._shared.setdefault
        findings = shared(findings, tuple([shared(one, one) for one in findings]))
        self._pages[path] = (findings, facts, suppressions), self._size, self._size + len(whole)
        self._size += len(whole)
        self._waiting.append(whole)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        try:
            if self._file is None:
                from tempfile import TemporaryFile

                # The system deletes it when this process ends, however it does.
                self._file = TemporaryFile(prefix="medlint-")  # noqa: SIM115
            self._file.write(b"".join(self._waiting))
        except OSError:
            # The run itself can do without: `save` says so.
            self._lost = True
        self._waiting.clear()

    def save(self, path: str, files: Sequence[Found], about: dict[str, Any]) -> None:
        """Write all to `path`: of these files, with what else is to be told `about` the run.

        Errors: OSError.
        """
        self._flush()
        if self._file is None or self._lost:
            raise OSError("there was no room for what was found in the pages")
        from medlint.found import Files

        pages = [self._pages.get(file.path, (None, 0, 0)) for file in files]
        texts = {number: self._texts[file.path] for number, file in enumerate(files) if file.path in self._texts}
        whole = {
            "format": FORMAT,
            "files": Files((file.path, file.real) for file in files).parts(),
            "sketches": [sketch for sketch, *_ in pages],
            "places": [tuple(place) for _, *place in pages],
            "texts": texts,
        }
        data = marshal.dumps({**whole, **about})
        data += len(data).to_bytes(TAIL - 4, "big")
        self._file.seek(0)
        checksum = 0
        with Replacement(path) as file:
            while chunk := self._file.read(_CHUNK):
                file.write(chunk)
                checksum = zlib.crc32(chunk, checksum)
            file.write(data + zlib.crc32(data, checksum).to_bytes(4, "big"))
