"""Offsets, lines and columns."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from medlint.text import DecodeError, Source, Span, decode, end_of_line

TEXTS = st.text(st.sampled_from("ab \t\f\u0085\u2028é😀\u0301\r\n")) | st.text()


def source(text: str) -> Source:
    return Source("page.md", text)


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ("", 0, 1, 1),
        ("ab\ncd", 3, 2, 1),
        ("ab\r\ncd", 4, 2, 1),
        ("ab\rcd", 3, 2, 1),
        ("a\u2028b\fc\u0085d", 6, 1, 7),
        ("😀e\u0301x", 3, 1, 4),
        ("\tx", 1, 1, 2),
        ("ab\n", 3, 2, 1),
    ],
)
def test_lines_end_where_commonmark_says_and_columns_are_code_points(
    text: str, offset: int, line: int, column: int
) -> None:
    assert source(text).position(offset) == (line, column, offset)


@given(TEXTS)
def test_positions_and_line_spans_agree(text: str) -> None:
    page = source(text)
    for offset in range(len(text) + 1):
        line, column, _ = page.position(offset)
        span = page.line_span(line)
        assert page.line_starts[line - 1] + column - 1 == offset
        assert not set(span.of(text)) & {"\r", "\n"}
    assert [span.of(text) for span in page.lines()] == text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@given(TEXTS, st.integers(0, 20), st.integers(0, 20))
def test_trimming_takes_white_space_alone(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    assert source(text).trimmed(start, end).of(text) == text[start:end].strip()


@given(TEXTS, st.integers(0, 20))
@example("a" * 3_500 + "\r\n", 7)
@example("a" * 1_000 + "\n", 0)
@example("a" * 5_000, 0)
def test_a_line_ends_at_the_first_line_ending_of_either_kind(text: str, start: int) -> None:
    start = min(start, len(text))
    ends = [place for place in (text.find("\n", start), text.find("\r", start)) if place >= 0]
    assert end_of_line(text, start, len(text)) == min(ends, default=len(text))
    assert end_of_line(text, start, start) == start


class Counted(str):
    """A text that counts the characters that it is searched for."""

    searched = 0

    def find(self, part: str, start: Any = 0, end: Any = None) -> int:
        place = super().find(part, start, end)
        self.searched += (place if place >= 0 else len(self) if end is None else end) - start
        return place


def test_thousands_of_lines_are_gone_through_once() -> None:
    for newline in ("\n", "\r"):
        text = Counted(f"a{newline}" * 6_000)
        place = 0
        while place < len(text):
            place = end_of_line(text, place, len(text)) + 1
        # For either kind of line ending, and as far as a step goes beyond the nearest.
        assert 0 < text.searched <= 6_000 * 1_100


def test_a_span_is_a_value() -> None:
    span = Span(1, 3)
    assert span == Span(start=1, end=3) != Span(1, 4)
    pair: object = (1, 3)
    assert span != pair
    assert len({span, Span(1, 3)}) == 1
    assert sorted([Span(2, 2), Span(1, 4), span]) == [span, Span(1, 4), Span(2, 2)]
    assert pickle.loads(pickle.dumps(span)) == copy.deepcopy(span) == span
    assert (len(span), bool(Span(2, 2)), 1 in span, 3 in span) == (2, False, True, False)
    assert (span.of("abcd"), span.shift(2), repr(span)) == ("bc", Span(3, 5), "Span(start=1, end=3)")


def test_an_offset_outside_of_the_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="outside"):
        source("ab").position(3)


def test_a_span_that_ends_before_it_starts_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(3, 2)


def test_the_mark_is_taken_off_and_the_line_ending_remembered() -> None:
    page = decode("page.md", b"\xef\xbb\xbfa\r\nb\n")
    assert (page.text, page.bom, page.newline) == ("a\r\nb\n", True, "\r\n")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a\xffb", "it is not UTF-8 (byte 0xff at offset 1)"),
        (b"\xef\xbb\xbfa\xff", "it is not UTF-8 (byte 0xff at offset 4)"),
        (b"a\0b", "it holds a NUL byte, so it is binary and not text"),
        ("a".encode("utf-16"), "it is UTF-16, not UTF-8"),
    ],
)
def test_what_is_no_text_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(DecodeError) as error:
        decode("page.md", data)
    assert error.value.reason == reason
