"""Suppressions: what a page says, in comments or its front matter, to take findings out, with a reason and an end."""

from __future__ import annotations

from collections.abc import Sequence

from medlint.rule import Rule
from medlint.suppress.comments import comment_spans, read_comments
from medlint.suppress.fields import read_fields
from medlint.suppress.names import NameReader
from medlint.suppress.suppression import Misreading, Suppression, Target
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.monograph import Monograph

__all__ = ["Misreading", "Suppression", "Target", "comment_spans", "read_suppressions"]


def read_suppressions(page: Monograph, rules: Sequence[Rule]) -> tuple[tuple[Suppression, ...], tuple[Misreading, ...]]:
    """Return the page's suppressions, those of its front matter first, and what in them cannot be understood."""
    reader = NameReader(page, rules)
    found = (*read_fields(reader), *read_comments(reader))
    return found, tuple(reader.faults)
