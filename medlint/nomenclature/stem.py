"""The part of a page's path that names it, whatever a site generator calls its files."""

from __future__ import annotations

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
    parts = [part for part in _SLASHES.split(path) if part not in ("", ".", "..")]
    if not parts or parts[-1].startswith("<") or parts[-1] in ("-", "stdin"):
        return ""
    name = parts[-1]
    for suffix in _SUFFIXES:
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    name = _LANGUAGE.sub("", name)
    if name.lower() in _INDEX:
        return parts[-2] if len(parts) > 1 and ":" not in parts[-2] else ""
    date = _DATE.match(name)
    return name[date.end() :] if date else name


def folder_of(path: str) -> str:
    """Return all that stands before the file's name, of an index file before its folder's, with forward slashes."""
    parts = _SLASHES.split(path)
    name = parts[-1].rsplit(".", 1)[0].lower()
    return "/".join(parts[:-2] if name in _INDEX else parts[:-1])
