"""Schemas: what they say of a document, in whose words, and what a hostile one cannot do."""

from __future__ import annotations

import json
import os
import pickle
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlint.resources import folder
from medlint.schema import Schema, SchemaError, Violation, load_schema, violations_of
from medlint.schema import _load as load
from medlint.schema import _load_own as load_own
from medlint.schema.files import Files
from medlint.schema.sieve import Sieve, compile_schema

ROOT = Path(__file__).resolve().parents[1]
OWN = sorted(path.name.removesuffix(".schema.json") for path in Path(folder("schemas")).glob("*.schema.json"))

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a schema (JSON data or raw text) and returns its path."""

    def write(content: Any, name: str = "site.schema.json") -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def says(write: Write) -> Callable[..., list[str]]:
    """Returns the messages of a schema for a document, both given as data."""

    def says(schema: dict[str, Any], document: Any) -> list[str]:
        return [violation.message for violation in Schema(write(schema), "monograph").violations(document)]

    return says


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    load.cache_clear()
    yield
    load.cache_clear()


def page(**front_matter: Any) -> dict[str, Any]:
    """The document of a small page with this front matter."""
    section = {"key": "usage", "heading": "Usage", "level": 3, "markup": "heading", "line": 5}
    faq = {"question": "May I drive?", "answer": "Yes.", "style": "li-inline", "line": 9}
    notice = {"text": "Ask a doctor.", "labelled": True, "last": True, "line": 12}
    return {
        "path": "a.md",
        "front_matter": front_matter,
        "title": "Ibuprofen",
        "sections": [section],
        "faqs": [faq],
        "notices": {"disclaimer": notice, "ai_note": None},
    }


def own(**front_matter: Any) -> tuple[Violation, ...]:
    """What medlint's own schema says of such a page."""
    return load_schema(None).violations(page(**front_matter))


