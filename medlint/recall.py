"""Which pages need not be checked again: what the cache knows of them, and what it is to remember."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from medlint import resources
from medlint.cache import Cache, Stamp, stamps
from medlint.candidates import Candidate
from medlint.config import Config
from medlint.diagnostic import FileReport
from medlint.edition import digest_of, files_in, own_edition
from medlint.memo import decode
from medlint.settlement import settle

_CHUNK = 256
NEW, CHANGED, OTHER_BASIS = "new", "changed", "other settings, rules or version of medlint"


class Recall:
    """Looks pages up in an open cache, and keeps what is found in the others."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._bases: dict[int, tuple[Config, bytes]] = {}
        self.known = 0
        self.same = 0
        self.missed: Counter[str] = Counter()

    def reports(self, candidates: Sequence[Candidate]) -> dict[str, FileReport]:
        """Return the reports on those pages that the cache knows, by path."""
        found: dict[str, FileReport] = {}
        for start in range(0, len(candidates), _CHUNK):
            found.update(self._look_up(candidates[start : start + _CHUNK]))
        return found

    def _look_up(self, candidates: Sequence[Candidate]) -> Iterator[tuple[str, FileReport]]:
        states = stamps(one.real for one in candidates)
        contents: dict[str, bytes] = {}
        read: set[str] = set()
        for one in candidates:
            stamp = states.get(one.real)
            if stamp is None:
                continue
            content = self._cache.content_of(one.real, stamp)
            if content is None and self._cache.has_results:
                content = self._read(one, stamp)
                read.add(one.real)
            if content is not None:
                contents[one.real] = content
        keys = {
            one.path: self.key(one.path, contents[one.real], one.config) for one in candidates if one.real in contents
        }
        texts = self._cache.results(list(keys.values()))
        for one in candidates:
            text = texts.get(keys.get(one.path, b""))
            inspection = decode(text) if text is not None else None
            if inspection is None:
                self.missed[self._reason(one, contents.get(one.real))] += 1
                continue
            self.same += one.real in read
            self.known += one.real not in read
            yield one.path, settle(one.path, inspection, one.config)

    def _read(self, one: Candidate, stamp: Stamp) -> bytes | None:
        try:
            data = Path(one.real).read_bytes() if stamp.size <= one.config.max_file_size else b""
        except OSError:
            return None
        content = content_digest(data)
        self._cache.remember(one.real, stamp, content)
        return content

    def _reason(self, one: Candidate, content: bytes | None) -> str:
        before = self._cache.content_before(one.real)
        if before is None:
            return NEW
        return OTHER_BASIS if before == content else CHANGED

    def key(self, path: str, content: bytes, config: Config) -> bytes:
        """Return the key of what is found in a content. Rules read the name of the file and of its folder too."""
        name = "/".join(path.replace("\\", "/").split("/")[-2:])
        parts = (self._basis(config), content, name.encode("utf-8", "surrogateescape"))
        return hashlib.sha256(b"\0".join(parts)).digest()

    def keep(self, one: Candidate, data: bytes, memo: str) -> None:
        """Keep what was found in the page, whose bytes were `data`."""
        content = content_digest(data)
        stamp = stamps([one.real]).get(one.real)
        if stamp is not None and stamp.size == len(data):
            self._cache.remember(one.real, stamp, content)
        self._cache.keep(self.key(one.path, content, one.config), memo)

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


def content_digest(data: bytes) -> bytes:
    """Return what tells one content from another."""
    return hashlib.blake2b(data, digest_size=16).digest()
