"""What is wrong with a rule page."""


class RuleError(Exception):
    """A rule page is wrong; the message names the file and what to write."""
