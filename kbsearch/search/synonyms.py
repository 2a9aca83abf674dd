"""Synonyms: words and phrases that say the same, from the settings and of everyday English.

A phrase is compared by its stems, stop words left out, so that "turned it off" is "turn off"; one
that has stop words of its own, such as "log in", stands only where they stand too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from kbsearch.search.analysis import stem, stems, words
from kbsearch.settings import SearchTable

LONGEST = 4
"""Stems of a phrase that are compared at most."""

EVERYDAY = 0.8
"""What a synonym of everyday English earns against the word that was asked; 0 to 1."""
EQUAL = 1.0
"""What a synonym of the settings earns."""


Phrase = tuple[str, ...]


class Synonyms:
    """What says the same as a word or a phrase: groups with the weight that a synonym from them has."""

    def __init__(self, groups: Iterable[Sequence[str]] = (), weight: float = EQUAL) -> None:
        """Synonyms of these groups; phrases of stop words alone say nothing and are passed over."""
        self._weight = weight
        self._others: dict[Phrase, dict[Phrase, float]] = {}
        for group in groups:
            phrases = {tuple(map(stem, words(text))): tuple(stems(text)) for text in group}
            for whole, asked in phrases.items():
                if asked:
                    others = {
                        bare: len(bare) / len(other) for other, bare in phrases.items() if bare not in ((), asked)
                    }
                    self._others.setdefault(whole, {}).update(others)

    def __contains__(self, stem: str) -> bool:
        return (stem,) in self._others

    def of(self, terms: Sequence[str], start: int) -> dict[str, tuple[float, int]]:
        """What says the same as the stems from `start` on: terms joined by blanks, the weight and the stems replaced.

        A phrase that is asked for without its stop words weighs as much less as it has lost.
        """
        found: dict[str, tuple[float, int]] = {}
        for length in range(1, min(LONGEST, len(terms) - start) + 1):
            for other, left in self._others.get(tuple(terms[start : start + length]), {}).items():
                found.setdefault(" ".join(other), (self._weight * left, length))
        return found


@cache
def everyday() -> Synonyms:
    """The synonyms of everyday English that come with kbsearch (everyday.txt beside this file)."""
    text = files("kbsearch.search").joinpath("everyday.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return Synonyms(([phrase.strip() for phrase in line.split(",")] for line in lines if line), EVERYDAY)


@lru_cache(maxsize=16)
def synonyms_of(table: SearchTable) -> tuple[Synonyms, ...]:
    """The synonyms that `[search]` of kbsearch.toml sets: the knowledge base's own before those of everyday English."""
    own = Synonyms(table.synonyms)
    return (own, everyday()) if table.everyday else (own,)
