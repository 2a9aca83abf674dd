"""Alignment: a template's fixed words held against a line, in order.

This, and not an engine's score, decides how exactly a line fits a message. The longest common
subsequence of the words is found by rapidfuzz (bit-parallel, after Hyyrö 2004); every common word
counts by how rare it is among all templates, every missing one costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA, LCSseq

from kbsearch.search.paste import Segment
from kbsearch.search.scale import Weighed
from kbsearch.search.weights import WEIGHTS

REACH = 14
"""Plain words that a gap inside a message may hold before the rest is taken for another message."""

_RETYPED = 8  # missing words up to which a line may be a message retyped by hand; with more it is another
_LEAST = 0.3  # coverage from which it may be one
_SENTENCE = 0.3  # share of a message that one of its sentences must say, so that a line may hold it alone


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paste, ready to be held against templates: stem and trust of each of its tokens.

    `words` are its stems, each once; `repeats` tells whether one stands in it twice.
    """

    stems: tuple[str, ...]
    trust: tuple[float, ...]
    words: frozenset[str]
    repeats: bool


def line_of(segment: Segment) -> Line:
    """A segment as a line."""
    stems = tuple(token.stem for token in segment.tokens)
    words = frozenset(stems)
    return Line(stems, tuple(token.trust for token in segment.tokens), words, len(words) < len(stems))


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a line fits a template: `score` in nats, `coverage` in [0, 1], and the pairs of words.

    `pairs` are (place in the template, place in the line's tokens), both ascending; `words` is
    the number of plain fixed words among them; `total` what a line must say for full coverage, in nats;
    `sentence` where the one sentence of the template begins and ends that the line holds, if it holds but one.
    """

    score: float
    coverage: float
    words: int
    pairs: tuple[tuple[int, int], ...]
    total: float = 0.0
    sentence: tuple[int, int] | None = None


NOTHING = Alignment(0.0, 0.0, 0, ())

Pairs = list[tuple[int, int]]


def align(template: Weighed, line: Line) -> Alignment:
    """Hold a template against a line."""
    pairs: Pairs = []
    for block in LCSseq.editops(template.bones.stems, line.stems).as_matching_blocks():
        pairs += zip(range(block.a, block.a + block.size), range(block.b, block.b + block.size), strict=True)
    if not pairs:
        return NOTHING
    if pairs[-1][1] - pairs[0][1] > REACH:
        pairs = _one_message(pairs, line, template.weights)
    if line.repeats:
        pairs = _drawn_together(pairs, line)
    total, earned, close, fixed = _earned(template, line, pairs)
    lost = len(template.weights) - len(pairs)
    if 0 < lost <= _RETYPED and earned >= _LEAST * total and (typos := _mistyped(template, line.stems, pairs)):
        earned += WEIGHTS.typo * sum(template.weights[place] for place, _ in typos)
        fixed += len(typos)
        pairs = sorted([*pairs, *typos])
    score = earned + WEIGHTS.neighbours * close - WEIGHTS.missing * max(0.0, total - earned)
    whole = Alignment(max(0.0, score), min(1.0, earned / (total or 1.0)), fixed, tuple(pairs), total)
    return in_part(template, line, whole) if template.parts and whole.coverage < WEIGHTS.fits else whole


def in_part(template: Weighed, line: Line, whole: Alignment) -> Alignment:
    """How a line fits one sentence of a template of several, where that says more than the fit of the whole.

    Programs change the second sentence of a message, and people paste the first. What the other
    sentences would have said is missing all the same, and one that is little of the message is no message.
    """
    best = whole
    for begin, part in template.parts:
        share = part.total / template.total
        held = 1.0 - WEIGHTS.cut * (1.0 - share)
        said = sum(weight for stem, weight in zip(part.bones.stems, part.weights, strict=True) if stem in line.words)
        if share < _SENTENCE or said < WEIGHTS.fits * part.total or said * held <= best.score:
            continue
        found = align(part, line)
        score, coverage = found.score * held, found.coverage * held
        if found.coverage >= WEIGHTS.fits and score > best.score and coverage > best.coverage:
            pairs = tuple((place + begin, at) for place, at in found.pairs)
            best = Alignment(score, coverage, found.words, pairs, found.total, (begin, begin + len(part.weights)))
    return best


def _earned(template: Weighed, line: Line, pairs: Pairs) -> tuple[float, float, float, int]:
    """What a line must say, what it says, what words side by side say, and the number of plain fixed words."""
    weights, varies, soft, trust = template.weights, template.varies, template.bones.soft, line.trust
    total, earned, close, fixed = template.total, 0.0, 0.0, 0
    last, end = -2, -2
    for place, at in pairs:
        weight = weights[place]
        earned += weight * _trust(trust[at], soft[place])
        if varies[place]:
            total += weight * (1.0 - WEIGHTS.absent)
        if not soft[place]:
            fixed += 1
            if place == last + 1 and at == end + 1 and not soft[last]:
                close += min(weights[last], weight)
        last, end = place, at
    return total, earned, close, fixed


def _trust(trust: float, soft: bool) -> float:
    """How much a common word counts: a fixed word in the place of a value, or in a path, is chance."""
    return 1.0 if trust >= 0.5 and (soft or trust == 1.0) else max(trust, 0.5)


def _one_message(pairs: Pairs, line: Line, weights: tuple[float, ...]) -> Pairs:
    """The heaviest run of pairs that belongs to one message: gaps of more than REACH plain words part them."""
    runs: list[Pairs] = [[pairs[0]]]
    for before, pair in pairwise(pairs):
        if pair[1] - before[1] > REACH:
            plain = sum(trust == 1.0 for trust in line.trust[before[1] + 1 : pair[1]])
            if plain > REACH:
                runs.append([])
        runs[-1].append(pair)
    return runs[0] if len(runs) == 1 else max(runs, key=lambda run: sum(weights[place] for place, _ in run))


def _drawn_together(pairs: Pairs, line: Line) -> Pairs:
    """The same pairs, each word as near to the next as it stands: not in a path where it also stands plainly."""
    found: Pairs = []
    limit = pairs[-1][1] + 1
    for place, at in reversed(pairs):
        stem = line.stems[at]
        for later in range(limit - 1, at, -1):
            if line.stems[later] == stem and line.trust[later] >= line.trust[at]:
                at = later
                break
        found.append((place, at))
        limit = at
    found.reverse()
    return found


def _mistyped(template: Weighed, stems: tuple[str, ...], pairs: Pairs) -> Pairs:
    """Missing words whose place in the line holds a word one slip of the fingers away."""
    found: Pairs = []
    bones = template.bones
    edges = [(-1, max(-1, pairs[0][1] - 4)), *pairs, (len(bones.stems), min(len(stems), pairs[-1][1] + 4))]
    for (a, at), (b, bt) in pairwise(edges):
        if b - a < 2 or bt - at < 2:
            continue
        free = range(at + 1, min(bt, at + 9))
        for place in range(a + 1, b):
            term = bones.stems[place]
            if len(term) < 4 or bones.soft[place]:
                continue
            near = _nearest(term, stems, free)
            if near is not None:
                found.append((place, near))
                free = range(near + 1, free.stop)
    return found


def _nearest(term: str, stems: tuple[str, ...], free: range) -> int | None:
    """The first of some places whose word is a slip of the fingers away, in a long word two.

    One slip leaves the first or the last letter.
    """
    length = len(term)
    slips = 1 + (length > 7)
    for place in free:
        other = stems[place]
        if (
            -slips <= len(other) - length <= slips
            and len(other) > 3
            and (slips > 1 or term[0] == other[0] or term[-1] == other[-1])
            and OSA.distance(term, other, score_cutoff=slips) <= slips
        ):
            return place
    return None
