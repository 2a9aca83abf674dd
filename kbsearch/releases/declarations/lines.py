"""The lines of a file as editors, git and readers of SARIF number them: a line feed alone begins another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

_END = re.compile(r"\r\n?|\n")


def begin_of(text: str, end: re.Pattern[str] = _END) -> list[int]:
    """The line (from 1) in which each part of a text begins, where a parser takes what `end` fits for its end.

    Parsers also count a lone carriage return, a form feed or the line separators of Unicode, each its own choice.
    """
    return list(accumulate((found[0].count("\n") for found in end.finditer(text)), initial=1))


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a text that a line feed or a carriage return ends, without it, each with the line it begins in."""
    return zip(begin_of(text), _END.split(text), strict=True)
