from __future__ import annotations

import errno
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from counting import calls

from medlint.discover import MissingPath, Settings, discover
from medlint.found import Discovery, Found

LINK_OUTSIDE = "it is a link to a file outside of the folder that is checked"
LINK_TO_FOLDER = "it is a link to a folder, which is not followed; name it to have it checked"
LINK_BROKEN = "it is a link to something that does not exist"


@dataclass(frozen=True)
class Project:
    root: str
    include: tuple[str, ...] = ("*.md", "*.markdown")
    exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    force_exclude: bool = False

    def effective(self) -> list[tuple[str, object, str]]:
        return [
            ("exclude", list(self.exclude[:1]), "default"),
            ("extend-exclude", list(self.exclude[1:]), "medlint.toml"),
        ]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def run(here: Path, *paths: str, **options: Any) -> Discovery:
    project = Project(str(here), **options)
    return discover(paths, lambda _path: project)


def printed(discovery: Discovery) -> list[str]:
    return [file.path for file in discovery.files]


def reasons(discovery: Discovery) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in discovery.skipped}


# What is found, and how it is printed.


def test_a_folder_is_walked_for_what_include_names(here: Path) -> None:
    write(here, "b.md", "a.markdown", "x/y/c.md", "d.txt", "x/e.mdx", "README")
    assert run(here, ".") == Discovery(
        tuple(Found(path, os.path.realpath(path)) for path in ("a.markdown", "b.md", "x/y/c.md")), (), 0
    )


def test_include_can_name_a_folder(here: Path) -> None:
    write(here, "content/a.txt", "other/b.md", "content/x/c.md")
    assert printed(run(here, ".", include=("content/",))) == ["content/a.txt", "content/x/c.md"]


@pytest.mark.parametrize("spelling", ["a.md", "./a.md", "././/a.md", "x/../a.md", "../here/a.md", "{here}/a.md"])
def test_a_file_below_the_working_folder_is_printed_relative_to_it(here: Path, spelling: str) -> None:
    write(here, "a.md", "x/b.md")
    assert run(here, spelling.format(here=here)).files == (Found("a.md", os.path.realpath("a.md")),)


@pytest.mark.parametrize("spelling", ["content", "./content/", "content/x/..", "../here/content", "{here}/content"])
def test_a_folder_below_the_working_folder_is_printed_relative_to_it(here: Path, spelling: str) -> None:
    write(here, "content/a.md", "content/x/b.md")
    assert printed(run(here, spelling.format(here=here))) == ["content/a.md", "content/x/b.md"]


@pytest.mark.parametrize("spelling", ["../there", "../there/", "{there}"])
def test_what_lies_elsewhere_is_printed_as_given(here: Path, spelling: str) -> None:
    there = here.parent / "there"
    write(there, "a.md", "x/b.md")
    given = spelling.format(there=there)
    expected = given.rstrip("/")
    assert printed(run(here, given)) == [f"{expected}/a.md", f"{expected}/x/b.md"]
    assert printed(run(here, f"{expected}/a.md")) == [f"{expected}/a.md"]


def test_a_folder_with_a_longer_name_is_not_below(here: Path) -> None:
    write(here.parent / "here-too", "a.md")
    assert printed(run(here, "../here-too")) == ["../here-too/a.md"]


def test_two_dots_after_a_link_mean_the_folder_above_its_target(here: Path) -> None:
    write(here.parent, "there/x/y.md", "there/a.md")
    (here / "link").symlink_to("../there/x")
    assert run(here, "link/../a.md").files == (Found("link/../a.md", os.path.realpath(here.parent / "there" / "a.md")),)


def test_output_is_sorted_by_printed_path(here: Path) -> None:
    write(here, "b/z.md", "b.md", "a/y.md", "b-c/x.md", "é.md", "Z.md")
    paths = printed(run(here, "b", ".", "a/y.md"))
    assert paths == sorted(paths)
    assert len(paths) == 6


def test_a_file_that_is_reached_twice_is_checked_once(here: Path) -> None:
    write(here, "content/a.md")
    assert printed(run(here, "content/a.md", "content", ".", f"{here}/content/a.md")) == ["content/a.md"]


