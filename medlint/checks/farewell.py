"""What a notice that a drug is gone must tell: where, when, why, and what to do instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlint.checks import check
from medlint.checks.departures import Departure, departures, propose, tell
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.patterns import lazy
from medlint.records import dataclass
from medlint.registry import MARKETS
from medlint.registry.verdict import RETURNED_OR_RESTRICTED, SCOPED_ONLY
from medlint.statements import SOME, Context, context_of
from medlint.statements.statement import EVERYWHERE

_ADVICE = lazy(
    r"\b(?:consult|talk\s+to|speak\s+(?:to|with)|ask|discuss|contact|see|seek)\b[^.!?\n]{0,80}\b(?:doctor|pharmacist|physician|"
    r"professional|provider|specialist|dermatologist|prescriber|alternatives?|treatment)|\balternatives?\b|"
    r"\b(?:do\s+not|should\s+not\s+be|must\s+not\s+be|never)\s+(?:use|used|take|taken|attempt|seek|sought)\b",
    re.I,
)
# Of a drug that the registry does not know, nobody can say whether it is gone still.
_CAME_BACK = lazy(
    r"\b(?:re-?introduced|re-?launched|brought\s+back|came\s+back|(?:returned|back)\s+(?:to|on)\s+(?:the\s+)?market)\b",
    re.I,
)


@check("incomplete-withdrawal-notice")
@dataclass(frozen=True)
class IncompleteWithdrawalNotice:
    """The page says that its drug is gone but not where, when, why or what to do. One finding names what is missing.

    markets, registry: from the configuration.
    """

    markets: tuple[str, ...] = MARKETS
    registry: tuple[str, ...] = ()

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        context = context_of(doc, self.registry, self.markets)
        if not context.departures:
            return
        for departure in departures(context):
            if not departure.said or not (departure.final or departure.recorded or departure.vaguely):
                continue
            if departure.verdict.kind in (RETURNED_OR_RESTRICTED, SCOPED_ONLY):
                continue
            if not departure.recorded and any(_CAME_BACK.search(one.span.of(doc.prose)) for one in departure.said):
                continue
            if missing := _missing(departure, context):
                fact = tell(departure, context)
                values = {
                    "name": departure.name,
                    "missing": _list(missing),
                    "fact": f"The registry has: {fact}. " if fact else "",
                    "model": propose(departure, context),
                }
                yield Finding(departure.said[0].phrase, values)
                return


def _missing(departure: Departure, context: Context) -> list[str]:
    said = departure.said
    advice, text = _ADVICE.reading(context.doc.prose, context.doc.small_prose)
    given = {
        "where": any(one.scope == EVERYWHERE or set(one.places) - {SOME} for one in said),
        "when": any(one.years for one in said),
        "why": any(one.reasons for one in said),
        "what to do instead": advice.search(text) is not None,
    }
    return [element for element, there in given.items() if not there]


def _list(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
