"""Asking: one question to the log: for whom, about which time, in which moment of the state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
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

    def step_at(self, moment: datetime) -> date:
        """The step of the period that a moment is in."""
        return self.period.step_of(moment.astimezone(UTC).date())

    def by_step(self, wanted: Select[Any], moment: Any) -> dict[date, tuple[int, ...]]:
        """The sums of a query's columns for each step of the period, by when the `moment` of a row is."""
        day = func.date(moment)
        sums = {step: (0,) * len(wanted.selected_columns) for step in self.period.steps()}
        for *counts, on in self.session.execute(wanted.add_columns(day).group_by(day)).all():
            step = self.period.step_of(date.fromisoformat(str(on)))
            sums[step] = tuple(before + (more or 0) for before, more in zip(sums[step], counts, strict=True))
        return sums


def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet a condition, as a column of sums."""
    return func.count().filter(condition)


def grouped(pairs: Iterable[tuple[date, float]]) -> dict[date, list[float]]:
    """Numbers by the step that they belong to."""
    found: defaultdict[date, list[float]] = defaultdict(list)
    for step, number in pairs:
        found[step].append(number)
    return found
