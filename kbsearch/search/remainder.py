"""Remainder: what a message leaves unsaid of the line that it fits.

Alignment asks how much of a template stands in a line; this asks the other way round. Of two
messages that fit, the one is meant that accounts for more of the line, and a line is surely about
one that accounts for all of it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from kbsearch.search.align import Alignment
from kbsearch.search.paste import Segment
from kbsearch.search.scale import Scale, Weighed
from kbsearch.search.skeleton import Skeleton
from kbsearch.search.tokens import Token
from kbsearch.search.weights import WEIGHTS


def told(bones: Skeleton, alignment: Alignment, segment: Segment, scale: Scale) -> float:
    """The share in [0, 1] of what a line's words say that a message accounts for: by its words, or as its values.

    Only plain words count that messages use, from where the line's own message begins to the end of the line
    in which this one ends; what follows a tab or a bracket says where.
    """
    pairs = alignment.pairs
    if not pairs:
        return 0.0
    tokens = segment.tokens
    met = {at for _, at in pairs}
    spans = [(-1, -1), *pairs, (len(bones.stems), len(tokens))]
    valued: set[int] = set()
    for (a, at), (b, bt) in pairwise(spans):
        if bt - at > 1 and any(a < slot.start and slot.end <= b for slot in bones.slots):
            valued.update(range(at + 1, bt))
    end = _end(segment, tokens[pairs[-1][1]].end)
    said = left = 0.0
    for place, token in enumerate(tokens):
        if token.start < segment.head or token.trust < 1.0:
            continue
        if token.start >= end:
            break
        if place in met:
            said += scale.says(token.stem)
        elif place not in valued and _fixed(token, segment, scale):
            left += scale.says(token.stem)
    return said / (said + left) if left else 1.0


def _fixed(token: Token, segment: Segment, scale: Scale) -> bool:
    """Whether a word of a line is one that messages use, and no value: the parts of a file's name are no words."""
    if token.trust < 1.0 or not scale.known(token.stem):
        return False
    before, after = segment.text[max(0, token.start - 1) : token.start], segment.text[token.end : token.end + 2]
    ends = not after or after[0].isspace() or (after[0] in "\"')],;:.!?" and not after[1:].isalnum())
    return ends and (not before or before.isspace() or before in "\"'([")


def excused(template: Weighed, alignment: Alignment, segment: Segment, scale: Scale) -> Alignment:
    """The alignment, with those missing words excused in whose place the line holds a value.

    Nobody marked them, but what stands there is no word of any message: `already defined in object`
    is printed as `already defined in main.obj`.
    """
    pairs, tokens = alignment.pairs, segment.tokens
    if not pairs or alignment.coverage >= 1.0:
        return alignment
    met = {place for place, _ in pairs}
    end = _end(segment, tokens[pairs[-1][1]].end)
    first = next((at for at, token in enumerate(tokens) if token.start >= segment.head), 0)
    last = next((at for at, token in enumerate(tokens) if token.start >= end), len(tokens))
    spans = [(-1, first - 1), *pairs, (len(template.weights), last)]
    lost = 0.0
    for (a, at), (b, bt) in pairwise(spans):
        missing = [place for place in range(a + 1, b) if place not in met and not template.varies[place]]
        if any(a < slot.start and slot.end <= b for slot in template.bones.slots):
            continue
        if missing and at + 1 < bt and not any(_fixed(token, segment, scale) for token in tokens[at + 1 : bt]):
            lost += max(template.weights[place] for place in missing)
    if not lost:
        return alignment
    total = alignment.total
    less = max(alignment.coverage * total, total - WEIGHTS.replaced * lost)
    return replace(
        alignment,
        total=less,
        score=alignment.score + WEIGHTS.missing * (total - less),
        coverage=min(1.0, alignment.coverage * total / less),
    )


def _end(segment: Segment, place: int) -> int:
    """Where the line ends in which a place lies, or what it says about where."""
    ends = [start for start, _ in segment.breaks if start > place][:1]
    ends += [found for mark in ("\t", "[") if (found := segment.text.find(mark, place)) >= 0]
    return min(ends, default=len(segment.text))
