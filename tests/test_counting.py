"""The guard against work without end notices such work, whatever the work is part of."""

from __future__ import annotations

import signal

import counting
import pytest
from counting import comes_to_an_end
from pages import CLEAN

from medlint.checks import availability
from medlint.config import default_config
from medlint.engine import Job, check

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no such timer")


def forever(*_: object) -> None:
    while True:
        pass


def test_a_rule_without_end_is_noticed_though_medlint_catches_what_rules_raise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "_LIMIT", 0.2)
    monkeypatch.setattr(availability, "context_of", forever)
    with pytest.raises(pytest.fail.Exception, match="does not come to an end"), comes_to_an_end():
        check(Job("a.md", CLEAN.encode()), default_config())


def test_a_guard_within_a_guard_leaves_the_outer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with comes_to_an_end():
        with comes_to_an_end():
            pass
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
