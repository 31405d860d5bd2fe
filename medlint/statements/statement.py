"""What one sentence of a page says about whether a drug can be had."""

from __future__ import annotations

from medlint.records import dataclass
from medlint.text import Span

# Whom a statement is about.
DRUG = "drug"
MEMBER = "member"
FORM = "form"
TREATMENT = "treatment"
OTHER = "other"
INFORMATION = "information"
SUBJECTS = frozenset({DRUG, MEMBER, FORM, TREATMENT, OTHER, INFORMATION})

# What it says of it.
GONE = "gone"
BANNED = "banned"
SUSPENDED = "suspended"
RESTRICTED = "restricted"
NEVER_APPROVED = "never_approved"
NOT_AVAILABLE = "not_available"
OBSOLETE = "obsolete"
AVAILABLE = "available"
CLAIMS = frozenset({GONE, BANNED, SUSPENDED, RESTRICTED, NEVER_APPROVED, NOT_AVAILABLE, OBSOLETE, AVAILABLE})
# The claims of a page that tells its reader that the drug can no longer be had.
DEPARTED = frozenset({GONE, BANNED, SUSPENDED})

# Where it holds.
EVERYWHERE = "everywhere"
MARKET = "market"
UNSTATED = "unstated"
SCOPES = frozenset({EVERYWHERE, MARKET, FORM, UNSTATED})
# The place of "many countries".
SOME = "some"
# The reason of "the reason is not publicly known".
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim about availability.

    `span`: the sentence; `phrase`: the words of the claim. `subject`: one of `SUBJECTS`; `name`: the INN (or the folded
    name) of a member or another drug, else "". `claim`: one of `CLAIMS`. `scope`: one of `SCOPES`; `places`: codes of
    the registry's jurisdictions, "some" for "many countries". `years`: four digits each. `reasons`: the registry's
    reason categories, or "unknown" where the page says that the reason is not known. `time`: "past" for "was
    withdrawn", else "present". `negated`: "has not been withdrawn". `question`: the sentence asks. `section`: key of
    the section, "" before the first, None in one that is not recognised.
    """

    span: Span
    phrase: Span
    subject: str
    name: str
    claim: str
    scope: str = UNSTATED
    places: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    time: str = "present"
    negated: bool = False
    question: bool = False
    section: str | None = ""

    @property
    def asserts(self) -> bool:
        """Whether the page says so: it neither asks nor denies."""
        return not (self.negated or self.question)

    @property
    def says_gone(self) -> bool:
        """Whether the page says that its drug, and not one form of it, is gone, banned or suspended."""
        return self.asserts and self.subject == DRUG and self.claim in DEPARTED and self.scope != FORM
