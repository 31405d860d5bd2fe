"""Which pages need not be checked again: what the cache knows of them, and what it is to remember."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from medlint import resources
from medlint.cache import Cache, Stamp, stamps
from medlint.candidates import Candidate, Candidates
from medlint.config import Config
from medlint.diagnostic import FileReport
from medlint.edition import digest_of, files_in, own_edition
from medlint.knownreports import late_reports, reports
from medlint.watch import as_page

if TYPE_CHECKING:
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

    def __init__(self, cache: Cache, previous: Previous | None = None, recorder: Recorder | None = None) -> None:
        """`previous` is a run that differs by the content of some pages alone, and `recorder` takes this one down."""
        self._cache = cache
        self._previous = previous
        self._recorder = recorder
        self._bases: dict[int, tuple[Config, bytes]] = {}
        self.known = 0
        self.same = 0
        self.missed: Counter[str] = Counter()

    def sort_out(self, candidates: Candidates) -> Recollection:
        """Return which of the pages the cache knows. What it knows of them is read when it is asked for."""
        known = Recollection(self._cache, len(candidates), self._recorder)
        others: Sequence[int] = range(len(candidates))
        if self._previous is not None:
            others = self._look_back(self._previous, candidates, known)
        for start in range(0, len(others), _CHUNK):
            self._look_up(candidates, others[start : start + _CHUNK], known)
        return known

    def _look_back(self, previous: Previous, candidates: Candidates, known: Recollection) -> list[int]:
        """Note which pages the last run knew, and return the others."""
        others = []
        for number, one in enumerate(candidates):
            memo = previous.memo_of(one.path, one.real)
            if memo is None:
                others.append(number)
            else:
                known.add_memo(number, memo)
        self.known += len(candidates) - len(others)
        return others

    def _look_up(self, candidates: Candidates, numbers: Sequence[int], known: Recollection) -> None:
        chunk = [candidates[number] for number in numbers]
        states = stamps(one.real for one in chunk)
        before = self._cache.pages([one.real for one in chunk])
        contents: dict[str, bytes] = {}
        read: set[str] = set()
        for one in chunk:
            stamp = states.get(one.real)
            if stamp is None:
                continue
            row = before.get(one.real)
            content = row.content if row is not None and row.tells(stamp) else None
            if content is None and self._cache.has_results:
                content = self._read(one, stamp)
                read.add(one.real)
            if content is not None:
                contents[one.real] = content
        keys = [self.key(one.path, contents[one.real], one.config) if one.real in contents else b"" for one in chunk]
        held = self._cache.holds([key for key in keys if key])
        for number, one, key in zip(numbers, chunk, keys, strict=True):
            if key in held:
                known.add(number, key)
                self.same += one.real in read
                self.known += one.real not in read
            else:
                row = before.get(one.real)
                self.missed[_reason(row.content if row is not None else None, contents.get(one.real))] += 1

    def _read(self, one: Candidate, stamp: Stamp) -> bytes | None:
        try:
            with as_page:
                data = Path(one.real).read_bytes() if stamp.size <= one.config.max_file_size else b""
        except OSError:
            return None
        content = content_digest(data)
        self._cache.remember(one.real, stamp, content)
        return content

    def key(self, path: str, content: bytes, config: Config) -> bytes:
        """Return the key of what is found in a content. Rules read the name of the file and of its folder too."""
        name = "/".join(path.replace("\\", "/").split("/")[-2:])
        parts = (self._basis(config), content, name.encode("utf-8", "surrogateescape"))
        return hashlib.sha256(b"\0".join(parts)).digest()

    def keep(self, one: Candidate, content: bytes, size: int, memo: str) -> None:
        """Keep what was found in the page, whose bytes had that digest and number."""
        stamp = stamps([one.real]).get(one.real)
        if stamp is not None and stamp.size == size:
            self._cache.remember(one.real, stamp, content)
        self._cache.keep(self.key(one.path, content, one.config), memo)
        if self._recorder is not None:
            self._recorder.add(one.path, memo)

    def _basis(self, config: Config) -> bytes:
        """Return a digest of all that findings depend on beside the page; severities are applied afterwards."""
        kept = self._bases.get(id(config))
        if kept is None:
            own = str(resources.folder("schemas"))
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

    def __init__(self, cache: Cache, count: int, recorder: Recorder | None = None) -> None:
        self._cache = cache
        self._recorder = recorder
        self._known = bytearray(count)
        self._keys = bytearray(count * _KEY)
        self._memos: dict[int, str] = {}

    def add(self, number: int, key: bytes) -> None:
        """Note that a page is known, and by which key."""
        self._known[number] = True
        self._keys[number * _KEY : number * _KEY + _KEY] = key

    def add_memo(self, number: int, memo: str) -> None:
        """Note that a page is known, and what `memo` made of it."""
        self._known[number] = True
        self._memos[number] = memo

    def forget(self, number: int) -> None:
        """Note that a page is to be checked although it is known."""
        self._known[number] = False

    def __contains__(self, number: int) -> bool:
        return bool(self._known[number])

    def __len__(self) -> int:
        return self._known.count(1)

    def reports(self, candidates: Candidates) -> Iterator[FileReport | None]:
        """Yield a report for each page in order; None for those that are not known, or no longer."""
        for start in range(0, len(candidates), _CHUNK):
            numbers = range(start, min(start + _CHUNK, len(candidates)))
            chunk = [candidates[number] for number in numbers]
            paths, configs = [one.path for one in chunk], [one.config for one in chunk]
            # What lies in the user's own folder nobody else can have written.
            before = [self._memos.get(number) if self._known[number] else None for number in numbers]
            kept = self._kept(numbers)
            if self._recorder is not None:
                for path, old, new in zip(paths, before, kept, strict=True):
                    memo = old or new
                    if memo is not None:
                        self._recorder.add(path, memo)
            known = zip(late_reports(before, paths, configs), reports(kept, paths, configs), strict=True)
            yield from (old or new for old, new in known)

    def _kept(self, numbers: range) -> list[str | None]:
        """Return what the cache has of each of these pages, None of those that it is not asked for."""
        asked = [number for number in numbers if self._known[number] and number not in self._memos]
        if not asked:
            return [None] * len(numbers)
        keys = {number: bytes(self._keys[number * _KEY : number * _KEY + _KEY]) for number in asked}
        texts = self._cache.results([*keys.values()])
        return [texts.get(keys[number]) if number in keys else None for number in numbers]


def _reason(before: bytes | None, content: bytes | None) -> str:
    if before is None:
        return NEW
    return OTHER_BASIS if before == content else CHANGED


def content_digest(data: bytes) -> bytes:
    """Return what tells one content from another."""
    return hashlib.blake2b(data, digest_size=16).digest()
