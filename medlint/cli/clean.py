"""`medlint clean`."""

from __future__ import annotations

import os
import sys

import click

from medlint.cli.caching import cache_folder
from medlint.cli.help import GroupedCommand
from medlint.cli.options import cache_option, config_options
from medlint.cli.output import Misuse
from medlint.cli.projects import projects
from medlint.repeat import forget
from medlint.terminal import safe
from medlint.typed import Any

EXAMPLES = (("medlint clean", "Forget what earlier runs found in this project."),)


@click.command("clean", cls=GroupedCommand, examples=EXAMPLES, short_help="Delete the cache.")
@click.argument("path", default=".", metavar="[PATH]")
@cache_option
@config_options
def clean_command(path: str, **given: Any) -> int:
    """Delete the cache of the project that PATH (by default this folder) belongs to.

    It is never needed for a right result: pages, rules and settings that change are noticed.
    """
    from medlint.cachefolder import clean

    folder = cache_folder(given["cache_dir"], projects(given), path)
    try:
        found = clean(folder)
        found = forget(os.path.realpath(folder)) or found
    except OSError as error:
        raise Misuse(f"the cache '{folder}' cannot be deleted: {error.strerror or error}.") from None
    sys.stdout.write(f"Deleted '{safe(str(folder))}'.\n" if found else f"There is no cache in '{safe(str(folder))}'.\n")
    return 0
