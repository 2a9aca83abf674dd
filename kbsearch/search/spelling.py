"""Spelling: the word that was meant by one that no article holds.

The nearest terms of the index stand in: one slip (a letter too many, missing, wrong, or two swapped)
for short words, two for long ones. What may be a code is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kbsearch.search.analysis import stem
from kbsearch.search.engines.base import ArticleField, Snapshot
from kbsearch.search.tables import table_of

SHORTEST = 4
"""Letters from which a word is corrected."""
LONG = 8
"""Letters of a stem from which it may have two slips."""
RARE = 1000
"""Articles of which one more must hold a term, so that their own slips are not taken for words."""

_FIELDS: dict[ArticleField, int] = {"title": 1, "symptoms": 1, "summary": 1, "body": 2}
"""Where terms are looked for, and the letters at their beginning that a slip must have spared."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")
_ENDINGS = ("ing", "ed", "es", "s", "e")


@dataclass(frozen=True, slots=True)
class Meant:
    """The term of the index that a word was meant to be, and that word as people write it."""

    term: str
    word: str


def correct(word: str, snapshot: Snapshot) -> Meant | None:
    """What a folded word was meant to be, or None where nothing is near; near before far, frequent before rare."""
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return None
    slips = 2 if len(stem(word)) >= LONG else 1
    near: list[tuple[int, int, str, str]] = []
    for field, spared in _FIELDS.items():
        known = table_of(snapshot, _TERMS[field])[word[:spared]]
        near += ((far, -known[term], term, form) for term, (far, form) in _nearest(_forms(word), known, slips).items())
    if not near:
        return None
    *_, term, form = min(near)
    ending = word.removeprefix(form)
    return Meant(term, term + ending if ending in _ENDINGS and stem(term + ending) == term else term)


def _terms(field: ArticleField) -> Callable[[Snapshot, str], dict[str, int]]:
    """What finds the terms of a field that a word may be corrected to, by how they begin, each with its frequency."""

    def find(snapshot: Snapshot, beginning: str) -> dict[str, int]:
        least = 1 + snapshot.articles // RARE
        terms = snapshot.article_terms(field, beginning)
        return {term: frequency for term, frequency in terms if frequency >= least and len(term) >= SHORTEST}

    return find


_TERMS = {field: _terms(field) for field in _FIELDS}


def _nearest(forms: Sequence[str], terms: Iterable[str], slips: int) -> dict[str, tuple[int, str]]:
    """The terms that are at most so many slips from a form, with the slips and the form; the longest of equal forms."""
    found: dict[str, tuple[int, str]] = {}
    for form in forms:
        for term, _, _ in process.extract(form, list(terms), scorer=OSA.distance, score_cutoff=slips, limit=None):
            far = _slips(form, term, slips)
            if far <= slips and (term not in found or far < found[term][0]):
                found[term] = (far, form)
    return found


def _forms(word: str) -> list[str]:
    """A word as it may stand in the index, the longest first: as it is, its stem, and without a plain ending."""
    bare = next((word.removesuffix(ending) for ending in _ENDINGS[:-1] if word.endswith(ending)), word)
    return sorted(dict.fromkeys((word, stem(word), bare)), key=len, reverse=True)


def _slips(typed: str, term: str, most: int) -> int:
    """The slips between two words; a single wrong letter is one only where the right one is near it."""
    far = OSA.distance(typed, term, score_cutoff=most)
    if far == 1 and len(typed) == len(term):
        wrong = [(a, b) for a, b in zip(typed, term, strict=True) if a != b]
        return far if len(wrong) == 2 or _near(*wrong[0]) else most + 1
    return far


def _near(one: str, other: str) -> bool:
    """Whether two letters are easily mistaken: vowels, and those side by side on a keyboard."""
    return {one, other} <= _VOWELS or any(one + other in row or other + one in row for row in _ROWS)
