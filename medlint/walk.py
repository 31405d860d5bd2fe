"""Walking a folder for the files to check. Nothing is opened, and no entry costs a call of its own to the system."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator

from medlint.gitignore import IgnoreRules
from medlint.globs import compile_globs
from medlint.records import dataclass
from medlint.typed import Any, Protocol


class Settings(Protocol):
    """What discovery needs to know of a configuration; `root` is the absolute folder that its globs are relative to.

    `effective` gives each setting's key, value and origin; it is asked only for the reason of an exclusion.
    """

    @property
    def root(self) -> str: ...  # noqa: D102

    @property
    def include(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def exclude(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def respect_gitignore(self) -> bool: ...  # noqa: D102

    @property
    def force_exclude(self) -> bool: ...  # noqa: D102

    def effective(self) -> Iterable[tuple[str, Any, str]]: ...  # noqa: D102


# Never part of a site's content, so that nobody wants to hear that they are left out.
_UNSPOKEN = frozenset({".git", ".medlint_cache"})


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to be walked. `spelled`, `printed` and `real` are ways to it, and end in a separator or are empty."""

    spelled: str
    printed: str
    real: str
    rules: IgnoreRules

    def enter(self, name: str) -> Folder:
        """Return the folder `name` in this one."""
        return Folder(
            f"{self.spelled}{name}{os.sep}",
            f"{self.printed}{name}/",
            f"{self.real}{name}{os.sep}",
            self.rules.enter(name),
        )


class Harvest:
    """What was found so far: files, what was skipped and why, and what the settings or git leave out.

    `found` maps a file's real path to whether a link led there and to its printed path; the others have printed paths.
    """

    def __init__(self) -> None:
        self.found: dict[str, tuple[bool, str]] = {}
        self.skipped: dict[str, str] = {}
        self.ignored: set[str] = set()

    def add(self, spelled: str, printed: str, real: str) -> None:
        """Take in a file. Of two ways to it the one without a link is shown, whatever order they come in."""
        way = (spelled != real, printed)
        known = self.found.setdefault(real, way)
        if way < known:
            self.found[real] = way


def walk(top: Folder, here: str, project_of: Callable[[str], Settings], harvest: Harvest) -> None:
    """Take in the files below `top` that the settings ask for; `here` is the working folder.

    Links to folders are not followed, those to files only within `top`.
    """
    stack = [top]
    while stack:
        folder = stack.pop()
        try:
            with os.scandir(folder.real) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            harvest.skipped[folder.printed[:-1] or folder.printed or "."] = f"the folder {unreadable(error)}"
            continue
        settings = project_of(folder.spelled.rstrip(os.sep) or os.sep)
        # Backwards, since a stack gives the last one first.
        stack.extend(reversed(list(_sift(folder, entries, settings, top, here, harvest))))


def _sift(
    folder: Folder, entries: list[os.DirEntry[str]], settings: Settings, top: Folder, here: str, harvest: Harvest
) -> Iterator[Folder]:
    """Take in a folder's files, and yield the folders in it that are to be walked."""
    included = compile_globs(settings.include)
    way = relative(folder.spelled, settings.root, here, top.spelled)
    excluded = _excluder(folder, top, way, settings)
    rules = folder.rules if settings.respect_gitignore else IgnoreRules(folder.real)
    for entry in entries:
        name = entry.name
        path = way + name
        printed = folder.printed + name
        try:
            if entry.is_dir(follow_symlinks=False):
                if name in _UNSPOKEN:
                    continue
                if excluded(path + "/") or rules.ignores(name, is_folder=True):
                    harvest.ignored.add(printed)
                else:
                    yield folder.enter(name)
                continue
            wanted = included(path)
            is_link = entry.is_symlink()
            if not wanted and not is_link:
                continue
            if excluded(path) or rules.ignores(name, is_folder=False):
                if wanted:
                    harvest.ignored.add(printed)
            elif is_link:
                _follow(entry, wanted, folder, top, harvest)
            elif entry.is_file(follow_symlinks=False):
                harvest.add(folder.spelled + name, printed, folder.real + name)
            else:
                harvest.skipped[printed] = not_regular(entry.stat(follow_symlinks=False).st_mode)
        except OSError as error:
            harvest.skipped[printed] = f"it {unreadable(error)}"


def _follow(link: os.DirEntry[str], wanted: bool, folder: Folder, top: Folder, harvest: Harvest) -> None:
    """Take in the file that a link leads to, or say why not. Links to files that are not wanted go unsaid."""
    printed = folder.printed + link.name
    try:
        mode = link.stat().st_mode
    except OSError as error:
        if wanted:
            harvest.skipped[printed] = link_fault(error)
        return
    if stat.S_ISDIR(mode):
        harvest.skipped[printed] = "it is a link to a folder, which is not followed; name it to have it checked"
    elif wanted and not stat.S_ISREG(mode):
        harvest.skipped[printed] = not_regular(mode)
    elif wanted:
        real = os.path.realpath(folder.real + link.name)
        if real.startswith(top.real):
            harvest.add(folder.spelled + link.name, printed, real)
        else:
            harvest.skipped[printed] = "it is a link to a file outside of the folder that is checked"


def _excluder(folder: Folder, top: Folder, way: str, settings: Settings) -> Callable[[str], bool]:
    """Return what says whether a path in `folder` is excluded; `way` leads there from the folder of the globs.

    A pattern that excludes all of `top`, which the user named, is lifted: it leaves out what it matches below `top`.
    """
    root = as_folder(settings.root)
    if not top.spelled.startswith(root) or top.spelled == root:
        return compile_globs(settings.exclude)
    # A name that no file can have is matched only by what matches every name.
    anything = relative(top.spelled, root) + "\0"
    lifted = [pattern for pattern in settings.exclude if compile_globs((pattern,))(anything)]
    held = compile_globs([pattern for pattern in settings.exclude if pattern not in lifted])
    # What names a place, and not a name, names none below it.
    names = compile_globs([pattern for pattern in lifted if "/" not in pattern[:-1] and pattern.strip("*/")])
    if not lifted:
        return held
    inner = relative(folder.spelled, top.spelled)
    return lambda path: held(path) or names(inner + path.removeprefix(way))


def as_folder(path: str) -> str:
    """Return the path with a separator at its end."""
    return path if path.endswith(os.sep) else path + os.sep


def relative(path: str, *folders: str) -> str:
    """Return the path relative to the first of `folders` that it lies in, which one must, with forward slashes."""
    way = next(way for folder in folders if path.startswith(way := as_folder(folder)))
    return path.removeprefix(way).replace(os.sep, "/")


def not_regular(mode: int) -> str:
    """Return the reason for which something that is neither file nor folder is skipped."""
    kind = "a named pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
    return f"it is {kind}, not a file"


def link_fault(error: OSError) -> str:
    """Return the reason for which a link that leads nowhere is skipped."""
    if isinstance(error, FileNotFoundError):
        return "it is a link to something that does not exist"
    return f"it is a link that {unreadable(error)}"


def unreadable(error: OSError) -> str:
    """Return the system's reason, to follow a noun."""
    return f"cannot be read: {error.strerror or error}"
