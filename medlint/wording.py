"""The templates of rule pages: `{slots}` that values fill."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SLOT = re.compile(r"\{([a-z_]+)\}")


def slots_of(*templates: str) -> tuple[str, ...]:
    """Return the names of the slots in templates, sorted."""
    return tuple(sorted({match[1] for template in templates for match in _SLOT.finditer(template)}))


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put values into `{slots}`. No format specification and no attribute is ever looked up.

    Errors: KeyError for a slot that there is no value for.
    """
    return _SLOT.sub(lambda match: str(values[match[1]]), template)


def outline(template: str) -> str:
    """Return a template for people who have no finding before them: "…" for each slot.

    Where a slot is all of it, what the rule does differs from page to page, and that is said.
    """
    text = _SLOT.sub("…", template)
    return text if text.strip("… ") else "what the page needs"
