"""Gaps: what people ask again and again and no article answers, the biggest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from kbsearch.tickets.measures.asking import MOST_ROWS, Asking, counted
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit, Value
from kbsearch.tickets.models import Ticket
from kbsearch.tickets.searches import UNANSWERED, Search


@dataclass(frozen=True, slots=True)
class Gap:
    """One error, its requests and the searches that found nothing; `ticket` is the newest request, None for none."""

    error: str
    last: datetime
    requests: int = 0
    searches: int = 0
    open: int = 0
    minutes: int = 0
    ticket: int | None = None

    @property
    def row(self) -> tuple[Value, ...]:
        """The gap as a row of the report."""
        return self.error, self.requests, self.searches, self.open, self.minutes, self.last, self.ticket


def gaps(asking: Asking) -> Measure:
    """Requests that no article solved and searches that found none, put together by their masked error."""
    requests, searches = _requests(asking), _searches(asking)
    both = {**searches, **{sign: _together(gap, searches.get(sign)) for sign, gap in requests.items()}}
    found = sorted(both.items(), key=lambda one: (-one[1].requests - one[1].searches, -one[1].minutes, one[0]))
    asked, minutes = sum(gap.requests for gap in requests.values()), sum(gap.minutes for gap in requests.values())
    looked = sum(gap.searches for gap in searches.values())
    return Measure(
        name="gaps",
        title="Gaps",
        means="The requests of the time that no article solved, and the searches for which none fits and that ended in "
        "no ticket, put together by their error with what varies masked, the biggest first. Each is the beginning of "
        "an article.",
        figure=Figure(
            asked, Unit.COUNT, f"requests and {looked:,} searches without an answer, {minutes:,} minutes lost"
        ),
        columns=(
            Column("error", "Error", Unit.NAME),
            Column("requests", "Requests", drawn=True),
            Column("searches", "Searches", drawn=True),
            Column("open", "Still open"),
            Column("minutes", "Lost", Unit.MINUTES),
            Column("last", "Last", Unit.MOMENT),
            Column("ticket", "Newest ticket"),
        ),
        rows=tuple(gap.row for _, gap in found[:MOST_ROWS]),
        chart=Chart.BARS,
        more=max(0, len(found) - MOST_ROWS),
    )


def _requests(asking: Asking) -> Mapping[str, Gap]:
    """The gaps of requests, by signature."""
    wanted = asking.opened(
        Ticket.signature,
        func.max(Ticket.signature_text),
        func.max(Ticket.opened),
        func.count(),
        counted(Ticket.active.is_(True)),
        func.sum(Ticket.minutes * Ticket.people),
        func.max(Ticket.number),
    ).where(Ticket.resolution == "", Ticket.signature != "")
    return {
        sign: Gap(error, last, requests=count, open=open, minutes=minutes, ticket=ticket)
        for sign, error, last, count, open, minutes, ticket in asking.session.execute(wanted.group_by(Ticket.signature))
    }


def _searches(asking: Asking) -> Mapping[str, Gap]:
    """The gaps of searches, by signature; those that ended in a ticket are told by that."""
    wanted = (
        select(Search.signature, func.max(Search.signature_text), func.max(Search.at), func.count())
        .where(*asking.within(Search.at), UNANSWERED, Search.ticket.is_(None), Search.signature_text != "")
        .group_by(Search.signature)
    )
    return {sign: Gap(error, last, searches=count) for sign, error, last, count in asking.session.execute(wanted)}


def _together(gap: Gap, looked: Gap | None) -> Gap:
    if looked is None:
        return gap
    last = max(gap.last, looked.last)
    return Gap(gap.error, last, gap.requests, looked.searches, gap.open, gap.minutes, gap.ticket)
