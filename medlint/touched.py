"""Which pages a change touches, and what of them: by a git revision, or by a difference in a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from medlint.git import GitError, Repository, blob_name
from medlint.linediff import ALL, Ranges, changed_lines, lines_of, match_renamed
from medlint.records import dataclass
from medlint.typed import Protocol

# What is larger is not compared; nobody writes such a page, and medlint does not read it.
_LARGEST = 64 * 1024 * 1024
# So many other pages show what the pages of a site have in common.
_COMPANY = 60


class PageFile(Protocol):
    """A file to check."""

    @property
    def path(self) -> str:
        """The path as it is printed."""

    @property
    def real(self) -> str:
        """The absolute path without links, by which it is opened."""


@dataclass(frozen=True, slots=True)
class Touch:
    """What a change did to a page. `before`: its former path and content; None where it is new, or not known.

    `whole`: its text was changed, so that faults of the page as a whole are the writer's too.
    """

    lines: Ranges
    whole: bool = True
    before: tuple[str, bytes] | None = None


def touched_since(files: Iterable[PageFile], repository: Repository, commit: str) -> dict[str, Touch]:
    """Return what was changed since a commit, by the page's printed path: in later commits, and in the work tree.

    Files are compared by content, line ends aside. One that was renamed and nothing else is touched, but no line of it
    is, nor is its text.

    Errors: GitError.
    """
    tree = repository.tree(commit)
    contents: dict[str, tuple[str, bytes | None]] = {}
    for file in files:
        place = _inside(file.real, repository, tree)
        data = _read(file.real)
        name = tree.get(place)
        if name is None or data is None or not _is_same(data, name):
            contents[file.path] = place, data
    former = {path: tree[place] for path, (place, _) in contents.items() if place in tree}
    arrived = {path: data for path, (place, data) in contents.items() if place not in tree and data is not None}
    renamed = _renamed(arrived, repository, tree)
    blobs = repository.blobs([*former.values(), *(tree[old] for old in renamed.values())])
    found: dict[str, Touch] = {}
    for path, (place, data) in contents.items():
        old = place if path in former else renamed.get(path)
        if old is None or data is None:
            found[path] = Touch(ALL)
            continue
        before = blobs[tree[old]]
        lines, now = lines_of(before), lines_of(data)
        # Only line ends, or white space at the end of lines.
        if lines == now and old == place:
            continue
        found[path] = Touch(changed_lines(lines, now), lines != now, (str(Path(repository.top, old)), before))
    return found


def _inside(real: str, repository: Repository, tree: Mapping[str, str]) -> str:
    try:
        place = Path(os.path.relpath(real, repository.top)).as_posix()
    except ValueError:
        place = ".."
    if place.startswith("../") or place == "..":
        raise GitError(f"'{real}' is not in the repository '{repository.top}'; check it in a run of its own")
    for above in Path(place).parents:
        if tree.get(above.as_posix()) == "":
            raise GitError(f"'{real}' is in the submodule '{above}'; check it in a run of its own, from within")
    return place


def _read(path: str) -> bytes | None:
    """Return a file's bytes; None where they cannot be had, which is for the check to tell."""
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError:
        return None
    return data if len(data) <= _LARGEST else None


def _is_same(data: bytes, name: str) -> bool:
    if blob_name(data, name) == name:
        return True
    # With core.autocrlf the file has line ends of its own.
    return b"\r\n" in data and blob_name(data.replace(b"\r\n", b"\n"), name) == name


def _renamed(arrived: Mapping[str, bytes], repository: Repository, tree: Mapping[str, str]) -> dict[str, str]:
    """Return the former place in `tree` of those pages that arrived from there."""
    if not arrived:
        return {}
    suffixes = {PurePosixPath(path).suffix for path in arrived}
    gone = {
        place: name
        for place, name in tree.items()
        if name and PurePosixPath(place).suffix in suffixes and not os.path.lexists(Path(repository.top, place))
    }
    return renames(arrived, gone, repository, tree)


def renames(
    arrived: Mapping[str, bytes], gone: Mapping[str, str], repository: Repository, tree: Mapping[str, str]
) -> dict[str, str]:
    """Return, by the path of a page that arrived, the one that it had; `gone` has the objects of former pages by path.

    `tree` are the objects of all files, by path from the repository's top.

    Errors: GitError.
    """
    if not gone:
        return {}
    others = _company(gone, tree)
    blobs = repository.blobs([*gone.values(), *others])
    olds: dict[str, Sequence[str]] = {place: lines_of(blobs[name]) for place, name in gone.items()}
    news = {path: lines_of(data) for path, data in arrived.items()}
    return match_renamed(olds, news, [lines_of(blobs[name]) for name in others])


def _company(gone: Mapping[str, str], tree: Mapping[str, str]) -> list[str]:
    """Return the objects of some pages that stayed: what they say too is the site's way of writing."""
    suffixes = {PurePosixPath(place).suffix for place in gone}
    objects = set(gone.values())
    stayed = [
        name
        for place, name in sorted(tree.items())
        if name and name not in objects and PurePosixPath(place).suffix in suffixes
    ]
    # Spread over the site, since the pages of a folder may be of one kind.
    return stayed[:: max(1, len(stayed) // _COMPANY)][:_COMPANY]


def touched_by(files: Iterable[PageFile], lines: Mapping[str, Ranges]) -> dict[str, Touch]:
    """Return what a difference changes, by the page's printed path; `lines` are its changed lines by real path."""
    return {file.path: Touch(lines[file.real]) for file in files if file.real in lines}
