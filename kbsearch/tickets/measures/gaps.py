"""Gaps: what people ask again and again and no article answers, the biggest first."""

from __future__ import annotations

from sqlalchemy import func

from kbsearch.tickets.measures.asking import MOST_ROWS, Asking, counted
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit
from kbsearch.tickets.models import Ticket


def gaps(asking: Asking) -> Measure:
    """Requests that no article solved, put together by their masked error."""
    wanted = (
        asking.opened(
            func.max(Ticket.signature_text),
            func.count(),
            counted(Ticket.active.is_(True)),
            func.sum(Ticket.minutes * Ticket.people),
            func.max(Ticket.opened),
            func.max(Ticket.number),
        )
        .where(Ticket.resolution == "", Ticket.signature != "")
        .group_by(Ticket.signature)
        .order_by(func.count().desc(), func.sum(Ticket.minutes * Ticket.people).desc(), Ticket.signature)
    )
    found = [tuple(row) for row in asking.session.execute(wanted)]
    tickets, minutes = sum(row[1] for row in found), sum(row[3] for row in found)
    return Measure(
        name="gaps",
        title="Gaps",
        means="The requests of the time that no article solved, put together by their error with what varies masked, "
        "the biggest first. Each is the beginning of an article; the newest of its tickets is named.",
        figure=Figure(tickets, Unit.COUNT, f"requests about {len(found):,} errors, {minutes:,} minutes lost"),
        columns=(
            Column("error", "Error", Unit.NAME),
            Column("requests", "Requests", drawn=True),
            Column("open", "Still open"),
            Column("minutes", "Lost", Unit.MINUTES),
            Column("last", "Last", Unit.MOMENT),
            Column("ticket", "Ticket"),
        ),
        rows=tuple(found[:MOST_ROWS]),
        chart=Chart.BARS,
        more=max(0, len(found) - MOST_ROWS),
    )
