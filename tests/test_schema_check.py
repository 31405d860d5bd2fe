"""The check `schema`: which rule speaks, and where in the Markdown file."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.checks import BadParamsError, build
from medlint.checks.schema import SchemaCheck, place_of
from medlint.layout import Layout, NoticeElement, NoticeLayout, SectionName
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.schema import Violation
from medlint.text import Source, decode

KINDS = ("missing", "unknown", "invalid")
BODY = """
# Ibuprofen 💊

### Usage
For pain.

### FAQs
* **Q: May I drive?** A: Yes, you may.

**Disclaimer:** For educational purposes only, not medical advice. Ask a doctor.
"""


def _notice(kind: str, *labels: str) -> NoticeLayout:
    return NoticeLayout(kind, labels, (), (NoticeElement("purpose", "what for", ("purposes",)),), ())


LAYOUT = Layout(
    sections=(SectionName("usage", ("Usage",), True), SectionName("faqs", ("FAQs",), True)),
    section_level=3,
    faq_form="list",
    faq_minimum=1,
    disclaimer=_notice("disclaimer", "Disclaimer"),
    ai_note=_notice("ai_note", "AI Note"),
)


def page(front_matter: str, body: str = BODY) -> Monograph:
    """A page with these lines of front matter."""
    return parse(decode("a.md", f"---\n{front_matter}\n---\n{body}".encode()), LAYOUT)


def flagged(doc: Monograph, schema: str = "") -> list[tuple[str, str]]:
    """What the three rules flag: kind, and flagged text."""
    return [(kind, finding.span.of(doc.text)) for kind in KINDS for finding in SchemaCheck(kind, schema)(doc)]


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ("title: A", []),
        ("layout: a", [("missing", "---")]),
        ("titel: A", [("missing", "titel")]),
        ("title:", [("invalid", "title")]),
        ('title: ""', [("invalid", '""')]),
        ("title: A\nis_banned: no  # yet", [("invalid", "no")]),
        ("title: A\nIs_Banned: true", [("unknown", "Is_Banned")]),
        ("title: A\nstatus: withdrawn", [("missing", "---"), ("missing", "---")]),
        ("title: A\nfaqs:\n- q: x\n  b: y\n- a: z\n  q: x", [("missing", "q: x")]),
        ("title: A\nfaqs:\n  - q: 5\n    a: y", [("invalid", "5")]),
        ("title: A\nfaqs: {q: x}", [("invalid", "{q: x}")]),
        ("title: A\nfaqs:\n  q: x\n  a: y", [("invalid", "q: x")]),
        ("title: A\ningredients:\n  - inn: x\n    synonms: y", [("unknown", "synonms")]),
        ('"is-banned": true\n"title": A', [("unknown", '"is-banned"')]),
        ("title: &a A\nis_banned: *a", [("invalid", "*a")]),
        ("title: A\ndescription:\n  - a\n  - b", [("invalid", "- a")]),
        ("title: A\nlast_reviewed: >-\n  to be\n  done", [("invalid", ">-")]),
    ],
)
def test_the_flagged_text(front_matter: str, expected: list[tuple[str, str]]) -> None:
    assert flagged(page(front_matter)) == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_and_column_in_the_file(newline: str, bom: str) -> None:
    lines = [f"{bom}---", "title: Ünicode 💊 é", "layout: x", "faqs:", "  - q: 💊 what?", "    a: [no]", "---", ""]
    doc = parse(decode("a.md", newline.join(lines).encode()), LAYOUT)
    (finding,) = SchemaCheck("invalid")(doc)
    assert finding.span.of(doc.text) == "[no]"
    assert doc.source.position(finding.span.start)[:2] == (6, 8)
    assert doc.source.position(finding.span.end)[:2] == (6, 12)


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ((), "Ibuprofen 💊"),
        (("title",), "Ibuprofen 💊"),
        (("sections",), "Ibuprofen 💊"),
        (("sections", 0), "Usage"),
        (("sections", 1, "heading"), "FAQs"),
        (("faqs", 0), "May I drive?"),
        (("faqs", 0, "question"), "May I drive?"),
        (("faqs", 0, "answer"), "Yes, you may."),
        (("notices", "disclaimer", "text"), "For educational purposes only, not medical advice. Ask a doctor."),
        (("notices", "ai_note"), "Ibuprofen 💊"),
        (("front_matter",), "---"),
        (("front_matter", "title"), "Ibuprofen"),
        (("front_matter", "title", "unheard", 3), "Ibuprofen"),
    ],
)
def test_every_part_of_the_document_has_a_place(pointer: tuple[str | int, ...], text: str) -> None:
    doc = page("title: Ibuprofen")
    assert place_of(doc, Violation(pointer, "type", "m", "f", at_key=False)).of(doc.text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# A\n\n### Usage\n\nx\n",
        "---\nlayout: a\n# no end\n",
        "---\na: [\n---\n",
        "---\n- a\n---\n",
        "---\na: 1\na: 2\n---\n",
    ],
)
def test_a_page_without_readable_front_matter_is_not_checked(text: str) -> None:
    """FIL002 and FIL003 have said it already."""
    assert flagged(parse(Source("a.md", text), LAYOUT)) == []


def test_empty_front_matter_has_no_title() -> None:
    doc = parse(Source("a.md", "---\n---\n# A\n"), LAYOUT)
    assert flagged(doc) == ([] if doc.front_matter.problems else [("missing", "---")])


@pytest.fixture
def schema(tmp_path: Path) -> Callable[[Any], str]:
    """Writes a user's schema and returns its path."""

    def write(content: Any) -> str:
        path = tmp_path / "site.schema.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return str(path)

    return write


