"""Measure: what one report says, as plain data for a page, a chart, a terminal, a file and a program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Value = str | int | float | datetime | None
"""What stands in a cell; None where there is nothing to measure."""


class Unit(StrEnum):
    """What a value is."""

    NAME = "name"
    COUNT = "count"
    SHARE = "share"
    """A part of a whole, 0 to 1."""
    HOURS = "hours"
    MINUTES = "minutes"
    MOMENT = "moment"


class Chart(StrEnum):
    """How a measure is drawn: along time, or one bar for each row."""

    LINE = "line"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `drawn` says that the chart shows it."""

    key: str
    title: str
    unit: Unit = Unit.COUNT
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """The one number of a measure, and of what it is one: 0.62 "of 120 requests"."""

    value: Value
    unit: Unit
    of: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One report. `means` says how it is counted, `alarm` what is past a limit ("" for nothing).

    The first column names the rows. `more` is how many rows were left out, the smallest ones.
    """

    name: str
    title: str
    means: str
    figure: Figure
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    chart: Chart
    alarm: str = ""
    more: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell: no row counts anything."""
        return not any(value for row in self.rows for value in row[1:])


def share(part: int, whole: int) -> float | None:
    """A part of a whole, 0 to 1; None where there is no whole."""
    return part / whole if whole else None


def worded(value: Value, unit: Unit) -> str:
    """A value as people read it: `62 %`, `3.5 h`, `1,200`; a dash where there is nothing to measure."""
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    if isinstance(value, str):
        return value
    if unit is Unit.SHARE:
        return f"{value:.0%}".replace("%", " %")
    if unit is Unit.HOURS:
        return f"{value:,.1f} h"
    return f"{value:,} min" if unit is Unit.MINUTES else f"{value:,}"
