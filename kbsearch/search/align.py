"""Alignment: a template's fixed words held against a line, in order.

This, and not an engine's score, decides how exactly a line fits a message. The longest common
subsequence of the words is found by rapidfuzz (bit-parallel, after Hyyrö 2004); every common word
counts by how rare it is among all templates, every missing one costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA, LCSseq

from kbsearch.search.paste import Segment
from kbsearch.search.skeleton import SOFT, Skeleton
from kbsearch.search.tokens import Token

Weigh = Callable[[str], float]
"""How much a template's word says: its information in nats, less when others mark it as a placeholder."""

MISSING = 0.55
"""What a missing word costs, as a share of what it would have earned; range 0 to 1."""

ABSENT = 0.2
"""What a missing quoted word, number or code counts, as a share: most stand for a value; range 0 to 1."""

NEIGHBOURS = 0.2
"""What two fixed words that stand side by side in both earn on top, as a share; range 0 to 1."""

REACH = 14
"""Plain words that a gap inside a message may hold before the rest is taken for another message."""

TYPO = 0.7
"""What a mistyped word earns, as a share; range 0 to 1."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a line fits a template: `score` in nats, `coverage` in [0, 1], and the pairs of words.

    `pairs` are (place in the template, place in the line's tokens), both ascending; `words` is
    the number of plain fixed words among them.
    """

    score: float
    coverage: float
    words: int
    pairs: tuple[tuple[int, int], ...]


NOTHING = Alignment(0.0, 0.0, 0, ())


def align(bones: Skeleton, line: Segment, stems: tuple[str, ...], weigh: Weigh) -> Alignment:
    """Hold a skeleton against a line whose token stems are `stems`."""
    pairs = [
        (block.src_start + step, block.dest_start + step)
        for block in LCSseq.opcodes(bones.stems, stems)
        if block.tag == "equal"
        for step in range(block.src_end - block.src_start)
    ]
    if not pairs:
        return NOTHING
    weights = [weigh(term) * (SOFT if soft else 1.0) for term, soft in zip(bones.stems, bones.soft, strict=True)]
    varies = [soft or not term.isalpha() for term, soft in zip(bones.stems, bones.soft, strict=True)]
    total = sum(weight for weight, free in zip(weights, varies, strict=True) if not free)
    pairs = _one_message(pairs, line.tokens, weights)
    typos = _mistyped(bones, stems, pairs)
    met = {place for place, _ in pairs}
    total += sum(w * (1.0 if i in met else ABSENT) for i, w in enumerate(weights) if varies[i])
    total = total or 1.0
    earned = sum(weights[place] * _trust(line.tokens[at], bones.soft[place]) for place, at in pairs)
    earned += TYPO * sum(weights[place] for place, _ in typos)
    close = sum(
        min(weights[a], weights[b])
        for (a, at), (b, bt) in pairwise(pairs)
        if b == a + 1 and bt == at + 1 and not bones.soft[a] and not bones.soft[b]
    )
    pairs = sorted([*pairs, *typos])
    fixed = sum(not bones.soft[place] for place, _ in pairs)
    score = earned + NEIGHBOURS * close - MISSING * max(0.0, total - earned)
    return Alignment(max(0.0, score), min(1.0, earned / total), fixed, tuple(pairs))


def _trust(token: Token, soft: bool) -> float:
    """How much a common word counts: a fixed word in the place of a value, or in a path, is chance."""
    return 1.0 if token.trust >= 0.5 and (soft or token.trust == 1.0) else max(token.trust, 0.5)


def _one_message(
    pairs: list[tuple[int, int]], tokens: tuple[Token, ...], weights: list[float]
) -> list[tuple[int, int]]:
    """The heaviest run of pairs that belongs to one message: gaps of more than REACH plain words part them."""
    runs: list[list[tuple[int, int]]] = [[pairs[0]]]
    for before, pair in pairwise(pairs):
        if pair[1] - before[1] > REACH:
            plain = sum(token.trust == 1.0 for token in tokens[before[1] + 1 : pair[1]])
            if plain > REACH:
                runs.append([])
        runs[-1].append(pair)
    return max(runs, key=lambda run: sum(weights[place] for place, _ in run))


def _mistyped(bones: Skeleton, stems: tuple[str, ...], pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Missing words whose place in the line holds a word one slip of the fingers away."""
    found: list[tuple[int, int]] = []
    edges = [(-1, max(-1, pairs[0][1] - 4)), *pairs, (len(bones.stems), min(len(stems), pairs[-1][1] + 4))]
    for (a, at), (b, bt) in pairwise(edges):
        if b - a < 2 or bt - at < 2:
            continue
        free = list(range(at + 1, bt))[:8]
        for place in range(a + 1, b):
            term = bones.stems[place]
            if len(term) < 4 or bones.soft[place]:
                continue
            near = next(
                (
                    i
                    for i in free
                    if len(stems[i]) > 3 and OSA.distance(term, stems[i], score_cutoff=2) <= 1 + (len(term) > 7)
                ),
                None,
            )
            if near is not None:
                found.append((place, near))
                free = [i for i in free if i > near]
    return found
