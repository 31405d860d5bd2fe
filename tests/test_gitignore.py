from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from medlint.gitignore import GitIgnore, Origin

# A user's or a machine's own settings must not change what git answers.
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    command = ["git", "-c", "core.ignoreCase=false", "-c", f"core.excludesFile={os.devnull}", *arguments]
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, input=stdin, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def repository(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Make a repository that holds `files`; a path that ends in a slash is a folder."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "--quiet")
    write(root, files)
    return root


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def ignored_by_git(root: Path, paths: Iterable[str]) -> set[str]:
    output = git(root, "check-ignore", "--no-index", "--stdin", "-z", stdin=b"\0".join(map(os.fsencode, paths)))
    return {os.fsdecode(path) for path in output.split(b"\0") if path}


def ignored_by_us(root: Path, paths: Iterable[str]) -> set[str]:
    known = GitIgnore()
    top = os.path.realpath(root)
    ignored = set()
    for path in paths:
        above, name = os.path.split(path)
        rules = known.at(f"{top}/{above}".rstrip("/"))
        if rules.ignores(name, is_folder=(root / path).is_dir() and not (root / path).is_symlink()):
            ignored.add(path)
    return ignored


# Name of the case, lines of .gitignore, the paths beside it, those of them that are ignored.
CASES: list[tuple[str, str, str, str]] = [
    ("a name at any depth", "a.md", "a.md x/a.md b.md", "a.md x/a.md"),
    ("anchored by a slash in front", "/a.md", "a.md x/a.md", "a.md"),
    ("anchored by a slash inside", "x/a.md", "x/a.md y/x/a.md", "x/a.md"),
    ("a star stays in its folder", "x/*.md", "x/a.md x/y/a.md", "x/a.md"),
    ("two stars in front", "**/x/a.md", "x/a.md y/x/a.md y/z/x/a.md a.md", "x/a.md y/x/a.md y/z/x/a.md"),
    ("two stars inside", "x/**/a.md", "x/a.md x/y/a.md x/y/z/a.md y/a.md", "x/a.md x/y/a.md x/y/z/a.md"),
    ("two stars at the end", "x/**", "x/ x/a.md x/y/a.md", "x/a.md x/y/a.md"),
    ("folders only", "build/", "build/a.md x/build", "build/a.md"),
    ("a folder's files", "build", "build/a.md x/build", "build/a.md x/build"),
    ("negation", "*.md\n!keep.md", "a.md keep.md x/keep.md", "a.md"),
    ("the last pattern decides", "!a.md\na.md", "a.md", "a.md"),
    ("no way back into an ignored folder", "x/\n!x/keep.md", "x/keep.md", "x/keep.md"),
    ("a way back into an open folder", "x/*\n!x/keep.md", "x/keep.md x/a.md", "x/a.md"),
    ("all but one folder", "/*\n!/x/", "a.md x/a.md y/a.md", "a.md y/a.md"),
    ("a folder is let in again by name alone", "*\n!*/\n!*.md", "a.txt x/a.md x/a.txt", "a.txt x/a.txt"),
    ("comment and empty line", "# a.md\n\n\nb.md", "a.md b.md", "b.md"),
    ("escaped comment and negation", "\\#a\n\\!b", "#a !b a b", "#a !b"),
    ("sets", "[a-c].md\n[!x-z]!\n[[:digit:]]?", "b.md d.md a! x! 7x ax", "b.md a! 7x"),
    ("malformed", "[a\nb\\\n//\n/\n!", "[a b b\\ a", ""),
    ("a name with bytes above 127", "?.md\n[é]x\nñ*", "é.md éx ñandu e.md", "ñandu e.md"),
    ("regular expressions' own characters", "a.+(b)|{1}$^", "a.+(b)|{1}$^ aa", "a.+(b)|{1}$^"),
    ("case counts", "README", "README readme/x", "README"),
    ("a slash after an escape", "a\\/", "a/x.md", ""),
]


def test_the_cases_are_decided_as_git_decides_them(tmp_path: Path) -> None:
    expected = set()
    paths = []
    root = repository(tmp_path, {})
    for number, (_, patterns, beside, ignored) in enumerate(CASES):
        write(root, {f"{number}/.gitignore": patterns, **{f"{number}/{path}": "" for path in beside.split()}})
        paths += [f"{number}/{path}" for path in beside.split()]
        expected |= {f"{number}/{path}" for path in ignored.split()}
    paths = [path.rstrip("/") for path in paths]
    by_us = ignored_by_us(root, paths)
    names = {path: CASES[int(path.split("/")[0])][0] for path in by_us ^ expected}
    assert names == {}
    assert ignored_by_git(root, paths) == expected


@pytest.mark.parametrize(
    ("content", "ignored"),
    [
        (b"a.md  \n", {"a.md"}),
        (b"a.md\\ \n", {"a.md "}),
        (b"a.md\\  \n", {"a.md "}),
        (b"a.md\\\\ \n", set()),
        (b"\xef\xbb\xbfa.md\n", {"a.md"}),
        (b"a.md\r\nb.md\r\n", {"a.md", "b.md"}),
        (b"a.md", {"a.md"}),
        (b" a.md\n", set()),
        (b"a.md\0junk\n", {"a.md"}),
        (b"bad\xff*\n", {"bad\udcff.md"}),
        (b"   \n#\n", set()),
    ],
)
def test_a_line_is_read_as_git_reads_it(tmp_path: Path, content: bytes, ignored: set[str]) -> None:
    names = ["a.md", "a.md ", "b.md", "bad\udcff.md"]
    root = repository(tmp_path, {".gitignore": content, **dict.fromkeys(names, "")})
    assert ignored_by_us(root, names) == ignored
    assert ignored_by_git(root, names) == ignored


def test_inner_files_override_outer_ones_and_info_exclude_is_weakest(tmp_path: Path) -> None:
    files = {
        ".git/info/exclude": "*.txt\n*.log\n",
        ".gitignore": "*.md\n!keep.log\n",
        "x/.gitignore": "!a.md\n",
        "x/y/.gitignore": "a.md\n",
    }
    paths = ["a.md", "a.txt", "b.log", "keep.log", "x/a.md", "x/b.md", "x/y/a.md", "x/y/b.txt"]
    root = repository(tmp_path, {**files, **dict.fromkeys(paths, "")})
    expected = {"a.md", "a.txt", "b.log", "x/b.md", "x/y/a.md", "x/y/b.txt"}
    assert ignored_by_us(root, paths) == expected
    assert ignored_by_git(root, paths) == expected


def test_outside_of_a_repository_nothing_is_ignored(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*.md\n", "a.md": ""})
    rules = GitIgnore().at(os.path.realpath(tmp_path))
    assert rules.root is None
    assert not rules.ignores("a.md", is_folder=False)


def test_a_repository_inside_of_another_begins_anew(tmp_path: Path) -> None:
    root = repository(tmp_path, {".gitignore": "*.md\n"})
    repository(root / "inner", {".gitignore": "b.md\n", "a.md": "", "b.md": ""})
    rules = GitIgnore().at(os.path.realpath(root)).enter("inner")
    assert not rules.ignores("a.md", is_folder=False)
    assert rules.ignores("b.md", is_folder=False)
    assert rules.root == rules.folder


def test_a_linked_work_tree_has_the_excludes_of_its_repository(tmp_path: Path) -> None:
    root = repository(tmp_path / "main", {".git/info/exclude": "a.md\n"})
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    git(root, *identity, "commit", "--quiet", "--allow-empty", "--message", "start")
    git(root, "worktree", "add", "--quiet", "../linked")
    write(tmp_path / "linked", {"a.md": "", "b.md": ""})
    assert ignored_by_git(tmp_path / "linked", ["a.md", "b.md"]) == {"a.md"}
    assert ignored_by_us(tmp_path / "linked", ["a.md", "b.md"]) == {"a.md"}


def test_a_link_to_a_folder_is_no_folder(tmp_path: Path) -> None:
    root = repository(tmp_path, {".gitignore": "x/\n", "real/": "", "a/x/": ""})
    (root / "x").symlink_to("real")
    assert ignored_by_us(root, ["x", "a/x"]) == {"a/x"}
    assert ignored_by_git(root, ["x", "a/x"]) == {"a/x"}


def test_a_gitignore_that_is_a_link_is_not_read(tmp_path: Path) -> None:
    root = repository(tmp_path, {"patterns": "a.md\n", "a.md": ""})
    (root / ".gitignore").symlink_to("patterns")
    assert ignored_by_us(root, ["a.md"]) == set()


@pytest.mark.parametrize("name", [".gitignore", ".git/info/exclude"])
def test_a_named_pipe_is_not_opened(tmp_path: Path, name: str) -> None:
    root = repository(tmp_path, {"a.md": ""})
    (root / name).unlink(missing_ok=True)
    os.mkfifo(root / name)
    assert ignored_by_us(root, ["a.md"]) == set()


def test_an_unreadable_or_oversized_file_ignores_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path, {".gitignore": "a.md\n" + "#" * 600_000, "x/.gitignore": "b.md", "b.md": ""})
    assert ignored_by_us(root, ["a.md"]) == set()

    def refuse(path: str, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("medlint.gitignore.open", refuse, raising=False)
    assert ignored_by_us(root, ["x/b.md"]) == set()


def test_a_tracked_file_is_ignored_by_its_pattern(tmp_path: Path) -> None:
    root = repository(tmp_path, {".gitignore": "a.md\n", "a.md": ""})
    git(root, "add", "--force", "a.md")
    assert git(root, "ls-files", "-z") == b"a.md\0"
    assert ignored_by_us(root, ["a.md"]) == {"a.md"}


def test_the_origin_names_the_deciding_pattern(tmp_path: Path) -> None:
    files = {".gitignore": "# all\n*.md\nx/\n", "y/.gitignore": "!b.md\nñ.md\n", "x/a.md": ""}
    top = os.path.realpath(repository(tmp_path, files))
    known = GitIgnore()
    assert known.at(f"{top}/y").origin("a.md", is_folder=False) == Origin("*.md", ".gitignore", 2)
    assert known.at(f"{top}/y").origin("ñ.md", is_folder=False) == Origin("ñ.md", "y/.gitignore", 2)
    assert known.at(f"{top}/y").origin("b.md", is_folder=False) is None
    assert known.at(f"{top}/x").blocked == Origin("x/", ".gitignore", 3)
    assert known.at(f"{top}/x").origin("a.txt", is_folder=False) == Origin("x/", ".gitignore", 3)


def test_alone_lifts_what_is_above(tmp_path: Path) -> None:
    top = os.path.realpath(repository(tmp_path, {".gitignore": "x/\n*.md", "x/.gitignore": "b.md\n"}))
    rules = GitIgnore().at(f"{top}/x").alone()
    assert not rules.ignores("a.md", is_folder=False)
    assert rules.ignores("b.md", is_folder=False)


def test_a_very_deep_folder_is_no_trouble(tmp_path: Path) -> None:
    top = os.path.realpath(repository(tmp_path, {".gitignore": "*.md\n"}))
    rules = GitIgnore().at(top + "/d" * 1_800)
    assert rules.ignores("a.md", is_folder=False)


# One tree, in which the ignore files change: every folder has the same names, to a depth of three.
FILES = ["a.md", "b", "b.md", "a b", "é.md", "[x]", "!b", "a "]
FOLDERS = ["", "a/", "b.d/", "a/a/", "a/c/", "b.d/a/", "a/a/a/"]
PATHS = [folder + name for folder in FOLDERS for name in FILES] + [folder[:-1] for folder in FOLDERS if folder]

PIECES = ["a", "b", "x", "é", "#", "!", " ", ".", ".md", "*.md", "b.d", "*", "?", "**", "/", "a/", "/**", "**/", "/**/"]
PIECES += ["\\", "\\ ", "[", "]", "[a-b]", "[!a]", "[^.]", "[[:alpha:]]", "[]x]", "[.-b]", "[\\a]"]
# Not as git does it, and on purpose: two stars after the first plain letters of a pattern ("a**/b") cross a slash in
# git, against its manual; and a slash after a backslash is not quite a slash there.
STRANGE = re.compile(r"^!?[^*?\[\\]*[^*?\[\\/]\*\*|\*\*\\/")
PATTERNS = (
    st.tuples(st.sampled_from(["", "", "!"]), st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join))
    .map("".join)
    .filter(lambda pattern: not STRANGE.search(pattern))
)
IGNORE_FILES = st.lists(PATTERNS, max_size=4).map("\n".join)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Path]:
    root = tmp_path_factory.mktemp("tree")
    yield repository(root, dict.fromkeys([folder + name for folder in FOLDERS for name in FILES], ""))
    shutil.rmtree(root)


@settings(max_examples=150)
@given(exclude=IGNORE_FILES, outer=IGNORE_FILES, inner=IGNORE_FILES, innermost=IGNORE_FILES)
@example(exclude="", outer="*\n!*/\n!*.md", inner="b.md", innermost="!b.md")
def test_git_agrees(tree: Path, exclude: str, outer: str, inner: str, innermost: str) -> None:
    files = {".git/info/exclude": exclude, ".gitignore": outer, "a/.gitignore": inner, "a/a/.gitignore": innermost}
    write(tree, files)
    assert ignored_by_us(tree, PATHS) == ignored_by_git(tree, PATHS)
