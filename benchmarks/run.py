"""Time medlint against the linters that are installed, and measure how its needs grow with the number of pages."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

# Whoever starts this file by its path has its folder on Python's path, and not the folder above.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rivals import RIVALS
from benchmarks.session import Session
from benchmarks.subject import HERE, ROOT, BrokenSubject
from benchmarks.suite import FailedCase

DOCS = ROOT / "docs" / "benchmarks.md"
EXAMPLES = """\
examples:
  python benchmarks/run.py
      compare medlint with what is installed, on 3,000 generated pages
  python benchmarks/run.py --folder content/ --only rumdl --runs 7
      compare it with rumdl, on a copy of real pages
  python benchmarks/run.py --sizes 1,100,1000,10000,100000 --growth
      measure growth too, and write docs/benchmarks.md and docs/benchmarks.svg
  python benchmarks/run.py --pages 500 --into /some/new/folder --runs 0
      write 500 pages, and time nothing
"""


def parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options; a mistake in them ends the program with exit code 2."""
    parser = argparse.ArgumentParser(
        prog="run.py", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    pages = parser.add_argument_group("pages")
    pages.add_argument("--pages", type=_count, default=3000, metavar="N", help="compare on N generated pages (3000)")
    pages.add_argument("--folder", type=Path, help="compare on a copy of the pages of this folder instead")
    pages.add_argument("--into", type=Path, metavar="DIR", help="write the generated pages there, and keep them")
    pages.add_argument("--seed", type=int, default=1, help="another number gives other pages (1)")
    growth = parser.add_argument_group("growth")
    growth.add_argument("--sizes", type=_counts, default=[], metavar="N,N", help="numbers of pages to plot")
    growth.add_argument(
        "--growth",
        type=_counts,
        nargs="?",
        const=[10_000, 100_000],
        metavar="N,N",
        help="tell how medlint grows between two numbers of pages (10000,100000); exit with 1 where it is not flat",
    )
    tools = parser.add_argument_group("tools")
    tools.add_argument("--only", type=_names, metavar="NAMES", help="these rivals alone, or 'none' (all installed)")
    tools.add_argument("--medlint", type=str.split, default=list(HERE), metavar="COMMAND", help="what starts medlint")
    tools.add_argument("--jobs", metavar="N", help="passed on to medlint")
    tools.add_argument("--config", action="append", default=[], metavar="SETTING", help="passed on to medlint")
    measuring = parser.add_argument_group("measuring")
    measuring.add_argument("--runs", type=_count, default=5, metavar="N", help="how often each is timed (5)")
    measuring.add_argument("--limit", type=float, default=600, metavar="S", help="a run may take S seconds (600)")
    measuring.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write the report there, and the picture beside it (docs/benchmarks.md with --sizes or --growth)",
    )
    options = parser.parse_args(arguments)
    if options.growth is not None and len(set(options.growth)) != 2:
        parser.error("--growth takes two numbers of pages")
    if options.folder and not options.folder.is_dir():
        parser.error(f"there is no folder '{options.folder}'")
    if options.into and options.into.exists() and (not options.into.is_dir() or any(options.into.iterdir())):
        parser.error(f"'{options.into}' must be new or empty: its pages would be timed too")
    if not options.runs and not options.into:
        parser.error("--runs 0 only writes pages: say where with --into")
    if options.sizes or options.growth:
        options.report = options.report or DOCS
    if options.report and not options.report.parent.is_dir():
        parser.error(f"there is no folder '{options.report.parent}' for the report")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks. Return 0; 1 where --growth finds that medlint is not flat; 2 where medlint itself fails."""
    options = parse_options(arguments)
    with tempfile.TemporaryDirectory(prefix="medlint-benchmark-") as scratch:
        try:
            session = Session(options, Path(scratch))
            session.measure()
        except (BrokenSubject, FailedCase) as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
            return 130
    return session.conclude()


def _count(text: str) -> int:
    number = int(text.replace("_", ""))
    if number < 0:
        raise argparse.ArgumentTypeError("it cannot be below 0")
    return number


def _counts(text: str) -> list[int]:
    numbers = [_count(each) for each in text.split(",")]
    if 0 in numbers:
        raise argparse.ArgumentTypeError("no size can be 0")
    return numbers


def _names(text: str) -> list[str]:
    names = [] if text == "none" else text.split(",")
    known = [rival.name for rival in RIVALS]
    for name in names:
        if name not in known:
            raise argparse.ArgumentTypeError(f"'{name}' is none of {', '.join(known)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
