"""Fixed-dose combinations that a government has prohibited."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.spokenforms import speaks_of
from medlint.diagnostic import Finding, Severity
from medlint.monograph import Monograph
from medlint.records import dataclass
from medlint.registry import MARKETS, CombinationFact
from medlint.registry.facts import GONE
from medlint.registry.verdict import COMBINATION_CONTESTED, COMBINATION_GONE, COMBINATION_SCOPED
from medlint.statements import Context, context_of
from medlint.text import Span


@check("banned-combination-not-stated")
@dataclass(frozen=True)
class BannedCombinationNotStated:
    """The very combination of the title is prohibited, and the page does not say so.

    markets, registry: from the configuration. Error where the order is in force and covers the page's product; warning
    where it is before the courts, or covers a form that the page speaks of; info where it covers only a form or a
    strength of which the page says nothing.
    """

    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        context = context_of(doc, self.registry, self.markets)
        kind = context.verdict.kind
        if kind not in (COMBINATION_GONE, COMBINATION_CONTESTED, COMBINATION_SCOPED) or context.farewells:
            return
        orders = [order for order in context.verdict.orders if order.status in GONE]
        above = _above_side_effects(context)
        named = [order for order in orders if not order.whole and speaks_of(context, order.forms, above)]
        from medlint.registry.sentence import write_order

        if kind == COMBINATION_GONE:
            severity = Severity.ERROR
        else:
            severity = Severity.WARNING if kind == COMBINATION_CONTESTED or named else Severity.INFO
        order = named[0] if named and kind == COMBINATION_SCOPED else orders[0]
        values = {
            "name": doc.title,
            "fact": write_order(order, context.registry),
            "model": _model(order, context),
            "source": order.source,
        }
        yield Finding(doc.title_span, values, severity=severity)


def _model(order: CombinationFact, context: Context) -> str:
    """Return the sentence to write, in the words that the order itself allows."""
    from medlint.registry.sentence import write_order

    which = "" if order.whole else f" (as notified: {order.scope})"
    if order.jurisdiction != "IN":
        return f"{write_order(order, context.registry)}. The single ingredients are not affected."
    ground = order.reason.split(";")[0]
    stand = "The order is contested in court. " if order.legal_status == "contested" else ""
    by = write_order(order, context.registry).partition(" by ")[2].partition(", ")[0]
    return (
        f"India's government prohibited the manufacture, sale and distribution of this fixed-dose combination{which}"
        f"{f' by {by}' if by else ''}, section 26A{f', on the ground: {ground}' if ground else ''}. {stand}Some makers "
        "hold court orders and stock may still be sold; check CDSCO's current list. The single ingredients are not "
        "affected, and the combination may be lawful elsewhere."
    )


def _above_side_effects(context: Context) -> Span:
    """Return the part of the page that tells what the medicine is and how it is taken."""
    doc = context.doc
    end = next((s.span.start for s in doc.sections if s.key in ("side_effects", "how_it_works")), len(doc.prose))
    return Span(0, end)
