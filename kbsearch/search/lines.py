"""Lines: which lines of a paste are asked for, and by which of their words.

A long log is looked through once, word by word, in tables of what messages hold; only the lines that can be
a message, for what they call themselves or for words that stand side by side in one, are read closely.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from kbsearch.search.analysis import bare_words, stem
from kbsearch.search.engines.base import LineClause, Snapshot
from kbsearch.search.lookalikes import as_letters
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.severity import Severity
from kbsearch.search.tables import table_of
from kbsearch.search.weights import importance, rarity

ALL = 24
"""Segments of a paste up to which all of them are asked for."""
MOST_LINES = 48
"""Segments that are asked for; those that speak of an error come first."""
MOST_OTHERS = 12
"""Segments among them that do not call themselves errors and hold no code, where not all are asked for."""
MOST_WORDS = 12
"""Rarest words of a line that are asked for."""
LEAST_WORDS = 3
"""Rarest words of a line that are asked for however common they are."""
MOST_POSTINGS = 30_000
"""Entries that hold the words asked for, of all lines together: what bounds the time among many articles."""
SHARE_OF_POSTINGS = 0.1
"""The same as a share of all entries, where that is more: a plain search reads several times as many as there are."""
MOST_SHINGLES = 10
"""Pairs of neighbouring words of a line that are asked for."""


_LEAST_TRUST = 0.2  # of words that are asked for: not of values


def choose_lines(paste: Paste, coded: Iterable[int], snapshot: Snapshot) -> tuple[int, ...]:
    """The segments to ask for, in the order of the paste; `coded` are those that hold a declared code.

    Errors and lines with a code come first, as they stand; then the lines whose neighbouring words
    say the most of those that stand side by side in some message.
    """
    segments = paste.segments
    if len(segments) <= ALL:
        return tuple(range(len(segments)))
    coded = set(coded)
    phrases = _Phrases(snapshot)
    first: list[int] = []
    others: list[tuple[float, int]] = []
    for index, segment in enumerate(segments):
        said = phrases.of(segment.text)
        telling = index in coded or segment.severity is Severity.ERROR
        if segment.joined > 1 and not _gains(segment, said, telling, phrases):
            continue
        if telling:
            first.append(index)
        elif said:
            others.append((-importance(segment, paste) * sum(said.values()), index))
    others.sort()
    return tuple(sorted([*first, *(index for _, index in others[:MOST_OTHERS])][:MOST_LINES]))


def _gains(segment: Segment, said: dict[str, float], telling: bool, phrases: _Phrases) -> bool:
    """Whether lines put together say more than each of them alone."""
    begin = segment.breaks[0][0]
    before, behind = phrases.of(segment.text[:begin]), phrases.of(segment.text[begin:])
    return len(said) > len(before) and (telling or len(said) > len(behind))


class _Phrases:
    """The pairs of neighbouring words that stand in some message, and what each says, in nats."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._known = table_of(snapshot, _known)
        self._pairs = table_of(snapshot, _pair)

    def of(self, text: str) -> dict[str, float]:
        """The pairs of a text."""
        known = list(map(self._known.__getitem__, bare_words(text)))
        pairs = list(map("_".join, pairwise(known)))
        said = list(map(self._pairs.__getitem__, pairs))
        return {pair: nats for pair, nats in zip(pairs, said, strict=True) if nats} if any(said) else {}


def _known(snapshot: Snapshot, word: str) -> str:
    """A word as it stands in pairs, "" where no message holds it."""
    bare = word.partition("'")[0]
    return bare if snapshot.entry_frequency("words", stem(bare)) else ""


def _pair(snapshot: Snapshot, pair: str) -> float:
    """What two words side by side say, in nats; 0 where they stand so in no message."""
    first, _, second = pair.partition("_")
    frequency = snapshot.entry_frequency("shingles", pair) if first and second else 0
    return rarity(frequency, snapshot.entries) if frequency else 0.0


def _says(snapshot: Snapshot, term: str) -> float:
    """What a word of a message says, in nats; 0 where none holds it."""
    frequency = snapshot.entry_frequency("words", term)
    return rarity(frequency, snapshot.entries) if frequency else 0.0


def line_clauses(paste: Paste, asked: Sequence[int], snapshot: Snapshot) -> tuple[LineClause, ...]:
    """The lines asked for, each once, by their words; those are left out of which no message holds a word."""
    postings = max(MOST_POSTINGS, int(SHARE_OF_POSTINGS * snapshot.entries)) // max(1, len(asked))
    found = (_clause(paste.segments[index], snapshot, postings) for index in asked)
    return tuple(dict.fromkeys(clause for clause in found if clause is not None))


def _clause(segment: Segment, snapshot: Snapshot, most_postings: int) -> LineClause | None:
    """A line by its rarest words and its neighbouring words; None where no message holds a word of it."""
    frequencies, says = snapshot.entry_frequencies("words"), table_of(snapshot, _says)
    trust: dict[str, float] = {}
    for term, start, end, worth in segment.tokens:
        if worth < _LEAST_TRUST:
            continue
        if not says[term] and (letters := as_letters(segment.text[start:end])):
            term = stem(letters)
        if says[term] and worth > trust.get(term, 0.0):
            trust[term] = worth
    if not trust:
        return None
    weighted = [(says[term] * worth, term, worth) for term, worth in trust.items()]
    weighted.sort(key=lambda item: (-item[0], item[1]))
    postings = list(accumulate(frequencies[term] for _, term, _ in weighted))
    # The engine reads all postings of a word that is asked for, so what is common must not be asked of a million.
    most = max(LEAST_WORDS, bisect(postings, most_postings))
    words = tuple((term, 3.0 * worth) for _, term, worth in weighted[: min(most, MOST_WORDS)])
    return LineClause(words, tuple((shingle, 2.0) for shingle in _shingles(segment, snapshot)))


def _shingles(segment: Segment, snapshot: Snapshot) -> list[str]:
    """The pairs of neighbouring words that stand in some message."""
    stems, shingles = snapshot.entry_frequencies("words"), snapshot.entry_frequencies("shingles")
    # A pair is only looked up where both words are known.
    words = [
        segment.text[token.start : token.end].lower().partition("'")[0]
        if token.trust >= _LEAST_TRUST and stems[token.stem]
        else ""
        for token in segment.tokens
    ]
    pairs = [f"{first}_{second}" for first, second in pairwise(words) if first and second]
    return [pair for pair in dict.fromkeys(pairs) if shingles[pair]][:MOST_SHINGLES]
