"""Planning: from a paste to a query as plain data, and all the weights of the ranking.

Paste -> codes that articles declare, lines by their rare words, words for the text -> Query
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from kbsearch.search.analysis import STOP_WORDS
from kbsearch.search.codes import code_spans, looks_like_code
from kbsearch.search.engines.base import ArticleField, Filters, LineClause, Query, Snapshot
from kbsearch.search.paste import Paste, Segment, Severity


@dataclass(frozen=True, slots=True)
class Weights:
    """All weights of the ranking. Scores are in nats (natural logarithms of rarity)."""

    code: float = 1.9
    """What a declared code earns per nat of its rarity among the articles; 1 to 4."""
    code_decay: float = 0.7
    """What the next code of the paste earns against the one before; 0 to 1."""
    partial: float = 0.5
    """How steeply a message that fits in part loses, as the power of its coverage; 0 to 4."""
    listed: float = 0.55
    """What a row of a list page earns against the article that explains the error; 0 to 1."""
    text: float = 0.4
    """What BM25 over title, symptoms and body earns; 0 to 1."""
    lines: float = 30.0
    """Segments of a paste up to which the text earns all of that; 5 to 200."""
    title: float = 0.6
    """What a word earns in the title against the body, beside its rarity there; 0 to 4."""
    symptoms: float = 1.6
    """What a word earns in the symptoms against the body; 1 to 4."""
    mention: float = 0.5
    """What a code earns that stands only in an article's text, per nat; 0 to 1."""
    first: float = 50.0
    """What the best answer to the first error that is answered earns, in nats; 0 to 60."""
    enough: float = 11.0
    """Nats from which an answer earns all of that; 1 to 30."""
    fits: float = 0.7
    """Coverage from which a line is taken to be an entry's message; 0.5 to 1."""
    evidence: float = 0.35
    """What a nat of code and message earns beside that, so that rare evidence counts across lines; 0 to 1."""
    line_decay: float = 0.35
    """What the next line that is answered earns of that; 0 to 1."""
    warning: float = 0.75
    """What a warning earns where the paste also holds an error; 0 to 1."""
    minor: float = 0.6
    """What a note or an informational line earns; 0 to 1."""
    frame: float = 0.35
    """What a frame of a stack trace earns; 0 to 1."""
    plain: float = 0.85
    """What a line earns that says no severity, where other lines call themselves errors; 0 to 1."""
    marked: float = 0.75
    """How far a word stops counting that all other templates mark as a placeholder; 0 to 1."""


WEIGHTS = Weights()

SMALL = 500
"""Documents from which the rarity of a word is believed."""
MOST_LINES = 48
"""Segments that are asked for; those that speak of an error come first."""
MOST_WORDS = 14
"""Rarest words of a line that are asked for."""
MOST_TEXT = 28
"""Words that are asked for in the text of articles."""

