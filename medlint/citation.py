"""References of a page's front matter: their identifiers, date and words, from the entry or from a saved page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from medlint.patterns import lazy
from medlint.records import dataclass, replace

# Keys under which an entry may name the file of a saved page, its title and its date; the first that is there counts.
FILE_KEYS = ("file", "path", "saved")
_TITLE_KEYS = ("title", "name")
_DATE_KEYS = ("date", "year", "published")
_SAVED = lazy(r"(?!\w+:|//)[^\s?#*<>|]+\.(?:txt|md|html?|xml|nbib|ris)", re.I)

_PMID = lazy(r"\bPMID\s*[-:]?\s*(\d{1,8})\b|pubmed\.ncbi\.nlm\.nih\.gov/(\d{1,8})\b", re.I)
_DOI = lazy(r"\b10\.\d{4,9}/[^\s\"'<>]*[^\s\"'<>.,;:)\]]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# The ways in which a saved page or a citation writes its date, the surest first.
_DATES = tuple(
    lazy(pattern, re.I | re.M)
    for pattern in (
        # ISO, as front matter has it; also with slashes, as in the meta tags of journals.
        rf"\A\s*{_YEAR}(?:[-/](?P<number>\d\d?)(?:[-/]\d\d?)?)?\s*\Z",
        rf"\A\s*(?:\d\d?\s+)?{_MONTH}\s+{_YEAR}\s*\Z",
        # "2007 Jul;143(7):873-7", as PubMed and Vancouver style have it
        rf"(?<!\d){_YEAR}(?:\s+{_MONTH}(?:\s+\d\d?)?)?;\s*\d",
        # MEDLINE and RIS
        rf"^(?:DP|PY|Y1|DA)\s{{0,4}}-\s{{1,4}}{_YEAR}(?:[\s/]+(?:{_MONTH}|(?P<number>\d\d?)))?",
        rf"\bpublished(?:\s+online)?:?\s+(?:\d\d?\s+)?{_MONTH}\s+{_YEAR}",
        # "(2007)", as in APA style
        rf"\({_YEAR}(?:,\s+{_MONTH})?[^()]{{0,12}}\)",
    )
)
_PLAIN_YEAR = lazy(r"(?<![\d./-])(?:19|20)\d\d(?![\d/])")
_META = lazy(r"<meta\s[^<>]*>", re.I)
_ATTRIBUTE = lazy(r"\b(name|content)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.I)
_TAG = lazy(r"<[^<>]*>")
_TITLE_LINE = lazy(r"^(?:TI|T1)\s{0,4}-\s{1,4}(.+)$", re.M)
# A saved page is read no further than this many characters; an abstract is a few thousand.
_LONGEST = 200_000
_SHORTEST_TITLE = 20


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference. `date` is YYYY or YYYY-MM; `words` are its title and abstract. "" for what is not known."""

    title: str = ""
    date: str = ""
    pmid: str = ""
    doi: str = ""
    words: str = ""


def entries(references: object) -> Iterator[tuple[int | None, object]]:
    """Yield the references of a front matter's value with their numbers; None where it is not a list."""
    if isinstance(references, list):
        yield from enumerate(references)
    elif isinstance(references, str | Mapping):
        yield None, references


def saved_path(entry: object) -> str | None:
    """Return the path of the saved page that an entry names, None where it names none."""
    if isinstance(entry, Mapping):
        entry = _first(entry, FILE_KEYS)
    return entry.strip() if isinstance(entry, str) and _SAVED.fullmatch(entry.strip()) else None


def read_citation(entry: object, attachments: Mapping[str, str]) -> Citation:
    """Return what is known of a reference. `attachments`: the text of saved pages, by the path that entries name."""
    path = saved_path(entry)
    page = read_page(attachments[path]) if path is not None and path in attachments else Citation()
    if isinstance(entry, Mapping):
        own = _read_text(" ".join(str(value) for value in entry.values() if isinstance(value, str | int)))
        title = _first(entry, _TITLE_KEYS)
        date = _date(_first(entry, _DATE_KEYS)) or page.date
        return Citation(title or page.title, date, own.pmid or page.pmid, own.doi or page.doi, f"{title}\n{page.words}")
    if path is not None or not isinstance(entry, str | int):
        return page
    own = _read_text(str(entry))
    return own if own.date else replace(own, date=_last_year(str(entry)))


def read_page(text: str) -> Citation:
    """Return what a saved page says of the article that it shows: plain text, HTML, MEDLINE or RIS."""
    text = text[:_LONGEST]
    meta = dict(_meta(text)) if "<meta" in text.lower() else {}
    if "<" in text and _TAG.search(text):
        text = _TAG.sub(" ", _without(_without(text, "script"), "style"))
    found = _read_text(text)
    title = meta.get("citation_title") or _title(text)
    date = _date(meta.get("citation_publication_date") or meta.get("citation_date") or "") or found.date
    pmid = meta.get("citation_pmid") or found.pmid
    return Citation(title, date, pmid, meta.get("citation_doi") or found.doi, text)


def _read_text(text: str) -> Citation:
    pmid, doi = _PMID.search(text), _DOI.search(text)
    return Citation(
        date=_date(text),
        pmid=(pmid[1] or pmid[2]) if pmid else "",
        doi=doi.group() if doi else "",
        words=text,
    )


def _first(entry: Mapping[str, object], keys: Sequence[str]) -> str:
    return next((str(entry[key]) for key in keys if isinstance(entry.get(key), str | int)), "")


def _date(text: str) -> str:
    for pattern in _DATES:
        if match := pattern.search(text):
            groups = match.groupdict()
            month = groups.get("month")
            number = _MONTHS.index(month.lower()) + 1 if month else int(groups.get("number") or 0)
            return match["year"] + (f"-{number:02}" if 0 < number < 13 else "")
    return ""


def _last_year(text: str) -> str:
    years = _PLAIN_YEAR.findall(_DOI.sub(" ", text))
    return years[-1] if years else ""


def _title(text: str) -> str:
    """Return the title: the line that MEDLINE marks, or the longer line that a saved page repeats."""
    if marked := _TITLE_LINE.search(text):
        return marked[1].strip()
    seen: set[str] = set()
    for line in text.split("\n"):
        words = " ".join(line.split())
        if len(words) >= _SHORTEST_TITLE and words in seen:
            return words
        seen.add(words)
    return ""


def _meta(text: str) -> Iterator[tuple[str, str]]:
    for tag in _META.finditer(text):
        values = {match[1].lower(): match[2] or match[3] or "" for match in _ATTRIBUTE.finditer(tag.group())}
        if "name" in values:
            yield values["name"].lower(), values.get("content", "").strip()


def _without(text: str, element: str) -> str:
    """Return HTML without the elements of that name and what is in them."""
    low = text.lower()
    if len(low) != len(text):
        return text
    parts: list[str] = []
    position = 0
    while (start := low.find(f"<{element}", position)) >= 0:
        parts.append(text[position:start])
        end = low.find(f"</{element}", start)
        if end < 0:
            return "".join(parts)
        position = end
    return "".join([*parts, text[position:]])
