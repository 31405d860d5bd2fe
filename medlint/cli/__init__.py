"""The command line: options in, exit code out. What is decided is decided below."""

from __future__ import annotations

from medlint.cli.app import app, main

__all__ = ["app", "main"]