_CALLED = re.compile(
    r"(?:errors?|err|code|status|event|errno|exit|exited with|hresult|result|reason|number|stop|http|smtp|id|no\.?|#"
    r"|fehler|erreur)"
    r"[\s:=#(\[\"']{0,3}(?:code)?[\s:=#(\[\"']{0,3}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the paste that articles declare: its text, its segment, its declared keys, its trust in [0, 1]."""

    text: str
    segment: int
    keys: tuple[str, ...]
    trust: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be asked: the query, the codes found, the codes that nobody declares, the segments asked for."""

    query: Query
    codes: tuple[Code, ...]
    unknown: tuple[str, ...]
    asked: tuple[int, ...]


def rarity(frequency: int, size: int) -> float:
    """The information of a term in nats, Robertson-Spärck Jones as BM25 has it.

    A handful of articles cannot tell which words are rare, so fewer than SMALL count as SMALL.
    """
    size = max(size, SMALL)
    return math.log(1.0 + (size - frequency + 0.5) / (frequency + 0.5)) if frequency <= size else 0.1


def plan(paste: Paste, snapshot: Snapshot, filters: Filters, limit: int) -> Plan:
    """Plan the search of a paste against what the index holds."""
    codes, unknown = find_codes(paste, snapshot)
    asked = _asked(paste)
    lines = [clause for index in asked if (clause := _line(paste.segments[index], snapshot)) is not None]
    query = Query(
        filters=filters,
        codes=tuple(dict.fromkeys(key for code in codes for key in code.keys)),
        lines=tuple(dict.fromkeys(lines)),
        text=_text(paste, asked, snapshot, codes, unknown),
        limit=max(limit * 2, 50),
    )
    return Plan(query, codes, unknown, asked)


def importance(segment: Segment, paste: Paste) -> float:
    """What a fit of this line is worth, by how bad the line says it is."""
    if segment.severity is Severity.ERROR or (not paste.has_errors and segment.severity is not Severity.FRAME):
        return WEIGHTS.minor if segment.severity is Severity.MINOR else 1.0
    return {
        Severity.UNKNOWN: WEIGHTS.plain,
        Severity.WARNING: WEIGHTS.warning,
        Severity.MINOR: WEIGHTS.minor,
    }.get(segment.severity, WEIGHTS.frame)


def find_codes(paste: Paste, snapshot: Snapshot) -> tuple[tuple[Code, ...], tuple[str, ...]]:
    """The declared codes of a paste, errors first, then by line; and what looks like a code but is none."""
    found: dict[tuple[str, ...], Code] = {}
    unknown: dict[str, None] = {}
    for index, segment in enumerate(paste.segments):
        if segment.joined > 1:
            continue
        for span in code_spans(segment.text):
            keys = tuple(key for key in span.keys if snapshot.entry_frequency("codes", key))
            if not keys:
                if looks_like_code(span.text) and segment.severity is not Severity.FRAME:
                    unknown.setdefault(span.text)
                continue
            trust = _trust(segment, span.start, span.end, span.text) * importance(segment, paste)
            before = found.get(keys)
            if before is None or trust > before.trust:
                found[keys] = Code(span.text, index if before is None else before.segment, keys, trust)
    ordered = sorted(found.values(), key=lambda code: (-round(code.trust, 1), code.segment))
    known = {code.text for code in ordered}
    return tuple(ordered[:24]), tuple(text for text in unknown if not any(text in k or k in text for k in known))[:8]


def _trust(segment: Segment, start: int, end: int, text: str) -> float:
    """How surely a place of a line is a code: bare numbers and words must be called one."""
    if text.isdigit() or not any(character.isdigit() for character in text):
        called = _CALLED.search(segment.text[max(0, start - 24) : start])
        if text.isdigit():
            return 1.0 if called else 0.6 if start == segment.head or len(text) > 6 else 0.25
        return 1.0 if called or not text.isalpha() or text.isupper() or text[1:] != text[1:].lower() else 0.5
    token = next((token for token in segment.tokens if token.start <= start < token.end), None)
    inside = token is not None and token.trust <= 0.12 and end <= token.end + 1 and start >= segment.head
    around = segment.text[max(0, start - 1) : start] + segment.text[end : end + 1]
    return 0.5 if inside and any(mark in "/\\" for mark in around) else 1.0


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


def _text(
    paste: Paste, asked: tuple[int, ...], snapshot: Snapshot, codes: tuple[Code, ...], unknown: tuple[str, ...]
) -> tuple[tuple[ArticleField, tuple[tuple[str, float], ...]], ...]:
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
        if (frequency := max(snapshot.article_frequency(field, term) for field in ("body", "title", "symptoms")))
    ]
    rated.sort(key=lambda item: (-item[0], item[1]))
    terms = tuple((term, round(value, 3)) for _, term, value in rated[:MOST_TEXT])
    mentions = tuple(
        (key, WEIGHTS.mention / WEIGHTS.text)
        for key in dict.fromkeys([*(k for c in codes for k in c.keys), *(u.lower() for u in unknown)])
        if snapshot.article_frequency("mentions", key)
    )
    return (
        ("title", tuple((term, value * WEIGHTS.title) for term, value in terms)),
        ("symptoms", tuple((term, value * WEIGHTS.symptoms) for term, value in terms)),
        ("body", terms),
        ("mentions", mentions),
    )