def test_a_schema_of_the_users_own(schema: Callable[[Any], str]) -> None:
    section = {"properties": {"key": {"const": "dosage"}}, "required": ["key"], "description": "The section Dosage."}
    path = schema(
        {
            "properties": {
                "front_matter": {
                    "required": ["maker"],
                    "properties": {"title": {"maxLength": 3}},
                    "additionalProperties": False,
                },
                "sections": {"contains": section},
                "faqs": {"items": {"properties": {"answer": {"minLength": 90}}}},
            }
        }
    )
    doc = page("title: Ibuprofen\nextra: 1")
    assert flagged(doc, path) == [
        ("missing", "---"),
        ("unknown", "extra"),
        ("invalid", "Ibuprofen"),
        ("invalid", "Ibuprofen 💊"),
        ("invalid", "Yes, you may."),
    ]
    messages = [finding.values["message"] for finding in SchemaCheck("invalid", path)(doc)]
    assert "too few items of the list of sections are the section Dosage" in messages
    assert flagged(doc) == []


def test_values_name_message_and_field() -> None:
    (finding,) = SchemaCheck("unknown")(page("title: A\ndesciption: B"))
    assert finding.values == {
        "message": "'desciption' is not a known field of the front matter; did you mean 'description'?",
        "field": "desciption",
    }


def test_the_kind_must_be_known() -> None:
    with pytest.raises(BadParamsError, match="'kind' must be missing, unknown or invalid, not 'other'"):
        build("schema", {"kind": "other"})


def test_pages_are_not_mixed_up() -> None:
    first, second = page("layout: a"), page("title: A")
    for _ in range(2):
        assert [len(flagged(doc)) for doc in (first, second, first)] == [1, 0, 1]


def test_without_these_rules_jsonschema_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] in ("jsonschema", "referencing")]:
        monkeypatch.delitem(sys.modules, name)
    assert flagged(page("title: A\nlayout: b\nis_banned: false\nlastModified: 2024-05-31")) == []
    assert "jsonschema" not in sys.modules


KEYS = st.sampled_from(
    ["title", "titel", "status", "is_banned", "faqs", "q", "a", "layout", "💊", "last_reviewed", "inn", "ingredients"]
)
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab💊é \u0301\t'\"", max_size=6)
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=10
)


@given(data=st.dictionaries(KEYS, DATA, max_size=5), newline=st.sampled_from(["\n", "\r\n"]))
def test_every_finding_flags_something_in_the_front_matter(data: dict[str, Any], newline: str) -> None:
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in data.items()]
    doc = parse(decode("a.md", newline.join(["---", *lines, "---", "", "# A", ""]).encode()), LAYOUT)
    for kind in KINDS:
        for finding in SchemaCheck(kind)(doc):
            assert 0 <= finding.span.start < finding.span.end <= doc.front_matter.span.end
            message = str(finding.values["message"])
            assert message.isprintable()
            assert not message.endswith(".")
