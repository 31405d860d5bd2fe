"""Fixing one page: rounds of edits, each kept only if it mends what it says and breaks nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from medlint.config import Config
from medlint.diagnostic import Diagnostic, Edit, FileReport, Safety, Severity
from medlint.fix import allowed, apply, choose, prose_numbers
from medlint.inspection import inspect
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.records import dataclass, replace
from medlint.scope import Scope
from medlint.settlement import settle
from medlint.text import Span

ROUNDS = 10

# What tells one finding from another whatever line it is on.
_Key = tuple[str, str, str]


@dataclass(frozen=True)
class _State:
    """A page, what is found in it within `scope`, and the findings whose fixes made it what it is."""

    page: Monograph
    report: FileReport
    fixed: tuple[Diagnostic, ...] = ()
    scope: Scope | None = None

    def key(self, diagnostic: Diagnostic) -> _Key:
        message = "".join(sign for sign in diagnostic.message if not sign.isdigit())
        return diagnostic.code, message, diagnostic.span.of(self.page.text)


def repair(
    page: Monograph, report: FileReport, config: Config, level: Safety, scope: Scope | None = None
) -> FileReport:
    """Make the page's fixes up to `level`; return what is found afterwards, with the fixed text.

    With a `scope`, only what is told of the page is fixed, and the result is sifted by it.

    At most ten rounds. In each, all fixes that do not overlap are tried at once; where that breaks something, those of
    one rule after the other, and then one by one. A fix that breaks something is left unmade.
    """
    if scope is not None:
        report = scope.sift(report)
        scope = scope.after(report)
    state = _State(page, report, scope=scope)
    barred: set[_Key] = set()
    for _ in range(ROUNDS):
        fixable = [one for one in state.report.diagnostics if allowed(one, level) and state.key(one) not in barred]
        if not fixable or state.report.crashed:
            break
        attempt = _attempt(state, choose(fixable), config, level)
        state = attempt or _piecemeal(state, fixable, config, level, barred)
    # What cannot be made without harm is no longer offered.
    left = tuple(
        replace(one, fix=None) if one.fix and state.key(one) in barred else one for one in state.report.diagnostics
    )
    done = replace(state.report, diagnostics=left)
    return replace(done, fixed=state.fixed, fixed_text=state.page.text) if state.fixed else done


def _piecemeal(
    state: _State, fixable: Sequence[Diagnostic], config: Config, level: Safety, barred: set[_Key]
) -> _State:
    """Try the fixes rule by rule; of a rule whose fixes break something together, make the first that does not."""
    for code in dict.fromkeys(one.code for one in fixable):
        keys = {state.key(one) for one in fixable if one.code == code} - barred
        here = [one for one in state.report.diagnostics if one.fix and state.key(one) in keys]
        attempt = _attempt(state, choose(here), config, level)
        for one in () if attempt else here:
            attempt = _attempt(state, (one,), config, level)
            if attempt:
                break
            barred.add(state.key(one))
        state = attempt or state
    return state


def _attempt(state: _State, chosen: Sequence[Diagnostic], config: Config, level: Safety) -> _State | None:
    """Make the fixes of `chosen`; return the page that they give, or None where it is no better.

    A fix may have a consequence that another fix mends: who changes an answer changes what its copy in the front matter
    must say. So the fixes of what is new are made too, once, before the result is judged.
    """
    if not chosen:
        return None
    step = _make(state, chosen, config)
    if step is None:
        return None
    after, places = step
    if _is_better(state, after, chosen, places):
        return after
    known = Counter(map(state.key, state.report.diagnostics))
    followers = [one for one in after.report.diagnostics if allowed(one, level) and not known[after.key(one)]]
    second = _make(after, choose(followers), config) if followers else None
    if second is None:
        return None
    last, more = second
    moved = [_shift(place, followers) for place in places]
    return last if _is_better(state, last, chosen, [*moved, *more]) else None


def _make(state: _State, chosen: Sequence[Diagnostic], config: Config) -> tuple[_State, tuple[Span, ...]] | None:
    """Return the page with the fixes of `chosen` made, and where in it their texts stand."""
    text, places = apply(state.page.text, _edits(chosen))
    try:
        page = parse(replace(state.page.source, text=text), config.layout)
    except Exception:
        # The parser does not raise; if it should, the page is better left alone.
        return None
    if state.page.attachments:
        page = replace(page, attachments=state.page.attachments)
    report = settle(page.source.path, inspect(page, config), config)
    if state.scope is not None:
        report = state.scope.sift(report)
    return _State(page, report, (*state.fixed, *chosen), state.scope), places


def _edits(chosen: Sequence[Diagnostic]) -> list[Edit]:
    return [edit for diagnostic in chosen if diagnostic.fix for edit in diagnostic.fix.edits]


def _shift(place: Span, made: Sequence[Diagnostic]) -> Span:
    """Return where a place is after further edits."""
    before = [edit for edit in _edits(made) if edit.span.end <= place.start]
    inside = [edit for edit in _edits(made) if place.start < edit.span.end <= place.end]
    start = place.start + sum(len(edit.text) - len(edit.span) for edit in before)
    return Span(start, max(start, start + len(place) + sum(len(edit.text) - len(edit.span) for edit in inside)))


def _is_better(before: _State, after: _State, chosen: Sequence[Diagnostic], places: Sequence[Span]) -> bool:
    """Return whether what was to be mended is mended, and nothing else is worse."""
    made = after.fixed[len(before.fixed) :]
    safe = all(one.fix is not None and one.fix.safety is Safety.SAFE for one in made)
    if after.report.crashed or (safe and prose_numbers(after.page) != prose_numbers(before.page)):
        return False
    return _mended(before, after, chosen) and not any(_new(before, after, places))


def _mended(before: _State, after: _State, chosen: Sequence[Diagnostic]) -> bool:
    """Return whether each rule whose findings were fixed has so many fewer to tell."""
    old, new = (Counter(one.code for one in state.report.diagnostics) for state in (before, after))
    return all(new[code] <= old[code] - count for code, count in Counter(one.code for one in chosen).items())


def _new(before: _State, after: _State, places: Iterable[Span]) -> Iterator[object]:
    """Yield what was not there before: more findings of a rule, graver ones, or others outside of the edits."""
    for bound in Severity:
        old, new = (_count(state, bound) for state in (before, after))
        yield from (code for code in new if new[code] > old[code])
    # What a finding says may depend on the whole page ("the page does not say what to do"), and so may change.
    known = {name for one in before.report.diagnostics for name in _names(before, one)}
    for one in after.report.diagnostics:
        touched = any(one.span.start <= place.end and place.start <= one.span.end for place in places)
        if not touched and known.isdisjoint(_names(after, one)):
            yield one


def _names(state: _State, one: Diagnostic) -> Iterator[tuple[str, str, str]]:
    """Yield what a finding is known by: its rule and message, and its rule and the words that it flags."""
    code, message, flagged = state.key(one)
    yield code, "message", message
    yield code, "flagged", flagged


def _count(state: _State, bound: Severity) -> Counter[str]:
    return Counter(one.code for one in state.report.diagnostics if one.severity.reaches(bound))
