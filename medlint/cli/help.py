"""Help pages: options in named groups, what the environment can set, and examples at the end."""

from __future__ import annotations

from collections.abc import Callable

import click

from medlint.typed import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])

# The heading of what belongs to no other; it comes last.
_OTHERS = "Options"


class GroupedOption(click.Option):
    """An option that knows the heading it stands under in the help page."""

    def __init__(self, *args: Any, heading: str = _OTHERS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heading = heading

    def value_from_envvar(self, ctx: click.Context) -> Any:
        """Return the environment's value; of an option that may be repeated, one stands on each line."""
        value = self.resolve_envvar_value(ctx)
        return value.split("\n") if value and self.multiple else super().value_from_envvar(ctx)


class GroupedCommand(click.Command):
    """A command whose help page has its options under headings, and `examples` (command, what it does) at the end."""

    def __init__(self, *args: Any, examples: tuple[tuple[str, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, one block a heading, in the order in which the headings first occur."""
        blocks: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record and isinstance(parameter, click.Option):
                # `--help` is click's own and no GroupedOption.
                blocks.setdefault(getattr(parameter, "heading", _OTHERS), []).append(record)
        for heading in sorted(blocks, key=lambda heading: heading == _OTHERS):
            with formatter.section(heading):
                formatter.write_dl(blocks[heading], col_max=26)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the environment variables and the examples."""
        variables = [str(parameter.envvar) for parameter in self.get_params(ctx) if parameter.envvar]
        if variables:
            with formatter.section("Environment"):
                formatter.write_text(f"{', '.join(variables)}: each stands for the option of its name.")
        if self.examples:
            with formatter.section("Examples"):
                for command, purpose in self.examples:
                    formatter.write(f"  {command}\n      {purpose}\n")


def option(*names: str, heading: str = _OTHERS, **settings: Any) -> Callable[[_Function], _Function]:
    """Return click's decorator for a `GroupedOption`."""
    return click.option(*names, cls=GroupedOption, heading=heading, **settings)