class TestOwnMonographSchema:
    @pytest.mark.parametrize(
        "front_matter",
        [
            {"layout": "minimal-medicine", "title": "Ibuprofen"},
            {"layout": "default", "nav_exclude": True, "title": "Ibuprofen"},
            {
                "title": "Ibuprofen",
                "description": "For pain.",
                "is_banned": False,
                "lastModified": "2025-09-22T17:21:54.052Z",
                "faqs": [{"q": "What is it?", "a": "A tablet."}],
            },
            {"title": "5-ASA", "faqs": [], "description": None, "ingredients": ["A", {"inn": "B", "synonyms": ["C"]}]},
            {"title": "Rofecoxib", "status": "withdrawn", "status_where": ["EU", "US"], "status_since": 2004},
            {
                "title": "Rofecoxib",
                "is_banned": True,
                "status": "withdrawn",
                "status_where": "EU",
                "status_since": "2004-09-30",
            },
            {"title": "A", "date": "2024-01-01 12:00 +0530", "tags": "x", "weight": 3, "author": {"name": "x"}},
        ],
    )
    def test_lets_common_pages_through(self, front_matter: dict[str, Any]) -> None:
        assert own(**front_matter) == ()

    def test_wants_a_title(self) -> None:
        (violation,) = own(layout="default")
        assert violation.pointer == ("front_matter",)
        assert (violation.keyword, violation.field, violation.at_key) == ("required", "title", True)
        assert violation.message == "the front matter has no 'title' (the medicine's name, as patients know it)"

    @pytest.mark.parametrize("title", ["", "   ", "\t"])
    def test_wants_a_title_that_says_something(self, title: str) -> None:
        assert [v.message for v in own(title=title)] == ["'title' is empty: write the medicine's name"]

    def test_a_key_without_a_value_is_called_empty(self) -> None:
        (violation,) = own(title=None)
        assert violation.message == "'title' is empty, but must be text"
        assert violation.pointer == ("front_matter", "title")
        assert not violation.at_key

    def test_text_is_no_boolean(self) -> None:
        (violation,) = own(title="A", is_banned="no")
        assert violation.message == "'is_banned' must be true or false, not the text \"no\""
        assert violation.keyword == "type"

    @pytest.mark.parametrize("status", ["withdrawn", "banned", "discontinued"])
    def test_a_medicine_that_is_gone_needs_where_and_when(self, status: str) -> None:
        assert [violation.field for violation in own(title="A", status=status)] == ["status_where", "status_since"]
        assert all("can no longer be had" in violation.message for violation in own(title="A", status=status))

    @pytest.mark.parametrize("status", ["marketed", "never_marketed", "investigational", "not_a_medicine"])
    def test_other_statuses_need_nothing_more(self, status: str) -> None:
        assert own(title="A", status=status) == ()

    @pytest.mark.parametrize(("is_banned", "status"), [(True, "marketed"), (False, "banned")])
    def test_ban_and_status_must_agree(self, is_banned: bool, status: str) -> None:
        (violation,) = own(title="A", is_banned=is_banned, status=status, status_where="IN", status_since=2011)
        assert violation.pointer == ("front_matter", "status")
        assert "one of them is wrong" in violation.message

    def test_a_status_close_to_a_known_one_is_suggested(self) -> None:
        (violation,) = own(title="A", status="baned")
        assert violation.sentence.endswith('not "baned"; did you mean "banned"?')
        assert violation.suggestion == "banned"

    @pytest.mark.parametrize("since", [12, 30000, "spring 2004", "2004-5", True])
    def test_since_must_be_a_year_or_a_day(self, since: Any) -> None:
        (violation,) = own(title="A", status="withdrawn", status_where="EU", status_since=since)
        assert violation.message.startswith("'status_since' must be a year or a day, such as 2009 or 2009-06-08, not ")

    def test_every_question_of_the_copy_needs_its_answer(self) -> None:
        found = own(title="A", faqs=[{"q": "x"}, {"q": " ", "a": 5}, "x"])
        assert [(violation.pointer[1:], violation.message) for violation in found] == [
            (("faqs", 0), "item 1 of 'faqs' has no 'a' (the answer to the question)"),
            (("faqs", 1, "q"), "'q' in item 2 of 'faqs' is empty: write the question"),
            (("faqs", 1, "a"), "'a' in item 2 of 'faqs' must be text, not the number 5"),
            (("faqs", 2), "item 3 of 'faqs' must be a set of fields, not the text \"x\""),
        ]

    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("desciption", "description"),
            ("discription", "description"),
            ("is_baned", "is_banned"),
            ("isBanned", "is_banned"),
            ("lastmodified", "lastModified"),
            ("last-reviewed", "last_reviewed"),
            ("ai_genrated", "ai_generated"),
            ("Status", "status"),
            ("layuot", "layout"),
        ],
    )
    def test_misspelt_fields_are_caught(self, name: str, meant: str) -> None:
        (violation,) = own(title="A", **{name: "x"})
        assert (violation.pointer, violation.keyword) == (("front_matter", name), "additionalProperties")
        assert violation.suggestion == meant
        assert violation.at_key
        assert violation.message == f"'{name}' is not a known field of the front matter"
        assert violation.sentence == f"{violation.message}; did you mean '{meant}'?"

    @pytest.mark.parametrize(
        "name",
        ["parent", "patent", "tags", "titles", "subtitle", "layouts", "slug", "theme_colour", "last_modified_at",
         "permalinks", "status2", "state", "lastmod", "last_modified", "redirect_from", "nav_order", "draft",
         "reviewed_on", "last_reviewed_by", "ai_generator"],
    )  # fmt: skip
    def test_other_fields_are_let_through(self, name: str) -> None:
        assert own(title="A", **{name: "x"}) == ()

    def test_a_misspelt_required_field_is_one_violation(self) -> None:
        (violation,) = own(titel="A")
        assert (violation.keyword, violation.field) == ("required", "title")
        assert violation.pointer == ("front_matter", "titel")
        assert violation.message.endswith("; 'titel' looks like it, misspelt")

    def test_a_field_that_is_there_is_not_suggested(self) -> None:
        assert own(title="A", titel="B") == ()

    @pytest.mark.parametrize("name", ["last_reviewed", "lastModified"])
    @pytest.mark.parametrize("day", ["2024-02-30", "31.05.2024", "2024-5-1", "soon"])
    def test_dates_are_on_the_calendar(self, name: str, day: str) -> None:
        (violation,) = own(title="A", **{name: day})
        assert "a date such as 2024-05-31" in violation.message

    @pytest.mark.parametrize(
        "time", ["2024-05-31", "2024-05-31T09:30:00Z", "2024-05-31 09:30:00 +0530", "2024-05-31T09:30"]
    )
    def test_times_as_generators_write_them(self, time: str) -> None:
        assert own(title="A", lastModified=time) == ()


