"""The templates of rule pages: `{slots}` that values fill."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from medlint.patterns import lazy

_SLOT = lazy(r"\{([a-z_]+)\}")


# Templates are the rules', and asked for with each finding.
@lru_cache(maxsize=1024)
def slots_of(*templates: str) -> tuple[str, ...]:
    """Return the names of the slots in templates, sorted."""
    return tuple(sorted({match[1] for template in templates for match in _SLOT.finditer(template)}))


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put values into `{slots}`. No format specification and no attribute is ever looked up.

    Errors: KeyError for a slot that there is no value for.
    """
    parts = _parts(template)
    if len(parts) == 1:
        # The very same text: it is sent between processes once.
        return template
    filled = list(parts)
    filled[1::2] = [str(values[name]) for name in parts[1::2]]
    return "".join(filled)


@lru_cache(maxsize=4096)
def _parts(template: str) -> tuple[str, ...]:
    """Return the pieces of a template: text and names of slots in turn, text first and last."""
    return tuple(_SLOT.split(template))


def outline(template: str) -> str:
    """Return a template for people who have no finding before them: "…" for each slot.

    Where a slot is all of it, what the rule does differs from page to page, and that is said.
    """
    text = _SLOT.sub("…", template)
    return text if text.strip("… ") else "what the page needs"
