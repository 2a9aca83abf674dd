"""Wording: the words of a paste or a question that are asked for in the text of articles."""

from __future__ import annotations

from kbsearch.search.analysis import STOP_WORDS
from kbsearch.search.engines.base import ArticleField, Snapshot, TextClause
from kbsearch.search.known_codes import Code
from kbsearch.search.paste import Paste
from kbsearch.search.weights import WEIGHTS, importance, rarity

MOST_TEXT = 28
"""Words that are asked for in the text of articles."""

_FIELDS: tuple[tuple[ArticleField, float], ...] = (
    ("title", WEIGHTS.title),
    ("symptoms", WEIGHTS.symptoms),
    ("summary", WEIGHTS.summary),
    ("body", WEIGHTS.body),
)


def text_terms(
    paste: Paste, asked: tuple[int, ...], snapshot: Snapshot, codes: tuple[Code, ...], unknown: tuple[str, ...]
) -> tuple[TextClause, ...]:
    """The words to ask for in the text of articles: rare ones, of the lines that speak of an error."""
    size = snapshot.articles
    worth: dict[str, float] = {}
    for index in asked:
        segment = paste.segments[index]
        if segment.joined > 1:
            continue
        factor = importance(segment, paste)
        for token in segment.tokens:
            if token.trust > 0.15 and token.stem not in STOP_WORDS:
                worth[token.stem] = max(worth.get(token.stem, 0.0), factor * min(1.0, token.trust + 0.2))
    rated = [
        (rarity(frequency, size) * value, term, value)
        for term, value in worth.items()
        if (frequency := max(snapshot.article_frequency(field, term) for field in ("body", "title", "symptoms", "summary")))
    ]
    rated.sort(key=lambda item: (-item[0], item[1]))
    text = [TextClause(((term, round(value, 3)),), _FIELDS, nats) for nats, term, value in rated[:MOST_TEXT]]
    mentions = [
        TextClause(((key, WEIGHTS.mention / WEIGHTS.text),), (("mentions", 1.0),))
        for key in dict.fromkeys([*(k for c in codes for k in c.keys), *(u.lower() for u in unknown)])
        if snapshot.article_frequency("mentions", key)
    ]
    return (*text, *mentions)