@pytest.mark.parametrize("order", [1, -1])
def test_of_a_link_and_its_target_the_target_is_printed(here: Path, order: int) -> None:
    write(here, "content/b.md")
    (here / "content" / "a.md").symlink_to("b.md")
    (here / "also").symlink_to("content")
    assert printed(run(here, *["also", "content", "content/a.md"][::order])) == ["content/b.md"]


@pytest.mark.parametrize("name", ["a b.md", "a\nb.md", "ä\u2028ö.md", "-.md", "[a].md", "bad\udcff.md", "\x1b[31m.md"])
def test_odd_names_are_given_as_they_are(here: Path, name: str) -> None:
    write(here, f"x {name}/{name}")
    assert printed(run(here, ".")) == [f"x {name}/{name}"]
    assert printed(run(here, f"x {name}/{name}")) == [f"x {name}/{name}"]


def test_no_paths_give_nothing(here: Path) -> None:
    assert run(here) == Discovery((), (), 0)


def test_all_missing_paths_are_named(here: Path) -> None:
    write(here, "a.md")
    missing = ("no.md", "no/folder", "a.md/x", "", "nul\0.md", "\ud800.md")
    with pytest.raises(MissingPath) as caught:
        run(here, "no.md", "a.md", *missing[1:])
    assert caught.value.paths == missing
    assert str(caught.value).startswith("no such file or folder: 'no.md', 'no/folder'")
    assert "\0" not in str(caught.value)


# exclude


def test_exclude_leaves_files_and_folders_out(here: Path) -> None:
    write(here, "a.md", "drafts/b.md", "x/drafts/c.md", "x/d.draft.md", "old/e.md", "x/old/f.md")
    found = run(here, ".", exclude=("drafts", "*.draft.md", "/old/**"))
    assert printed(found) == ["a.md", "x/old/f.md"]


