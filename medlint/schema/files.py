"""The files that a schema is made of: JSON, in one folder and nowhere else."""

from __future__ import annotations

import os

from medlint.owntables import kept
from medlint.schema.violation import SchemaError
from medlint.typed import Any

DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"


class Files:
    """The files of one schema by their names below its folder, each read once and without its `$schema`.

    `dialect` is what the schema's own `$schema` says, draft 2020-12 where it is not there; all its files are of that
    draft. The keyword is taken out because jsonschema would drop its caller's keywords wherever it meets one.
    `own`: the schema is medlint's, and kept as it was read.
    """

    def __init__(self, path: str, *, own: bool = False) -> None:
        root = kept(path, (path, __file__), lambda: _read(path)) if own else _read(path)
        self._folder = os.path.realpath(os.path.dirname(os.path.join(os.getcwd(), path)))
        self.name = os.path.basename(path)
        self.dialect = root.pop("$schema", DRAFT_2020)
        self.loaded = {self.name: root}

    @property
    def root(self) -> dict[str, Any]:
        """The schema itself."""
        return self.loaded[self.name]

    def get(self, name: str) -> dict[str, Any]:
        """Return the schema in the file that a reference names.

        Errors: SchemaError for an address, a file outside of the folder once links are followed, and a file that is
        missing or no schema.
        """
        if name not in self.loaded:
            schema = _read(_find_below(self._folder, name))
            schema.pop("$schema", None)
            self.loaded[name] = schema
        return self.loaded[name]


def _read(path: str) -> dict[str, Any]:
    root = _read_json(path)
    if not isinstance(root, dict):
        from medlint.schema.wording import show

        raise SchemaError(f"{path}: a schema must be a JSON object, not {show(root)}")
    return root


def _read_json(path: str) -> Any:
    # medlint's own schemas are kept as they were read.
    import json

    try:
        with open(path, "rb") as file:
            return json.loads(file.read().decode("utf-8-sig"))
    except FileNotFoundError:
        raise SchemaError(f"{path}: there is no such schema file") from None
    except OSError as error:
        raise SchemaError(f"{path}: the schema cannot be read: {error.strerror or error}") from None
    except json.JSONDecodeError as error:
        reason = f"{error.msg[:1].lower()}{error.msg[1:]} at line {error.lineno}, column {error.colno}"
        raise SchemaError(f"{path}: a schema must be written in JSON, and this is not: {reason}") from None
    except UnicodeDecodeError:
        raise SchemaError(f"{path}: a schema must be UTF-8 text, and this is not") from None
    except (RecursionError, ValueError):
        # Python refuses numbers of some thousand digits.
        raise SchemaError(f"{path}: the schema is nested too deep, or a number in it is too long") from None


def _find_below(folder: str, name: str) -> str:
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(name)
    if parts.scheme or parts.netloc or "\\" in name:
        raise SchemaError(f"'$ref' to '{name}': a schema may refer to files in its own folder only, not to an address")
    path = os.path.realpath(os.path.join(folder, unquote(parts.path)))
    if not path.startswith(os.path.join(folder, "")):
        raise SchemaError(f"'$ref' to '{name}': the file lies outside of the schema's folder")
    if not os.path.isfile(path):
        raise SchemaError(f"'$ref' to '{name}': there is no such file in the schema's folder")
    return path
