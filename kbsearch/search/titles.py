"""Titles: lines of a paste that say what an article is called.

Where pages are called by the message that they explain, nothing in them need be written down as a
message, and nothing else may tell which message it is.
"""

from __future__ import annotations

from functools import cached_property

from kbsearch.search.align import Line, align, line_of
from kbsearch.search.engines.base import Snapshot
from kbsearch.search.fitting import share_of
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.query import Plan
from kbsearch.search.quoting import Quote, lines_to_quote
from kbsearch.search.scale import scale_of
from kbsearch.search.weights import WEIGHTS, importance


class Titles:
    """The lines of one paste, to be held against titles."""

    def __init__(self, paste: Paste, plan: Plan, snapshot: Snapshot) -> None:
        self._paste, self._plan, self._scale = paste, plan, scale_of(snapshot)

    def of(self, title: str) -> dict[int, Quote]:
        """Each line that says a title, by the line's number; the share is that of the title's words.

        A question must be the title: of the words that somebody asks in, a few stand in many.
        """
        template = self._scale.weighed(title)
        least = max(2.0, 0.5 * len(template.weights))
        found: dict[int, Quote] = {}
        for segment, line, worth in self._lines:
            if sum(map(line.words.__contains__, template.bones.stems)) < least:
                continue
            alignment = align(template, line)
            if alignment.coverage < WEIGHTS.fits or alignment.words < 2:
                continue
            if self._plan.question is not None and share_of(alignment, segment) < WEIGHTS.whole:
                continue
            quote = Quote(alignment.score * worth, alignment.coverage)
            if segment.line not in found or quote.nats > found[segment.line].nats:
                found[segment.line] = quote
        return found

    @cached_property
    def _lines(self) -> list[tuple[Segment, Line, float]]:
        whole = lines_to_quote(self._paste, self._plan.asked)
        return [(segment, line_of(segment), importance(segment, self._paste)) for segment in whole]