class TestWords:
    """A sentence for each keyword."""

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ({"type": "integer"}, "5", "'x' must be a whole number, not the text \"5\""),
            ({"type": ["string", "null"]}, [1], "'x' must be text or empty, not a list"),
            ({"type": "string"}, {"a": 1}, "'x' must be text, not a set of fields"),
            ({"type": "string"}, 2.5, "'x' must be text, not the number 2.5"),
            ({"type": "string"}, True, "'x' must be text, not true"),
            ({"enum": ["a", "b", None]}, "zz", "'x' must be one of a, b or nothing, not \"zz\""),
            ({"enum": [True]}, 1, "'x' must be true, not 1"),
            ({"const": "a b"}, "c", "'x' must be a b, not \"c\""),
            ({"pattern": "^a", "description": "A word in a. More."}, "b",
             "'x' must be of the form that is asked for (a word in a), not \"b\""),
            ({"pattern": "^a"}, "b", "'x' must be of the form that is asked for, not \"b\""),
            ({"format": "date"}, "today", "'x' must be a date such as 2024-05-31, not \"today\""),
            ({"format": "email"}, "me", "'x' must be an email address, not \"me\""),
            ({"format": "uri"}, "a.org",
             "'x' must be a full web address such as https://example.org/page, not \"a.org\""),
            ({"minLength": 3}, "ab", "'x' has 2 characters, but must have at least 3"),
            ({"minLength": 1}, "", "'x' is empty"),
            ({"maxLength": 1}, "ab", "'x' has 2 characters, but must have at most 1"),
            ({"minItems": 2}, [1], "'x' has 1 item, but must have at least 2"),
            ({"maxItems": 0}, [1], "'x' has 1 item, but must have at most 0"),
            ({"uniqueItems": True}, ["a", "b", "a"], "'x' holds \"a\" more than once"),
            ({"minimum": 5}, 4, "'x' must be at least 5, not 4"),
            ({"exclusiveMaximum": 5}, 5, "'x' must be less than 5, not 5"),
            ({"multipleOf": 2}, 5, "'x' must be a multiple of 2, not 5"),
            ({"minProperties": 1}, {}, "'x' is empty"),
            ({"not": {"const": 1}}, 1, "'x' is not what is asked for"),
            ({"contains": {"const": 1, "description": "The number one."}}, [2],
             "too few items of 'x' are the number one"),
            ({"contains": {"const": 1}, "maxContains": 1}, [1, 1], "too many items of 'x' are what is asked for"),
            ({"propertyNames": {"pattern": "^a", "description": "A name in a."}}, {"b": 1},
             "'b' is not a name that a field of 'x' may have (a name in a)"),
            ({"oneOf": [{"type": "string"}, {"minLength": 1}]}, "a",
             "'x' fits more than one of the forms that it may have"),
            (False, 1, "'x' may not be here"),
            ({"prefixItems": [True], "items": False}, [1, 2], "'x' has more items than it may have"),
            ({"anyOf": [False, {"type": "string"}]}, 1, "'x' must be text, not the number 1"),
        ],
    )  # fmt: skip
    def test_of_values(self, says: Callable[..., list[str]], field: Any, value: Any, message: str) -> None:
        assert says({"properties": {"x": field}}, {"x": value}) == [message]

    def test_of_a_field_that_another_needs(self, says: Callable[..., list[str]]) -> None:
        schema = {"dependentRequired": {"a": ["b"]}, "properties": {"b": {"description": "The date of a."}}}
        assert says(schema, {"a": 1}) == ["the page has 'a' and so needs 'b' (the date of a)"]

    def test_of_dependencies_in_older_drafts(self, says: Callable[..., list[str]]) -> None:
        schema = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "dependencies": {"a": ["b"], "c": {"required": ["d"]}},
        }
        assert says(schema, {"a": 1, "c": 1}) == ["the page has 'a' and so needs 'b'", "the page has no 'd'"]

    def test_of_bounds_in_draft_4(self, says: Callable[..., list[str]]) -> None:
        schema = {
            "$schema": "http://json-schema.org/draft-04/schema#",
            "properties": {"x": {"minimum": 0, "exclusiveMinimum": True}},
        }
        assert says(schema, {"x": 0}) == ["'x' must be more than 0, not 0"]

    def test_every_unknown_field_is_told_by_itself(self, write: Write) -> None:
        schema = load_schema(
            write({"properties": {"title": {}}, "patternProperties": {"^x-": {}}, "additionalProperties": False})
        )
        found = schema.violations({"titel": 1, "x-mine": 1, "zebra": 1})
        assert [(violation.pointer, violation.suggestion) for violation in found] == [
            (("titel",), "title"),
            (("zebra",), None),
        ]

    def test_unevaluated_fields_are_told_by_themselves(self, write: Write) -> None:
        schema = {"allOf": [{"properties": {"title": True}}], "unevaluatedProperties": False}
        found = load_schema(write(schema)).violations({"tilte": 1, "b": {"c": 1}})
        assert [(violation.pointer, violation.suggestion) for violation in found] == [
            (("tilte",), "title"),
            (("b",), None),
        ]
        typed = {"properties": {"a": True}, "unevaluatedProperties": {"type": "string"}}
        found = load_schema(write(typed, "typed.json")).violations({"a": 1, "b": "x", "c": 1})
        assert [violation.pointer for violation in found] == [("c",)]

    def test_two_demands_on_one_list_are_two_violations(self, says: Callable[..., list[str]]) -> None:
        section = [{"contains": {"const": key, "description": f"The section {key}."}} for key in ("usage", "dosage")]
        assert len(says({"properties": {"x": {"allOf": section}}}, {"x": []})) == 2

    def test_a_wrong_type_is_the_only_cause(self, says: Callable[..., list[str]]) -> None:
        field = {"enum": ["a"], "pattern": "^a", "minLength": 9, "type": "string"}
        assert says({"properties": {"x": field}}, {"x": 1}) == ["'x' must be text, not the number 1"]
        assert len(says({"properties": {"y": field}}, {"y": "b"})) == 1

    def test_alternatives_are_said_together(self, says: Callable[..., list[str]]) -> None:
        field = {"anyOf": [{"type": "boolean"}, {"enum": ["auto", "none"]}, {"format": "date", "type": "string"}]}
        assert says({"properties": {"x": field}}, {"x": "on"}) == [
            "'x' must be true or false or one of auto or none or a date such as 2024-05-31, not the text \"on\""
        ]

    def test_the_nearest_alternative_is_told(self, says: Callable[..., list[str]]) -> None:
        field = {
            "oneOf": [
                {"type": "string"},
                {"type": "object", "required": ["inn"], "properties": {"n": {"type": "number"}}},
            ]
        }
        assert says({"properties": {"x": field}}, {"x": {"n": "5"}}) == ["'x' has no 'inn'"]
        assert says({"properties": {"x": field}}, {"x": {"inn": 1, "n": "5"}}) == [
            "'n' in 'x' must be a number, not the text \"5\""
        ]

    def test_the_marked_alternative_is_told(self, says: Callable[..., list[str]]) -> None:
        kinds = [
            {"properties": {"kind": {"const": kind}}, "required": ["kind", need]}
            for kind, need in [("a", "b"), ("c", "d")]
        ]
        assert says({"anyOf": kinds}, {"kind": "c"}) == ["the page has no 'd'"]

    def test_one_of_several_fields(self, write: Write) -> None:
        (violation,) = load_schema(write({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]})).violations({})
        assert violation.message == "the page needs 'a' or 'b'"
        assert violation.keyword == "required"

    def test_parts_of_a_page_have_names(self, write: Write) -> None:
        schema = {
            "properties": {
                "title": {"maxLength": 1},
                "sections": {"items": {"required": ["x"], "properties": {"heading": {"maxLength": 1}}}},
                "faqs": {"maxItems": 0, "items": {"properties": {"answer": {"maxLength": 1}}}},
                "notices": {"properties": {"ai_note": {"type": "object"}, "disclaimer": {"required": ["x"]}}},
                "front_matter": {"type": "array"},
            }
        }
        found = load_schema(write(schema)).violations(page(title="A"))
        assert [violation.message for violation in found] == [
            "the page's title has 9 characters, but must have at most 1",
            "section 1 has no 'x'",
            "the heading of section 1 has 5 characters, but must have at most 1",
            "the list of questions has 1 item, but must have at most 0",
            "the answer of question 1 has 4 characters, but must have at most 1",
            "the AI note is empty, but must be a set of fields",
            "the disclaimer has no 'x'",
            "the front matter must be a list, not a set of fields",
        ]

    def test_the_authors_own_words_come_first(self, says: Callable[..., list[str]]) -> None:
        schema = {
            "properties": {
                "a": {"type": "string", "x-message": "{field} is {value}; write the maker's name."},
                "b": {"type": "string", "maxLength": 1, "x-message": {"maxLength": "{place} is too long"}},
                "c": {"x-message": {"required": "name the country in {field}"}},
                "d": {"x-message": "speaks of the value of d alone"},
            },
            "required": ["c", "d"],
        }
        assert says(schema, {"a": 5, "b": "bb"}) == [
            "'a' is 5; write the maker's name",
            "'b' is too long",
            "name the country in 'c'",
            "the page has no 'd'",
        ]
        assert says({"anyOf": [{"const": 1}, {"const": 2}], "x-message": "one or two"}, 3) == ["one or two"]

    def test_a_description_is_found_behind_a_reference_and_beside_a_condition(
        self, says: Callable[..., list[str]]
    ) -> None:
        schema = {
            "properties": {"a": {"$ref": "#/$defs/a"}},
            "$defs": {
                "a": {"properties": {"b": {"description": "The day. Or so."}}, "if": True, "then": {"required": ["b"]}}
            },
        }
        assert says(schema, {"a": {}}) == ["'a' has no 'b' (the day)"]

    @pytest.mark.parametrize(
        "value",
        [
            "\x1b]0;owned\x07",
            "a\nb\r\nc",
            "\u202eevil",
            "x" * 500,
            "\x9b31m",
            "\ud800",
            ["a"],
            {"a": None},
            None,
            10**300,
            -0.5,
        ],
    )
    def test_values_are_short_and_harmless(self, value: Any, write: Write) -> None:
        schema = {"properties": {"x": {"const": "one"}, "y": {"enum": ["one", "two"], "x-message": "not {value}"}}}
        found = load_schema(write(schema)).violations({"x": value, "y": value})
        assert len(found) == 2
        for violation in found:
            assert violation.message.isprintable()
            assert len(violation.message) < 120
            assert not any(word in violation.message for word in ("None", "True", "[", "{"))

    @pytest.mark.parametrize("name", ["\x1b[2J", "\u202ex", "k" * 500])
    def test_names_are_short_and_harmless(self, name: str, says: Callable[..., list[str]]) -> None:
        (message,) = says({"additionalProperties": False}, {name: 1})
        assert message.isprintable()
        assert len(message) < 120

    def test_a_page_of_faults_is_cut_short(self) -> None:
        assert len(own(title="A", faqs=[1] * 19_000)) == 200

    def test_many_unknown_fields_take_no_time(self) -> None:
        assert own(title="A", **{f"ingredientz{number}": 1 for number in range(19_000)}) == ()

    def test_unique_items_take_linear_time(self, says: Callable[..., list[str]]) -> None:
        items: list[Any] = [*range(9_000), *map(str, range(9_000)), {"a": [1, None]}, {"a": [1.0, None]}]
        assert says({"properties": {"x": {"uniqueItems": True}}}, {"x": items}) == [
            "'x' holds a set of fields more than once"
        ]
        assert says({"properties": {"x": {"uniqueItems": True}}}, {"x": [1, True, "1", [1], ["1"]]}) == []


