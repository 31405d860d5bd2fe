"""What a git repository knows of earlier versions of its files.

A repository may be hostile: its own configuration must not run anything. So only plumbing is used that reads objects
(`rev-parse`, `merge-base`, `rev-list`, `ls-tree`, `cat-file`), with fixed arguments, no shell, no pager, no index, no
hooks, no filters, and no way to any other machine; and files are compared here, not by git.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from medlint.records import dataclass

_GUARDS = (
    *("--no-pager", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=off"),
    *("-c", "diff.external=", "-c", "log.showSignature=false", "-c", "protocol.allow=never"),
)
# No protocol at all, whatever the repository's configuration allows: a clone without some objects would fetch them.
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "LANGUAGE": "C",
}


class GitError(Exception):
    """git cannot say what was asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository's work tree: `top` is its folder, absolute and without links."""

    top: str

    def commit(self, revision: str) -> str:
        """Return the commit that a revision names, in hexadecimal.

        Errors: GitError.
        """
        if revision.startswith("-") or not revision.strip() or "\0" in revision:
            raise GitError(
                f"'{revision}' is no revision: name a commit, a branch or a tag, such as origin/main or HEAD~3"
            )
        done = _git(self.top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", "--")
        found = done.stdout.split(b"\n", 1)[0].decode("ascii", "replace")
        if done.returncode or not found:
            raise GitError(f"there is no revision '{revision}' here. {self._advice(revision)}")
        return found

    def merge_base(self, branch: str) -> str:
        """Return the commit at which the checked-out branch left `branch`.

        Errors: GitError.
        """
        commit, head = self.commit(branch), self.commit("HEAD")
        done = _git(self.top, "merge-base", commit, head)
        found = done.stdout.split(b"\n", 1)[0].decode("ascii", "replace")
        if done.returncode == 0 and found:
            return found
        if self.is_shallow:
            raise GitError(
                f"this clone is shallow, and the commit at which HEAD left '{branch}' is not in it. "
                f"Fetch more: git fetch --unshallow, or git fetch --deepen=200. {_CHECKOUT}"
            )
        raise GitError(f"HEAD and '{branch}' have no commit in common; name a commit to compare with by --since")

    @property
    def is_shallow(self) -> bool:
        """Whether older commits were not fetched."""
        return _git(self.top, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def tree(self, commit: str) -> dict[str, str]:
        """Return the object of each file in a commit, by path from `top`; a submodule's path has the object "".

        Errors: GitError.
        """
        done = _git(self.top, "ls-tree", "-r", "-z", "--full-tree", commit, "--")
        if done.returncode:
            raise GitError(f"the files of {commit[:12]} cannot be listed: {_reason(done)}. {self._incomplete()}")
        found: dict[str, str] = {}
        for record in done.stdout.split(b"\0"):
            head, tab, path = record.partition(b"\t")
            if tab:
                _, kind, name = head.split(b" ")
                found[os.fsdecode(path)] = name.decode("ascii") if kind == b"blob" else ""
        return found

    def blobs(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of objects by name.

        Errors: GitError where one is not there.
        """
        wanted = sorted(set(names))
        if not wanted:
            return {}
        done = _git(self.top, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in wanted).encode())
        found: dict[str, bytes] = {}
        output, at = done.stdout, 0
        for name in wanted:
            end = output.find(b"\n", at)
            head = output[at:end].split(b" ") if end >= 0 else []
            if len(head) != 3:
                raise GitError(f"an earlier version of a page ({name[:12]}) is not in this clone. {self._incomplete()}")
            size = int(head[2])
            found[name] = output[end + 1 : end + 1 + size]
            at = end + 2 + size
        return found

    def last_commit_of(self, path: str) -> str | None:
        """Return the last commit that changed the file at `path` (absolute), None where it is in none."""
        done = _git(self.top, "rev-list", "-1", "HEAD", "--", path)
        found = done.stdout.strip().decode("ascii", "replace")
        return found if done.returncode == 0 and found else None

    def _advice(self, revision: str) -> str:
        if self.is_shallow:
            return (
                "This clone is shallow: it has only the newest commits. Fetch the others: git fetch --unshallow, or "
                f"git fetch origin {revision.removeprefix('origin/')}. {_CHECKOUT}"
            )
        remote = _git(self.top, "rev-parse", "--verify", "--quiet", f"refs/remotes/origin/{revision}", "--")
        if remote.returncode == 0 and remote.stdout:
            return f"Did you mean 'origin/{revision}'?"
        return "'git branch --all' and 'git log' show what there is; what is new elsewhere needs 'git fetch' first."

    def _incomplete(self) -> str:
        if self.is_shallow:
            return f"This clone is shallow; fetch the rest: git fetch --unshallow. {_CHECKOUT}"
        return "If this is a clone with a filter (--filter=blob:none), clone without it, or run 'git fetch --refetch'."


_CHECKOUT = "In GitHub Actions: actions/checkout with 'fetch-depth: 0'; in GitLab: GIT_DEPTH: 0."


def open_repository(folder: str) -> Repository:
    """Return the repository that a folder lies in.

    Errors: GitError.
    """
    # In a hook git may have said which repository it is; its top is then the working folder.
    done = _git("." if "GIT_DIR" in os.environ else folder, "rev-parse", "--show-toplevel")
    top = os.fsdecode(done.stdout.removesuffix(b"\n"))
    if done.returncode == 0 and top:
        return Repository(os.path.realpath(top))
    reason = _reason(done)
    if "dubious ownership" in reason:
        raise GitError(
            f"git does not trust the repository of '{folder}', for it belongs to somebody else. If you do: "
            f"git config --global --add safe.directory '{Path(folder).resolve()}' (name the repository's top folder)"
        )
    if "not a git repository" in reason:
        raise GitError(
            f"'{folder}' is in no git repository, so there is nothing to compare with. Run medlint in a clone, or give "
            "it the change itself: --diff-file FILE"
        )
    raise GitError(f"git cannot read the repository of '{folder}': {reason or 'it has no work tree'}")


def blob_name(data: bytes, like: str) -> str:
    """Return the name that git gives to a file of these bytes; `like` is another name, of 40 or 64 digits."""
    kind = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return kind(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _git(folder: str, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", *_GUARDS, *arguments],
            cwd=folder,
            input=stdin,
            capture_output=True,
            env={**os.environ, **_absolute_places(), **_ENVIRONMENT},
            check=False,
        )
    except FileNotFoundError:
        raise GitError(
            "git is not installed, or not on PATH; install it, or give the change by --diff-file FILE"
        ) from None
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror or error}") from None


def _absolute_places() -> dict[str, str]:
    """Return where git is told that its files are, from whichever folder it is run."""
    names = [name for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR") if name in os.environ]
    return {name: str(Path(os.environ[name]).absolute()) for name in names}


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().split("\n")
    return lines[0].removeprefix("fatal: ")[:300]
