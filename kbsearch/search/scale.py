"""The scale: what each word of a message template says, in nats, learnt from all that is indexed.

A word says how rare it is among the templates. It says less where it may stand for a value: in
quotes, named like a variable, marked as a placeholder by other authors, or said twice on end
(`type:type`, `name:name`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from weakref import WeakKeyDictionary, proxy

from kbsearch.search.analysis import STOP_WORDS
from kbsearch.search.engines.base import Snapshot
from kbsearch.search.skeleton import SOFT, Skeleton, skeleton
from kbsearch.search.weights import WEIGHTS, rarity

_LABELS = frozenset(("error", "except", "fatal", "info", "note", "warn"))  # stems that any line of a log may hold
_MOST = 1 << 15  # templates and words kept weighed; some 2 kB each


@dataclass(frozen=True, slots=True)
class Weighed:
    """A template whose words are weighed: `weights` in nats, beside `bones.stems`.

    `varies` tells which words may stand for a value, `total` is what a line must say to be the
    whole message: all the other words, and of those that vary a share. `parts` are the sentences of a
    message of several, each with the place where it begins.
    """

    bones: Skeleton
    weights: tuple[float, ...]
    varies: tuple[bool, ...]
    total: float
    parts: tuple[tuple[int, Weighed], ...] = ()


def weigh(bones: Skeleton, says: Callable[[str], float]) -> Weighed:
    """Weigh a skeleton, given what a word says."""
    weights = tuple(says(stem) * (SOFT if soft else 1.0) for stem, soft in zip(bones.stems, bones.soft, strict=True))
    varies = tuple(
        soft or not stem.isalpha() or (place > 0 and stem == bones.stems[place - 1])
        for place, (stem, soft) in enumerate(zip(bones.stems, bones.soft, strict=True))
    )
    whole = Weighed(bones, weights, varies, _total(weights, varies))
    return replace(whole, parts=tuple(_parts(whole))) if len(bones.sentences) > 1 else whole


def _parts(whole: Weighed) -> Iterator[tuple[int, Weighed]]:
    """Each sentence of a template as a template, without the places of its values."""
    for begin, end in pairwise((*whole.bones.sentences, len(whole.weights))):
        weights, varies = whole.weights[begin:end], whole.varies[begin:end]
        bones = Skeleton(whole.bones.stems[begin:end], whole.bones.soft[begin:end], (), (), ())
        yield begin, Weighed(bones, weights, varies, _total(weights, varies))


def _total(weights: tuple[float, ...], varies: tuple[bool, ...]) -> float:
    return sum(weight * (WEIGHTS.absent if free else 1.0) for weight, free in zip(weights, varies, strict=True))


class Scale:
    """What the words of one state of the index say, and its templates weighed; filled as it is asked."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot: Snapshot = proxy(snapshot)  # the scale lives no longer than what it measures
        self._size = max(snapshot.entries, 1)
        self._words: dict[str, float] = {}
        self._templates: dict[str, Weighed] = {}

    def says(self, stem: str) -> float:
        """What a word of a template says, in nats."""
        value = self._words.get(stem)
        if value is None:
            value = self._words[stem] = self._says(stem)
        return value

    def known(self, stem: str) -> bool:
        """Whether some message holds a word."""
        return self._snapshot.entry_frequency("words", stem) > 0

    def _says(self, stem: str) -> float:
        plain = self._snapshot.entry_frequency("words", stem)
        marked = self._snapshot.entry_frequency("marked", stem)
        value = max(0.3, rarity(plain, self._size))
        if stem in STOP_WORDS or stem in _LABELS:
            value = min(value, WEIGHTS.common)
        # What other authors mark as a placeholder varies here too, marked or not.
        if marked:
            value *= 1.0 - WEIGHTS.marked * marked / (marked + plain)
        return value

    def weighed(self, message: str) -> Weighed:
        """A message template, weighed."""
        found = self._templates.get(message)
        if found is None:
            if len(self._templates) > _MOST:
                self._templates.clear()
            found = self._templates[message] = weigh(skeleton(message), self.says)
        return found


_scales: WeakKeyDictionary[Snapshot, Scale] = WeakKeyDictionary()


def scale_of(snapshot: Snapshot) -> Scale:
    """The scale of one state of the index, kept as long as the state is."""
    found = _scales.get(snapshot)
    if found is None:
        found = _scales.setdefault(snapshot, Scale(snapshot))
    return found
