"""What tells findings apart without their lines."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pages import CLEAN

from medlint.config import default_config
from medlint.diagnostic import Diagnostic
from medlint.engine import Job, check
from medlint.fingerprints import content_of, fingerprints, is_page_wide, key_of, mark_of

TWO_SECTIONS_LESS = CLEAN.replace("### Usage\nExampline eases pain.\n\n### Dosage\nAsk a pharmacist.\n\n", "")


def found(text: str, path: str = "exampline.md") -> list[Diagnostic]:
    return list(check(Job(path, text.encode()), default_config()).diagnostics)


def test_two_missing_sections_differ() -> None:
    missing = [one for one in found(TWO_SECTIONS_LESS) if one.code == "STR001"]
    assert len(missing) == 2
    assert len({key_of(one) for one in missing}) == 2
    assert all(map(is_page_wide, missing))


def test_numbers_in_a_message_do_not_count() -> None:
    (one, _) = (one for one in found(TWO_SECTIONS_LESS) if one.code == "STR001")
    told = replace(one, message="3 questions, 4 are needed")
    assert content_of(told) == content_of(replace(told, message="12 questions, 4 are needed"))
    assert content_of(told) != content_of(replace(told, message="3 answers, 4 are needed"))


def test_equal_findings_are_numbered() -> None:
    (one, _) = (one for one in found(TWO_SECTIONS_LESS) if one.code == "STR001")
    same = [one, one, replace(one, path="other.md")]
    assert len(set(fingerprints(same))) == 3
    assert list(fingerprints([one])) == list(fingerprints(same))[:1]


@given(st.text(max_size=40), st.sampled_from([" ", "\n", "\r\n", "\t", "  "]))
def test_white_space_does_not_count(text: str, space: str) -> None:
    assert mark_of(text.replace(" ", space)) == mark_of(" ".join(text.split()))


def test_what_has_no_words_marks_the_page() -> None:
    assert mark_of("---") == mark_of("") == ""
    assert mark_of("a") != ""


def test_a_flagged_line_that_moves_keeps_its_fingerprint() -> None:
    faulty = CLEAN.replace("Headache.", "Headache.\n\nI cannot provide medical advice.")
    lower = faulty.replace("### Usage", "A line.\n\n### Usage")
    (before,), (after,) = ([one for one in found(text) if one.code.startswith("RES")] for text in (faulty, lower))
    assert before.start.line != after.start.line
    assert list(fingerprints([before])) == list(fingerprints([after]))
    assert not is_page_wide(before)
