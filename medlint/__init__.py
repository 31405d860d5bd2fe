"""medlint: a linter for drug monographs in Markdown with YAML front matter."""

__version__ = "0.1.0"
