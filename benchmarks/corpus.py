"""The folder of pages that is timed: found, copied, edited and put back."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

EDITS = 10
_SUFFIXES = (".md", ".markdown")
_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?\n)---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def walk_pages(folder: Path) -> Iterator[Path]:
    """Yield the pages below a folder in an order that is always the same. Hidden folders are left out."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(_SUFFIXES):
                yield Path(here, name)


def copy_pages(source: Path, folder: Path) -> int:
    """Copy the pages below `source`, and each medlint.toml, to `folder`. Return how many pages there are."""
    count = 0
    for page in walk_pages(source):
        target = folder / page.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page, target)
        count += 1
    for settings in source.rglob("medlint.toml"):
        target = folder / settings.relative_to(source)
        if target.parent.is_dir():
            shutil.copyfile(settings, target)
    return count


def front_of(page: Path, pages: Path, front: Path) -> Path:
    """Return where the front matter of a page below `pages` is written below `front`."""
    return (front / page.relative_to(pages)).with_suffix(".yaml")


def extract_front(pages: Path, front: Path) -> None:
    """Write the front matter of all pages below `pages` as YAML files below `front`, where they are not there yet."""
    for page in walk_pages(pages):
        target = front_of(page, pages, front)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            found = _FRONT.match(page.read_bytes())
            target.write_bytes(found[1] if found else b"")


def spread(pages: Iterable[Path], count: int, wanted: int) -> list[Path]:
    """Return up to `wanted` of the `count` pages, far from one another."""
    return list(islice(pages, count // wanted // 2, None, max(count // wanted, 1)))[:wanted]


def edit(data: bytes, stamp: int) -> bytes:
    """Return the page with one sentence more, another one for each `stamp`."""
    sentence = b" Ask again after %d weeks. " % stamp
    front = _FRONT.match(data)
    start = data.find(b". ", front.end() if front else 0)
    return data + b"\n" + sentence.strip() + b"\n" if start < 0 else data[: start + 1] + sentence + data[start + 2 :]


@contextmanager
def edited(pages: Sequence[Path], stamp: int) -> Iterator[None]:
    """Edit pages; put them back afterwards, with their times."""
    before = [(page, page.read_bytes(), page.stat()) for page in pages]
    try:
        for page, data, _ in before:
            page.write_bytes(edit(data, stamp))
        yield
    finally:
        for page, data, state in before:
            page.write_bytes(data)
            os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))
