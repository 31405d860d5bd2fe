"""The watch on this run, if there is one, for all who read or tell something that it should know of (see `watch`)."""

from __future__ import annotations

from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.watch import Watch

_current: Watch | None = None


def current() -> Watch | None:
    """Return the watch on this run, if there is one."""
    return _current


def appoint(watch: Watch | None) -> None:
    """Make this the watch on this run, None that there is none any more."""
    global _current
    _current = watch


class AsPage:
    """Within this context a file is read because it is a page, and for no other reason."""

    def __init__(self) -> None:
        # How many pages are being read just now.
        self.open = 0

    def __enter__(self) -> None:
        self.open += 1

    def __exit__(self, *_: object) -> None:
        self.open -= 1


as_page = AsPage()
