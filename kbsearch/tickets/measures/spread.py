"""Spread: how long something takes: as it mostly does, and as it does for those who wait longest."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of all take up to `median` hours, nine of ten up to `p90`; None where there are none."""

    count: int
    median: float | None
    p90: float | None


def spread(hours: Iterable[float]) -> Spread:
    """The spread of some numbers, by nearest rank: each figure is one that was measured."""
    found = sorted(hours)
    return Spread(len(found), _rank(found, 0.5), _rank(found, 0.9))


def _rank(found: list[float], part: float) -> float | None:
    return round(found[math.ceil(part * len(found)) - 1], 2) if found else None
