"""Wording: what is asked for in the text of articles, for a paste and for a question.

A paste gives its rare words. A question gives one clause for each of its words: the word itself,
its synonyms, the way it is spelled in the index; and one for each phrase that it quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kbsearch.search.analysis import STOP_WORDS, stem
from kbsearch.search.engines.base import ArticleField, Query, Snapshot, TextClause
from kbsearch.search.paste import Paste
from kbsearch.search.question import Question
from kbsearch.search.results import Correction
from kbsearch.search.spelling import correct
from kbsearch.search.synonyms import Synonyms
from kbsearch.search.tables import table_of
from kbsearch.search.weights import WEIGHTS, importance, rarity

MOST_TEXT = 28
"""Words that are asked for in the text of articles."""
MOST_SYNONYMS = 5
"""Synonyms that a word is asked for with."""

_FIELDS: tuple[ArticleField, ...] = ("title", "symptoms", "summary", "body")


def _fields() -> tuple[tuple[ArticleField, float], ...]:
    """The fields of an article's text, and what a word earns in each."""
    return (
        ("title", WEIGHTS.title),
        ("symptoms", WEIGHTS.symptoms),
        ("summary", WEIGHTS.summary),
        ("body", WEIGHTS.body),
    )


def paste_clauses(paste: Paste, asked: tuple[int, ...], snapshot: Snapshot) -> tuple[TextClause, ...]:
    """The words of a paste to ask for in the text: rare ones, of the lines that speak of an error."""
    worth: dict[str, float] = {}
    for index in asked:
        segment = paste.segments[index]
        if segment.joined > 1:
            continue
        factor = importance(segment, paste)
        for term, _, _, trust in segment.tokens:
            if trust > 0.15 and term not in STOP_WORDS:
                worth[term] = max(worth.get(term, 0.0), factor * min(1.0, trust + 0.2))
    says = table_of(snapshot, _says)
    rated = [(says[term] * value, term, value) for term, value in worth.items() if says[term]]
    rated.sort(key=lambda item: (-item[0], item[1]))
    fields = _fields()
    return tuple(TextClause(((term, round(value, 3)),), fields, nats) for nats, term, value in rated[:MOST_TEXT])


def question_clauses(
    question: Question, snapshot: Snapshot, synonyms: Sequence[Synonyms]
) -> tuple[tuple[TextClause, ...], tuple[Correction, ...]]:
    """The clauses of a question, the most telling first, and the words that were taken for misspelled.

    `synonyms` are tried in their order: the first to name a synonym sets its weight.
    """
    terms, joined, corrections = _terms(question.words, snapshot, synonyms)
    bare = [term for term in terms if term not in STOP_WORDS]
    found: dict[str, TextClause] = {}
    place = -1
    for start, term in enumerate(terms):
        place += term not in STOP_WORDS
        others = {**joined.get(start, {}), **_synonyms(terms, start, snapshot, synonyms)}
        if term not in STOP_WORDS:
            others = {**_synonyms(bare, place, snapshot, synonyms), **others}
        clause = _clause(term, others, snapshot)
        if clause is not None:
            found.setdefault(term, clause)
    clauses = sorted(found.values(), key=lambda clause: -clause.nats)[:MOST_TEXT]
    phrases = tuple(dict.fromkeys(question.phrases))
    quoted = [
        TextClause(((" ".join(phrase), WEIGHTS.phrase),), _fields(), _nats(phrase, snapshot)) for phrase in phrases
    ]
    return (*quoted, *clauses), corrections


def coverage(query: Query, snapshot: Snapshot, articles: Sequence[int]) -> dict[int, float]:
    """The share in [0, 1] of what the words of a query say that each of these articles holds, by its key."""
    said = sum(clause.nats for clause in query.text)
    return {key: min(1.0, nats / said) for key, nats in snapshot.covered(query, articles).items()} if said else {}


def _terms(
    words: Sequence[str], snapshot: Snapshot, synonyms: Sequence[Synonyms]
) -> tuple[list[str], dict[int, dict[str, float]], tuple[Correction, ...]]:
    """The terms of a question as the index spells them; by place, other spellings of them; what was corrected."""
    terms: list[str] = []
    joined: dict[int, dict[str, float]] = {}
    corrections: dict[str, Correction] = {}
    for place, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=False)):
        term = stem(word)
        if following and _frequency(compound := stem(word + following), snapshot):
            joined[place] = {compound: 1.0}
        if not _frequency(term, snapshot) and word not in STOP_WORDS and not any(term in group for group in synonyms):
            if parts := table_of(snapshot, _parts)[word]:
                joined.setdefault(place, {})[parts] = 1.0
            elif meant := correct(word, snapshot):
                corrections[word] = Correction(word, meant.word)
                term = meant.term
        terms.append(term)
    return terms, joined, tuple(corrections.values())


def _parts(snapshot: Snapshot, word: str) -> str | None:
    """A word that no article holds as the two of which it is put together, of several pairs the rarest."""
    pairs = [[stem(word[:cut]), stem(word[cut:])] for cut in range(_PART, len(word) - _PART + 1) if word.isalpha()]
    known = [pair for pair in pairs if min(_frequency(part, snapshot) for part in pair) >= _COMMON]
    return " ".join(max(known, key=lambda pair: (_nats(pair, snapshot), pair))) if known else None


_PART = 3  # letters of a part of a compound
_COMMON = 3  # articles that hold a part of a compound


def _synonyms(terms: Sequence[str], place: int, snapshot: Snapshot, synonyms: Sequence[Synonyms]) -> dict[str, float]:
    """What says the same as the terms from a place on, with its weight: never more information than they carry."""
    found: dict[str, float] = {}
    for group in synonyms:
        for other, (weight, length) in group.of(terms, place).items():
            parts = other.split(" ")
            if other in found or other in terms or not all(_frequency(part, snapshot) for part in parts):
                continue
            asked = _nats(terms[place : place + length], snapshot)
            found[other] = weight * min(1.0, asked / _nats(parts, snapshot))
            if len(found) == MOST_SYNONYMS:
                return found
    return found


def _clause(term: str, others: dict[str, float], snapshot: Snapshot) -> TextClause | None:
    known = term not in STOP_WORDS and _frequency(term, snapshot) > 0
    if not known and not others:
        return None
    alternatives = (((term, 1.0),) if known else ()) + tuple(
        (other, round(weight, 3)) for other, weight in others.items()
    )
    return TextClause(alternatives, _fields(), _nats(alternatives[0][0].split(" "), snapshot))


def _frequency(term: str, snapshot: Snapshot) -> int:
    """In how many articles a term stands, by the field that has it most."""
    return max(snapshot.article_frequency(field, term) for field in _FIELDS)


def _says(snapshot: Snapshot, term: str) -> float:
    """What a term says, in nats; 0 where no article holds it."""
    frequency = _frequency(term, snapshot)
    return rarity(frequency, snapshot.articles) if frequency else 0.0


def _nats(terms: Iterable[str], snapshot: Snapshot) -> float:
    """What terms say together."""
    return sum(rarity(_frequency(term, snapshot), snapshot.articles) for term in terms)
