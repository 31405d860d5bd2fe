"""Texts that are kept packed come out as they went in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medlint import found
from medlint.found import Files
from medlint.packed import Packed

TEXTS = st.lists(st.text(st.characters(), max_size=12))


@given(TEXTS, st.slices(20))
def test_they_are_a_sequence_of_the_same_texts(texts: list[str], part: slice) -> None:
    packed = Packed(iter(texts))
    assert list(packed) == texts
    assert len(packed) == len(texts)
    assert [packed[number] for number in range(-len(texts), len(texts))] == [*texts, *texts]
    assert packed[part] == texts[part]
    assert "\x00never" not in packed


def test_a_name_that_is_no_text_is_kept() -> None:
    assert list(Packed(["a\udcff.md", "\ud800"])) == ["a\udcff.md", "\ud800"]


def test_the_files_of_a_large_site_are_those_of_a_small_one() -> None:
    files = [(f"drugs/{number}.md", f"/site/drugs/{number}.md") for number in range(found._MANY)]
    files[7] = ("drugs/link.md", "/site/elsewhere.md")
    few, many = Files(files[:-1]), Files(files)
    assert isinstance(few.paths, list)
    assert isinstance(many.paths, Packed)
    assert [(one.path, one.real) for one in many] == files
    assert many[7].real == "/site/elsewhere.md"
    assert many[:-1] == few
    assert Files.restored(many.parts()) == many
