"""Where `rules/` and `schemas/` are: inside the wheel, or at the root of a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def folder(name: str) -> Path:
    """Return the folder `name` ("rules" or "schemas") of this installation.

    Errors: FileNotFoundError if it is in neither place, which means a broken installation.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package.parent / name, package / "_data" / name):
        # A checkout is recognised by its pyproject.toml: site-packages may hold a stranger's `rules`.
        if candidate.is_dir() and (candidate.parent.name == "_data" or (package.parent / "pyproject.toml").is_file()):
            return candidate
    raise FileNotFoundError(f"medlint's own folder '{name}' is missing; install medlint again")
