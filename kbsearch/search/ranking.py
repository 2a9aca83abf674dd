"""Ranking: the evidence for each candidate article, in nats, and the tier it amounts to.

A code and a message are evidence of the same kind: each is worth how rare it is among what is
indexed. So a code that one article declares decides, a code that twenty declare hardly speaks,
and the words around it do. The text (BM25) breaks what is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kbsearch.search.align import NOTHING, Alignment, align
from kbsearch.search.analysis import STOP_WORDS
from kbsearch.search.catalog import EntryRow
from kbsearch.search.codes import code_key, code_keys
from kbsearch.search.documents import MOST_ENTRIES
from kbsearch.search.engines.base import Candidates, Snapshot
from kbsearch.search.known_codes import Code
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.query import Plan
from kbsearch.search.results import Reason, Tier
from kbsearch.search.severity import Severity
from kbsearch.search.skeleton import SOFT, Skeleton, skeleton
from kbsearch.search.weights import WEIGHTS, importance, rarity

_CLOSE = 2  # segments that an entry is aligned with: those with most of its words
_PAGE = 8  # an entry in this place or later stands on a list page: code and message must stand in one entry
_LISTED = 5  # rows of list pages whose wording is lent to the articles they point to
_RARE = 9.0  # nats of fixed words that make a fit of few words sure
_EVEN = 0.01  # nats by which two answers must differ to be told apart


@dataclass(slots=True)
class Fit:
    """How one entry answers the paste: its best line and its code, each with what it earns."""

    entry: EntryRow
    segment: int = -1
    alignment: Alignment = NOTHING
    said: float = 0.0
    code: Code | None = None
    coded: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether a line of the paste is this entry's message beyond doubt."""
        return self.alignment.coverage >= WEIGHTS.fits and (self.alignment.words > 1 or self.alignment.score >= _RARE)


@dataclass(slots=True)
class Answer:
    """What one article says to one line of the paste: the entry with its code, the entry with its message."""

    coded: Fit | None = None
    message: Fit | None = None

    @property
    def own(self) -> bool:
        """Whether the article explains the error itself, and does not only list it."""
        return any(fit is not None and fit.entry.own for fit in (self.coded, self.message))

    @property
    def nats(self) -> float:
        """The evidence of code and message together."""
        return (self.coded.coded if self.coded else 0.0) + (self.message.said if self.message else 0.0)

    @property
    def tier(self) -> Tier:
        """How exact the answer is."""
        said = self.message is not None and self.message.sure
        if self.coded is not None and self.coded.code is not None and self.coded.code.trust >= 0.5:
            return Tier.CODE_MESSAGE if said else Tier.CODE
        if said:
            return Tier.MESSAGE
        return Tier.WORDS if self.message is not None and self.message.alignment.coverage >= 0.5 else Tier.TEXT


NO_ANSWER = Answer()


@dataclass(slots=True)
class Evidence:
    """All that speaks for one article (by its catalog key).

    `answers` holds what it says to each line of the paste it answers, by the line's number;
    `line` is the one that counts (0: only its text speaks for it), `first` what that line's
    place earns, `text` what its words in title, symptoms and body earn, in nats.
    """

    article: int
    answers: Mapping[int, Answer] = field(default_factory=dict)
    line: int = 0
    first: float = 0.0
    text: float = 0.0

    @property
    def answer(self) -> Answer:
        """What it says to the line that counts."""
        return self.answers.get(self.line, NO_ANSWER)

    @property
    def score(self) -> float:
        """The sum of the parts, in nats."""
        return WEIGHTS.evidence * self.answer.nats + self.first + self.text

    def reasons(self) -> tuple[Reason, ...]:
        """The parts of the score in words; they sum up to it."""
        found: list[Reason] = []
        coded, message = self.answer.coded, self.answer.message
        if coded is not None and coded.code is not None:
            kind = "declared by this article" if coded.entry.own else "listed by this article"
            found.append(Reason("code", f"{coded.code.text}, {kind}", WEIGHTS.evidence * coded.coded))
        if message is not None:
            share = f"{message.alignment.coverage:.0%} of what the message's words say"
            found.append(Reason("message", share, WEIGHTS.evidence * message.said))
        if self.first > 0:
            found.append(Reason("line", "where this line stands among the errors of the paste", self.first))
        if self.text > 0:
            found.append(Reason("text", "words in title, symptoms and body (BM25)", self.text))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidate articles, best first, and what each line of the paste is worth.

    `worth` is what an answer to a line earns for the line's place, per nat; it holds the lines
    that some article answers surely. So a line's own order of articles, and the order of lines,
    can be told without ranking again: `answers_to`, `lines`.
    """

    evidence: tuple[Evidence, ...]
    worth: Mapping[int, float]

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines that some article answers surely, the primary error first."""
        return tuple(self.worth)

    def answers_to(self, line: int) -> tuple[Evidence, ...]:
        """The articles that answer a line, the best answer first; equal ones in the order of the ranking."""
        found = [one for one in self.evidence if line in one.answers]
        return tuple(sorted(found, key=lambda one: -one.answers[line].nats))

    def alike(self, one: Evidence, line: int) -> tuple[Evidence, ...]:
        """The other articles whose answer to a line the paste cannot tell from this one's."""
        return tuple(other for other in self.evidence if other is not one and _alike(one, other, line))


