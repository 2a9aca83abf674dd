"""Period: the time that a report is about, and the steps in which it is told: days, weeks or months."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kbsearch.errors import PeriodInvalid

USUAL = timedelta(weeks=13)
"""A quarter: what is looked at where nothing else is asked."""

LONGEST = timedelta(days=3_660)
"""Ten years: more is a slip of the finger."""

_DAYS, _WEEKS = timedelta(days=21), timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, but not including, `until`."""

    since: datetime
    until: datetime

    def steps(self) -> tuple[date, ...]:
        """The first day of each step, in order; days are those of UTC."""
        return tuple(dict.fromkeys(map(self.step_of, self._days())))

    def step_of(self, day: date) -> date:
        """The first day of the step that a day is in: the day, its Monday, or the first of its month."""
        return self._step(day)

    @property
    def called(self) -> str:
        """What a step is called."""
        return "Day" if self._step is _itself else "Week of" if self._step is _monday else "Month of"

    @property
    def _step(self) -> Callable[[date], date]:
        length = self.until - self.since
        return _itself if length <= _DAYS else _monday if length <= _WEEKS else _first

    def _days(self) -> Iterator[date]:
        day, last = self.since.astimezone(UTC).date(), (self.until - timedelta(microseconds=1)).astimezone(UTC).date()
        while day <= last:
            yield day
            day += timedelta(days=1)


def read_period(since: str, until: str, at: datetime) -> Period:
    """The period between two days such as 2026-11-20, each "" for the usual one; raises KBE1058.

    It begins with the first day and ends before the last, at midnight on this machine; without a last
    day it ends at the moment `at`.
    """
    ends = _midnight("until", until) if until else at
    begins = _midnight("since", since) if since else ends - USUAL
    if begins >= ends:
        hint = "let 'since' be a day before 'until'"
        raise PeriodInvalid(problem=f"nothing lies between {begins.date()} and {ends.date()}", hint=hint)
    if ends - begins > LONGEST:
        hint = f"ask for {LONGEST.days // 366} years or less"
        raise PeriodInvalid(problem=f"the time since {begins.date()} is too long for a report", hint=hint)
    return Period(begins, ends)


def _midnight(name: str, given: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(given), time()).astimezone()
    except (ValueError, OverflowError) as error:
        raise PeriodInvalid(problem=f"{name}: {given[:40]!r} is no day", hint="write it as 2026-11-20") from error


def _itself(day: date) -> date:
    return day


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first(day: date) -> date:
    return day.replace(day=1)
