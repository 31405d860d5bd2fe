"""The command `medlint`, whose commands are loaded when they are called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from functools import partial

import click

from medlint import __version__
from medlint.cli.ending import Stopped, exit_code_of, unless_unread
from medlint.cli.output import Misuse, prepare
from medlint.typed import Any, NoReturn

# Each command's module is loaded only when it is called: `medlint --version` must not wait for a Markdown parser.
_COMMANDS = {
    "check": "medlint.cli.check",
    "fix": "medlint.cli.check",
    "baseline": "medlint.cli.baseline",
    "merge": "medlint.cli.merge",
    "explain": "medlint.cli.explain",
    "rules": "medlint.cli.rules",
    "parse": "medlint.cli.parse",
    "config": "medlint.cli.settings",
    "init": "medlint.cli.settings",
    "registry": "medlint.cli.registry",
    "clean": "medlint.cli.clean",
    "completion": "medlint.cli.completion",
}


class App(click.Group):
    """The group of all commands; ends with exit code 2, and a sentence, for whatever is not about the pages."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands' names in the order of the help page."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[cmd_name])
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` names. Errors: click.UsageError with the nearest name."""
        name = args[0]
        if name not in _COMMANDS and not name.startswith("-"):
            from medlint.suggest import closest

            near = closest(name, _COMMANDS)
            hint = f"Did you mean '{near}'?" if near else f"The commands are {', '.join(_COMMANDS)}."
            ctx.fail(f"there is no command '{name}'. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and return its exit code; that nobody reads the rest of what it prints is no error."""
        return unless_unread(partial(super().invoke, ctx))

    def main(self, args: Sequence[str] | None = None, *_: Any, **settings: Any) -> NoReturn:
        """Run the command of `args` (default: the process's own) and exit with its code."""
        prepare(sys.stdout)
        prepare(sys.stderr)
        settings |= {"prog_name": "medlint", "standalone_mode": False}
        sys.exit(exit_code_of(partial(self._run, args, settings)))

    def _run(self, args: Sequence[str] | None, settings: dict[str, Any]) -> Any:
        """Return what the command returns. Errors: Misuse, Stopped."""
        try:
            return super().main(args, **settings)
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "medlint"
            raise Misuse(f"{error.format_message()}\nTry '{command} --help'.") from None
        except click.ClickException as error:
            raise Misuse(error.format_message()) from None
        except click.Abort:
            raise Stopped from None


@click.command(
    cls=App,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="'medlint COMMAND --help' shows the options of a command.",
    invoke_without_command=True,
)
@click.version_option(__version__, "-V", "--version", message="medlint %(version)s")
@click.pass_context
def app(context: click.Context) -> int:
    """Check drug monographs: Markdown pages about medicines that patients read."""
    if context.invoked_subcommand is None:
        # Without a command nothing is checked, so this is no success.
        sys.stderr.write(context.get_help() + "\n")
        return Misuse.exit_code
    return 0
