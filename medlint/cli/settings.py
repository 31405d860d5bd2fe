"""`medlint config` and `medlint init`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from medlint.cli.help import GroupedCommand, option
from medlint.cli.options import colour_option, config_options, selection_options
from medlint.cli.output import Misuse, palette_for, prepare
from medlint.cli.projects import projects
from medlint.cli.settingscheck import check_settings
from medlint.jsontext import dump
from medlint.terminal import cut, safe, width
from medlint.typed import Any

# Where the origins stand, and how long a text may be, in columns.
_COLUMN = 60

CONFIG_EXAMPLES = (
    ("medlint config", "The settings of this folder."),
    ("medlint config content/page.md", "Those of one page, with what [[per-path]] changes for it."),
    ("medlint config --check medlint.toml", "Exit with 2 if the file is wrong, and say where."),
)
INIT_EXAMPLES = (
    ("medlint init content/", "Write content/medlint.toml."),
    ("medlint init --schema content/", "Let editors know the settings of a newer medlint."),
)
# Beside the settings: a path that holds on every machine, and in the editor as in CI.
_SCHEMA = "medlint.schema.json"


@click.command("config", cls=GroupedCommand, examples=CONFIG_EXAMPLES, short_help="Show the settings in force.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@selection_options
@config_options
@option(
    "--check",
    "only_check",
    is_flag=True,
    heading="Output",
    help="Show no settings; say of each PATH, a configuration file or what one holds for, whether they are right.",
)
@option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    heading="Output",
    help="Text for people, which cuts long values, or JSON for programs.",
)
@colour_option
def config_command(paths: tuple[str, ...], form: str, color: str, only_check: bool, **given: Any) -> int:
    """Show every setting that holds for PATH (a page or a folder, by default this one), and where it comes from."""
    paths = paths or (".",)
    if only_check:
        return check_settings(paths, given)
    if len(paths) > 1:
        raise Misuse("settings are shown of one page or folder at a time; with --check, name as many as you like.")
    path = paths[0]
    if not Path(path).exists():
        raise Misuse(f"there is no file or folder '{path}'.")
    project = projects(given)(path)
    settings = project.effective(None if Path(path).is_dir() else path)
    if form == "json":
        prepare(sys.stdout, utf8=True)
        records = [setting._asdict() for setting in settings]
        sys.stdout.write(dump({"file": project.file, "root": project.root, "settings": records}, indent=2) + "\n")
        return 0
    palette = palette_for(color, sys.stdout)
    file = project.file or "no configuration file was found; the defaults hold"
    sys.stdout.write(palette.paint("dim", f"# {safe(file)}") + "\n")
    for key, value, origin in settings:
        line = f"{safe(key)} = {_toml(value)}"
        gap = " " * max(_COLUMN - width(line.rpartition("\n")[2]), 2)
        sys.stdout.write(f"{line}{gap}{palette.paint('dim', f'# {safe(origin)}')}\n")
    return 0


def _toml(value: Any, indent: str = "") -> str:
    """Return a value as TOML would have it; a long list has one item a line, and a long text is cut."""
    if isinstance(value, str):
        # A JSON string is a TOML string; invisible characters that JSON leaves alone are shown.
        text = safe(dump(" ".join(value.split())))
        return text if width(text) <= _COLUMN else f'{cut(text, _COLUMN)}..."'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{safe(str(key))} = {_toml(inner, indent)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        deeper = indent + "    "
        items = [_toml(item, deeper) for item in value]
        line = f"[{', '.join(items)}]"
        if width(line) <= _COLUMN - len(deeper) and "\n" not in line:
            return line
        return "[\n" + "".join(f"{deeper}{item},\n" for item in items) + f"{indent}]"
    return str(value).lower() if isinstance(value, bool) else safe(str(value))


@click.command("init", cls=GroupedCommand, examples=INIT_EXAMPLES, short_help="Write a commented medlint.toml.")
@click.argument("folder", default=".")
@option("--force", is_flag=True, help="Replace files that are there.")
@option("--schema", is_flag=True, help=f"Renew {_SCHEMA} alone, after an update of medlint.")
def init_command(folder: str, force: bool, schema: bool) -> None:
    """Write a medlint.toml into FOLDER (by default this one). Nothing changes until you change a line of it.

    Beside it comes the schema that its first line names: editors that know such schemas (Even Better TOML, Taplo,
    Tombi) explain and complete the settings, with no connection to the internet.
    """
    from medlint.config import schema_text, starter

    texts = {_SCHEMA: schema_text()}
    if not schema:
        # Last, so that it is not there where the other could not be written.
        texts["medlint.toml"] = f"#:schema ./{_SCHEMA}\n{starter()}"
    path = Path(folder)
    try:
        for path in (Path(folder, name) for name in texts):
            if path.exists() and not (force or schema) and path.read_bytes() != texts[path.name].encode():
                raise Misuse(f"'{path}' is there already, and was left as it is; --force replaces it.")
        for path in (Path(folder, name) for name in texts):
            path.write_bytes(texts[path.name].encode())
            sys.stdout.write(f"Wrote {safe(str(path))}.\n")
    except OSError as error:
        raise Misuse(f"cannot write '{path}': {error.strerror}.") from None
    if not schema:
        sys.stdout.write("'medlint config' shows what holds, 'medlint rules' what is checked.\n")
