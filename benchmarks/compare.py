"""Time medlint against the linters that are installed, as whole processes, in turn."""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
# The commands that read the same pages and say nothing; {folder} is put in.
RIVALS = {
    "rumdl": ["rumdl", "check", "--no-config", "--no-cache", "--silent", "{folder}"],
    "markdownlint-cli2": ["markdownlint-cli2", "{folder}/**/*.md"],
    "pymarkdown": ["pymarkdown", "scan", "-r", "{folder}"],
    "proselint": ["proselint", "check", "{folder}"],
}


def generate(folder: Path, count: int) -> None:
    """Write `count` pages into `folder`, made from the clean examples, each with a title of its own."""
    pages = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.md")) if path.name != "README.md"]
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text = pages[number % len(pages)].replace("title: ", f"title: Page {number} ", 1)
        (folder / f"page-{number:06}.md").write_text(text, encoding="utf-8")


def run_once(command: list[str]) -> float:
    """Return the wall time of one run in seconds."""
    begin = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begin


def main() -> None:
    """Parse the command line, run everything in turn, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--generate", type=int, metavar="N", help="write N pages into the folder first")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if options.generate:
        generate(options.folder, options.generate)
    if not options.folder.is_dir():
        sys.exit(f"there is no folder '{options.folder}'; name one that holds pages, or use --generate")
    medlint = [sys.executable, "-m", "medlint", "check", "--no-cache", "--isolated", "-q", str(options.folder)]
    commands = {"medlint": medlint}
    for name, command in RIVALS.items():
        if shutil.which(command[0]):
            commands[name] = [part.format(folder=options.folder) for part in command]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(options.runs + 1):
        for name, command in commands.items():
            seconds = run_once(command)
            if number:
                times[name].append(seconds)
    for name, values in times.items():
        ratio = statistics.median(mine / theirs for mine, theirs in zip(times["medlint"], values, strict=True))
        print(f"{name:18} {statistics.median(values):8.2f} s   medlint takes {ratio:.2f} times as long")


if __name__ == "__main__":
    main()
