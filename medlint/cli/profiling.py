"""What `medlint check --profile` shows: where the time goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from medlint.cli.output import tell
from medlint.stopwatch import profiled
from medlint.typed import Any

_MOST = 25


@contextmanager
def profiling(given: dict[str, Any]) -> Iterator[None]:
    """Time what the body checks and tell it on standard error.

    The pages are then checked in this process and not recalled from the cache, else there were nothing to time.
    """
    given.update(jobs=1, no_cache=True, executor="process")
    with profiled() as watch:
        yield
    for line in table(watch.seconds, watch.calls):
        tell(line, kind="profile")


def table(seconds: dict[str, float], calls: dict[str, int]) -> Iterator[str]:
    """Yield the lines of a table: what takes longest first, the rest in one line. Times are the processor's."""
    from medlint.rule import load_rules

    names = {rule.code: f"{rule.code} {rule.name}" for rule in load_rules()} | {"parse": "reading and parsing"}
    whole = sum(seconds.values())
    if not whole:
        yield "nothing was checked, so nothing took time."
        return
    pages = calls.get("parse", 0)
    noun = "page" if pages == 1 else "pages"
    yield f"{whole:.2f} s on {pages:,} {noun}, {whole / max(pages, 1) * 1000:.2f} ms a page"
    order = sorted(seconds, key=lambda name: (-seconds[name], name))
    for name in order[:_MOST]:
        share = seconds[name] / whole
        each = seconds[name] / calls[name] * 1000
        yield f"{share:6.1%} {seconds[name]:8.3f} s {each:8.3f} ms a page  {names.get(name, name)}"
    rest = order[_MOST:]
    if rest:
        took = sum(seconds[name] for name in rest)
        yield f"{took / whole:6.1%} {took:8.3f} s {'':21}{len(rest)} other rules"
