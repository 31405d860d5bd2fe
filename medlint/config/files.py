"""Configuration files: where the nearest one is, and the TOML in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache

from medlint.config.errors import ConfigError, quote
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.terminal import safe
from medlint.typed import Any

OWN_NAME = "medlint.toml"
SHARED_NAME = "pyproject.toml"

# In bytes. The file may be a stranger's, and tomllib's time grows with the square of the parts of a dotted key.
_LARGEST = 128 * 1024
_MOST_DOTS = 500
_PLACE = lazy(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """The settings of one source. `label` is its name in messages; paths in `table` are relative to `folder`."""

    label: str
    folder: str
    table: Mapping[str, Any]


def find_file(folder: str) -> str | None:
    """Return the configuration file that holds for `folder` (absolute): in it or else in the nearest folder above.

    Errors: ConfigError for a pyproject.toml that speaks of medlint and cannot be read.
    """
    while True:
        found = _file_in(folder)
        parent = os.path.dirname(folder)
        if found is not None or parent == folder:
            return found
        folder = parent


@cache
def _file_in(folder: str) -> str | None:
    own = os.path.join(folder, OWN_NAME)
    if os.path.isfile(own):
        return own
    shared = os.path.join(folder, SHARED_NAME)
    return shared if os.path.isfile(shared) and _shared_table(shared) is not None else None


@cache
def read_file(path: str) -> Document:
    """Return the settings in a TOML file; of a pyproject.toml, those under [tool.medlint].

    Errors: ConfigError where the file cannot be read or is no TOML.
    """
    folder, name = os.path.split(path)
    label = show_path(path)
    table = _shared_table(path) if name == SHARED_NAME else _parse(_read(path), label)
    if table is None:
        raise ConfigError([f"{label}: it has no [tool.medlint]; add one, or name another file"])
    return Document(f"{label} [tool.medlint]" if name == SHARED_NAME else label, folder, table)


def has_settings(path: str) -> bool:
    """Return whether the TOML file at `path` is medlint's: a pyproject.toml is only with [tool.medlint].

    Errors: ConfigError for a pyproject.toml that speaks of medlint and cannot be read.
    """
    return os.path.basename(path) != SHARED_NAME or _shared_table(path) is not None


def read_assignment(text: str) -> Document:
    """Return the setting in `key = value`, which is TOML; the key may be dotted.

    Errors: ConfigError.
    """
    label = "--config"
    try:
        return Document(label, os.getcwd(), _parse(text, label))
    except ConfigError as error:
        advice = "write key=value in TOML, with text in quotes, such as --config 'fail-on=\"error\"'"
        raise ConfigError([f"{label}: {quote(text)} is no setting; {advice}"]) from error


def forget() -> None:
    """Forget what was read."""
    _file_in.cache_clear()
    read_file.cache_clear()


def show_path(path: str) -> str:
    """Return `path` as it is printed: relative to the working folder if it lies in it, with forward slashes."""
    try:
        near = os.path.relpath(path)
    except ValueError:
        near = path
    shown = path if near.startswith("..") else near
    return safe(shown.replace(os.sep, "/"))


def _shared_table(path: str) -> Mapping[str, Any] | None:
    """Return [tool.medlint], None where there is none. A file that never names medlint is not even parsed."""
    text = _read(path)
    if "medlint" not in text:
        return None
    label = show_path(path)
    tool = _parse(text, label).get("tool", {})
    table = tool.get("medlint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError([f"{label}: 'tool.medlint' must be a table; write [tool.medlint] and the settings below it"])
    return table


def _read(path: str) -> str:
    label = show_path(path)
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        reason = error.strerror or "it is no readable file"
        raise ConfigError([f"{label}: cannot be read: {reason}"]) from None
    if len(data) > _LARGEST:
        raise ConfigError([f"{label}: is larger than {_LARGEST // 1024} KiB, which no configuration needs to be"])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError([f"{label}: is not UTF-8 (at byte {error.start}); save it as UTF-8"]) from None


def _parse(text: str, label: str) -> dict[str, Any]:
    # Few projects have a file of their own, and medlint's are kept as they were read.
    import tomllib

    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > _MOST_DOTS and not line.lstrip().startswith("#"):
            raise ConfigError([f"{label}:{number}: more than {_MOST_DOTS} dots on one line; break it up"])
    try:
        table: dict[str, Any] = _plain(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_explain(str(error), label)]) from None
    except RecursionError:
        raise ConfigError([f"{label}: lists or tables are nested too deeply"]) from None
    except ValueError:
        # An integer of some thousand digits, a date such as 2024-02-31: tomllib lets Python's own errors through.
        raise ConfigError([f"{label}: holds a number or a date that cannot be"]) from None
    return table


def _explain(message: str, label: str) -> str:
    match = _PLACE.search(message)
    reason = safe(_PLACE.sub("", message))
    reason = reason[:1].lower() + reason[1:]
    place = f"{label}:{match[1]}:{match[2]}" if match else label
    hint = "; put text in quotes, and write true and false in lower case" if reason == "invalid value" else ""
    return f"{place}: this is not TOML: {reason}{hint}"


def _plain(value: Any) -> Any:
    """Return TOML data as JSON has it: dates become text."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str | int | float):
        return value
    # A date or a time.
    text: str = value.isoformat()
    return text
