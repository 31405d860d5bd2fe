"""Tables in parts: the same as whole, in the same order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medlint.parted import Parted

WORDS = st.text("abc d", max_size=4)


@given(st.dictionaries(WORDS, WORDS), st.lists(WORDS))
def test_a_table_in_parts_is_the_table(table: dict[str, str], asked: list[str]) -> None:
    parted = Parted(Parted.of(table).packed)
    for key in [*table, *asked]:
        assert parted.get(key) == table.get(key)
        assert (key in parted) == (key in table)
    assert parted.items() == list(table.items())
    assert list(parted) == list(table)
    assert parted.has_all(table)
    assert parted.has_all(asked) == (table.keys() >= set(asked))
    assert repr(parted) == f"Parted({table!r})"


def test_what_is_no_text_is_in_no_table() -> None:
    assert 3 not in Parted.of({"a": "b"})


def test_equal_tables_are_packed_alike() -> None:
    one = "".join(["n", "ame"])
    assert Parted.of({"a": one, "ab": one}).packed == Parted.of({"a": "name", "ab": "".join(["na", "me"])}).packed
