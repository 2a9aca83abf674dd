"""Whole numbers as addresses and forms say them."""

from __future__ import annotations

LONGEST = 15
"""Digits of the largest number; every database keeps it, and so does JavaScript."""


def number_in(text: str) -> int | None:
    """The number that a text says in ASCII digits; None where it says none, or one too large to be of anything here."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
