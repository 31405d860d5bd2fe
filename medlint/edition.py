"""What findings depend on beside the page and the settings: medlint's own code, rules and tables, and its libraries.

By content, so that another copy of the same version is the same edition. Reading all of it takes longer than
checking a page, so the result is kept by the files' sizes and times of change.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec

from medlint import __version__, resources
from medlint.compiled import Store

_STORE = Store("edition", "1")
_LIBRARIES = {"yaml": "pyyaml-", "markdown_it": "markdown_it_py-", "jsonschema": "jsonschema-"}
_KINDS = (".py", ".md", ".toml", ".csv", ".json")


@cache
def own_edition() -> str:
    """Return what tells this medlint from any other, in hexadecimal."""
    files = sorted(_own_files())
    states = hashlib.sha256(repr([(name, *_stamp(state)) for name, _, state in files]).encode())
    key = states.hexdigest()
    kept = _STORE.get("own")
    if isinstance(kept, list) and kept[0] == key:
        content = str(kept[1])
    else:
        content = digest_of(((name, path) for name, path, _ in files))
        _STORE.put("own", [key, content])
    basis = (__version__, sys.version_info[:2], sorted(_library_versions()), content)
    return hashlib.sha256(repr(basis).encode()).hexdigest()


def _stamp(state: os.stat_result) -> tuple[int, ...]:
    # As `compiled` does: whoever puts a file in place may set the time of its content back.
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


def digest_of(files: Iterable[tuple[str, str]]) -> str:
    """Return a digest of the contents of files, given as name and path. What cannot be read counts as empty."""
    digest = hashlib.sha256()
    for name, path in files:
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            data = b""
        digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        digest.update(data)
    return digest.hexdigest()


def files_in(folder: str) -> list[tuple[str, str]]:
    """Return name and path of the files below a folder of house rules, sorted."""
    return sorted((name, path) for name, path, _ in _walk(folder, ""))


def own_files() -> list[str]:
    """Return the paths of medlint's own code, rules and tables, as they are at this start."""
    return [path for _, path, _ in _own_files()]


def _own_files() -> Iterator[tuple[str, str, os.stat_result]]:
    package = os.path.dirname(__file__)
    for name, place in (("medlint", package), *((one, str(resources.folder(one))) for one in ("rules", "schemas"))):
        yield from _walk(place, name)


def _walk(folder: str, name: str) -> Iterator[tuple[str, str, os.stat_result]]:
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:
        return
    for entry in found:
        if entry.name.startswith((".", "__pycache__")):
            continue
        if entry.is_dir():
            yield from _walk(entry.path, f"{name}/{entry.name}")
        elif entry.name.endswith(_KINDS):
            yield f"{name}/{entry.name}", entry.path, entry.stat()


def _library_versions() -> Iterator[str]:
    """Yield the names of the folders that installers leave beside a library, which hold its version."""
    for module, prefix in _LIBRARIES.items():
        spec = find_spec(module)
        if spec is None or spec.origin is None:
            continue
        place = os.path.dirname(os.path.dirname(spec.origin))
        yield from (name for name in os.listdir(place) if name.lower().startswith(prefix))
