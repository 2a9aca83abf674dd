"""Spread: how long something takes: as it mostly does, and as it does for those who wait longest."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, extract

HOUR_S = 3_600


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of all take up to `median` hours, nine of ten up to `p90`; None where there are none."""

    count: int = 0
    median: float | None = None
    p90: float | None = None


def seconds(since: Any, until: Any) -> ColumnElement[Any]:
    """The whole seconds between two columns of moments: a number is read ten times as fast as two moments are."""
    return extract("epoch", until) - extract("epoch", since)


def spread(took: Iterable[float]) -> Spread:
    """The spread of some numbers of seconds, by nearest rank: each figure is one that was measured."""
    found = sorted(took)
    return Spread(len(found), _rank(found, 0.5), _rank(found, 0.9))


def spreads(pairs: Iterable[tuple[Any, float]]) -> tuple[Spread, dict[Any, Spread]]:
    """The spread of all seconds, and of those of each group; a pair is the group of a number, and the number."""
    groups: defaultdict[Any, list[float]] = defaultdict(list)
    for group, taken in pairs:
        groups[group].append(float(taken))
    whole = spread(taken for group in groups.values() for taken in group)
    return whole, {group: spread(took) for group, took in groups.items()}


def _rank(found: list[float], part: float) -> float | None:
    return round(found[math.ceil(part * len(found)) - 1] / HOUR_S, 2) if found else None
