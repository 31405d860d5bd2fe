"""Which pages need not be checked again: what the cache knows of them, and what it is to remember."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

from medlint import resources
from medlint.candidates import Candidate, Candidates
from medlint.config import Config
from medlint.diagnostic import FileReport
from medlint.diskfiles import Stamp, bytes_of, stamps
from medlint.edition import digest_of, files_in, own_edition
from medlint.knownreports import reports
from medlint.memo import read_sketch, whole_of
from medlint.typed import TYPE_CHECKING
from medlint.watching import as_page

if TYPE_CHECKING:
    from medlint.cache import Cache
    from medlint.keptreports import KeptReports
    from medlint.previous import Previous, Recorder

_CHUNK = 256
# The length of a key, in bytes.
_KEY = 32
NEW, CHANGED, OTHER_BASIS = "new", "changed", "other settings, rules or version of medlint"


class Recall:
    """Looks pages up in an open cache, and keeps what is found in the others.

    `known` counts the pages that were not even read, `same` those whose content is known, `missed` the others by
    reason.
    """

    def __init__(
        self, cache: Cache | None = None, previous: Previous | None = None, recorder: Recorder | None = None
    ) -> None:
        """`previous` is a run that differs by the content of some pages alone, and `recorder` takes this one down.

        Without a cache no more is known than what the last run knew.
        """
        self._cache = cache
        self._previous = previous
        self._recorder = recorder
        self._bases: dict[int, tuple[Config, bytes]] = {}
        self.known = 0
        self.same = 0
        self.missed: Counter[str] = Counter()

    def sort_out(self, candidates: Candidates) -> Recollection:
        """Return which of the pages are known. What is known of them is read when it is asked for."""
        known = Recollection(self._cache, len(candidates), self._previous, self._recorder)
        others: Sequence[int] = range(len(candidates))
        if self._previous is not None:
            others = self._previous.unknown
            known.recall_all_but(others)
            self.known += len(candidates) - len(others)
        if self._cache is not None:
            for start in range(0, len(others), _CHUNK):
                self._look_up(self._cache, candidates, others[start : start + _CHUNK], known)
        return known

    def _look_up(self, cache: Cache, candidates: Candidates, numbers: Sequence[int], known: Recollection) -> None:
        chunk = [candidates[number] for number in numbers]
        states = stamps(one.real for one in chunk)
        before = cache.pages([one.real for one in chunk])
        contents: dict[str, bytes] = {}
        read: set[str] = set()
        for one in chunk:
            stamp = states.get(one.real)
            if stamp is None:
                continue
            row = before.get(one.real)
            content = row.content if row is not None and row.tells(stamp) else None
            if content is None and cache.has_results:
                content = self._read(cache, one, stamp)
                read.add(one.real)
            if content is not None:
                contents[one.real] = content
        keys = [self.key(one.path, contents[one.real], one.config) if one.real in contents else b"" for one in chunk]
        held = cache.holds([key for key in keys if key])
        for number, one, key in zip(numbers, chunk, keys, strict=True):
            if key in held:
                known.add(number, key)
                self.same += one.real in read
                self.known += one.real not in read
            else:
                row = before.get(one.real)
                self.missed[_reason(row.content if row is not None else None, contents.get(one.real))] += 1

    @staticmethod
    def _read(cache: Cache, one: Candidate, stamp: Stamp) -> bytes | None:
        try:
            with as_page:
                data = bytes_of(one.real) if stamp.size <= one.config.max_file_size else b""
        except OSError:
            return None
        content = content_digest(data)
        cache.remember(one.real, stamp, content)
        return content

    def key(self, path: str, content: bytes, config: Config) -> bytes:
        """Return the key of what is found in a content. Rules read the name of the file and of its folder too."""
        name = "/".join(path.replace("\\", "/").split("/")[-2:])
        parts = (self._basis(config), content, name.encode("utf-8", "surrogateescape"))
        return hashlib.sha256(b"\0".join(parts)).digest()

    def keep(self, one: Candidate, content: bytes, size: int, memo: str) -> None:
        """Keep what was found in the page, whose bytes had that digest and number, in the cache."""
        if self._cache is None:
            return
        stamp = stamps([one.real]).get(one.real)
        if stamp is not None and stamp.size == size:
            self._cache.remember(one.real, stamp, content)
        self._cache.keep(self.key(one.path, content, one.config), memo)

    def take_down(self, path: str, memo: str) -> None:
        """Take down what was found in the page at `path` for the next run with the same command."""
        if self._recorder is not None:
            self._recorder.add(path, read_sketch(memo), whole_of(memo).encode("ascii"))

    def _basis(self, config: Config) -> bytes:
        """Return a digest of all that findings depend on beside the page; severities are applied afterwards."""
        kept = self._bases.get(id(config))
        if kept is None:
            own = resources.folder("schemas")
            schema = config.schema
            if schema and not schema.startswith(own):
                from medlint.schema import load_schema

                schema = load_schema(schema).digest
            parts = (
                own_edition(),
                [code for code, _ in config.rules],
                config.layout,
                schema,
                [digest_of(files_in(folder)) for folder in config.rule_folders],
                config.markets,
                digest_of((path, path) for path in config.registry),
            )
            kept = config, hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()
            self._bases[id(config)] = kept
        return kept[1]


class Recollection:
    """Which pages of a run are known, by their numbers, and what is known of them."""

    def __init__(
        self, cache: Cache | None, count: int, previous: Previous | None = None, recorder: Recorder | None = None
    ) -> None:
        self._cache = cache
        self._previous = previous
        self._recorder = recorder
        self._known = bytearray(count)
        # Those of them that the last run knew: the cache knows the others, by their keys.
        self._before = bytearray(count)
        self._keys = bytearray(count * _KEY)

    def recall_all_but(self, others: Sequence[int]) -> None:
        """Note that the last run knew all pages but these."""
        for marks in (self._known, self._before):
            marks[:] = b"\1" * len(marks)
            for number in others:
                marks[number] = False

    def add(self, number: int, key: bytes) -> None:
        """Note that a page is known, and by which key."""
        self._known[number] = True
        self._keys[number * _KEY : number * _KEY + _KEY] = key

    def forget(self, number: int) -> None:
        """Note that a page is to be checked although it is known."""
        self._known[number] = False

    def __contains__(self, number: int) -> bool:
        return bool(self._known[number])

    def __len__(self) -> int:
        return self._known.count(1)

    def reports(self, candidates: Candidates) -> Iterator[FileReport | None]:
        """Yield a report for each page in order; None for those that are not known, or no longer."""
        previous = self._previous
        before = _kept_reports(previous) if previous is not None else None
        for start in range(0, len(candidates), _CHUNK):
            numbers = range(start, min(start + _CHUNK, len(candidates)))
            kept = self._kept(numbers, candidates)
            if before is None or previous is None:
                yield from kept
                continue
            for number, (path, config), report in zip(numbers, candidates.part(numbers), kept, strict=True):
                if self._before[number] and self._known[number]:
                    if self._recorder is not None:
                        self._recorder.add_kept(path, previous, number)
                    yield before.report(number, path, config)
                else:
                    yield report

    def _kept(self, numbers: range, candidates: Candidates) -> list[FileReport | None]:
        """Return the reports on those of these pages that the cache is asked for, and None of the others."""
        asked = [number for number in numbers if self._known[number] and not self._before[number]]
        found: list[FileReport | None] = [None] * len(numbers)
        if self._cache is None or not asked:
            return found
        keys = [bytes(self._keys[number * _KEY : number * _KEY + _KEY]) for number in asked]
        texts = self._cache.results(keys)
        pages = [candidates[number] for number in asked]
        memos = [texts.get(key) for key in keys]
        made = reports(memos, [one.path for one in pages], [one.config for one in pages])
        for number, memo, report in zip(asked, memos, made, strict=True):
            found[number - numbers.start] = report
            if self._recorder is not None and memo is not None and report is not None:
                self._recorder.add(report.path, read_sketch(memo), whole_of(memo).encode("ascii"))
        return found


def _kept_reports(previous: Previous) -> KeptReports:
    # Most runs have no such reports.
    from medlint.keptreports import KeptReports

    return KeptReports(previous)


def _reason(before: bytes | None, content: bytes | None) -> str:
    if before is None:
        return NEW
    return OTHER_BASIS if before == content else CHANGED


def content_digest(data: bytes) -> bytes:
    """Return what tells one content from another."""
    return hashlib.blake2b(data, digest_size=16).digest()
