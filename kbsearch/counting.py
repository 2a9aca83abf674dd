"""Counting: a number with its noun, as one says it."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: `1 article`, `1,200 articles`, `2 entries`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
