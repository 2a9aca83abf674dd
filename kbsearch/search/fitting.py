"""Fitting: error entries held against the lines and the codes of a paste, and what that earns in nats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from kbsearch.search.align import NOTHING, Alignment, Line, align, line_of
from kbsearch.search.analysis import STOP_WORDS
from kbsearch.search.catalog import EntryRow
from kbsearch.search.codes import code_keys
from kbsearch.search.engines.base import Snapshot
from kbsearch.search.known_codes import Code
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.query import Plan
from kbsearch.search.remainder import Wording, excused, told, wording_of
from kbsearch.search.scale import Scale, Weighed, scale_of
from kbsearch.search.weights import WEIGHTS, importance, rarity

_CLOSE = 2  # segments that an entry is aligned with: those with most of its words
_SLIGHT = 0.25  # share of the best message's nats below which another is no answer to a line
_TELLING = 4.0  # nats from which a code says much
_RARE = 9.0  # nats of fixed words that make a fit of few words sure


@dataclass(slots=True)
class Fit:
    """How one entry answers the paste: its best line and its code, each with what it earns."""

    entry: EntryRow
    segment: int = -1
    alignment: Alignment = NOTHING
    said: float = 0.0
    told: float = 0.0
    code: Code | None = None
    coded: float = 0.0

    @property
    def telling(self) -> bool:
        """Whether a line of the paste holds its code, and that says much."""
        return self.coded >= WEIGHTS.code * _TELLING

    @property
    def whole(self) -> bool:
        """Whether message and line account for each other, and nothing is left of either."""
        return self.alignment.coverage >= WEIGHTS.whole and self.told >= WEIGHTS.whole

    @property
    def sure(self) -> bool:
        """Whether a line of the paste is this entry's message beyond doubt."""
        return self.alignment.coverage >= WEIGHTS.fits and (self.alignment.words > 1 or self.alignment.score >= _RARE)


def fits(paste: Paste, plan: Plan, rows: Iterable[EntryRow], snapshot: Snapshot) -> list[Fit]:
    """How each entry answers the paste."""
    lines = _Lines(paste, plan, scale_of(snapshot))
    by_key = _decayed(plan.codes)
    found = [Fit(row) for row in rows]
    for fit in found:
        if fit.entry.code and by_key:
            _code(fit, by_key, snapshot)
    lines.say([fit for fit in found if fit.entry.message])
    for fit in found:
        if fit.alignment.coverage >= WEIGHTS.likely:
            lines.weigh(fit)
    return found


class _Lines:
    """The lines of a paste that entries are held against."""

    def __init__(self, paste: Paste, plan: Plan, scale: Scale) -> None:
        self._paste = paste
        self._asks = plan.question is not None
        self._scale = scale
        self._lines: dict[int, Line] = {}
        self._wordings: dict[int, Wording] = {}
        self._worth = {index: importance(paste.segments[index], paste) for index in plan.asked}
        self._places: dict[str, set[int]] = defaultdict(set)
        for index in plan.asked:
            for token in paste.segments[index].tokens:
                self._places[token.stem].add(index)

    def say(self, found: Sequence[Fit]) -> None:
        """Find the line that each message fits best, those first that share most words with one.

        What cannot say a share of what another message says to the same line is not looked at,
        unless its code stands there.
        """
        best: dict[int, float] = defaultdict(float)
        asked: list[tuple[float, int, Weighed, list[tuple[float, int]]]] = []
        for place, fit in enumerate(found):
            template = self._scale.weighed(fit.entry.message or "")
            bounds = self._bounds(template, 1.0 if fit.entry.own else WEIGHTS.listed)
            if bounds:
                asked.append((-bounds[0][0], place, template, bounds))
        for _, place, template, bounds in sorted(asked, key=itemgetter(0, 1)):
            fit = found[place]
            for bound, index in bounds:
                if bound <= fit.said or (bound < _SLIGHT * best[index] and fit.code is None):
                    continue
                self._hold(fit, template, index)
            best[fit.segment] = max(best[fit.segment], fit.said)

    def weigh(self, fit: Fit) -> None:
        """Look at a message from its line: what stands there for its words, and what it leaves of the line."""
        template, line = self._scale.weighed(fit.entry.message or ""), self._wording(fit.segment)
        fit.alignment = excused(template, fit.alignment, line)
        fit.told = told(template.bones, fit.alignment, line)
        fit.said = self._said(fit, fit.alignment, fit.segment) * (1.0 - WEIGHTS.unsaid * (1.0 - fit.told))

    def _hold(self, fit: Fit, template: Weighed, index: int) -> None:
        """Hold a message against a line, and keep what it says where it says most."""
        alignment = align(template, self._line(index))
        said = self._said(fit, alignment, index)
        if said > fit.said:
            fit.segment, fit.alignment, fit.said = index, alignment, said

    def _said(self, fit: Fit, alignment: Alignment, index: int) -> float:
        """What a message says to a line, in nats."""
        said: float = alignment.score * self._worth[index] * (1.0 if fit.entry.own else WEIGHTS.listed)
        if self._asks:
            said *= min(1.0, share_of(alignment, self._paste.segments[index]) / WEIGHTS.told) ** 2
        return said

    def _bounds(self, template: Weighed, own: float) -> list[tuple[float, int]]:
        """The few lines that share most with a template, and what it can say to each at most, mistyped words aside."""
        shared: dict[int, float] = {}
        places = self._places
        for stem, weight in zip(template.bones.stems, template.weights, strict=True):
            for index in places.get(stem, ()):
                shared[index] = shared.get(index, 0.0) + weight
        most = (1.0 + WEIGHTS.neighbours) * own
        bounds = [(weight * self._worth[index] * most, index) for index, weight in shared.items()]
        if len(bounds) > 1:
            bounds.sort(key=lambda one: (-one[0], one[1]))
        return bounds[:_CLOSE]

    def _line(self, index: int) -> Line:
        line = self._lines.get(index)
        if line is None:
            line = self._lines[index] = line_of(self._paste.segments[index])
        return line

    def _wording(self, index: int) -> Wording:
        line = self._wordings.get(index)
        if line is None:
            line = self._wordings[index] = wording_of(self._paste.segments[index], self._scale)
        return line


def share_of(alignment: Alignment, line: Segment) -> float:
    """The share of a line's words that a message or a title holds; in a question, a short one stands by chance."""
    return alignment.words / max(1, sum(token.stem not in STOP_WORDS for token in line.tokens))


def _decayed(codes: Iterable[Code]) -> dict[str, tuple[Code, float]]:
    """The codes by key, with what each counts: the next of a line less than the one before."""
    by_key: dict[str, tuple[Code, float]] = {}
    counts: dict[int, int] = defaultdict(int)
    for code in codes:
        for key in code.keys:
            by_key.setdefault(key, (code, WEIGHTS.code_decay ** counts[code.segment]))
        counts[code.segment] += 1
    return by_key


def _code(fit: Fit, by_key: Mapping[str, tuple[Code, float]], snapshot: Snapshot) -> None:
    """Find the code of the paste that an entry declares."""
    for key in code_keys(fit.entry.code or ""):
        if key in by_key:
            code, decay = by_key[key]
            nats = rarity(snapshot.entry_frequency("codes", key), snapshot.articles)
            earned = WEIGHTS.code * nats * code.trust * decay * (1.0 if fit.entry.own else WEIGHTS.listed)
            if earned > fit.coded:
                fit.code, fit.coded = code, earned
