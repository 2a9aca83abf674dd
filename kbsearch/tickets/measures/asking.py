"""Asking: one question to the log: for whom, about which time, in which moment of the state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, null, select
from sqlalchemy.orm import Session

from kbsearch.settings.searches import SearchesTable
from kbsearch.settings.tickets import TicketsTable
from kbsearch.tickets.measures.period import Period
from kbsearch.tickets.models import Ticket

MOST_ROWS = 50
"""Rows of a table that could have one for each product, article or error."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a measure is made from; `seen` is the condition under which the viewer may know of a ticket."""

    session: Session
    seen: ColumnElement[bool]
    period: Period
    at: datetime
    tickets: TicketsTable
    searches: SearchesTable

    def within(self, moment: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """The condition that a column's moment is in the period."""
        return moment >= self.period.since, moment < self.period.until

    def opened(self, *columns: Any) -> Select[Any]:
        """These columns of the tickets that were opened in the period and may be seen; what was merged counts once."""
        return select(*columns).where(*self.within(Ticket.opened), Ticket.merged_into.is_(None), self.seen)

    def step(self, moment: Any) -> ColumnElement[int]:
        """Which step of the period, from 0 on, a column's moment is in."""
        later = self.period.steps()[1:]
        begins = [(moment < datetime.combine(day, time(), UTC), number) for number, day in enumerate(later)]
        return case(*begins, else_=len(later)) if begins else literal(0)

    def by_step(self, wanted: Select[Any], moment: Any) -> dict[date, tuple[int, ...]]:
        """The sums of a query's columns for each step of the period, by when the `moment` of a row is."""
        asked = wanted.add_columns(self.step(moment).label("step")).group_by("step")
        found = {number: counts for *counts, number in self.session.execute(asked)}
        nothing = [0] * len(wanted.selected_columns)
        steps = enumerate(self.period.steps())
        return {day: tuple(count or 0 for count in found.get(number, nothing)) for number, day in steps}


def matching(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet a condition, as a column of sums."""
    return func.count().filter(condition)


def unindexed(column: Any) -> ColumnElement[Any]:
    """A column by which no index is read.

    SQLite, which knows nothing of how often a value occurs, takes any equality for the rarest of conditions, and
    would read all that was ever asked and has no article, rather than what was asked in the time.
    """
    return func.coalesce(column, null())
