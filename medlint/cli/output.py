"""Where output goes: standard output, a file, and sentences on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper

from medlint.outputfile import Replacement
from medlint.typed import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from medlint.colour import Palette

# The width of a page that no terminal shows.
_COLUMNS = 80
_FEWEST_COLUMNS = 40

_chosen: str | None = None


class Misuse(Exception):  # noqa: N818 - it is the user's
    """What the user asked for cannot be done; the message says why and what to do. Exit code 2."""

    exit_code = 2


def tell(text: str, kind: str = "error") -> None:
    """Write `error: text` (or another kind) to standard error, each line without control characters."""
    from medlint.colour import Palette, wants_colour
    from medlint.terminal import safe

    palette = Palette(wants_colour(_choice(), os.environ, sys.stderr))
    lines = [safe(line) for line in text.split("\n")]
    label = palette.paint(kind, kind) if kind in ("error", "warning") else palette.paint("strong", kind)
    sys.stderr.write(f"{label}: " + "\n".join(lines) + "\n")


def _choice() -> str:
    # Loaded only where it was needed to read the command line.
    click = sys.modules.get("click")
    context = click.get_current_context(silent=True) if click is not None and _chosen is None else None
    return str(context.params.get("color", "auto")) if context else _chosen or "auto"


def choose_colour(choice: str) -> None:
    """Say what --color is for this whole process, where click does not know."""
    global _chosen
    _chosen = choice


def palette_for(choice: str, stream: TextIO) -> Palette:
    """Return the colours that `stream` gets by the option `--color`."""
    from medlint.colour import Palette, wants_colour

    return Palette(wants_colour(choice, os.environ, stream))


def columns_of(stream: TextIO) -> int:
    """Return how wide `stream` is in columns: 80 where it is no terminal, and never less than 40."""
    if not stream.isatty():
        return _COLUMNS
    import shutil

    return max(shutil.get_terminal_size().columns, _FEWEST_COLUMNS)


def prepare(stream: TextIO, utf8: bool = False) -> None:
    """Make writing to `stream` never fail for a character that its encoding lacks; `utf8` sets the encoding."""
    if isinstance(stream, TextIOWrapper):
        if utf8 and not stream.isatty():
            stream.reconfigure(encoding="utf-8")
        stream.reconfigure(errors="backslashreplace")


def silence(stream: TextIO) -> None:
    """Send what is still to be written to `stream` nowhere: the reader of the pipe has gone, and that is no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def open_output(path: str | None, utf8: bool, default: TextIO | None = None) -> Iterator[TextIO]:
    """Give the stream for a report: the file `path`, replaced as a whole at the end, else `default` (standard output).

    Errors: Misuse where the file cannot be written; its folder must exist.
    """
    if path is None:
        stream = default or sys.stdout
        prepare(stream, utf8)
        yield stream
        return
    from medlint.watching import current

    watch = current()
    if watch is not None:
        watch.begins(path)
    try:
        with (
            Replacement(path) as file,
            TextIOWrapper(file, "utf-8", errors="backslashreplace", newline="") as text,
        ):
            yield text
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Misuse(f"cannot write the report to '{path}': {error.strerror}.") from None
    if watch is not None:
        watch.wrote(path)


def check_output(path: str | None) -> None:
    """Refuse an output file that cannot be written, before the work is done.

    Errors: Misuse.
    """
    if path is None:
        return
    # No name at all is this folder's.
    if os.path.isdir(path or "."):
        raise Misuse(f"cannot write the report to '{path}': it is a folder. Name a file in it.")
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise Misuse(f"cannot write the report to '{path}': there is no folder '{folder}'. Create it first.")
