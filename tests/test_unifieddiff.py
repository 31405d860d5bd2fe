"""Differences in files: what git, diff and hostile hands write."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlint.linediff import ALL
from medlint.unifieddiff import DiffError, read_diff

GIT = b"""\
diff --git a/content/x.md b/content/x.md
index 1..2 100644
--- a/content/x.md
+++ b/content/x.md
@@ -1,4 +1,5 @@ heading
 one
-two
+TWO
+2
 three
 four
@@ -10,2 +11,1 @@
 ten
-eleven
"""


def test_the_lines_of_a_difference() -> None:
    # Where a line was taken out, those beside it count.
    assert read_diff(GIT) == {"content/x.md": ((2, 3), (11, 12))}
    assert read_diff(GIT.replace(b"\n", b"\r\n")) == read_diff(GIT)


def test_a_line_of_a_hunk_is_never_taken_for_a_head() -> None:
    text = b"--- x.md\n+++ x.md\n@@ -1,2 +1,2 @@\n--- a/secret.md\n+++ b/other.md\n-- a\n+@@ -1 +1 @@\n"
    assert read_diff(text) == {"x.md": ((1, 2),)}


def test_new_removed_renamed_and_binary_files() -> None:
    text = b"""\
diff --git a/new.md b/new.md
--- /dev/null
+++ b/new.md
@@ -0,0 +1,2 @@
+one
+two
diff --git a/old.md b/old.md
--- a/old.md
+++ /dev/null
@@ -1 +0,0 @@
-one
diff --git a/p.md b/q.md
similarity index 100%
rename from p.md
rename to q.md
diff --git a/z.md b/z.md
Binary files a/z.md and b/z.md differ
"""
    assert read_diff(text) == {"new.md": ((1, 2),), "q.md": (), "z.md": ALL}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b'"b/\\303\\244 \\"x\\".md"', 'ä "x".md'),
        (b'"b/a\\nb.md"', "a\nb.md"),
        (b"b/with space.md\t", "with space.md"),
        (b"with space.md\t2024-01-01 10:00:00", "with space.md"),
    ],
)
def test_names(written: bytes, name: str) -> None:
    assert read_diff(b"--- /dev/null\n+++ " + written + b"\n@@ -0,0 +1 @@\n+a\n") == {name: ((1, 1),)}


def test_plain_folders_called_b_keep_their_name() -> None:
    assert read_diff(b"--- b/x.md\n+++ b/x.md\n@@ -1 +1 @@\n-a\n+c\n") == {"b/x.md": ((1, 1),)}


def test_an_empty_difference_changes_nothing() -> None:
    assert read_diff(b"") == read_diff(b"\n") == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"# A page\n\nText.\n", "no unified difference"),
        (b"--- a/x.md\n+++ b/x.md\n@@ -1,3 +1,3 @@\n one\n", "cut off"),
        (b"--- a/x.md\n+++ b/x.md\n@@ -1,2 +1,2 @@\n one\n*two\n", "begins with"),
        (b"@@ -1 +1 @@\n-a\n+b\n", "does not stand above"),
        (b"diff --cc x.md\n", "merge"),
    ],
)
def test_what_is_no_difference_is_refused(text: bytes, reason: str) -> None:
    with pytest.raises(DiffError, match=reason):
        read_diff(text)


@given(st.lists(st.sampled_from(GIT.split(b"\n")), max_size=30).map(b"\n".join) | st.binary(max_size=200))
def test_nothing_crashes_it(text: bytes) -> None:
    try:
        found = read_diff(text)
    except DiffError:
        return
    assert all(first <= last for ranges in found.values() for first, last in ranges)


lines = st.lists(st.sampled_from(["a", "b", "c", "--- x", "+++ y", ""]), max_size=8)


@given(lines, lines)
def test_what_git_writes_is_read(tmp_path_factory: pytest.TempPathFactory, old: list[str], new: list[str]) -> None:
    folder: Path = tmp_path_factory.getbasetemp()
    (folder / "old.md").write_text("\n".join(old))
    (folder / "new.md").write_text("\n".join(new))
    arguments = ["git", "diff", "--no-index", "old.md", "new.md"]
    text = subprocess.run(arguments, cwd=folder, capture_output=True, check=False).stdout
    found = read_diff(text)
    changed = {number for ranges in found.values() for first, last in ranges for number in range(first, last + 1)}
    assert {number for number, line in enumerate(new, start=1) if line and line not in old} <= changed
