"""How every way in which a command ends is told, and with which exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from medlint import __version__
from medlint.cli.output import Misuse, silence, tell
from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from medlint.typed import Any

_INTERRUPTED = 130


class Stopped(Exception):  # noqa: N818 - it is no error
    """Whoever started the command has stopped it, and the line that shows it is ended."""


def unless_unread(work: Callable[[], Any]) -> Any:
    """Return `work()`, or 0: that nobody reads the rest of what it prints is no error."""
    try:
        code = work()
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
        return 0
    return code


def exit_code_of(work: Callable[[], Any]) -> int:
    """Do a command's work and return its exit code, whatever comes of it: told is what went wrong."""
    try:
        code = work()
    except Misuse as error:
        tell(str(error))
        return Misuse.exit_code
    except (Stopped, KeyboardInterrupt) as stop:
        if isinstance(stop, KeyboardInterrupt):
            # Where ^C stands, the line goes on.
            sys.stderr.write("\n")
        tell("stopped before the end; nothing that was shown is the whole result.", kind="interrupted")
        return _INTERRUPTED
    except Exception as error:
        reason = _unwritten(error)
        if reason is None:
            return _own_fault()
        tell(
            f"standard output takes no more ({reason}), so what stands there is not all of it. Make room there, or "
            "send it elsewhere."
        )
        return Misuse.exit_code
    return code if isinstance(code, int) else 0


def _unwritten(error: Exception) -> str | None:
    """Return why standard output took no more, if that is what failed; what is still to be written is then dropped."""
    if not isinstance(error, OSError) or error.filename is not None:
        return None
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):
        return None
    try:
        # Whatever failed, the report is no whole one: a line more does no harm.
        os.write(number, b"\n")
    except OSError as again:
        if again.errno == error.errno:
            silence(sys.stdout)
            return error.strerror
    return None


def _own_fault() -> int:
    import traceback

    tell(
        f"{traceback.format_exc()}medlint {__version__} itself failed, so nothing is known about the pages. "
        "Please report this with the lines above and the command."
    )
    return Misuse.exit_code
