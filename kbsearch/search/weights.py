"""All the weights of the ranking in one block, and the one measure they multiply: rarity, in nats."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from kbsearch.search.paste import Paste, Segment
from kbsearch.search.severity import Severity


@dataclass(frozen=True, slots=True)
class Weights:
    """All weights of the ranking. Scores are in nats (natural logarithms of rarity)."""

    code: float = 1.9
    """What a declared code earns per nat of its rarity among the articles; 1 to 4."""
    code_decay: float = 0.7
    """What the next code of the paste earns against the one before; 0 to 1."""
    listed: float = 0.55
    """What a row of a list page earns against the article that explains the error; 0 to 1."""
    text: float = 0.4
    """What BM25 over title, symptoms, summary and body earns; 0 to 1."""
    exact: float = 0.5
    """What the text earns of that where an article declares both the code and the message of a line; 0 to 1."""
    lines: float = 30.0
    """Segments of a paste up to which the text earns all of that: of a long log, most words are noise; 5 to 200."""
    title: float = 0.6
    """What a word earns in the title, beside its rarity there; 0 to 4."""
    symptoms: float = 1.6
    """What a word earns in the symptoms; 1 to 4."""
    summary: float = 0.5
    """What a word earns in the summary: the prose of the front matter and the opening of the issue; 0 to 2."""
    body: float = 0.8
    """What a word earns in the body; 0.3 to 1."""
    phrase: float = 3.0
    """What a phrase that a question quotes earns, so that articles that hold it come first; 1 to 5."""
    told: float = 0.5
    """Share of a question's words that a message must hold to earn all: short ones stand by chance; 0.3 to 0.7."""
    first: float = 50.0
    """What the best answer to the first error that is answered earns, in nats; 0 to 60."""
    enough: float = 11.0
    """Nats from which an answer earns all of that; 1 to 30."""
    fits: float = 0.7
    """Coverage from which a line is taken to be an entry's message; 0.5 to 1."""
    likely: float = 0.5
    """Coverage from which a line may be an entry's message; 0.3 to 0.7."""
    replaced: float = 0.7
    """How far a missing word of a message is excused in whose place the line holds a value; 0 to 1."""
    unsaid: float = 0.2
    """What a message loses that accounts for nothing else of its line, as a share; 0 to 1."""
    whole: float = 0.9
    """Share of a message's words, and of its line's, from which the two are one and the same; 0.5 to 1."""
    certain: float = 0.9
    """How sure a line at least is that is one and the same with a message, however little that says; 0 to 1."""
    evidence: float = 0.35
    """What a nat of code and message earns beside that, so that rare evidence counts across lines; 0 to 1."""
    line_decay: float = 0.35
    """What the next line that is answered earns of that; 0 to 1."""
    warning: float = 0.75
    """What a warning earns where the paste also holds an error; 0 to 1."""
    minor: float = 0.6
    """What a note, an informational line or a frame of a stack trace earns; 0 to 1."""
    shared: float = 0.2
    """How much less a line is worth for each further article that answers it alike, unless it calls itself an error;
    0 to 1."""
    doubt: float = 1.0
    """How steeply a line's worth falls with the coverage of an unsure answer to it, as a power; 0 to 4."""
    others: float = 1.0
    """What the other lines earn that an article answers, against the one that counts; 0 to 1."""
    agreed: float = 0.5
    """What a message earns at most of what a code and all of its own message earn that fit the same line; 0 to 1."""
    quoted: float = 0.5
    """What a line's words say that stand in an article's text in the same order, per nat; 0 to 1."""
    missing: float = 0.55
    """What a missing word of a message costs, as a share of what it would have earned; 0 to 1."""
    absent: float = 0.2
    """What a missing word counts that may stand for a value: quoted, a number, a code; 0 to 1."""
    cut: float = 0.5
    """What a message loses of which a line holds one sentence alone, per share that is missing; 0 to 1."""
    neighbours: float = 0.2
    """What two fixed words that stand side by side in both earn on top, as a share; 0 to 1."""
    typo: float = 0.7
    """What a mistyped word earns, as a share; 0 to 1."""
    common: float = 1.0
    """What a function word or the name of a severity says at most, in nats; 0 to 8."""
    marked: float = 0.75
    """How far a word stops counting that all other templates mark as a placeholder; 0 to 1."""


WEIGHTS = Weights()

SMALL = 500
"""Documents from which the rarity of a word is believed."""
SET = 7_500
"""Documents among which the weights were set; among more every word is rarer, and is to say no more for it."""


def rarity(frequency: int, size: int) -> float:
    """The information of a term in nats, Robertson-Spärck Jones as BM25 has it, in proportion to the most one can say.

    A handful of articles cannot tell which words are rare, so fewer than SMALL count as SMALL.
    """
    size = max(size, SMALL)
    return _nats(frequency, size) * proportion(size) if frequency <= size else 0.1


@cache
def proportion(size: int) -> float:
    """What a nat counts among so many documents: as much as among SET, of which the rarest term says less; (0, 1]."""
    return min(1.0, _nats(1, SET) / _nats(1, max(size, 1)))


def crowding(size: int) -> float:
    """What BM25 over the text counts among so many documents, in (0, 1].

    It adds up words, and among more documents not only does each say more, but more of them say something:
    so it counts less by a power of what a nat does, found by hiding pastes' articles among up to a million made ones.
    """
    return proportion(size) ** 3


def _nats(frequency: int, size: int) -> float:
    return math.log(1.0 + (size - frequency + 0.5) / (frequency + 0.5))


def importance(segment: Segment, paste: Paste) -> float:
    """What a fit of this line is worth, by how bad the line says it is."""
    if segment.severity in (Severity.MINOR, Severity.FRAME):
        return WEIGHTS.minor
    return WEIGHTS.warning if paste.has_errors and segment.severity is Severity.WARNING else 1.0
