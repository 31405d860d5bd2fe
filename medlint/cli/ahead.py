"""The pages that have changed since the last run with the same command, checked from the first moment on.

Which they are is known before anything is loaded (see `repeat`), so a process beside this one loads what checks pages
while this one loads what tells of the others.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from medlint.cli.aside import WORTH_ASIDE, Aside, send, send_end
from medlint.typed import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from medlint.previous import Previous
    from medlint.typed import Any

# More pages than one process has soon checked are looked up in the cache first: it may know them.
_MOST = 64


def start_ahead(previous: Previous, paths: Sequence[str], given: Mapping[str, Any]) -> Aside | None:
    """Start checking the pages that have changed since the `previous` run of the command; None if that is no help.

    `paths` and `given` are those of the command, which does not narrow or fix anything: else no run of it is kept.
    """
    if sys.platform != "linux" or given["jobs"] < 2:
        return None
    if given["executor"] == "dask" or given["scheduler"]:
        return None
    changed = len(previous.unknown)
    if not 0 < changed <= _MOST or len(previous.sketches) - changed < WORTH_ASIDE:
        return None
    try:
        return Aside(lambda pipe: _check(pipe, previous, paths, dict(given)))
    except OSError:
        return None


def _check(pipe: BinaryIO, previous: Previous, paths: Sequence[str], given: dict[str, Any]) -> None:
    """Send each report; then put what was found into the cache."""
    from medlint.cli.projects import ensure_usable, projects
    from medlint.cli.session import candidates_of, read_job
    from medlint.engine import check

    project_of = projects(given)
    files = previous.discovery().files
    found = []
    for one in candidates_of([files[number] for number in previous.unknown], project_of):
        job, config = read_job(one, memo=True)
        ensure_usable(config)
        report = check(job, config)
        send(pipe, report, None)
        if report.memo is not None and job.data is not None:
            found.append((one, job.data, report.memo))
    send_end(pipe)
    pipe.close()
    from medlint.cache import Cache
    from medlint.cachefolder import is_committed
    from medlint.cli.caching import cache_folder
    from medlint.recall import Recall, content_digest

    folder = cache_folder(given["cache_dir"], project_of, (*paths, ".")[0])
    if not is_committed(folder):
        with Cache(folder) as cache:
            recall = Recall(cache)
            for one, data, memo in found:
                recall.keep(one, content_digest(data), len(data), memo)
