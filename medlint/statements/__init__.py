"""What a page says about the availability of its drug, read sentence by sentence."""

from medlint.statements.context import Context, context_of
from medlint.statements.reader import read_statements
from medlint.statements.statement import DEPARTED, SOME, UNKNOWN, Statement

__all__ = ["DEPARTED", "SOME", "UNKNOWN", "Context", "Statement", "context_of", "read_statements"]
