"""Pages that a stranger made to keep medlint busy: each is done with, in a process that is ended if one is not.

Nothing is timed here. The limit is many times what all pages take, and there so that a page that never comes to an end
fails this test and does not hang it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIMIT = 240

USAGE = {
    "adverbs run together": "Ibuprofen, which " + "aly" * 40 + "% was withdrawn from the market in 2004.",
    "blanks in a clause": "Ibuprofen, which" + " " * 20_000 + "% was withdrawn from the market in 2004.",
    "adverbs without end": "Ibuprofen has " + "been " * 8_000 + "x withdrawn.",
    "adverbs behind an opener": "It is no longer " + "aly " * 8_000 + "x available.",
    "a count behind blanks": "Word count:" + " " * 20_000 + "x",
    "a first person before blanks": "I am not" + " " * 20_000 + "x",
    "words without blanks": "a@" * 20_000,
    "combining marks": "\u0301" * 20_000,
}
FAQS = {
    "a letter before blanks": "Q" + " " * 5_000 + "x",
    "a letter before blanks and a notice": "Q" + " " * 9_000 + "This information is not medical advice. Ask a doctor.",
    "an answer's letter before blanks": "Q: a?\n\nA" + " " * 20_000 + "x",
    "bold blanks": "**" + " " * 20_000 + "a",
    "questions in one paragraph": "Q: a?\n" * 15_000,
    "bold questions in one paragraph": "**Q: a?\n" * 9_000,
}
PAGES = {
    **{name: f"---\ntitle: Ibuprofen\n---\n# Ibuprofen\n\n### Usage\n\n{text}\n" for name, text in USAGE.items()},
    **{name: f"---\ntitle: Ibuprofen\n---\n# Ibuprofen\n\n### FAQs\n\n{text}\n" for name, text in FAQS.items()},
    "a title of blanks": "---\ntitle: x\n---\n# a" + " " * 40_000 + "b\n\n### Usage\n\nPain.\n",
    "a title of other blanks": '---\ntitle: "a' + "\u00a0" * 20_000 + 'b"\n---\n\n## Usage\n\nPain.\n',
    "a title of many parts": "---\ntitle: x\n---\n# " + "aaaa+" * 8_000 + "\n\n" + "## b\n\n" * 5_000,
    "a part without letters": "---\ntitle: x\n---\n# a + \u0301\n\n### Usage\n\nPain.\n",
    "many sections of questions": "---\ntitle: x\n---\n# x\n\n" + "### FAQs\n\nx\n" * 5_000,
}
CODE = """
import sys
from medlint.config import default_config
from medlint.diagnostic import Safety
from medlint.engine import Job, check
data = sys.stdin.buffer.read()
for fix in (None, Safety.UNSAFE):
    assert not check(Job("page.md", data, fix=fix), default_config()).crashed
"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_comes_to_an_end(name: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    data = PAGES[name].encode()
    subprocess.run([sys.executable, "-c", CODE], input=data, env=environment, timeout=LIMIT, check=True)
