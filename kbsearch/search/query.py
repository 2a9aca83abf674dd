"""Planning: from a paste to a query as plain data.

Paste -> codes that articles declare, lines by their rare words, words for the text -> Query
"""

from __future__ import annotations

from dataclasses import dataclass

from kbsearch.search.engines.base import Filters, LineClause, Query, Snapshot
from kbsearch.search.known_codes import Code, find_codes
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.weights import rarity
from kbsearch.search.wording import text_terms

MOST_LINES = 48
"""Segments that are asked for; those that speak of an error come first."""
MOST_WORDS = 14
"""Rarest words of a line that are asked for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be asked: the query, the codes found, the codes that nobody declares, the segments asked for."""

    query: Query
    codes: tuple[Code, ...]
    unknown: tuple[str, ...]
    asked: tuple[int, ...]


def plan(paste: Paste, snapshot: Snapshot, filters: Filters, limit: int) -> Plan:
    """Plan the search of a paste against what the index holds."""
    codes, unknown = find_codes(paste, snapshot)
    asked = _asked(paste)
    lines = [clause for index in asked if (clause := _line(paste.segments[index], snapshot)) is not None]
    query = Query(
        filters=filters,
        codes=tuple(dict.fromkeys(key for code in codes for key in code.keys)),
        lines=tuple(dict.fromkeys(lines)),
        text=text_terms(paste, asked, snapshot, codes, unknown),
        limit=max(limit * 2, 50),
    )
    return Plan(query, codes, unknown, asked)


def _asked(paste: Paste) -> tuple[int, ...]:
    """The segments to ask for, the worst first, in the order of the paste."""
    order = sorted(range(len(paste.segments)), key=lambda i: (-paste.segments[i].severity, i))
    return tuple(sorted(order[:MOST_LINES]))


def _line(segment: Segment, snapshot: Snapshot) -> LineClause | None:
    size = snapshot.entries
    trust: dict[str, float] = {}
    for token in segment.tokens:
        if token.trust >= 0.2:
            trust[token.stem] = max(token.trust, trust.get(token.stem, 0.0))
    weighted = [
        (rarity(frequency, size) * worth, term, worth)
        for term, worth in trust.items()
        if (frequency := snapshot.entry_frequency("words", term))
    ]
    if not weighted:
        return None
    weighted.sort(key=lambda item: (-item[0], item[1]))
    return LineClause(
        tuple((term, 3.0 * worth) for _, term, worth in weighted[:MOST_WORDS]), _shingles(segment, snapshot)
    )


def _shingles(segment: Segment, snapshot: Snapshot) -> tuple[tuple[str, float], ...]:
    words = [
        segment.text[token.start : token.end].lower().partition("'")[0] if token.trust >= 0.2 else ""
        for token in segment.tokens
    ]
    found: dict[str, float] = {}
    for first, second, third in zip(words, [*words[1:], ""], [*words[2:], "", ""], strict=False):
        for shingle in (f"{first}_{second}", f"{first}_{second}_{third}") if third else (f"{first}_{second}",):
            if first and second and shingle not in found and snapshot.entry_frequency("shingles", shingle):
                found[shingle] = 2.0
    return tuple(found.items())[:20]
