"""What `medlint explain` says of a rule, and README's table of rules."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from medlint import rulepage
from medlint.colour import Palette
from medlint.diagnostic import Safety, Severity
from medlint.docs import END, START, explain, main, renew, rule_table
from medlint.rule import Rule, load_rules
from medlint.rulepage import RulePage
from medlint.terminal import width

ROOT = Path(__file__).resolve().parents[1]

PAGE = """\
Every page says **how much** to take, in `mg`. A reader who does not find it guesses, and a guess may
be a dose too many for one day.

## What to do

1. Read the [label](https://example.org/label).
2. Write the dose:
   * for adults, with the longest time that it may be taken for without asking a doctor again
   * for children

It does not speak in a list of <https://example.org/terms>.

~~~markdown bad
# Nadomol

Take a\x1blot. <!-- finding: "a\x1blot" -->
~~~

~~~markdown fixed escaped
Take \\xff5 mg.
~~~

~~~markdown good
Take 5 mg.
~~~

~~~toml
ignore = ["vague-dose"]
~~~
"""

RULE = Rule(
    code="DOS009",
    name="vague-dose",
    category="dose",
    severity=Severity.WARNING,
    message="'{text}' is no dose",
    help="Write a number.",
    check="forbid",
    params={},
    safety=Safety.UNSAFE,
    fix="Write the number",
    sources=("A guideline on doses, 2020, https://example.org/guideline/that/has/a/long/address/of/its/own/indeed",),
    supersedes=(),
    default=False,
    path="rules/dose/DOS009-vague-dose.md",
)


@pytest.fixture(autouse=True)
def _page_without_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    read = rulepage.read_page
    made_up = RulePage({}, PAGE, 1)
    monkeypatch.setattr(
        rulepage, "read_page", lambda path: made_up if Path(path).name.startswith("DOS009") else read(path)
    )


EXPLAINED = r"""DOS009 vague-dose

severity: warning, off by default
fix: Write the number (unsafe)

Every page says how much to take, in `mg`. A reader who does not find it
guesses, and a guess may be a dose too many for one day.

What to do

1. Read the label (https://example.org/label).
2. Write the dose:
  * for adults, with the longest time that it may be taken for without asking a
    doctor again
  * for children

It does not speak in a list of https://example.org/terms.

It speaks here:
    # Nadomol

    Take a\x1blot.
  It flags "a\x1blot".

The fix makes it:
    Take \xff5 mg.

It does not speak here:
    Take 5 mg.

    ignore = ["vague-dose"]

Sources
- A guideline on doses, 2020,
  https://example.org/guideline/that/has/a/long/address/of/its/own/indeed
"""


def test_page_becomes_text_for_a_terminal() -> None:
    assert explain(RULE, 80, Palette()) == EXPLAINED


def test_colour_changes_no_word() -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", explain(RULE, 80, Palette(on=True))) == EXPLAINED


def test_a_rule_without_a_fix_says_so() -> None:
    assert "\nfix: none, a person must decide\n" in explain(replace(RULE, fix=None), 80, Palette())


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.code)
def test_every_rule_can_be_explained(rule: Rule) -> None:
    text = explain(rule, 80, Palette())
    assert text.startswith(f"{rule.code} {rule.name}\n")
    assert text.count("It speaks here:") == sum(example.kind == "bad" for example in rule.examples)
    assert all(char.isprintable() or char == "\n" for char in text)
    # Examples and addresses keep their lines; prose is wrapped.
    prose = [line for line in text.split("\n") if not line.startswith("  ") and " " in line.strip("- ")]
    assert max(map(width, prose)) <= 80


def test_table_has_a_linked_row_for_each_rule() -> None:
    first, second = rule_table([RULE, replace(RULE, code="ABB001", name="x", fix=None, default=True)]).split("\n")[2:]
    summary = "Every page says how much to take, in mg."
    assert first == f"| [ABB001](rules/dose/ABB001-x.md) | x | warning | - | {summary} |"
    link = "[DOS009](rules/dose/DOS009-vague-dose.md)"
    assert second == f"| {link} | vague-dose | warning (off) | unsafe | {summary} |"


def test_table_is_put_between_the_markers() -> None:
    text = f"before\n{START}\nold\n{END}\nafter\n"
    renewed = renew(text, [RULE])
    assert renewed == f"before\n{START}\n{rule_table([RULE])}\n{END}\nafter\n"
    assert renew(renewed, [RULE]) == renewed


@pytest.mark.parametrize("text", ["", START, f"{END}\n{START}", f"{START}{START}{END}", f"{START}{END}{END}"])
def test_a_text_without_its_markers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="there must be one"):
        renew(text, [RULE])


def test_the_module_renews_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = tmp_path / "README.md"
    readme.write_bytes(f"{START}{END}\r\n".encode())
    monkeypatch.setattr(sys, "argv", ["docs", str(readme)])
    main()
    assert readme.read_bytes().decode() == f"{START}\n{rule_table(load_rules())}\n{END}\r\n"


def test_readme_table_is_current() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert renew(readme, load_rules()) == readme, "run `python -m medlint.docs`"


OUTPUT = re.compile(
    r"(?P<start><!-- output: (?P<command>[^>]*?) -->\n```text\n)(?P<text>.*?)(?P<end>```\n<!-- /output -->)", re.DOTALL
)


def test_readme_shows_what_medlint_really_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """`MEDLINT_SNAPSHOTS=write` renews the block."""
    monkeypatch.chdir(ROOT)
    path = ROOT / "README.md"
    readme = path.read_text(encoding="utf-8")
    block = OUTPUT.search(readme)
    assert block is not None
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MEDLINT_", "FORCE_COLOR"))}
    done = subprocess.run(
        [sys.executable, "-m", "medlint", *block["command"].split()], capture_output=True, text=True, env=environment
    )
    assert done.stderr == ""
    if os.environ.get("MEDLINT_SNAPSHOTS") == "write":
        path.write_text(readme.replace(block.group(), block["start"] + done.stdout + block["end"]), encoding="utf-8")
    else:
        assert block["text"] == done.stdout


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.code)
def test_no_slot_of_a_template_is_shown_to_people(rule: Rule) -> None:
    head = explain(rule, 80, Palette()).split("\n\n")[1]
    assert "{" not in head
    assert ("fix: none" in head) is (rule.fix is None)
