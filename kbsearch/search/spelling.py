"""Spelling: the word that was meant by one that no article holds.

The nearest terms of the index stand in: one slip (a letter too many, missing, wrong, or two swapped)
for short words, two for long ones. What may be a code is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

from rapidfuzz.distance import OSA

from kbsearch.search.analysis import stem
from kbsearch.search.engines.base import ArticleField, Snapshot

SHORTEST = 4
"""Letters from which a word is corrected."""
LONG = 8
"""Letters of a stem from which it may have two slips."""
RARE = 1000
"""Articles of which one more must hold a term, so that their own slips are not taken for words."""

_FIELDS: tuple[tuple[ArticleField, int], ...] = (("title", 1), ("symptoms", 1), ("summary", 1), ("body", 2))
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
    forms = _forms(word)
    slips = 2 if len(stem(word)) >= LONG else 1
    least = 1 + snapshot.articles // RARE
    best: tuple[int, int, str, str] | None = None
    for field, spared in _FIELDS:
        for term, frequency in snapshot.article_terms(field, word[:spared]):
            if frequency < least:
                break
            if len(term) < SHORTEST or not len(forms[-1]) - slips <= len(term) <= len(word) + slips:
                continue
            far, form = min(((_slips(form, term, slips), form) for form in forms), key=itemgetter(0))
            if far <= slips and (best is None or (far, -frequency, term) < best[:3]):
                best = (far, -frequency, term, form)
    if best is None:
        return None
    *_, term, form = best
    ending = word.removeprefix(form)
    return Meant(term, term + ending if ending in _ENDINGS and stem(term + ending) == term else term)


def _forms(word: str) -> list[str]:
    """A word as it may stand in the index, the longest first: as it is, its stem, and without a plain ending."""
    bare = next((word.removesuffix(ending) for ending in _ENDINGS[:-1] if word.endswith(ending)), word)
    return sorted((word, stem(word), bare), key=len, reverse=True)


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
