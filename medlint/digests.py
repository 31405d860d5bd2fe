"""BLAKE2, which `hashlib` hands on from a small module of Python's own, without the rest that `hashlib` loads.

That is all of OpenSSL: several milliseconds and megabytes at every start.
"""

from __future__ import annotations

from medlint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b
else:
    try:
        from _blake2 import blake2b
    except ImportError:  # A Python that keeps it elsewhere.
        from hashlib import blake2b

__all__ = ["blake2b"]
