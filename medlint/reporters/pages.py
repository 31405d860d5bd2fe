"""What some formats need of the pages beside the findings: where they lie in the repository, and what they say."""

from __future__ import annotations

from medlint.text import Source


class Pages:
    """Knows nothing of the pages beyond their paths; the command line has one that asks the disk."""

    def name(self, path: str) -> str:
        """Return `path`, as a report prints it, relative to the repository's root and with forward slashes."""
        return path.replace("\\", "/").removeprefix("./")

    def source(self, _path: str) -> Source | None:
        """Return the text of the page that a report calls `path`; None where it cannot be had."""
        return None


def as_unicode(path: str) -> str:
    """Return `path` with "?" for each byte that is no UTF-8, as readers of JSON refuse what stands for it."""
    return path.encode("utf-8", "replace").decode("utf-8")
