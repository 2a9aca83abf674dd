"""Ages: how long ago something was, as one says it."""

from __future__ import annotations

from datetime import date, datetime

_WEEK, _MONTH, _YEAR = 7, 30.44, 365.25


def ago(then: date | datetime | str, today: date | None = None) -> str:
    """How long ago a day was, in the largest unit of which it is two or more; a text that is no date stays as it is.

    >>> ago("2026-08-20", date(2026, 11, 24))
    '3 months ago'
    """
    if isinstance(then, str):
        try:
            day = date.fromisoformat(then)
        except ValueError:
            return then
    else:
        day = then.date() if isinstance(then, datetime) else then
    days = ((today or date.today()) - day).days
    if days < 0:
        return f"on {day}"
    if days < 2:
        return ("today", "yesterday")[days]
    for unit, length in (("year", _YEAR), ("month", _MONTH), ("week", _WEEK)):
        if days >= 2 * length:
            return f"{int(days / length)} {unit}s ago"
    return f"{days} days ago"
