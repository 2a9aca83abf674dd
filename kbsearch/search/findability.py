"""Findability: how many of its probes a knowledge base answers with the right article, as one number.

ids -> articles -> probes (`probes`) -> searches, in several processes -> Findability
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from kbsearch.search import generations
from kbsearch.search.catalog import Catalog
from kbsearch.search.opened import OpenedIndex
from kbsearch.search.probes import Ask, Outcome, Probe, ProbeKind, ask, probes_of
from kbsearch.search.workers import run
from kbsearch.settings import Settings

Progress = Callable[[int, int, str], None]

_CHUNK = 4  # articles in one message: some 200 ms of work
_WORTH_IT = 40  # with fewer articles, starting processes takes longer than searching here


@dataclass(frozen=True, slots=True)
class Figures:
    """How the probes of one kind fared.

    `first` found their article at the first place; `within` by the place that is demanded, or beside
    those that declare the same thing; `behind` further down; `missing` not among the hits.
    """

    kind: ProbeKind
    probes: int
    first: int
    within: int
    behind: int
    missing: int

    @property
    def share(self) -> float:
        """The share of probes that passed, in [0, 1]; 1 for none."""
        return (self.first + self.within) / self.probes if self.probes else 1.0


@dataclass(frozen=True, slots=True)
class Findability:
    """How the probes of some articles fared: `figures` by kind, and every outcome that failed.

    `articles` counts those that have probes.
    """

    articles: int
    figures: tuple[Figures, ...]
    failed: tuple[Outcome, ...]

    @property
    def probes(self) -> int:
        """How many probes there were."""
        return sum(one.probes for one in self.figures)

    @property
    def share(self) -> float:
        """The share of all probes that passed, in [0, 1]; 1 for none."""
        return (self.probes - len(self.failed)) / self.probes if self.probes else 1.0

    def worst(self, count: int) -> list[tuple[str, tuple[Outcome, ...]]]:
        """The ids of the articles with the most failed probes, at most `count`, each with those probes."""
        grouped: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.failed:
            grouped[outcome.probe.article].append(outcome)
        ordered = sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        return [(id, tuple(outcomes)) for id, outcomes in ordered[:count]]

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON-ready data."""
        return {
            "articles": self.articles,
            "probes": self.probes,
            "share": round(self.share, 6),
            "kinds": [{**asdict(one), "share": round(one.share, 6)} for one in self.figures],
            "failed": [outcome_as_dict(outcome) for outcome in self.failed],
        }


