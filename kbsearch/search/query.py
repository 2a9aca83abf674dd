"""Planning: from a paste to a query as plain data.

Paste -> codes that articles declare, lines by their rare words, words for the text -> Query
"""

from __future__ import annotations

from dataclasses import dataclass

from kbsearch.search.engines.base import Filters, Query, Snapshot
from kbsearch.search.known_codes import Code, find_codes
from kbsearch.search.lines import choose_lines, line_clause
from kbsearch.search.paste import Paste
from kbsearch.search.wording import text_terms

ROWS = 24
"""Entries wanted by their words for a paste of one line; one more for each further line."""
MOST_ROWS = 50
"""Entries wanted by their words for any paste."""


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
    asked = choose_lines(paste, (code.segment for code in codes), snapshot)
    lines = [clause for index in asked if (clause := line_clause(paste.segments[index], snapshot)) is not None]
    query = Query(
        filters=filters,
        codes=tuple(dict.fromkeys(key for code in codes for key in code.keys)),
        lines=tuple(dict.fromkeys(lines)),
        text=text_terms(paste, asked, snapshot, codes, unknown),
        limit=max(limit * 2, 50),
        rows=max(limit, min(ROWS + len(lines), MOST_ROWS)),
    )
    return Plan(query, codes, unknown, asked)
