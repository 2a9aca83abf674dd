"""A guess at what was meant when a name is not known: the "did you mean" of every message."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name most like `word`, letter case aside, or None when none is close.

    Close means that at least two thirds of the letters agree. Of equally close names the
    first in alphabetical order is taken, so that a message never changes from run to run.
    """
    return _nearest(word.casefold(), tuple(names))


@lru_cache(maxsize=1024)  # the same foreign keys stand in every article of a tree
def _nearest(word: str, names: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in sorted(names, reverse=True)}
    close = get_close_matches(word, sorted(folded), n=1, cutoff=0.66)
    return folded[close[0]] if close else None
