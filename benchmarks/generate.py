"""Generates pages that differ as those of a real site do. What stands in them is invented: it is no medical advice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.draft import make_draft
from benchmarks.faults import draw_faults
from benchmarks.words import name_of

SETTINGS = '# These pages were generated to time linters. They are no medical advice.\nextends = "minimal-medicine"\n'


@dataclass(frozen=True, slots=True)
class Page:
    """A generated page: its path below the corpus' folder, its text, and the names of the rules that it breaks."""

    path: str
    text: str
    broken: tuple[str, ...]


def make_page(number: int, seed: int) -> Page:
    """Return page `number`, from 0, of the corpus `seed`. It depends on nothing else."""
    random = Random(f"{seed}/{number}")
    name = name_of(number)
    draft = make_draft(name.capitalize(), random)
    faults = draw_faults(random)
    for fault in faults:
        fault.plant(draft)
    return Page(f"{name[0]}/{name}.md", draft.render(), tuple(fault.rule for fault in faults))


def write_pages(folder: Path, start: int, stop: int, seed: int) -> int:
    """Write pages `start` to `stop` - 1 of the corpus `seed` below `folder`, one at a time, and a medlint.toml.

    Return how many bytes of pages were written. A corpus grows by calling this again where it ended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "medlint.toml").write_text(SETTINGS, encoding="utf-8", newline="\n")
    size = 0
    for number in range(start, stop):
        page = make_page(number, seed)
        path = folder / page.path
        path.parent.mkdir(exist_ok=True)
        size += path.write_bytes(page.text.encode())
    return size
