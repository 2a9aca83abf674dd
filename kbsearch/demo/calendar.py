"""Calendar: what was written down for one day, told as if it had just happened."""

from __future__ import annotations

from datetime import date, datetime, timedelta

WRITTEN = date(2026, 6, 1)
"""The day that the files of the company take for today, a Monday."""


class Calendar:
    """Moves dates by whole weeks, so that what happened on a Tuesday did so on any day the company is looked at."""

    def __init__(self, today: date) -> None:
        self._shift = timedelta(weeks=(today - WRITTEN).days // 7)

    def day(self, written: date) -> date:
        """A day, as it is told today."""
        return written + self._shift

    def at(self, written: datetime) -> datetime:
        """A moment, as it is told today."""
        return written + self._shift
