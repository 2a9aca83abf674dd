"""Fusion: what several sources propose for a question, as one list of articles.

The words of the text are always asked. Whoever knows more (what words mean, what was linked before)
joins as a `Source`; only questions ask it, so that a pasted error never depends on one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from kbsearch.search.engines.base import Filters
from kbsearch.search.question import Question

DAMPED = 20
"""Places that are added to every rank, so that the first does not count twice the second; 1 to 60."""
ALONE = 20.0
"""The score of what comes first everywhere when no word of the question stands in any text."""


class Source(Protocol):
    """Something that proposes articles for a question; several threads may ask it at once."""

    def propose(self, question: Question, filters: Filters, limit: int) -> Sequence[int]:
        """The keys of at most `limit` articles that pass the filters, best first."""


def fuse(text: Sequence[tuple[int, float]], proposed: Sequence[Sequence[int]]) -> tuple[tuple[int, float], ...]:
    """What the text and the sources propose, by reciprocal ranks, best first; equal scores by key.

    Scores keep the scale of the text's, so that they can be held against other evidence: what
    stands first in all lists has the text's best score. Without a source the text's own scores stay.
    """
    if not proposed:
        return tuple(text)
    lists = [[key for key, _ in text], *proposed]
    shares: dict[int, float] = defaultdict(float)
    for keys in lists:
        for place, key in enumerate(keys):
            shares[key] += DAMPED / (DAMPED + place) / len(lists)
    most = text[0][1] if text else ALONE
    return tuple(sorted(((key, most * share) for key, share in shares.items()), key=lambda pair: (-pair[1], pair[0])))