def rank(
    paste: Paste,
    plan: Plan,
    candidates: Candidates,
    rows: Mapping[int, EntryRow],
    snapshot: Snapshot,
    owners: Callable[[str], Sequence[int]],
) -> Ranking:
    """The candidate articles, best first; equal scores by key, so that the order never wavers.

    `owners` gives the keys of the articles that explain a code themselves, by code key.
    """
    fits = _fits(paste, plan, rows.values(), snapshot)
    answers = _answers(paste, [*fits, *_passed_on(fits, owners)])
    worth = _worth_of_lines(paste, answers)
    found: dict[int, Evidence] = {}
    for article, lines in answers.items():
        best = max(lines, key=lambda line: (lines[line].nats * (1.0 + worth.get(line, 0.0)), -line))
        first = min(lines[best].nats * worth.get(best, 0.0), WEIGHTS.first)
        found[article] = Evidence(article, lines, best, first)
    # The more lines, the more of their words are noise.
    text = WEIGHTS.text * min(1.0, WEIGHTS.lines / max(1, len(paste.segments)))
    for article, score in candidates.by_text:
        found.setdefault(article, Evidence(article)).text = text * score
    ordered = sorted(found.values(), key=lambda one: (-one.score, one.article))
    return Ranking(tuple(ordered), worth)


def _alike(one: Evidence, other: Evidence, line: int) -> bool:
    """Whether the paste cannot tell two articles apart: the same said about a line, by rows of the same kind."""
    first, second = one.answers.get(line), other.answers.get(line)
    if first is None or second is None or first.own != second.own or (first.coded is None) != (second.coded is None):
        return False
    if first.message is None or second.message is None:
        return first.message is second.message and abs(first.nats - second.nats) < _EVEN
    same = skeleton(first.message.entry.message or "").signature
    if same and same == skeleton(second.message.entry.message or "").signature:
        return True
    return first.message.sure and second.message.sure and abs(first.nats - second.nats) < _EVEN


def _passed_on(fits: Iterable[Fit], owners: Callable[[str], Sequence[int]]) -> list[Fit]:
    """What rows of list pages say, said for the articles that explain those codes.

    A list page often words a message otherwise than the article: both wordings lead to the article.
    """
    listed = [
        (fit, fit.entry.code)
        for fit in fits
        if fit.entry.code and not fit.entry.own and fit.said > 0 and (fit.sure or fit.coded > 0)
    ]
    listed.sort(key=lambda pair: -pair[0].said)
    return [
        replace(fit, entry=replace(fit.entry, article=article), said=fit.said / WEIGHTS.listed, code=None, coded=0.0)
        for fit, code in listed[:_LISTED]
        for article in owners(code_key(code))
    ]


def _answers(paste: Paste, fits: Iterable[Fit]) -> dict[int, dict[int, Answer]]:
    """What each article says to each line: article -> line -> answer."""
    grouped: dict[int, list[Fit]] = defaultdict(list)
    for fit in fits:
        grouped[fit.entry.article].append(fit)
    found: dict[int, dict[int, Answer]] = {}
    for article, own in grouped.items():
        lines: dict[int, Answer] = defaultdict(Answer)
        if any(fit.entry.key & (MOST_ENTRIES - 1) >= _PAGE for fit in own):
            # A list page: a code and a message of different rows say nothing together.
            own = [max(own, key=lambda fit: fit.coded + fit.said)]
        for fit in own:
            if fit.code is not None:
                answer = lines[paste.segments[fit.code.segment].line]
                if answer.coded is None or fit.coded > answer.coded.coded:
                    answer.coded = fit
            if fit.segment >= 0:
                answer = lines[_line(fit, paste)]
                if answer.message is None or fit.said > answer.message.said:
                    answer.message = fit
        if lines:
            found[article] = dict(lines)
    return found


def _line(fit: Fit, paste: Paste) -> int:
    """The line of the paste in which an entry's message begins."""
    segment = paste.segments[fit.segment]
    return segment.line_at(segment.tokens[fit.alignment.pairs[0][1]].start)


