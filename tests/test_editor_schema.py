"""The schema of the settings as editors take it: what is documented is valid, and nothing in it is lost on them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from medlint.resources import folder

ROOT = Path(__file__).resolve().parents[1]
SCHEMA: dict[str, Any] = json.loads((Path(folder("schemas")) / "config.schema.json").read_text("utf-8"))
# Read by the oldest draft that editors know: Taplo takes a newer one for this, and SchemaStore asks for it.
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
_FENCE = re.compile(r"^```toml[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def tables() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of settings that is documented, with where it stands."""
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for number, match in enumerate(_FENCE.finditer(path.read_text("utf-8")), start=1):
            table = tomllib.loads(match[1])
            own = table.get("tool", {}).get("medlint", table)
            yield f"{path.name}-{number}", own
    for path in [Path(folder("rules")) / "starter.toml", *sorted((Path(folder("rules")) / "presets").glob("*.toml"))]:
        text = path.read_text("utf-8")
        yield path.name, tomllib.loads(text)
        yield f"{path.name}-with-all-lines", tomllib.loads(re.sub(r"(?m)^# (?=\[|[a-z-]+ = )", "", text))


TABLES = dict(tables())


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from nodes(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from nodes(value)


def test_it_is_a_schema_with_a_name_of_its_own() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert SCHEMA["$id"] == "https://json.schemastore.org/medlint.json"


def test_nothing_stands_beside_a_reference() -> None:
    """Draft 7 says that it is ignored there, and Taplo does ignore it: descriptions would be lost."""
    assert [node for node in nodes(SCHEMA) if "$ref" in node and len(node) > 1] == []


def test_the_hints_for_editors_fit_what_they_stand_beside() -> None:
    for node in nodes(SCHEMA):
        hints = node.get("x-taplo", {})
        if "docs" in hints:
            assert len(hints["docs"]["enumValues"]) == len(node["enum"])
        if "initKeys" in hints:
            assert hints["initKeys"] == node["required"]


@pytest.mark.parametrize("name", TABLES)
def test_what_is_documented_is_valid(name: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(TABLES[name])] == []


def test_there_is_documentation_to_try() -> None:
    assert {"README.md-1", "starter.toml", "rxsite.toml"} <= TABLES.keys()


@pytest.mark.parametrize(
    "text",
    [
        'fail-on = "warn"',
        'fail-onn = "info"',
        "unsuppressible = 1",
        "[[per-path]]\npaths = []",
        "[ai-note]\nlabels = []",
    ],
)
def test_what_is_wrong_is_refused(text: str) -> None:
    assert not VALIDATOR.is_valid(tomllib.loads(text))


def test_examples_and_defaults_are_valid() -> None:
    def walk(schema: Any) -> None:
        for node in nodes(schema):
            if not isinstance(node.get("description"), str):
                continue
            own = jsonschema.Draft7Validator({**node, "definitions": SCHEMA["definitions"]})
            for value in [*node.get("examples", ()), *([node["default"]] if "default" in node else ())]:
                assert own.is_valid(value), (node["description"], value)

    walk(SCHEMA)
