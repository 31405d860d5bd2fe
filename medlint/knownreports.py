"""Reports on pages that are known, by what `memo` made of their inspections.

A run with thousands of known pages shows little of them, so what a finding says is worked out when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from medlint.config import Config
from medlint.diagnostic import Diagnostic, Fact, FileReport, Fix, Learned, Outline, PlacedFact, Safety, Severity
from medlint.late import late
from medlint.memo import (
    SHORT,
    Packed,
    parts_of,
    unpack,
    unpack_excerpt,
    unpack_fact,
    unpack_sighting,
)
from medlint.records import fields
from medlint.rule import Rule
from medlint.settlement import active_rules, fix_of, gravity_of, safety_of, settle
from medlint.text import Position, Span
from medlint.typed import TYPE_CHECKING, Any, Protocol
from medlint.wording import fill

if TYPE_CHECKING:
    from medlint.previous import Sketch

Rules = Mapping[str, tuple[Rule, Severity]]

# How many parts the sketch of most findings has.
_PLAIN = 2

# What of a report is worked out late; all else is as it is by default, for a page is kept that suppresses nothing and
# was not fixed.
_LATE_FIELDS = ("diagnostics", "facts")
_PLAIN_FIELDS = {one.name: one.default for one in fields(FileReport) if one.name not in ("path", *_LATE_FIELDS)}
_late_finding = late(Diagnostic, "path", "code", "name", "severity", "fix")
_late_fix = late(Fix, "safety")
_late_fact = late(Fact, "key", "values")
_late_placed_fact = late(PlacedFact, "path", "code", "severity", "fact", "suppressed")


def reports(texts: Sequence[str | None], paths: Sequence[str], configs: Sequence[Config]) -> list[FileReport | None]:
    """Return the reports on pages by what `encode` made of their inspections; None where it made no such text."""
    found = [_unless_damaged(text) for text in texts]
    read = _read_at_once([pair[1] for pair in found if pair is not None])
    if read is None:
        # The checksums are right, so somebody else wrote it.
        return [None for _ in texts]
    packed = iter(read)
    pages = zip(found, paths, configs, strict=True)
    return [_unless_odd(_report, path, next(packed), config) if pair else None for pair, path, config in pages]


def _read_at_once(texts: Sequence[str]) -> list[Packed] | None:
    """Return what JSON texts hold, None where one is no such text: one document takes a third of the time of many."""
    import json

    try:
        read: list[Packed] = json.loads(f"[{','.join(texts)}]")
    except (ValueError, RecursionError):
        return None
    return read if len(read) == len(texts) else None


def _unless_damaged(text: str | None) -> tuple[str, str] | None:
    try:
        return parts_of(text) if text is not None else None
    except ValueError:
        return None


def _unless_odd(make: Callable[[str, Any, Config], FileReport], path: str, read: Any, config: Config) -> Any:
    try:
        return make(path, read, config)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None


def _report(path: str, packed: Packed, config: Config) -> FileReport:
    sightings, facts, suppressions = packed
    if suppressions:
        # They ask for lines, and may depend on the day.
        return settle(path, unpack(packed), config)
    rules = active_rules(config)
    return FileReport(path, _findings(path, sightings, rules), facts=_facts(path, facts, rules))


def _findings(path: str, sightings: Packed, rules: Rules) -> tuple[Diagnostic, ...]:
    for one in sightings:
        if len(one) < SHORT:
            raise ValueError("a finding is shorter than any")
    return tuple([_known_finding(path, *rules[one[0]], one) for one in sightings if one[0] in rules])


def _facts(path: str, facts: Packed, rules: Rules) -> tuple[PlacedFact, ...]:
    return tuple([_known_fact(path, rules[one[0]][1], one) for one in facts if one[0] in rules])


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
            return _report(path, self.read(number), config)
        outline = self._outlines.get(findings)
        if outline is None:
            outline = self._outlines[findings] = tuple([self._told(one) for one in findings if one[0] in self.rules])
        return _KeptReport(path, outline, self._held(learned), self.book, self.rules, number)

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
    import json

    packed: Packed = json.loads(book.whole(number))
    return packed


class _KeptReport(FileReport):
    """A report on a page that a book tells of."""

    __slots__ = ("_book", "_number", "_packed", "_rules")

    _book: Book
    _number: int
    _packed: Packed
    _rules: Rules

    def __init__(
        self,
        path: str,
        outline: tuple[Outline, ...],
        learned: tuple[Learned, ...],
        book: Book,
        rules: Rules,
        number: int,
    ) -> None:
        # The class is frozen, and a slot is filled by its own descriptor quicker than by name.
        _fill_path(self, path)
        _fill_outline(self, outline)
        _fill_learned(self, learned)
        _fill_book(self, book)
        _fill_rules(self, rules)
        _fill_number(self, number)

    @property
    def texts(self) -> Mapping[int, str]:
        return self._book.texts(self._number)

    def finding(self, number: int) -> Diagnostic:
        one = self._read()[0][number]
        return _known_finding(self.path, *self._rules[one[0]], one)

    def _read(self) -> Packed:
        try:
            return self._packed
        except AttributeError:
            packed = _read_whole(self._book, self._number)
            packed[0] = [one for one in packed[0] if one[0] in self._rules]
            object.__setattr__(self, "_packed", packed)
            return packed

    def __getattr__(self, name: str) -> Any:
        # As in `Late`; but a function that is held would make a circle.
        if name not in _LATE_FIELDS:
            raise AttributeError(name)
        findings, facts, _ = self._read()
        make = _findings if name == "diagnostics" else _facts
        value = make(self.path, findings if name == "diagnostics" else facts, self._rules)
        object.__setattr__(self, name, value)
        return value

    def __eq__(self, other: object) -> bool:
        names = [one.name for one in fields(FileReport)]
        return isinstance(other, FileReport) and all(getattr(self, name) == getattr(other, name) for name in names)

    __hash__ = FileReport.__hash__

    def __reduce__(self) -> tuple[type[FileReport], tuple[Any, ...]]:
        return FileReport, tuple(getattr(self, one.name) for one in fields(FileReport))


_fill_path, _fill_outline, _fill_learned, _fill_book, _fill_rules, _fill_number = (
    getattr(_KeptReport, name).__set__ for name in ("path", "_outline", "_learned", "_book", "_rules", "_number")
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


def _known_finding(path: str, rule: Rule, severity: Severity, packed: Packed) -> Diagnostic:
    edits, own, safety = ((), None, None) if len(packed) == SHORT else (packed[SHORT], *packed[SHORT + 2 :])
    offered = safety_of(rule, Safety(safety) if safety else None) if edits else None
    fix = _late_fix(offered, partial(_part_of_fix, rule, packed)) if offered is not None else None
    gravity = gravity_of(rule, severity, Severity(own) if own else None)
    return _late_finding(path, rule.code, rule.name, gravity, fix, partial(_part, rule, packed))


def _part(rule: Rule, packed: Packed, name: str) -> object:
    """Return a field of a finding."""
    _, start, end, line, column, last_line, last_column, values, excerpt, mark = packed[:SHORT]
    match name:
        case "message":
            return fill(rule.message, values)
        case "help":
            return fill(rule.help, values)
        case "span":
            return Span(start, end)
        case "start":
            return Position(line, column, start)
        case "end":
            return Position(last_line, last_column, end)
        case "excerpt":
            return unpack_excerpt(excerpt)
        case "related":
            return unpack_sighting(packed).related
        case "mark":
            return mark
    raise AttributeError(name)


def _part_of_fix(rule: Rule, packed: Packed, name: str) -> object:
    return getattr(fix_of(rule, unpack_sighting(packed)), name)


def _known_fact(path: str, severity: Severity, packed: Packed) -> PlacedFact:
    part = partial(_part_of_fact, packed)
    return _late_placed_fact(path, packed[0], severity, _late_fact(packed[7], packed[8], part), False, part)


def _part_of_fact(packed: Packed, name: str) -> object:
    fact = unpack_fact(packed)
    return getattr(fact.fact if name == "span" else fact, name)
