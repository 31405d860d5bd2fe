"""The command line: options in, exit code out. What is decided is decided below."""

from __future__ import annotations

import atexit
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from medlint.typed import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Run medlint as the process's own command."""
    # A run makes hundreds of thousands of objects, and next to none of them in circles.
    gc.set_threshold(200_000)
    # The first that is registered is the last that is called.
    atexit.register(_leave)
    _open_streams()
    known = None
    try:
        if sys.argv[1:2] == ["check"]:
            from medlint.repeat import begin

            # A run that is known needs neither the command line's library nor anything else.
            known = begin(sys.argv[1:])
            if isinstance(known, int):
                sys.exit(known)
            from medlint.keptcode import install

            install()
            from medlint.cli.plainline import run_plainly

            code = run_plainly(sys.argv[2:])
            if code is not None:
                sys.exit(code)
        from medlint.cli.app import app

        app.main()
    except SystemExit as end:
        if known is not None and not isinstance(known, int):
            known.finish(end.code)
        raise


def _leave() -> None:
    """Spare Python to take modules to pieces and to look for circles once more: the process is over."""
    modules: list[object] = [sys.modules.pop(name) for name in list(sys.modules) if name.startswith("medlint")]
    # What holds itself, and is looked at no more, stays.
    modules.append(modules)
    gc.freeze()


def _open_streams() -> None:
    """Where standard output or standard error is closed, send what is written there nowhere.

    Else the first file that is opened would get its number.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - until the process ends
