"""`medlint config --check`: are the settings right, before any page is checked by them?"""

from __future__ import annotations

import sys
from pathlib import Path

from medlint.cli.output import Misuse, tell
from medlint.cli.projects import ensure_usable, projects
from medlint.reporters.summary import count
from medlint.terminal import safe
from medlint.typed import Any


def check_settings(paths: tuple[str, ...], given: dict[str, Any]) -> int:
    """Check each configuration file in `paths`, and what holds for every other path, and return the exit code.

    `given` are the options of `medlint config`, by parameter name. House rules, schemas and tables of drugs that the
    settings name are read too. Each path gets a line: on standard output if all is right, else on standard error.
    """
    failed = False
    for path in paths:
        try:
            verdict = _verdict(path, given)
        except Misuse as error:
            tell(str(error))
            failed = True
        else:
            sys.stdout.write(f"{safe(path)}: {verdict}\n")
    return Misuse.exit_code if failed else 0


def _verdict(path: str, given: dict[str, Any]) -> str:
    """Return what to say of settings that are right.

    Errors: Misuse.
    """
    from medlint.config import ConfigError, has_settings

    place = Path(path)
    if not place.exists():
        raise Misuse(f"there is no file or folder '{path}'.")
    named = place.is_file() and place.suffix == ".toml"
    try:
        if named and not has_settings(path):
            return "no [tool.medlint], so that nothing is asked of it."
    except ConfigError as error:
        raise Misuse(str(error)) from None
    # A file that is named holds, wherever it lies and whatever lies beside it.
    options = {**given, "config": (path, *given["config"])} if named else given
    project = projects(options)(path)
    rules = set()
    for config in project.configs():
        ensure_usable(config)
        rules |= {code for code, _ in config.rules}
    if not rules:
        raise Misuse(f"{project.file or path}: no rule is on, so that nothing would be checked; see 'select'.")
    return f"the settings are right; {count(len(rules), 'rule')} on."
