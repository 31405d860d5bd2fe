"""Reports on the pages of a run that are as they were in the last one with the same command: see `previous`.

They stand for thousands of pages of which little is shown, so what a finding is, is read when one of them is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from medlint.config import Config
from medlint.diagnostic import Diagnostic, FileReport, Learned, Outline, Safety, Severity
from medlint.keepsakes import Reference, refer_to, referred_by
from medlint.knownreports import LikeChecked, Rules, facts_of, findings_of, known_finding, report_of
from medlint.memo import Packed
from medlint.records import fields
from medlint.rule import Rule
from medlint.settlement import active_rules, gravity_of, safety_of
from medlint.typed import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from medlint.previous import Sketch

# How many parts the sketch of most findings has.
_PLAIN = 2

# What of a report is worked out late; all else is as it is by default, for a page is kept that suppresses nothing and
# was not fixed.
_LATE_FIELDS = ("diagnostics", "facts")
_PLAIN_FIELDS = {one.name: one.default for one in fields(FileReport) if one.name not in ("path", *_LATE_FIELDS)}


class Book(Protocol):
    """What is known of pages, by their numbers; it is whole, and nobody else can have written it."""

    @property
    def sketches(self) -> Sequence[Sketch | None]:
        """What `memo` calls their sketches."""

    def whole(self, number: int) -> bytes:
        """Return what `memo` calls the whole of a page."""

    def texts(self, number: int) -> Mapping[int, str]:
        """Return what was listed of findings of a page, by the findings' numbers."""


class KeptReports:
    """Reports on pages that a book tells of. What their findings are is read when one of them is asked for."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._config: Config | None = None
        self.rules: Rules = {}
        # Most pages have the same few findings.
        self._outlines: dict[Any, tuple[Outline, ...]] = {}

    def report(self, number: int, path: str, config: Config) -> FileReport | None:
        """Return the report on a page of the book; None of one that the book does not know."""
        sketch = self.book.sketches[number]
        if sketch is None:
            return None
        if config is not self._config:
            self._config, self.rules, self._outlines = config, active_rules(config), {}
        findings, learned, suppressions = sketch
        if suppressions:
            return report_of(path, self.read(number), config)
        outline = self._outlines.get(findings)
        if outline is None:
            outline = self._outlines[findings] = tuple([self._told(one) for one in findings if one[0] in self.rules])
        return _KeptReport(path, outline, self._held(learned), self, config, number)

    def _told(self, one: tuple[Any, ...]) -> Outline:
        rule, severity = self.rules[one[0]]
        if len(one) == _PLAIN:
            # As grave as its rule, and without a fix.
            return one[0], severity, None, one[1]
        return _outline(rule, severity, *one)

    def _held(self, learned: tuple[Learned, ...]) -> tuple[Learned, ...]:
        for one in learned:
            if one[0] not in self.rules:
                return tuple(one for one in learned if one[0] in self.rules)
        return learned

    def read(self, number: int) -> Packed:
        """Return the whole of a page, read."""
        return _read_whole(self.book, number)


def _read_whole(book: Book, number: int) -> Packed:
    packed: Packed = json.loads(book.whole(number))
    return packed


class _KeptReport(LikeChecked):
    """A report on a page that a book tells of."""

    __slots__ = ("_config", "_maker", "_number", "_packed", "_rules")

    _config: Config
    _maker: KeptReports
    _number: int
    _packed: Packed
    _rules: Rules

    def __init__(
        self,
        path: str,
        outline: tuple[Outline, ...],
        learned: tuple[Learned, ...],
        maker: KeptReports,
        config: Config,
        number: int,
    ) -> None:
        # The class is frozen, and a slot is filled by its own descriptor quicker than by name.
        _fill_path(self, path)
        _fill_outline(self, outline)
        _fill_learned(self, learned)
        _fill_maker(self, maker)
        _fill_config(self, config)
        _fill_rules(self, maker.rules)
        _fill_number(self, number)

    @property
    def texts(self) -> Mapping[int, str]:
        return self._maker.book.texts(self._number)

    def finding(self, number: int) -> Diagnostic:
        one = self._read()[0][number]
        return known_finding(self.path, *self._rules[one[0]], one)

    def _read(self) -> Packed:
        try:
            return self._packed
        except AttributeError:
            packed = _read_whole(self._maker.book, self._number)
            packed[0] = [one for one in packed[0] if one[0] in self._rules]
            object.__setattr__(self, "_packed", packed)
            return packed

    def __getattr__(self, name: str) -> Any:
        # As in `Late`; but a function that is held would make a circle.
        if name not in _LATE_FIELDS:
            raise AttributeError(name)
        findings, facts, _ = self._read()
        make = findings_of if name == "diagnostics" else facts_of
        value = make(self.path, findings if name == "diagnostics" else facts, self._rules)
        object.__setattr__(self, name, value)
        return value

    def __reduce__(self) -> tuple[Callable[..., FileReport | None], tuple[Any, ...]]:
        # Put aside as what it is made of: to work all of its findings out takes ten times as long.
        return _kept_again, (refer_to(self._maker), refer_to(self._config), self._number, self.path)


def _kept_again(maker: Reference, config: Reference, number: int, path: str) -> FileReport | None:
    found: FileReport | None = referred_by(maker).report(number, path, referred_by(config))
    return found


_fill_path, _fill_outline, _fill_learned, _fill_maker, _fill_config, _fill_rules, _fill_number = (
    getattr(_KeptReport, name).__set__
    for name in ("path", "_outline", "_learned", "_maker", "_config", "_rules", "_number")
)
for _name, _value in _PLAIN_FIELDS.items():
    # Of all these reports, it stands in the class.
    setattr(_KeptReport, _name, _value)


def _outline(
    rule: Rule,
    severity: Severity,
    code: str,
    said: str,
    own: str | None = None,
    safety: str | None = None,
    fixable: bool = False,
) -> Outline:
    """Return what is told of a finding by its sketch; `severity` is the configuration's for the rule."""
    offered = safety_of(rule, Safety(safety) if safety else None) if fixable else None
    return code, gravity_of(rule, severity, Severity(own) if own else None), offered, said
