"""Moments as one says them on the phone: `15:00`, `tomorrow 9:00`, `+2h`, `2026-11-20 15:00`."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from kbsearch.errors import TicketInvalid

WANTED = "write 15:00, 'tomorrow 9:00', +2h, or 2026-11-20 15:00"
"""What is said where a text is no moment."""

_SPAN = re.compile(r"\+?\s*(?:in\s+)?(\d{1,4})\s*(m|min|minutes?|h|hours?|d|days?)", re.IGNORECASE)
_CLOCK = re.compile(r"(?:by\s+|at\s+)?(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_DAYS = {"today": 0, "tomorrow": 1}
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def read_moment(text: str, at: datetime) -> datetime:
    """The moment that is meant by a text, said at the moment `at`, in its time zone.

    A time of the day is the next one that comes. ISO 8601 is read too, with a zone of its own if it has
    one. Raises KBE1051.
    """
    said = " ".join(text.split())
    span = _SPAN.fullmatch(said)
    if span is not None:
        return at + timedelta(**{_UNITS[span[2][0].lower()]: int(span[1])})
    word, _, rest = said.partition(" ")
    if word.lower() in _DAYS and rest:
        return datetime.combine(at.date() + timedelta(days=_DAYS[word.lower()]), _clock(rest, text), at.tzinfo)
    if _CLOCK.fullmatch(said):
        moment = datetime.combine(at.date(), _clock(said, text), at.tzinfo)
        return moment if moment > at else moment + timedelta(days=1)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError as error:
        raise _no_moment(text) from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=at.tzinfo)


def _clock(said: str, text: str) -> time:
    """A time of the day; the hours of an afternoon may be said with pm."""
    found = _CLOCK.fullmatch(said)
    if found is None:
        raise _no_moment(text)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half or (found[2] is None and not half and not said.lower().startswith(("by", "at"))):
        raise _no_moment(text)  # a bare number may be anything
    if hour > 23 or minute > 59:
        raise _no_moment(text)
    return time(hour, minute)


def _no_moment(text: str) -> TicketInvalid:
    return TicketInvalid(problem=f"{text[:40]!r} is no time", hint=WANTED)
