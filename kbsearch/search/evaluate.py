"""Evaluation: labelled pastes in, how often the right article comes first out."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kbsearch.errors import KbError, LabelsInvalid
from kbsearch.search.results import Hit, Results

RANKS = (1, 3, 5, 10)
"""The ranks k for which hit@k is counted."""


@dataclass(frozen=True, slots=True)
class LabelledPaste:
    """A paste and the ids of the articles of which any is right."""

    id: str
    paste: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """A paste whose first hit is none of the expected: their best rank (None: not found), who came first and why."""

    id: str
    expected: tuple[str, ...]
    rank: int | None
    found: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a set of labelled pastes fared; shares in [0, 1], latencies in milliseconds."""

    pastes: int
    hit_at: dict[int, float]
    mrr: float
    latency_ms: dict[str, float]
    misses: tuple[Miss, ...]


class Searches(Protocol):
    """What is evaluated: anything that searches like a KnowledgeBase."""

    def search(self, text: str, *, limit: int = 10) -> Results:
        """The articles that answer a paste."""


def read_labels(path: Path) -> list[LabelledPaste]:
    """The labelled pastes of a JSON Lines file; raises KBE1009 with the line that cannot be read."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelsInvalid(path=path, line=1, problem=f"cannot be read ({error})") from error
    return [_label(line, path, number) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _label(line: str, path: Path, number: int) -> LabelledPaste:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LabelsInvalid(path=path, line=number, problem=f"not JSON ({error})") from error
    if not isinstance(found, dict) or not isinstance(found.get("paste"), str):
        raise LabelsInvalid(path=path, line=number, problem="'paste' is missing or no text")
    expected = found.get("expected")
    if isinstance(expected, str):
        expected = [expected]
    if not isinstance(expected, list) or not expected or not all(isinstance(one, str) for one in expected):
        raise LabelsInvalid(path=path, line=number, problem="'expected' is missing or no list of article ids")
    return LabelledPaste(str(found.get("id", number)), found["paste"], tuple(expected))


def evaluate(
    kb: Searches, pastes: Sequence[LabelledPaste], *, progress: Callable[[int, int, str], None] | None = None
) -> Evaluation:
    """Search every paste and count; a paste that cannot be searched counts as not found."""
    misses: list[Miss] = []
    ranks: list[int | None] = []
    times: list[float] = []
    for done, one in enumerate(pastes, 1):
        hits: tuple[Hit, ...] = ()
        try:
            results = kb.search(one.paste, limit=max(RANKS))
        except KbError:
            results = None
        if results is not None:
            hits = results.hits
            times.append(results.took_ms)
        right = next((hit for hit in hits if hit.article.id in one.expected), None)
        ranks.append(right.rank if right else None)
        if right is None or right.rank != 1:
            first = hits[0] if hits else None
            why = ahead(first, right) if first else ""
            misses.append(Miss(one.id, one.expected, ranks[-1], first.article.id if first else None, why))
        if progress is not None:
            progress(done, len(pastes), "searching")
    return Evaluation(len(pastes), _hit_at(ranks), _mrr(ranks), _latency(times), tuple(misses))


def ahead(first: Hit, right: Hit | None) -> str:
    """Why one hit stands before another: which lines they answer, and the part of the score that tells them apart."""
    if right is None:
        return _answers(first)
    parts = {reason.part: reason.score for reason in right.why}
    most = max(first.why, key=lambda reason: reason.score - parts.get(reason.part, 0.0), default=None)
    said = f"{_answers(first)}; the expected {_answers(right)}"
    return f"{said}; most by {most.part}, {most.score:.1f} against {parts.get(most.part, 0.0):.1f}" if most else said


def _answers(hit: Hit) -> str:
    """Which line a hit answers, and how exactly."""
    lines = f"answers line {hit.matches[0].line}" if hit.matches else "answers no line"
    return f"{lines} ({hit.tier.value})"


def _hit_at(ranks: Iterable[int | None]) -> dict[int, float]:
    found = list(ranks)
    count = max(len(found), 1)
    return {k: sum(rank is not None and rank <= k for rank in found) / count for k in RANKS}


def _mrr(ranks: Sequence[int | None]) -> float:
    return sum(1 / rank for rank in ranks if rank) / max(len(ranks), 1)


def _latency(times: list[float]) -> dict[str, float]:
    """Median and 99th percentile (nearest rank)."""
    if not times:
        return {"median": 0.0, "p99": 0.0}
    ordered = sorted(times)
    return {"median": statistics.median(ordered), "p99": ordered[math.ceil(0.99 * len(ordered)) - 1]}
