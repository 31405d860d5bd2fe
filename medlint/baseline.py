"""The baseline: findings that a site knows and has put off, in a file without line numbers.

JSON, one finding a line, sorted, so that a change of it reads well in a review. `fingerprint` is what
`fingerprints.content_of` gives; `count` says how often it stands in the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from medlint.diagnostic import Diagnostic
from medlint.diskfiles import bytes_of
from medlint.fingerprints import PAGE, Key, key_of
from medlint.records import dataclass
from medlint.typed import Any

NAME = ".medlint-baseline.json"
VERSION = 1
# Findings of these say that a page could not be checked, which nobody can have put off.
NEVER = ("FIL001", "LNT001")

Pages = Mapping[str, Mapping[Key, int]]


class BaselineError(Exception):
    """A file is no baseline that this medlint reads; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """So many findings of one kind in one page."""

    path: str
    code: str
    fingerprint: str
    count: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings by page; paths are relative to the folder of the baseline, with forward slashes."""

    pages: Pages

    @property
    def count(self) -> int:
        """How many findings are known."""
        return sum(count for page in self.pages.values() for count in page.values())

    def entries(self) -> Iterator[Entry]:
        """Yield the entries in the order of the file."""
        for path, page in sorted(self.pages.items()):
            for (code, content), count in sorted(page.items()):
                if count > 0:
                    yield Entry(path, code, content, count)


def counts_of(diagnostics: Iterable[Diagnostic], never: Iterable[str]) -> Counter[Key]:
    """Return the findings of one page as a baseline counts them, without those of the rules `never`."""
    barred = {*NEVER, *never}
    return Counter(key_of(one) for one in diagnostics if one.code not in barred)


def render(baseline: Baseline) -> str:
    """Return the baseline as the text of its file. Equal baselines give equal texts."""
    from medlint.jsontext import dump

    lines = ",\n".join(
        dump({"path": one.path, "rule": one.code, "fingerprint": one.fingerprint, "count": one.count})
        for one in baseline.entries()
    )
    return f'{{"version": {VERSION}, "findings": [\n{lines}\n]}}\n'


def read_baseline(path: str) -> Baseline:
    """Return the baseline in a file.

    Errors: BaselineError.
    """
    import json

    try:
        data = bytes_of(path)
    except FileNotFoundError:
        raise BaselineError(
            f"there is no baseline '{path}'; write it with 'medlint baseline', or correct the path"
        ) from None
    except OSError as error:
        raise BaselineError(f"the baseline '{path}' cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        # No file has such a name.
        raise BaselineError(f"the baseline '{path}' cannot be read: {error}") from None
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise BaselineError(f"{_place(path, data, error.lineno)}: {error.msg}; {_ADVICE}") from None
    except (ValueError, RecursionError):
        raise BaselineError(f"the baseline '{path}' is no JSON in UTF-8; {_ADVICE}") from None
    return Baseline(_pages(path, document))


_ADVICE = "restore it from git, or delete it and write it anew with 'medlint baseline'"


def _place(path: str, data: bytes, line: int) -> str:
    for number, text in enumerate(data.split(b"\n"), start=1):
        if text.startswith((b"<<<<<<< ", b"=======", b">>>>>>> ")):
            return (
                f"the baseline '{path}', line {number}, holds the marks of a merge conflict: keep the entries of both "
                "sides, then run 'medlint baseline --update', which takes out those that are stale. As it stands"
            )
    return f"the baseline '{path}', line {line}, is no JSON"


def _pages(path: str, document: Any) -> Pages:
    if not isinstance(document, dict) or "version" not in document:
        raise BaselineError(f"'{path}' is no baseline of medlint's: it has no 'version'; {_ADVICE}")
    if document["version"] != VERSION:
        raise BaselineError(
            f"the baseline '{path}' has version {str(document['version'])[:20]!r}, and this medlint reads {VERSION}; "
            "use the medlint that wrote it, or delete it and write it anew with 'medlint baseline'"
        )
    findings = document.get("findings")
    if not isinstance(findings, list):
        raise BaselineError(f"the baseline '{path}' has no list 'findings'; {_ADVICE}")
    pages: dict[str, Counter[Key]] = {}
    for number, entry in enumerate(findings, start=1):
        one = _entry(entry)
        if one is None:
            raise BaselineError(
                f"the baseline '{path}': entry {number} is not of the form "
                f'{{"path": text, "rule": code, "fingerprint": text, "count": number}}; {_ADVICE}'
            )
        # A merge may leave an entry twice; it then stands for what the larger count says.
        page = pages.setdefault(one.path, Counter())
        key = one.code, one.fingerprint
        page[key] = max(page[key], one.count)
    return pages


def _entry(value: Any) -> Entry | None:
    if not isinstance(value, dict):
        return None
    path, code, fingerprint = value.get("path"), value.get("rule"), value.get("fingerprint")
    count = value.get("count")
    if not (isinstance(path, str) and isinstance(code, str) and isinstance(fingerprint, str)):
        return None
    if type(count) is not int or count < 1:
        return None
    return Entry(path, code, fingerprint, count)


def adopt(orphans: Pages, newcomers: Mapping[str, Mapping[Key, int]], everywhere: Pages) -> dict[str, str]:
    """Return, by the path of a new page, the old path that it had, where their findings prove it.

    `orphans` are pages of the baseline whose files are gone, `newcomers` the findings of pages that it does not know,
    `everywhere` is the whole baseline. Proof is a finding about words that stand in no other page of the baseline, or
    the same file name in another folder; and half of the old page's findings. What many pages have, such as a missing
    disclaimer, proves nothing. A page that could be two, and two that could be one, stay what they are.
    """
    homes: Counter[Key] = Counter(key for page in everywhere.values() for key in page)
    names = Counter(_name(path) for path in (*everywhere, *newcomers))
    owner = {key: path for path, page in orphans.items() for key in page if homes[key] == 1 and _specific(key)}
    named = {_name(path): path for path in orphans if names[_name(path)] == 2}
    claims: dict[str, set[str]] = {}
    for path, counts in newcomers.items():
        found = {owner[key] for key in counts if key in owner}
        if _name(path) in named:
            found.add(named[_name(path)])
        claims[path] = {old for old in found if 2 * sum(key in counts for key in orphans[old]) >= len(orphans[old])}
    claimed = Counter(old for found in claims.values() for old in found)
    sure = {path: next(iter(found)) for path, found in claims.items() if len(found) == 1}
    return {path: old for path, old in sure.items() if claimed[old] == 1}


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _specific(key: Key) -> bool:
    return not key[1].startswith(PAGE)
