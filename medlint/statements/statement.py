"""What one sentence of a page says about whether a drug can be had."""

from __future__ import annotations

from medlint.records import dataclass, field
from medlint.text import Span
from medlint.typed import Protocol

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


class Circumstances(Protocol):
    """What a sentence names besides; read when it is asked for, as most statements are not."""

    @property
    def places(self) -> tuple[str, ...]:
        """Codes of the registry's jurisdictions, "WW" for the world, "some" for "many countries"."""

    @property
    def years(self) -> tuple[str, ...]:
        """Years of four digits each."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The registry's reason categories, or "unknown" where the reason is said to be not known."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim about availability.

    `span`: the sentence; `phrase`: the words of the claim. `subject`: one of `SUBJECTS`; `name`: the INN (or the folded
    name) of a member or another drug, else "". `claim`: one of `CLAIMS`. `limited`: it is about a form or a use.
    `circumstances`: what the sentence names besides. `time`: "past" for "was withdrawn", else "present". `negated`:
    "has not been withdrawn". `question`: the sentence asks. `section`: key of the section, "" before the first, None
    in one that is not recognised.
    """

    span: Span
    phrase: Span
    subject: str
    name: str
    claim: str
    limited: bool
    circumstances: Circumstances = field(compare=False, repr=False)
    time: str = "present"
    negated: bool = False
    question: bool = False
    section: str | None = ""

    @property
    def scope(self) -> str:
        """Where it holds: one of `SCOPES`."""
        if self.limited:
            return FORM
        places = self.circumstances.places
        return EVERYWHERE if "WW" in places else MARKET if places else UNSTATED

    @property
    def places(self) -> tuple[str, ...]:
        """Codes of the registry's jurisdictions, and "some" for "many countries"."""
        return tuple(place for place in self.circumstances.places if place != "WW")

    @property
    def years(self) -> tuple[str, ...]:
        """The years that the sentence names, four digits each."""
        return self.circumstances.years

    @property
    def reasons(self) -> tuple[str, ...]:
        """The registry's reason categories, or "unknown" where the page says that the reason is not known."""
        return self.circumstances.reasons

    @property
    def asserts(self) -> bool:
        """Whether the page says so: it neither asks nor denies."""
        return not (self.negated or self.question)

    @property
    def says_gone(self) -> bool:
        """Whether the page says that its drug, and not one form of it, is gone, banned or suspended."""
        return self.asserts and self.subject == DRUG and self.claim in DEPARTED and not self.limited
