"""The part of a page's path that names it, whatever a site generator calls its files."""

from __future__ import annotations

from functools import lru_cache

from medlint.patterns import lazy

# Files that stand for their folder.
_INDEX = frozenset(("index", "_index", "readme", "default"))
_DATE = lazy(r"\d{4}-\d\d-\d\d-")
_LANGUAGE = lazy(r"\.[a-z]{2}(?:[-_][A-Za-z]{2})?\Z")
_SLASHES = lazy(r"[/\\]+")
_SUFFIXES = (".md", ".markdown", ".mdx", ".mdown", ".mkd", ".txt")


def stem_of(path: str) -> str:
    """Return the file's name without suffix, date and language; of an index file, its folder's; "" if there is none.

    Both kinds of slashes count. Text that came from a pipe has no name.
    """
    name = _last(path)
    if name in ("", ".", ".."):
        name = next(reversed(_parts(path)), "")
    if not name or name.startswith("<") or name in ("-", "stdin"):
        return ""
    for suffix in _SUFFIXES:
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    name = _LANGUAGE.sub("", name)
    if name.lower() in _INDEX:
        parts = _parts(path)
        return parts[-2] if len(parts) > 1 and ":" not in parts[-2] else ""
    date = _DATE.match(name)
    return name[date.end() :] if date else name


def folder_of(path: str) -> str:
    """Return all that stands before the file's name, of an index file before its folder's, with forward slashes."""
    name = _last(path)
    folder = _plain(path[: len(path) - len(name)])
    return folder.rpartition("/")[0] if name.rsplit(".", 1)[0].lower() in _INDEX else folder


def _last(path: str) -> str:
    return path[max(path.rfind("/"), path.rfind("\\")) + 1 :]


def _parts(path: str) -> list[str]:
    return [part for part in _SLASHES.split(path) if part not in ("", ".", "..")]


@lru_cache(maxsize=1024)
def _plain(folder: str) -> str:
    """Return a folder with single forward slashes and none at its end; many pages are in one."""
    return "/".join(_SLASHES.split(folder)[:-1])
