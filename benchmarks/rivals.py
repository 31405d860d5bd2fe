"""The other linters: what each checks of a folder of pages, and the command line that makes it check most of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SCHEMA = Path(__file__).resolve().parents[1] / "schemas" / "monograph.schema.json"
# The longest command line in bytes that every system takes.
_LONGEST = 1_000_000


class TooManyPages(Exception):  # noqa: N818
    """The program takes file names alone, and so many do not fit into a command line."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is checked: `pages`, a folder or one file, and `front`, the same with the front matter of each page as YAML.

    `settings` is a folder for configuration and caches.
    """

    pages: Path
    front: Path
    settings: Path


@dataclass(frozen=True, slots=True)
class Rival:
    """Another linter. `program` is looked for on PATH; `command` builds its command line behind the program.

    `version` are the arguments that make it print its version. `caches`: it has a cache, and `command` is told whether
    to use it. `on_front`: it reads YAML alone. `prepare` writes its configuration into a folder.
    """

    name: str
    program: str
    checks: str
    command: Callable[[Target, bool], list[str]]
    version: tuple[str, ...] = ("--version",)
    caches: bool = False
    on_front: bool = False
    prepare: Callable[[Path, Path], None] | None = None


def installed(names: Sequence[str] | None = None) -> list[tuple[Rival, Path]]:
    """Return the rivals that are on PATH, each with its program; of those in `names` alone, if these are given."""
    found = ((rival, shutil.which(rival.program)) for rival in RIVALS if names is None or rival.name in names)
    return [(rival, Path(program)) for rival, program in found if program]


def version_of(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the number in the first line that a command prints, or that line; '?' where there is none."""
    try:
        done = subprocess.run(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "?"
    line = done.stdout.decode("utf-8", "replace").strip().split("\n")[0]
    numbers = [word.strip(",;").removeprefix("v") for word in line.split()]
    return next((word for word in numbers if word[:1].isdigit()), line or "?")


def front_matter_schema() -> dict[str, object]:
    """Return medlint's own schema for front matter as a schema of its own."""
    whole = json.loads(SCHEMA.read_text(encoding="utf-8"))
    # The validator in remark knows no later draft than 7, and refuses what names one.
    return {"$ref": "#/$defs/front_matter", "$defs": whole["$defs"]}


def _cache(name: str, target: Target) -> str:
    """Return where a rival's cache is. One page has its own, for a rival may forget all pages that it is not given."""
    return str(target.settings / (f"{name}-cache" if target.pages.is_dir() else f"{name}-cache-of-one"))


def _rumdl(target: Target, warm: bool) -> list[str]:
    cache = ["--cache-dir", _cache("rumdl", target)] if warm else ["--no-cache"]
    return ["check", "--no-config", *cache, "--silent", str(target.pages)]


def _vale(target: Target, _warm: bool) -> list[str]:
    return ["--config", str(target.settings / "vale.ini"), "--no-exit", "--output=line", str(target.pages)]


def _write_vale(settings: Path, _program: Path) -> None:
    text = "MinAlertLevel = suggestion\n\n[*.md]\nBasedOnStyles = Vale\n"
    (settings / "vale.ini").write_text(text, encoding="utf-8")


def _markdownlint(target: Target, _warm: bool) -> list[str]:
    pages = target.pages.as_posix()
    return ["--no-globs", f"{pages}/**/*.md" if target.pages.is_dir() else f":{pages}"]


def _check_jsonschema(target: Target, _warm: bool) -> list[str]:
    files: list[str] = []
    length = 0
    for file in [target.front] if target.front.is_file() else target.front.rglob("*.yaml"):
        files.append(str(file))
        length += len(files[-1]) + 9  # with what the system adds to each
        if length > _LONGEST:
            raise TooManyPages("it takes the names of files, and so many do not fit into a command line")
    return ["--schemafile", str(target.settings / "front-matter.schema.json"), *sorted(files)]


def _write_schema(settings: Path, _program: Path) -> None:
    (settings / "front-matter.schema.json").write_text(json.dumps(front_matter_schema()), encoding="utf-8")


def _yamllint(target: Target, _warm: bool) -> list[str]:
    return ["-f", "parsable", "-d", "default", str(target.front)]


def _textlint(target: Target, warm: bool) -> list[str]:
    cache = ["--cache", "--cache-location", _cache("textlint", target)] if warm else []
    return ["--no-textlintrc", "--rule", "terminology", "--no-color", "-f", "unix", *cache, str(target.pages)]


def _remark(target: Target, _warm: bool) -> list[str]:
    settings = ["--no-config", "--rc-path", str(target.settings / "remark.json")]
    return [*settings, "--no-ignore", "--no-stdout", "--no-color", "--quiet", str(target.pages)]


def _write_remark(settings: Path, program: Path) -> None:
    """Name the plugins that are installed beside remark by their paths, for near the pages it finds none."""
    modules = next((parent for parent in program.resolve().parents if parent.name == "node_modules"), settings)
    reader = modules / "remark-frontmatter" / "index.js"
    linter = modules / "remark-lint-frontmatter-schema" / "dist" / "index.js"
    plugins: list[object] = [str(reader)] if reader.exists() else []
    if plugins and linter.exists():
        plugins.append([str(linter), {"embed": front_matter_schema()}])
    (settings / "remark.json").write_text(json.dumps({"plugins": plugins}), encoding="utf-8")


def _proselint(target: Target, _warm: bool) -> list[str]:
    return ["check", "-o", "compact", str(target.pages)]


def _pymarkdown(target: Target, _warm: bool) -> list[str]:
    return ["scan", "-r", str(target.pages)]


RIVALS = (
    Rival("rumdl", "rumdl", "Markdown style", _rumdl, caches=True),
    Rival("vale", "vale", "spelling and words", _vale, prepare=_write_vale),
    Rival("markdownlint-cli2", "markdownlint-cli2", "Markdown style", _markdownlint),
    Rival(
        "check-jsonschema",
        "check-jsonschema",
        "front matter against medlint's schema",
        _check_jsonschema,
        on_front=True,
        prepare=_write_schema,
    ),
    Rival("yamllint", "yamllint", "front matter: YAML style", _yamllint, on_front=True),
    Rival("textlint", "textlint", "names of computing, by its rule 'terminology'", _textlint, caches=True),
    Rival("remark", "remark", "front matter against medlint's schema", _remark, prepare=_write_remark),
    Rival("proselint", "proselint", "prose style", _proselint, version=("version",)),
    Rival("pymarkdown", "pymarkdown", "Markdown style", _pymarkdown, version=("version",)),
)
