"""Synonyms: words and phrases that say the same, from the settings and of everyday English.

A group of synonyms is a set of phrases; each is kept as its stems, stop words left out, so that
"log in" and "logged in" are one. A word asks for whatever stands in a group with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from kbsearch.search.analysis import stems
from kbsearch.settings import SearchTable

LONGEST = 4
"""Stems of a phrase that are compared at most."""

EVERYDAY = 0.8
"""What a synonym of everyday English earns against the word that was asked; 0 to 1."""
EQUAL = 1.0
"""What a synonym of the settings earns."""


class Synonyms:
    """What says the same as a word or a phrase: groups with the weight that a synonym from them has."""

    def __init__(self, groups: Iterable[Sequence[str]] = (), weight: float = EQUAL) -> None:
        """Synonyms of these groups; phrases of stop words alone say nothing and are passed over."""
        self._weight = weight
        self._others: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
        for group in groups:
            phrases = dict.fromkeys(phrase for text in group if (phrase := tuple(stems(text))))
            for phrase in phrases:
                known = self._others.setdefault(phrase, {})
                known.update((other, None) for other in phrases if other != phrase)

    def __contains__(self, stem: str) -> bool:
        return (stem,) in self._others

    def of(self, terms: Sequence[str], start: int) -> list[tuple[str, float, int]]:
        """What says the same as the stems from `start` on: terms joined by blanks, weight, stems that it stands for."""
        found: list[tuple[str, float, int]] = []
        for length in range(1, min(LONGEST, len(terms) - start) + 1):
            others = self._others.get(tuple(terms[start : start + length]), ())
            found += [(" ".join(other), self._weight, length) for other in others]
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
