"""How property tests run: without a deadline, as no test of this project asks how fast a machine is."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("medlint", deadline=None)
settings.load_profile("medlint")
