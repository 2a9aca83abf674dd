"""A guess at what was meant when a name is not known: the "did you mean" of every message."""

from __future__ import annotations

from collections.abc import Iterable

_CLOSE = 66.0  # per cent of the letters that must agree


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name most like `word`, letter case aside, or None when none is close.

    Of equally close names the first in alphabetical order is taken, so that a message never
    changes from run to run.
    """
    from rapidfuzz import fuzz, process

    ordered = sorted(names)
    found = process.extractOne(word, ordered, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_CLOSE)
    return found[0] if found else None
