"""What a page is as a whole: a refusal, no medicine, a drug that is gone, a combination that is no product.

A rule page may name classes to `skip`: the rule is silent on pages of these classes, so that one cause gives one
finding. A page is classified only when such a rule found something on it, class by class, and each class once a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from medlint import checks
from medlint.checks.departures import departures
from medlint.checks.nonmedicine import NotAHumanMedicine
from medlint.checks.products import DeniedProduct
from medlint.monograph import Monograph
from medlint.registry import MARKETS, Verdict
from medlint.rule import GONE, NO_PRODUCT, NOT_A_MEDICINE, PAGE_CLASSES, REFUSAL, load_rules
from medlint.statements import context_of
from medlint.typed import Any, cast

# Whose patterns say what the class is: they stand on these rules' pages and nowhere else.
_RULES = {REFUSAL: "model-refusal", NOT_A_MEDICINE: "not-a-human-medicine", NO_PRODUCT: "combination-not-a-product"}
_CORE = ("usage", "dosage")
# A section with more characters than that says something besides a refusal.
_LONGEST = 600
_KEY = "page_classes"

Judge = Callable[[Monograph], bool]


def classify(doc: Monograph, registry: tuple[str, ...] = (), markets: tuple[str, ...] = MARKETS) -> frozenset[str]:
    """Return the page's classes, none for an ordinary monograph.

    `registry` (absolute paths of a site's own tables) and `markets` are the site's settings.
    Errors: RegistryError if one of those tables cannot be used.
    """
    return frozenset(name for name in PAGE_CLASSES if belongs(doc, (name,), registry, markets))


def belongs(
    doc: Monograph, classes: Iterable[str], registry: tuple[str, ...] = (), markets: tuple[str, ...] = MARKETS
) -> bool:
    """Say whether the page is of one of `classes`, looking no further than that needs. Arguments as of `classify`."""
    # Kept where a cached property would keep it, as the page's context is.
    known: dict[tuple[object, ...], bool] = vars(doc).setdefault(_KEY, {})
    for name in classes:
        key = name, registry, markets
        if key not in known:
            known[key] = _judges(registry, markets)[name](doc)
        if known[key]:
            return True
    return False


@lru_cache(maxsize=8)
def _judges(registry: tuple[str, ...], markets: tuple[str, ...]) -> Mapping[str, Judge]:
    own = {rule.name: rule for rule in load_rules()}
    settings = {"registry": registry, "markets": markets}

    def check_of(name: str) -> Any:
        rule = own[_RULES[name]]
        return checks.build(rule.check, rule.params, settings)

    refusal = cast("checks.Check", check_of(REFUSAL))
    medicine = cast("NotAHumanMedicine", check_of(NOT_A_MEDICINE))
    product = cast("DeniedProduct", check_of(NO_PRODUCT))
    return {
        REFUSAL: lambda doc: _refuses(doc, refusal),
        NOT_A_MEDICINE: medicine.told,
        GONE: lambda doc: _gone(doc, registry, markets),
        NO_PRODUCT: lambda doc: product.denial(doc) is not None,
    }


def _refuses(doc: Monograph, refusal: checks.Check) -> bool:
    """Say whether the page as a whole is a refusal. One that stands in a single answer or section makes none.

    It is one where the page has less than half of the sections that it needs; where it opens the page and several
    monographs follow in place of one; or where it fills both Usage and Dosage, as far as they are there.
    """
    present = [section.key for section in doc.known_sections]
    required = {section.key for section in doc.layout.sections if section.required}
    bare = not present or 2 * len(required.intersection(present)) < len(required)
    several = any(present.count(key) > 1 for key in _CORE)
    core = [section for section in doc.known_sections if section.key in _CORE]
    slight = bool(core) and all(len(section.body) <= _LONGEST for section in core)
    # Whether anything is refused is asked last: it is what costs time.
    if not (bare or several or slight):
        return False
    said = [finding.span.start for finding in refusal(doc)]
    if bare or not said:
        return bool(said)
    if several and min(said) < doc.known_sections[0].span.start:
        return True
    return slight and all(any(start in section.body for start in said) for section in core)


def _gone(doc: Monograph, registry: tuple[str, ...], markets: tuple[str, ...]) -> bool:
    """Say whether nobody can have the page's medicine: the page says so, or the registry of all of its markets."""
    context = context_of(doc, registry, markets)
    if any(_everywhere(verdict, markets) for verdict in (context.verdict, *context.verdict.members)):
        return True
    return bool(context.departures) and any(one.said and one.final for one in departures(context))


def _everywhere(verdict: Verdict, markets: tuple[str, ...]) -> bool:
    """Say whether the drug, or the combination, has left every market of the site."""
    return verdict.everywhere or (bool(markets) and {*verdict.gone, *verdict.ended} >= set(markets))
