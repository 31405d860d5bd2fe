"""EVI003: old references on the page of a drug that is gone, and the saved pages that are read for it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from medlint.cli.attachments import read_attachments
from medlint.cli.session import candidates_of, read_job
from medlint.config import default_config, forget, resolve
from medlint.engine import Job, check
from medlint.found import Found

CONFIG = default_config()
CURRENT = (
    ". 2007 Jul;1:1.\n\nEfalizumab in the treatment of a rash\n\nEfalizumab has a current license for psoriasis.\n"
)
GONE = "Efalizumab was withdrawn everywhere in 2009."


def lint(
    references: str,
    usage: str = "Against psoriasis.",
    title: str = "Efalizumab",
    attachments: dict[str, str] | None = None,
) -> list[str]:
    text = f"---\ntitle: {title}\nreferences:\n{references}\n---\n\n# {title}\n\n### Usage\n\n{usage}\n"
    config = replace(CONFIG, rules=tuple(rule for rule in CONFIG.rules if rule[0] == "EVI003"))
    found = check(Job("page.md", text.encode(), attachments=attachments or {}), config).diagnostics
    return [f"{diagnostic.span.of(text)}: {diagnostic.message}" for diagnostic in found]


def test_saved_page_that_says_currently() -> None:
    (found,) = lint("  - a.txt", GONE, attachments={"a.txt": CURRENT})
    assert found.startswith("a.txt: the reference of July 2007 says 'current license for psoriasis'")
    assert "2009" in found


@pytest.mark.parametrize(
    "references",
    [
        "  - Efalizumab in the treatment of psoriasis. J Examples 2005;1:1.",
        "  - {title: Efficacy of efalizumab, year: 2005}",
        "  - title: Raptiva in the management of psoriasis\n    date: 2009-03-01",
    ],
)
def test_old_proof_of_use_on_a_page_that_keeps_silent(references: str) -> None:
    assert len(lint(references)) == 1
    assert lint(references, GONE) == []
    assert lint(f"{references}\n  - Withdrawal of efalizumab. J Examples 2010;1:1.") == []


@pytest.mark.parametrize(
    "references",
    [
        "  - Efalizumab, currently approved. J Examples 2012;1:1.",  # newer
        "  - Efalizumab, currently approved. J Examples 2009;1:1.",  # of the same year
        "  - Etanercept, currently approved for psoriasis. J Examples 2005;1:1.",  # another drug
        "  - Efalizumab and the risk of leukoencephalopathy. J Examples 2005;1:1.",  # harm
        "  - Efalizumab in the treatment of psoriasis",  # no date
        "  - missing.txt",
        "  - null\n  - []\n  - 17638732\n  - {}",
        "  7",
    ],
)
def test_no_proof(references: str) -> None:
    assert lint(references) == []


def test_drugs_that_are_sold_or_unknown() -> None:
    old = "  - {title: Currently approved for pain, year: 1990}"
    assert lint(old, title="Paracetamol") == []
    assert lint("  - Carisoprodol, currently approved. J Examples 1990;1:1.", title="Carisoprodol") == []
    assert lint("  - Rofecoxib, currently approved. J Examples 2001;1:1.", title="Rofecoxib + Tizanidine")


def test_single_reference_is_flagged_where_it_stands() -> None:
    (found,) = lint("  file: a.txt", GONE, attachments={"a.txt": CURRENT})
    assert found.startswith("a.txt: ")


PAGE = "---\ntitle: Efalizumab\nreferences:\n  - refs/a.txt\n---\n\n# Efalizumab\n"


def attached(project: Path, page: str = PAGE, root: Path | None = None, limit: int = 10_000) -> dict[str, str]:
    return read_attachments(page.encode(), str(project / "page.md"), str(root or project), limit)[0]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "a.txt").write_text(CURRENT)
    (tmp_path / "secret.txt").write_text("secret")
    return folder


def test_saved_page_is_read_by_the_path_that_names_it(project: Path) -> None:
    assert attached(project) == {"refs/a.txt": CURRENT}


def test_path_may_begin_at_the_project_s_root(project: Path) -> None:
    (project / "drugs").mkdir()
    found, _ = read_attachments(PAGE.encode(), str(project / "drugs" / "page.md"), str(project), 10_000)
    assert found == {"refs/a.txt": CURRENT}


def test_page_outside_of_the_root_may_name_what_lies_beside_it(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    assert attached(project, root=other) == {"refs/a.txt": CURRENT}


@pytest.mark.parametrize(
    "name", ["../secret.txt", "refs/../../secret.txt", "{root}/secret.txt", "link.txt", "loop.txt"]
)
def test_nothing_outside_of_the_project_is_read(project: Path, tmp_path: Path, name: str) -> None:
    (project / "link.txt").symlink_to(tmp_path / "secret.txt")
    (project / "loop.txt").symlink_to(project / "loop.txt")
    assert attached(project, PAGE.replace("refs/a.txt", name.format(root=tmp_path))) == {}


def test_odd_files_are_left_out(project: Path) -> None:
    (project / "refs" / "a.txt").write_text("x" * 10_001)
    assert attached(project) == {}
    (project / "refs" / "a.txt").write_bytes(b"\xff\xfe\0")
    assert attached(project) == {}
    (project / "refs" / "a.txt").unlink()
    os.mkfifo(project / "refs" / "a.txt")
    assert attached(project) == {}


@pytest.mark.parametrize("data", [None, b"", b"references", b"---\nreferences: 7\n---\n", b"\xffreferences:\n - a.txt"])
def test_pages_without_saved_pages(project: Path, data: bytes | None) -> None:
    assert read_attachments(data, str(project / "page.md"), str(project), 100) == ({}, False)


def test_no_more_than_fifty(project: Path) -> None:
    names = [f"refs/{number}.txt" for number in range(60)]
    for name in names:
        (project / name).write_text("a")
    page = "---\nreferences: [" + ", ".join(names) + "]\n---\n"
    assert len(attached(project, page)) == 50


def test_run_hands_them_to_the_rules(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "page.md").write_text(PAGE)
    monkeypatch.chdir(project)
    forget()
    ((job, config),) = map(read_job, candidates_of([Found("page.md", str(project / "page.md"))], resolve))
    assert job.attachments == {"refs/a.txt": CURRENT}
    assert "EVI003" in {diagnostic.code for diagnostic in check(job, config).diagnostics}


def test_a_page_that_names_one_depends_on_more_than_itself(project: Path) -> None:
    (project / "refs" / "a.txt").unlink()
    assert read_attachments(PAGE.encode(), str(project / "page.md"), str(project), 10_000) == ({}, True)
