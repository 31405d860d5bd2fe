"""References: identifiers, date and title out of citations and saved pages."""

from __future__ import annotations

import pytest
from counting import comes_to_an_end
from hypothesis import given
from hypothesis import strategies as st

from medlint.citation import Citation, entries, read_citation, read_page, saved_path

SAVED = """\
Skip to main page content
An official website. Last update: 2025 Jan 3.

Case Reports
. 2007 Jul;143(7):87-9.
doi: 10.1001/example.143.7.87.

Exampline in the treatment of an odd rash

Affiliations
Case Reports

Exampline in the treatment of an odd rash

A Writer et al. J Examples. 2007 Jul.

Abstract
Exampline has a current licence.

PMID: 12345678
"""
HTML = """\
<!doctype html><html><head><title>Journal</title>
<meta name="citation_title" content="Exampline at work">
<meta name='citation_publication_date' content='2003/05/17'>
<meta name="citation_doi" content="10.1000/xyz">
<meta name="citation_pmid" content="777">
<script>var year = "(1999)"; /* currently licensed */</script></head>
<body><p>Exampline is <b>effective</b>.</p></body></html>
"""
MEDLINE = "PMID- 12345678\nDP  - 2001 Mar\nTI  - Exampline, a review\nAB  - It works.\n"


def test_saved_page_of_an_abstract() -> None:
    found = read_page(SAVED)
    assert found.title == "Exampline in the treatment of an odd rash"
    assert (found.date, found.pmid, found.doi) == ("2007-07", "12345678", "10.1001/example.143.7.87")
    assert "current licence" in found.words


def test_saved_html_page() -> None:
    found = read_page(HTML)
    assert (found.title, found.date, found.pmid, found.doi) == ("Exampline at work", "2003-05", "777", "10.1000/xyz")
    assert "effective" in found.words
    assert "currently" not in found.words


def test_saved_medline_record() -> None:
    found = read_page(MEDLINE)
    assert (found.title, found.date, found.pmid) == ("Exampline, a review", "2001-03", "12345678")


@pytest.mark.parametrize(
    ("entry", "date"),
    [
        ("Writer A. Exampline. J Examples 2007;143:87-9.", "2007"),
        ("Writer A. Exampline. J Examples. 2007 Jul 4;143(7):87-9.", "2007-07"),
        ("Writer, A. (2007). Exampline. J Examples, 143, 87.", "2007"),
        ("Writer, A. (2007, July). Exampline.", "2007-07"),
        ("Exampline. Published: 12 July 2007", "2007-07"),
        ("Agency: decision on exampline, 2009. doi:10.1000/2016.12", "2009"),
        ("https://pubmed.ncbi.nlm.nih.gov/17638732/", ""),
        ("Exampline, 1,900 to 2,000 mg", ""),
        ({"title": "Exampline", "year": 2007}, "2007"),
        ({"title": "Exampline", "date": "2007-07-01"}, "2007-07"),
        ({"title": "Exampline", "date": "July 2007"}, "2007-07"),
        ({"title": "Exampline", "date": ["2007"]}, ""),
        (17638732, ""),
        (None, ""),
        ([], ""),
    ],
)
def test_date(entry: object, date: str) -> None:
    assert read_citation(entry, {}).date == date


def test_identifiers_in_a_citation() -> None:
    found = read_citation("Writer A. PMID: 17638732, https://doi.org/10.1000/abc.1).", {})
    assert (found.pmid, found.doi) == ("17638732", "10.1000/abc.1")
    assert read_citation("https://pubmed.ncbi.nlm.nih.gov/17638732/", {}).pmid == "17638732"


def test_entry_completes_and_corrects_its_saved_page() -> None:
    found = read_citation({"file": "a.txt", "title": "My title", "year": 2006}, {"a.txt": SAVED})
    assert (found.title, found.date, found.pmid) == ("My title", "2006", "12345678")
    assert "current licence" in found.words
    assert read_citation("a.txt", {"a.txt": SAVED}) == read_page(SAVED)
    assert read_citation("a.txt", {}) == Citation()


@pytest.mark.parametrize("entry", ["refs/a.txt", "a.HTML", "../a.md", {"file": "a.nbib"}, {"path": " a.txt "}])
def test_path_of_a_saved_page(entry: object) -> None:
    assert saved_path(entry) is not None


@pytest.mark.parametrize(
    "entry",
    ["https://example.org/a.html", "//host/a.txt", "See a.txt", "a.pdf", "10.1000/a", {"title": "a.txt"}, 7, None],
)
def test_no_path(entry: object) -> None:
    assert saved_path(entry) is None


def test_entries_of_every_shape() -> None:
    assert list(entries(["a", "b"])) == [(0, "a"), (1, "b")]
    assert list(entries("a")) == [(None, "a")]
    assert list(entries({"title": "a"})) == [(None, {"title": "a"})]
    assert list(entries(None)) == list(entries(7)) == []


@given(st.text(alphabet=st.sampled_from("<>metascripyl=\"'/ 20()07;-\nTIDP PMID10.")))
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(read_page(text), Citation)
    assert isinstance(read_citation(text, {}), Citation)


@pytest.mark.parametrize(
    "piece", ["<script", "<meta ", "<", "published ", "(2007", "2007 Jul", "10.1234/", "PMID ", "a\n"]
)
def test_a_long_page_comes_to_an_end(piece: str) -> None:
    with comes_to_an_end():
        read_page(piece * 200_000)
