"""Where `rules/` and `schemas/` are: inside the wheel, or at the root of a checkout."""

from __future__ import annotations

import os
from functools import cache


@cache
def folder(name: str) -> str:
    """Return the folder `name` ("rules" or "schemas") of this installation.

    Errors: FileNotFoundError if it is in neither place, which means a broken installation.
    """
    package = os.path.dirname(os.path.realpath(__file__))
    around = os.path.dirname(package)
    # A checkout is recognised by its pyproject.toml: site-packages may hold a stranger's `rules`.
    if os.path.isdir(os.path.join(around, name)) and os.path.isfile(os.path.join(around, "pyproject.toml")):
        return os.path.join(around, name)
    installed = os.path.join(package, "_data", name)
    if os.path.isdir(installed):
        return installed
    raise FileNotFoundError(f"medlint's own folder '{name}' is missing; install medlint again")
