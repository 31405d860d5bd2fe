"""What a suppression is, wherever it stands."""

from __future__ import annotations

from medlint.diagnostic import Edit
from medlint.records import dataclass
from medlint.text import Span


@dataclass(frozen=True, slots=True)
class Target:
    """One name in a suppression: the rules that it names, and the edits that take this name alone out."""

    span: Span
    codes: frozenset[str]
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment, or an entry of the front matter, that takes out findings on the lines `first` to `last`, from 1.

    `span` is that of its names. `whole_page`: it speaks of every line. `until` is the last day on which it holds, as in
    2027-01-31, "" for no end. `edits` take all of it out; there are none where a name in it is no rule's.
    """

    span: Span
    targets: tuple[Target, ...]
    first: int
    last: int
    whole_page: bool
    reason: str = ""
    until: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Misreading:
    """A part of a suppression that cannot be understood: `fault` says why, `hint` what to write."""

    span: Span
    fault: str
    hint: str
