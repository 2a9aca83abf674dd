"""Moments as people read them: in the time zone of this machine, with how far off they are."""

from __future__ import annotations

from datetime import datetime, timedelta

from kbsearch.people.database import now

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_SOON = timedelta(days=2)


def local(moment: datetime) -> str:
    """A moment as the clock on the wall shows it: the time alone today, with the day otherwise."""
    there, today = moment.astimezone(), now().astimezone().date()
    if there.date() == today:
        return f"{there:%H:%M}"
    return f"{there:%a %d %b %H:%M}" if there.year == today.year else f"{there:%d %b %Y %H:%M}"


def span(seconds: float) -> str:
    """A length of time in its largest unit: `40 min`, `3 h`, `2 d`; up to two days in hours."""
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min"
    return f"{int(seconds // _HOUR)} h" if seconds < _SOON.total_seconds() else f"{int(seconds // _DAY)} d"


def age(moment: datetime) -> str:
    """How long ago a moment was: `40 min`."""
    return span(max(0.0, (now() - moment).total_seconds()))


def until(moment: datetime) -> str:
    """How far off it is: `in 40 min`, or `3 h late`."""
    seconds = (moment - now()).total_seconds()
    return f"in {span(seconds)}" if seconds >= 0 else f"{span(-seconds)} late"
