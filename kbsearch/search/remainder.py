"""Remainder: what a message leaves unsaid of the line that it fits.

Alignment asks how much of a template stands in a line; this asks the other way round. Of two
messages that fit, the one is meant that accounts for more of the line, and a line is surely about
one that accounts for all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kbsearch.search.align import Alignment
from kbsearch.search.paste import Segment
from kbsearch.search.scale import Scale, Weighed
from kbsearch.search.skeleton import Skeleton
from kbsearch.search.tokens import Token
from kbsearch.search.weights import WEIGHTS


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words of a line say, for all messages that are held against it.

    `first` is the place of the first word of the line's own message, `plain` tells the words that may
    be one of a message, `fixed` those of them that messages use and that are no value; `says` is in nats.
    """

    segment: Segment
    first: int
    plain: tuple[bool, ...]
    fixed: tuple[bool, ...]
    says: tuple[float, ...]


def wording_of(segment: Segment, scale: Scale) -> Wording:
    """The words of a segment."""
    tokens, head = segment.tokens, segment.head
    return Wording(
        segment,
        next((place for place, token in enumerate(tokens) if token.start >= head), 0),
        tuple(token.start >= head and token.trust >= 1.0 for token in tokens),
        tuple(_fixed(token, segment, scale) for token in tokens),
        tuple(scale.says(token.stem) for token in tokens),
    )


def told(bones: Skeleton, alignment: Alignment, line: Wording) -> float:
    """The share in [0, 1] of what a line's words say that a message accounts for: by its words, or as its values.

    Only plain words count that messages use, from where the line's own message begins to the end of the line
    in which this one ends; what follows a tab or a bracket says where.
    """
    pairs = alignment.pairs
    if not pairs:
        return 0.0
    plain, fixed, says = line.plain, line.fixed, line.says
    end = _behind(line, pairs)
    said = left = 0.0
    a = at = -1
    for b, bt in [*pairs, (len(bones.stems), len(says))]:
        between = [place for place in range(at + 1, min(bt, end)) if fixed[place] and plain[place]]
        if between and not any(a < slot.start and slot.end <= b for slot in bones.slots):
            left += sum(says[place] for place in between)
        if bt < end and plain[bt]:
            said += says[bt]
        a, at = b, bt
    return said / (said + left) if left else 1.0


def _fixed(token: Token, segment: Segment, scale: Scale) -> bool:
    """Whether a word of a line is one that messages use, and no value: the parts of a file's name are no words."""
    if token.trust < 1.0 or not scale.known(token.stem):
        return False
    before, after = segment.text[max(0, token.start - 1) : token.start], segment.text[token.end : token.end + 2]
    ends = not after or after[0].isspace() or (after[0] in "\"')],;:.!?" and not after[1:].isalnum())
    return ends and (not before or before.isspace() or before in "\"'([")


def excused(template: Weighed, alignment: Alignment, line: Wording) -> Alignment:
    """The alignment, with those missing words excused in whose place the line holds a value.

    Nobody marked them, but what stands there is no word of any message: `already defined in object`
    is printed as `already defined in main.obj`.
    """
    pairs, fixed = alignment.pairs, line.fixed
    if not pairs or alignment.coverage >= 1.0:
        return alignment
    spans = [(-1, line.first - 1), *pairs, (len(template.weights), _behind(line, pairs))]
    lost = 0.0
    for (a, at), (b, bt) in pairwise(spans):
        if at + 1 >= bt or any(fixed[at + 1 : bt]):
            continue
        missing = [place for place in range(a + 1, b) if not template.varies[place]]
        if missing and not any(a < slot.start and slot.end <= b for slot in template.bones.slots):
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


def _behind(line: Wording, pairs: Sequence[tuple[int, int]]) -> int:
    """The first word behind the line in which a message ends, or behind what it says about where."""
    segment, tokens = line.segment, line.segment.tokens
    last = pairs[-1][1]
    place = tokens[last].end
    ends = [start for start, _ in segment.breaks if start > place][:1]
    ends += [found for mark in ("\t", "[") if (found := segment.text.find(mark, place)) >= 0]
    if not ends:
        return len(tokens)
    end = min(ends)
    return next((at for at in range(last + 1, len(tokens)) if tokens[at].start >= end), len(tokens))
