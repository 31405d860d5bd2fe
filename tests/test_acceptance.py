"""The quick yes never says yes to what the real validator refuses, and does say yes to what people write."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.config import starter
from medlint.config.acceptance import is_surely_valid
from medlint.resources import folder
from medlint.schema import violations_of

FILES = sorted((Path(folder("rules")) / "presets").glob("*.toml"))
SCHEMA: dict[str, Any] = json.loads((Path(folder("schemas")) / "config.schema.json").read_text("utf-8"))

names = st.sampled_from(
    [
        *SCHEMA["properties"],
        *SCHEMA["properties"]["layout"]["properties"],
        *SCHEMA["definitions"]["notice"]["properties"],
        *("paths", "key", "says", "patterns", "ai_note", "usage", "Usage", "prints"),
    ]
)
atoms = st.sampled_from(
    [
        "error",
        "off",
        "full",
        "list",
        "disclaimer",
        "ai-note",
        "5 MiB",
        "5 apples",
        "IN",
        "india",
        "usage",
        "",
        " ",
        "x" * 2100,
    ]
) | st.sampled_from([True, False, 0, 1, 3, 9, -1, 1.0, 3.5, float("nan"), float("inf"), 1 << 50])
values = st.recursive(
    atoms, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)


def example(schema: dict[str, Any]) -> Any:
    return schema.get("examples", schema.get("enum", [schema.get("default")]))[0]


# Tables that are right but for a piece: random ones are almost never right.
right = st.fixed_dictionaries(
    {}, optional={key: st.just(example(value)) | values for key, value in SCHEMA["properties"].items()}
)


@pytest.mark.parametrize("text", [starter(), *(file.read_text("utf-8") for file in FILES)])
def test_a_right_file_is_accepted(text: str) -> None:
    assert is_surely_valid(tomllib.loads(text))


@given(right | st.dictionaries(names, values, max_size=3))
def test_what_is_accepted_is_valid(table: dict[str, Any]) -> None:
    assert not is_surely_valid(table) or violations_of("config", table) == ()


@pytest.mark.parametrize("key", sorted(SCHEMA["properties"]))
def test_each_setting_is_accepted_and_its_misuse_is_not(key: str) -> None:
    schema = SCHEMA["properties"][key]
    value = example(schema)
    if value is not None:
        assert is_surely_valid({key: value})
    assert not is_surely_valid({key: None})
    assert not is_surely_valid({key: {"no": [1]}} if schema.get("type") != "array" else {key: "x"})


@pytest.mark.parametrize(
    "table",
    [
        {"unknown": 1},
        {"layout": {"section-level": True}},
        {"layout": {"section-level": 7}},
        {"layout": {"required": ["a", "a"]}},
        {"sections": {"usage": True}},
        {"sections": {"usage": [""]}},
        {"sections": {"ai_note": ["x"]}},
        {"per-path": [{"ignore": []}]},
        {"per-path": [{"paths": []}]},
        {"severity": {"x": "fatal"}},
        {"markets": ["in"]},
        {"max-file-size": "5 apples"},
        {"max-file-size": 0},
        {"disclaimer": {"recognise": ["x" * 2001]}},
    ],
)
def test_what_is_wrong_is_not_accepted(table: dict[str, Any]) -> None:
    assert not is_surely_valid(table)
    assert violations_of("config", table)