class TestLoading:
    def refused(self, path: str) -> str:
        with pytest.raises(SchemaError) as caught:
            load_schema(path)
        message = str(caught.value)
        assert message.startswith(path)
        return message.removeprefix(path)

    def test_no_such_file(self, tmp_path: Path) -> None:
        assert self.refused(str(tmp_path / "none.json")) == ": there is no such schema file"

    def test_a_folder_is_no_schema(self, tmp_path: Path) -> None:
        assert "cannot be read" in self.refused(str(tmp_path))

    def test_what_is_not_json_is_told_with_its_place(self, write: Write) -> None:
        message = self.refused(write('{\n  "type": object\n}'))
        assert message == ": a schema must be written in JSON, and this is not: expecting value at line 2, column 11"

    def test_what_is_not_text(self, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_bytes(b'{"title": "\xff"}')
        assert "must be UTF-8" in self.refused(str(tmp_path / "a.json"))

    def test_a_byte_order_mark_is_no_fault(self, write: Write) -> None:
        assert load_schema(write('\ufeff{"required": ["a"]}')).violations({"a": 1}) == ()

    @pytest.mark.parametrize("text", ["[" * 100_000, "[1" + "0" * 5000 + "]"])
    def test_absurd_json(self, write: Write, text: str) -> None:
        assert "nested too deep, or a number in it is too long" in self.refused(write(text))

    def test_what_is_no_object(self, write: Write) -> None:
        assert self.refused(write([1])) == ": a schema must be a JSON object, not a list"

    @pytest.mark.parametrize(
        ("schema", "place", "reason"),
        [
            ({"properties": {"a": {"type": "strng"}}}, "#/properties/a/type", "strng"),
            ({"properties": {"a": {"pattern": "(("}}}, "#/properties/a/pattern", "must be a regular expression"),
            ({"required": "title"}, "#/required", "must be a list"),
            ({"properties": {"a": 5}}, "#/properties/a", "'a' in 'properties' must be"),
        ],
    )
    def test_a_faulty_schema_is_told_with_the_place_in_it(
        self, write: Write, schema: Any, place: str, reason: str
    ) -> None:
        message = self.refused(write(schema))
        assert message.startswith(f": not a valid JSON Schema: at {place}: ")
        assert reason in message

    @pytest.mark.parametrize("dialect", ["https://example.org/draft", "http://json-schema.org/draft-03/schema#", 5])
    def test_an_unknown_draft(self, write: Write, dialect: Any) -> None:
        assert "which medlint does not know; leave it out" in self.refused(write({"$schema": dialect}))

    @pytest.mark.parametrize(
        "dialect",
        [f"http://json-schema.org/draft-0{number}/schema#" for number in (4, 6, 7)]
        + [f"https://json-schema.org/draft/{year}/schema" for year in ("2019-09", "2020-12")],
    )
    def test_known_drafts(self, write: Write, dialect: str) -> None:
        schema = {
            "$schema": dialect,
            "required": ["a"],
            "properties": {"b": {"$ref": "more.json"}},
            "additionalProperties": False,
        }
        write({"$schema": dialect, "required": ["c"]}, "more.json")
        found = load_schema(write(schema)).violations({"b": {}, "z": 1})
        assert {violation.message for violation in found} == {
            "the page has no 'a'", "'b' has no 'c'", "'z' is not a known field of the page",
        }  # fmt: skip

    def test_it_is_loaded_once_and_travels_by_path(self, write: Write) -> None:
        path = write({"required": ["a"]})
        schema = load_schema(path)
        assert load_schema(path) is schema
        assert pickle.loads(pickle.dumps(schema)) == schema
        assert hash(pickle.loads(pickle.dumps(schema))) == hash(schema)
        assert len(pickle.dumps(schema)) < 400
        assert pickle.loads(pickle.dumps(load_own("rule"))) is load_own("rule")
        assert pickle.loads(pickle.dumps(load_schema(None))) == load_schema(None) != schema

    def test_the_digest_covers_the_files_that_it_refers_to(self, write: Write) -> None:
        path = write({"$ref": "part.json"})
        write({"type": "object"}, "part.json")
        before = Schema(str(path), "monograph")
        write({"type": "array"}, "part.json")
        after = Schema(str(path), "monograph")
        assert before.digest != after.digest
        assert before != after


class TestReferences:
    @pytest.fixture(autouse=True)
    def _no_network(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*args: object, **kwargs: object) -> None:
            pytest.fail("the network was touched")

        for name in ("socket", "create_connection", "getaddrinfo"):
            monkeypatch.setattr(socket, name, refuse)

    def refused(self, write: Write, reference: str, **more: Any) -> str:
        path = write({"properties": {"a": {"$ref": reference}}, **more})
        with pytest.raises(SchemaError) as caught:
            load_schema(path)
        message = str(caught.value)
        assert message.startswith(f"{path}: at #/properties/a: '$ref' to ")
        return message

    @pytest.mark.parametrize(
        "reference",
        [
            "http://example.org/a.json",
            "https://example.org/a.json#/x",
            "https://json-schema.org/draft/2020-12/other",
            "file:///etc/hostname",
            "ftp://example.org/a",
            "//example.org/a.json",
            "data:application/json,{}",
            "urn:a:b",
            "\\\\example.org\\share\\a.json",
        ],
    )
    def test_addresses_are_refused(self, write: Write, reference: str) -> None:
        assert "not to an address" in self.refused(write, reference)

    @pytest.mark.parametrize(
        "reference", ["../outside.json", "sub/../../outside.json", "%2e%2e/outside.json", "/etc/hostname"]
    )
    def test_the_folder_is_not_left(self, tmp_path: Path, reference: str) -> None:
        (tmp_path / "outside.json").write_text("{}", encoding="utf-8")
        (tmp_path / "in" / "sub").mkdir(parents=True)

        def write(content: Any) -> str:
            (tmp_path / "in" / "a.json").write_text(json.dumps(content), encoding="utf-8")
            return str(tmp_path / "in" / "a.json")

        assert "lies outside of the schema's folder" in self.refused(write, reference)

    def test_a_link_out_of_the_folder_is_refused(self, tmp_path: Path, write: Write) -> None:
        (tmp_path / "outside.json").write_text("{}", encoding="utf-8")
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "inside.json").symlink_to(tmp_path / "outside.json")
        path = write({"properties": {"a": {"$ref": "inside.json"}}}, "in/site.json")
        with pytest.raises(SchemaError, match="lies outside of the schema's folder"):
            load_schema(path)

    def test_a_missing_file_and_a_missing_place_are_told(self, write: Write) -> None:
        assert "there is no such file in the schema's folder" in self.refused(write, "none.json")
        assert "'#/$defs/none': the schema holds no such place" in self.refused(write, "#/$defs/none")

    def test_a_faulty_file_is_named(self, write: Write) -> None:
        write("{", "part.json")
        path = write({"$ref": "part.json"})
        with pytest.raises(SchemaError, match=r"part\.json: a schema must be written in JSON"):
            load_schema(path)

    def test_files_below_the_folder_are_read(self, write: Write) -> None:
        write({"$defs": {"name": {"type": "string"}}, "items": {"$ref": "../common.json"}}, "sub/part.json")
        write({"$ref": "sub/part.json#/$defs/name"}, "common.json")
        schema = load_schema(
            write({"properties": {"a": {"$ref": "sub/part.json"}, "b": {"$ref": "./sub/part.json#/$defs/name"}}})
        )
        found = schema.violations({"a": ["x", 1], "b": 2})
        assert [violation.message for violation in found] == [
            "item 2 of 'a' must be text, not the number 1",
            "'b' must be text, not the number 2",
        ]

    def test_an_identity_stands_for_the_folder(self, write: Write) -> None:
        write({"type": "string"}, "part.json")
        identity = "https://example.org/schemas/site.json"
        schema = load_schema(write({"$id": identity, "properties": {"a": {"$ref": "part.json"}}}))
        assert [violation.message for violation in schema.violations({"a": 1})] == [
            "'a' must be text, not the number 1"
        ]
        path = write({"$id": identity, "$ref": "../part.json"}, "other.json")
        with pytest.raises(SchemaError, match="not to an address"):
            load_schema(path)

    @pytest.mark.parametrize(
        "schema",
        [
            {"$ref": "#"},
            {"properties": {"a": {"$ref": "#/$defs/a"}},
             "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}},
            {"$ref": "site.schema.json"},
            {"$dynamicRef": "#"},
        ],
    )  # fmt: skip
    def test_a_circle_is_refused(self, write: Write, schema: Any) -> None:
        with pytest.raises(SchemaError, match="refers to itself without end"):
            load_schema(write(schema))

    @pytest.mark.parametrize("schema", [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a", "unevaluatedItems": True}])
    def test_a_document_without_end_is_refused(self, write: Write, schema: dict[str, Any]) -> None:
        document: list[Any] = []
        for _ in range(5000):
            document = [document]
        nested = load_schema(write(schema | {"$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}))
        with pytest.raises(SchemaError, match="nested too deep"):
            nested.violations(document)

    def test_a_schema_may_describe_what_nests(self, write: Write) -> None:
        node = {"type": "object", "properties": {"child": {"$ref": "#/$defs/node"}}, "additionalProperties": False}
        schema = load_schema(write({"$ref": "#/$defs/node", "$defs": {"node": node}}))
        document: dict[str, Any] = {"wrong": 1}
        for _ in range(64):
            document = {"child": document}
        (violation,) = schema.violations(document)
        assert violation.pointer == (*["child"] * 64, "wrong")


class TestOwnSchemas:
    def test_they_are_there(self) -> None:
        assert {"monograph", "report", "rule"} <= set(OWN)

    @pytest.mark.parametrize("name", OWN)
    def test_each_is_a_valid_schema_that_refers_to_itself_alone(self, name: str) -> None:
        Schema(str(Path(folder("schemas"), f"{name}.schema.json")), name)

    @pytest.mark.parametrize("name", ["monograph", "report", "rule", "rxsite"])
    def test_each_is_compiled(self, name: str) -> None:
        assert compile_schema(Files(str(Path(folder("schemas"), f"{name}.schema.json")))) is not None

    @pytest.mark.parametrize("name", ["monograph", "report", "rule"])
    def test_every_property_has_a_description(self, name: str) -> None:
        root = json.loads((Path(folder("schemas")) / f"{name}.schema.json").read_text(encoding="utf-8"))
        bare = []

        def visit(schema: Any, place: str) -> None:
            if not isinstance(schema, dict):
                return
            for key, inner in schema.get("properties", {}).items():
                target = inner
                for step in inner["$ref"][2:].split("/") if "$ref" in inner else ():
                    target = (root if target is inner else target)[step]
                if not inner.get("description", target.get("description")):
                    bare.append(f"{place}/{key}")
                visit(inner, f"{place}/{key}")
            visit(schema.get("items"), f"{place}/[]")
            for key, inner in schema.get("$defs", {}).items():
                visit(inner, f"{place}#{key}")

        visit(root, name)
        assert bare == []

    def test_a_clean_page_costs_no_library(self) -> None:
        """Importing jsonschema takes longer than reading some hundred pages."""
        code = (
            "import sys; from medlint.schema import load_schema\n"
            f"assert load_schema(None).violations({page(title='A')!r}) == ()\n"
            "assert not {'jsonschema', 'referencing', 'urllib.request'} & set(sys.modules)"
        )
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0

    def test_rule_pages(self) -> None:
        rule = {"severity": "error", "message": "m", "help": "h", "check": "missing-sections", "sources": ["s"]}
        assert violations_of("rule", rule) == ()
        assert (
            violations_of("rule", rule | {"fix": "Add it", "safety": "safe", "params": {"a": 1}, "supersedes": ["STR"]})
            == ()
        )
        faulty = {
            "severity": "fatal",
            "mesage": "m",
            "help": " ",
            "check": "Missing Sections",
            "sources": [],
            "safety": "safe",
        }
        hint = "what is wrong, in one line; `{value}` slots are filled by the check"
        assert [violation.message for violation in violations_of("rule", faulty)] == [
            f"the front matter has no 'message' ({hint}); 'mesage' looks like it, misspelt",
            "'severity' must be one of error, warning or info, not \"fatal\"",
            "'help' is empty: say what to do",
            "'check' must be the name of a check, such as missing-sections, not \"Missing Sections\"",
            "'sources' is empty",
            "a rule whose fix medlint may apply needs 'fix': what the fix does, in the imperative",
        ]

    def test_reports(self) -> None:
        start = {"line": 1, "column": 1, "offset": 0}
        diagnostic = {
            "path": "a.md", "code": "DIS001", "name": "missing-disclaimer", "severity": "error",
            "message": "m", "help": "h", "start": start, "end": {"line": 1, "column": 4, "offset": 3}, "url": None,
            "fix": {"title": "Add it", "safety": "safe", "edits": [{"start": 0, "end": 0, "text": "x"}]},
        }  # fmt: skip
        summary = {"files": 1, "skipped": [], "errors": 1, "warnings": 0, "infos": 0, "suppressed": 0}
        report = {"version": 1, "diagnostics": [diagnostic, diagnostic | {"fix": None}], "summary": summary}
        assert violations_of("report", report) == ()
        faulty = report | {
            "diagnostics": [diagnostic | {"code": "dis1", "start": start | {"line": 0}, "extra": 1}],
            "version": 2,
        }
        assert {violation.field for violation in violations_of("report", faulty)} == {
            "version",
            "code",
            "line",
            "extra",
        }


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.5, 1.0, -2.0])
    | st.sampled_from(["", "a", "ab", "2024-05-31", "b a"])
)
NAMES = st.sampled_from(["a", "b", "title", "titel", "ab"])
DOCUMENTS: st.SearchStrategy[Any] = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=8
)
TYPES = st.sampled_from(["string", "boolean", "null", "array", "object", "number", "integer"])


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(NAMES, inner, max_size=3)
    names = st.lists(NAMES, max_size=2, unique=True)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
            "enum": st.lists(LEAVES, min_size=1, max_size=3),
            "const": LEAVES,
            "pattern": st.sampled_from(["^a", "b$", "\\S", "^$"]),
            "format": st.sampled_from(["date", "email", "unknown"]),
            "minimum": st.integers(-2, 2),
            "exclusiveMaximum": st.integers(-2, 2),
            "minLength": st.integers(0, 2),
            "maxItems": st.integers(0, 2),
            "minProperties": st.integers(0, 2),
            "required": names,
            "dependentRequired": st.dictionaries(NAMES, names, max_size=2),
            "dependentSchemas": named,
            "properties": named,
            "patternProperties": st.dictionaries(st.sampled_from(["^a", "t"]), inner, max_size=2),
            "additionalProperties": inner,
            "propertyNames": inner,
            "x-near-misses": st.just(["title"]),
            "items": inner,
            "contains": inner,
            "allOf": several,
            "anyOf": several,
            "oneOf": several,
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "$ref": st.just("#/$defs/x"),
            "x-message": st.just("no"),
            "description": st.just("A thing."),
        },
    )


