"""What reading and parsing met, and what the engine itself reports, as findings."""

from __future__ import annotations

from collections.abc import Iterator

from medlint.checks import check
from medlint.diagnostic import Finding
from medlint.monograph import Monograph
from medlint.records import dataclass


@check("problem")
@dataclass(frozen=True)
class ProblemCheck:
    """Speaks for every problem of `kind` that the reader or the parser left behind."""

    kind: str

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        return (Finding(problem.span, problem.values) for problem in doc.problems if problem.kind == self.kind)


@check("engine")
@dataclass(frozen=True)
class EngineCheck:
    """Yields nothing: the engine itself speaks for this rule, since no single page can show the fault."""

    def __call__(self, _: Monograph) -> Iterator[Finding]:
        return iter(())


@check("suppression-reasons")
@dataclass(frozen=True)
class SuppressionReasons:
    """Yields nothing: the engine speaks. `rules` are codes, names or prefixes whose errors need a reason."""

    rules: tuple[str, ...]

    def __call__(self, _: Monograph) -> Iterator[Finding]:
        return iter(())


@check("no-monograph")
@dataclass(frozen=True)
class NoMonograph:
    """The file has neither front matter nor any section of a monograph."""

    def __call__(self, doc: Monograph) -> Iterator[Finding]:
        unreadable = any(problem.kind == "unreadable-file" for problem in doc.problems)
        if not unreadable and not doc.front_matter.present and not doc.known_sections:
            yield Finding(doc.title_span)
