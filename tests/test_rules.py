"""Every rule page: its examples behave as they say, and it is complete."""

from __future__ import annotations

import pytest

from medlint import checks
from medlint.diagnostic import Safety
from medlint.rule import Rule, load_rules
from medlint.testing import failures

RULES = load_rules()
# No page makes medlint crash, so this rule alone has no bad example; tests/test_engine.py shows it at work.
WITHOUT_BAD_EXAMPLE = {"LNT001"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_examples_behave_as_they_say(rule: Rule) -> None:
    assert list(failures(rule)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_page_is_complete(rule: Rule) -> None:
    kinds = {example.kind for example in rule.examples}
    assert "good" in kinds
    assert "bad" in kinds or rule.code in WITHOUT_BAD_EXAMPLE
    assert rule.sources
    assert all(source.strip() for source in rule.sources)
    assert rule.check in checks.names()
    assert len(rule.page.split("~~~")[0].split()) > 30, "the page does not explain itself"
    assert rule.summary.endswith(".")
    assert rule.fix is None or rule.safety is not Safety.MANUAL


def test_every_example_with_a_fix_shows_what_it_gives() -> None:
    for rule in RULES:
        if rule.fix is not None:
            assert any(example.kind == "fixed" for example in rule.examples), rule.path