SCHEMAS = st.recursive(st.booleans() | st.fixed_dictionaries({"type": TYPES}), _schemas, max_leaves=6)


def sieve_of(schema: dict[str, Any]) -> Sieve | None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "a.json")
        path.write_text(json.dumps(schema), encoding="utf-8")
        return compile_schema(Files(str(path)))


class TestSieve:
    @settings(max_examples=400)
    @given(root=_schemas(SCHEMAS), definition=st.fixed_dictionaries({"type": TYPES}), document=DOCUMENTS)
    def test_it_agrees_with_jsonschema(self, root: dict[str, Any], definition: Any, document: Any) -> None:
        """A page must never pass because of the short cut, nor be told twice over."""
        from medlint.schema.keywords import format_checker, validator_class

        schema = root | {"$defs": {"x": definition}}
        sieve = sieve_of(schema)
        assert sieve is not None
        validator = validator_class("https://json-schema.org/draft/2020-12/schema")(
            schema, format_checker=format_checker()
        )
        assert sieve.allows(document) == validator.is_valid(document)

    @settings(max_examples=150)
    @given(
        root=_schemas(SCHEMAS),
        definition=st.fixed_dictionaries({"type": TYPES}),
        document=st.dictionaries(NAMES, DOCUMENTS),
    )
    def test_what_it_refuses_gets_a_sentence(
        self, root: dict[str, Any], definition: Any, document: Any, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        path = tmp_path_factory.mktemp("schemas") / "a.json"
        path.write_text(json.dumps(root | {"$defs": {"x": definition}}), encoding="utf-8")
        schema = Schema(str(path), "monograph", trusted=True)
        assert schema._sieve is not None
        found = schema.violations(document)
        assert bool(found) != schema._sieve.allows(document)
        assert all(violation.message.isprintable() and "None" not in violation.message for violation in found)

    @pytest.mark.parametrize(
        "schema",
        [
            {"prefixItems": [{}], "items": {}},
            {"unevaluatedProperties": False},
            {"$anchor": "a"},
            {"$ref": "other.json"},
            {"$ref": "#/$defs/none"},
            {"properties": {"a": {"$id": "https://example.org/a"}}},
            {"enum": [[1]]},
            {"contains": {}, "minContains": 2},
            {"ref": "#/$defs/x", "$defs": {"x": False}},
            {"$items": False},
        ],
    )
    def test_what_it_does_not_know_it_leaves_alone(self, schema: dict[str, Any]) -> None:
        assert sieve_of(schema) is None

    def test_it_follows_references_to_files(self, write: Write) -> None:
        write(
            {"$defs": {"name": {"type": "string"}}, "type": "array", "items": {"$ref": "../common.json"}},
            "sub/part.json",
        )
        write(
            {
                "anyOf": [{"$ref": "sub/part.json#/$defs/name"}, {"$ref": "#/$defs/list"}],
                "$defs": {"list": {"$ref": "sub/part.json"}},
            },
            "common.json",
        )
        sieve = compile_schema(
            Files(write({"$id": "https://example.org/a/b.json", "properties": {"a": {"$ref": "sub/part.json"}}}))
        )
        assert sieve is not None
        assert sieve.allows({"a": ["x", ["y", ["z"]]]})
        assert not sieve.allows({"a": ["x", ["y", [1]]]})
        assert sieve.failing({"a": [1]}) == {"a"}
