"""`medlint completion`."""

from __future__ import annotations

import sys

import click

from medlint.cli.help import GroupedCommand

EXAMPLES = (
    ('eval "$(medlint completion bash)"', "In ~/.bashrc."),
    ('eval "$(medlint completion zsh)"', "In ~/.zshrc."),
    ("medlint completion fish | source", "In ~/.config/fish/config.fish."),
)


@click.command("completion", cls=GroupedCommand, examples=EXAMPLES, short_help="Print the completion of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print a script that lets SHELL complete commands, options and the names of rules."""
    from click.shell_completion import ShellComplete, get_completion_class

    from medlint.cli.app import app

    kind = get_completion_class(shell)
    assert kind is not None
    # The base class's `source`: that of bash starts the shell to ask for its version, and may speak on standard error.
    script = ShellComplete.source(kind(app, {}, "medlint", "_MEDLINT_COMPLETE"))
    sys.stdout.write(script.strip() + "\n")
