"""The baseline of a run: which findings of which page it knows, renamed pages included, and what of it is stale."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence

from medlint.baseline import NEVER, Baseline, BaselineError, adopt, counts_of, read_baseline
from medlint.cli.output import Misuse
from medlint.cli.projects import ProjectOf
from medlint.diagnostic import Silencer
from medlint.fingerprints import key_of
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medlint.diagnostic import FileReport
    from medlint.fingerprints import Key
    from medlint.found import Found

_NOTHING: Mapping[Key, int] = {}
_SELECTIONS = ("select", "ignore", "extend_select")


class Known:
    """What a baseline knows. Without a baseline it knows nothing.

    `file` is its absolute path; what it names begins at its folder. `never` are the rules that it does not silence.
    `active` returns the rules that hold for a page where the command line chooses among them, for of others nothing is
    learned; else it is None.
    """

    def __init__(
        self,
        baseline: Baseline | None = None,
        file: str = "",
        never: Iterable[str] = (),
        paths: Sequence[str] = (),
        active: Callable[[str], Container[str]] | None = None,
    ) -> None:
        self.baseline = baseline
        self.file = file
        self.folder = os.path.dirname(file)
        self.never = frozenset({*NEVER, *never})
        self._folders = [os.path.abspath(path) for path in paths if os.path.isdir(path)]
        self._active = active
        self.renamed: dict[str, str] = {}

    def key(self, path: str) -> str:
        """Return how the baseline writes a path that is absolute, or relative to the working folder."""
        try:
            return os.path.relpath(path, self.folder).replace(os.sep, "/")
        except ValueError:
            return path.replace(os.sep, "/")

    def of(self, path: str) -> Mapping[Key, int]:
        """Return the findings that are known of the page at `path`."""
        if self.baseline is None:
            return _NOTHING
        name = self.key(path)
        page = self.baseline.pages.get(self.renamed.get(name, name), _NOTHING)
        return {key: count for key, count in page.items() if key[0] not in self.never}

    def orphans(self) -> list[str]:
        """Return the pages of the baseline whose files are gone, and of which no page took the place."""
        taken = set(self.renamed.values())
        pages = self.baseline.pages if self.baseline is not None else ()
        return [name for name in pages if name not in taken and not os.path.lexists(os.path.join(self.folder, name))]

    def follow(self, files: Iterable[Found]) -> None:
        """Find pages that were renamed since the baseline was written, by what git knows of the old ones."""
        if self.baseline is None:
            return
        strangers = [file for file in files if self.key(file.path) not in self.baseline.pages]
        orphans = self.orphans() if strangers else []
        if not orphans:
            return
        from medlint.git import GitError

        try:
            self.renamed = self._renamed(strangers, orphans)
        except GitError:
            # Without git's help, what the findings themselves say has to do.
            return

    def _renamed(self, strangers: Sequence[Found], orphans: Sequence[str]) -> dict[str, str]:
        from medlint.git import open_repository
        from medlint.touched import renames

        repository = open_repository(self.folder)
        at = os.path.relpath(os.path.realpath(self.folder), repository.top)
        commit = repository.last_commit_of(os.path.realpath(self.file)) or repository.commit("HEAD")
        tree = repository.tree(commit)

        def place(name: str) -> str:
            return os.path.normpath(os.path.join(at, name)).replace(os.sep, "/")

        gone = {name: tree[place(name)] for name in orphans if tree.get(place(name))}
        arrived: dict[str, bytes] = {}
        for file in strangers:
            # What was there already when the baseline was written is no other page under a new name.
            inside = os.path.relpath(file.real, repository.top).replace(os.sep, "/")
            if inside not in tree and not inside.startswith("../") and os.path.isfile(file.real):
                try:
                    with open(file.real, "rb") as page:
                        arrived[self.key(file.path)] = page.read()
                except OSError:
                    continue
        return renames(arrived, gone, repository, tree) if gone and arrived else {}

    def adopt(self, reports: Iterable[FileReport]) -> None:
        """Find further pages that were renamed, by what is found in them."""
        if self.baseline is None:
            return
        pages = self.baseline.pages
        newcomers = {
            name: counts
            for report in reports
            if (name := self.key(report.path)) not in pages and name not in self.renamed
            if (counts := counts_of(report.diagnostics, self.never))
        }
        if newcomers and (orphans := self.orphans()):
            self.renamed |= adopt({name: pages[name] for name in orphans}, newcomers, pages)

    def stale(self, reports: Collection[FileReport], complete: bool) -> tuple[str, ...]:
        """Return a line for each entry that stands for nothing, for pages that were checked and those that are gone."""
        if self.baseline is None:
            return ()
        compared = crossfile_codes(reports) if not complete else frozenset()
        found: Counter[tuple[str, str]] = Counter()
        for report in reports:
            for (code, _), count in self.left(report, compared).items():
                found[self.key(report.path), code] += count
        for name in self.gone():
            for (code, _), count in self.baseline.pages[name].items():
                found[name, code] += count
        return tuple(f"{name}: {code}{f' (x{n})' if n > 1 else ''}" for (name, code), n in sorted(found.items()))

    def left(self, report: FileReport, unknown: Container[str] = ()) -> Counter[Key]:
        """Return what the baseline knows of a page and was not found in it; nothing of what was not looked for.

        `unknown` are rules of which it is not known what they would say.
        """
        if self.baseline is None or report.crashed or any(one.code in NEVER for one in report.diagnostics):
            return Counter()
        name = self.key(report.path)
        left = Counter(self.baseline.pages.get(self.renamed.get(name, name), _NOTHING))
        left.subtract(key_of(one.diagnostic) for one in report.silenced if one.by is Silencer.BASELINE)
        active = self._active(report.path) if self._active is not None else None
        return Counter(
            {
                key: n
                for key, n in left.items()
                if n > 0 and key[0] not in unknown and (active is None or key[0] in active)
            }
        )

    def gone(self) -> list[str]:
        """Return the pages of the baseline that lay in the folders of this run, and are gone."""
        if not self._folders:
            return []
        places = {name: os.path.normpath(os.path.join(self.folder, name)) for name in self.orphans()}
        folders = [os.path.join(folder, "") for folder in self._folders]
        return [name for name, place in places.items() if any(map(place.startswith, folders))]


def crossfile_codes(reports: Iterable[FileReport]) -> frozenset[str]:
    """Return the rules that compare pages, as far as they have learned anything in these."""
    return frozenset(fact.code for report in reports for fact in report.facts)


def open_known(
    paths: Sequence[str], given: Mapping[str, Any], project_of: ProjectOf, files: Iterable[Found] = ()
) -> Known:
    """Return what the baseline of a run knows, by --baseline and the settings for the first path.

    Errors: Misuse where the baseline cannot be read.
    """
    project = project_of(paths[0])
    named = given.get("baseline") or project.baseline
    if named is None or given.get("no_baseline"):
        return Known()
    file = os.path.abspath(named)
    try:
        baseline = read_baseline(file)
    except BaselineError as error:
        raise Misuse(f"{error}.") from None

    def active(path: str) -> set[str]:
        return {code for code, _ in project_of(os.path.dirname(path) or ".").for_path(path).rules}

    chosen = any(given.get(key) for key in _SELECTIONS)
    known = Known(baseline, file, project.unbaselinable, paths, active if chosen else None)
    known.follow(files)
    return known
