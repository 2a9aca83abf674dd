"""Confidence: how sure it is that the first hit is right, from a few signals that can be told to anyone.

A logistic model: every signal lies in [0, 1] and has one weight. `python -m tests.ranking.calibrate`
fits the weights on labelled pastes, cross-validated by article, and on pastes whose article was
taken away or never was there; it prints the table from which the numbers below were taken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from kbsearch.search.paste import Paste
from kbsearch.search.query import Plan
from kbsearch.search.ranking import Evidence, Ranking
from kbsearch.search.results import FITTING
from kbsearch.search.severity import Severity
from kbsearch.search.weights import WEIGHTS

ENOUGH_CODE = 8.0
"""Nats of a code (one article of some thousand declares it) that say all that a code can say."""
ENOUGH_MESSAGE = 25.0
"""Nats of a message's words (some four rare ones) that say all that a message can say."""
WHOLE = 0.95
"""Coverage from which a message fits wholly."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against a first hit, each in [0, 1]; or the weight of each."""

    strength: float = 0.0
    """How much its code or its message says, whichever says more."""
    words: float = 0.0
    """1 where neither code nor message fits: only words speak for it."""
    ahead: float = 0.0
    """How far it stands before the next that answers its line or one that comes before, as a share of its score."""
    text: float = 0.0
    """What its title, symptoms and body say to the paste, as a share of what the best article's do."""
    unanswered: float = 0.0
    """1 where an error that no article answers surely stands before its line."""
    passed: float = 0.0
    """1 where another line comes before its line by severity and place, and was passed over."""


_SIGNALS = tuple(signal.name for signal in fields(Signals))

BIAS = -1.69
SIGNAL_WEIGHTS = Signals(strength=1.74, words=-1.6, ahead=2.29, text=2.3, unanswered=-0.82, passed=-0.84)
SURE = 0.9
"""The chance from which a first hit is relied on.

Measured on 1,232 labelled pastes over four knowledge bases, one of them the others together: 768 first hits
are sure, 2 of them wrong (4 of 772 with weights fitted on other articles). Of 374 pastes about errors of other
knowledge bases none is answered as if sure; with the right article taken away, 119 of 927 are.
"""


@dataclass(frozen=True, slots=True)
class Confidence:
    """The chance in [0, 1] that the first hit is right, and whether that is sure enough to rely on."""

    probability: float = 0.0
    sure: bool = False


def judge(ranking: Ranking, paste: Paste, planned: Plan, *, ambiguous: bool) -> Confidence:
    """How sure the first hit is.

    However probable it is, it is not sure where only words speak for it, while another article
    answers the line just as well (`ambiguous`), while the line holds a code that nobody
    documents and does not fit wholly, or while it holds one that others declare, and this one does not.
    """
    if not ranking.evidence:
        return Confidence()
    chance = probability(signals(ranking, paste), SIGNAL_WEIGHTS, BIAS)
    return Confidence(chance, chance >= SURE and not ambiguous and not doubtful(ranking, paste, planned))


def doubtful(ranking: Ranking, paste: Paste, planned: Plan) -> bool:
    """Whether a first hit cannot be sure, whatever its signals say."""
    first = ranking.evidence[0]
    return (
        first.answer.tier not in FITTING
        or undocumented(first, first.line, paste, planned)
        or contradicted(first, first.line, ranking)
    )


def contradicted(one: Evidence, line: int, ranking: Ranking) -> bool:
    """Whether a line holds a code that says much and that others declare: a message may be theirs, too, unsaid."""
    if one.answer.coded is not None:
        return False
    others = (other.answers[line].coded for other in ranking.evidence if line in other.answers)
    return any(fit is not None and fit.telling for fit in others)


def signals(ranking: Ranking, paste: Paste) -> Signals:
    """The signals of the first hit of a ranking that has one."""
    first = ranking.evidence[0]
    coded, message = first.answer.coded, first.answer.message
    code = coded.coded / WEIGHTS.code / ENOUGH_CODE if coded is not None else 0.0
    said = message.said / ENOUGH_MESSAGE if message is not None else 0.0
    most = max(one.text for one in ranking.evidence)
    return Signals(
        strength=min(1.0, max(code, said)),
        words=float(first.answer.tier not in FITTING),
        ahead=max(0.0, 1.0 - _rival(ranking) / first.score) if first.score > 0 else 0.0,
        text=1.0 if ranking.decided else first.text / most if most > 0 else 0.0,
        unanswered=float(_unanswered(ranking, first, paste)),
        passed=float(ranking.lines[:1] not in ((), (first.line,))),
    )


def _rival(ranking: Ranking) -> float:
    """The score of the next hit; what answers a later error of the paste is no rival."""
    first, *others = ranking.evidence
    order = {line: place for place, line in enumerate(ranking.lines)}
    own = order.get(first.line, len(order))
    rivals = (one.score for one in others if first.line in one.answers or order.get(one.line, -1) < own)
    return next(rivals, 0.0)


def _unanswered(ranking: Ranking, first: Evidence, paste: Paste) -> bool:
    """Whether a line that calls itself an error stands before the line of the first hit, and no article fits it."""
    before = {
        segment.line
        for segment in paste.segments
        if segment.severity is Severity.ERROR and segment.line < first.line and segment.joined == 1
    }
    answered = {line for one in ranking.evidence for line in before & one.answers.keys() if one.answers[line].sure}
    return not before <= answered


def undocumented(one: Evidence, line: int, paste: Paste, planned: Plan) -> bool:
    """Whether a line holds a code that nobody declares, and the message of its answer does not fit wholly."""
    answer = one.answers.get(line, one.answer)
    if answer.coded is not None or (answer.message is not None and answer.message.alignment.coverage >= WHOLE):
        return False
    lines = [segment.text for segment in paste.segments if line in (0, segment.line)]
    return any(code in text for code in planned.unknown for text in lines)


def probability(found: Signals, weights: Signals, bias: float) -> float:
    """The chance in (0, 1) that a hit with these signals is right."""
    total = bias + sum(getattr(weights, name) * getattr(found, name) for name in _SIGNALS)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
