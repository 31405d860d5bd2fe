"""One page under the active rules: what they see in it."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter

from medlint.binding import BoundRule, bind
from medlint.config import Config
from medlint.diagnostic import Edit, Finding
from medlint.monograph import Monograph
from medlint.placement import locate, place
from medlint.records import dataclass, field, replace
from medlint.rule import Rule, load_rules
from medlint.settlement import CRASH
from medlint.sighting import Inspection, PlacedSuppression, PlacedTarget, SightedFact, Sighting
from medlint.stopwatch import running
from medlint.text import Source, Span
from medlint.typed import TYPE_CHECKING
from medlint.wording import fill

if TYPE_CHECKING:
    from medlint.suppress import Suppression

_PLACE = attrgetter("span.start", "span.end", "code")
UNUSED = "LNT002"
UNKNOWN_RULE = "LNT003"


@dataclass(slots=True)
class _Heard:
    """What the rules said of one page, so far. `outranked`: the codes that a finding silences in its paragraph."""

    found: list[Sighting] = field(default_factory=list)
    facts: list[SightedFact] = field(default_factory=list)
    crashes: list[Sighting] = field(default_factory=list)
    silenced: set[str] = field(default_factory=set)
    outranked: list[tuple[frozenset[str], Span]] = field(default_factory=list)


def inspect(page: Monograph, config: Config) -> Inspection:
    """Run the active rules on a page. Never raises: a check that fails is a sighting of LNT001; the others go on."""
    heard = _Heard()
    watch = running()
    for bound in bind(config):
        if heard.silenced and bound.rule.code in heard.silenced:
            continue
        try:
            if watch is not None:
                with watch.timing(bound.rule.code):
                    _hear(page, bound, heard, config, [*bound.check(page)])
            # Most rules say nothing of most pages.
            elif (found := [*bound.check(page)]) or bound.learn is not None:
                _hear(page, bound, heard, config, found)
        except Exception as error:
            where = f"rule {bound.rule.name} ({bound.rule.code})"
            heard.crashes.append(crash(page.source, config, where, error))
    foremost = [one for one in _foremost(page, heard) if one.code not in heard.silenced]
    facts = tuple(one for one in heard.facts if one.code not in heard.silenced)
    if "medlint" not in page.text:
        return Inspection(_in_order(config, *foremost, *heard.crashes), facts, (), bool(heard.crashes))
    # On most runs no page has any.
    from medlint.suppress import read_suppressions

    rules = {rule.code: rule for rule in load_rules(config.rule_folders)}
    suppressions, misread = read_suppressions(page, tuple(rules.values()))
    strangers = [
        locate(page.source, rules[UNKNOWN_RULE], Finding(one.span, {"fault": one.fault, "hint": one.hint}))
        for one in misread
    ]
    placed = tuple(_place_suppression(page.source, rules[UNUSED], one) for one in suppressions)
    return Inspection(_in_order(config, *foremost, *strangers, *heard.crashes), facts, placed, bool(heard.crashes))


def _in_order(config: Config, *sightings: Sighting) -> tuple[Sighting, ...]:
    """Return sightings in the order in which they will be told, so that what is kept need not be sorted again."""
    if len(set(map(_PLACE, sightings))) == len(sightings):
        return tuple(sorted(sightings, key=_PLACE))
    # Of equal place and rule, the message decides which comes first.
    rules = {rule.code: rule for rule in (*load_rules(config.rule_folders), *(bound.rule for bound in bind(config)))}
    return tuple(sorted(sightings, key=lambda one: (_PLACE(one), fill(rules[one.code].message, one.values))))


def _hear(page: Monograph, bound: BoundRule, heard: _Heard, config: Config, found: list[Finding]) -> None:
    told = [*bound.learn(page)] if bound.learn is not None else None
    if not found and not told:
        return
    spoken = [locate(page.source, bound.rule, finding, page.title_span) for finding in found]
    facts = [place(page.source, bound.rule, fact) for fact in told or ()]
    # Asked last: few rules that skip a class of pages find anything, and only then is the page classified.
    if bound.rule.skip:
        from medlint.pageclass import belongs

        if belongs(page, bound.rule.skip, config.registry, config.markets):
            return
    heard.facts += facts
    if spoken:
        heard.found += spoken
        heard.silenced |= bound.supersedes
        if bound.outranks:
            heard.outranked += [(bound.outranks, one.span) for one in spoken]


def _foremost(page: Monograph, heard: _Heard) -> list[Sighting]:
    """Return the findings without those that stand in a paragraph where a rule that outranks theirs speaks."""
    if not heard.outranked:
        return heard.found
    starts = [block.span.start for block in page.blocks]
    taken = {(code, bisect_right(starts, span.start)) for codes, span in heard.outranked for code in codes}
    return [one for one in heard.found if (one.code, bisect_right(starts, one.span.start)) not in taken]


def _place_suppression(source: Source, rule: Rule, one: Suppression) -> PlacedSuppression:
    """Return a suppression with what is told of it, by the rule for what suppresses nothing: the facts come later."""

    def told(span: Span, edits: tuple[Edit, ...]) -> Sighting:
        values = {"name": span.of(source.text), "fault": "", "advice": ""}
        return locate(source, rule, Finding(span, values, edits))

    targets = tuple(PlacedTarget(target.codes, told(target.span, target.edits)) for target in one.targets)
    lines = (one.first, one.last, one.whole_page)
    return PlacedSuppression(targets, told(one.span, one.edits), *lines, one.reason, one.until)


def crash(source: Source, config: Config, where: str, error: Exception) -> Sighting:
    """Return the sighting of a fault of medlint's own in `where`."""
    rule = next(rule for rule in load_rules(config.rule_folders) if rule.code == CRASH)
    values = {"where": where, "error": f"{type(error).__name__}: {error}"[:200]}
    return replace(locate(source, rule, Finding(Span(0, 0), values)), excerpt=None)
