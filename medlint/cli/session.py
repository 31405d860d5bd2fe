"""From the paths that a user names to the pages that are to be checked: discovery and reading."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache

from medlint.cli.output import Misuse
from medlint.cli.projects import ProjectOf
from medlint.records import replace
from medlint.typed import TYPE_CHECKING
from medlint.watching import as_page

if TYPE_CHECKING:
    from medlint.candidates import Candidate, Candidates
    from medlint.config import Config, Project
    from medlint.diagnostic import Safety
    from medlint.engine import Job
    from medlint.found import Discovery, Found

STDIN = "-"


def find(paths: tuple[str, ...], project_of: ProjectOf) -> Discovery:
    """Return the files to check in `paths`.

    Errors: Misuse where a path does not exist, or where there is nothing to check.
    """
    from medlint.discover import MissingPath, discover

    try:
        found = discover(paths, project_of)
    except MissingPath as error:
        raise Misuse("\n".join(_missing(path) for path in error.paths)) from None
    if not found.files and not _declined(paths, project_of):
        raise Misuse(_nothing(paths, found, project_of))
    return found


def take_shard(found: Discovery, shard: tuple[int, int] | None) -> Discovery:
    """Return one part of the files: for (2, 5) the second, seventh ... of them. The first part tells what was skipped.

    Every machine that finds the same files takes another part, without asking the others.
    """
    if shard is None:
        return found
    part, whole = shard
    first = part == 1
    return replace(
        found,
        files=found.files[part - 1 :: whole],
        skipped=found.skipped if first else (),
        ignored=found.ignored if first else 0,
    )


def _missing(path: str) -> str:
    from pathlib import Path

    from medlint.suggest import closest

    folder = Path(path).parent
    siblings = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    near = closest(Path(path).name, siblings)
    hint = f" Did you mean '{folder / near}'?" if near else f" Looked for from '{Path.cwd()}'."
    return f"there is no file or folder '{path}'.{hint}"


def _declined(paths: tuple[str, ...], project_of: ProjectOf) -> bool:
    """Whether all are files that the settings exclude by force: a commit hook names such, and means no harm."""
    return all(os.path.isfile(path) and project_of(path).force_exclude for path in paths)


def _nothing(paths: tuple[str, ...], found: Discovery, project_of: ProjectOf) -> str:
    where = ", ".join(f"'{path}'" for path in paths)
    included = dict.fromkeys(pattern for path in paths for pattern in project_of(path).include)
    patterns = ", ".join(f"'{pattern}'" for pattern in included)
    lines = [f"nothing to check: no file that matches {patterns} was found in {where}."]
    if found.ignored:
        lines.append(f"What is left out there by 'exclude' or by git: {found.ignored:,}. See 'medlint config'.")
    lines += [f"{skipped.path}: {skipped.reason}." for skipped in found.skipped[:5]]
    lines.append("Name a folder that holds pages, or a page itself, or change 'include' in the configuration.")
    return "\n".join(lines)


def candidates_of(files: Sequence[Found], project_of: ProjectOf) -> Candidates:
    """Return the files with the settings for each."""
    from medlint.candidates import Candidates

    @cache
    def of_folder(folder: str) -> tuple[Project, Config | None]:
        project = project_of(folder)
        # Where no path has settings of its own, all files of a folder have the same.
        return project, None if project.per_path else project.for_path(folder)

    def of_path(path: str) -> Config:
        folder, slash, _ = path.rpartition("/")
        project, config = of_folder(folder or slash or ".")
        return config if config is not None else project.for_path(path)

    return Candidates(files, of_path)


def read_job(one: Candidate, fix: Safety | None = None, memo: bool = False) -> tuple[Job, Config]:
    """Return a file's bytes with the settings for it."""
    from medlint.cli.attachments import read_attachments
    from medlint.engine import Job

    limit = one.config.max_file_size
    data, problem = _read(one.real, limit)
    attachments, names = read_attachments(data, one.real, one.config.root, limit)
    return Job(one.path, data, problem, attachments, fix, memo and not names), one.config


def _read(path: str, limit: int) -> tuple[bytes | None, str | None]:
    try:
        with as_page, open(path, "rb") as stream:
            # One byte above the limit is enough to know that a file is too large.
            data = stream.read(limit + 1)
    except OSError as error:
        return None, f"it cannot be read: {error.strerror or error}"
    return _limited(data, limit)


def _limited(data: bytes, limit: int) -> tuple[bytes | None, str | None]:
    if len(data) > limit:
        return None, f"it is larger than {limit:,} bytes ('max-file-size' in the configuration)"
    return data, None


def read_stdin(name: str | None, project_of: ProjectOf, fix: Safety | None = None) -> tuple[Job, Config]:
    """Return standard input as a page that `name` stands for."""
    from medlint.cli.attachments import read_attachments
    from medlint.engine import Job

    path = name or "stdin.md"
    config = project_of(os.path.dirname(path) or ".").for_path(path)
    data, problem = _limited(sys.stdin.buffer.read(config.max_file_size + 1), config.max_file_size)
    attachments, _ = read_attachments(data, path, config.root, config.max_file_size)
    return Job(name or "<stdin>", data, problem, attachments, fix), config
