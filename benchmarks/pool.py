"""The blocks of text that generated pages are put together from: those of examples/, by section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
# The examples that are whole, or nearly: the others hold a refusal, or speak of a medicine that is gone.
SOURCES = (
    "cetirizine",
    "hydrocortisone-cream",
    "ibuprofen",
    "loratadine",
    "metformin",
    "omeprazole",
    "paracetamol",
    "salbutamol",
)
SECTIONS = ("Generic Name", "Usage", "Dosage", "Side Effects", "How it Works", "Precautions", "FAQs")
# Kinds of blocks that stand at a fixed place of a section, beside those named after their section.
OVERDOSE, REFERENCES, DISCLAIMER, AI_NOTE = "overdose", "references", "disclaimer", "AI note"

# Beside the examples' own sentences: some with gaps for names, invented words and numbers, for no two pages of a site
# share all of their words.
FRAMES: Mapping[str, tuple[str, ...]] = {
    "Usage": (
        "{Name} belongs to the medicines that are called {word}s. It is used for {word} and for {word} of the {word}.",
        "It is given by mouth, together with {word} or {word}, to people who have {word}.",
        "In {number} people who had {word}, {Name} eased {word}, {word} and {word} within {number} weeks.",
    ),
    "Dosage": (
        "* **Adults with {word}:** the dose depends on {word} and {word}. Follow the label.",
        "* **Before {word}:** ask a doctor or a {word} nurse how long to wait.",
        "* **With {word}:** swallow the tablet whole, with a glass of {word} or water.",
    ),
    "Side Effects": (
        "* **Less common:** {word}, {word}, dry {word}, and a feeling of {word}.",
        "* **In {number} of 1,000 people:** sore {word}, itchy {word}, or {word} that comes and goes.",
        "* **After some weeks:** changes of the {word}, and {word} of the skin.",
    ),
    "How it Works": (
        "It blocks {word}, a chemical that {word} cells release, and so less {word} reaches the {word}.",
        "The body turns it into {word} and {word}, which leave with the urine.",
        "{Name} binds to {word} on the surface of {word} cells.",
    ),
    "Precautions": (
        "* **Interactions with {word}:** tell a doctor if you take {word}, {word}, {word} or {word}.",
        "* **{Word}:** tell a doctor first if you have {word}, or had {word} in the last {number} months.",
        "* **Other contents:** the tablets hold {word}, {word}, {word} and a little {word}.",
        "* **Tests:** {name} can change the result of a test for {word} or {word}.",
    ),
    "FAQs": (
        "* **Q: Can I take {name} with {word}?** A: Ask a pharmacist first, above all if you also take {word}.",
        "* **Q: Does {name} help against {word}?** A: No. It does nothing against {word} or {word}.",
        "* **Q: Is {name} the same as {word}?** A: No. Both ease {word}, but {word} is taken for {number} days only.",
    ),
    REFERENCES: ("Sources: {Word} and {Word}, {Name} in {word}, Journal of {Word}, volume {number}.",),
}

# Sentences that make some list items longer.
TAILS = (
    " This is more likely with {word}, or after {word}.",
    " Tell a {word} nurse or your doctor if it lasts longer than {number} hours.",
    " People who also take {word} notice it more often.",
    " It seldom needs {word}, and goes when the {word} does.",
)

_HEADING = re.compile(r"### (.+)|\*\*([A-Z][A-Za-z ]+):\*\*()(?=$| [A-Z])")
_QUESTION = re.compile(r"\* \*\*Q: .+\?\*\* A: .")


@cache
def read_pool() -> Mapping[str, tuple[str, ...]]:
    """Return blocks by kind: a section's title, OVERDOSE, REFERENCES, DISCLAIMER or AI_NOTE.

    A block is a paragraph or a list item of one line. `{name}` and `{Name}` stand in it for the medicine, `{word}`,
    `{Word}` and `{number}` for whatever a page puts there.
    """
    pool: dict[str, list[str]] = {kind: list(frames) for kind, frames in FRAMES.items()}
    for source in SOURCES:
        for kind, block in _blocks((EXAMPLES / f"{source}.md").read_text(encoding="utf-8")):
            if block not in pool.setdefault(kind, []):
                pool[kind].append(block)
    return {kind: tuple(blocks) for kind, blocks in pool.items()}


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    title = re.search(r"^# (.+)$", text, re.MULTILINE)
    name = title[1] if title else ""
    section = ""
    for line in text.split("\n"):
        heading = _HEADING.match(line)
        if heading and (heading[1] or heading[2]) in SECTIONS:
            section = heading[1] or heading[2]
        elif line and not line.startswith("#") and section:
            kind = _kind(section, line)
            if kind:
                yield kind, _with_gaps(line, name)


def _kind(section: str, line: str) -> str | None:
    """Return the kind of a block; None for what is a fault of the example that it stands in."""
    for start, kind in (
        ("**If ", OVERDOSE),
        ("**Disclaimer:", DISCLAIMER),
        ("**AI note:", AI_NOTE),
    ):
        if line.startswith(start):
            # A notice that is cut short is a fault.
            return kind if len(line) > 140 or kind not in (DISCLAIMER, AI_NOTE) else None
    # No source speaks of an invented medicine: pages get invented ones.
    foreign = "prompt" in line or line.startswith("Sources:") or section == "Generic Name"
    return None if foreign or (section == "FAQs" and not _QUESTION.match(line)) else section


def _with_gaps(text: str, name: str) -> str:
    """Put `{name}` and `{Name}` where the text names its medicine."""
    for each in (name, name.split(" ")[0]):
        text = re.sub(rf"\b{each}\b", "{Name}", text)
        text = re.sub(rf"\b{each.lower()}\b", "{name}", text)
    return text
