"""The command line: options in, exit code out. What is decided is decided below."""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Run medlint as the process's own command."""
    from medlint.repeat import begin

    # A run that is known needs neither the command line's library nor anything else.
    known = begin(sys.argv[1:])
    if isinstance(known, int):
        sys.exit(known)
    # To look through all that is loaded for circles takes longer than to check some pages; see `medlint.garbage`.
    gc.set_threshold(200_000)
    from medlint.cli.app import app

    try:
        app.main()
    except SystemExit as end:
        if known is not None:
            known.finish(end.code)
        raise
