"""The ladder: how far the knowledge base can answer for a declaration, step by step."""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class Step(IntEnum):
    """What is reached; each step takes in those before it.

    claimed    an article explains it             reviewed  somebody else read it, as it is now
    complete   nothing in that article is missing  findable  the searches of those who meet it find it
    agrees     the article says what the product says
    """

    NONE = 0
    CLAIMED = 1
    COMPLETE = 2
    REVIEWED = 3
    FINDABLE = 4
    AGREES = 5

    @classmethod
    def named(cls, name: str) -> Self:
        """The step of that name, as manifests write it."""
        return cls[name.upper()]

    def __str__(self) -> str:
        return self.name.lower()
