"""Quoting: lines of a paste that stand word for word in the text of an article, where no template says them.

Many articles show an error in their prose, in a listing or in an older wording, and declare none.
Three words in a row that a line and a text share are no chance, so the runs of three tell how much
of a line a text holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kbsearch.search.analysis import WORD
from kbsearch.search.engines.base import Snapshot
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.weights import importance, rarity

_MOST = 12  # lines that are looked for, the worst first
_HALF = 0.5  # share of a line that a text must hold, so that it is this line
_PLAIN = 0.5  # trust from which a word is no value


@dataclass(frozen=True, slots=True)
class Quote:
    """A line that a text holds: what its words say there, in nats, and which share of the line's they are."""

    nats: float
    share: float


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a line in order ("" for a value), what each says in nats, and what the line is worth."""

    line: int
    words: tuple[str, ...]
    weights: tuple[float, ...]
    worth: float


class Quoting:
    """The lines of one paste, to be looked for in texts."""

    def __init__(self, paste: Paste, asked: Iterable[int], snapshot: Snapshot) -> None:
        self._lines = [_words(segment, paste, snapshot) for segment in lines_to_quote(paste, asked)]

    def of(self, text: str) -> dict[int, Quote]:
        """What a text quotes of each line, by the line's number; lines of which it holds no run are left out."""
        runs = _runs(text)
        found: dict[int, Quote] = {}
        for line in self._lines:
            quote = _quote(line, runs)
            if quote is not None and (line.line not in found or quote.nats > found[line.line].nats):
                found[line.line] = quote
        return found


def lines_to_quote(paste: Paste, asked: Iterable[int]) -> list[Segment]:
    """The lines that are looked for in titles and texts: of those that are asked for, the worst first."""
    whole = [paste.segments[index] for index in asked if paste.segments[index].joined == 1]
    whole.sort(key=lambda one: (-one.severity, one.line))
    return whole[:_MOST]


def _words(segment: Segment, paste: Paste, snapshot: Snapshot) -> _Words:
    words: list[str] = []
    weights: list[float] = []
    end = 0
    for token in segment.tokens:
        if token.start < segment.head:
            continue
        if words and not any(map(str.isspace, segment.text[end : token.start])):
            words.append("")  # the parts of a name are no words in a row
            weights.append(0.0)
        end = token.end
        frequency = snapshot.article_frequency("body", token.stem)
        plain = token.trust >= _PLAIN
        words.append(segment.text[token.start : end].lower() if plain else "")
        weights.append(rarity(frequency, snapshot.articles) if plain and frequency else 0.0)
    return _Words(segment.line, tuple(words), tuple(weights), importance(segment, paste))


def _quote(line: _Words, runs: frozenset[tuple[str, str, str]]) -> Quote | None:
    covered: set[int] = set()
    words = line.words
    for place, run in enumerate(zip(words, words[1:], words[2:], strict=False)):
        if run in runs:
            covered |= {place, place + 1, place + 2}
    total = sum(line.weights)
    if not covered or total <= 0.0:
        return None
    said = sum(line.weights[place] for place in covered)
    if said < _HALF * total:
        return None
    return Quote(said * line.worth, said / total)


@lru_cache(maxsize=64)
def _runs(text: str) -> frozenset[tuple[str, str, str]]:
    """All runs of three words of a text; some 100 kB for a long article, so few are kept."""
    words = WORD.findall(text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))