def outcome_as_dict(outcome: Outcome) -> dict[str, Any]:
    """One outcome as JSON-ready data."""
    probe = outcome.probe
    return {
        "kind": probe.kind.value,
        "text": probe.text,
        "article": probe.article,
        "line": probe.line,
        "limit": probe.limit,
        "rank": outcome.rank,
        "place": outcome.place,
        "front": asdict(outcome.front) if outcome.front else None,
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """What the probes of one article came to: how many there were of each result by kind, and those that failed."""

    counts: tuple[tuple[ProbeKind, str, int], ...]
    failed: tuple[Outcome, ...]


def asked(probes: Sequence[Probe], search: Ask) -> Asked:
    """Ask all of these probes."""
    outcomes = [ask(probe, search) for probe in probes]
    counts = Counter((outcome.probe.kind, _result(outcome)) for outcome in outcomes)
    failed = tuple(outcome for outcome in outcomes if not outcome.passed)
    return Asked(tuple((kind, result, count) for (kind, result), count in counts.items()), failed)


def _result(outcome: Outcome) -> str:
    """The name of the figure that counts an outcome."""
    if outcome.rank == 1:
        return "first"
    return "within" if outcome.passed else "missing" if outcome.rank is None else "behind"


def summed(parts: Iterable[Asked]) -> Findability:
    """The outcomes of many articles as one."""
    totals: Counter[tuple[ProbeKind, str]] = Counter()
    failed: list[Outcome] = []
    articles = 0
    for part in parts:
        articles += bool(part.counts)
        failed += part.failed
        for kind, result, count in part.counts:
            totals[kind, result] += count
    figures = []
    for kind in ProbeKind:
        counts = {result: totals[kind, result] for result in ("first", "within", "behind", "missing")}
        if any(counts.values()):
            figures.append(Figures(kind, sum(counts.values()), **counts))
    return Findability(articles, tuple(figures), tuple(failed))


def joined(parts: Iterable[Findability]) -> Findability:
    """The figures of several measurements as one."""
    several = list(parts)
    figures = [
        Figures(
            kind,
            sum(one.probes for one in own),
            sum(one.first for one in own),
            sum(one.within for one in own),
            sum(one.behind for one in own),
            sum(one.missing for one in own),
        )
        for kind in ProbeKind
        if (own := [one for part in several for one in part.figures if one.kind is kind])
    ]
    failed = tuple(outcome for part in several for outcome in part.failed)
    return Findability(sum(part.articles for part in several), tuple(figures), failed)


def sampled(ids: Sequence[str], count: int | None, seed: int, counts: Callable[[str], bool]) -> list[str]:
    """That many of the ids that count (None: all ids), in their order; the same seed draws the same ones."""
    if count is None:
        return list(ids)
    drawn = (place for place in Random(seed).sample(range(len(ids)), len(ids)) if counts(ids[place]))
    return [ids[place] for place in sorted(islice(drawn, count))]


def has_probes(catalog: Catalog, id: str, kinds: Sequence[ProbeKind]) -> bool:
    """Whether there is anything to search for of the article with that id."""
    stored = catalog.article_by_id(id)
    return stored is not None and bool(probes_of(stored.article, kinds, brief=True))


def measure(
    generation: Path,
    settings: Settings,
    ids: Sequence[str],
    kinds: Sequence[ProbeKind] = tuple(ProbeKind),
    *,
    brief: bool = False,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Findability:
    """Ask the probes of these articles, in one generation of the index.

    With `brief` only one probe for each thing that an article declares. `workers` is the number of
    processes: None for one per processor when there is enough to do, 0 for none; the outcome does
    not depend on it. `progress` is called as `progress(done, total, "searching")`.
    """

    def parts() -> Iterator[Asked]:
        done = 0
        with contextlib.closing(_Asker(generation, settings, tuple(kinds), brief)) as asker:
            for chunk in run(asker, ids, workers, chunk=_CHUNK, worth_it=_WORTH_IT):
                yield from chunk
                done += len(chunk)
                if progress is not None:
                    progress(done, len(ids), "searching")

    return summed(parts())


class _Asker:
    """Asks the probes of one article at a time; worker processes get a copy that opens the index again."""

    def __init__(self, generation: Path, settings: Settings, kinds: tuple[ProbeKind, ...], brief: bool) -> None:
        self._generation = generation
        self._settings = settings
        self._kinds = kinds
        self._brief = brief
        self._opened: OpenedIndex | None = None

    def __call__(self, id: str) -> Asked:
        """The outcome of the probes of the article with that id; nothing when it has gone."""
        if self._opened is None:
            stamp = generations.stamp(self._settings.index_folder) or (0, 0)
            self._opened = OpenedIndex(self._generation, stamp, self._settings)
        searcher = self._opened.searcher
        stored = self._opened.catalog.article_by_id(id)
        if stored is None:
            return Asked((), ())
        probes = probes_of(stored.article, self._kinds, brief=self._brief)
        return asked(probes, lambda text, limit: searcher.search(text, limit=limit).hits)

    def __reduce__(self) -> tuple[type[_Asker], tuple[Any, ...]]:
        return _Asker, (self._generation, self._settings, self._kinds, self._brief)

    def close(self) -> None:
        """Let go of the index."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.retire()
