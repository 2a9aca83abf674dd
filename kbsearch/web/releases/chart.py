"""The chart of a release: what was in its way, day by day, and the line it has to stay below until it ships.

Coordinates run from 0 to `WIDTH` and 0 to `HEIGHT`; the picture is stretched to whatever place there is, and
words stand beside it, so that they keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kbsearch.releases.board import ReleaseReport

WIDTH, HEIGHT = 1000, 200


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines as SVG paths: `steps` what was in the way, `dots` its days, `goal` evenly down to nothing.

    `today` is where the present day stands, None when it is outside; `top` the value of the upper edge.
    """

    steps: str
    dots: str
    goal: str
    today: float | None
    top: int
    first: date
    last: date


def chart_of(history: Sequence[ReleaseReport], ships: date, today: date) -> Chart:
    """The chart of at least one report, the oldest first."""
    first = history[0].day
    last = max(ships, history[-1].day, first + timedelta(days=1))
    top = max(1, *(one.blocking for one in history))

    def x(day: date) -> float:
        return round(WIDTH * (day - first).days / (last - first).days, 1)

    def y(value: int) -> float:
        return round(HEIGHT * (1 - value / top), 1)

    points = [(x(one.day), y(one.blocking)) for one in history]
    now = x(today) if first <= today <= last else None
    steps = f"M{points[0][0]},{points[0][1]}" + "".join(f" H{across} V{down}" for across, down in points[1:])
    return Chart(
        steps=steps + (f" H{now}" if now is not None and now > points[-1][0] else ""),
        dots=" ".join(f"M{across},{down}h0" for across, down in points),
        goal=f"M0,{points[0][1]} L{x(max(ships, first))},{HEIGHT}",
        today=now,
        top=top,
        first=first,
        last=last,
    )
