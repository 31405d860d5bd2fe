"""What checks yield and what users see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from operator import attrgetter

from medlint.late import Late
from medlint.records import dataclass, field
from medlint.text import Position, Span


class Severity(StrEnum):
    """How much a diagnostic matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def __init__(self, _: str) -> None:
        # 0 for the gravest, so that sorting by rank puts errors first. The members before this one are made already.
        self.rank = len(type(self).__members__)

    def reaches(self, bound: Severity) -> bool:
        """Return whether this is as grave as `bound`, or graver."""
        return self.rank <= bound.rank


class Safety(StrEnum):
    """Whether a fix may be applied without a person reading it."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix(Late):
    """A repair: `title` says what it does, in the imperative."""

    title: str
    edits: tuple[Edit, ...]
    safety: Safety


@dataclass(frozen=True, slots=True)
class Related:
    """Another place in the file that explains a finding."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check yields: a place, and the values that the rule's message names. It knows no code and no severity.

    `severity` and `safety` are None, save where one rule speaks more or less gravely by the fact that it found, or
    where its page's safety does not hold for these edits. Edits are in order, do not overlap, and write line ends as
    "\n": the engine gives them the file's own.
    """

    span: Span
    values: Mapping[str, object] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    safety: Safety | None = None


@dataclass(frozen=True, slots=True)
class Fact(Late):
    """What a cross-file check learns from one page: small, picklable, and JSON throughout.

    `span` is the place that a finding about it would flag. `key` is what facts of several pages are compared by;
    `values` are what the finding's message may need.
    """

    span: Span
    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that reading or parsing met and could not put right; the check `problem` turns it into a finding."""

    kind: str
    span: Span
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The flagged line, cut to a window that fits a terminal.

    `text` is one line, `start` and `end` are columns in it from 0; `left` and `right` say that it was cut there.
    """

    text: str
    start: int
    end: int
    left: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostic(Late):
    """What a user sees of a finding: `message` says what is wrong, `help` why, or what to do about it.

    `mark` is a short hash of the flagged words, "" where the finding is about its page as a whole (see fingerprints).
    """

    path: str
    code: str
    name: str
    severity: Severity
    message: str
    help: str
    span: Span
    start: Position
    end: Position
    excerpt: Excerpt | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    mark: str = ""


# Path, then place, then code: the order of every report.
sort_key: Callable[[Diagnostic], tuple[str, int, int, str, str]]
sort_key = attrgetter("path", "span.start", "span.end", "code", "message")


class Silencer(StrEnum):
    """What keeps a finding from being told."""

    COMMENT = "comment"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that is not told: a comment or the front matter of its page takes it out, or a baseline knows it.

    `reason` is the writer's, "" where there is none.
    """

    diagnostic: Diagnostic
    by: Silencer
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlacedFact(Late):
    """A fact with all that a diagnostic needs, so that its page need not be read again.

    `suppressed`: the page's comments take findings of this rule out at this place; it is compared all the same.
    """

    path: str
    code: str
    severity: Severity
    fact: Fact
    start: Position
    end: Position
    excerpt: Excerpt | None = None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """A suppression that speaks of cross-file rules: all pages together tell whether it takes a finding out.

    `facts` are code and offset of the facts that it takes out. `unneeded` is told where none of them becomes a finding,
    `unreasoned` where one of them becomes an error; each is None where there is nothing to tell. `reason` is the
    writer's.
    """

    facts: frozenset[tuple[str, int]]
    reason: str
    unneeded: Diagnostic | None
    unreasoned: Diagnostic | None


# Code, severity, how safe the fix is if there is one, and what is equal where findings of a rule say the same.
Outline = tuple[str, Severity, Safety | None, object]
# Code, key and values of a fact.
Learned = tuple[str, str, Mapping[str, str]]


_NO_TEXTS: Mapping[int, str] = {}


class Sketched(Late):
    """A report that can tell of its findings what most of a run needs before any of them is worked out."""

    __slots__ = ("_learned", "_outline")

    _outline: tuple[Outline, ...]
    _learned: tuple[Learned, ...]
    diagnostics: tuple[Diagnostic, ...]
    facts: tuple[PlacedFact, ...]

    @property
    def outline(self) -> tuple[Outline, ...]:
        """What is told of each of the diagnostics, in their order."""
        try:
            return self._outline
        except AttributeError:
            fixes = ((one, one.fix.safety if one.fix else None) for one in self.diagnostics)
            return tuple((one.code, one.severity, safety, one.message) for one, safety in fixes)

    @property
    def learned(self) -> tuple[Learned, ...]:
        """What is told of each of the facts, in their order."""
        try:
            return self._learned
        except AttributeError:
            return tuple((one.code, one.fact.key, one.fact.values) for one in self.facts)

    def finding(self, number: int) -> Diagnostic:
        """Return one of the diagnostics, without the others if they are not worked out yet."""
        return self.diagnostics[number]

    @property
    def texts(self) -> Mapping[int, str]:
        """What an earlier run with the same command listed of the diagnostics, by their numbers."""
        return _NO_TEXTS


@dataclass(frozen=True, slots=True)
class FileReport(Sketched):
    """All that checking one file gave.

    `facts` are for cross-file rules. `fixed` are the diagnostics whose fixes were made and `fixed_text` is the text
    that they made; both are empty where nothing was to be fixed. `diagnostics` then speak of the fixed text. `memo` is
    what a cache keeps of the page. `silenced` are findings that are not told, for reports that show them as such.
    `pending` are suppressions that wait for the cross-file rules.
    `elsewhere` are findings that --since leaves out, because the change did not bring them. `joined` says that findings
    of cross-file rules are among the diagnostics.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...] = ()
    suppressed: int = 0
    fixed: tuple[Diagnostic, ...] = ()
    fixed_text: str | None = None
    facts: tuple[PlacedFact, ...] = ()
    crashed: bool = False
    memo: str | None = None
    silenced: tuple[Silenced, ...] = ()
    pending: tuple[Pending, ...] = ()
    elsewhere: tuple[Diagnostic, ...] = ()
    joined: bool = False
