"""What is wrong with a configuration, told all at once."""

from __future__ import annotations

from collections.abc import Sequence

from medlint.terminal import safe

_LONGEST_WORD = 60


class ConfigError(Exception):
    """The configuration cannot be used. `problems` are sentences, each with the file and the key that it is about.

    The text is the sentences, one a line.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[ConfigError], tuple[tuple[str, ...]]]:
        return ConfigError, (self.problems,)


def quote(word: str) -> str:
    """Return `word` in quotes, without control characters and cut to sixty characters: it may be a stranger's."""
    cut = word if len(word) <= _LONGEST_WORD else word[: _LONGEST_WORD - 1] + "…"
    return f"'{safe(cut)}'"
