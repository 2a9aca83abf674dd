"""Planning: from a paste to a query as plain data.

Paste -> codes that articles declare, lines by their rare words, words for the text -> Query
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbsearch.search.engines.base import Filters, Query, Snapshot
from kbsearch.search.known_codes import Code, find_codes
from kbsearch.search.lines import choose_lines, line_clauses
from kbsearch.search.paste import Paste
from kbsearch.search.question import Question, read_question
from kbsearch.search.results import Correction
from kbsearch.search.synonyms import Synonyms
from kbsearch.search.weights import crowding
from kbsearch.search.wording import paste_clauses, question_clauses

TEXTS = 24
"""Articles wanted by their text for a paste, which only breaks ties; more of them among very many."""
TEXTS_FOR_QUESTION = 50
"""Those that are wanted for a question."""
CODED = 200
"""Entries wanted by code."""
ROWS = 24
"""Entries wanted by their words for a paste of one line; one more for each further line."""
MOST_ROWS = 50
"""Entries wanted by their words for any paste."""
SHARE = 0.25
"""What of the best score an entry must reach by its words for a paste of one line; several have a best one each."""
READ = 30_000
"""Places of words in the text of articles that are read for a paste, 10 to 15 ns each; its lines say more."""
READ_FOR_QUESTION = 100_000
"""Those that are read for a question, of which the text is all there is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be asked: the query, the codes found, the codes that nobody declares, the segments asked for.

    `question` is what the paste asks in words of somebody's own, None for what a program printed;
    `corrections` are its words that were taken for misspelled.
    """

    query: Query
    codes: tuple[Code, ...]
    unknown: tuple[str, ...]
    asked: tuple[int, ...]
    question: Question | None = None
    corrections: tuple[Correction, ...] = ()


def plan(paste: Paste, snapshot: Snapshot, filters: Filters, limit: int, synonyms: Sequence[Synonyms] = ()) -> Plan:
    """Plan the search of a paste against what the index holds."""
    codes, unknown = find_codes(paste, snapshot)
    question = read_question(paste, codes)
    asked = choose_lines(paste, (code.segment for code in codes), snapshot)
    lines = line_clauses(paste, asked, snapshot)
    corrections: tuple[Correction, ...] = ()
    if question is not None:
        text, corrections = question_clauses(question, snapshot, synonyms)
    else:
        text = paste_clauses(paste, asked, snapshot)
    query = Query(
        filters=filters,
        codes=tuple(dict.fromkeys(key for code in codes for key in code.keys)),
        lines=lines,
        text=text,
        limit=max(limit * 2, round(TEXTS / crowding(snapshot.articles)) if question is None else TEXTS_FOR_QUESTION),
        coded=max(limit * 8, CODED),
        rows=max(limit, min(ROWS + len(lines), MOST_ROWS)),
        share=SHARE if len(lines) == 1 else 0.0,
        read=READ if question is None else READ_FOR_QUESTION,
    )
    return Plan(query, codes, unknown, asked, question, corrections)
