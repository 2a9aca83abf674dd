"""Ages: how long ago something was, as one says it."""

from __future__ import annotations

from datetime import date, datetime


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
        day = then.astimezone().date() if isinstance(then, datetime) else then
    today = today or date.today()
    days = (today - day).days
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    if days < 0:
        return f"on {day}"
    if days < 2:
        return ("today", "yesterday")[days]
    for unit, number in (("year", months // 12), ("month", months), ("week", days // 7)):
        if number >= 2:
            return f"{number} {unit}s ago"
    return f"{days} days ago"
