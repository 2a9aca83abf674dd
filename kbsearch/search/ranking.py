"""Ranking: the evidence for each candidate article, in nats, and the tier it amounts to.

A code and a message are evidence of the same kind: each is worth how rare it is among what is
indexed. So a code that one article declares decides, a code that twenty declare hardly speaks,
and the words around it do. The text (BM25) breaks what is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kbsearch.search.align import NOTHING, Alignment, align
from kbsearch.search.catalog import EntryRow
from kbsearch.search.codes import code_keys
from kbsearch.search.engines.base import Candidates, Snapshot
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.query import WEIGHTS, Code, Plan, importance, rarity
from kbsearch.search.results import Reason, Tier
from kbsearch.search.skeleton import SOFT, Skeleton, skeleton

_CLOSE = 2  # segments that an entry is aligned with: those with most of its words
_PAGE = 8  # an article with more entries is a list: code and message must stand in one entry
_FITS = 0.75  # coverage from which a line is taken to be the message
_RARE = 9.0  # nats of fixed words that make a fit of few words sure


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
        return self.alignment.coverage >= _FITS and (self.alignment.words > 1 or self.alignment.score >= _RARE)


@dataclass(slots=True)
class Evidence:
    """All that speaks for one article (by its catalog key), best parts first."""

    article: int
    fits: list[Fit] = field(default_factory=list)
    message: Fit | None = None
    coded: Fit | None = None
    text: float = 0.0
    score: float = 0.0

    @property
    def tier(self) -> Tier:
        """How exact the article answers."""
        said = self.message is not None and self.message.sure
        if self.coded is not None and self.coded.code is not None and self.coded.code.trust >= 0.5:
            return Tier.CODE_MESSAGE if said else Tier.CODE
        if said:
            return Tier.MESSAGE
        return Tier.WORDS if self.message is not None and self.message.alignment.coverage >= 0.5 else Tier.TEXT

    def reasons(self) -> tuple[Reason, ...]:
        """The parts of the score in words; they sum up to it."""
        found: list[Reason] = []
        if self.coded is not None and self.coded.code is not None:
            kind = "declared by this article" if self.coded.entry.own else "listed by this article"
            found.append(Reason("code", f"{self.coded.code.text}, {kind}", self.coded.coded))
        if self.message is not None:
            share = f"{self.message.alignment.coverage:.0%} of the message's rare words"
            found.append(Reason("message", share, self.message.said))
        if self.text > 0:
            found.append(Reason("text", "words in title, symptoms and body (BM25)", self.text))
        return tuple(found)


def rank(
    paste: Paste, plan: Plan, candidates: Candidates, rows: Mapping[int, EntryRow], snapshot: Snapshot
) -> list[Evidence]:
    """The candidate articles, best first; equal scores by key, so that the order never wavers."""
    fits = _fits(paste, plan, rows.values(), snapshot)
    _discount(paste, fits)
    found: dict[int, Evidence] = {}
    for fit in fits:
        found.setdefault(fit.entry.article, Evidence(fit.entry.article)).fits.append(fit)
    for article, score in candidates.by_text:
        found.setdefault(article, Evidence(article)).text = WEIGHTS.text * score
    for evidence in found.values():
        _sum_up(evidence)
    return sorted(found.values(), key=lambda one: (-one.score, one.article))


def weigher(snapshot: Snapshot) -> dict[str, float]:
    """A table of what each word of a template says; filled as it is asked."""
    return _Weigher(snapshot)


class _Weigher(dict[str, float]):
    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._size = max(snapshot.entries, 1)

    def __missing__(self, term: str) -> float:
        plain = self._snapshot.entry_frequency("words", term)
        marked = self._snapshot.entry_frequency("marked", term)
        value = max(0.3, rarity(plain, self._size))
        # What other authors mark as a placeholder varies here too, marked or not.
        if marked:
            value *= 1.0 - WEIGHTS.marked * marked / (marked + plain)
        self[term] = value
        return value


def _fits(paste: Paste, plan: Plan, rows: Iterable[EntryRow], snapshot: Snapshot) -> list[Fit]:
    weigh = weigher(snapshot)
    stems = {index: tuple(token.stem for token in paste.segments[index].tokens) for index in plan.asked}
    places: dict[str, set[int]] = defaultdict(set)
    for index, terms in stems.items():
        for term in terms:
            places[term].add(index)
    worth = {index: importance(paste.segments[index], paste) for index in plan.asked}
    by_key: dict[str, tuple[Code, float]] = {}
    for order, code in enumerate(plan.codes):
        for key in code.keys:
            by_key.setdefault(key, (code, WEIGHTS.code_decay**order))
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
        if said > fit.said:
            fit.segment, fit.alignment, fit.said = index, alignment, said


def _code(fit: Fit, by_key: Mapping[str, tuple[Code, float]], snapshot: Snapshot) -> None:
    for key in code_keys(fit.entry.code or ""):
        if key in by_key:
            code, decay = by_key[key]
            nats = rarity(min(snapshot.entry_frequency("codes", key), snapshot.articles), snapshot.articles)
            earned = WEIGHTS.code * nats * code.trust * decay * (1.0 if fit.entry.own else WEIGHTS.listed)
            if earned > fit.coded:
                fit.code, fit.coded = code, earned


def _discount(paste: Paste, fits: list[Fit]) -> None:
    """Let the first line that is answered outrank the later ones: what follows is its consequence."""
    answered: dict[int, bool] = {}
    for fit in fits:
        if fit.segment >= 0 and fit.sure:
            answered[fit.segment] = True
    lines: list[int] = []
    for index in sorted(answered, key=lambda i: _order(paste.segments[i])):
        line = paste.segments[index].line
        if line not in lines:
            lines.append(line)
    decay = {line: WEIGHTS.line_decay**order for order, line in enumerate(lines)}
    for fit in fits:
        if fit.segment >= 0:
            fit.said *= decay.get(paste.segments[fit.segment].line, 1.0)


def _order(segment: Segment) -> tuple[int, int]:
    """Causes before what wraps them, worse lines before milder ones, then as they stand."""
    return (-segment.severity - segment.cause, segment.line)


def _sum_up(evidence: Evidence) -> None:
    fits = evidence.fits
    best_code = max(fits, key=lambda fit: fit.coded, default=None)
    best_said = max(fits, key=lambda fit: fit.said, default=None)
    if len(fits) > _PAGE:
        both = max(fits, key=lambda fit: fit.coded + fit.said)
        best_code = best_said = both
    evidence.coded = best_code if best_code is not None and best_code.coded > 0 else None
    evidence.message = best_said if best_said is not None and best_said.said > 0 else None
    evidence.score = (
        (evidence.coded.coded if evidence.coded else 0.0)
        + (evidence.message.said if evidence.message else 0.0)
        + evidence.text
    )