def _worth_of_lines(paste: Paste, answers: Mapping[int, Mapping[int, Answer]]) -> dict[int, float]:
    """What an answer earns for its line, per nat: the first error that is answered the most.

    What follows an error is mostly its consequence, and a consequence often has the longer
    message. So the lines that some article answers surely are put in order (errors before
    warnings, causes before what wraps them, then as they stand), and the best answer to each
    earns a bonus that shrinks with its place; lesser answers to the line earn a share of it.
    """
    best: dict[int, float] = {}
    whole: set[int] = set()
    for lines in answers.values():
        for line, answer in lines.items():
            if answer.tier in (Tier.CODE_MESSAGE, Tier.CODE, Tier.MESSAGE):
                best[line] = max(best.get(line, 0.0), answer.nats)
            if answer.tier is Tier.CODE_MESSAGE:
                whole.add(line)
    grade: dict[int, tuple[float, int]] = {}
    for segment in paste.segments:
        placed = _grade(segment, whole=segment.line in whole)
        grade[segment.line] = min(placed, grade.get(segment.line, placed))
    worth: dict[int, float] = {}
    for order, line in enumerate(sorted(best, key=lambda line: grade[line])):
        bonus = WEIGHTS.first * WEIGHTS.line_decay**order * min(1.0, best[line] / WEIGHTS.enough)
        worth[line] = bonus / best[line]
    return worth


def _grade(segment: Segment, *, whole: bool) -> tuple[float, int]:
    """Where a line stands among the lines that are answered; smaller comes first.

    A line whose code and message one article explains (`whole`) is real, whatever it calls itself:
    it comes before lines that say no severity, but not before errors.
    """
    severity = float(segment.severity)
    if whole and segment.severity < Severity.ERROR:
        severity = max(severity, Severity.UNKNOWN) + 0.5
    return (-severity - segment.cause, segment.line)


class _Weigher(dict[str, float]):
    """A table of what each word of a template says, in nats; filled as it is asked."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._size = max(snapshot.entries, 1)

    def __missing__(self, term: str) -> float:
        plain = self._snapshot.entry_frequency("words", term)
        marked = self._snapshot.entry_frequency("marked", term)
        value = max(0.3, rarity(plain, self._size))
        if term in STOP_WORDS:
            value = min(value, 1.0)
        # What other authors mark as a placeholder varies here too, marked or not.
        if marked:
            value *= 1.0 - WEIGHTS.marked * marked / (marked + plain)
        self[term] = value
        return value


def _fits(paste: Paste, plan: Plan, rows: Iterable[EntryRow], snapshot: Snapshot) -> list[Fit]:
    weigh = _Weigher(snapshot)
    stems = {index: tuple(token.stem for token in paste.segments[index].tokens) for index in plan.asked}
    places: dict[str, set[int]] = defaultdict(set)
    for index, terms in stems.items():
        for term in terms:
            places[term].add(index)
    worth = {index: importance(paste.segments[index], paste) for index in plan.asked}
    by_key: dict[str, tuple[Code, float]] = {}
    counts: dict[int, int] = defaultdict(int)
    for code in plan.codes:
        for key in code.keys:
            by_key.setdefault(key, (code, WEIGHTS.code_decay ** counts[code.segment]))
        counts[code.segment] += 1
    fits = []
    for row in rows:
        fit = Fit(row)
        if row.message:
            _say(fit, skeleton(row.message), paste, stems, places, worth, weigh)
        if row.code and by_key:
            _code(fit, by_key, snapshot)
        fits.append(fit)
    return fits


def _say(
    fit: Fit,
    bones: Skeleton,
    paste: Paste,
    stems: Mapping[int, tuple[str, ...]],
    places: Mapping[str, set[int]],
    worth: Mapping[int, float],
    weigh: dict[str, float],
) -> None:
    """Find the line that the message fits best, among the few that share most of its words."""
    shared: dict[int, float] = {}
    for term, soft in zip(bones.stems, bones.soft, strict=True):
        for index in places.get(term, ()):
            shared[index] = shared.get(index, 0.0) + weigh[term] * (SOFT if soft else 1.0) * worth[index]
    for index in sorted(shared, key=lambda i: (-shared[i], i))[:_CLOSE]:
        alignment = align(bones, paste.segments[index], stems[index], weigh.__getitem__)
        said = alignment.score * worth[index] * (1.0 if fit.entry.own else WEIGHTS.listed)
        said *= min(1.0, alignment.coverage / WEIGHTS.fits) ** WEIGHTS.partial
        if said > fit.said:
            fit.segment, fit.alignment, fit.said = index, alignment, said


def _code(fit: Fit, by_key: Mapping[str, tuple[Code, float]], snapshot: Snapshot) -> None:
    for key in code_keys(fit.entry.code or ""):
        if key in by_key:
            code, decay = by_key[key]
            nats = rarity(snapshot.entry_frequency("codes", key), snapshot.articles)
            earned = WEIGHTS.code * nats * code.trust * decay * (1.0 if fit.entry.own else WEIGHTS.listed)
            if earned > fit.coded:
                fit.code, fit.coded = code, earned