def test_an_excluded_folder_is_never_opened(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, "a.md", "node_modules/b.md", "x/.git/c.md")
    opened: list[str] = []
    scandir = os.scandir

    def record(path: str) -> object:
        opened.append(os.path.relpath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", record)
    assert printed(run(here, ".", exclude=("node_modules/",))) == ["a.md"]
    assert opened == [".", "x"]


def test_globs_are_relative_to_the_root_of_the_settings(here: Path) -> None:
    write(here, "content/a.md", "content/drafts/b.md", "content/content/drafts/c.md")
    assert printed(run(here, "content", exclude=("content/drafts",))) == ["content/a.md", "content/content/drafts/c.md"]


def test_globs_of_settings_from_elsewhere_are_relative_to_the_working_folder(here: Path) -> None:
    write(here, "drafts/a.md", "x/drafts/b.md")
    assert printed(run(here.parent / "other", str(here), exclude=("/drafts",))) == ["x/drafts/b.md"]


def test_outside_of_root_and_working_folder_the_folders_above_do_not_count(here: Path) -> None:
    write(here.parent / "build" / "content", "a.md", "build/b.md")
    assert printed(run(here, "../build/content", exclude=("build",))) == ["../build/content/a.md"]


def test_a_file_that_is_named_is_checked_whatever_its_name_and_whatever_excludes_it(here: Path) -> None:
    write(here, "drafts/a.txt", "b.md", ".gitignore", ".git/HEAD")
    (here / ".gitignore").write_text("b.md\n")
    assert printed(run(here, "drafts/a.txt", "b.md", exclude=("drafts",))) == ["b.md", "drafts/a.txt"]


def test_a_folder_that_is_named_is_walked_though_it_is_excluded(here: Path) -> None:
    write(here, "drafts/x/a.md", "drafts/b.tmp.md", "drafts/drafts/c.md")
    for exclude in ("drafts", "drafts/", "/drafts/**", "drafts/*"):
        found = run(here, "drafts", exclude=(exclude, "*.tmp.md"))
        assert "drafts/x/a.md" in printed(found)
        assert "drafts/b.tmp.md" not in printed(found)


def test_a_name_that_excludes_the_named_folder_still_excludes_below_it(here: Path) -> None:
    write(here, ".trees/one/a.md", ".trees/one/.venv/b.md", ".trees/one/x/.venv/c.md", ".trees/one/drafts/d.md")
    found = run(here, ".trees/one", exclude=(".[!.]*", "/.trees/*", "/.trees/one/drafts", "*"))
    assert (printed(found), found.ignored) == ([".trees/one/a.md"], 3)


def test_with_force_exclude_a_named_path_is_skipped_and_the_pattern_told(here: Path) -> None:
    write(here, "drafts/a.md", "drafts/x/b.md", "c.md", "d.tmp")
    options: dict[str, Any] = {"exclude": ("*.tmp", "drafts/**"), "force_exclude": True}
    found = run(here, "drafts/a.md", "drafts/x", "c.md", "d.tmp", **options)
    assert printed(found) == ["c.md"]
    reason = "excluded by 'drafts/**' (extend-exclude, medlint.toml)"
    expected = {"drafts/a.md": reason, "drafts/x": reason, "d.tmp": "excluded by '*.tmp' (exclude, default)"}
    assert reasons(found) == expected


def test_force_exclude_does_not_ask_for_the_ending(here: Path) -> None:
    write(here, "a.txt")
    assert printed(run(here, "a.txt", force_exclude=True)) == ["a.txt"]


def test_ignored_counts_matching_files_and_pruned_folders(here: Path) -> None:
    write(here, "a.md", "b.tmp.md", "c.tmp.txt", "drafts/d.md", "drafts/e.md", "x/f.md", "x/g.txt", ".gitignore")
    write(here, ".git/HEAD", ".git/a.md")
    (here / ".gitignore").write_text("x/*\n")
    found = run(here, ".", "x", exclude=("drafts", "*.tmp.*"))
    assert printed(found) == ["a.md"]
    assert found.ignored == 3


def test_a_file_that_is_named_is_not_counted_as_ignored(here: Path) -> None:
    write(here, "a.tmp.md", "b.tmp.md")
    found = run(here, ".", "a.tmp.md", exclude=("*.tmp.md",))
    assert (printed(found), found.ignored) == (["a.tmp.md"], 1)


# git


@pytest.fixture
def repository(here: Path) -> Path:
    subprocess.run(["git", "init", "--quiet"], cwd=here, check=True)
    return here


def test_what_git_ignores_is_left_out(repository: Path) -> None:
    write(repository, "a.md", "build/b.md", "x/build/c.md", "x/d.md", "x/e.md")
    (repository / ".gitignore").write_text("build/\n")
    (repository / "x" / ".gitignore").write_text("e.md\n")
    assert printed(run(repository, ".")) == ["a.md", "x/d.md"]


def test_ignore_files_above_the_named_folder_count(repository: Path) -> None:
    write(repository, "x/y/a.md", "x/y/b.md")
    (repository / ".gitignore").write_text("a.md\n")
    assert printed(run(repository, "x/y")) == ["x/y/b.md"]


def test_gitignore_counts_only_if_the_settings_say_so_and_only_in_a_repository(repository: Path) -> None:
    write(repository, "a.md")
    write(repository.parent / "there", "a.md")
    (repository / ".gitignore").write_text("a.md\n")
    (repository.parent / "there" / ".gitignore").write_text("a.md\n")
    assert printed(run(repository, ".", respect_gitignore=False)) == ["a.md"]
    assert printed(run(repository, "../there")) == ["../there/a.md"]


def test_a_folder_that_is_named_is_walked_though_git_ignores_it(repository: Path) -> None:
    write(repository, "build/x/a.md", "build/b.md")
    (repository / ".gitignore").write_text("build/\n")
    (repository / "build" / ".gitignore").write_text("b.md\n")
    assert printed(run(repository, "build")) == ["build/x/a.md"]


def test_with_force_exclude_what_git_ignores_is_skipped_and_the_pattern_told(repository: Path) -> None:
    write(repository, "build/x/a.md", "b.md")
    (repository / ".gitignore").write_text("# made by tools\nbuild/\n")
    found = run(repository, "build/x/a.md", "build", "build/x", "b.md", force_exclude=True)
    assert printed(found) == ["b.md"]
    reason = "ignored by git ('build/' in .gitignore, line 2)"
    assert reasons(found) == dict.fromkeys(["build/x/a.md", "build", "build/x"], reason)
    assert len(run(repository, "build", force_exclude=True, respect_gitignore=False).files) == 1


# Settings that change from folder to folder.


def nearest(projects: dict[str, Settings], asked: list[str]) -> Callable[[str], Settings]:
    def project_of(path: str) -> Settings:
        asked.append(path)
        return next(projects[folder] for folder in [path, *map(str, Path(path).parents)] if folder in projects)

    return project_of


def test_settings_may_change_below_a_folder(here: Path) -> None:
    write(here, "a.md", "a.txt", "drafts/b.md", "sub/c.md", "sub/d.txt", "sub/drafts/e.txt", "sub/x/f.txt")
    outer = Project(str(here), exclude=("drafts",))
    inner = Project(str(here / "sub"), include=("*.txt",), exclude=("/x",))
    asked: list[str] = []
    found = discover(["."], nearest({str(here): outer, str(here / "sub"): inner}, asked))
    assert printed(found) == ["a.md", "sub/d.txt", "sub/drafts/e.txt"]
    folders = [str(here), str(here / "sub"), str(here / "sub" / "drafts")]
    assert sorted(set(asked)) == folders


def test_inner_settings_decide_on_gitignore(repository: Path) -> None:
    write(repository, "a.md", "sub/a.md", "sub/x/a.md")
    (repository / ".gitignore").write_text("a.md\n")
    outer = Project(str(repository))
    inner = replace(outer, root=str(repository / "sub"), respect_gitignore=False)
    found = discover(["."], nearest({outer.root: outer, inner.root: inner}, []))
    assert printed(found) == ["sub/a.md", "sub/x/a.md"]


@pytest.mark.parametrize("paths", [["."], [f"x/{number}.md" for number in range(50)], [".", "x", "x/1.md"]])
def test_settings_are_asked_for_once_per_folder_and_not_per_file(here: Path, paths: list[str]) -> None:
    write(here, *(f"x/{number}.md" for number in range(50)))
    asked: list[str] = []
    assert len(discover(paths, nearest({str(here): Project(str(here))}, asked)).files) == 50
    assert sorted(asked) == [str(here), str(here / "x")][-len(asked) :]


def test_an_error_in_the_settings_is_passed_on(here: Path) -> None:
    write(here, "a.md")

    def project_of(path: str) -> Settings:
        raise LookupError(path)

    with pytest.raises(LookupError):
        discover(["."], project_of)


# Links.


def test_a_link_to_a_file_is_followed_only_within_the_folder_that_is_walked(here: Path) -> None:
    write(here, "content/x/a.md", "outside.txt")
    (here / "content" / "inside.md").symlink_to("x/a.md")
    (here / "content" / "leak.md").symlink_to("../outside.txt")
    (here / "content" / "leak.txt").symlink_to("../outside.txt")
    found = run(here, "content")
    assert printed(found) == ["content/x/a.md"]
    assert reasons(found) == {"content/leak.md": LINK_OUTSIDE}
    assert printed(run(here, ".")) == ["content/leak.md", "content/x/a.md"]


def test_a_link_to_a_file_of_another_kind_is_followed_by_its_own_name(here: Path) -> None:
    write(here, "text.txt")
    (here / "a.md").symlink_to("text.txt")
    assert run(here, ".").files == (Found("a.md", os.path.realpath("text.txt")),)


def test_a_link_in_a_folder_whose_name_begins_alike_leads_outside(here: Path) -> None:
    write(here, "content/a.md", "content-old/b.md")
    (here / "content" / "b.md").symlink_to("../content-old/b.md")
    assert reasons(run(here, "content")) == {"content/b.md": LINK_OUTSIDE}


def test_a_link_to_a_folder_is_not_followed(here: Path) -> None:
    write(here, "content/a.md", "other/b.md")
    (here / "content" / "loop").symlink_to(".")
    (here / "content" / "other").symlink_to("../other")
    found = run(here, "content")
    assert printed(found) == ["content/a.md"]
    assert reasons(found) == {"content/loop": LINK_TO_FOLDER, "content/other": LINK_TO_FOLDER}


def test_an_excluded_link_goes_unsaid(here: Path) -> None:
    write(here, "a.md")
    (here / "loop").symlink_to(".")
    (here / "gone.md").symlink_to("nowhere")
    found = run(here, ".", exclude=("loop", "gone.md"))
    assert reasons(found) == {}
    assert found.ignored == 1


def test_a_broken_link_is_skipped_if_its_name_is_wanted(here: Path) -> None:
    for name in ("gone.md", "gone.txt"):
        (here / name).symlink_to("nowhere")
    (here / "circle.md").symlink_to("circle.md")
    expected = {"gone.md": LINK_BROKEN, "circle.md": f"it is a link that cannot be read: {os.strerror(errno.ELOOP)}"}
    assert reasons(run(here, ".")) == expected
    assert reasons(run(here, "gone.md", "circle.md")) == expected


def test_a_link_that_is_named_is_followed(here: Path) -> None:
    write(here.parent, "there/a.md", "there/x/b.md")
    (here / "folder").symlink_to("../there")
    (here / "file").symlink_to("../there/a.md")
    assert printed(run(here, "folder")) == ["folder/a.md", "folder/x/b.md"]
    assert run(here, "file").files == (Found("file", os.path.realpath(here.parent / "there" / "a.md")),)


# What is neither file nor folder, and what cannot be read.


@pytest.fixture
def plug(here: Path) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")  # relative, since such a path must be short
        yield


@pytest.mark.usefixtures("plug")
def test_pipes_sockets_and_devices_are_skipped(here: Path) -> None:
    os.mkfifo(here / "pipe.md")
    os.mkfifo(here / "pipe.txt")
    (here / "link.md").symlink_to("pipe.md")
    (here / "device.md").symlink_to(os.devnull)
    expected = {
        "pipe.md": "it is a named pipe, not a file",
        "link.md": "it is a named pipe, not a file",
        "socket.md": "it is a socket, not a file",
        "device.md": "it is a device, not a file",
    }
    found = run(here, ".")
    assert (found.files, reasons(found)) == ((), expected)
    assert reasons(run(here, *expected)) == expected
    assert reasons(run(here, os.devnull)) == {os.devnull: "it is a device, not a file"}


def test_a_folder_that_cannot_be_opened_is_skipped_with_the_reason(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, "a.md", "shut/b.md", "z/c.md")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.rstrip("/").endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    expected = {"shut": "the folder cannot be read: Permission denied"}
    for argument, files in ((".", ["a.md", "z/c.md"]), ("shut", [])):
        found = run(here, argument)
        assert (printed(found), reasons(found)) == (files, expected)


def test_a_named_path_that_cannot_be_looked_at_is_skipped(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, "shut/a.md")
    lstat = os.lstat

    def refuse(path: Any, **options: Any) -> os.stat_result:
        if str(path) == "shut/a.md":
            raise PermissionError(13, "Permission denied", path)
        return lstat(path, **options)

    monkeypatch.setattr(os, "lstat", refuse)
    assert reasons(run(here, "shut/a.md")) == {"shut/a.md": "it cannot be read: Permission denied"}


def test_an_entry_that_cannot_be_looked_at_is_skipped(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, "a.md", "b.md")
    scandir = os.scandir

    class Entry:
        name = "c.md"

        def is_dir(self, *, follow_symlinks: bool) -> bool:
            raise OSError(5, "Input/output error")

    class Listing:
        def __enter__(self) -> list[object]:
            with scandir(here) as listing:
                return [*listing, Entry()]

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr(os, "scandir", lambda _path: Listing())
    found = run(here, ".")
    assert printed(found) == ["a.md", "b.md"]
    assert reasons(found) == {"c.md": "it cannot be read: Input/output error"}


def test_very_deep_folders_are_walked(here: Path) -> None:
    deep = "d/" * 600
    folder = os.open(here, os.O_RDONLY)
    for _ in range(600):  # one by one, for the ways of the library give up on such a path
        os.mkdir("d", dir_fd=folder)
        inner = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(os.open("a.md", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)
    assert printed(run(here, ".")) == [f"{deep}a.md"]


def test_a_file_more_costs_as_much_as_any_other(here: Path) -> None:
    for number in range(40):
        (here / str(number)).mkdir()

    def found(files: int) -> None:
        for number in range(files):
            (here / str(number % 40) / f"{number}.md").touch()
        cost[files] = calls(lambda: given.append(run(here, ".", exclude=("drafts", "node_modules")).files))
        assert len(given[-1]) == files

    given: list[Any] = []
    cost: dict[int, int] = {}
    for files in (10, 400, 800, 1_600):
        found(files)
    more = cost[800] - cost[400]
    # Of which finding out whether it is a file, a link or left out.
    # What is collected as garbage meanwhile calls a few more.
    assert cost[1_600] - cost[800] <= 2.1 * more <= 20 * 800
