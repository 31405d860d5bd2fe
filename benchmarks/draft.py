"""A page before it is written: its parts, which faults can change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.pool import AI_NOTE, DISCLAIMER, FRAMES, OVERDOSE, REFERENCES, SECTIONS, TAILS, read_pool
from benchmarks.words import draw_word

_GAP = re.compile(r"\{(\w+)\}")
_LABEL = re.compile(r"\* \*\*([^*]+)\*\*")
# What a section is never without, and its share of what the page holds beside its fixed parts.
_NEEDED = {"Precautions": ("**Pregnancy", "**Allergy"), "FAQs": ("miss a dose", "store", "?** A: ")}
_SHARES = {
    "Usage": 0.14,
    "Dosage": 0.17,
    "Side Effects": 0.15,
    "How it Works": 0.08,
    "Precautions": 0.28,
    "FAQs": 0.2,
}
_FIXED = 1300


@dataclass(slots=True)
class Draft:
    """The parts of a page. `front` are lines; `sections` holds blocks by title, in the order in which they stand.

    `random` is what faults draw from. `bold` writes titles as bold text; `wide` leaves a line free below titles; `body`
    stands instead of all sections.
    """

    name: str
    front: list[str]
    sections: dict[str, list[str]]
    disclaimer: list[str]
    ai_note: list[str]
    random: Random
    bold: bool = False
    wide: bool = True
    body: list[str] = field(default_factory=list)

    def render(self) -> str:
        """Return the page as Markdown."""
        parts = ["---\n" + "\n".join(self.front) + "\n---", f"# {self.name}", *self.body]
        for title, blocks in () if self.body else self.sections.items():
            heading = f"**{title}:**\n" if self.bold else f"### {title}\n"
            parts.append(heading + ("\n" if self.wide or self.bold else "") + _join(blocks))
        return "\n\n".join([*parts, *self.disclaimer, *self.ai_note]) + "\n"


def _join(blocks: Sequence[str]) -> str:
    """Join list items line by line, and paragraphs with a free line between them."""
    text = ""
    for before, block in zip(("", *blocks), blocks, strict=False):
        tight = before.startswith("* ") and block.startswith("* ")
        text += ("\n" if tight else "\n\n" if before else "") + block
    return text


def fill(block: str, name: str, random: Random) -> str:
    """Return the block with the medicine's name, and with words and numbers that are drawn, in its gaps."""

    def put(gap: re.Match[str]) -> str:
        if gap[1] == "number":
            return str(random.randrange(3, 900))
        word = name.lower() if gap[1].lower() == "name" else draw_word(random)
        return word.capitalize() if gap[1][0].isupper() else word

    return _GAP.sub(put, block)


def make_draft(name: str, random: Random) -> Draft:
    """Return a whole page on the medicine `name`, without faults, as long as the pages of a real site are."""
    pool = read_pool()
    budget = min(max(random.gauss(5600, 850), 3600), 8500) - _FIXED
    sections = {title: _draw_blocks(title, budget * _SHARES.get(title, 0), name, random) for title in SECTIONS}
    sections["Generic Name"] = [name]
    sections["Dosage"].append(fill(random.choice(pool[OVERDOSE]), name, random))
    sections["Precautions"].append(fill(random.choice(pool[REFERENCES]), name, random))
    _shape(sections["Dosage"], random)
    return Draft(
        name,
        ["layout: minimal-medicine", f"title: {name}", *_references(name, random)],
        sections,
        [random.choice(pool[DISCLAIMER])],
        [random.choice(pool[AI_NOTE])],
        random,
        wide=random.random() < 0.7,
    )


def _draw_blocks(title: str, budget: float, name: str, random: Random) -> list[str]:
    """Draw blocks of one section until they have `budget` characters. No two of them have the same label."""
    # What has gaps may stand twice, with other words in them.
    blocks = [*read_pool().get(title, ()), *FRAMES.get(title, ())]
    random.shuffle(blocks)
    for needed in _NEEDED.get(title, ()):
        blocks.sort(key=lambda block: needed not in block)
    chosen: dict[str, str] = {}
    used = 0
    least = 3 if title == "FAQs" else 1
    for block in blocks:
        if used >= budget and len(chosen) >= least:
            break
        if title != "FAQs" and block.startswith("* ") and random.random() < 0.5:
            block += random.choice(TAILS)
        text = fill(block, name, random)
        label = _LABEL.match(text)
        if chosen.setdefault(label[1] if label else text, text) is text:
            used += len(text) + 1
    return list(chosen.values())


def _shape(blocks: list[str], random: Random) -> None:
    """Give one page in twenty a list in a list, and one in a hundred a table or a quotation."""
    lot = random.random()
    if lot < 0.05:
        blocks.append("* **Other ages:**\n  * 12 to 17 years: ask a doctor\n  * over 65 years: ask a doctor")
    elif lot < 0.055:
        blocks.append("| Age | Tablets |\n|---|---|\n| 12 to 17 years | one |\n| from 18 years | two |")
    elif lot < 0.06:
        blocks.append("> Keep the leaflet. You may want to read it again.")


def _references(name: str, random: Random) -> list[str]:
    if random.random() < 0.9:
        return []
    return ["references:", f'  - "{draw_word(random).capitalize()} and others, {name}, volume {random.randrange(90)}"']
